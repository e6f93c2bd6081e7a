"""Compare what was rung up, settled and deposited, and say what does not add up."""

import datetime as dt
import time
from dataclasses import dataclass, replace

from posassist.base.i18n import N_, Text
from posassist.catalog.guides import diagnosis_rules
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.money import Money
from posassist.reconcile.diagnosis import causes
from posassist.reconcile.findings import judge
from posassist.reconcile.matching import Matching
from posassist.reconcile.picture import Picture
from posassist.reconcile.verdict import Verdict
from posassist.store import links
from posassist.usecases.rematch import BooksPicture, read_picture, rematch
from posassist.usecases.shop import Shop

Sums = dict[str, Money]


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
    with shop.books.reading() as connection:
        books = read_picture(shop, connection)
        matching = Matching(*links.links(connection, shop.id))
    picture = Picture(
        journal=books.journal,
        settlement=books.settlement,
        bank=books.bank,
        matching=matching,
        decisions=books.decisions,
        terms=books.terms,
        coverage=books.coverage,
    )
    verdict = judge(
        picture,
        as_of=as_of or shop.today(),
        duplicate_minutes=shop.settings.reconciling.duplicate_minutes,
        first=first,
        last=last,
    )
    rules = diagnosis_rules(own=shop.profile.root)
    verdict = replace(
        verdict,
        discrepancies=tuple(
            replace(each, causes=causes(each, rules)) for each in verdict.discrepancies
        ),
    )
    return _reconciled(books, matching, verdict, time.perf_counter() - start, match_seconds)


def _reconciled(
    books: BooksPicture,
    matching: Matching,
    verdict: Verdict,
    seconds: float,
    match_seconds: float,
) -> Reconciled:
    covered = [each for each in verdict.discrepancies if each.covered]
    kinds = sorted({each.kind for each in covered})
    deposits = matching.deposits
    settled = {one for each in deposits for one in each.settlement}
    direct = {one for each in deposits for one in each.journal}
    return Reconciled(
        books=books,
        matching=matching,
        verdict=verdict,
        journal=_side(len(books.journal), {each.journal for each in matching.matches} | direct),
        settlement=_side(
            len(books.settlement), {each.settlement for each in matching.matches} | settled
        ),
        bank=_side(len(books.bank), {each.bank for each in deposits}),
        expected=_tally([each.amount for each in verdict.expected]),
        uncovered=_tally([each.at_stake for each in verdict.discrepancies if not each.covered]),
        by_kind={
            kind: _tally([each.at_stake for each in covered if each.kind is kind]) for kind in kinds
        },
        seconds=seconds,
        match_seconds=match_seconds,
    )


def _side(rows: int, matched: set[int]) -> Side:
    return Side(rows, len(matched), rows - len(matched))


def _tally(amounts: list[Money]) -> Tally:
    sums: Sums = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, Money.zero(money.currency)) + money
    return Tally(len(amounts), dict(sorted(sums.items())))
