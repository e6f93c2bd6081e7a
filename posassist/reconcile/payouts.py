"""Takings on their way to the bank, grouped as a provider pays them; and who pays."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money, exponent_of

Credit = Booked[BankLine]
FINE: Final = 8
_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")
_SHORTEST_NAME: Final = 2
_SHORTEST_REFERENCE: Final = 4


@dataclass(frozen=True, slots=True)
class Item:
    """A settlement line, or one sale (`journal`) net of fees; `net` in 10^-8 of the major unit.

    `source` is the provider where the agreement names it; `alone` is paid by a transfer of its own;
    `sure` is false for a sale whose fee no agreement states.
    """

    id: int
    net: int
    currency: str
    day: dt.date
    account: str
    source: str
    reference: str
    unit: tuple[str, ...]
    journal: bool = False
    alone: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Stream:
    """What payouts have in common that may be paid together."""

    account: str
    currency: str
    source: str
    journal: bool
    alone: bool


class Payout:
    """Items of one stream, day and reference; `net` is rounded once, over all of them."""

    __slots__ = ("day", "items", "net", "reference", "stream")

    def __init__(self, stream: Stream, day: dt.date, reference: str, items: Sequence[Item]) -> None:
        self.stream, self.day, self.reference, self.items = stream, day, reference, tuple(items)
        self.net = rounded(sum(each.net for each in items), stream.currency)

    def without(self, items: Iterable[Item]) -> "Payout":
        """Return what is left of it."""
        gone = {each.id for each in items}
        left = [each for each in self.items if each.id not in gone]
        return Payout(self.stream, self.day, self.reference, left)


def fine(money: Money) -> int:
    """Return money in 10^-8 of the major unit, exact."""
    return money.minor * int(10 ** (FINE - money.exponent))


def rounded(net: int, currency: str) -> int:
    """Round a fine sum half up to the currency's own minor units."""
    step = int(10 ** (FINE - exponent_of(currency)))
    half = (2 * abs(net) + step) // (2 * step)
    return half if net >= 0 else -half


def payouts(items: Iterable[Item]) -> list[Payout]:
    """Group items; a transfer of its own is a group of one."""
    grouped: defaultdict[tuple[object, ...], list[Item]] = defaultdict(list)
    for each in items:
        alone = each.id if each.alone else 0
        grouped[
            each.day, each.account, each.currency, each.source, each.reference, each.journal, alone
        ].append(each)
    found = []
    for same in grouped.values():
        first = same[0]
        stream = Stream(first.account, first.currency, first.source, first.journal, first.alone)
        found.append(Payout(stream, first.day, first.reference, same))
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
    """Who is known to pay which provider's payouts; another name is another payer."""

    def __init__(self, sources: Iterable[str], credits_: Iterable[Credit]) -> None:
        self._known: dict[str, set[Payer]] = {each: set() for each in sources}
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
    return Payer(_NOT_LETTERS.sub("", line.counterparty or line.memo).casefold(), named)


def same_payer(one: BankLine, other: BankLine) -> bool:
    """Say whether two lines name the same payer."""
    payer = payer_of(one)
    return bool(payer.name) and _alike(payer, payer_of(other))


def _alike(one: Payer, other: Payer) -> bool:
    """Say whether names are the same, or one is the other cut off."""
    short, long = sorted((one.name, other.name), key=len)
    return short == long or (len(short) >= _SHORTEST_NAME and long.startswith(short))
