"""Bad twins of real files are refused in seconds, in little memory, with the file and a next step.

They go through the installed command, as a script would start it.
"""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<x>&b;</x>"
)
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROW = b'<row><c t="inlineStr"><is><t>1</t></is></c></row>'
CROWDED = 4  # other tests run beside this one; alone each file takes less than two seconds
Sheet = Callable[[list[list[str]]], str]
Book = Callable[..., bytes]


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


def with_sheet(book: bytes, xml: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as was,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as now,
    ):
        for each in was.namelist():
            now.writestr(each, xml if "sheet1" in each else was.read(each))
    return out.getvalue()


def twins(folder: Path, samples: Path, whole: bytes) -> Iterator[tuple[str, Path]]:
    """Lay every bad twin into the folder."""
    icbc = (samples / "cn_bank_csv" / "icbc_debit_v1.csv").read_bytes()
    ums = next((samples / "chinaums_xlsx").glob("*.xlsx")).read_bytes()
    inner = b"<worksheet " + MAIN + b"><sheetData>%s</sheetData></worksheet>"
    files = {
        "truncated.csv": icbc[: len(icbc) * 2 // 3],
        "truncated.xlsx": ums[: len(ums) * 2 // 3],
        "latin.csv": icbc.decode().encode("gb18030").decode("latin-1").encode("utf-8"),
        "big5.csv": icbc.decode().encode("big5", "replace"),
        "pdf.csv": b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
        "laughs.xml": LAUGHS,
        "laughs.csv": LAUGHS,
        "entities.xlsx": with_sheet(whole, LAUGHS),
        "ratio.xlsx": with_sheet(whole, inner % (ROW * 1_000_000)),
        "declared.xlsx": with_sheet(
            whole,
            inner % b'<row r="1"><c r="A1"><v>1</v></c></row>'
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        ),
        "shared.xlsx": _shared_bomb(whole),
        "nested.zip": zipped(**{"a.zip": zipped(**{"b.zip": zipped(c=bytes(50_000_000))})}),
        "line.csv": b"booked_on,amount,currency\n" + b"1" * 10_000_000,
        "nul.csv": b"booked_on,amount,currency\n2026-09-01,1.00,C\0NY\n",
        "utf16.csv": icbc.decode().encode("utf-16-le"),
        "page.xls": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        "broken.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
        "empty.csv": b"",
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(64),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
        yield name, folder / name
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    yield "loop.csv", folder / "loop.csv"
    yield "gone.csv", folder / "gone.csv"
    if os.geteuid():
        (folder / "closed.csv").write_bytes(icbc)
        (folder / "closed.csv").chmod(0)
        yield "closed.csv", folder / "closed.csv"


def _shared_bomb(whole: bytes) -> bytes:
    """One long text that a hundred thousand cells share."""
    rows = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(20_000))
    sheet = b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (MAIN, rows.encode())
    out = io.BytesIO(with_sheet(whole, sheet))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as parts:
        text = b"".join(b"%06d" % each for each in range(5_000))
        parts.writestr("xl/sharedStrings.xml", b"<sst %s><si><t>%s</t></si></sst>" % (MAIN, text))
    return out.getvalue()


@pytest.mark.timeout(300)
def test_bad_twins_are_refused_and_nothing_is_stored(
    tmp_path: Path, samples: Path, book: Book, sheet: Sheet
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    profile = tmp_path / "profile"
    start = [sys.executable, "-c", _MEASURED, "--profile", str(profile), "--json"]
    every = dict(twins(folder, samples, book(sheet([["a"]]))))
    clock = time.perf_counter()
    done = subprocess.run(
        [*start, "import", *map(str, every.values())], capture_output=True, check=False
    )
    took = time.perf_counter() - clock
    answer = json.loads(done.stdout)
    assert done.returncode == 4
    assert [each["file"] for each in answer["files"]] == list(every)
    assert all("error" in each for each in answer["files"]), answer
    assert answer["error"]["next_step"]
    assert int(done.stderr.split(b"peak ")[-1]) <= 300_000
    assert took <= 2 * len(every) * CROWDED
    listed = subprocess.run([*start, "imports", "list"], capture_output=True, check=True)
    assert json.loads(listed.stdout)["imports"] == []
    assert not [each for each in (profile / "vault").rglob("*") if each.is_file()]


_MEASURED = """
import resource, sys
from posassist.__main__ import main
if __name__ == "__main__":
    code = main()
    # Not ru_maxrss of itself: that holds what the process that started it was as large as.
    with open("/proc/self/status", encoding="ascii") as status:
        own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    used = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    sys.stderr.write(f"peak {used}")
    sys.exit(code)
"""
