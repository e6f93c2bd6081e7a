"""Which sales the terminal itself took back: reversed, voided, refunded in full."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from posassist.domain.booked import Booked
from posassist.domain.journal import EntryStatus, EntryType, JournalEntry

Entry = Booked[JournalEntry]
Name = tuple[str, ...]
MONEY_IN = frozenset({EntryType.SALE, EntryType.COMPLETION})
_TAKES_BACK = frozenset({EntryType.VOID, EntryType.REVERSAL})


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Ids of sales taken back: `cancelled` by a reversal or void; `refunds` maps to the refund."""

    cancelled: frozenset[int]
    refunds: dict[int, int]

    def __contains__(self, row: object) -> bool:
        return row in self.cancelled or row in self.refunds


def taken_back(journal: Iterable[Entry]) -> TakenBack:
    """Find the sale that every approved void, reversal and full refund is about."""
    cancelled: set[int] = set()
    sales: list[Entry] = []
    backs: list[Entry] = []
    for each in journal:
        entry = each.record
        if entry.status is EntryStatus.REVERSED:
            cancelled.add(each.id)
        elif entry.type in MONEY_IN and entry.status is not EntryStatus.DECLINED:
            sales.append(each)
        elif entry.amount.minor < 0 and entry.status is EntryStatus.APPROVED:
            backs.append(each)
    refunds: dict[int, int] = {}
    named = _by_name(sales, {name for each in backs for name in _called(each.record)})
    for each in sorted(backs, key=_in_time):
        entry = each.record
        for name in _called(entry):
            fitting = [
                sale.id
                for sale in named[name]
                if sale.record.terminal_id == entry.terminal_id
                and sale.record.amount == -entry.amount
                and sale.record.occurred_at <= entry.occurred_at
                and sale.id not in cancelled
                and sale.id not in refunds
            ]
            if fitting and entry.type in _TAKES_BACK:
                cancelled.add(fitting[-1])
                break
            if fitting:
                refunds[fitting[-1]] = each.id
                break
    return TakenBack(frozenset(cancelled), refunds)


def _by_name(sales: Iterable[Entry], names: set[Name]) -> defaultdict[Name, list[Entry]]:
    found: defaultdict[Name, list[Entry]] = defaultdict(list)
    for each in sales:
        for name in ((each.record.rrn,), (each.record.batch_no, each.record.trace_no)):
            if name in names:
                found[name].append(each)
    for same in found.values():
        same.sort(key=_in_time)
    return found


def _called(entry: JournalEntry) -> list[Name]:
    """Return what the sale that a row takes back is called, the surest name first."""
    names: list[Name] = [(each,) for each in (entry.original_rrn, entry.rrn) if each]
    if entry.trace_no and entry.type is not EntryType.REFUND:
        names.append((entry.batch_no, entry.trace_no))
    return names


def _in_time(each: Entry) -> tuple[dt.datetime, str, int]:
    return each.record.occurred_at, each.fingerprint, each.occurrence
