"""How long reading a statement takes, beside a bare read of the same file, in one run.

    python packaging/dev.py bench statements [CSV_ROWS [XLSX_ROWS]]

A GB18030 CSV of a million rows against `csv.reader` (goal: within 6 times), a workbook of a hundred
thousand against `python-calamine` (goal: within 2 times). Times are of the processor, the child's
included, so that a busy computer does not spoil them; peak memory is that of the whole process.
"""

import csv
import gc
import io
import os
import random
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from python_calamine import CalamineWorkbook

from posassist.catalog.formats import formats
from posassist.statements.reader import read_statement

CSV_ROWS, XLSX_ROWS = 1_000_000, 100_000
CSV_GOAL: Final = 6.0
XLSX_GOAL: Final = 2.0
HEADER: Final = (
    "merchant_id,terminal_id,occurred_on,occurred_time,settled_on,type,gross,fee,net,currency,rrn,"
    "trace_no,auth_code,batch_no,card_masked,channel,status,payout_ref"
)
_SHEET: Final = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
_PARTS: Final = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',  # noqa: E501
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',  # noqa: E501
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',  # noqa: E501
}


def rows(count: int) -> Iterator[str]:
    """Yield invented settlement rows, the same every time."""
    rng = random.Random(7)
    for n in range(count):
        gross = rng.randrange(100, 200_000)
        fee = gross * 6 // 1000
        day = 1 + n % 28
        yield (
            f"898440000000001,T000{n % 5},2026-09-{day:02},1{n % 10}:{n % 60:02}:{n % 60:02},"
            f"2026-10-{day:02},sale,{gross / 100:.2f},{fee / 100:.2f},{(gross - fee) / 100:.2f},"
            f"CNY,6260{n:08d},{n % 10**6:06d},{n % 10**6:06d},{n // 200:06d},"
            f"622202******{n % 10_000:04d},credit,settled,P{n // 300}"
        )


def workbook(count: int) -> bytes:
    """Return the same rows as a workbook of inline texts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_SHEET.encode())
            for line in (HEADER, *rows(count)):
                cells = "".join(
                    f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line.split(",")
                )
                sheet.write(f"<row>{cells}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
    return made.getvalue()


def seconds(work: Callable[[], int]) -> tuple[int, float]:
    """Return what work counts, and the processor's seconds, those of children too."""
    gc.collect()
    start = os.times()
    count = work()
    end = os.times()
    return count, sum(end[:4]) - sum(start[:4])


def read(name: str, data: bytes) -> int:
    """Read a statement as an import does."""
    found = read_statement(
        name, data, formats(), format_id=None, zone=ZoneInfo("Asia/Shanghai"), currency="CNY"
    )
    return len(found.settlement)


def bare_csv(data: bytes) -> int:
    """Read the cells, and nothing else."""
    text = io.StringIO(data.decode("gb18030"), newline="")
    return sum(1 for _ in csv.reader(text)) - 1


def bare_xlsx(data: bytes) -> int:
    """Read the cells, and nothing else."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return len(book.get_sheet_by_index(0).to_python()) - 1


def main(arguments: list[str]) -> int:
    """Print both rows; 1 where a goal is missed."""
    gc.set_threshold(200_000, 50, 100)  # as the command line does
    csv_rows = int(arguments[0]) if arguments else CSV_ROWS
    xlsx_rows = int(arguments[1]) if len(arguments) > 1 else XLSX_ROWS
    missed = 0
    for what, count, data, name, bare, goal in (
        ("CSV", csv_rows, "\n".join((HEADER, *rows(csv_rows), "")).encode("gb18030"), "s.csv",
         bare_csv, CSV_GOAL),
        ("XLSX", xlsx_rows, workbook(xlsx_rows), "s.xlsx", bare_xlsx, XLSX_GOAL),
    ):  # fmt: skip
        counted, alone = seconds(lambda data=data, bare=bare: bare(data))  # type: ignore[misc]
        found, ours = seconds(lambda name=name, data=data: read(name, data))  # type: ignore[misc]
        assert counted == found == count
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        held = "yes" if ours <= goal * alone else "NO"
        missed += held == "NO"
        sys.stdout.write(
            f"{what}, {count:,} rows: bare {alone:.2f} s, ours {ours:.2f} s, "
            f"{ours / alone:.1f}x (goal {goal:.0f}x: {held}); peak {peak} MB\n"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
