"""Each rule comes out first for its own symptom, and only where a file covers the day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from posassist.catalog.guides import diagnosis_rules
from posassist.domain.discrepancy import Cause, Kind
from posassist.domain.journal import EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType
from posassist.domain.words import Question, Words
from posassist.reconcile.diagnosis import DiagnosisRule, causes
from posassist.reconcile.matching import Decisions
from posassist.reconcile.symptom import Surroundings

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

RULES = diagnosis_rules()
UNKNOWN = {"status": EntryStatus.UNKNOWN}
LATER = "2026-09-30"


def rule(name: str, likelihood: str, *symptoms: str, **more: object) -> DiagnosisRule:
    words = Words(name, name)
    return DiagnosisRule(
        name, frozenset(symptoms), words, likelihood, (words,), words, words, **more  # type: ignore[arg-type]
    )  # fmt: skip


def of_kind(books: "Books", kind: str, as_of: str = LATER, /, **answers: bool) -> tuple[Cause, ...]:
    """Return the causes of the first discrepancy of a kind."""
    found = next(each for each in books.found(as_of) if each.kind == kind)
    around = Surroundings(books.picture().until(on(as_of)))
    return causes(around, around.of(found, answers), RULES)


def of_row(books: "Books", row: int, as_of: str = LATER, /, **answers: bool) -> tuple[Cause, ...]:
    """Return the causes of a journal row that is no discrepancy."""
    around = Surroundings(books.picture().until(on(as_of)))
    symptom = around.of_row(around.picture.entries[row], answers)
    assert symptom is not None
    return causes(around, symptom, RULES)


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def cny(amount: str) -> Money:
    return Money.parse(amount, "CNY")


def no_answer(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", "R1", **UNKNOWN)
    return of_kind(books, "unknown_outcome")


def answer_too_late(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", "R1", response_code="68", **UNKNOWN)
    return of_kind(books, "unknown_outcome")


def reversed_sale(books: "Books") -> tuple[Cause, ...]:
    sale = books.sale(14, "10.00", "R1", **UNKNOWN)
    books.sale(14, "-10.00", "R1", "10:01", type=EntryType.REVERSAL)
    return of_row(books, sale)


def reversal_not_accepted(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", "R1", **UNKNOWN)
    books.sale(14, "-10.00", "R1", "10:01", type=EntryType.REVERSAL, **UNKNOWN)
    return of_kind(books, "unknown_outcome")


def reversal_by_trace_number(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", batch_no="1", trace_no="7", **UNKNOWN)
    books.sale(14, "-5.00", "RX", "10:01", type=EntryType.REVERSAL, batch_no="1", trace_no="8",
               **UNKNOWN)  # fmt: skip
    books.sale(14, "-10.00", "", "10:01", type=EntryType.REVERSAL, batch_no="1", trace_no="7",
               **UNKNOWN)  # fmt: skip
    return of_kind(books, "unknown_outcome")


def customer_debited(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", "R1", **UNKNOWN)
    return of_kind(books, "unknown_outcome", customer_debited=True)


def debited_though_declined(books: "Books") -> tuple[Cause, ...]:
    row = books.sale(14, "10.00", "R1", status=EntryStatus.DECLINED, response_code="51")
    return of_row(books, row, customer_debited=True)


def declined(books: "Books") -> tuple[Cause, ...]:
    row = books.sale(14, "10.00", "R1", status=EntryStatus.DECLINED, response_code="51")
    return of_row(books, row)


def batch_not_closed(books: "Books") -> tuple[Cause, ...]:
    books.pair(14, "5.00", "R1", batch_no="1")
    books.sale(15, "10.00", "R2", batch_no="2")
    return of_kind(books, "missing")


def offline_not_uploaded(books: "Books") -> tuple[Cause, ...]:
    books.pair(14, "5.00", "R1", batch_no="1")
    books.sale(15, "10.00", "R2", batch_no="2", response_code="Y1")
    return of_kind(books, "missing")


def totals_differ(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", "R1", batch_no="1")
    books.sale(14, "0.00", "", "23:00", type=EntryType.OTHER, batch_no="1", response_code="95")
    return of_kind(books, "missing")


def in_the_cycle(books: "Books") -> tuple[Cause, ...]:
    return of_row(books, books.sale(14, "10.00", "R1"), "2026-09-14")


def in_the_cycle_without_a_cut_off(books: "Books") -> tuple[Cause, ...]:
    books.agree()
    return of_row(books, books.sale(14, "10.00", "R1", "23:30"), "2026-09-14")


def over_the_holidays(books: "Books") -> tuple[Cause, ...]:
    return of_row(books, books.sale("2026-09-30", "10.00", "R1"), "2026-10-01")


def late_over_the_weekend(books: "Books") -> tuple[Cause, ...]:
    books.sale(11, "10.00", "R1")
    books.line(11, "10.00", "R1", settled=16)
    return of_kind(books, "late")


def after_the_cut_off(books: "Books") -> tuple[Cause, ...]:
    return of_row(books, books.sale(14, "10.00", "R1", "22:30"), "2026-09-15")


def just_before_the_cut_off(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", "R1", "21:50")
    return of_kind(books, "missing", "2026-09-16")


def overdue(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", "R1")
    return of_kind(books, "missing")


def not_in_the_bank(books: "Books") -> tuple[Cause, ...]:
    books.pair(14, "100.00", "R1")
    return of_kind(books, "not_arrived")


def returned(books: "Books", memo: str = "") -> tuple[Cause, ...]:
    books.sale(14, "100.00", "R1")
    books.line(14, "100.00", "R1", status=LineStatus.RETURNED, memo=memo)
    return of_kind(books, "returned")


def held(books: "Books", memo: str = "", **answers: bool) -> tuple[Cause, ...]:
    books.sale(14, "100.00", "R1")
    books.line(14, "100.00", "R1", status=LineStatus.HELD, memo=memo)
    return of_kind(books, "held", **answers)


def held_after_a_long_pause(books: "Books") -> tuple[Cause, ...]:
    books.sale("2026-06-01", "5.00", "R0")
    return held(books, limited_for_inactivity=True)


def dearer(books: "Books", **answers: bool) -> tuple[Cause, ...]:
    books.pair(14, "100.00", "R1")
    books.line(14, "-1.00", "R9", type=LineType.REFUND)
    books.sale(15, "100.00", "R2")
    books.line(15, "100.00", "R2", fee="2.99")
    return of_kind(books, "overcharged_fee", **answers)


def net_of_the_fee(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "100.00", "R1")
    books.line(14, "99.40", "R1", fee="0.00")
    return of_kind(books, "amount_differs")


def fee_line(books: "Books", raw: str) -> tuple[Cause, ...]:
    books.line(None, "0.00", settled=15, fee="36.00", type=LineType.FEE, raw=raw)
    return of_kind(books, "unexpected_fee")


def short(books: "Books", by: str, **answers: bool) -> tuple[Cause, ...]:
    """A payout of 1,000.00 less its fee comes short, under its own reference."""
    books.sale(14, "1000.00", "R1")
    books.line(14, "1000.00", "R1", payout_ref="PAY-20260915")
    books.credit(15, cny("994.00") - cny(by), memo="PAY-20260915")
    return of_kind(books, "short", **answers)


def short_for_arrears(books: "Books") -> tuple[Cause, ...]:
    books.line(14, "1000.00", "R1", payout_ref="PAY-20260915")
    books.credit(15, "958.00", memo="PAY-20260915 扣欠费")
    return of_kind(books, "short")


def short_by_a_refund(books: "Books") -> tuple[Cause, ...]:
    books.sale(12, "20.00", "R8")
    books.sale(12, "-20.00", "R9", type=EntryType.REFUND)
    return short(books, "20.00")


def short_by_a_negative_day(books: "Books") -> tuple[Cause, ...]:
    books.line(10, "-120.00", "R9", type=LineType.REFUND, settled=11, fee="0.00")
    books.line(10, "500.00", "R7", settled=11, status=LineStatus.HELD)
    return short(books, "100.00")


def short_by_another_deposit(books: "Books") -> tuple[Cause, ...]:
    books.credit(16, "300.00", who="?")
    return short(books, "300.00")


def over(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "1000.00", "R1")
    books.line(14, "1000.00", "R1", payout_ref="PAY-20260915")
    books.credit(15, "1054.00", memo="PAY-20260915")
    return of_kind(books, "over")


def chargeback(books: "Books", **answers: bool) -> tuple[Cause, ...]:
    for day in (14, 15, 16):
        books.line(day, "-100.00", f"C{day}", type=LineType.CHARGEBACK, card_masked="622202******1")
    return of_kind(books, "chargeback", **answers)


def double_swipe(books: "Books") -> tuple[Cause, ...]:
    for minute in ("10:00", "10:03"):
        books.sale(14, "10.00", minute, minute, card_masked="622202******1111")
    return of_kind(books, "duplicate_charge")


def paid_twice(books: "Books") -> tuple[Cause, ...]:
    books.pair(14, "100.00", "R1")
    books.credit(15, "99.40", reference="P1")
    books.credit(16, "99.40", reference="P1")
    return of_kind(books, "duplicate_deposit")


def of_another_merchant(books: "Books") -> tuple[Cause, ...]:
    books.agree(books.agreed(), merchants={"T1": "M1"})
    books.sale(14, "100.00", "R1", merchant_id="M9")
    books.coverage = (*books.coverage[1:], books.coverage[0])
    return causes_of_missing_anywhere(books)


def causes_of_missing_anywhere(books: "Books") -> tuple[Cause, ...]:
    around = Surroundings(books.picture())
    found = next(each for each in books.found() if each.kind == "missing")
    return causes(around, around.of(replace(found, covered=True)), RULES)


def line_of_another_merchant(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "5.00", "R0")
    books.line(14, "100.00", "R1")
    return of_kind(books, "unknown_line")


def paid_by_a_person(books: "Books") -> tuple[Cause, ...]:
    books.pair(14, "100.00", "R1")
    books.credit(18, "99.40", who="张三")
    return of_kind(books, "late")


def refused_as_it_came_from_a_person(books: "Books") -> tuple[Cause, ...]:
    books.pair(14, "100.00", "R1")
    books.credit(18, "99.40", who="张三")
    books.decisions = Decisions(rejected_deposits=frozenset({(1, 1)}))
    return of_kind(books, "not_arrived")


def not_signed_on(books: "Books") -> tuple[Cause, ...]:
    row = books.sale(14, "10.00", "R1", status=EntryStatus.DECLINED, response_code="A0")
    return of_row(books, row)


def cluster_of_no_answers(books: "Books") -> tuple[Cause, ...]:
    for minute in ("10:00", "10:20", "10:50"):
        books.sale(14, "10.00", minute, minute, **UNKNOWN)
    return of_kind(books, "unknown_outcome")


def switch_down(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "10.00", "R1", response_code="91", **UNKNOWN)
    return of_kind(books, "unknown_outcome")


def preauth(books: "Books", **answers: bool) -> tuple[Cause, ...]:
    return of_row(books, books.sale(14, "10.00", "R1", type=EntryType.PREAUTH), **answers)


def digits_swapped(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "128.60", "R1")
    books.line(14, "182.60", "R1")
    return of_kind(books, "amount_differs")


def a_nought_too_many(books: "Books") -> tuple[Cause, ...]:
    books.sale(14, "128.60", "R1")
    books.line(14, "1286.00", "R1")
    return of_kind(books, "amount_differs")


def refund_nobody_knows(books: "Books", **answers: bool) -> tuple[Cause, ...]:
    books.line(14, "-30.00", "R9", type=LineType.REFUND)
    return of_kind(books, "refund_unmatched", **answers)


def no_file(books: "Books") -> tuple[Cause, ...]:
    books.coverage = ()
    books.sale(14, "10.00", "R1")
    return of_kind(books, "missing")


SCENES: dict[str, tuple[Callable[["Books"], tuple[Cause, ...]], ...]] = {
    "DX01": (no_answer, answer_too_late),
    "DX02": (reversed_sale,),
    "DX03": (reversal_not_accepted, reversal_by_trace_number),
    "DX04": (customer_debited, debited_though_declined),
    "DX05": (declined,),
    "DX06": (batch_not_closed,),
    "DX07": (offline_not_uploaded,),
    "DX08": (totals_differ,),
    "DX09": (in_the_cycle, in_the_cycle_without_a_cut_off),
    "DX10": (over_the_holidays, late_over_the_weekend),
    "DX11": (after_the_cut_off, just_before_the_cut_off),
    "DX12": (overdue,),
    "DX13": (not_in_the_bank,),
    "DX14": (returned,),
    "DX15": (lambda books: returned(books, "户名不符"),),
    "DX16": (lambda books: returned(books, "超过二类账户限额"),),
    "DX17": (held,),
    "DX18": (lambda books: held(books, "调单"), lambda books: held(books, papers_asked=True)),
    "DX19": (held_after_a_long_pause,),
    "DX20": (dearer,),
    "DX21": (lambda books: dearer(books, category_differs=True),),
    "DX22": (net_of_the_fee, lambda books: short(books, "6.00")),
    "DX23": (lambda books: fee_line(books, '{"摘要": "秒到附加费"}'),),
    "DX24": (lambda books: fee_line(books, "机具押金"),),
    "DX25": (lambda books: fee_line(books, '["流量卡费"]'),),
    "DX26": (
        short_for_arrears,
        lambda books: short(books, "36.00", arrears_open=True),
    ),
    "DX27": (short_by_a_refund,),
    "DX28": (chargeback,),
    "DX29": (lambda books: chargeback(books, fraud_suspected=True),),
    "DX30": (double_swipe,),
    "DX31": (paid_twice,),
    "DX32": (of_another_merchant, line_of_another_merchant),
    "DX33": (paid_by_a_person, refused_as_it_came_from_a_person),
    "DX34": (not_signed_on,),
    "DX35": (cluster_of_no_answers,),
    "DX36": (switch_down,),
    "DX37": (preauth,),
    "DX38": (digits_swapped, a_nought_too_many),
    "DX39": (refund_nobody_knows, lambda books: preauth(books, till_type_differs=True)),
    "DX40": (no_file,),
    "DX41": (over, short_by_another_deposit),
    "DX42": (lambda books: short(books, "0.50"),),
    "DX43": (lambda books: held(books, terminal_moved=True),),
    "DX44": (short_by_a_negative_day,),
    "DX45": (lambda books: held(books, provider_unreachable=True),),
}


@pytest.mark.parametrize("name", [each.id for each in RULES])
def test_a_rule_comes_out_first_for_its_own_symptom(
    name: str, new_books: "Callable[[], Books]"
) -> None:
    for scene in SCENES[name]:
        found = scene(new_books())
        assert found[0].rule == name, [(each.rule, each.likelihood) for each in found]


def test_what_speaks_for_a_cause_is_said(books: "Books") -> None:
    found = {each.rule: each for each in reversal_not_accepted(books)}
    first = found["DX03"]
    assert [str(each) for each in first.speaks_for] == ["a reversal was sent and not accepted"]
    assert found["DX01"].speaks_against == first.speaks_for


def test_the_likeliest_cause_comes_first_and_of_equals_the_one_with_more_behind_it(
    books: "Books",
) -> None:
    books.sale(14, "1.00")
    (missing,) = books.found()
    rules = [
        rule("A", "rare", "missing"),
        rule("B", "likely", "held"),
        rule("C", "likely", "missing"),
        rule("D", "possible", "missing", "late", for_=("no_code",)),
        rule("E", "likely", "missing", against=("no_code",)),
        rule("F", "likely", "missing", needs=("code:91",)),
    ]
    around = Surroundings(books.picture())
    assert [each.rule for each in causes(around, around.of(missing), rules)] == ["D", "C", "E", "A"]


def test_an_answer_settles_a_question(books: "Books") -> None:
    books.sale(14, "1.00")
    (missing,) = books.found()
    rules = [
        rule("A", "likely", "missing"),
        rule("B", "rare", "missing", ask=Question("moved", Words("?", "?"))),
    ]
    around = Surroundings(books.picture())

    def named(**answers: bool) -> list[tuple[str, bool]]:
        found = causes(around, around.of(missing, answers), rules)
        return [(each.rule, each.ask is not None) for each in found]

    assert named() == [("A", False), ("B", True)]
    assert named(moved=True) == [("B", False), ("A", False)]
    assert named(moved=False) == [("A", False)]


def test_where_no_file_covers_the_day_only_the_file_is_asked_for(books: "Books") -> None:
    assert [each.rule for each in no_file(books)] == ["DX40"]


def test_a_row_with_which_all_is_well_has_no_symptom(books: "Books") -> None:
    books.pair(14, "10.00", "R1")
    refund = books.sale(15, "-1.00", "R2", type=EntryType.REFUND)
    around = Surroundings(books.picture())
    rows = around.picture.entries
    assert around.of_row(rows[1]) is None
    assert around.of_row(rows[refund]) is None


def test_every_kind_has_a_cause_to_look_at() -> None:
    explained = {symptom for each in RULES for symptom in each.symptoms}
    assert set(Kind) <= explained
    assert set(SCENES) == {each.id for each in RULES}
