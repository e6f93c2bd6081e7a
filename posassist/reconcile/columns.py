"""Rows as int64 columns: exact codes for text (0 = unknown), so equality is never a guess."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posassist.domain.booked import Booked
from posassist.domain.journal import EntryStatus, EntryType, JournalEntry
from posassist.domain.settlement import LineStatus, LineType, SettlementLine
from posassist.reconcile.terms import Terms

Ints = NDArray[np.int64]

MATCHED_ENTRIES = frozenset(
    {EntryType.SALE, EntryType.COMPLETION, EntryType.REFUND, EntryType.VOID}
)
MATCHED_LINES = frozenset({LineType.SALE, LineType.REFUND, LineType.VOID})
_OPEN_STATUS = frozenset({EntryStatus.APPROVED, EntryStatus.UNKNOWN, EntryStatus.REVERSED})


class Codes:
    """Gives every distinct text a number, the same on both sides; unknown text is 0."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def column(self, texts: Iterable[str]) -> Ints:
        """Return the numbers of the texts."""
        numbers = self._numbers
        return np.fromiter(
            (numbers.setdefault(each, len(numbers)) for each in texts), dtype=np.int64
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """One side of the comparison. `second` counts from an epoch (-1 unknown); `day` is ordinal.

    `rank` is the order of the rows by content (fingerprint, occurrence): ties are broken by it,
    never by id. `settled` ranks lines that moved money before those that did not.
    """

    ids: Ints
    rank: Ints
    terminal: Ints
    amount: Ints
    day: Ints
    due: Ints
    second: Ints
    rrn: Ints
    batch: Ints
    trace: Ints
    auth: Ints
    last4: Ints
    channel: Ints
    weight: Ints


def columns(
    journal: Sequence[Booked[JournalEntry]],
    settlement: Sequence[Booked[SettlementLine]],
    terms: Terms,
) -> tuple[Columns, Columns]:
    """Turn the rows that can be matched into columns, in content order."""
    entries = sorted(
        (each for each in journal if matchable_entry(each.record)),
        key=lambda each: (each.fingerprint, each.occurrence),
    )
    lines = sorted(
        (each for each in settlement if each.record.type in MATCHED_LINES),
        key=lambda each: (each.fingerprint, each.occurrence),
    )
    texts = Codes()
    left = [each.record for each in entries]
    right = [each.record for each in lines]
    when = [terms.trade_and_due(each) for each in left]
    return (
        Columns(
            ids=_ints(each.id for each in entries),
            rank=np.arange(len(entries), dtype=np.int64),
            terminal=texts.column(each.terminal_id for each in left),
            amount=_ints(each.amount.minor for each in left),
            day=_ints(traded.toordinal() for traded, _due in when),
            due=_ints(due.toordinal() for _traded, due in when),
            second=_ints(int(each.occurred_at.replace(tzinfo=dt.UTC).timestamp()) for each in left),
            rrn=texts.column(each.rrn for each in left),
            batch=texts.column(each.batch_no for each in left),
            trace=texts.column(each.trace_no for each in left),
            auth=texts.column(each.auth_code for each in left),
            last4=texts.column(each.card_masked[-4:] for each in left),
            channel=texts.column(_channel(each.channel.value) for each in left),
            weight=np.zeros(len(left), dtype=np.int64),
        ),
        Columns(
            ids=_ints(each.id for each in lines),
            rank=np.arange(len(lines), dtype=np.int64),
            terminal=texts.column(each.terminal_id for each in right),
            amount=_ints(each.gross.minor for each in right),
            day=_ints((each.occurred_on.toordinal() if each.occurred_on else 0) for each in right),
            due=_ints(each.settled_on.toordinal() for each in right),
            second=_ints(_second(each) for each in right),
            rrn=texts.column(each.rrn for each in right),
            batch=texts.column(each.batch_no for each in right),
            trace=texts.column(each.trace_no for each in right),
            auth=texts.column(each.auth_code for each in right),
            last4=texts.column(each.card_masked[-4:] for each in right),
            channel=texts.column(_channel(each.channel.value) for each in right),
            weight=_ints((0 if each.status is LineStatus.SETTLED else 1) for each in right),
        ),
    )


def matchable_entry(entry: JournalEntry) -> bool:
    """Say whether a journal row can appear in a settlement."""
    return entry.type in MATCHED_ENTRIES and entry.status in _OPEN_STATUS


def _second(line: SettlementLine) -> int:
    if line.occurred_on is None or line.occurred_time is None:
        return -1
    moment = dt.datetime.combine(line.occurred_on, line.occurred_time, dt.UTC)
    return int(moment.timestamp())


def _channel(value: str) -> str:
    return "" if value == "other" else value


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)
