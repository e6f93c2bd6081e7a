"""Rows as int64 columns: exact codes for text (0 = unknown), so equality is never a guess."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from posassist.domain.cycle import NO_CUT_OFF
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.settlement import LineStatus, LineType
from posassist.reconcile.rows import (
    Codes,
    Ints,
    JournalRows,
    LineRows,
    Mask,
    Texts,
    Told,
    agreed,
    content_order,
    due_of,
    ints,
    merchants_of,
)
from posassist.reconcile.terms import Terms

MATCHED_ENTRIES: Final = frozenset(
    {EntryType.SALE, EntryType.COMPLETION, EntryType.REFUND, EntryType.VOID}
)
MATCHED_LINES: Final = frozenset({LineType.SALE, LineType.REFUND, LineType.VOID})
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_DAY: Final = 86_400
_TAIL: Final = 4
_HEAD: Final = 6
_MOST_DIGITS: Final = 18
_MOST_FIGURES: Final = 15  # of an amount in minor units


@dataclass(frozen=True, slots=True)
class Columns:
    """One side of the comparison, in content order: ties are broken by it, never by id.

    0 is unknown. `amount` holds minor units and currency in one number, `sign` its sign and the
    currency. `second` counts wall-clock seconds, `day`, `traded` and `paid` are ordinals: the
    terminal's day, the provider's (`cut` seconds into a day it turns), the day of payment;
    `undated` is the day due of a row, and the day paid of a line that does not say its day. `other`
    is the reference of the sale a row refers to, the order a line names. `head` and `tail` are the
    ends of a reference of `length` figures, `digits`; `shape` is an amount's figures in any order.
    `doubt` is 1 for a row that is matched only
    where no other fits.
    """

    ids: Ints
    terminal: Ints
    merchant: Ints
    amount: Ints
    sign: Ints
    shape: Ints
    day: Ints
    traded: Ints
    undated: Ints
    paid: Ints
    second: Ints
    cut: Ints
    rrn: Ints
    other: Ints
    digits: Ints
    length: Ints
    head: Ints
    tail: Ints
    batch: Ints
    trace: Ints
    auth: Ints
    last4: Ints
    channel: Ints
    doubt: Ints


def columns(
    journal: JournalRows,
    settlement: LineRows,
    terms: Terms,
    cancelled: Iterable[int],
    locked: tuple[Iterable[int], Iterable[int]] = ((), ()),
) -> tuple[Columns, Columns]:
    """Turn the rows that can be matched into columns.

    `cancelled` are ids of sales taken back, `locked` those of rows and lines already decided.
    """
    rows = content_order(journal, journal.moment)
    keep = _among(journal.type, MATCHED_ENTRIES) & ~_among(journal.status, {EntryStatus.DECLINED})
    rows = rows[(keep & ~_in(journal.ids, locked[0]))[rows]]
    lines = content_order(settlement, settlement.settled_on)
    keep = _among(settlement.type, MATCHED_LINES) & ~_in(settlement.ids, locked[1])
    lines = lines[keep[lines]]
    texts = Codes()
    currencies = Codes()
    currencies.column({*journal.currency, *settlement.currency})
    ours = _shared(texts, currencies, journal, journal.amount)
    theirs = _shared(texts, currencies, settlement, settlement.gross)
    merchants, homes = _filled(texts, journal, settlement, terms, rows, lines)
    day = day_of(journal.second)
    agreements, which = agreed(terms, merchants_of(journal, terms), journal.currency, day)
    cut = 60 * ints(each.cut_off if each else NO_CUT_OFF for each in agreements)[which]
    traded = traded_on(journal.second, cut)
    unknown = _among(journal.status, {EntryStatus.UNKNOWN})
    left = {
        "ids": journal.ids,
        "merchant": merchants[0],
        "terminal": texts.column(journal.terminal_id),
        "day": day,
        "traded": traded,
        "undated": due_of(terms, agreements, which, traded),
        "paid": np.zeros_like(day),
        "second": journal.second,
        "cut": cut,
        "other": Told(lambda text: texts[text.lstrip("0")]).column(journal.original_rrn),
        "doubt": (unknown | _in(journal.ids, cancelled)).astype(np.int64),
        **ours,
    }
    on, at = settlement.occurred_on, settlement.occurred_second
    right = {
        "ids": settlement.ids,
        "merchant": merchants[1],
        "terminal": homes,
        "day": on,
        "traded": on,
        "undated": np.where(on > 0, 0, settlement.settled_on),
        "paid": settlement.settled_on,
        "second": np.where((on > 0) & (at >= 0), (on - _EPOCH) * _DAY + at, 0),
        "cut": np.zeros_like(on),
        "other": Told(lambda text: texts[text.lstrip("0")]).column(settlement.order_id),
        "doubt": (~_among(settlement.status, {LineStatus.SETTLED})).astype(np.int64),
        **theirs,
    }
    return (
        Columns(**{name: column[rows] for name, column in left.items()}),
        Columns(**{name: column[lines] for name, column in right.items()}),
    )


def matchable_entry(entry: JournalEntry) -> bool:
    """Say whether a journal row can appear in a settlement."""
    return entry.type in MATCHED_ENTRIES and entry.status is not EntryStatus.DECLINED


def day_of(second: Ints) -> Ints:
    """Return the ordinal of the day a known second lies in."""
    return second // _DAY + _EPOCH


def traded_on(second: Ints, cut: Ints) -> Ints:
    """Return the ordinal of the provider's day: the next one after the cut-off."""
    return day_of(second) + (second % _DAY > cut)


