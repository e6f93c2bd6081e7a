"""Whatever the rows: any order gives the same, and every row ends in exactly one place."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posassist.domain.booked import Booked, Record
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.settlement import LineStatus, LineType
from posassist.reconcile.matching import match_books
from posassist.reconcile.rows import JournalRows, LineRows
from tests.conserved import assert_conserved

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books, Rows

LATER = dt.date(2026, 10, 31)


def on(day: int) -> dt.date:
    """Return a day of September 2026."""
    return dt.date(2026, 9, day)


@pytest.fixture(scope="module")
def fresh(request: pytest.FixtureRequest) -> "Callable[[int], Books]":
    """Return a maker of random books: everything that can go wrong, often at once."""
    make = request.getfixturevalue("new_books")

    def any_books(seed: int) -> "Books":
        rng = random.Random(seed)
        books: Books = make()
        for number in range(rng.randrange(1, 40)):
            _row(books, rng, number)
        for _ in range(rng.randrange(8)):
            books.credit(rng.randrange(14, 24), rng.choice(("9.94", "19.88", "49.70", "12.00")),
                         rng.choice(("Acquirer Ltd", "Zhang San", "")))  # fmt: skip
        return books

    return any_books


def _row(books: "Books", rng: random.Random, number: int) -> None:
    day = rng.randrange(14, 19)
    amount = rng.choice(("10.00", "10.00", "20.00", "50.00"))
    rrn = rng.choice((f"6260000000{number:02}", "", f"6260000000{number // 2:02}"))
    terminal = {"terminal_id": rng.choice(("T1", "T2"))}
    kind = rng.choice((EntryType.SALE,) * 6 + (EntryType.REFUND, EntryType.VOID, EntryType.PREAUTH))
    back = kind in {EntryType.REFUND, EntryType.VOID}
    sign = "-" if back else ""
    keys = {"trace_no": f"{number}", "batch_no": "1"} if rng.random() < 0.5 else {}
    if rng.random() < 0.9:
        books.sale(
            day,
            sign + amount,
            rrn,
            at=f"{8 + number % 12:02}:{number:02}",
            type=kind,
            status=rng.choice((EntryStatus.APPROVED,) * 7 + tuple(EntryStatus)),
            card_masked=rng.choice(("622202******1111", "")),
            **keys,
            **terminal,
        )
    usual = LineType(kind.value) if back else LineType.SALE
    for _ in range(rng.choice((0, 1, 1, 1, 1, 2))):
        given_keys = keys if rng.random() < 0.7 else {}
        books.line(
            rng.choice((day, day, day, None)),
            sign + rng.choice((amount,) * 8 + ("99.00",)),
            rng.choice((rrn, rrn, rrn[-6:], "")),
            settled=rng.choice((day + 1, day + 1, day + 3, day - 3)),
            fee=None if rng.random() < 0.8 else "0.90",
            type=rng.choice((usual,) * 9 + (LineType.FEE,)),
            status=rng.choice((LineStatus.SETTLED,) * 7 + tuple(LineStatus)),
            occurred_time=rng.choice((None, dt.time(8 + number % 12, number))),
            payout_ref=rng.choice(("", "", "PO123")),
            channel=rng.choice((Channel.CREDIT, Channel.OTHER)),
            **given_keys,
            **terminal,
        )


@settings(max_examples=20)
@given(seed=st.integers(0, 1 << 32))
def test_any_order_and_any_numbering_give_the_same(
    fresh: "Callable[[int], Books]", seed: int
) -> None:
    books = fresh(seed)
    rng = random.Random(seed)
    rows = books.booked()
    found = _by_content(books, rows)
    journal, settlement, bank = rows
    shuffled = (_shuffled(rng, journal), _shuffled(rng, settlement), _shuffled(rng, bank))
    assert _by_content(books, shuffled) == found


def _shuffled(rng: random.Random, rows: list[Booked[Record]]) -> list[Booked[Record]]:
    names = rng.sample(range(1000), len(rows))
    mixed = rng.sample(rows, len(rows))
    return [replace(row, id=name) for row, name in zip(mixed, names, strict=True)]


def _by_content(books: "Books", rows: "Rows") -> object:
    entries, lines, credits_ = rows
    matching = match_books(
        JournalRows.of(entries), LineRows.of(lines), credits_, books.terms, books.decisions
    ).matching
    journal, settlement, bank = (
        {row.id: (row.fingerprint, row.occurrence) for row in side} for side in rows
    )
    pairs = {
        (settlement[each.settlement], journal[each.journal], each.rule, each.state,
         each.alternatives)
        for each in matching.matches
    }  # fmt: skip
    deposits = {
        (bank[each.bank], each.rule, each.state, each.difference_minor,
         frozenset(settlement[line] for line in each.settlement),
         frozenset(journal[row] for row in each.journal))
        for each in matching.deposits
    }  # fmt: skip
    return pairs, deposits


@settings(max_examples=60)
@given(seed=st.integers(0, 1 << 32))
def test_every_row_ends_in_exactly_one_place_and_the_sums_agree(
    fresh: "Callable[[int], Books]", seed: int
) -> None:
    books = fresh(seed)
    assert_conserved(books.picture(), books.verdict(LATER))
    for day in (14, 16, 18):
        seen = books.picture().until(on(day))
        assert_conserved(seen, books.verdict(on(day)))
