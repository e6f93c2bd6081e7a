"""Compare what was rung up, settled and deposited, and say what does not add up."""

import datetime as dt
import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.base.stopping import beside
from posassist.catalog.guides import diagnosis_rules
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.money import Money, sums
from posassist.reconcile.diagnosis import causes
from posassist.reconcile.findings import judge
from posassist.reconcile.matching import Matching
from posassist.reconcile.picture import Picture
from posassist.reconcile.symptom import Surroundings
from posassist.reconcile.verdict import Verdict
from posassist.store import links
from posassist.store.events import head
from posassist.usecases.rematch import BooksPicture, read_picture, rematch, terms_of
from posassist.usecases.shop import Shop

Sums = dict[str, Money]
_KEPT: Final = 200_000  # rows up to which what was judged is kept: some hundred megabytes


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and how much of each currency is at stake."""

    count: int
    at_stake: Sums


@dataclass(frozen=True, slots=True)
class Side:
    """Rows of one source: all, matched, open."""

    rows: int
    matched: int
    open: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a comparison found."""

    books: BooksPicture
    matching: Matching
    verdict: Verdict
    journal: Side
    settlement: Side
    bank: Side
    expected: Tally
    uncovered: Tally
    by_kind: dict[Kind, Tally]
    seconds: float
    match_seconds: float

    @property
    def found(self) -> tuple[Discrepancy, ...]:
        """The discrepancies that count: on days a file covers."""
        return tuple(each for each in self.verdict.discrepancies if each.covered)


def reconcile_period(
    shop: Shop,
    *,
    as_of: dt.date | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    full: bool = False,
) -> Reconciled:
    """Judge the books as of a day (default: today). Matching happened when the rows came in;
    `full` does it again from nothing but confirmed and manual work.

    The same books are not judged twice for the same day: every change of them is an event.
    """
    start = time.perf_counter()
    match_seconds = 0.0
    if full:
        with shop.books.writing(
            shop.id,
            at=shop.now(),
            kind="rematch",
            title=Text(N_("Matched everything again")),
            undoable=False,
        ) as change:
            again = rematch(shop, change)
            match_seconds = again.seconds
            if not again.changed:
                change.silent()
    day = as_of or shop.today()
    rules = diagnosis_rules(own=shop.profile.root)
    with shop.books.reading() as connection:
        ground = (
            head(connection, shop.id),
            day,
            first,
            last,
            shop.settings.reconciling,
            rules,
            terms_of(shop, connection),
        )
        before, known = shop.judged.last
        if not full and before == ground and isinstance(known, Reconciled):
            return known
        books = read_picture(shop, connection)
        matching = Matching(*links.links(connection, shop.id))
    picture = picture_of(books, matching)

    def judged() -> Verdict:
        found = judge(
            picture,
            as_of=day,
            duplicate_minutes=shop.settings.reconciling.duplicate_minutes,
            first=first,
            last=last,
        )
        around = Surroundings(picture.until(day))
        return replace(
            found,
            discrepancies=tuple(
                replace(each, causes=causes(around, around.of(each), rules))
                for each in found.discrepancies
            ),
        )

    verdict = beside(judged)
    within = _Days(first or dt.date.min, last or dt.date.max)
    seconds = time.perf_counter() - start
    made = _reconciled(books, matching, verdict, within, seconds, match_seconds)
    if len(books.journal) + len(books.settlement) <= _KEPT:
        shop.judged.last = (ground, made)
    return made


def picture_of(books: BooksPicture, matching: Matching) -> Picture:
    """Return the books with their matches, as the findings look at them."""
    return Picture(
        journal=books.journal,
        settlement=books.settlement,
        bank=books.bank,
        matching=matching,
        decisions=books.decisions,
        terms=books.terms,
        coverage=books.coverage,
    )


@dataclass(frozen=True, slots=True)
class _Days:
    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def _reconciled(
    books: BooksPicture,
    matching: Matching,
    verdict: Verdict,
    within: _Days,
    seconds: float,
    match_seconds: float,
) -> Reconciled:
    covered = [each for each in verdict.discrepancies if each.covered]
    kinds = sorted({each.kind for each in covered})
    manual = books.decisions
    matched = {
        "journal": {each.journal for each in matching.matches} | manual.by_hand("journal"),
        "settlement": {each.settlement for each in matching.matches} | manual.by_hand("settlement"),
        "bank": {each.bank for each in matching.deposits} | manual.by_hand("bank"),
    }
    for each in matching.deposits:
        matched["journal"] |= set(each.journal)
        matched["settlement"] |= set(each.settlement)
    journal = {each.id for each in books.journal if each.record.occurred_at.date() in within}
    settlement = {each.id for each in books.settlement if each.record.settled_on in within}
    bank = {each.id for each in books.bank if each.record.booked_on in within}
    return Reconciled(
        books=books,
        matching=matching,
        verdict=verdict,
        journal=_side(journal, matched["journal"]),
        settlement=_side(settlement, matched["settlement"]),
        bank=_side(bank, matched["bank"]),
        expected=_tally([each.amount for each in verdict.expected]),
        uncovered=_tally([each.at_stake for each in verdict.discrepancies if not each.covered]),
        by_kind={
            kind: _tally([each.at_stake for each in covered if each.kind is kind]) for kind in kinds
        },
        seconds=seconds,
        match_seconds=match_seconds,
    )


def _side(rows: set[int], matched: AbstractSet[int]) -> Side:
    return Side(len(rows), len(rows & matched), len(rows - matched))


def _tally(amounts: list[Money]) -> Tally:
    return Tally(len(amounts), sums(amounts))
