"""Takings on their way to the bank, grouped as a provider pays them; and who pays."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from posassist.domain.agreement import Agreement
from posassist.domain.agreement import Payout as WayPaid
from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.money import exponent_of
from posassist.reconcile.rows import (
    JournalRows,
    LineRows,
    OneExponent,
    comes_by,
    distinct,
    ints,
)
from posassist.reconcile.texts import Codes, Figures, Ints, Mask, Texts

Credit = Booked[BankLine]
_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")
_SHORTEST_NAME: Final = 2
_SHORTEST_REFERENCE: Final = 4


@dataclass(frozen=True, slots=True)
class Stream:
    """What payouts have in common that may be paid together.

    `source` is the provider where the agreement names it; of sales met directly (`journal`) no
    line is known; `alone` is paid by a transfer of its own.
    """

    account: str
    currency: str
    source: str
    journal: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Takings:
    """Settlement lines, or sales net of fees, in content order; `net` in 10^-`exponent` units.

    `unit` names merchant, terminal, channel and batch; `sure` is false for a sale whose fee no
    agreement states.
    """

    ids: Ints
    net: Ints
    exponent: int
    day: Ints
    streams: tuple[Stream, ...]
    stream: Ints
    reference: Texts
    unit: tuple[Texts, ...]
    sure: Mask

    @classmethod
    def of(
        cls,
        rows: JournalRows | LineRows,
        order: Ints,
        *,
        merchants: Texts,
        agreed: tuple[Sequence[Agreement | None], Ints],
        net: OneExponent,
        day: Ints,
        sure: Mask | None = None,
    ) -> Self:
        """Take some of the rows, in this order; `agreed` are agreements and which speaks for each.

        A transfer of its own is known by its payout's reference, else by the sale's.
        """
        agreements, which = agreed
        alone = ~comes_by(WayPaid.AUTO, agreements, which)
        journal = isinstance(rows, JournalRows)
        currency = rows.currency if isinstance(rows, JournalRows) else rows.net_currency
        named = (
            Texts([""], np.zeros_like(day)) if isinstance(rows, JournalRows) else rows.payout_ref
        )
        streams: dict[Stream, int] = {}
        first, kind = distinct(currency.coded(Codes()), which)
        numbers = np.zeros(len(first), dtype=np.int64)
        for place, row in enumerate(first.tolist()):
            one = agreements[which[row]]
            stream = Stream(
                one.account if one else "",
                currency[row],
                one.acquirer if one else "",
                journal,
                bool(alone[row]),
            )
            numbers[place] = streams.setdefault(stream, len(streams))
        return cls(
            ids=rows.ids[order],
            net=net["net"][order],
            exponent=net["exponent"],
            day=day[order],
            streams=tuple(streams),
            stream=numbers[kind][order],
            reference=_references(named.at(order), rows.rrn, alone[order], order),
            unit=tuple(
                column.at(order)
                for column in (merchants, rows.terminal_id, rows.channel, rows.batch_no)
            ),
            sure=np.ones(len(order), dtype=np.bool_) if sure is None else sure[order],
        )


def _references(named: Texts, references: Figures, alone: Mask, order: Ints) -> Texts:
    """Return the payout's reference, or the sale's where it is paid by itself."""
    if not alone.any():
        return named
    each = zip(order.tolist(), alone.tolist(), strict=True)
    return named.otherwise(Texts.of(references[row] if one else "" for row, one in each))


class Payout:
    """Takings of one stream, day and reference, by their places; `net` in minor units."""

    __slots__ = ("day", "merchant", "net", "places", "reference", "stream", "takings")

    def __init__(self, takings: Takings, places: Ints) -> None:
        first = int(places[0])
        self.takings, self.places = takings, places
        self.stream = takings.streams[takings.stream[first]]
        self.day = dt.date.fromordinal(int(takings.day[first]))
        self.reference = takings.reference[first]
        self.net = self.sum(places)
        merchants = takings.unit[0]
        named = {merchants.words[each] for each in np.unique(merchants.which[places]).tolist()}
        self.merchant = next(iter(named)) if len(named) == 1 else ""

    def sum(self, places: Ints) -> int:
        """Return what places come to, rounded once, half up, to the currency's minor units."""
        total = int(self.takings.net[places].sum())
        step: int = 10 ** max(0, self.takings.exponent - exponent_of(self.stream.currency))
        half = (2 * abs(total) + step) // (2 * step)
        return half if total >= 0 else -half

    @property
    def ids(self) -> list[int]:
        """The ids of its rows."""
        found: list[int] = self.takings.ids[self.places].tolist()
        return found

    @property
    def is_sure(self) -> bool:
        """Say whether the fees of all its rows are known."""
        return bool(self.takings.sure[self.places].all())

    def units(self, parts: Iterable[int]) -> dict[tuple[str, ...], Ints]:
        """Return its places by parts of their unit: 0 merchant, 1 terminal, 2 channel, 3 batch."""
        columns = [list(self.takings.unit[part].at(self.places)) for part in parts]
        codes = Codes()
        first, unit = distinct(*map(codes.numbers, columns))
        names = [tuple(column[row] for column in columns) for row in first.tolist()]
        numbers = {name: number for number, name in enumerate(names)}
        return {name: self.places[unit == numbers[name]] for name in sorted(numbers)}

    def without(self, places: Ints) -> "Payout":
        """Return what is left of it."""
        return Payout(self.takings, self.places[~np.isin(self.places, places)])


