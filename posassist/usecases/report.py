"""What was found, claimed and recovered, month by month and provider by provider."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from posassist.domain.money import Money, sums
from posassist.usecases.agreed import Agreed
from posassist.usecases.cases import all_cases
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop

Sums = dict[str, Money]


@dataclass(frozen=True, slots=True)
class Recovery:
    """A month of a provider ('' where no agreement names one).

    `found` is what does not add up now, by the day it was due; `claimed` and `recovered` are the
    cases opened in the month, `days` how long those that are closed took, on average.
    """

    month: str
    provider: str
    found: Sums
    claimed: Sums
    recovered: Sums
    cases: int
    still_open: int
    days: int | None


@dataclass(slots=True)
class _Month:
    found: list[Money] = field(default_factory=list)
    claimed: list[Money] = field(default_factory=list)
    recovered: list[Money] = field(default_factory=list)
    cases: int = 0
    days: list[int] = field(default_factory=list)


def report(shop: Shop, *, as_of: dt.date | None = None) -> list[Recovery]:
    """Return every month with anything in it, newest first."""
    day = as_of or shop.today()
    found = reconcile_period(shop, as_of=day)
    agreed = Agreed(found.books)
    months: defaultdict[tuple[str, str], _Month] = defaultdict(_Month)

    def month_of(on: dt.date, journal: Iterable[int], settlement: Iterable[int]) -> _Month:
        terms = agreed.of(tuple(journal), tuple(settlement))
        return months[f"{on:%Y-%m}", terms.acquirer if terms else ""]

    for each in found.found:
        month_of(each.due_on or day, each.journal, each.settlement).found.append(each.at_stake)
    for case in all_cases(shop):
        if case.opened_on > day:
            continue
        journal = (row for item in case.items for row in item.journal)
        settlement = (row for item in case.items for row in item.settlement)
        month = month_of(case.opened_on, journal, settlement)
        month.cases += 1
        month.claimed += case.at_stake
        if case.closed_on is not None and case.closed_on <= day:
            month.days.append((case.closed_on - case.opened_on).days)
            month.recovered += [case.recovered] if case.recovered is not None else []
    return [
        Recovery(
            month=name,
            provider=provider,
            found=sums(each.found),
            claimed=sums(each.claimed),
            recovered=sums(each.recovered),
            cases=each.cases,
            still_open=each.cases - len(each.days),
            days=round(sum(each.days) / len(each.days)) if each.days else None,
        )
        for (name, provider), each in sorted(months.items(), reverse=True)
    ]
