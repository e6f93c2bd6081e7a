"""A workbook (xlsx, xls) as rows of text: what runs in the child process.

`python-calamine` reads; before it does, the container is held against bombs, every part against its
check sum, and long numbers are taken with the digits they were written with, which no float keeps.
"""

import datetime as dt
import io
import json
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final, NoReturn

from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from posassist.base.cards import is_card
from posassist.base.i18n import N_, Text
from posassist.statements.table import ZIP, hostile, locked, unreadable

MAX_FILE: Final = 50_000_000
MAX_UNPACKED: Final = 300_000_000
MAX_RATIO: Final = 100
SMALL_MEMBER: Final = 1_000_000
MAX_MEMBERS: Final = 2_000
MAX_ROWS: Final = 500_000
MAX_CELLS: Final = 5_000_000
MAX_TEXT: Final = 20_000_000
TEXT_OF_A_BYTE: Final = 20
ROWS_AT_ONCE: Final = 2_000
BARE: Final = re.compile(rb"(?<![\d.])\d{13,19}(?!\d)")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_LONG: Final = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
    rb"(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>(\d{16,30})</"
)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)<")
_ENTITIES: Final = (b"<!DOCTYPE", b"<!ENTITY")
_FIFTEEN: Final = Context(prec=15)
_ROUNDED: Final = 10**15
_BROKEN: Final = (
    zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, zlib.error,
    RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """The members of an xlsx file, checked: none swells, lies, or holds entities or macros."""

    file: str
    zip: zipfile.ZipFile

    def read(self, member: str) -> bytes:
        """Return the bytes of a member, its check sum proven."""
        try:
            return self.zip.read(member)
        except _BROKEN:
            broken(self.file)


def opened(file: str, data: bytes) -> Iterator[bytes]:
    """Yield the sheets and the card numbers outside of cells, then the rows. Raises StatementError.

    First `{"sheets": […], "loose": […]}`, then `{"sheet": n, "rounded": …, "rows": [[…] …]}` … .
    """
    parts = checked(file, data) if data.startswith(ZIP) else None
    loose = [*_searched(parts)] if parts else []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(each) for each in book.sheet_names]
    except (CalamineError, *_BROKEN):
        broken(file)
    yield json.dumps({"sheets": [each.name for each in sheets], "loose": loose}).encode()
    room = _Room(file, MAX_CELLS, MAX_TEXT + TEXT_OF_A_BYTE * len(data))
    for n, sheet in enumerate(sheets):
        yield from _rows(n, sheet, _Long(parts, sheet.name), room)


def checked(file: str, data: bytes) -> Parts:
    """Open an xlsx file, nothing unpacked yet. Raises StatementError."""
    if len(data) > MAX_FILE:
        hostile(file, Text(N_("a workbook of more than 50 MB")))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        broken(file)
    members = archive.infolist()
    names = {each.filename for each in members}
    if len(members) > MAX_MEMBERS or len(names) < len(members):
        hostile(file, Text(N_("an absurd number of parts")))
    if any(each.flag_bits & 1 for each in members):
        locked(file)
    if sum(each.file_size for each in members) > MAX_UNPACKED:
        hostile(file, Text(N_("it would unpack to more than 300 MB")))
    for each in members:
        if each.file_size > max(SMALL_MEMBER, each.compress_size * MAX_RATIO):
            hostile(file, Text(N_("a part that swells more than a hundredfold")))
    if any(each.lower().endswith("vbaproject.bin") for each in names):
        hostile(file, Text(N_("a workbook with macros")))
    if "xl/workbook.xml" not in names:
        unreadable(
            N_("The file {file} is an archive, not a workbook"),
            N_("Unpack it and import the files inside one by one."),
            file=file,
        )
    return Parts(file, archive)


