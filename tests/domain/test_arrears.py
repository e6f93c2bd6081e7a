"""What is owed: open until it is paid, and in doubt once two answers differ."""

import dataclasses
import datetime as dt

from posassist.domain.account_check import AccountCheck, Saw
from posassist.domain.arrears import Answer, Arrears, Cause, Payment, Way
from posassist.domain.money import Money

DAY = dt.date(2026, 9, 1)
OWED = Arrears(1, "service", Money.of(9900, "CNY"), DAY)


def test_it_is_open_until_it_is_paid() -> None:
    assert OWED.is_open
    paid = Payment(DAY, OWED.amount, "Acquirer")
    assert not dataclasses.replace(OWED, payment=paid).is_open


def test_answers_differ_only_where_they_name_different_amounts() -> None:
    def answered(*amounts: int | None) -> Arrears:
        given = tuple(
            Answer(DAY, Way.PHONE, "x", amount=None if each is None else Money.of(each, "CNY"))
            for each in amounts
        )
        return dataclasses.replace(OWED, answers=given)

    assert [answered(*each).answers_differ for each in ((), (1,), (1, None), (1, 1), (1, 2))] == [
        False, False, False, False, True,
    ]  # fmt: skip
    assert Answer(DAY, Way.SMS, "x").cause is Cause.UNKNOWN


def test_a_look_into_the_app_names_an_amount_only_where_another_was_there() -> None:
    assert AccountCheck(1, "ICBC", DAY, Saw.ARRIVED).amount is None
    assert {each.value for each in Saw} == {"arrived", "not-arrived", "amount"}
