"""What worked and what did not, once a case is closed: case by case, provider by provider."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from posassist.catalog.checklists import Checklist, Option
from posassist.domain.case import Case
from posassist.domain.checklist import ChecklistRecord
from posassist.domain.money import Money, sums
from posassist.domain.words import Words
from posassist.usecases.agreed import Agreed
from posassist.usecases.cases import all_cases
from posassist.usecases.checklists import checklist_named, standings
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop

__all__ = ["Option", "ProviderReviews", "Reviewed", "reviews", "unreviewed"]
REVIEW: Final = "review"
WORKED: Final = "worked"
FAILED: Final = "failed"
_ASKED_FOR: Final = 30  # days a closed case asks for its review


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A closed case with its review, where one was written; `days` from opening to closing."""

    case: Case
    provider: str
    days: int
    review: ChecklistRecord | None


@dataclass(frozen=True, slots=True)
class ProviderReviews:
    """A provider's closed cases: what came back, how long they took, what worked and what did not.

    `worked` and `failed` count the answers of reviews, the most frequent first.
    """

    provider: str
    cases: int
    claimed: dict[str, Money]
    recovered: dict[str, Money]
    days: int
    worked: tuple[tuple[Option, int], ...]
    failed: tuple[tuple[Option, int], ...]


def reviews(shop: Shop) -> tuple[list[Reviewed], list[ProviderReviews]]:
    """Return every closed case, newest first, and what they say of each provider."""
    books = reconcile_period(shop).books
    agreed = Agreed(books)
    written = _written(shop)
    every = []
    for case in all_cases(shop):
        if case.closed_on is None:
            continue
        terms = agreed.of(
            tuple(row for each in case.items for row in each.journal),
            tuple(row for each in case.items for row in each.settlement),
        )
        every.append(
            Reviewed(
                case,
                terms.acquirer if terms else "",
                (case.closed_on - case.opened_on).days,
                written.get(case.number),
            )
        )
    by_provider: defaultdict[str, list[Reviewed]] = defaultdict(list)
    for each in every:
        by_provider[each.provider].append(each)
    about = checklist_named(shop, REVIEW)
    return every[::-1], [_provider(*each, about) for each in sorted(by_provider.items())]


def unreviewed(shop: Shop, day: dt.date) -> Iterator[tuple[int, dt.date]]:
    """Yield the number of each case closed lately that has no review, and the day it was closed."""
    written = _written(shop)
    for case in all_cases(shop):
        closed = case.closed_on
        if closed is None or case.number in written:
            continue
        if dt.timedelta(0) <= day - closed <= dt.timedelta(days=_ASKED_FOR):
            yield case.number, closed


def _written(shop: Shop) -> dict[int, ChecklistRecord]:
    """Return the newest review of each case."""
    return {
        record.case: record
        for each in standings(shop)
        if each.checklist.id == REVIEW
        for record in each.records[::-1]
        if record.case is not None
    }


def _answers(
    about: Checklist, name: str, said: list[Mapping[str, str]]
) -> tuple[tuple[Option, int], ...]:
    """Count the answers of reviews; one the checklist no longer has says itself."""
    known = {one.id: one for each in about.entries if each.id == name for one in each.options}
    counted = Counter(each[name] for each in said if name in each)
    return tuple(
        (known.get(answer, Option(answer, Words(answer, answer))), count)
        for answer, count in counted.most_common()
    )


def _provider(provider: str, cases: list[Reviewed], about: Checklist) -> ProviderReviews:
    said = [each.review.filled for each in cases if each.review]
    return ProviderReviews(
        provider=provider,
        cases=len(cases),
        claimed=sums(one for each in cases for one in each.case.at_stake),
        recovered=sums(each.case.recovered for each in cases if each.case.recovered is not None),
        days=round(sum(each.days for each in cases) / len(cases)),
        worked=_answers(about, WORKED, said),
        failed=_answers(about, FAILED, said),
    )
