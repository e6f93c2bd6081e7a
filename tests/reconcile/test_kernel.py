"""Which settlement line belongs to which sale, by every rule, and which never do."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType
from posassist.reconcile.matching import Decisions
from posassist.reconcile.rules import REASONS, reason

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

RRN = "626000000001"


@pytest.mark.parametrize(
    ("rule", "row", "line"),
    [
        ("K1", {"rrn": RRN}, {"rrn": RRN}),
        ("K1", {"rrn": "000012345678"}, {"rrn": "12345678"}),
        ("K2", {"rrn": "2", "original_rrn": RRN}, {"rrn": RRN}),
        ("K3", {"rrn": RRN}, {"rrn": RRN, "terminal_id": "T9"}),
        ("K4", {"rrn": "4200001234"}, {"order_id": "4200001234"}),
        (
            "K5",
            {"batch_no": "000001", "trace_no": "000123"},
            {"batch_no": "1", "trace_no": "123"},
        ),
        ("K6", {"trace_no": "000123"}, {"trace_no": "000123"}),
        (
            "K7",
            {"auth_code": "A1", "card_masked": "622202******1111"},
            {"auth_code": "A1", "card_masked": "************1111", "terminal_id": ""},
        ),
        ("K8", {"auth_code": "A1"}, {"auth_code": "A1"}),
        ("K10", {}, {"occurred_time": dt.time(10)}),
        ("K11", {}, {"occurred_time": dt.time(10, 1)}),
        (
            "K12",
            {"card_masked": "622202******1111"},
            {"card_masked": "622202******1111"},
        ),
        ("K13", {"rrn": RRN}, {"rrn": RRN[-6:]}),
        ("K16", {"rrn": RRN}, {"rrn": RRN[:9]}),
        ("K17", {}, {}),
        ("K18", {}, {"terminal_id": "T9", "occurred_time": dt.time(9, 59)}),
        ("K19", {}, {"terminal_id": "T9"}),
    ],
)
def test_a_line_finds_its_sale_by_the_best_that_both_know(
    books: "Books", rule: str, row: dict[str, Any], line: dict[str, Any]
) -> None:
    books.sale(14, "88.00", **row)
    books.line(14, "88.00", **line)
    assert books.pairs == {1: (1, rule)}
    assert books.states == {1: "suggested" if rule in {"K17", "K18", "K19"} else "auto"}


@pytest.mark.parametrize(
    ("rule", "same"),
    [
        ("K9", {"rrn": RRN}),
        ("K14", {"trace_no": "7"}),
        ("K15", {}),
    ],
)
def test_another_amount_is_matched_by_what_names_the_sale(
    books: "Books", rule: str, same: dict[str, str]
) -> None:
    books.sale(14, "35.50", **same)
    books.line(14, "53.50", occurred_time=dt.time(10), **same)
    assert books.pairs == {1: (1, rule)}
    assert books.stakes(but=["not_arrived"]) == ["amount_differs 18.00"]


def test_every_rule_has_its_reason_in_words() -> None:
    assert {str(reason(rule)) for rule in REASONS} == set(REASONS.values())


def test_amount_and_day_alone_never_stand_by_themselves(books: "Books") -> None:
    for hour in (9, 11, 13):
        books.sale(14, "66.60", at=f"{hour:02}:00")
    books.line(14, "66.60")
    books.line(14, "66.60")
    books.line(None, "66.60", settled=15)
    assert set(books.states.values()) == {"suggested"}
    assert {each.alternatives for each in books.matching.matches} <= {1, 3}


def test_reference_numbers_that_differ_keep_equal_sales_apart(books: "Books") -> None:
    books.pair(14, "10.00", RRN)
    books.sale(14, "66.60", "626000000002", at="11:00")
    books.line(14, "66.60", "626000000099")
    assert books.pairs == {1: (1, "K1")}
    assert books.stakes(but=["not_arrived"]) == ["missing 66.60", "unknown_line 66.60"]


def test_a_provider_that_numbers_in_its_own_way_contradicts_nothing(books: "Books") -> None:
    for number in range(3):
        books.sale(14, f"{number + 1}.00", f"62600000000{number}", at=f"1{number}:00")
        books.line(14, f"{number + 1}.00", f"99988877766{number}")
    assert {line: row for line, (row, _rule) in books.pairs.items()} == {1: 1, 2: 2, 3: 3}


def test_lines_of_another_merchant_are_another_shops_sales(books: "Books") -> None:
    books.sale(14, "50.00", merchant_id="M2", terminal_id="T2")
    books.line(14, "50.00")
    books.sale(14, "60.00")
    assert books.pairs == {}


def test_currencies_never_meet(books: "Books") -> None:
    books.sale(14, Money.parse("1000", "JPY"), RRN)
    books.line(14, Money.parse("10.00", "CNY"), RRN)
    assert books.pairs == {}


def test_a_line_paid_before_its_sale_is_not_its_line(books: "Books") -> None:
    books.sale(16, "100.00", RRN)
    books.line(10, "100.00", RRN, settled=11)
    assert books.pairs == {}
    assert "unknown_line 100.00" in books.stakes()


def test_a_terminal_a_little_ahead_at_midnight_still_meets_its_line(books: "Books") -> None:
    books.sale(15, "100.00", RRN, at="00:10")
    books.line(14, "100.00", RRN, settled=14)
    assert books.pairs == {1: (1, "K1")}


def test_a_settled_line_goes_before_a_held_one_of_the_same_sale(books: "Books") -> None:
    books.sale(14, "100.00", RRN)
    books.line(14, "100.00", RRN, status=LineStatus.HELD)
    books.line(14, "100.00", RRN, settled=18)
    assert books.pairs == {2: (1, "K1")}


def test_a_sale_taken_back_gives_way_to_one_that_stands(books: "Books") -> None:
    books.sale(14, "30.00", at="09:00", status=EntryStatus.REVERSED)
    books.sale(14, "30.00", at="10:00")
    books.line(14, "30.00")
    assert books.pairs == {1: (2, "K17")}


def test_a_terminals_wrong_clock_is_told_from_sure_pairs(books: "Books") -> None:
    books.sale(14, "10.00", RRN, at="18:00")
    books.line(15, "10.00", RRN, settled=16, occurred_time=dt.time(2))
    books.sale(14, "10.00", at="19:30")
    books.line(15, "10.00", settled=16, occurred_time=dt.time(3, 30))
    assert books.pairs == {1: (1, "K1"), 2: (2, "K10")}


def test_a_clock_that_missed_summer_time_is_another_in_summer(books: "Books") -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for day, hours in ((14, 1), (20, 1), (60, 0), (66, 0), (90, 0)):
        on = dt.date(2026, 9, 1) + dt.timedelta(days=day - 1)
        told = dt.datetime.combine(on, dt.time(13), berlin)
        for rrn, minute in ((f"6260000{day:05}", 0), ("", 7)):
            books.sale(14, "10.00", rrn, occurred_at=told.replace(minute=minute))
            books.line(14, "10.00", rrn, occurred_on=on, settled_on=on,
                       occurred_time=dt.time(13 + hours, minute))  # fmt: skip
    assert [books.pairs[row] for row in range(1, 11)] == [
        (row, "K1" if row % 2 else "K10") for row in range(1, 11)
    ]


def test_a_season_of_which_nothing_is_known_goes_by_the_other(books: "Books") -> None:
    berlin = ZoneInfo("Europe/Berlin")
    summer = dt.datetime(2026, 9, 14, 13, tzinfo=berlin)
    winter = dt.datetime(2026, 11, 20, 13, tzinfo=berlin)
    for told, rrn in ((summer, RRN), (winter, "")):
        books.sale(14, "10.00", rrn, occurred_at=told)
        books.line(14, "10.00", rrn, occurred_on=told.date(), settled_on=told.date(),
                   occurred_time=dt.time(21))  # fmt: skip
    assert books.pairs == {1: (1, "K1"), 2: (2, "K10")}


def test_times_that_agree_with_no_clock_move_none(books: "Books") -> None:
    for number, hour in enumerate((1, 5, 9, 14, 20)):
        books.sale(14, "10.00", f"62600000000{number}", at=f"{8 + number:02}:00")
        books.line(14, "10.00", f"62600000000{number}", occurred_time=dt.time(hour))
    books.sale(14, "7.00", at="13:00")
    books.line(14, "7.00", occurred_time=dt.time(13))
    assert books.pairs[6] == (6, "K10")


def test_channels_tell_equal_sales_apart(books: "Books") -> None:
    books.sale(14, "66.60", at="09:00", channel=Channel.DEBIT)
    books.sale(14, "66.60", at="11:00", channel=Channel.CREDIT)
    books.line(14, "66.60", channel=Channel.CREDIT)
    assert books.pairs == {1: (2, "K17")}
    (missing,) = [each for each in books.found() if each.kind == "missing"]
    assert (missing.journal, missing.of_equal) == ((1,), None)


def test_a_line_without_terminal_and_merchant_belongs_to_the_only_one(books: "Books") -> None:
    books.sale(14, "10.00", trace_no="5", merchant_id="")
    books.line(14, "10.00", trace_no="5", terminal_id="", merchant_id="")
    assert books.pairs == {1: (1, "K6")}


def test_with_two_terminals_a_line_without_one_names_neither(books: "Books") -> None:
    books.sale(14, "10.00", trace_no="5")
    books.sale(14, "20.00", trace_no="6", terminal_id="T2")
    books.line(14, "10.00", trace_no="5", terminal_id="")
    assert books.pairs == {1: (1, "K19")}


def test_a_terminal_the_register_names_counts_too(books: "Books") -> None:
    books.agree(books.agreed(), merchants={"T1": "M1", "T2": "M1"})
    books.sale(14, "10.00", trace_no="5", merchant_id="")
    books.line(14, "10.00", trace_no="5", terminal_id="")
    assert books.pairs == {1: (1, "K19")}


def test_refused_pairs_stay_apart_and_confirmed_ones_together(books: "Books") -> None:
    first, second = books.sale(14, "10.00", at="09:00"), books.sale(14, "10.00", at="10:00")
    line = books.line(14, "10.00")
    assert books.pairs == {line: (first, "K17")}
    books.decisions = Decisions(rejected=frozenset({(line, first), (99, first)}))
    assert books.pairs == {line: (second, "K17")}
    books.decisions = Decisions(rejected=frozenset({(line, first), (line, second)}))
    assert books.pairs == {}
    books.decisions = Decisions(confirmed=frozenset({(line, second)}))
    assert books.pairs == {line: (second, "confirmed")}
    assert books.states == {line: "confirmed"}


def test_a_refused_pair_is_not_found_again_by_its_clock(books: "Books") -> None:
    books.sale(14, "10.00")
    books.line(14, "10.00", occurred_time=dt.time(10, 1))
    books.decisions = Decisions(rejected=frozenset({(1, 1)}))
    assert books.pairs == {}


def test_preauthorizations_declined_and_other_rows_are_never_matched(books: "Books") -> None:
    books.sale(14, "500.00", RRN, type=EntryType.PREAUTH)
    books.sale(14, "500.00", RRN, status=EntryStatus.DECLINED)
    books.line(14, "500.00", RRN, type=LineType.ADJUSTMENT)
    books.line(14, "500.00", RRN)
    assert books.pairs == {}


def test_refund_and_void_meet_their_own_lines(books: "Books") -> None:
    books.pair(14, "40.00", RRN)
    books.sale(15, "-15.00", "626000000002", type=EntryType.REFUND, original_rrn=RRN)
    books.line(15, "-15.00", RRN, type=LineType.REFUND)
    assert books.pairs == {1: (1, "K1"), 2: (2, "K2")}


def test_a_reference_that_no_number_can_hold_is_only_compared_whole(books: "Books") -> None:
    long = "123456789012345678901234567890"
    books.sale(14, "10.00", long)
    books.line(14, "10.00", long)
    books.sale(15, "20.00", long[:-1] + "A")
    books.line(15, "20.00", long[-6:])
    assert books.pairs == {1: (1, "K1")}


def test_values_far_apart_are_still_told_apart_exactly(books: "Books") -> None:
    top = Money(99_999_999_999_999, "CNY", 2)
    for number in range(4):
        amount = replace(top, minor=top.minor // (1 + 9_999_999 * number))
        numbers = {"batch_no": f"{number}", "trace_no": f"{number + 1}"}
        books.sale(1 + 9 * number, amount, at=f"10:1{number}", **numbers)
        books.line(1 + 9 * number, amount, **numbers)
        books.sale(1 + 9 * number, amount, at=f"20:1{number}")
        books.line(1 + 9 * number, amount, occurred_time=dt.time(20, 11 + number))
    assert books.pairs == {
        number: (number, ("K5", "K11")[number % 2 == 0]) for number in range(1, 9)
    } | {1: (1, "K6")}


def habit(books: "Books") -> None:
    """Settle twenty sales by their reference, just as the terminal recorded them."""
    for number in range(20):
        trace, auth = f"{number + 100}", f"A{number}"
        at = dt.time(11, number)
        books.sale(14, "7.00", f"R{number}", at=str(at), trace_no=trace, auth_code=auth)
        books.line(14, "7.00", f"R{number}", occurred_time=at, trace_no=trace, auth_code=auth)


@pytest.mark.parametrize(
    ("sale", "line"),
    [
        ({"trace_no": "7"}, {"trace_no": "8"}),
        ({"auth_code": "A"}, {"auth_code": "B"}),
        ({}, {"occurred_time": dt.time(12)}),
        ({}, {"channel": Channel.DEBIT}),
        ({}, {"terminal_id": "T2"}),
    ],
)
def test_what_never_differs_tells_two_sales_apart(
    books: "Books", sale: dict[str, Any], line: dict[str, Any]
) -> None:
    books.sale(14, "30.00", at="10:00", **sale)
    books.line(14, "30.00", **line)
    books.sale(14, "40.00", terminal_id="T2")
    assert books.pairs in ({1: (1, "K17")}, {1: (1, "K19")})
    habit(books)
    assert 1 not in books.pairs


def test_lines_dated_by_the_providers_day_are_not_given_to_the_days_own_sales(
    books: "Books",
) -> None:
    for number in range(25):
        at = f"22:{number + 10}" if number < 6 else f"12:{number:02}"
        books.sale(14, "7.00", f"R{number}", at=at)
        books.line(15 if number < 6 else 14, "7.00", f"R{number}", settled=16)
    books.sale(14, "30.00", at="22:50")  # after the cut-off: the provider's next day
    books.line(14, "30.00", settled=16)
    books.line(15, "30.00", settled=16)
    assert {line: pair for line, pair in books.pairs.items() if line > 25} == {27: (26, "K17")}


def test_lines_dated_by_the_clock_are_not_given_to_the_providers_day(books: "Books") -> None:
    for number in range(25):
        at = f"22:{number + 10}" if number < 6 else f"12:{number:02}"
        books.sale(14, "7.00", f"R{number}", at=at)
        books.line(14, "7.00", f"R{number}", settled=16)
    books.sale(14, "30.00", at="22:50")
    books.line(15, "30.00", settled=16)
    assert 26 not in books.pairs
    books.line(14, "30.00", settled=16)
    assert books.pairs[27] == (26, "K17")


def test_an_amount_with_its_figures_in_another_order_waits_for_a_person(books: "Books") -> None:
    books.sale(14, "140.00")
    books.line(14, "410.00")
    assert (books.pairs, books.states) == ({1: (1, "K20")}, {1: "suggested"})
    assert "amount_differs 270.00" in books.stakes()
    books.sale(14, "104.00")
    assert books.pairs == {}  # two could be meant


def test_two_sales_in_one_second_are_told_apart_by_their_channel(books: "Books") -> None:
    for channel in (Channel.CREDIT, Channel.QR):
        books.sale(14, "9.00", channel=channel)
    for channel in (Channel.QR, Channel.CREDIT):
        books.line(14, "9.00", occurred_time=dt.time(10), channel=channel)
    assert books.pairs == {1: (2, "K10"), 2: (1, "K10")}
