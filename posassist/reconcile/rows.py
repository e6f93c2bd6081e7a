"""A shop's rows by column, as the engine takes them: a million rows are twenty lists, no objects.

Texts and codes are as the books write them, amounts are minor units, days are ordinals (0 where
nobody says).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypedDict

import numpy as np
from numpy.typing import NDArray

from posassist.domain.agreement import Agreement, Payout
from posassist.domain.booked import Booked
from posassist.domain.journal import JournalEntry
from posassist.domain.settlement import SettlementLine
from posassist.reconcile.terms import Terms
from posassist.reconcile.texts import Codes, Figures, Ints, Mask, Texts

_LARGEST: Final = 1 << 62
_DENSE: Final = 4  # as many times as there are rows may numbers be large, to be looked up


@dataclass(frozen=True, slots=True)
class JournalRows:
    """Journal rows; `moment` counts the seconds of UTC, `second` those of the shop's wall clock.

    `rank` is a row's place by content (`ranks`).
    """

    ids: Ints
    rank: Ints
    terminal_id: Texts
    merchant_id: Texts
    batch_no: Texts
    trace_no: Figures
    rrn: Figures
    auth_code: Figures
    type: Texts
    amount: Ints
    currency: Texts
    moment: Ints
    second: Ints
    card_masked: Texts
    channel: Texts
    status: Texts
    original_rrn: Figures

    @classmethod
    def of(cls, rows: Sequence[Booked[JournalEntry]]) -> Self:
        """Return rows by column."""
        every = [each.record for each in rows]
        return cls(
            ids=ints(each.id for each in rows),
            rank=_ranks(rows),
            terminal_id=Texts.of(each.terminal_id for each in every),
            merchant_id=Texts.of(each.merchant_id for each in every),
            batch_no=Texts.of(each.batch_no for each in every),
            trace_no=Figures.of(each.trace_no for each in every),
            rrn=Figures.of(each.rrn for each in every),
            auth_code=Figures.of(each.auth_code for each in every),
            type=Texts.of(each.type for each in every),
            amount=ints(each.amount.minor for each in every),
            currency=Texts.of(each.amount.currency for each in every),
            moment=ints(int(each.occurred_at.timestamp()) for each in every),
            second=ints(int(each.occurred_at.replace(tzinfo=dt.UTC).timestamp()) for each in every),
            card_masked=Texts.of(each.card_masked for each in every),
            channel=Texts.of(each.channel for each in every),
            status=Texts.of(each.status for each in every),
            original_rrn=Figures.of(each.original_rrn for each in every),
        )


class OneExponent(TypedDict):
    """Amounts in units of 10^-`exponent` of the major unit."""

    net: Ints
    exponent: int


@dataclass(frozen=True, slots=True)
class LineRows:
    """Settlement lines; `occurred_second` counts from midnight and is -1 where nobody says.

    Every `net` is in units of 10^-`exponent`: a bill with fees of five digits has nets of five.
    `rank` is a line's place by content (`ranks`).
    """

    ids: Ints
    rank: Ints
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
    rrn: Figures
    trace_no: Figures
    auth_code: Figures
    batch_no: Texts
    card_masked: Texts
    channel: Texts
    payout_ref: Texts
    order_id: Figures

    @classmethod
    def of(cls, rows: Sequence[Booked[SettlementLine]]) -> Self:
        """Return rows by column."""
        every = [each.record for each in rows]
        return cls(
            ids=ints(each.id for each in rows),
            rank=_ranks(rows),
            type=Texts.of(each.type for each in every),
            status=Texts.of(each.status for each in every),
            gross=ints(each.gross.minor for each in every),
            **of_one_exponent(
                ints(each.net.minor for each in every), ints(each.net.exponent for each in every)
            ),
            net_currency=Texts.of(each.net.currency for each in every),
            currency=Texts.of(each.gross.currency for each in every),
            settled_on=ints(each.settled_on.toordinal() for each in every),
            merchant_id=Texts.of(each.merchant_id for each in every),
            terminal_id=Texts.of(each.terminal_id for each in every),
            occurred_on=ints(
                each.occurred_on.toordinal() if each.occurred_on else 0 for each in every
            ),
            occurred_second=ints(
                -1 if each.occurred_time is None else second_of(each.occurred_time)
                for each in every
            ),
            rrn=Figures.of(each.rrn for each in every),
            trace_no=Figures.of(each.trace_no for each in every),
            auth_code=Figures.of(each.auth_code for each in every),
            batch_no=Texts.of(each.batch_no for each in every),
            card_masked=Texts.of(each.card_masked for each in every),
            channel=Texts.of(each.channel for each in every),
            payout_ref=Texts.of(each.payout_ref for each in every),
            order_id=Figures.of(each.order_id for each in every),
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


def _ranks(rows: Sequence[Booked[JournalEntry]] | Sequence[Booked[SettlementLine]]) -> Ints:
    prints = prints_of([each.fingerprint for each in rows])
    return ranks(prints, ints(each.occurrence for each in rows))


def prints_of(fingerprints: Sequence[str]) -> NDArray[np.uint64]:
    """Return fingerprints (32 figures of hex) as two numbers each, in the same order."""
    numbers = np.frombuffer(bytes.fromhex("".join(fingerprints)), dtype=">u8")
    return numbers.astype(np.uint64).reshape(-1, 2)


def ranks(prints: NDArray[np.uint64], occurrences: Ints) -> Ints:
    """Return every row's place by fingerprint, then by occurrence: never by id."""
    first = prints[:, 0]
    order = np.argsort(first)
    ordered = first[order]
    same = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(same):  # only rows that begin alike are told apart by the rest
        equal = np.union1d(same, same + 1)
        rows = order[equal]
        order[equal] = rows[np.lexsort((occurrences[rows], prints[rows, 1], first[rows]))]
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


