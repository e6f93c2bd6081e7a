"""Which sales the terminal itself took back: reversed, voided, refunded in full."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from posassist.domain.journal import EntryStatus, EntryType
from posassist.reconcile.rows import JournalRows, content_order
from posassist.reconcile.texts import Ints

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
    cancelled = set(np.flatnonzero(rows.status.among({EntryStatus.REVERSED})).tolist())
    refunds: dict[int, int] = {}
    sales, backs = _sides(rows)
    named = _by_name(rows, sales, {name for place in backs for name in _called(rows, place)})
    for place in backs:
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
    return TakenBack(
        frozenset(int(rows.ids[place]) for place in cancelled),
        {int(rows.ids[sale]): int(rows.ids[back]) for sale, back in refunds.items()},
    )


def _sides(rows: JournalRows) -> tuple[Ints, list[int]]:
    """Return the places of the sales, and of the rows that may take one back, by time."""
    sales = rows.status.among(_COUNTS) & rows.type.among(MONEY_IN)
    backs = ~sales & rows.status.among({EntryStatus.APPROVED}) & (rows.amount < 0)
    if not backs.any():
        return np.zeros(0, dtype=np.int64), []
    order = content_order(rows, rows.moment)
    return order[sales[order]], order[backs[order]].tolist()


def _fits(rows: JournalRows, sale: int, back: int) -> bool:
    """Say whether a row can take back a sale: its terminal, its amount, not before it."""
    return bool(
        rows.amount[sale] == -rows.amount[back]
        and rows.currency[sale] == rows.currency[back]
        and rows.terminal_id[sale] == rows.terminal_id[back]
        and rows.moment[sale] <= rows.moment[back]
    )


def _by_name(rows: JournalRows, sales: Ints, names: set[Name]) -> defaultdict[Name, list[int]]:
    """Return the sales called one of these names, in their order."""
    references = {name[0] for name in names if len(name) == 1}
    traces = {name[1] for name in names if len(name) > 1}
    found: defaultdict[Name, list[int]] = defaultdict(list)
    for place in sales[rows.rrn.among(references)[sales]].tolist():
        found[(rows.rrn[place],)].append(place)
    for place in sales[rows.trace_no.among(traces)[sales]].tolist():
        if (name := (rows.batch_no[place], rows.trace_no[place])) in names:
            found[name].append(place)
    return found


def _called(rows: JournalRows, place: int) -> list[Name]:
    """Return what the sale that a row takes back is called, the surest name first."""
    names: list[Name] = [(each,) for each in (rows.original_rrn[place], rows.rrn[place]) if each]
    if rows.trace_no[place] and rows.type[place] != EntryType.REFUND:
        names.append((rows.batch_no[place], rows.trace_no[place]))
    return names
