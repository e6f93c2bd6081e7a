"""Which sales the terminal itself took back: reversed, voided, refunded in full."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from posassist.domain.journal import EntryStatus, EntryType
from posassist.reconcile.rows import JournalRows, content_order

Name = tuple[str, ...]
MONEY_IN = frozenset({EntryType.SALE, EntryType.COMPLETION})
_COUNTS = frozenset({EntryStatus.APPROVED, EntryStatus.UNKNOWN})
_TAKES_BACK = frozenset({EntryType.VOID, EntryType.REVERSAL})


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Ids of sales taken back: `cancelled` by a reversal or void; `refunds` maps to the refund."""

    cancelled: frozenset[int]
    refunds: dict[int, int]

    def __contains__(self, row: object) -> bool:
        return row in self.cancelled or row in self.refunds


def taken_back(rows: JournalRows) -> TakenBack:
    """Find the sale that every approved void, reversal and full refund is about."""
    cancelled = {n for n, status in enumerate(rows.status) if status == EntryStatus.REVERSED}
    refunds: dict[int, int] = {}
    sales, backs = _sides(rows)
    rank = content_order(rows, rows.moment).argsort() if backs else rows.ids
    named = _by_name(rows, sales, {name for place in backs for name in _called(rows, place)})
    for same in named.values():
        same.sort(key=rank.__getitem__)
    for place in sorted(backs, key=rank.__getitem__):
        for name in _called(rows, place):
            fitting = [
                sale
                for sale in named[name]
                if _fits(rows, sale, place) and sale not in cancelled and sale not in refunds
            ]
            if fitting and rows.type[place] in _TAKES_BACK:
                cancelled.add(fitting[-1])
                break
            if fitting:
                refunds[fitting[-1]] = place
                break
    ids = rows.ids.tolist()
    return TakenBack(
        frozenset(ids[place] for place in cancelled),
        {ids[sale]: ids[back] for sale, back in refunds.items()},
    )


def _sides(rows: JournalRows) -> tuple[list[int], list[int]]:
    """Return the places of the sales, and of the rows that may take one back."""
    sales: list[int] = []
    backs: list[int] = []
    for place, (status, kind) in enumerate(zip(rows.status, rows.type, strict=True)):
        if status in _COUNTS and kind in MONEY_IN:
            sales.append(place)
        elif status == EntryStatus.APPROVED and rows.amount[place] < 0:
            backs.append(place)
    return sales, backs


def _fits(rows: JournalRows, sale: int, back: int) -> bool:
    """Say whether a row can take back a sale: its terminal, its amount, not before it."""
    return bool(
        rows.amount[sale] == -rows.amount[back]
        and rows.currency[sale] == rows.currency[back]
        and rows.terminal_id[sale] == rows.terminal_id[back]
        and rows.moment[sale] <= rows.moment[back]
    )


def _by_name(
    rows: JournalRows, sales: Iterable[int], names: set[Name]
) -> defaultdict[Name, list[int]]:
    found: defaultdict[Name, list[int]] = defaultdict(list)
    for place in sales:
        for name in ((rows.rrn[place],), (rows.batch_no[place], rows.trace_no[place])):
            if name in names:
                found[name].append(place)
    return found


def _called(rows: JournalRows, place: int) -> list[Name]:
    """Return what the sale that a row takes back is called, the surest name first."""
    names: list[Name] = [(each,) for each in (rows.original_rrn[place], rows.rrn[place]) if each]
    if rows.trace_no[place] and rows.type[place] != EntryType.REFUND:
        names.append((rows.batch_no[place], rows.trace_no[place]))
    return names
