"""Rows on their way into the books: what an import or a pull brings, stored in one transaction."""

from dataclasses import dataclass

from posassist.domain.coverage import Coverage
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.settlement import SettlementLine, StatementKind
from posassist.store import coverage, deposits, imports, journal, settlement
from posassist.store.books import Change
from posassist.store.imports import ImportRecord
from posassist.usecases.rematch import rematch
from posassist.usecases.shop import Progress, Shop, silent


class Rehearsed(Exception):
    """Raised at the end of a transaction that was only tried: nothing of it is stored."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The record of an import or pull, its rows of one kind, and the days it covers."""

    record: ImportRecord
    coverage: tuple[Coverage, ...]
    journal: tuple[JournalEntry, ...] = ()
    settlement: tuple[SettlementLine, ...] = ()
    bank: tuple[BankLine, ...] = ()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.journal) + len(self.settlement) + len(self.bank)


def payload(record: ImportRecord) -> dict[str, object]:
    """Say in the event what is needed to bring the rows back from the vault."""
    return {
        "import_id": record.id,
        "source": record.source,
        "sha256": record.sha256,
        "sha256_given": record.sha256_given,
        "size": record.size,
        "file": record.file_name,
        "options": record.options,
        "imported_at": record.imported_at.isoformat(),
    }


def bring_in(
    shop: Shop, change: Change, rows: Rows, progress: Progress = silent
) -> tuple[int, int]:
    """Store the rows that are not there yet and match; return how many were new and known.

    A file the books hold already changes nothing and leaves no event.
    """
    record = rows.record
    if imports.by_id(change.connection, shop.id, record.id) is not None:
        change.silent()
        return 0, rows.count
    imports.add(change, record)
    if record.kind is StatementKind.JOURNAL:
        added = journal.add_entries(change, record.id, rows.journal)
    elif record.kind is StatementKind.BANK:
        added = deposits.add_lines(change, record.id, rows.bank, account=record.account)
    else:
        added = settlement.add_lines(change, record.id, rows.settlement, kind=record.kind)
    imports.set_new(change, record.id, added.new)
    coverage.add(change, record.id, rows.coverage)
    change.note(**payload(record))
    rematch(shop, change, progress)
    return added.new, added.already_known


def take_out(shop: Shop, change: Change, import_id: str) -> None:
    """Remove what an import brought and match the rest again."""
    imports.remove(change, import_id)
    rematch(shop, change)
