"""The tables of a web page, which banks and providers like to call .xls."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from posassist.base.i18n import N_
from posassist.catalog.formats import Layout
from posassist.statements.masking import strike
from posassist.statements.table import Table, unreadable

LARGEST: Final = 20_000_000
_CHUNK: Final = 65_536
_WIDEST: Final = 200
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_TABLE: Final = re.compile(r"(<table\b.*?</table\s*>)", re.IGNORECASE | re.DOTALL)
_CELLS: Final = frozenset({"td", "th"})
_UNSEEN: Final = frozenset({"script", "style", "title"})
# What a page says it is written in is often the smaller set of what it is written in.
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "ascii": "utf-8"}


@dataclass(frozen=True, slots=True)
class PageSource:
    """A web page; every table with more than one row is one, as a sheet of a workbook is."""

    name: str
    data: bytes
    text: str
    codec: str
    sheets: tuple[Table, ...]

    def tables(self, _layout: Layout) -> list[Table]:
        """Return every table, in the page's order."""
        return list(self.sheets)

    def struck(self, table: Table, safe: dict[int, list[str]]) -> tuple[bytes, int]:
        """Return the page with these cells, and card numbers anywhere else in it, struck in place.

        A number that cannot be struck where it stands refuses the file.
        """
        changed = {
            was: now
            for at, row in safe.items()
            for was, now in zip(table.rows[at], row, strict=True)
            if was != now
        }
        others = [row for each in self.sheets if each is not table for row in each.rows]
        changed |= {cell: strike(cell) for row in others for cell in row if strike(cell) != cell}
        elsewhere = 0
        parts = _TABLE.split(self.text)
        for place, part in enumerate(parts):
            if place % 2:
                for was, now in changed.items():
                    parts[place] = parts[place].replace(html.escape(was), now).replace(was, now)
            elif strike(part) != part:
                parts[place] = strike(part)
                elsewhere += 1
        if not changed and not elsewhere:
            return self.data, 0
        clean = "".join(parts)
        left = {cell for each in _read(clean, lambda: None) for row in each for cell in row}
        if left & changed.keys():
            unreadable(
                N_("The web page {file} holds card numbers where they cannot be struck out"),
                N_("Open it in a spreadsheet program, save it as .xlsx, then import that file."),
                file=self.name,
            )
        return clean.encode(self.codec), elsewhere


def open_page(name: str, data: bytes, waiting: Callable[[], None]) -> PageSource | None:
    """Open a web page; None for one without a table. Raises StatementError."""
    if len(data) > LARGEST:
        unreadable(
            N_("The web page {file} is larger than 20 MB"),
            N_("Open it in a spreadsheet program, save it as .xlsx, then import that file."),
            file=name,
        )
    codec = _codec(data)
    try:
        text = data.decode(codec)
    except (LookupError, UnicodeDecodeError):
        unreadable(N_("The file {file} is damaged: it is no text"), file=name)
    tables = tuple(
        Table(encoding=codec, rows=rows, sheet=str(number), ragged_is_cut=False)
        for number, rows in enumerate(_read(text, waiting), 1)
        if len(rows) > 1
    )
    return PageSource(name, data, text, codec, tables) if tables else None


def _codec(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        told = _CHARSET.search(data[:_CHUNK])
        named = told[1].decode().lower() if told else "gb18030"
        return _WIDER.get(named, named)
    return "utf-8"


def _read(text: str, waiting: Callable[[], None]) -> list[list[list[str]]]:
    parser = _Tables()
    for start in range(0, len(text), _CHUNK):
        waiting()
        parser.feed(text[start : start + _CHUNK])
    parser.close()
    return parser.done()


class _Tables(HTMLParser):
    """Collects the rows of every table; one inside another is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._wide = 1
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._end_cell()
            self._open.append([])
            self._found.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append([])
        elif tag in _CELLS and self._open:
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            told = dict(attrs).get("colspan") or "1"
            self._wide = min(int(told), _WIDEST) if told.isascii() and told.isdigit() else 1
            self._cell = []
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS or tag == "tr":
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def done(self) -> list[list[list[str]]]:
        """Return the tables, without rows that have no cells."""
        self._end_cell()
        return [[row for row in rows if row] for rows in self._found]

    def _end_cell(self) -> None:
        if self._cell is not None:
            said = " ".join("".join(self._cell).split())
            self._open[-1][-1] += [said, *[""] * (self._wide - 1)]
            self._cell = None
