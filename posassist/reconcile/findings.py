"""What does not add up, as of a day: a pure function of rows, matches, terms and coverage."""

import datetime as dt

from posassist.domain.discrepancy import Discrepancy
from posassist.reconcile.arrivals import arrivals
from posassist.reconcile.contradictions import contradictions
from posassist.reconcile.lines import lines
from posassist.reconcile.picture import Picture
from posassist.reconcile.sales import double_charges, sales
from posassist.reconcile.verdict import Expected, Verdict


def judge(
    picture: Picture,
    *,
    as_of: dt.date,
    duplicate_minutes: int = 10,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Verdict:
    """Judge the books as of a day; `first` and `last` limit it to rows of those days."""
    seen = picture.until(as_of)
    found: list[Discrepancy] = [
        *double_charges(seen, duplicate_minutes),
        *lines(seen, as_of),
        *contradictions(seen),
    ]
    expected: list[Expected] = []
    for each in (*sales(seen, as_of), *arrivals(seen, as_of)):
        if isinstance(each, Expected):
            expected.append(each)
        else:
            found.append(each)

    def within(each: Discrepancy | Expected) -> bool:
        """Say whether it belongs to the days: those its sale was rung up, else when due."""
        day = each.due_on or as_of
        if each.journal:
            day = seen.entries[each.journal[0]].record.occurred_at.date()
        return (first or day) <= day <= (last or day)

    return Verdict(
        tuple(
            sorted(
                filter(within, found),
                key=lambda each: (each.due_on or dt.date.min, each.kind, each.id),
            )
        ),
        tuple(filter(within, expected)),
    )
