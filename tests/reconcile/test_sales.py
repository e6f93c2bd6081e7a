"""What is said of every sale of the journal."""

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from posassist.domain.coverage import Coverage
from posassist.domain.cycle import Cycle
from posassist.domain.journal import EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType, StatementKind

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books


def test_a_sale_is_expected_until_its_due_day_and_missing_from_the_next(books: "Books") -> None:
    books.sale(14, "1286.00", "R1")
    assert books.found(15) == []
    (expected,) = books.verdict(15).expected
    assert (expected.amount.plain, str(expected.due_on)) == ("1286.00", "2026-09-15")
    (missing,) = books.found(17)
    assert (missing.kind, str(missing.due_on)) == ("missing", "2026-09-15")
    assert (missing.days_late, missing.working_days_late, missing.covered) == (2, 2, True)


def test_what_is_dated_after_the_day_of_judgement_has_not_happened(books: "Books") -> None:
    books.sale(14, "100.00", "R1")
    books.line(14, "100.00", "R1", settled=18)
    books.credit(18, "99.40")
    assert [each.kind for each in books.found(17)] == ["missing"]
    assert [each.kind for each in books.found(18)] == ["late"]
    assert books.found(13) == []


def test_a_late_settlement_is_late_by_calendar_and_working_days(books: "Books") -> None:
    books.sale(11, "10.00", "R1")
    books.line(11, "10.00", "R1", settled=16)
    books.credit(16, "9.94")
    (late,) = books.found()
    assert (late.kind, late.at_stake.plain, str(late.due_on)) == ("late", "0.00", "2026-09-14")
    assert (late.days_late, late.working_days_late) == (2, 2)


@pytest.mark.parametrize(
    ("day", "at", "make_up", "due"),
    [
        (14, "22:00", True, "2026-09-15"),
        (14, "22:01", True, "2026-09-16"),
        ("2026-09-30", "10:00", True, "2026-10-08"),
        ("2026-10-03", "10:00", True, "2026-10-08"),
        ("2026-10-09", "10:00", True, "2026-10-10"),
        ("2026-10-09", "10:00", False, "2026-10-12"),
    ],
)
def test_due_over_cut_off_holidays_and_make_up_days(
    books: "Books", day: int | str, at: str, make_up: bool, due: str
) -> None:
    books.agree(books.agreed(make_up_days=make_up))
    books.sale(day, "1.00", at=at)
    assert str(books.found("2026-10-20")[0].due_on) == due


def test_calendar_days_and_changed_agreements(books: "Books") -> None:
    books.agree(
        books.agreed(cycle=Cycle.parse("D+1")),
        books.agreed(id=2, cycle=Cycle.parse("T+2"), valid_from=dt.date(2026, 9, 14)),
    )
    books.sale(11, "1.00")
    books.sale(14, "2.00")
    assert [str(each.due_on) for each in books.found()] == ["2026-09-12", "2026-09-16"]


def test_without_any_agreement_the_usual_cycle_holds(books: "Books") -> None:
    books.agree()
    books.sale(11, "1.00")
    assert str(books.found()[0].due_on) == "2026-09-14"


def test_days_beyond_the_last_official_notice_are_provisional(books: "Books") -> None:
    books.sale("2027-02-01", "1.00")
    books.coverage = (Coverage(StatementKind.BANK, dt.date(2027, 1, 1), dt.date(2027, 3, 1)),)
    assert books.found("2027-02-20")[0].provisional


def test_what_no_file_covers_is_no_alarm_but_says_what_to_import(books: "Books") -> None:
    books.sale(14, "5.00", "R1")
    books.coverage = (
        Coverage(
            StatementKind.SETTLEMENT, dt.date(2026, 9, 1), dt.date(2026, 9, 10),
            merchants=frozenset({"M1"}),
        ),
    )  # fmt: skip
    (uncovered,) = books.found()
    assert not uncovered.covered
    assert "Import" in str(uncovered.reason)


def test_an_export_by_trade_date_says_nothing_of_the_days_beside_it(books: "Books") -> None:
    books.coverage = (
        Coverage(
            StatementKind.SETTLEMENT,
            dt.date(2026, 9, 29),
            dt.date(2026, 10, 8),
            traded_from=dt.date(2026, 9, 28),
            traded_to=dt.date(2026, 9, 30),
        ),
    )
    books.sale("2026-09-30", "1.00")
    books.sale("2026-10-02", "2.00")
    found = books.found("2026-10-20")
    assert {each.at_stake.plain: each.covered for each in found} == {"1.00": True, "2.00": False}


def test_one_of_three_equal_sales_is_missing_and_nobody_can_tell_which(books: "Books") -> None:
    for hour in (9, 11, 13):
        books.sale(14, "66.60", at=f"{hour:02}:00")
    books.line(14, "66.60")
    books.line(14, "66.60")
    (missing,) = [each for each in books.found() if each.kind == "missing"]
    assert missing.of_equal == (1, 3)


def test_equal_sales_that_all_lack_are_each_simply_missing(books: "Books") -> None:
    books.sale(14, "66.60", at="09:00")
    books.sale(14, "66.60", at="11:00")
    assert [each.of_equal for each in books.found()] == [None, None]


def test_no_answer_at_the_terminal_is_said_at_once_until_it_settles(books: "Books") -> None:
    books.sale(14, "8.00", "R1", status=EntryStatus.UNKNOWN)
    assert books.stakes(14) == ["unknown_outcome 8.00"]
    books.line(14, "8.00", "R1")
    assert books.stakes(but=["not_arrived"]) == []


