"""The demo finds exactly its known answers."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from posassist.base.paths import resources

HANDHELD = json.loads(
    (resources() / "demo" / "handheld" / "answers.json").read_text(encoding="utf-8")
)
ANSWERS = json.loads((resources() / "demo" / "answers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, installed: str) -> tuple[Path, dict[str, Any]]:
    """Run the demo where nothing is given: to the folder posassist-demo, for a person, then again
    over it, for a script.
    """
    here = tmp_path_factory.mktemp("演示 demo")
    home = tmp_path_factory.mktemp("home")
    for options in (["--language", "en"], ["--language", "zh_CN", "--json"]):
        done = subprocess.run(
            [installed, *options, "demo"],
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
            encoding="utf-8",
            cwd=here,
            env={**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home)},
        )
        assert (done.returncode, done.stderr) == (0, "")
        if "--json" not in options:
            (here / "said.txt").write_text(done.stdout, encoding="utf-8")
    assert list(home.iterdir()) == []
    return here / "posassist-demo", json.loads(done.stdout)


def test_the_summary_is_for_a_shop_owner(shown: tuple[Path, dict[str, Any]]) -> None:
    said = (shown[0].parent / "said.txt").read_text(encoding="utf-8")
    assert "simulated terminal" in said
    assert "Not settled: 3, ¥722.60" in said
    assert "posassist-demo" in said
    assert shown[1]["out"] == "posassist-demo"
    assert "小巷米线馆, without a cable" in said
    assert "12 slips pasted or typed in" in said
    assert "Not settled: 2, ¥484.00" in said


def test_every_kind_is_found_to_the_cent(shown: tuple[Path, dict[str, Any]]) -> None:
    for shop, answers in ((shown[1], ANSWERS), (shown[1]["handheld"], HANDHELD)):
        found = {
            kind: {"count": each["count"], "at_stake": each["at_stake"]["CNY"]}
            for kind, each in shop["discrepancies"].items()
        }
        assert found == answers["by_kind"]


def test_packs_and_letters_are_left_in_both_languages(
    shown: tuple[Path, dict[str, Any]],
) -> None:
    for folder, shop in ((shown[0], shown[1]), (shown[0] / "handheld", shown[1]["handheld"])):
        names = {each.name for each in folder.iterdir()}
        for code in ("zh_CN", "en"):
            assert {f"case-1-{code}.pdf", f"case-1-{code}.zip"} <= names
            assert {f"complaint-provider-{code}.pdf", f"complaint-provider-{code}.txt"} <= names
        assert all(each["pages"] > 3 for each in shop["packs"])


def _said(pdf: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", pdf, "-"],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    ).stdout


def test_the_pdf_gives_back_chinese_reference_numbers_and_amounts(
    shown: tuple[Path, dict[str, Any]],
) -> None:
    text = _said(shown[0] / "case-1-zh_CN.pdf")
    for expected in ("晨光便利店", "626018340896", "268.00", "第 1 页", "SHA-256"):
        assert expected in text


def test_slips_are_not_called_the_terminals_own_record(shown: tuple[Path, dict[str, Any]]) -> None:
    text = _said(shown[0] / "handheld" / "case-1-zh_CN.pdf")
    for expected in ("小巷米线馆", "328.00", "小票，由店铺录入或粘贴"):
        assert expected in text
    for wrong in ("终端自己的记录", "终端自身的记录"):
        assert wrong not in text
