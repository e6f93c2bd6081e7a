"""Match the open rows again, inside the transaction that changed them."""

import time
from dataclasses import dataclass

from sqlalchemy import Connection

from posassist.base.i18n import N_, Text
from posassist.domain.booked import Booked
from posassist.domain.coverage import Coverage
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.settlement import SettlementLine
from posassist.reconcile.board import Pairs
from posassist.reconcile.columns import Columns
from posassist.reconcile.kernel import match
from posassist.reconcile.matching import Decisions, Matching, Pair, match_books
from posassist.reconcile.terms import Terms
from posassist.store import (
    agreements,
    coverage,
    decisions,
    deposits,
    journal,
    links,
    settlement,
    terminals,
)
from posassist.store.books import Change
from posassist.usecases.shop import Progress, Shop, silent

_DOING = Text(N_("Matching"))


@dataclass(frozen=True, slots=True)
class BooksPicture:
    """Everything the engine reads of one shop."""

    journal: list[Booked[JournalEntry]]
    settlement: list[Booked[SettlementLine]]
    bank: list[Booked[BankLine]]
    terms: Terms
    coverage: tuple[Coverage, ...]
    decisions: Decisions


def read_picture(shop: Shop, connection: Connection) -> BooksPicture:
    """Read the shop's rows, terms and decisions."""
    agreed = tuple(agreements.all_agreements(connection, shop.id))
    codes = {shop.details.jurisdiction} | {each.calendar for each in agreed}
    return BooksPicture(
        journal=journal.entries(connection, shop.id),
        settlement=settlement.lines(connection, shop.id),
        bank=deposits.lines(connection, shop.id),
        terms=Terms(
            agreed,
            {code: shop.calendar(code) for code in sorted(codes)},
            shop.details.jurisdiction,
            {
                each.terminal_id: each.merchant_id
                for each in terminals.all_terminals(connection, shop.id)
                if each.terminal_id and each.merchant_id
            },
        ),
        coverage=tuple(coverage.all_coverage(connection, shop.id)),
        decisions=decisions.read(connection, shop.id),
    )


@dataclass(frozen=True, slots=True)
class Rematched:
    """What a fresh comparison gave: the matching, the links that changed, the kernel's time."""

    matching: Matching
    changed: int
    seconds: float


def rematch(shop: Shop, change: Change, progress: Progress = silent) -> Rematched:
    """Compare all rows that are not locked and write the links that changed."""
    progress(1, 4, _DOING)
    picture = read_picture(shop, change.connection)
    progress(2, 4, _DOING)
    seconds = 0.0

    def timed(left: Columns, right: Columns, forbidden: frozenset[Pair]) -> Pairs:
        nonlocal seconds
        start = time.perf_counter()
        pairs = match(left, right, forbidden)
        seconds = time.perf_counter() - start
        return pairs

    matching = match_books(
        picture.journal,
        picture.settlement,
        picture.bank,
        picture.terms,
        picture.decisions,
        kernel=timed,
    )
    progress(3, 4, _DOING)
    changed = links.write_links(change, matching.matches, matching.deposits)
    return Rematched(matching, changed, seconds)
