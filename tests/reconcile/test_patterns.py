"""Several rows together: no answers in a row, refunds to one card."""

import datetime as dt
from typing import TYPE_CHECKING

from posassist.domain.journal import EntryStatus, EntryType
from posassist.reconcile.patterns import patterns

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

CARD = "622202******1111"


def test_no_answers_within_the_hour_are_the_network(books: "Books") -> None:
    for at in ("10:00", "10:20", "11:10", "13:00", "13:05"):
        books.sale(14, "10.00", at, at, status=EntryStatus.UNKNOWN)
    books.sale(14, "10.00", "A", "10:30")
    (cluster,) = patterns(books.picture().journal)
    assert (cluster.kind, cluster.on, cluster.journal) == (
        "no_answers", dt.date(2026, 9, 14), (1, 2, 3),
    )  # fmt: skip
    assert "3 sales of terminal T1 got no answer" in str(cluster.title)


def test_a_card_refunded_again_and_again_is_told_once(books: "Books") -> None:
    refund = {"type": EntryType.REFUND, "card_masked": CARD}
    books.sale("2026-07-01", "-1.00", "R0", **refund)
    books.sale("2026-07-02", "-1.00", "R1", **refund)
    for day in (1, 5, 9, 12):
        books.sale(day, "-2.00", f"F{day}", **refund)
    books.sale(9, "-2.00", "X", type=EntryType.REFUND, card_masked="622202******2222")
    books.sale(9, "-2.00", "Y", type=EntryType.REFUND)
    books.sale(10, "-2.00", "Z", status=EntryStatus.DECLINED, **refund)
    (often,) = patterns(books.picture().journal)
    assert (often.kind, often.on, often.journal) == ("refunds", dt.date(2026, 9, 1), (3, 4, 5))
    assert CARD in str(often.title)


def test_an_ordinary_day_shows_nothing(books: "Books") -> None:
    books.pair(14, "10.00", "R1")
    assert list(patterns(books.picture().journal)) == []
