"""Rows that contradict themselves or each other are named; none is matched wrongly or lost."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from posassist.domain.journal import EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

BANK = ["not_arrived"]


@pytest.mark.parametrize(
    ("net", "named"),
    [
        ("99.40", []),
        ("98.40", ["unexpected_fee 1.00"]),
        ("99.50", ["amount_differs 0.10"]),
        ("-99.40", ["unexpected_fee 198.80"]),
    ],
)
def test_a_net_that_is_not_gross_less_fee(books: "Books", net: str, named: list[str]) -> None:
    books.pair(14, "100.00", "R1")
    books.settlement[0] = replace(books.settlement[0], net=Money.parse(net, "CNY"))
    assert books.stakes(but=BANK) == named


def test_a_net_of_more_digits_is_rounded_before_it_is_judged(books: "Books") -> None:
    books.sale(14, "0.01", "R1")
    fee = Money.parse_fine("0.00020", "CNY")
    books.line(14, "0.01", "R1", fee="0.00020", net=Money.parse_fine("0.00980", "CNY"))
    books.line(14, "0.01", "R2", fee="0.00020", net=Money.parse_fine("0.0098", "CNY"))
    assert books.settlement[0].fee == fee
    assert not [each for each in books.found() if each.kind in {"unexpected_fee", "amount_differs"}]


def test_a_sale_in_another_currency_is_only_judged_in_its_own(books: "Books") -> None:
    books.line(14, Money.parse("100.00", "USD"), "R1", net=Money.parse("90.00", "EUR"),
               fee=None)  # fmt: skip
    books.settlement[0] = replace(books.settlement[0], fee=Money.parse_fine("1.00", "EUR"))
    books.agree(books.agreed(), books.agreed(id=2, currency="EUR"))
    books.credit(15, Money.parse("90.00", "EUR"))
    found = books.found()
    assert [each.kind for each in found if each.kind in {"overcharged_fee", "unexpected_fee"}] == []
    assert books.paid == {1: ("D2", (1,), "auto")}


def test_a_payout_of_sales_in_other_currencies_is_named_by_what_it_pays(books: "Books") -> None:
    books.line(14, Money.parse("100.00", "USD"), "R1", net=Money.parse("90.00", "EUR"))
    books.line(14, Money.parse("50.00", "GBP"), "R2", net=Money.parse("60.00", "EUR"))
    (lacking,) = [each for each in books.found() if each.kind == "not_arrived"]
    assert (lacking.at_stake.currency, lacking.at_stake.plain) == ("EUR", "150.00")


@pytest.mark.parametrize("known", [True, False])
def test_a_refund_larger_than_its_sale(books: "Books", *, known: bool) -> None:
    books.sale(14, "100.00", "R1")
    books.line(14, "100.00", "R1")
    books.sale(15, "-150.00", "R2", type=EntryType.REFUND, original_rrn="R1")
    if known:
        books.line(15, "-150.00", "R2", type=LineType.REFUND)
    found = [each for each in books.found() if each.kind not in BANK]
    assert [(each.kind, each.at_stake.plain, each.journal) for each in found] == [
        ("refund_unmatched", "150.00", (2,))
    ]
    assert found[0].settlement == ((2,) if known else ())


def test_refunds_that_only_the_provider_shows_are_added_up(books: "Books") -> None:
    books.coverage = books.coverage[1:]  # no journal
    books.line(14, "100.00", "R1")
    for day, amount in ((15, "-60.00"), (16, "-50.00")):
        books.line(day, amount, "R1", type=LineType.REFUND)
    (found,) = [each for each in books.found() if each.kind not in BANK]
    assert (found.kind, found.at_stake.plain, found.settlement) == (
        "refund_unmatched",
        "50.00",
        (3,),
    )


def test_a_refund_of_a_sale_nobody_shows_says_nothing_of_its_size(books: "Books") -> None:
    books.sale(15, "-150.00", "R2", type=EntryType.REFUND, original_rrn="R1")
    assert [each.kind for each in books.found()] == []


def test_the_same_payout_twice(books: "Books") -> None:
    books.pair(14, "100.00", "R1")
    books.line(14, "100.00", "R1", settled=16, payout_ref="PO2")
    books.credit(15, "99.40")
    books.credit(16, "99.40")
    assert books.stakes() == ["duplicate_settlement 100.00"]
    books.settlement.pop()
    assert books.stakes() == ["duplicate_deposit 99.40"]


def test_a_line_dated_before_its_sale(books: "Books") -> None:
    books.sale(16, "100.00", "R1")
    books.line(None, "100.00", "R1", settled=14)
    assert books.pairs == {}
    assert books.stakes(but=BANK) == ["missing 100.00", "unknown_line 100.00"]


def test_a_currency_the_agreement_does_not_know(books: "Books") -> None:
    books.sale(14, "100.00", "R1")
    books.line(14, Money.parse("100.00", "USD"), "R1")
    assert books.pairs == {}
    found = {each.kind: each for each in books.found() if each.kind not in BANK}
    assert {kind: each.at_stake.currency for kind, each in found.items()} == {
        "missing": "CNY",
        "unknown_line": "USD",
    }
    assert "another currency" in str(found["unknown_line"].reason)  # type: ignore[index]


def test_rows_that_moved_nothing_and_fees_contradict_nothing(books: "Books") -> None:
    zero = Money.zero("CNY")
    books.line(14, "100.00", "R1", status=LineStatus.HELD, net=zero)
    books.line(14, "5.00", "R2", type=LineType.FEE, net=zero)
    books.sale(15, "-5.00", "R3", type=EntryType.REFUND, status=EntryStatus.DECLINED)
    assert books.stakes(30, but=BANK) == ["held 100.00", "unexpected_fee 0.03"]


def test_whatever_contradicts_what_the_engine_answers(books: "Books") -> None:
    books.sale(14, "100.00", "R1", at="23:59")
    books.sale(14, "-0.00", "R1", type=EntryType.REFUND, original_rrn="R1")
    books.line(14, "100.00", "R1", settled="2026-09-13", occurred_time=dt.time(23, 59))
    books.line(14, "-100.00", "R1", type=LineType.CHARGEBACK, net=Money.parse("1.00", "JPY"))
    books.credit(14, "-5.00")
    assert {each.kind for each in books.found()} >= {"chargeback"}
