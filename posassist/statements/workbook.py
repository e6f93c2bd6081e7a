"""A workbook as tables of text, opened in a child process, and its original struck there."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.formats import Layout
from posassist.statements import sandbox
from posassist.statements.masking import LONG, strike
from posassist.statements.spreadsheet import opened
from posassist.statements.struck_sheets import struck
from posassist.statements.table import Table, unreadable

_ROUNDED: Final = Text(
    N_("Long numbers are stored as numbers in this workbook and were perhaps rounded")
)


@dataclass(frozen=True, slots=True)
class WorkbookSource:
    """A workbook; every sheet is one table, its rows where they stand."""

    name: str
    data: bytes
    sheets: tuple[Table, ...]
    loose: tuple[str, ...]
    waiting: Callable[[], None]

    def tables(self, layout: Layout) -> list[Table]:
        """Return every sheet, the one the format names first."""
        return sorted(self.sheets, key=lambda each: each.sheet != layout.sheet)

    def struck(self, table: Table, safe: dict[int, list[str]]) -> tuple[bytes, int]:
        """Return the workbook with these cells, and card numbers anywhere else in it, struck.

        It is repacked only when something had to be struck, and read again then: a number that
        cannot be struck where it stands refuses the file.
        """
        changed: dict[str, str] = {}
        kept: set[str] = set()
        for at, row in safe.items():
            pairs = zip(table.rows[at], row, strict=True)
            changed |= {was: now for was, now in pairs if was != now}
        for at, row in _long_rows(table):
            kept |= {each for each in safe.get(at, row) if strike(each) != each}
        others = [each for each in self.sheets if each is not table]
        alien = {each for other in others for _, row in _long_rows(other) for each in row}
        loose = {*self.loose, *(each for each in alien if strike(each) != each)} - kept
        if not changed and not loose:
            return self.data, 0
        asked = json.dumps({"changed": changed, "kept": sorted(kept)}).encode()
        count, new = sandbox.run(struck, self.name, self.data, asked, waiting=self.waiting)
        again = open_workbook(self.name, new, self.waiting)
        if loose & set(again.loose) or any(
            strike(each) != each and each not in kept
            for sheet in again.sheets
            for _, row in _long_rows(sheet)
            for each in row
        ):
            unreadable(
                N_("The workbook {file} holds card numbers where they cannot be struck out"),
                N_("Remove the card numbers or save the sheet as CSV, then import that file."),
                file=self.name,
            )
        return new, int(count)


def open_workbook(name: str, data: bytes, waiting: Callable[[], None]) -> WorkbookSource:
    """Open a workbook. Raises StatementError."""
    first, *chunks = sandbox.run(opened, name, data, waiting=waiting)
    said = json.loads(first)
    rows: list[list[list[str]]] = [[] for _ in said["sheets"]]
    rounded = set()
    for each in chunks:
        chunk = json.loads(each)
        rows[chunk["sheet"]] += chunk["rows"]
        if chunk["rounded"]:
            rounded.add(chunk["sheet"])
    tables = tuple(
        Table(
            encoding="utf-8",
            rows=rows[n],
            sheet=strike(sheet),
            ragged_is_cut=False,
            notes=(_ROUNDED,) if n in rounded else (),
        )
        for n, sheet in enumerate(said["sheets"])
    )
    return WorkbookSource(name, data, tables, tuple(said["loose"]), waiting)


def _long_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows in which a number is long enough to be a card's."""
    for at, row in enumerate(table.rows):
        if LONG.search("\n".join(row)):
            yield at, row
