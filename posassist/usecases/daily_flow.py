"""Takings and arrivals day by day around a case, for the picture in its pack."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from posassist.documents.pack import ClaimItem, DayFlow
from posassist.domain.deposit import BankLine
from posassist.domain.match import LOCKED, MatchState
from posassist.domain.money import Money
from posassist.domain.settlement import StatementKind
from posassist.statements.sums import moved
from posassist.usecases.reconcile_period import Reconciled

_BEFORE: Final = dt.timedelta(days=7)  # of the first sale in dispute: what is usual there
_LONGEST: Final = dt.timedelta(days=61)


def daily_flow(
    found: Reconciled, items: Sequence[ClaimItem], as_of: dt.date
) -> tuple[DayFlow, ...]:
    """Return a week before the case and the days since, two months at most.

    Nothing where the terminal's journal has no sale of them, or no bank statement any of them.
    Only deposits that were matched count: what else comes into the account is not the provider's.
    """
    first = min(
        (each.record.occurred_at.date() for item in items for each in item.journal), default=None
    )
    if first is None:
        return ()
    currency = items[0].at_stake.currency
    start = first - _BEFORE
    end = min(as_of, start + _LONGEST)
    sold: defaultdict[dt.date, Money] = defaultdict(lambda: Money.zero(currency))
    for entry in moved(each.record for each in found.books.journal):
        if entry.amount.currency == currency:
            sold[entry.occurred_at.date()] += entry.amount
    arrived: defaultdict[dt.date, Money] = defaultdict(lambda: Money.zero(currency))
    for line in _deposits(found):
        if line.amount.currency == currency:
            arrived[line.booked_on] += line.amount
    banks = [each for each in found.books.coverage if each.kind is StatementKind.BANK]
    flow = []
    for number in range((end - start).days + 1):
        day = start + dt.timedelta(days=number)
        covered = any(each.covers(day) for each in banks)
        flow.append(DayFlow(day, sold[day], arrived[day] if covered else None))
    return tuple(flow) if any(each.arrived is not None for each in flow) else ()


def _deposits(found: Reconciled) -> list[BankLine]:
    matched = {
        each.bank
        for each in found.matching.deposits
        if each.state is MatchState.AUTO or each.state in LOCKED
    }
    return [each.record for each in found.books.bank if each.id in matched]
