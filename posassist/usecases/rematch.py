"""Match the open rows again, inside the transaction that changed them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from posassist.domain.agreement import Agreement
from posassist.domain.booked import Booked
from posassist.domain.coverage import Coverage
from posassist.domain.cycle import Calendar
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.settlement import SettlementLine
from posassist.reconcile.matching import Decisions, Matching, match_books
from posassist.store import agreements, coverage, decisions, deposits, journal, links, settlement
from posassist.store.books import Change
from posassist.usecases.shop import Shop

DEFAULT_CALENDAR = "CN"


@dataclass(frozen=True, slots=True)
class BooksPicture:
    """Everything the engine reads of one shop."""

    journal: list[Booked[JournalEntry]]
    settlement: list[Booked[SettlementLine]]
    bank: list[Booked[BankLine]]
    agreements: tuple[Agreement, ...]
    calendars: Mapping[str, Calendar]
    coverage: tuple[Coverage, ...]
    decisions: Decisions


def read_picture(shop: Shop, connection: Connection) -> BooksPicture:
    """Read the shop's rows, terms and decisions."""
    terms = tuple(agreements.all_agreements(connection, shop.id))
    codes = {DEFAULT_CALENDAR, shop.details.jurisdiction} | {each.calendar for each in terms}
    return BooksPicture(
        journal=journal.entries(connection, shop.id),
        settlement=settlement.lines(connection, shop.id),
        bank=deposits.lines(connection, shop.id),
        agreements=terms,
        calendars={code: shop.calendar(code) for code in sorted(codes)},
        coverage=tuple(coverage.all_coverage(connection, shop.id)),
        decisions=decisions.read(connection, shop.id),
    )


@dataclass(frozen=True, slots=True)
class Rematched:
    """What a fresh comparison gave: the matching, the links that changed, the kernel's time."""

    matching: Matching
    changed: int
    seconds: float


def rematch(shop: Shop, change: Change) -> Rematched:
    """Compare all rows that are not locked and write the links that changed."""
    picture = read_picture(shop, change.connection)
    start = time.perf_counter()
    matching = match_books(
        picture.journal,
        picture.settlement,
        picture.bank,
        picture.agreements,
        picture.calendars,
        picture.decisions,
    )
    seconds = time.perf_counter() - start
    changed = links.write_links(change, matching.matches, matching.deposits)
    return Rematched(matching, changed, seconds)