def content_order(rows: JournalRows | LineRows, *first: Ints) -> Ints:
    """Return the places of rows by these columns, then by content: never by id."""
    return np.lexsort((rows.rank, *first[::-1]))


def distinct(*columns: Ints) -> tuple[Ints, Ints]:
    """Return where each distinct combination first stands, and every row's combination.

    Combinations are numbered in the order of their parts.
    """
    code, size = np.zeros_like(columns[0]), 1
    if not len(code):
        return code, code
    for column in columns:
        low = int(column.min())
        span = int(column.max()) - low + 1
        if span > _LARGEST // size:
            _seen, code = np.unique(code, return_inverse=True)
            size = len(code) + 1
        if span > _LARGEST // size:
            values, part = np.unique(column, return_inverse=True)
            code, size = code * len(values) + part, size * len(values)
        else:
            code, size = code * span + (column - low), size * span
    if size <= _DENSE * len(code):
        return _few(code, size)
    _seen, first, number = np.unique(code, return_index=True, return_inverse=True)
    return first, number


def _few(code: Ints, size: int) -> tuple[Ints, Ints]:
    """Return the same for numbers below a small size, without sorting."""
    first = np.full(size, -1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code) - 1, -1, -1)
    there = np.flatnonzero(first >= 0)
    number = np.zeros(size, dtype=np.int64)
    number[there] = np.arange(len(there))
    return first[there], number[code]


def merchants_of(rows: JournalRows | LineRows, terms: Terms) -> Texts:
    """Return the merchant of every row: its own, or its registered terminal's."""
    known = terms.merchants
    return rows.merchant_id.otherwise(rows.terminal_id.mapped(lambda each: known.get(each, "")))


def agreed(
    terms: Terms, merchants: Texts, currencies: Texts, days: Ints
) -> tuple[list[Agreement | None], Ints]:
    """Return the agreements that speak for rows, and which of them speaks for each."""
    codes = Codes()
    first, combination = distinct(merchants.coded(codes), currencies.coded(codes), days)
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
