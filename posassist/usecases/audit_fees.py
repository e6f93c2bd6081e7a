"""Add up what the provider charged above what was agreed."""

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from posassist.domain.booked import Booked
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.journal import Channel
from posassist.domain.money import Money, sums
from posassist.domain.settlement import LineType, SettlementLine
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.rematch import BooksPicture
from posassist.usecases.shop import Shop

FEE_KINDS = (Kind.OVERCHARGED_FEE, Kind.UNEXPECTED_FEE)
Sums = dict[str, Money]
_ENOUGH: Final = 3  # dear sales in a row that make a raised rate
_FINE: Final = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class Overcharge:
    """A settlement line that cost more than agreed, and how much more."""

    line: Booked[SettlementLine]
    found: Discrepancy

    @property
    def agreed(self) -> Money:
        """What the agreement makes it; nothing for a fee that the agreement lacks."""
        over = self.found.at_stake
        if self.found.kind is Kind.UNEXPECTED_FEE:
            return Money.zero(over.currency)
        return self.charged - over

    @property
    def charged(self) -> Money:
        """What was taken."""
        unexpected = self.found.kind is Kind.UNEXPECTED_FEE
        return self.found.at_stake if unexpected else self.line.record.fee


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the overcharges: of a month or a kind, how many and how much."""

    name: str
    count: int
    overcharged: Sums


@dataclass(frozen=True, slots=True)
class Rise:
    """A rate that was raised: from a day on, the sales of a channel all cost more than agreed.

    Rates are shares of the gross; `charged` is the median of `count` lines since.
    """

    merchant: str
    channel: Channel
    since: dt.date
    agreed: Decimal
    charged: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class FeeAudit:
    """All overcharges of a period, by day of settlement, and the rates that were raised."""

    lines: tuple[Overcharge, ...]
    rises: tuple[Rise, ...] = ()

    @property
    def overcharged(self) -> Sums:
        """How much was taken too much, a sum a currency."""
        return _sums(self.lines)

    @property
    def by_month(self) -> list[Share]:
        """The overcharges of each month."""
        return self._shares(lambda each: f"{each.line.record.settled_on:%Y-%m}")

    @property
    def by_kind(self) -> list[Share]:
        """The fees that were too high, and those the agreement lacks."""
        return self._shares(lambda each: each.found.kind.value)

    def _shares(self, named: Callable[[Overcharge], str]) -> list[Share]:
        names = sorted({named(each) for each in self.lines})
        parts = {name: [each for each in self.lines if named(each) == name] for name in names}
        return [Share(name, len(part), _sums(part)) for name, part in parts.items()]


def audit_fees(
    shop: Shop, *, first: dt.date | None = None, last: dt.date | None = None
) -> FeeAudit:
    """Return every fee above the agreement among the lines settled in a period."""
    found = reconcile_period(shop)
    lines = {each.id: each for each in found.books.settlement}
    charges = [
        Overcharge(lines[each.settlement[0]], each)
        for each in found.found
        if each.kind in FEE_KINDS
    ]
    days = (first or dt.date.min, last or dt.date.max)
    chosen = [each for each in charges if days[0] <= each.line.record.settled_on <= days[1]]
    return FeeAudit(
        tuple(sorted(chosen, key=lambda each: (each.line.record.settled_on, each.line.id))),
        tuple(_rises(found.books, chosen)),
    )


def _rises(books: BooksPicture, charges: Sequence[Overcharge]) -> Iterator[Rise]:
    """Yield every channel of a merchant that cost more in all its sales from a day on."""
    dear = {each.line.id for each in charges if each.found.kind is Kind.OVERCHARGED_FEE}
    sales: defaultdict[tuple[str, Channel], list[Booked[SettlementLine]]] = defaultdict(list)
    for each in books.settlement:
        record = each.record
        if record.type is LineType.SALE and record.moved_money and record.gross.minor > 0:
            sales[books.terms.merchant(record), record.channel].append(each)
    for (merchant, channel), lines in sorted(sales.items()):
        lines.sort(key=lambda each: (each.record.settled_on, each.id))
        last_right = max((n for n, each in enumerate(lines) if each.id not in dear), default=-1)
        risen = lines[last_right + 1 :]
        if len(risen) < _ENOUGH:
            continue
        first = risen[0].record
        terms = books.terms.agreement(merchant, first.gross.currency, first.settled_on)
        agreed = terms.fees.get(channel) if terms else None
        if agreed is not None:
            rates = [each.record.fee.decimal / each.record.gross.decimal for each in risen]
            charged = statistics.median(rates).quantize(_FINE)
            yield Rise(merchant, channel, first.settled_on, agreed.rate, charged, len(risen))


def _sums(charges: Iterable[Overcharge]) -> Sums:
    return sums(each.found.at_stake for each in charges)
