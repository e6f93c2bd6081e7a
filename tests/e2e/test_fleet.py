"""fleet reconcile: every shop of the books, and the same whoever does it."""

import datetime as dt
from pathlib import Path
from typing import Any

from posassist.base.errors import WrongUsage
from posassist.base.paths import Profile
from posassist.usecases.fleet import Fleet, reconcile_shop
from posassist.usecases.shop import wall_clock
from tests.e2e.conftest import Posassist


def chain(command: Posassist, files: dict[str, Path], shops: int = 3) -> list[str]:
    """Make the books of a chain in which every shop lacks something else."""
    names = [f"分店 {number}" for number in range(shops)]
    command.within("shop", "set", "--name", names[0])
    for number, name in enumerate(names):
        if number:
            command.within("shop", "add", name)
        command.within(
            "--shop", name, "agreement", "set", "--acquirer", "A", "--cycle", "T+1",
            "--cut-off", "22:00", "--calendar", "CN", "--fee", "credit:0.60%",
        )  # fmt: skip
        for path in list(files.values())[: 1 + number]:
            command.within("--shop", name, "import", path)
    return names


def without_seconds(said: Any) -> list[dict[str, Any]]:
    return [{k: v for k, v in each.items() if k != "seconds"} for each in said["shops"]]


def test_every_shop_is_reconciled_and_more_workers_find_the_same(
    posassist: Posassist, files: dict[str, Path]
) -> None:
    names = chain(posassist, files)
    alone = without_seconds(posassist.within("fleet", "reconcile", "--as-of", "2026-09-30"))
    assert [each["shop"] for each in alone] == names
    assert [each["matches"] for each in alone] == [0, *[alone[1]["matches"]] * 2]
    assert alone[1]["matches"] > 0
    assert len({each["links_sha256"] for each in alone}) == 3
    many = ("fleet", "reconcile", "--as-of", "2026-09-30", "--workers", "2")
    assert without_seconds(posassist.within(*many)) == alone
    one = posassist.within("--shop", names[1], "reconcile", "--as-of", "2026-09-30", code=3)
    assert one["discrepancies"] == alone[1]["discrepancies"]


def test_it_is_told_in_sentences_shop_by_shop(posassist: Posassist, files: dict[str, Path]) -> None:
    chain(posassist, files, shops=2)
    for language, nothing in (("zh_CN", "到期的都已到账"), ("en", "everything due has arrived")):
        told = posassist.says("fleet", "reconcile", "--as-of", "2026-09-30", language=language)
        first, *others = told.splitlines()
        assert first == (f"分店 0：{nothing}" if language == "zh_CN" else f"分店 0: {nothing}")
        assert others
        assert all(each.startswith("分店 1") for each in others)


def test_a_shop_that_fails_says_so_and_the_others_are_done(tmp_path: Path) -> None:
    fleet = Fleet(Profile(tmp_path / "p"), None, wall_clock, dt.date(2026, 9, 30))
    failed = reconcile_shop(fleet, "no such shop")
    assert isinstance(failed.error, WrongUsage)
    assert (failed.matches, failed.links) == (0, "")


def test_spark_that_is_not_there_or_does_not_start_is_told(posassist: Posassist) -> None:
    asked = ("fleet", "reconcile", "--spark", "nowhere")
    refused = posassist(*asked, code=2)["error"]
    assert "Spark" in refused["message"]
    assert "\n" not in refused["message"]
