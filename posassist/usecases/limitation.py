"""When a claim lapses: the place's own time, from the day due or the last demand delivered."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from posassist.catalog.jurisdictions import Jurisdiction, Term
from posassist.domain.case import Case
from posassist.domain.words import Words
from posassist.usecases.checklists import standings
from posassist.usecases.shop import Shop

DEMAND: Final = "demand"
_COURTS: Final = ("payment-order", "court")


@dataclass(frozen=True, slots=True)
class Limitation:
    """The last day of a claim, the day it is counted from, and whether a demand restarted it."""

    on: dt.date
    since: dt.date
    restarted: bool
    meaning: Words


def limitation(shop: Shop, case: Case, ladder: Jurisdiction) -> Limitation | None:
    """Return when a case's claim lapses; None where no source says so for its place."""
    term = next(
        (each.file_within for each in ladder.steps if each.kind in _COURTS and each.file_within),
        None,
    )
    if term is None or term.unit != "year" or case.closed_on is not None:
        return None
    due = min((each.due_on for each in case.items if each.due_on), default=case.opened_on)
    demands = [
        dt.date.fromisoformat(day)
        for each in standings(shop, "case", case.number)
        if each.checklist.id == DEMAND
        for record in each.records
        if (day := record.filled.get("delivered"))
    ]
    since = max([due, *demands])
    return Limitation(_later(since, term), since, since > due, term.meaning)


def _later(day: dt.date, term: Term) -> dt.date:
    """Return the same day so many years later; the 28th for a 29th of February."""
    try:
        return day.replace(year=day.year + term.count)
    except ValueError:
        return day.replace(year=day.year + term.count, day=28)
