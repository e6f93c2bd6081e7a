"""A text file with separated cells, decoded without guessing and struck in place."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Final

from posassist.base.i18n import N_
from posassist.catalog.format import Column, Layout, plain_header
from posassist.statements.table import Table, unreadable

LONGEST_LINE: Final = 1_000_000
_LOOKED_AT: Final = 100_000
_DELIMITERS: Final = (",", ";", "\t", "|")
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)


class CsvSource:
    """A text file; its encoding is the mark at its start, else UTF-8, else the format's list."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data
        self._texts: dict[str, str | None] = {}
        self._opened: dict[tuple[str, str], tuple[Table, list[str], str]] = {}
        self._mark, self._marked, self._codec = next(
            (bom for bom in BOMS if data.startswith(bom[0])), (b"", "", "")
        )
        self._utf8 = not self._mark and _decodes(data, "utf-8")

    def tables(self, layout: Layout) -> list[Table]:
        """Return one table for every encoding that fits; a header then tells which is meant."""
        if self._mark:
            tried: tuple[str, ...] = (self._marked,)
        elif self._utf8:
            tried = ("utf-8",)
        else:
            tried = layout.encodings
        opened = [self._open(encoding, layout) for encoding in tried]
        return [each[0] for each in opened if each]

    def struck(self, table: Table, safe: dict[int, list[str]]) -> tuple[bytes, int]:
        """Return the file with the cells of these rows replaced in place, all else byte by byte."""
        if not safe:
            return self._data, 0
        records, delimiter = next(
            (each[1], each[2]) for each in self._opened.values() if each[0] is table
        )
        text = "".join(
            _replaced(record, table.rows[n], safe[n], delimiter) if n in safe else record
            for n, record in enumerate(records)
        )
        return self._mark + text.encode(self._codec or table.encoding), 0

    def _open(self, encoding: str, layout: Layout) -> tuple[Table, list[str], str] | None:
        if encoding not in self._texts:
            try:
                self._texts[encoding] = self._data[len(self._mark) :].decode(
                    self._codec or encoding
                )
            except UnicodeDecodeError:
                if self._mark:
                    unreadable(N_("The file {file} is damaged: it is no text"), file=self.name)
                self._texts[encoding] = None
        text = self._texts[encoding]
        if text is None:
            return None
        key = (encoding, _delimiter(text, layout))
        if key not in self._opened:
            self._opened[key] = self._parsed(text, *key)
        return self._opened[key]

    def _parsed(self, text: str, encoding: str, delimiter: str) -> tuple[Table, list[str], str]:
        if "\0" in text:
            unreadable(
                N_("The file {file} holds zero bytes: it is damaged, or no text table"),
                file=self.name,
            )
        rows: list[list[str]] = []
        records: list[str] = []
        taken: list[str] = []
        try:
            for cells in csv.reader(self._lines(text, taken), delimiter=delimiter):
                rows.append(cells)
                records.append("".join(taken))
                taken.clear()
        except csv.Error:
            unreadable(
                N_("The file {file} has a cell too long to be one, after row {row}"),
                file=self.name,
                row=len(rows),
            )
        last = records[-1] if records else "\n"
        table = Table(
            encoding=encoding,
            rows=rows,
            open_quote=last.count('"') % 2 == 1,
            open_line=not last.endswith(("\n", "\r")),
        )
        return table, records, delimiter

    def _lines(self, text: str, taken: list[str]) -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            if len(line) > LONGEST_LINE:
                unreadable(
                    N_("The file {file} has a line of {count} characters: it is no table"),
                    file=self.name,
                    count=len(line),
                )
            taken.append(line)
            yield line


def _delimiter(text: str, layout: Layout) -> str:
    """Return what stands between cells: spreadsheets that save a file again change it."""
    for line in text[:_LOOKED_AT].splitlines()[: layout.max_line]:
        for mark in (layout.delimiter, *_DELIMITERS):
            if mark in line:
                cells = [plain_header(each) for each in line.split(mark)]
                if all(set(cells) & _quoted(each) for each in layout.header):
                    return mark
    return layout.delimiter


def _quoted(column: Column) -> set[str]:
    return {*column.names, *(f'"{each}"' for each in column.names)}


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _replaced(record: str, cells: list[str], safe: list[str], delimiter: str) -> str:
    out: list[str] = []
    at = 0
    for cell, instead in zip(cells, safe, strict=True):
        written = cell.replace('"', '""')
        found = record.find(written, at)
        if found < 0:
            return _rewritten(record, safe, delimiter)
        out += [record[at:found], instead.replace('"', '""')]
        at = found + len(written)
    return "".join([*out, record[at:]])


def _rewritten(record: str, safe: list[str], delimiter: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(safe)
    return out.getvalue() + record[len(record.rstrip("\r\n")) :]
