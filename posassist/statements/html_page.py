"""The tables of a web page, which banks and providers like to call .xls, read in a child process.

libxml2 reads a page in time that grows with its size; the standard library's parser takes minutes
for a megabyte of comments that never end.
"""

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from posassist.base.i18n import N_
from posassist.catalog.formats import Layout
from posassist.statements import sandbox
from posassist.statements.masking import strike
from posassist.statements.table import Table, unreadable

LARGEST: Final = 20_000_000
_CHUNK: Final = 65_536
_ROWS: Final = 5_000
_WIDEST: Final = 200
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_EDGE: Final = re.compile(r"<table\b|</table\s*>", re.IGNORECASE)
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
    waiting: Callable[[], None]

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
        parts = _parts(self.text)
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
        again = _tables(self.name, clean, self.waiting)
        left = {cell for each in again for row in each for cell in row}
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
        for number, rows in enumerate(_tables(name, text, waiting), 1)
        if len(rows) > 1
    )
    return PageSource(name, data, text, codec, tables, waiting) if tables else None


def _codec(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        told = _CHARSET.search(data[:_CHUNK])
        named = told[1].decode().lower() if told else "gb18030"
        return _WIDER.get(named, named)
    return "utf-8"


def _parts(text: str) -> list[str]:
    """Cut a page before and after its tables: every second part is one."""
    parts: list[str] = []
    done, start = 0, -1
    for edge in _EDGE.finditer(text):
        opens = not edge[0].startswith("</")
        if opens and start < 0:
            start = edge.start()
        elif not opens and start >= 0:
            parts += [text[done:start], text[start : edge.end()]]
            done, start = edge.end(), -1
    return [*parts, text[done:]]


def _tables(name: str, text: str, waiting: Callable[[], None]) -> list[list[list[str]]]:
    tables: list[list[list[str]]] = []
    for each in sandbox.run(rows_of, name, text.encode(), waiting=waiting):
        number, rows = json.loads(each)
        tables += [[] for _ in range(number - len(tables) + 1)]
        tables[number] += rows
    return tables


def rows_of(_file: str, data: bytes) -> Iterator[bytes]:
    """Yield the rows of each table as JSON [number of the table, rows]; runs in the child."""
    parser = etree.HTMLParser(target=_Tables(), encoding="utf-8", huge_tree=True)
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
    for number, rows in enumerate(parser.close()):
        for start in range(0, len(rows), _ROWS):
            yield json.dumps([number, rows[start : start + _ROWS]]).encode()


class _Tables:
    """Collects the rows of every table; one inside another is a table of its own."""

    def __init__(self) -> None:
        self._found: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._wide = 1
        self._unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
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
            told = attributes.get("colspan") or "1"
            self._wide = min(int(told[:4]), _WIDEST) if told.isascii() and told.isdigit() else 1
            self._cell = []
        elif tag == "br":
            self.data(" ")

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS or tag == "tr":
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def close(self) -> list[list[list[str]]]:
        """Return the tables, without rows that have no cells."""
        self._end_cell()
        return [[row for row in rows if row] for rows in self._found]

    def _end_cell(self) -> None:
        if self._cell is not None:
            said = " ".join("".join(self._cell).split())
            self._open[-1][-1] += [said, *[""] * (self._wide - 1)]
            self._cell = None
