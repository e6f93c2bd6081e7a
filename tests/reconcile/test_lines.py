"""What is said of every settlement line."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from posassist.domain.agreement import FeeTerms
from posassist.domain.coverage import Coverage
from posassist.domain.cycle import Cycle
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType, StatementKind
from posassist.reconcile.matching import Decisions, ManualMatch

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

BANK = ["not_arrived"]


def test_held_and_returned_sales_are_due_when_they_were(books: "Books") -> None:
    for rrn, status in (("R1", LineStatus.HELD), ("R2", LineStatus.RETURNED)):
        books.sale(14, "30.00", rrn)
        books.line(14, "30.00", rrn, settled=18, status=status)
    found = books.found(20)
    assert sorted((each.kind, str(each.due_on), each.days_late) for each in found) == [
        ("held", "2026-09-15", 5),
        ("returned", "2026-09-15", 5),
    ]


def test_a_hold_without_journal_dates_from_its_own_day_and_ends_when_paid(books: "Books") -> None:
    books.line(14, "30.00", "R1", status=LineStatus.HELD)
    assert [(each.kind, str(each.due_on)) for each in books.found()] == [("held", "2026-09-15")]
    books.line(14, "30.00", "R1", settled=18)
    assert "held 30.00" not in books.stakes()


def test_a_chargeback_names_the_sale_it_takes_back(books: "Books") -> None:
    books.pair(14, "100.00", "R1")
    books.line(14, "-100.00", "R1", settled=18, type=LineType.CHARGEBACK)
    (back,) = [each for each in books.found() if each.kind == "chargeback"]
    assert (back.at_stake.plain, back.journal, back.settlement) == ("100.00", (1,), (2,))


@pytest.mark.parametrize(
    ("names", "again"),
    [
        ({"rrn": "R1"}, {"rrn": "R1"}),
        ({"trace_no": "7", "batch_no": "1"}, {"trace_no": "7", "batch_no": "1", "rrn": "R2"}),
        (
            {"auth_code": "A1", "card_masked": "1111"},
            {"auth_code": "A1", "card_masked": "1111"},
        ),
        ({"occurred_time": dt.time(10)}, {"occurred_time": dt.time(10)}),
    ],
)
def test_a_second_settlement_of_one_sale_is_named_with_the_first(
    books: "Books", names: dict[str, Any], again: dict[str, Any]
) -> None:
    books.sale(14, "20.00", **{name: names[name] for name in names if name != "occurred_time"})
    books.line(14, "20.00", **names)
    books.line(14, "20.00", settled=16, fee="9.00", **again)
    assert "overcharged_fee" not in {each.kind for each in books.found()}
    (twice,) = [each for each in books.found() if each.kind == "duplicate_settlement"]
    assert (twice.settlement, twice.at_stake.plain) == ((1, 2), "20.00")


def test_a_line_the_terminal_does_not_know(books: "Books") -> None:
    books.pair(14, "10.00", "R1")
    books.line(14, "77.00", "R7")
    books.line(14, "-12.00", "R8", type=LineType.REFUND)
    books.line(14, "-13.00", "R9", type=LineType.VOID)
    assert books.stakes(but=BANK) == [
        "refund_unmatched 12.00",
        "refund_unmatched 13.00",
        "unknown_line 77.00",
    ]


@pytest.mark.parametrize("line", [{"terminal_id": "T9"}, {"occurred_on": dt.date(2026, 8, 1)}])
def test_no_line_is_unknown_where_no_journal_covers_its_terminal_and_day(
    books: "Books", line: dict[str, Any]
) -> None:
    books.line(14, "77.00", "R7", **line)
    assert books.stakes(but=BANK) == []


def test_a_line_that_names_no_terminal_may_be_of_any(books: "Books") -> None:
    books.sale(14, "10.00", "R1")
    books.line(14, "77.00", "R7", terminal_id="")
    assert "unknown_line 77.00" in books.stakes()
    books.agree(books.agreed(), merchants={"T9": "M1"})
    assert "unknown_line 77.00" not in books.stakes()


def test_a_line_that_names_no_day_is_of_those_due_when_it_was_paid(books: "Books") -> None:
    books.sale(14, "10.00", "R1")
    books.line(None, "77.00", "R7", settled=15)
    assert "unknown_line 77.00" in books.stakes()
    books.coverage = tuple(
        Coverage(each.kind, dt.date(2026, 9, 15), each.last, terminals=frozenset({"T1"}))
        for each in books.coverage
        if each.kind is StatementKind.JOURNAL
    )
    assert "unknown_line 77.00" not in books.stakes()


def test_a_voids_line_is_no_news_where_the_terminal_reversed_the_sale(books: "Books") -> None:
    books.sale(14, "40.00", "R1", status=EntryStatus.REVERSED)
    books.line(14, "40.00", "R1")
    books.line(14, "-40.00", "R1", type=LineType.VOID)
    assert books.stakes() == []


def test_more_refunded_than_was_sold_is_named(books: "Books") -> None:
    books.pair(14, "20.00", "R1")
    for number, amount in enumerate(("-15.00", "-10.00", "-99.00")):
        original = "R1" if number < 2 else "R0"
        books.sale(15, amount, f"R{number + 5}", type=EntryType.REFUND, original_rrn=original)
        books.line(15 + number, amount, f"R{number + 5}", type=LineType.REFUND)
    books.line(15, "-5.00", "", type=LineType.REFUND, terminal_id="T9")
    assert books.stakes(but=BANK) == ["refund_unmatched 10.00"]


def test_a_separate_fee_is_unexpected_and_nothing_is_no_fee(books: "Books") -> None:
    books.line(14, "-3.00", type=LineType.FEE)
    books.line(14, "0.00", fee="5.00", type=LineType.FEE)
    books.line(14, "0.00", fee="0.001", type=LineType.FEE)
    books.line(14, "0.00", type=LineType.FEE)
    assert books.stakes() == [
        "unexpected_fee 0.001",
        "unexpected_fee 3.00",
        "unexpected_fee 5.00",
    ]


@pytest.mark.parametrize(
    ("amount", "channel", "fee", "over"),
    [
        ("100.00", Channel.CREDIT, "0.60", None),
        ("100.00", Channel.CREDIT, "0.50", None),
        ("100.00", Channel.CREDIT, "0.80", "0.20"),
        ("5000.00", Channel.DEBIT, "20.00", None),
        ("5000.00", Channel.DEBIT, "25.00", "5.00"),
        ("1.00", Channel.QR, "0.06", "0.01"),
        ("1.13", Channel.OTHER, "0.05", None),
        ("0.02", Channel.CREDIT, "0.00012", None),
        ("0.02", Channel.CREDIT, "0.00015", "0.00003"),
        ("100.90", Channel.CREDIT, "0.61000", None),
    ],
)
def test_fees_are_held_against_the_agreement_at_their_own_digits(
    books: "Books", amount: str, channel: Channel, fee: str, over: str | None
) -> None:
    fees = dict(books.agreed().fees)
    fees[Channel.QR] = FeeTerms(Decimal("0.0038"), floor=Decimal("0.05"))
    books.agree(books.agreed(fees=fees))
    books.line(14, amount, fee=fee, channel=channel)
    found = books.stakes(but=[*BANK, "unknown_line"])
    assert found == ([f"overcharged_fee {over}"] if over else [])


def test_a_line_without_channel_costs_what_its_sale_does(books: "Books") -> None:
    books.sale(14, "100.00", "R1", channel=Channel.DEBIT)
    books.line(14, "100.00", "R1", fee="0.60", channel=Channel.OTHER)
    assert books.stakes(but=BANK) == ["overcharged_fee 0.10"]


def test_a_rate_that_changed_holds_from_its_day(books: "Books") -> None:
    dearer = {Channel.CREDIT: FeeTerms(Decimal("0.008"))}
    books.agree(books.agreed(), books.agreed(id=2, fees=dearer, valid_from=dt.date(2026, 9, 16)))
    books.line(15, "100.00", fee="0.80")
    books.line(16, "100.00", fee="0.80")
    books.sale(16, "100.00", "R3")
    books.line(None, "100.00", "R3", fee="0.80", settled=17)
    (over,) = [each for each in books.found() if each.kind == "overcharged_fee"]
    assert over.settlement == (1,)


def test_without_an_agreement_in_the_currency_no_fee_is_judged(books: "Books") -> None:
    books.line(14, Money.parse("10.00", "USD"), fee="9.00", terminal_id="T9")
    assert books.stakes(but=BANK) == []


def test_rows_linked_by_hand_are_judged_by_their_sums(books: "Books") -> None:
    first, second = books.sale(14, "60.00"), books.sale(14, "40.00", at="11:00")
    line = books.line(14, "99.00")
    by_hand = ManualMatch("m", (first, second), (line,), (), "")
    books.decisions = Decisions(manual=(by_hand,))
    assert books.stakes(but=BANK) == ["amount_differs 1.00"]
    named = ManualMatch("m", (first, second), (line,), (), "tip returned in cash")
    books.decisions = Decisions(manual=(named,))
    assert books.stakes(but=BANK) == []


def test_rows_of_two_currencies_linked_by_hand_have_no_difference(books: "Books") -> None:
    row = books.sale(14, Money.parse("60.00", "USD"))
    line = books.line(14, "99.00")
    books.decisions = Decisions(manual=(ManualMatch("m", (row,), (line,), (), ""),))
    assert books.stakes(but=BANK) == []


def test_equal_sums_linked_by_hand_are_in_order(books: "Books") -> None:
    row, line = books.sale(14, "60.00"), books.line(16, "60.00")
    books.decisions = Decisions(manual=(ManualMatch("m", (row,), (line,), (), ""),))
    assert books.stakes(but=["not_arrived", "late"]) == []


def test_a_same_day_payout_may_cost_what_was_agreed_for_it(books: "Books") -> None:
    terms = FeeTerms(Decimal("0.006"), d0_rate=Decimal("0.0003"), d0_fixed=Decimal(2))
    books.agree(books.agreed(cycle=Cycle.parse("D+0"), fees={Channel.CREDIT: terms}))
    for day, fee in ((14, "8.30"), (14, "9.30"), (15, "8.30")):
        books.sale(14, "1000.00", f"R{day}{fee}")
        books.line(14, "1000.00", f"R{day}{fee}", settled=day, fee=fee)
    found = [each for each in books.found() if each.kind == "overcharged_fee"]
    assert [each.at_stake.plain for each in found] == ["1.00", "2.30"]
    books.settlement.clear()
    books.credit(14, "991.70")
    books.journal[1:] = []
    assert books.paid == {1: ("D6", (1,), "auto")}
