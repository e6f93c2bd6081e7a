"""Capitals as the central bank's rule writes them."""

import pytest

from posassist.documents.amounts import capitals, figures, in_words
from posassist.domain.money import Money


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "人民币壹拾万零柒仟元伍角叁分"),
        ("10", "人民币壹拾元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("0", "人民币零元整"),
        ("-3.20", "人民币负叁元贰角整"),
        ("100000000", "人民币壹亿元整"),
        ("100000001", "人民币壹亿零壹元整"),
        ("20030040.06", "人民币贰仟零叁万零肆拾元零陆分"),
        ("300000500000.00", "人民币叁仟亿零伍拾万元整"),
    ],
)
def test_capitals_follow_the_rule(amount: str, written: str) -> None:
    assert capitals(Money.parse(amount, "CNY")) == written


def test_sums_beyond_one_line_still_read_right() -> None:
    assert capitals(Money.of(10**15, "CNY")) == "人民币壹拾万亿元整"
    assert capitals(Money.of(10**15 + 2 * 10**10, "CNY")) == "人民币壹拾万零贰亿元整"


def test_a_fee_finer_than_fen_is_rounded_first() -> None:
    assert capitals(Money.parse_fine("0.0052", "CNY")) == "人民币壹分"


def test_other_money_is_written_with_its_code() -> None:
    assert in_words(Money.of(-128600, "USD")) == "USD -1,286.00"
    assert in_words(Money.of(1286, "JPY")) == "JPY 1,286"
    assert figures(Money.of(128600, "EUR")) == "EUR 1,286.00"


def test_figures_carry_the_sign_directly_and_the_capitals() -> None:
    assert figures(Money.of(1000, "CNY")) == "¥10.00（人民币壹拾元整）"
