"""Which terms are in force, and what a sale costs under them."""

import datetime as dt
from decimal import Decimal

import pytest

from posassist.domain.agreement import Agreement, FeeTerms, agreement_for
from posassist.domain.cycle import Cycle
from posassist.domain.fees import expected_fee
from posassist.domain.money import Money

DAY = dt.date(2026, 9, 14)


def agreed(number: int, merchant: str = "", start: dt.date = dt.date.min, **more: str) -> Agreement:
    return Agreement(
        number, "Acquirer", Cycle.parse("T+1"), merchant, valid_from=start,
        currency=more.get("currency", "CNY"),
    )  # fmt: skip


def test_a_merchants_own_terms_go_before_the_general_and_newer_before_older() -> None:
    every = (
        agreed(1),
        agreed(2, start=dt.date(2026, 9, 1)),
        agreed(3, "M1"),
        agreed(4, "M1", dt.date(2026, 9, 15)),
        agreed(5, currency="USD"),
    )
    assert agreement_for(every, "M1", "CNY", DAY) is every[2]
    assert agreement_for(every, "M1", "CNY", dt.date(2026, 9, 15)) is every[3]
    assert agreement_for(every, "M2", "CNY", DAY) is every[1]
    assert agreement_for(every, "M2", "CNY", dt.date(2026, 8, 31)) is every[0]
    assert agreement_for(every, "M1", "USD", DAY) is every[4]
    assert agreement_for(every, "M1", "EUR", DAY) is None


@pytest.mark.parametrize(
    ("gross", "terms", "fee"),
    [
        ("100.00", FeeTerms(Decimal("0.006")), "0.60"),
        ("0.83", FeeTerms(Decimal("0.006")), "0.00"),
        ("0.84", FeeTerms(Decimal("0.006")), "0.01"),
        ("5000.00", FeeTerms(Decimal("0.005"), cap=Decimal(20)), "20.00"),
        ("1.00", FeeTerms(Decimal("0.005"), floor=Decimal("0.05")), "0.05"),
        ("10.00", FeeTerms(Decimal("0.006"), fixed=Decimal("0.10")), "0.16"),
        ("9999.00", FeeTerms(Decimal("0.006"), cap=Decimal(5), fixed=Decimal(1)), "5.00"),
    ],
)
def test_rate_fixed_cap_and_floor(gross: str, terms: FeeTerms, fee: str) -> None:
    assert expected_fee(Money.parse(gross, "CNY"), terms).plain == fee


def test_a_fee_is_rounded_at_the_digits_it_is_billed_with() -> None:
    terms = FeeTerms(Decimal("0.0038"))
    assert expected_fee(Money.parse("1.13", "CNY"), terms, 5).plain == "0.00429"
    assert expected_fee(Money.parse("1000", "JPY"), terms).plain == "4"


@pytest.mark.parametrize(
    ("terms", "fee"),
    [
        (FeeTerms(Decimal("0.006")), "6.00"),
        (FeeTerms(Decimal("0.006"), d0_rate=Decimal("0.0003")), "6.30"),
        (FeeTerms(Decimal("0.006"), d0_fixed=Decimal(2)), "8.00"),
        (FeeTerms(Decimal("0.006"), Decimal(5), d0_rate=Decimal("0.0003"), d0_fixed=Decimal(2)),
         "7.30"),
    ],
)  # fmt: skip
def test_money_paid_the_same_day_may_cost_more(terms: FeeTerms, fee: str) -> None:
    gross = Money.parse("1000.00", "CNY")
    assert expected_fee(gross, terms, same_day=True).plain == fee
    assert expected_fee(gross, terms).decimal <= Decimal(6)
