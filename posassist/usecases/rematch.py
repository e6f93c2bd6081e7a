"""Match the open rows again, inside the transaction that changed them."""

import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from sqlalchemy import Connection

from posassist.base.i18n import N_, Text
from posassist.base.stopping import beside
from posassist.domain.booked import Booked
from posassist.domain.coverage import Coverage
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.settlement import SettlementLine, StatementKind
from posassist.reconcile.board import Pairs
from posassist.reconcile.columns import Columns
from posassist.reconcile.kernel import match
from posassist.reconcile.matching import Decisions, Pair, match_books
from posassist.reconcile.terms import Terms
from posassist.store import (
    agreements,
    coverage,
    decisions,
    deposits,
    engine_rows,
    imports,
    journal,
    links,
    settlement,
    terminals,
)
from posassist.store.books import Change
from posassist.usecases.shop import Progress, Shop, silent

MESSAGE: Final = "message"
_DOING = Text(N_("Matching"))


@dataclass(frozen=True, slots=True)
class BooksPicture:
    """Everything the engine reads of one shop.

    `told` are the bank lines that only a message of the bank speaks for; where a statement covers
    the day, it takes their place.
    """

    journal: list[Booked[JournalEntry]]
    settlement: list[Booked[SettlementLine]]
    bank: list[Booked[BankLine]]
    terms: Terms
    coverage: tuple[Coverage, ...]
    decisions: Decisions
    told: frozenset[int] = frozenset()


def read_picture(shop: Shop, connection: Connection) -> BooksPicture:
    """Read the shop's rows, terms and decisions."""
    covered = tuple(coverage.all_coverage(connection, shop.id))
    bank, replaced, told = _bank(shop, connection, covered)
    return BooksPicture(
        journal=journal.entries(connection, shop.id),
        settlement=settlement.lines(connection, shop.id),
        bank=bank,
        terms=terms_of(shop, connection),
        coverage=covered,
        decisions=_without(decisions.read(connection, shop.id), replaced),
        told=told,
    )


def terms_of(shop: Shop, connection: Connection) -> Terms:
    """Return what was agreed, with the working days it counts in."""
    agreed = tuple(agreements.all_agreements(connection, shop.id))
    codes = {shop.details.jurisdiction} | {each.calendar for each in agreed}
    return Terms(
        agreed,
        {code: shop.calendar(code) for code in sorted(codes)},
        shop.details.jurisdiction,
        {
            each.terminal_id: each.merchant_id
            for each in terminals.all_terminals(connection, shop.id)
            if each.terminal_id and each.merchant_id
        },
    )


def _bank(
    shop: Shop, connection: Connection, covered: tuple[Coverage, ...]
) -> tuple[list[Booked[BankLine]], frozenset[int], frozenset[int]]:
    """Return the bank lines that count, those replaced by a statement, those a message told."""
    messages = imports.of_source(connection, shop.id, MESSAGE)
    bank = deposits.lines(connection, shop.id)
    told = frozenset(each.id for each in bank if each.import_id in messages)
    replaced = frozenset(each.id for each in bank if each.id in told and _stated(each, covered))
    return [each for each in bank if each.id not in replaced], replaced, told


def _stated(line: Booked[BankLine], covered: tuple[Coverage, ...]) -> bool:
    """Say whether a statement covers the day and account of what a message told."""
    return any(
        each.kind is StatementKind.BANK
        and each.account == line.account
        and each.first <= line.record.booked_on <= each.last
        for each in covered
    )


def _without(decided: Decisions, replaced: AbstractSet[int]) -> Decisions:
    """Leave out what was decided about messages that a statement took the place of."""
    return replace(
        decided,
        manual=tuple(each for each in decided.manual if not replaced & set(each.bank)),
        rejected_deposits=frozenset(
            each for each in decided.rejected_deposits if each[0] not in replaced
        ),
        rejected_direct=frozenset(
            each for each in decided.rejected_direct if each[0] not in replaced
        ),
    )


@dataclass(frozen=True, slots=True)
class Rematched:
    """What a fresh comparison gave: how many links changed, and the kernel's time."""

    changed: int
    seconds: float


def rematch(shop: Shop, change: Change, progress: Progress = silent) -> Rematched:
    """Compare all rows that are not locked and write the links that changed."""
    progress(1, 4, _DOING)
    connection = change.connection
    covered = tuple(coverage.all_coverage(connection, shop.id))
    bank, replaced, _told = _bank(shop, connection, covered)
    terms = terms_of(shop, connection)
    decided = _without(decisions.read(connection, shop.id), replaced)
    rows = engine_rows.journal_rows(connection, shop.id, keep=True)
    lines = engine_rows.line_rows(connection, shop.id, keep=True)
    progress(2, 4, _DOING)
    seconds = 0.0

    def timed(left: Columns, right: Columns, forbidden: frozenset[Pair]) -> Pairs:
        nonlocal seconds
        start = time.perf_counter()
        pairs = match(left, right, forbidden)
        seconds = time.perf_counter() - start
        return pairs

    found = beside(partial(match_books, rows, lines, bank, terms, decided, kernel=timed))
    progress(3, 4, _DOING)
    return Rematched(links.write_links(change, found), seconds)
