"""Rows as int64 columns: exact codes for text (0 = unknown), so equality is never a guess."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from posassist.domain.booked import Booked
from posassist.domain.cycle import NO_CUT_OFF
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType, SettlementLine
from posassist.reconcile.terms import Terms

Ints = NDArray[np.int64]
MATCHED_ENTRIES: Final = frozenset(
    {EntryType.SALE, EntryType.COMPLETION, EntryType.REFUND, EntryType.VOID}
)
MATCHED_LINES: Final = frozenset({LineType.SALE, LineType.REFUND, LineType.VOID})
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_DAY: Final = 86_400
_TAIL: Final = 4
_HEAD: Final = 6
_MOST_DIGITS: Final = 18


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


@dataclass(frozen=True, slots=True)
class Columns:
    """One side of the comparison, in content order: ties are broken by it, never by id.

    0 is unknown. `amount` holds minor units and currency in one number, `sign` its sign and the
    currency. `second` counts wall-clock seconds, `day`, `traded` and `paid` are ordinals: the
    terminal's day, the provider's (`cut` seconds into a day it turns), the day of payment;
    `undated` is the day due of a row, and the day paid of a line that does not say its day. `other`
    is the reference of the sale a row refers to, the order a line names. `head` and `tail` are the
    ends of a reference of `length` figures, `digits`. `doubt` is 1 for a row that is matched only
    where no other fits.
    """

    ids: Ints
    terminal: Ints
    merchant: Ints
    amount: Ints
    sign: Ints
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
    journal: Iterable[Booked[JournalEntry]],
    settlement: Iterable[Booked[SettlementLine]],
    terms: Terms,
    cancelled: Container[int],
) -> tuple[Columns, Columns]:
    """Turn the rows that can be matched into columns; `cancelled` are ids of sales taken back."""
    entries = sorted(
        (each for each in journal if matchable_entry(each.record)),
        key=lambda each: (each.record.occurred_at, each.fingerprint, each.occurrence),
    )
    lines = sorted(
        (each for each in settlement if each.record.type in MATCHED_LINES),
        key=lambda each: (each.record.settled_on, each.fingerprint, each.occurrence),
    )
    left, right = [each.record for each in entries], [each.record for each in lines]
    texts = Codes()
    merchants, terminals = _filled(left, right, terms)
    currencies = Codes()
    currencies.column(each.amount.currency for each in left)
    currencies.column(each.gross.currency for each in right)
    ours = _shared(texts, currencies, left, [each.amount for each in left])
    theirs = _shared(texts, currencies, right, [each.gross for each in right])
    when = [terms.trade_and_due(each) for each in left]
    dated = [each.occurred_on is not None for each in right]
    second = _ints(int((each.occurred_at.replace(tzinfo=dt.UTC)).timestamp()) for each in left)
    nothing = np.zeros(len(left), dtype=np.int64)
    none = np.zeros(len(right), dtype=np.int64)
    return (
        Columns(
            ids=_ints(each.id for each in entries),
            terminal=texts.column(each.terminal_id for each in left),
            merchant=texts.column(merchants[: len(left)]),
            day=day_of(second),
            traded=_ints(traded.toordinal() for traded, _due in when),
            undated=_ints(due.toordinal() for _traded, due in when),
            paid=nothing,
            second=second,
            cut=_ints(60 * _cut_off(each, terms) for each in left),
            other=texts.column(each.original_rrn.lstrip("0") for each in left),
            doubt=_ints(
                each.id in cancelled or each.record.status is EntryStatus.UNKNOWN
                for each in entries
            ),
            **ours,
        ),
        Columns(
            ids=_ints(each.id for each in lines),
            terminal=texts.column(terminals),
            merchant=texts.column(merchants[len(left) :]),
            day=_ints(each.occurred_on.toordinal() if each.occurred_on else 0 for each in right),
            traded=_ints(each.occurred_on.toordinal() if each.occurred_on else 0 for each in right),
            undated=_ints(
                0 if known else each.settled_on.toordinal()
                for each, known in zip(right, dated, strict=True)
            ),
            paid=_ints(each.settled_on.toordinal() for each in right),
            second=_ints(_second(each) for each in right),
            cut=none,
            other=texts.column(each.order_id.lstrip("0") for each in right),
            doubt=_ints(each.status is not LineStatus.SETTLED for each in right),
            **theirs,
        ),
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


def _filled(
    left: Sequence[JournalEntry], right: Sequence[SettlementLine], terms: Terms
) -> tuple[list[str], list[str]]:
    """Name the merchant of every row and the terminal of every line where only one can be meant."""
    merchants = [terms.merchant(each) for each in left] + [terms.merchant(each) for each in right]
    every = set(merchants) | set(terms.merchants.values())
    if len(every - {""}) <= 1:
        only = max(every, default="") or "?"
        merchants = [only] * len(merchants)
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for entry, merchant in zip(left, merchants, strict=False):
        homes[merchant].add(entry.terminal_id)
    for terminal, merchant in terms.merchants.items():
        homes[merchant].add(terminal)
    terminals = [
        line.terminal_id or (next(iter(homes[merchant])) if len(homes[merchant]) == 1 else "")
        for line, merchant in zip(right, merchants[len(left) :], strict=True)
    ]
    return merchants, terminals


def _shared(
    texts: Codes,
    currencies: Codes,
    rows: Sequence[JournalEntry] | Sequence[SettlementLine],
    amounts: Sequence[Money],
) -> dict[str, Ints]:
    """Return the columns that both sides have alike."""
    minor = _ints(each.minor for each in amounts)
    currency = currencies.column(each.currency for each in amounts)
    sign = np.sign(minor) * currency
    references = [each.rrn for each in rows]
    figures = [
        each if each.isascii() and each.isdigit() and len(each) <= _MOST_DIGITS else ""
        for each in references
    ]
    return {
        "amount": minor * len(currencies) + sign,
        "sign": sign,
        "rrn": texts.column(each.lstrip("0") for each in references),
        "digits": _ints(int(each or 0) for each in figures),
        "length": _ints(map(len, figures)),
        "head": texts.column(each[:_HEAD] for each in figures),
        "tail": texts.column(each[-_TAIL:] for each in figures),
        "batch": texts.column(each.batch_no.lstrip("0") for each in rows),
        "trace": texts.column(each.trace_no.lstrip("0") for each in rows),
        "auth": texts.column(each.auth_code for each in rows),
        "last4": texts.column(_last4(each.card_masked) for each in rows),
        "channel": texts.column(
            "" if each.channel is Channel.OTHER else each.channel.value for each in rows
        ),
    }


def _last4(card: str) -> str:
    return card[-4:] if card[-4:].isdigit() else ""


def _cut_off(entry: JournalEntry, terms: Terms) -> int:
    agreed = terms.agreement(terms.merchant(entry), entry.amount.currency, entry.occurred_at.date())
    return agreed.cut_off if agreed else NO_CUT_OFF


def _second(line: SettlementLine) -> int:
    if line.occurred_on is None or line.occurred_time is None:
        return 0
    moment = dt.datetime.combine(line.occurred_on, line.occurred_time, dt.UTC)
    return int(moment.timestamp())


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)
