"""Money is whole minor units of a currency; it is read strictly and rounded in one place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.domain.money import MixedCurrencies, Money, exponent_of

CURRENCIES = st.sampled_from(("CNY", "JPY", "KWD", "EUR"))


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1286.00", "CNY", 128600),
        ("-0.5", "CNY", -50),
        ("+7", "CNY", 700),
        ("1000", "JPY", 1000),
        ("1000.00", "JPY", 1000),
        ("10.125", "KWD", 10125),
        ("999999999999.99", "CNY", 99999999999999),
    ],
)
def test_plain_figures_are_read(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money.of(minor, currency)


@pytest.mark.parametrize(
    "text",
    ["", "1,000", "1.005", "1e3", "NaN", "Infinity", "1.", ".5", "1000000000000", "１２", " 1"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Money.parse(text, "CNY")


def test_a_fee_keeps_the_digits_it_was_written_with() -> None:
    fee = Money.parse_fine("0.00040", "CNY")
    assert (fee.minor, fee.exponent, fee.plain) == (40, 5, "0.00040")
    assert Money.parse_fine("2", "CNY").plain == "2.00"
    with pytest.raises(ValueError, match=r"0\.000000001"):
        Money.parse_fine("0.000000001", "CNY")


@pytest.mark.parametrize(
    ("fine", "rounded"),
    [("0.005", "0.01"), ("0.00499", "0.00"), ("-0.005", "-0.01"), ("1.234", "1.23")],
)
def test_rounding_is_half_up_away_from_nothing(fine: str, rounded: str) -> None:
    assert Money.parse_fine(fine, "CNY").rounded().plain == rounded


def test_sums_keep_the_finer_digits() -> None:
    total = Money.parse("1.13", "CNY") - Money.parse_fine("0.00429", "CNY")
    assert (total.plain, total.rounded().plain) == ("1.12571", "1.13")


def test_currencies_never_meet_in_a_sum() -> None:
    with pytest.raises(MixedCurrencies, match="CNY USD"):
        Money.zero("CNY") + Money.zero("USD")


def test_amounts_are_said_as_a_person_reads_them() -> None:
    assert str(Money.parse("-1286", "CNY")) == "-¥1,286.00"
    assert str(Money.parse("1286", "JPY")) == "JPY 1,286"
    assert str(abs(Money.parse("-12", "KWD"))) == "KWD 12.000"


@given(minor=st.integers(-(10**14) + 1, 10**14 - 1), currency=CURRENCIES)
def test_what_is_written_is_read_again(minor: int, currency: str) -> None:
    money = Money.of(minor, currency)
    if abs(money.decimal) < 10**12:
        assert Money.parse(money.plain, currency) == money
    assert money.decimal == Decimal(minor).scaleb(-exponent_of(currency))
    assert (money - money, money + -money) == (Money.zero(currency),) * 2
