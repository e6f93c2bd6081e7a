"""Amounts in words, as the central bank's rule and English cheques write them; read back, equal."""

import random
import re

import pytest

from posassist.base.i18n import language
from posassist.documents.amounts import capitals, figures, in_words
from posassist.domain.money import Money

ZH, EN = language("zh_CN"), language("en")
SHARE = 150  # amounts a round; 667 rounds draw 100,000
DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
ENGLISH = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
) | {
    name: 10 * (place + 2)
    for place, name in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    )
}
SIZES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def chinese_number(text: str) -> int:
    """Read 壹拾万零柒仟 by splitting at the largest unit, unlike the writer."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in text:
            high, low = text.rsplit(unit, 1)
            return chinese_number(high) * size + (chinese_number(low) if low else 0)
    total = digit = 0
    for sign in text:
        if sign in PLACES:
            total, digit = total + digit * PLACES[sign], 0
        else:
            digit = DIGITS[sign]
    return total + digit


def minor_of_capitals(text: str) -> int:
    found = re.fullmatch(r"人民币(负?)(?:(.+?)元)?(?:零)?(?:(.)角)?(?:(.)分)?整?", text)
    assert found, text
    negative, yuan, jiao, fen = found.groups()
    minor = chinese_number(yuan or "零") * 100
    minor += DIGITS[jiao or "零"] * 10 + DIGITS[fen or "零"]
    return -minor if negative else minor


def minor_of_english(text: str, exponent: int) -> int:
    found = re.fullmatch(r"[A-Z]{3} (minus )?([a-z -]+?)(?: and (\d+)/(\d+))?", text)
    assert found, text
    negative, words, part, whole = found.groups()
    total = group = 0
    for word in re.split(r"[ -]", words):
        if word == "hundred":
            group *= 100
        elif word in SIZES:
            total, group = total + group * SIZES[word], 0
        else:
            group += ENGLISH[word]
    scale = int("1" + "0" * exponent)
    assert int(whole or 1) == scale
    minor = (total + group) * scale + int(part or 0)
    return -minor if negative else minor


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


@pytest.mark.parametrize(
    ("money", "english", "chinese"),
    [
        (
            Money.of(-128640, "USD"),
            "USD minus one thousand two hundred eighty-six and 40/100",
            "USD 负壹仟贰佰捌拾陆点肆零",
        ),
        (
            Money.of(1286, "JPY"),
            "JPY one thousand two hundred eighty-six",
            "JPY 壹仟贰佰捌拾陆整",
        ),
        (Money.of(5, "KWD"), "KWD zero and 005/1000", "KWD 零点零零伍"),
        (Money.of(0, "EUR"), "EUR zero and 00/100", "EUR 零点零零"),
        (
            Money.of(10**8 * 3 + 2000, "EUR"),
            "EUR three million twenty and 00/100",
            "EUR 叁佰万零贰拾点零零",
        ),
    ],
)
def test_other_money_is_written_with_its_code(money: Money, english: str, chinese: str) -> None:
    assert in_words(money, EN) == english
    assert in_words(money, ZH) == chinese


def test_chinese_money_keeps_its_capitals_in_english() -> None:
    assert in_words(Money.of(1000, "CNY"), EN) == "CNY ten and 00/100, 人民币壹拾元整"


def test_figures_carry_the_words_in_brackets() -> None:
    assert figures(Money.of(1000, "CNY"), ZH) == "¥10.00（人民币壹拾元整）"
    assert figures(Money.of(1000, "EUR"), EN) == "EUR 10.00 (EUR ten and 00/100)"


def test_any_amount_read_back_from_its_words_is_the_same(count: int, seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(count * SHARE):
        minor = draw.randrange(-(10 ** draw.randint(1, 14)), 10 ** draw.randint(1, 14))
        assert minor_of_capitals(capitals(Money.of(minor, "CNY"))) == minor
        for currency, exponent in (("USD", 2), ("JPY", 0), ("KWD", 3)):
            money = Money.of(minor, currency)
            assert minor_of_english(in_words(money, EN), exponent) == minor
