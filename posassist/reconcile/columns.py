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
    JournalRows,
    LineRows,
    agreed,
    content_order,
    distinct,
    due_of,
    ints,
    merchants_of,
)
from posassist.reconcile.terms import Terms
from posassist.reconcile.texts import NONE, TENS, Codes, Ints

MATCHED_ENTRIES: Final = frozenset(
    {EntryType.SALE, EntryType.COMPLETION, EntryType.REFUND, EntryType.VOID}
)
MATCHED_LINES: Final = frozenset({LineType.SALE, LineType.REFUND, LineType.VOID})
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_DAY: Final = 86_400
_TAIL: Final = 4
_HEAD: Final = 6
_LARGE: Final = 10**7
_MOST_FIGURES: Final = 15  # of an amount in minor units


@dataclass(frozen=True, slots=True)
class Columns:
    """One side of the comparison, in content order: ties are broken by it, never by id.

    0 is unknown. `amount` holds minor units and currency in one number, `sign` its sign and the
    currency. `second` counts wall-clock seconds, `season` those the wall clock is ahead of UTC.
    `day`, `traded` and `paid` are ordinals: the terminal's day, the provider's (`cut` seconds into
    a day it turns), the day of payment; `undated` is the day due of a row, and the day paid of a
    line that does not say its day. `other` is the reference of the sale a row refers to, the order
    a line names. `head` and `tail` are the ends of a reference of `length` figures, `digits`;
    `shape` is an amount's figures in any order. `doubt` is 1 for a row that is matched only where
    no other fits.
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
    season: Ints
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
    locked: tuple[Ints, Ints] = (NONE, NONE),
) -> tuple[Columns, Columns]:
    """Turn the rows that can be matched into columns.

    `cancelled` are ids of sales taken back, `locked` those of rows and lines already decided.
    """
    rows = content_order(journal, journal.moment)
    keep = journal.type.among(MATCHED_ENTRIES) & ~journal.status.among({EntryStatus.DECLINED})
    rows = rows[(keep & ~np.isin(journal.ids, locked[0]))[rows]]
    lines = content_order(settlement, settlement.settled_on)
    keep = settlement.type.among(MATCHED_LINES) & ~np.isin(settlement.ids, locked[1])
    lines = lines[keep[lines]]
    texts, currencies = Codes(), Codes()
    currencies.numbers(sorted({*journal.currency.words, *settlement.currency.words}))
    ours = _shared(texts, currencies, journal, journal.amount)
    theirs = _shared(texts, currencies, settlement, settlement.gross)
    ours["other"] = journal.original_rrn.bare(texts)
    theirs["other"] = settlement.order_id.bare(texts)
    for names in (("rrn", "other"), ("trace",), ("auth",)):
        _without_gaps(ours, theirs, names)
    merchants, homes = _filled(texts, journal, settlement, terms, rows, lines)
    day = day_of(journal.second)
    agreements, which = agreed(terms, merchants_of(journal, terms), journal.currency, day)
    cut = 60 * ints(each.cut_off if each else NO_CUT_OFF for each in agreements)[which]
    traded = traded_on(journal.second, cut)
    unknown = journal.status.among({EntryStatus.UNKNOWN})
    ours |= {
        "ids": journal.ids,
        "merchant": merchants[0],
        "terminal": journal.terminal_id.coded(texts),
        "day": day,
        "traded": traded,
        "undated": due_of(terms, agreements, which, traded),
        "paid": np.zeros_like(day),
        "second": journal.second,
        "season": journal.second - journal.moment,
        "cut": cut,
        "doubt": (unknown | np.isin(journal.ids, ints(cancelled))).astype(np.int64),
    }
    left = _taken(ours, rows)
    on, at = settlement.occurred_on, settlement.occurred_second
    theirs |= {
        "ids": settlement.ids,
        "merchant": merchants[1],
        "terminal": homes,
        "day": on,
        "traded": on,
        "undated": np.where(on > 0, 0, settlement.settled_on),
        "paid": settlement.settled_on,
        "second": np.where((on > 0) & (at >= 0), (on - _EPOCH) * _DAY + at, 0),
        "season": np.zeros_like(on),
        "cut": np.zeros_like(on),
        "doubt": (~settlement.status.among({LineStatus.SETTLED})).astype(np.int64),
    }
    return left, _taken(theirs, lines)


def _taken(every: dict[str, Ints], rows: Ints) -> Columns:
    """Take rows of all columns, in this order; each column goes when it was read."""
    return Columns(**{name: every.pop(name)[rows] for name in list(every)})


def matchable_entry(entry: JournalEntry) -> bool:
    """Say whether a journal row can appear in a settlement."""
    return entry.type in MATCHED_ENTRIES and entry.status is not EntryStatus.DECLINED


def day_of(second: Ints) -> Ints:
    """Return the ordinal of the day a known second lies in."""
    return second // _DAY + _EPOCH


def traded_on(second: Ints, cut: Ints) -> Ints:
    """Return the ordinal of the provider's day: the next one after the cut-off."""
    return day_of(second) + (second % _DAY > cut)


