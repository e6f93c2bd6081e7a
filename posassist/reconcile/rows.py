"""A shop's rows by column, as the engine takes them: a million rows are twenty lists, no objects.

Texts and codes are as the books write them, amounts are minor units, days are ordinals (0 where
nobody says).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypedDict

import numpy as np
from numpy.typing import NDArray

from posassist.domain.agreement import Agreement, Payout
from posassist.domain.booked import Booked
from posassist.domain.journal import JournalEntry
from posassist.domain.settlement import SettlementLine
from posassist.reconcile.terms import Terms

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Texts = Sequence[str]
_PRINT: Final = 32  # figures and letters of a fingerprint


class Codes(dict[str, int]):
    """Gives every distinct text a number, the same on both sides; unknown text is 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]

    def column(self, texts: Iterable[str]) -> Ints:
        """Return the numbers of the texts."""
        return np.fromiter(map(self.__getitem__, texts), dtype=np.int64)


class Told(dict[str, int]):
    """What a function makes of every distinct text, asked once each."""

    def __init__(self, told: Callable[[str], int]) -> None:
        super().__init__()
        self._told = told

    def __missing__(self, text: str) -> int:
        self[text] = self._told(text)
        return self[text]

    def column(self, texts: Iterable[str]) -> Ints:
        """Return the numbers of the texts."""
        return np.fromiter(map(self.__getitem__, texts), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class JournalRows:
    """Journal rows; `moment` counts the seconds of UTC, `second` those of the shop's wall clock."""

    ids: Ints
    fingerprint: Texts
    occurrence: Ints
    terminal_id: Texts
    merchant_id: Texts
    batch_no: Texts
    trace_no: Texts
    rrn: Texts
    auth_code: Texts
    type: Texts
    amount: Ints
    currency: Texts
    moment: Ints
    second: Ints
    card_masked: Texts
    channel: Texts
    status: Texts
    original_rrn: Texts

    @classmethod
    def of(cls, rows: Sequence[Booked[JournalEntry]]) -> Self:
        """Return rows by column."""
        every = [each.record for each in rows]
        return cls(
            ids=ints(each.id for each in rows),
            fingerprint=[each.fingerprint for each in rows],
            occurrence=ints(each.occurrence for each in rows),
            terminal_id=[each.terminal_id for each in every],
            merchant_id=[each.merchant_id for each in every],
            batch_no=[each.batch_no for each in every],
            trace_no=[each.trace_no for each in every],
            rrn=[each.rrn for each in every],
            auth_code=[each.auth_code for each in every],
            type=[each.type for each in every],
            amount=ints(each.amount.minor for each in every),
            currency=[each.amount.currency for each in every],
            moment=ints(int(each.occurred_at.timestamp()) for each in every),
            second=ints(int(each.occurred_at.replace(tzinfo=dt.UTC).timestamp()) for each in every),
            card_masked=[each.card_masked for each in every],
            channel=[each.channel for each in every],
            status=[each.status for each in every],
            original_rrn=[each.original_rrn for each in every],
        )


class OneExponent(TypedDict):
    """Amounts in units of 10^-`exponent` of the major unit."""

    net: Ints
    exponent: int


@dataclass(frozen=True, slots=True)
class LineRows:
    """Settlement lines; `occurred_second` counts from midnight and is -1 where nobody says.

    Every `net` is in units of 10^-`exponent`: a bill with fees of five digits has nets of five.
    """

    ids: Ints
    fingerprint: Texts
    occurrence: Ints
    type: Texts
    status: Texts
    gross: Ints
    net: Ints
    exponent: int
    net_currency: Texts
    currency: Texts
    settled_on: Ints
    merchant_id: Texts
    terminal_id: Texts
    occurred_on: Ints
    occurred_second: Ints
    rrn: Texts
    trace_no: Texts
    auth_code: Texts
    batch_no: Texts
    card_masked: Texts
    channel: Texts
    payout_ref: Texts
    order_id: Texts

    @classmethod
    def of(cls, rows: Sequence[Booked[SettlementLine]]) -> Self:
        """Return rows by column."""
        every = [each.record for each in rows]
        return cls(
            ids=ints(each.id for each in rows),
            fingerprint=[each.fingerprint for each in rows],
            occurrence=ints(each.occurrence for each in rows),
            type=[each.type for each in every],
            status=[each.status for each in every],
            gross=ints(each.gross.minor for each in every),
            **of_one_exponent(
                ints(each.net.minor for each in every), ints(each.net.exponent for each in every)
            ),
            net_currency=[each.net.currency for each in every],
            currency=[each.gross.currency for each in every],
            settled_on=ints(each.settled_on.toordinal() for each in every),
            merchant_id=[each.merchant_id for each in every],
            terminal_id=[each.terminal_id for each in every],
            occurred_on=ints(
                each.occurred_on.toordinal() if each.occurred_on else 0 for each in every
            ),
            occurred_second=ints(
                -1 if each.occurred_time is None else second_of(each.occurred_time)
                for each in every
            ),
            rrn=[each.rrn for each in every],
            trace_no=[each.trace_no for each in every],
            auth_code=[each.auth_code for each in every],
            batch_no=[each.batch_no for each in every],
            card_masked=[each.card_masked for each in every],
            channel=[each.channel for each in every],
            payout_ref=[each.payout_ref for each in every],
            order_id=[each.order_id for each in every],
        )


def ints(values: Iterable[int]) -> Ints:
    """Return a column of numbers."""
    return np.fromiter(values, dtype=np.int64)


def of_one_exponent(minor: Ints, exponents: Ints) -> OneExponent:
    """Return amounts of different exponents in units of the finest, and which that is."""
    finest = int(exponents.max(initial=0))
    return {"net": minor * 10 ** (finest - exponents), "exponent": finest}


def second_of(time: dt.time) -> int:
    """Return the second of the day."""
    return 3600 * time.hour + 60 * time.minute + time.second


def content_order(rows: JournalRows | LineRows, *first: Ints) -> Ints:
    """Return the places of rows by these columns, then by content: never by id."""
    words = np.array(rows.fingerprint, dtype=f"S{_PRINT}").view(">u8").reshape(-1, _PRINT // 8)
    return np.lexsort((rows.occurrence, *words.T[::-1], *first[::-1]))


def distinct(*columns: Ints) -> tuple[Ints, Ints]:
    """Return where each distinct combination first stands, and every row's combination.

    Combinations are numbered in the order of their parts.
    """
    code = np.zeros_like(columns[0])
    for column in columns:
        values, number = np.unique(column, return_inverse=True)
        _seen, code = np.unique(code * max(len(values), 1) + number, return_inverse=True)
    _seen, first = np.unique(code, return_index=True)
    return first, code


def merchants_of(rows: JournalRows | LineRows, terms: Terms) -> list[str]:
    """Return the merchant of every row: its own, or its registered terminal's."""
    if not terms.merchants:
        return list(rows.merchant_id)
    known = terms.merchants
    return [
        own or known.get(terminal, "")
        for own, terminal in zip(rows.merchant_id, rows.terminal_id, strict=True)
    ]


def agreed(
    terms: Terms, merchants: Texts, currencies: Texts, days: Ints
) -> tuple[list[Agreement | None], Ints]:
    """Return the agreements that speak for rows, and which of them speaks for each."""
    codes = Codes()
    first, combination = distinct(codes.column(merchants), codes.column(currencies), days)
    found: dict[int, int] = {}
    every: list[Agreement | None] = []
    which = np.zeros(len(first), dtype=np.int64)
    for place, row in enumerate(first.tolist()):
        one = terms.agreement(
            merchants[row], currencies[row], dt.date.fromordinal(max(1, int(days[row])))
        )
        number = found.setdefault(one.id if one else 0, len(found))
        if number == len(every):
            every.append(one)
        which[place] = number
    return every, which[combination]


def due_of(terms: Terms, agreements: Sequence[Agreement | None], which: Ints, traded: Ints) -> Ints:
    """Return the day each row's money is due, by its agreement and the provider's day."""
    first, combination = distinct(which, traded)
    due = ints(
        terms.due_on(agreements[which[row]], dt.date.fromordinal(int(traded[row]))).toordinal()
        for row in first
    )
    return due[combination]


def comes_by(way: Payout, agreements: Sequence[Agreement | None], which: Ints) -> Mask:
    """Say which rows' money comes this way; automatically where nothing is agreed."""
    ways = ints((each.payout if each else Payout.AUTO) is way for each in agreements)
    found: Mask = ways[which] > 0
    return found
