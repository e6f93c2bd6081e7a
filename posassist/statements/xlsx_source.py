"""An xlsx file as tables of text, and its original with card numbers struck out."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property
from typing import Final, NoReturn
from xml.sax.saxutils import escape, quoteattr

from posassist.base.cards import mask_bytes
from posassist.base.i18n import N_, Text
from posassist.catalog.formats import Layout
from posassist.statements.masking import strike
from posassist.statements.table import Table, unreadable
from posassist.statements.workbook import Archive, Attributes, Element

MAX_ROWS: Final = 500_000
MAX_COLUMNS: Final = 16_384
MAX_CELLS: Final = 5_000_000
_SHARED: Final = "xl/sharedStrings.xml"
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NUMBER: Final = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_FIFTEEN: Final = Context(prec=15)
_LAST_DAY: Final = 2_958_466
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's own time, without a zone
_EPOCH_1904: Final = dt.datetime(1904, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its place: in the grid (from 0), and in the bytes of its sheet."""

    row: int
    column: int
    text: str
    shared: int | None
    formula: str
    rounded: bool
    element: Element
    end: int


class XlsxSource:
    """A workbook; every sheet is one table, its rows where they stand."""

    container = "xlsx"

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data
        self._archive = Archive(name, data)
        self._sheets, self._from_1904 = self._archive.sheets()
        self._shared = self._archive.shared()
        self._dates = self._archive.date_styles()

    def tables(self, layout: Layout) -> list[Table]:
        """Return every sheet, the one the format names first."""
        return sorted(self._tables, key=lambda each: each.sheet != layout.sheet)

    @cached_property
    def _tables(self) -> list[Table]:
        return [self._table(sheet, part) for sheet, part in self._sheets]

    def _table(self, sheet: str, part: str) -> Table:
        rows: list[list[str]] = []
        count = 0
        rounded = False

        def take(cell: Cell) -> None:
            nonlocal count, rounded
            if cell.row >= MAX_ROWS or cell.column >= MAX_COLUMNS:
                self._too_large()
            while len(rows) <= cell.row:
                rows.append([])
            row = rows[cell.row]
            count += max(0, cell.column + 1 - len(row))
            if count > MAX_CELLS:
                self._too_large()
            row.extend([""] * (cell.column + 1 - len(row)))
            row[cell.column] = cell.text
            rounded = rounded or cell.rounded

        self._walk(part, take)
        note = Text(
            N_("Long numbers are stored as numbers in this workbook and were perhaps rounded")
        )
        return Table(
            encoding="utf-8",
            rows=rows,
            sheet=strike(sheet),
            part=part,
            ragged_is_cut=False,
            notes=(note,) if rounded else (),
        )

    def struck(self, table: Table, safe: dict[int, list[str]]) -> tuple[bytes, int]:
        """Return the workbook with these cells, and card numbers anywhere else in it, struck.

        A struck cell becomes one with its own text; what no other cell uses of the shared strings
        is struck there too. The workbook is repacked only when something had to be struck.
        """
        parts: dict[str, bytes] = {}
        used: set[int] = set()
        hidden: set[int] = set()
        elsewhere = 0
        for _sheet, part in self._sheets:
            parts[part], count = self._struck_sheet(
                part, safe if part == table.part else None, hidden, used
            )
            elsewhere += count
        parts[_SHARED] = self._shared_strings(hidden, used)
        changed = False
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for member, was in self._archive.members():
                now = parts.get(member.filename, was)
                if member.filename not in parts:
                    now, count = mask_bytes(was)
                    elsewhere += count
                changed = changed or now != was
                packed.writestr(member, now)
        return (out.getvalue() if changed else self._data), elsewhere

    def _struck_sheet(
        self, part: str, safe: dict[int, list[str]] | None, hidden: set[int], used: set[int]
    ) -> tuple[bytes, int]:
        xml = self._archive.read(part)
        edits: list[tuple[int, int, bytes]] = []
        elsewhere = 0

        def take(cell: Cell) -> None:
            nonlocal elsewhere
            if safe is None:
                text = strike(cell.text)
                elsewhere += text != cell.text
            else:
                text = safe[cell.row][cell.column] if cell.row in safe else cell.text
            whole = text == cell.text and strike(cell.formula) == cell.formula
            if cell.shared is not None:
                (used if whole else hidden).add(cell.shared)
            if not whole:
                stop = xml.index(b">", cell.end) + 1
                edits.append((cell.element.start, stop, _inline(cell.element, text)))

        self._walk(part, take)
        return _spliced(xml, edits), elsewhere

    def _shared_strings(self, hidden: set[int], used: set[int]) -> bytes:
        edits = []
        for n, (text, start, end) in enumerate(self._shared):
            safe = strike(text)
            if n not in used and (n in hidden or safe != text):
                kept = "" if n in hidden else escape(safe)
                edits.append((start, end, f"<si><t>{kept}</t></si>".encode()))
        return _spliced(self._archive.read(_SHARED), edits)

    def _walk(self, part: str, take: Callable[[Cell], None]) -> None:
        xml = self._archive.read(part)
        if xml.count(b"<row") > MAX_ROWS or xml.count(b"<c ") + xml.count(b"<c/") > MAX_CELLS:
            self._too_large()
        texts: list[str] = []
        value: list[str] = []
        formula: list[str] = []
        last_row = last_column = -1

        def ended(open_: list[Element], end: int) -> None:
            nonlocal last_row, last_column
            element = open_[-1]
            given = element.attributes
            if element.tag == "v":
                value[:] = element.text
            elif element.tag == "f":
                formula[:] = element.text
            elif element.tag == "t" and not any(each.tag == "rPh" for each in open_):
                texts.extend(element.text)
            elif element.tag == "row":
                last_row = self._row(element, last_row)
                last_column = -1
            elif element.tag == "c" and len(open_) > 1:
                row = self._row(open_[-2], last_row)
                last_column = self._column(given.get("r", ""), last_column)
                written = "".join(texts) if given.get("t") == "inlineStr" else "".join(value)
                text, shared, rounded = self._text(given, written)
                take(Cell(row, last_column, text, shared, "".join(formula), rounded, element, end))
                texts.clear()
                value.clear()
                formula.clear()

        self._archive.walk(xml, ended)

    def _row(self, element: Element, last: int) -> int:
        given = element.attributes.get("r", "")
        if not given:
            return last + 1
        return (
            int(given) - 1
            if given.isdecimal() and 0 < len(given) < 8 and int(given)
            else self._off()
        )

    def _column(self, reference: str, last: int) -> int:
        if not reference:
            return last + 1
        found = _REFERENCE.fullmatch(reference)
        if not found:
            return self._off()
        number = 0
        for letter in found[1]:
            number = number * 26 + ord(letter) - 64
        return number - 1

    def _text(self, given: Attributes, written: str) -> tuple[str, int | None, bool]:
        kind = given.get("t", "n")
        if kind == "s":
            place = int(written) if written.isdecimal() and len(written) < 8 else len(self._shared)
            if place >= len(self._shared):
                self._off()
            return self._shared[place][0], place, False
        if kind == "b":
            return ("TRUE" if written == "1" else "FALSE"), None, False
        if kind != "n" or not _NUMBER.fullmatch(written):
            return written, None, False
        style = given.get("s", "0")
        if style.isdecimal() and len(style) < 8 and int(style) in self._dates:
            return self._moment(written), None, False
        text = plain_number(written)
        return text, None, len(text) > 15 and text.isdecimal() and text.endswith("0")

    def _moment(self, written: str) -> str:
        days = Decimal(written)
        if not 0 <= days < _LAST_DAY:
            return written
        seconds = int((days * 86_400).to_integral_value())
        moment = (_EPOCH_1904 if self._from_1904 else _EPOCH) + dt.timedelta(seconds=seconds)
        if days < 1:
            return moment.strftime("%H:%M:%S")
        return moment.strftime("%Y-%m-%d %H:%M:%S" if seconds % 86_400 else "%Y-%m-%d")

    def _off(self) -> NoReturn:
        unreadable(N_("The workbook {file} is damaged or cut off"), file=self.name)

    def _too_large(self) -> NoReturn:
        unreadable(
            N_("The workbook {file} has more rows or columns than this program reads"),
            N_("Export a shorter period and import the parts one by one."),
            file=self.name,
        )


def plain_number(written: str) -> str:
    """Return a stored number as it is shown: no exponent, fractions to 15 significant digits."""
    if "." not in written and "e" not in written.lower():
        return written
    number = Decimal(written)
    if number != number.to_integral_value():
        number = _FIFTEEN.plus(number)
    return f"{number.normalize():f}"


def _inline(element: Element, text: str) -> bytes:
    tag = element.written
    prefix = tag[: -len(element.tag)]
    kept = "".join(
        f" {name}={quoteattr(value)}" for name, value in element.attributes.items() if name in "rs"
    )
    return (
        f'<{tag}{kept} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
        f"{escape(text)}</{prefix}t></{prefix}is></{tag}>"
    ).encode()


def _spliced(xml: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    out: list[bytes] = []
    at = 0
    for start, end, instead in edits:
        out += [xml[at:start], instead]
        at = end
    return b"".join([*out, xml[at:]])