def test_a_pending_line_is_not_yet_money(books: "Books") -> None:
    books.sale(14, "8.00", "R1")
    books.line(14, "8.00", "R1", status=LineStatus.PENDING)
    assert books.stakes() == ["missing 8.00"]


def test_what_the_terminal_took_back_is_not_missing(books: "Books") -> None:
    books.sale(14, "7.00", "R1", status=EntryStatus.REVERSED)
    books.sale(14, "40.00", "R2")
    books.sale(14, "-40.00", "R3", at="10:05", type=EntryType.VOID, original_rrn="R2")
    books.sale(15, "71.00", trace_no="5", batch_no="1")
    books.sale(15, "-71.00", trace_no="5", batch_no="1", at="10:01", type=EntryType.REVERSAL)
    books.sale(15, "9.00", "R9", status=EntryStatus.DECLINED)
    books.sale(15, "500.00", "R5", type=EntryType.PREAUTH)
    assert books.stakes() == []


def test_a_void_takes_back_one_sale_the_last_before_it(books: "Books") -> None:
    books.sale(14, "40.00", trace_no="1", at="09:00")
    books.sale(14, "40.00", trace_no="1", at="10:00")
    books.sale(14, "-40.00", trace_no="1", at="11:00", type=EntryType.VOID)
    books.sale(14, "-41.00", trace_no="1", at="11:30", type=EntryType.VOID)
    (missing,) = books.found()
    assert missing.journal == (1,)


def test_a_void_takes_back_nothing_of_another_batch(books: "Books") -> None:
    books.sale(14, "40.00", trace_no="1", batch_no="7", at="10:00")
    books.sale(14, "-40.00", trace_no="1", batch_no="8", at="11:00", type=EntryType.VOID)
    assert "missing 40.00" in books.stakes()


def test_a_refunded_sale_is_owed_only_where_the_refund_was_taken(books: "Books") -> None:
    books.sale(14, "40.00", "R1")
    books.sale(14, "-40.00", "R2", at="11:00", type=EntryType.REFUND, original_rrn="R1")
    assert books.stakes() == []
    books.line(14, "-40.00", "R1", type=LineType.REFUND)
    assert books.stakes() == ["missing 40.00"]


def test_due_days_are_those_of_a_clock_that_is_right(books: "Books") -> None:
    for number in range(3):
        books.sale(14, "10.00", f"R{number}", at=f"18:0{number}")
        books.line(15, "10.00", f"R{number}", settled=16, occurred_time=dt.time(2, number))
    books.sale(14, "11.00", "R9", at="17:10")
    assert [str(each.due_on) for each in books.found() if each.kind == "missing"] == ["2026-09-16"]


def test_a_clock_that_missed_summer_time_changes_due_days_in_summer_only(books: "Books") -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for day, hours in ((14, 1), (75, 0)):
        on = dt.date(2026, 9, 1) + dt.timedelta(days=day - 1)
        told = dt.datetime.combine(on, dt.time(21), berlin)
        for minute in range(3):
            rrn = f"R{day}{minute}"
            books.sale(14, "10.00", rrn, occurred_at=told.replace(minute=minute))
            books.line(14, "10.00", rrn, occurred_on=on, settled_on=on + dt.timedelta(days=1),
                       occurred_time=dt.time(21 + hours, minute))  # fmt: skip
    due = {}
    for day in (14, 75):
        on = dt.date(2026, 9, 1) + dt.timedelta(days=day - 1)
        told = dt.datetime.combine(on, dt.time(21, 30), berlin)
        late = books.sale(14, "9.00", "R9", occurred_at=told)
        picture = books.picture()
        due[day] = picture.trade_and_due(picture.entries[late])[0] - on
    assert due == {14: dt.timedelta(days=1), 75: dt.timedelta(0)}


def test_one_card_charged_twice_within_the_minutes(books: "Books") -> None:
    card = {"card_masked": "622202******1111"}
    for number, at in enumerate(("10:00", "10:10", "10:21")):
        books.pair(14, "20.00", f"R{number}", at=at, **card)
    books.pair(14, "20.00", "R7", at="10:01", card_masked="622202******2222")
    books.pair(14, "20.00", "R8", at="10:01", terminal_id="T2", **card)
    books.sale(14, "20.00", "R9", at="10:02", status=EntryStatus.DECLINED, **card)
    (twice,) = [each for each in books.found() if each.kind == "duplicate_charge"]
    assert (twice.journal, twice.at_stake.plain) == ((1, 2), "20.00")
    more = books.verdict(duplicate_minutes=11).discrepancies
    assert sum(each.kind == "duplicate_charge" for each in more) == 2


def test_a_double_charge_that_was_voided_is_none(books: "Books") -> None:
    card = {"card_masked": "622202******1111"}
    books.sale(14, "20.00", "R1", at="10:00", **card)
    books.sale(14, "20.00", "R2", at="10:02", **card)
    books.sale(14, "-20.00", "R3", at="10:03", type=EntryType.VOID, original_rrn="R2")
    assert books.stakes() == ["missing 20.00"]


def test_other_currencies_are_judged_in_their_own_units(books: "Books") -> None:
    books.sale(14, Money.parse("2000", "JPY"), "R1")
    books.sale(14, Money.parse("10.125", "KWD"), "R2")
    assert books.stakes() == ["missing 10.125", "missing 2000"]


def test_only_the_days_asked_for_are_shown(books: "Books") -> None:
    books.sale(14, "1.00")
    books.sale(16, "2.00")
    books.sale(30, "3.00")
    verdict = books.verdict(first=dt.date(2026, 9, 15), last=dt.date(2026, 9, 17))
    assert [each.at_stake.plain for each in verdict.discrepancies] == ["2.00"]
    assert verdict.expected == ()