def payouts(*every: Takings) -> list[Payout]:
    """Group takings as they are paid; a transfer of its own is a group of one."""
    found: list[Payout] = []
    for takings in every:
        alone = ints(each.alone for each in takings.streams)
        own = np.where(alone[takings.stream] > 0, takings.ids, 0)
        _first, group = distinct(takings.day, takings.stream, takings.reference.coded(Codes()), own)
        order = np.argsort(group, kind="stable")
        starts = np.flatnonzero(np.diff(group[order]) > 0) + 1
        same = np.split(order, starts) if len(order) else []
        found += [Payout(takings, places) for places in sorted(same, key=lambda each: int(each[0]))]
    return sorted(
        found, key=lambda each: (each.day, each.stream.account, each.stream.source, each.reference)
    )


def names(text: str, reference: str) -> bool:
    """Say whether a bank's text carries a reference whole, not as a part of a longer number."""
    if len(reference) < _SHORTEST_REFERENCE or reference not in text:
        return False
    before = r"(?<!\d)" if reference[0].isdigit() else ""
    after = r"(?!\d)" if reference[-1].isdigit() else ""
    return re.search(f"{before}{re.escape(reference)}{after}", text) is not None


def carriers(references: AbstractSet[str], credits_: Iterable[Credit]) -> dict[str, list[Credit]]:
    """Return for every reference that some bank line carries the lines that do."""
    found: defaultdict[str, list[Credit]] = defaultdict(list)
    lengths = {len(each) for each in references}
    for credit in credits_:
        text = words(credit.record)
        pieces = {
            text[start : start + length]
            for length in lengths
            for start in range(len(text) - length + 1)
        }
        for reference in sorted(pieces & references):
            if names(text, reference):
                found[reference].append(credit)
    return dict(found)


def words(line: BankLine) -> str:
    """Return all a bank line says."""
    return f"{line.counterparty} {line.memo} {line.reference}"


class Payers:
    """Who is known to pay which provider's payouts; another name is another payer.

    `told` are providers and payers that the owner confirmed.
    """

    def __init__(
        self,
        sources: Iterable[str],
        credits_: Iterable[Credit],
        told: AbstractSet[tuple[str, str]] = frozenset(),
    ) -> None:
        self._known: dict[str, set[Payer]] = {each: set() for each in sources}
        for source, text in told:
            if source in self._known and (name := letters(text)):
                self._known[source].add(Payer(name, named=True))
        for credit in credits_:
            for source in self._known:
                if source and source.casefold() in words(credit.record).casefold():
                    self.learn(source, credit)

    def knows(self, source: str) -> bool:
        """Say whether anybody is known to pay for the provider."""
        return bool(self._known[source])

    def learn(self, source: str, credit: Credit) -> None:
        """Remember who paid."""
        payer = payer_of(credit.record)
        if payer.name:
            self._known[source].add(payer)

    def may_pay(self, source: str, credit: Credit) -> bool:
        """Say whether the line's text names no other payer than the provider's."""
        payer = payer_of(credit.record)
        rivals = [each for each in self._known[source] if each.named <= payer.named]
        if not payer.name or any(_alike(payer, each) for each in rivals):
            return True
        others = (each for other in self._known if other != source for each in self._known[other])
        return not rivals and not (source and any(_alike(payer, each) for each in others))

    def certainly(self, source: str, credit: Credit) -> bool:
        """Say whether a known payer of the provider paid."""
        payer = payer_of(credit.record)
        return bool(payer.name) and any(_alike(payer, each) for each in self._known[source])


@dataclass(frozen=True, slots=True)
class Payer:
    """Who paid, in letters alone: `named` by the bank, or only to be guessed from its memo."""

    name: str
    named: bool


def payer_of(line: BankLine) -> Payer:
    """Return the payer's name, or what the memo says in letters where no payer is named."""
    named = bool(line.counterparty)
    return Payer(letters(line.counterparty or line.memo), named)


def letters(text: str) -> str:
    """Return text by its letters alone, as payers are compared."""
    return _NOT_LETTERS.sub("", text).casefold()


def same_payer(one: BankLine, other: BankLine) -> bool:
    """Say whether two lines name the same payer."""
    payer = payer_of(one)
    return bool(payer.name) and _alike(payer, payer_of(other))


def _alike(one: Payer, other: Payer) -> bool:
    """Say whether names are the same, or one is the other cut off."""
    short, long = sorted((one.name, other.name), key=len)
    return short == long or (len(short) >= _SHORTEST_NAME and long.startswith(short))