def shown(value: object) -> str:
    """Return a cell as it is shown: no exponent, no noise of a float, dates as ISO writes them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return plain_number(repr(value))
    if isinstance(value, dt.datetime):
        whole = value + dt.timedelta(milliseconds=500)
        return whole.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value).partition(".")[0] if isinstance(value, dt.time) else str(value)


def plain_number(written: str) -> str:
    """Return a stored number as it is shown: no exponent, fractions to 15 significant digits."""
    if written.isdecimal():
        return written
    number = Decimal(written)
    if not number.is_finite():
        return written
    if number != number.to_integral_value():
        number = _FIFTEEN.plus(number)
    return f"{number.normalize():f}"


def broken(file: str) -> NoReturn:
    """Refuse a workbook that does not hold together."""
    unreadable(N_("The workbook {file} is damaged or cut off"), file=file)


@dataclass(slots=True)
class _Room:
    """How many cells and characters may still come before a file counts as built to swell."""

    file: str
    cells: int
    text: int

    def take(self, cells: int, text: int) -> None:
        self.cells -= cells
        self.text -= text
        if self.cells < 0:
            unreadable(
                N_("The workbook {file} has more rows or columns than this program reads"),
                N_("Export a shorter period and import the parts one by one."),
                file=self.file,
            )
        if self.text < 0:
            hostile(self.file, Text(N_("a part that swells more than a hundredfold")))


class _Long:
    """The long numbers of a sheet with all their digits; looked for only when there are any."""

    def __init__(self, parts: Parts | None, sheet: str) -> None:
        self._parts = parts
        self._sheet = sheet
        self._found: dict[tuple[int, int], str] | None = None

    def digits(self, row: int, column: int) -> str | None:
        """Return the digits of a cell as they were written; xls files hold rounded ones only."""
        if self._found is None:
            xml = self._parts.read(_member(self._parts, self._sheet)) if self._parts else b""
            self._found = {
                (int(at) - 1, _place(letters)): digits.decode()
                for letters, at, digits in _LONG.findall(xml)
            }
        return self._found.get((row, column))


def _rows(n: int, sheet: CalamineSheet, long: _Long, room: _Room) -> Iterator[bytes]:
    left, bottom = (sheet.start[1], sheet.end[0] + 1) if sheet.start and sheet.end else (0, 0)
    if bottom > MAX_ROWS or bottom * sheet.width > MAX_CELLS:
        room.take(MAX_CELLS + 1, 0)
    chunk: list[list[str]] = []
    rounded = False
    for at, values in enumerate(sheet.iter_rows() if bottom else ()):
        row = [""] * left
        for place, value in enumerate(values, left):
            text = value if type(value) is str else shown(value)
            if type(value) is float and abs(value) >= _ROUNDED:
                text = long.digits(at, place) or text
                rounded = rounded or text.endswith("0")
            row.append(text)
        while row and not row[-1]:
            row.pop()
        room.take(len(row), sum(map(len, row)))
        chunk.append(row)
        if len(chunk) >= ROWS_AT_ONCE:
            yield _written(n, chunk, rounded=rounded)
            chunk, rounded = [], False
    yield _written(n, chunk, rounded=rounded)


def _written(n: int, rows: list[list[str]], *, rounded: bool) -> bytes:
    return json.dumps({"sheet": n, "rounded": rounded, "rows": rows}).encode()


def _searched(parts: Parts) -> Iterator[str]:
    """Yield the card numbers that stand in no cell: formulas, comments, properties, names."""
    for name in parts.zip.namelist():
        xml = parts.read(name)
        if name.endswith((".xml", ".rels")) and any(each in xml for each in _ENTITIES):
            hostile(parts.file, Text(N_("a part that declares its own XML entities")))
        if _SHEET.fullmatch(name):
            before, _, rest = xml.partition(b"sheetData")
            after = rest.rpartition(b"sheetData")[2]
            formulas = _FORMULA.findall(xml) if b"<f" in xml or b":f" in xml else []
            xml = b"\n".join((before, after, *formulas))
        yield from (each for each in (hit.decode() for hit in BARE.findall(xml)) if is_card(each))


def _member(parts: Parts, sheet: str) -> str:
    """Return the member of the archive that holds a sheet."""
    related = fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in related}
    named = {
        each.get("name"): next((v for k, v in each.items() if k.endswith("}id")), "")
        for each in fromstring(parts.read("xl/workbook.xml")).iter()
    }
    return posixpath.normpath(posixpath.join("/xl", targets[named[sheet]])).lstrip("/")


def _place(letters: bytes) -> int:
    column = 0
    for each in letters:
        column = column * 26 + each - 64
    return column - 1
