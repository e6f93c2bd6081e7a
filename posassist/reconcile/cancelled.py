"""Which sales the terminal itself took back: reversed, voided, refunded in full."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from posassist.domain.booked import Booked
from posassist.domain.journal import EntryStatus, EntryType, JournalEntry

Entry = Booked[JournalEntry]
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
    rows = sorted(
        journal, key=lambda one: (one.record.occurred_at, one.fingerprint, one.occurrence)
    )
    cancelled = {each.id for each in rows if each.record.status is EntryStatus.REVERSED}
    refunds: dict[int, int] = {}
    sales: defaultdict[tuple[str, str, int, str], list[Entry]] = defaultdict(list)
    for each in rows:
        entry = each.record
        if (
            entry.type in MONEY_IN
            and entry.status is not EntryStatus.DECLINED
            and each.id not in cancelled
        ):
            for name in _names(entry):
                sales[entry.terminal_id, name, entry.amount.minor, entry.amount.currency].append(
                    each
                )
    for each in rows:
        entry = each.record
        if entry.status is not EntryStatus.APPROVED or entry.amount.minor >= 0:
            continue
        for name in _names(entry, original=True):
            key = (entry.terminal_id, name, -entry.amount.minor, entry.amount.currency)
            fitting = [
                sale.id
                for sale in sales.get(key, ())
                if sale.record.occurred_at <= entry.occurred_at
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


def _names(entry: JournalEntry, *, original: bool = False) -> list[str]:
    """Return what a sale is called by what takes it back, the surest name first."""
    names = [f"r{entry.original_rrn}"] if original and entry.original_rrn else []
    if entry.rrn:
        names.append(f"r{entry.rrn}")
    if entry.trace_no and not (original and entry.type is EntryType.REFUND):
        names.append(f"t{entry.batch_no}/{entry.trace_no}")
    return names
