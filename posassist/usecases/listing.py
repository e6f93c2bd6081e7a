"""Read what the books hold: journal, lines, imports."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from posassist.base.i18n import N_, Text
from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.labels import label
from posassist.domain.settlement import SettlementLine
from posassist.statements.own_csv import JOURNAL_COLUMNS, guard
from posassist.store import deposits, imports, journal, settlement
from posassist.store.imports import ImportRecord
from posassist.usecases.add_slips import SOURCE as SLIP
from posassist.usecases.printing import print_file
from posassist.usecases.rematch import MESSAGE
from posassist.usecases.shop import Shop

__all__ = ["JOURNAL_COLUMNS"]

_OWN_WORD: Mapping[str, Text] = {
    SLIP: Text(N_("Slips")),
    MESSAGE: Text(N_("Bank's messages")),
}


def journal_entries(
    shop: Shop, *, first: dt.date | None = None, last: dt.date | None = None
) -> list[Booked[JournalEntry]]:
    """Return the journal of the days asked for, in the shop's time."""
    with shop.books.reading() as connection:
        return [
            each
            for each in journal.entries(connection, shop.id)
            if _within(each.record.occurred_at.date(), first, last)
        ]


def settlement_lines(
    shop: Shop, *, first: dt.date | None = None, last: dt.date | None = None
) -> list[Booked[SettlementLine]]:
    """Return the settlement lines of the days asked for, by day of settlement."""
    with shop.books.reading() as connection:
        return [
            each
            for each in settlement.lines(connection, shop.id)
            if _within(each.record.settled_on, first, last)
        ]


def bank_lines(
    shop: Shop, *, first: dt.date | None = None, last: dt.date | None = None
) -> list[Booked[BankLine]]:
    """Return the bank lines of the days asked for, by booking day."""
    with shop.books.reading() as connection:
        return [
            each
            for each in deposits.lines(connection, shop.id)
            if _within(each.record.booked_on, first, last)
        ]


def all_imports(shop: Shop) -> list[ImportRecord]:
    """Return every import and pull, oldest first."""
    with shop.books.reading() as connection:
        return imports.all_imports(connection, shop.id)


@dataclass(frozen=True, slots=True)
class ImportHistory:
    """An import with the moment it happened, in the shop's time."""

    record: ImportRecord
    imported_at: dt.datetime

    @property
    def what(self) -> Text:
        """What it brought: a kind of statement, slips, or the bank's messages."""
        return _OWN_WORD.get(self.record.source) or label(self.record.kind)


def import_history(shop: Shop) -> list[ImportHistory]:
    """Return every import and pull, newest first."""
    return [
        ImportHistory(each, each.imported_at.astimezone(shop.zone))
        for each in reversed(all_imports(shop))
    ]


def _within(day: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a CSV, whole or not at all; text that a spreadsheet would run is guarded.

    Raises DocumentError when the file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(row[name]) for name in columns} for row in rows)
    print_file(path, text.getvalue().encode())


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return guard(value) if isinstance(value, str) else value
