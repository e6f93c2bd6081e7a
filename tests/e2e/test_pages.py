"""Packs and letters by the installed command: versions, papers, forms, blanks."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest

JOURNAL = """\
terminal_id,merchant_id,batch_no,trace_no,rrn,auth_code,type,amount,currency,occurred_at
T1,M1,1,1,626000000001,A1,sale,100.00,CNY,2026-09-14T10:00:00
T1,M1,1,2,626000000002,A2,sale,1286.00,CNY,2026-09-15T11:00:00
"""
SETTLEMENT = """\
merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn,status
M1,T1,2026-09-14,2026-09-15,sale,100.00,0.60,99.40,CNY,626000000001,settled
M1,T1,2026-09-16,2026-09-17,sale,50.00,0.30,49.70,CNY,626000000003,settled
"""
DAY = "2026-09-20"
CLOCK = {"SOURCE_DATE_EPOCH": "1789900000"}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One case over a missing sale, and the command to work on it; the tests share its books."""
    folder = tmp_path_factory.mktemp("case")

    def posassist(*arguments: object, code: int = 0, **environment: str) -> Any:
        command = [sys.executable, "-m", "posassist", "--profile", str(folder / "profile")]
        command += ["--language", "en", "--json", *map(str, arguments)]
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            timeout=240,
            env={**os.environ, **environment},
            encoding="utf-8",
        )
        assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
        return json.loads(done.stdout)

    posassist("shop", "set", "--name", "晨光", "--timezone", "Asia/Shanghai")
    posassist(
        "agreement", "set", "--acquirer", "Acquirer", "--cycle", "T+1", "--cut-off", "22:00",
        "--calendar", "CN", "--fee", "credit:0.60%",
    )  # fmt: skip
    for name, text in (("journal", JOURNAL), ("settlement", SETTLEMENT)):
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        posassist("import", path)
    found = posassist("discrepancies", "--as-of", DAY)["discrepancies"]
    missing = next(each["id"] for each in found if each["kind"] == "missing")
    posassist("cases", "open", missing, "--on", DAY)
    return posassist


def test_a_final_pack_keeps_its_version_until_the_case_changes(case: Any, tmp_path: Path) -> None:
    def printed(folder: str, *options: str) -> dict[str, Any]:
        answer = case(
            "evidence", "1", "--out", tmp_path / folder, "--as-of", DAY, *options, **CLOCK
        )
        pack: dict[str, Any] = answer["packs"][0]
        return pack

    draft = printed("draft")
    assert draft["pdfa"] is True
    assert draft["manifest"]["version"] == 0
    first = printed("first", "--final")
    again = printed("again", "--final")
    assert first["manifest"]["version"] == 1
    assert first["sha256"] == again["sha256"] != draft["sha256"]
    case("cases", "log", "1", "--text", "called", "--ticket", "T9", "--on", DAY)
    assert printed("second", "--final")["manifest"]["version"] == 2


def test_the_pdf_alone_holds_the_originals_and_the_digest_of_their_list(
    case: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    pack = case("evidence", "1", "--out", out, "--as-of", DAY, "--paper", "letter")["packs"][0]
    with zipfile.ZipFile(pack["zip"]) as archive:
        listed = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.startswith("originals/") or name == "certificate.txt"
        }
    lines = (f"{hashlib.sha256(listed[name]).hexdigest()}  {name}\n" for name in sorted(listed))
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert pack["manifest"]["inventory_sha256"] == digest
    with pikepdf.open(pack["pdf"]) as document:
        assert set(document.attachments) == {"journal.csv"}
        carried = document.attachments["journal.csv"].get_file().read_bytes()
        assert carried == listed["originals/journal.csv"]
        assert float(document.pages[0].MediaBox[2]) == 612


def test_a_letter_can_be_edited_and_its_blanks_filled(case: Any, tmp_path: Path) -> None:
    out = tmp_path / "brief.docx"
    letter = case(
        "letter", "1", "--letter", "lawyer-brief", "--language", "zh_CN", "--format", "docx",
        "--out", out, "--fill", "merchant.contact=张三", "--fill", "agreement.signed_on=2025-01-02",
    )["letter"]  # fmt: skip
    assert "merchant.contact" not in letter["blanks_left"]
    assert "provider.credit_code" in letter["blanks_left"]
    told = "".join(paragraph.text for paragraph in docx.Document(str(out)).paragraphs)
    assert "张三" in told
    assert "2025-01-02" in told
    assert "人民币壹仟贰佰捌拾陆元整" in told


def test_a_regulators_letter_names_the_body_of_the_cases_step(case: Any, tmp_path: Path) -> None:
    case("cases", "advance", "1", "--to", "cn-pcac")
    out = tmp_path / "report.txt"
    letter = case("letter", "1", "--letter", "report-pcac", "--format", "txt", "--out", out)
    assert letter["letter"]["to"] == "Payment & Clearing Association of China"
    assert len(out.read_text(encoding="utf-8")) <= 500


@pytest.mark.parametrize(
    "options",
    [
        ("letter", "1", "--letter", "lawyer-brief", "--fill", "merchant.contact"),
        ("letter", "1", "--letter", "lawyer-brief", "--fill", "no.such=1"),
        ("letter", "1", "--letter", "lawyer-brief", "--format", "rtf"),
        ("evidence", "1", "--paper", "a3"),
    ],
)
def test_what_cannot_be_is_refused(case: Any, tmp_path: Path, options: tuple[str, ...]) -> None:
    refused = case(*options, "--out", tmp_path / "out", code=2)
    assert refused["error"]["name"] == "WrongUsage"
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())