def _filled(
    texts: Codes,
    journal: JournalRows,
    settlement: LineRows,
    terms: Terms,
    rows: Ints,
    lines: Ints,
) -> tuple[tuple[Ints, Ints], Ints]:
    """Name the merchant of every row and the terminal of every line where only one can be meant."""
    left = merchants_of(journal, terms).coded(texts)
    right = merchants_of(settlement, terms).coded(texts)
    registered = {texts[each] for each in terms.merchants.values()}
    every = {*left[rows].tolist(), *right[lines].tolist(), *registered} - {0}
    if len(every) <= 1:
        only = max(every, default=texts["?"])
        left, right = np.full_like(left, only), np.full_like(right, only)
    homes: defaultdict[int, set[int]] = defaultdict(set)
    terminal = journal.terminal_id.coded(texts)
    first, _pair = distinct(left[rows], terminal[rows])
    for row in rows[first].tolist():
        homes[int(left[row])].add(int(terminal[row]))
    for name, merchant in terms.merchants.items():
        homes[texts[merchant]].add(texts[name])
    own = settlement.terminal_id.coded(texts)
    at_home = np.zeros(len(texts), dtype=np.int64)
    for home, terminals in homes.items():
        if len(terminals) == 1:
            at_home[home] = next(iter(terminals))
    return (left, right), np.where(own > 0, own, at_home[right])


def _shared(
    texts: Codes, sizes: Codes, rows: JournalRows | LineRows, minor: Ints
) -> dict[str, Ints]:
    """Return the columns that both sides have alike; `sizes` holds the currencies of both."""
    currency = rows.currency.coded(sizes)
    sign = np.sign(minor) * currency
    return {
        "amount": minor * len(sizes) + sign,
        "sign": sign,
        "shape": _shape(minor),
        "rrn": rows.rrn.bare(texts),
        **_ends(rows.rrn.digits, rows.rrn.length),
        "batch": rows.batch_no.bare(texts),
        "trace": rows.trace_no.bare(texts),
        "auth": rows.auth_code.coded(texts),
        "last4": rows.card_masked.mapped(_last4).coded(texts),
        "channel": rows.channel.mapped(_named).coded(texts),
    }


def _last4(card: str) -> str:
    return card[-4:] if card[-4:].isdigit() else ""


def _named(channel: str) -> str:
    return "" if channel == Channel.OTHER else channel


def _shape(minor: Ints) -> Ints:
    """Return a number for the figures of an amount, the same in whatever order they stand."""
    left = np.abs(minor)
    shape = np.ones_like(left)
    while left.any():
        figure = left % 10
        shape += np.where(left > 0, (_MOST_FIGURES + 1) ** figure, 0)
        left //= 10
    return shape


def _without_gaps(ours: dict[str, Ints], theirs: dict[str, Ints], names: Iterable[str]) -> None:
    """Number large values of these columns of both sides anew, without gaps; 0 stays 0."""
    columns_ = [(side, name) for side in (ours, theirs) for name in names]
    every = [side[name] for side, name in columns_]
    if max(int(each.max(initial=0)) for each in every) < _LARGE:
        return
    _values, number = np.unique(np.concatenate(([0], *every)), return_inverse=True)
    ends = np.cumsum([1, *map(len, every)])
    for (side, name), part in zip(columns_, np.split(number, ends)[1:], strict=False):
        side[name] = part


def _ends(digits: Ints, length: Ints) -> dict[str, Ints]:
    """Return both ends of numbers; head and tail tell their length."""
    head, tail = np.minimum(length, _HEAD), np.minimum(length, _TAIL)
    some = length > 0
    return {
        "digits": digits,
        "length": length,
        "head": np.where(some, digits // TENS[length - head] + TENS[head], 0),
        "tail": np.where(some, digits % TENS[tail] + TENS[tail], 0),
    }
