"""What a judgement is made of: discrepancies, and money that is not due yet."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from posassist.base.i18n import Text
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.money import Money
from posassist.reconcile.picture import Credit, Entry, Line
from posassist.reconcile.terms import Terms

AnyRow = Entry | Line | Credit


@dataclass(frozen=True, slots=True)
class Expected:
    """Money on its way that is not due yet."""

    amount: Money
    due_on: dt.date
    journal: tuple[int, ...] = ()
    settlement: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What does not add up (uncovered rows too), and what is not due yet."""

    discrepancies: tuple[Discrepancy, ...]
    expected: tuple[Expected, ...]


def discrepancy(  # noqa: PLR0913 - one keyword a field
    terms: Terms,
    kind: Kind,
    rows: Sequence[AnyRow],
    *,
    at_stake: Money,
    reason: Text,
    due: dt.date,
    late_on: dt.date | None = None,
    merchant: str = "",
    covered: bool = True,
    journal: tuple[int, ...] = (),
    settlement: tuple[int, ...] = (),
    bank: tuple[int, ...] = (),
    of_equal: tuple[int, int] | None = None,
) -> Discrepancy:
    """Make a discrepancy; its id comes from its kind and the content of its rows."""
    names = sorted(f"{each.fingerprint}#{each.occurrence}" for each in rows)
    currency = at_stake.currency
    until = max(due, late_on or due)
    return Discrepancy(
        id=hashlib.sha256("\n".join((kind, *names)).encode()).hexdigest()[:12],
        kind=kind,
        at_stake=at_stake,
        due_on=due,
        days_late=(until - due).days,
        working_days_late=terms.working_days_late(merchant, currency, due, until),
        covered=covered,
        reason=reason,
        journal=journal,
        settlement=settlement,
        bank=bank,
        of_equal=of_equal,
        provisional=terms.calendar(terms.agreement(merchant, currency, due)).provisional(due),
    )