def _among(texts: Texts, wanted: Iterable[str]) -> Mask:
    """Say which texts are among a few."""
    few = frozenset(wanted)
    return Told(lambda text: int(text in few)).column(texts).astype(np.bool_)


def _in(ids: Ints, wanted: Iterable[int]) -> Mask:
    found: Mask = np.isin(ids, ints(wanted))
    return found


def _filled(
    texts: Codes,
    journal: JournalRows,
    settlement: LineRows,
    terms: Terms,
    rows: Ints,
    lines: Ints,
) -> tuple[tuple[Ints, Ints], Ints]:
    """Name the merchant of every row and the terminal of every line where only one can be meant."""
    left = texts.column(merchants_of(journal, terms))
    right = texts.column(merchants_of(settlement, terms))
    registered = {texts[each] for each in terms.merchants.values()}
    every = {*left[rows].tolist(), *right[lines].tolist(), *registered} - {0}
    if len(every) <= 1:
        only = max(every, default=texts["?"])
        left, right = np.full_like(left, only), np.full_like(right, only)
    homes: defaultdict[int, set[int]] = defaultdict(set)
    terminal = texts.column(journal.terminal_id)
    for merchant, each in np.unique(np.stack((left[rows], terminal[rows])), axis=1).T.tolist():
        homes[merchant].add(each)
    for name, merchant in terms.merchants.items():
        homes[texts[merchant]].add(texts[name])
    own = texts.column(settlement.terminal_id)
    at_home = np.zeros(len(texts), dtype=np.int64)
    for merchant, terminals in homes.items():
        if len(terminals) == 1:
            at_home[merchant] = next(iter(terminals))
    return (left, right), np.where(own > 0, own, at_home[right])


def _shared(
    texts: Codes, sizes: Codes, rows: JournalRows | LineRows, minor: Ints
) -> dict[str, Ints]:
    """Return the columns that both sides have alike; `sizes` holds the currencies of both."""
    currency = sizes.column(rows.currency)
    sign = np.sign(minor) * currency
    bare = Told(lambda text: texts[text.lstrip("0")])
    return {
        "amount": minor * len(sizes) + sign,
        "sign": sign,
        "shape": _shape(minor),
        "rrn": bare.column(rows.rrn),
        **_figures(rows.rrn),
        "batch": bare.column(rows.batch_no),
        "trace": bare.column(rows.trace_no),
        "auth": texts.column(rows.auth_code),
        "last4": Told(lambda card: texts[card[-4:]] if card[-4:].isdigit() else 0).column(
            rows.card_masked
        ),
        "channel": Told(lambda text: 0 if text == Channel.OTHER else texts[text]).column(
            rows.channel
        ),
    }


def _shape(minor: Ints) -> Ints:
    """Return a number for the figures of an amount, the same in whatever order they stand."""
    left = np.abs(minor)
    shape = np.ones_like(left)
    while left.any():
        figure = left % 10
        shape += np.where(left > 0, (_MOST_FIGURES + 1) ** figure, 0)
        left //= 10
    return shape


def _figures(references: Texts) -> dict[str, Ints]:
    """Return the figures of references that have nothing else; head and tail tell their length."""
    wide = _MOST_DIGITS + 1
    signs = np.array(references, dtype=f"U{wide}").view(np.uint32).reshape(-1, wide)
    length = (signs > 0).sum(axis=1)
    figure = (signs >= ord("0")) & (signs <= ord("9"))
    whole = (figure.sum(axis=1) == length) & (length <= _MOST_DIGITS)
    length = np.where(whole, length, 0)
    digits = np.zeros(len(length), dtype=np.int64)
    for place in range(_MOST_DIGITS):
        there = place < length
        digits[there] = 10 * digits[there] + signs[there, place] - ord("0")
    head, tail = np.minimum(length, _HEAD), np.minimum(length, _TAIL)
    some = length > 0
    return {
        "digits": digits,
        "length": length,
        "head": np.where(some, digits // 10 ** (length - head) + 10**head, 0),
        "tail": np.where(some, digits % 10**tail + 10**tail, 0),
    }
