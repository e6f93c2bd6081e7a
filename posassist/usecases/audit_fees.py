"""Add up what the provider charged above what was agreed."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from posassist.domain.booked import Booked
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.money import Money, sums
from posassist.domain.settlement import SettlementLine
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop

FEE_KINDS = (Kind.OVERCHARGED_FEE, Kind.UNEXPECTED_FEE)
Sums = dict[str, Money]


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
class FeeAudit:
    """All overcharges of a period, by day of settlement."""

    lines: tuple[Overcharge, ...]

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
        tuple(sorted(chosen, key=lambda each: (each.line.record.settled_on, each.line.id)))
    )


def _sums(charges: Iterable[Overcharge]) -> Sums:
    return sums(each.found.at_stake for each in charges)
