"""Amounts as papers ask for them: figures, and words no one can alter.

Capitals after 正确填写票据和结算凭证的基本规定 (People's Bank of China).
"""

from typing import Final

from posassist.base.i18n import Language
from posassist.domain.money import Money

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUP: Final = 4
_ONES: Final = [
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
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_THOUSANDS: Final = (
    (10**15, "quadrillion"), (10**12, "trillion"), (10**9, "billion"), (10**6, "million"),
    (10**3, "thousand"), (10**2, "hundred"),
)  # fmt: skip


def capitals(money: Money) -> str:
    """Write Chinese money in capitals: 人民币壹仟肆佰零玖元伍角整."""
    total = abs(money.rounded().minor)
    yuan, jiao, fen = total // 100, total // 10 % 10, total % 10
    parts = ["人民币", "负" if money.minor < 0 and total else ""]
    if yuan or not total:
        parts.append(f"{_whole(yuan)}元")
    if jiao:
        parts.append(f"{_DIGITS[jiao]}角")
    elif fen and yuan:
        parts.append("零")
    parts.append(f"{_DIGITS[fen]}分" if fen else "整")
    return "".join(parts)


def in_words(money: Money, words: Language) -> str:
    """Write an amount in words of a language; Chinese money carries its capitals everywhere."""
    exact = money.rounded()
    whole, part = divmod(abs(exact.minor), 10**exact.exponent)
    rest = str(part).zfill(exact.exponent) if exact.exponent else ""
    chinese = money.currency == "CNY"
    if words.code.startswith("zh"):
        if chinese:
            return capitals(exact)
        sign = "负" if exact.minor < 0 else ""
        tail = f"点{''.join(_DIGITS[int(digit)] for digit in rest)}" if rest else "整"
        return f"{money.currency} {sign}{_whole(whole)}{tail}"
    sign = "minus " if exact.minor < 0 else ""
    tail = f" and {rest}/{10**exact.exponent}" if rest else ""
    english = f"{money.currency} {sign}{_english(whole)}{tail}"
    return f"{english}, {capitals(exact)}" if chinese else english


def figures(money: Money, words: Language) -> str:
    """Return the amount in figures and, in brackets, in words."""
    template = "{0}（{1}）" if words.code.startswith("zh") else "{0} ({1})"
    return template.format(money, in_words(money, words))


def _english(number: int) -> str:
    """Write a whole number in English: twelve thousand three hundred forty-five."""
    if number < len(_ONES):
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    size, name = next(each for each in _THOUSANDS if number >= each[0])
    count, rest = divmod(number, size)
    return f"{_english(count)} {name}" + (f" {_english(rest)}" if rest else "")


def _whole(number: int) -> str:
    """Write whole yuan: one 零 for a run of inner zeros, 万 and 亿 after their groups."""
    if not number:
        return _DIGITS[0]
    text = str(number)
    groups = (len(text) + _GROUP - 1) // _GROUP
    text = text.zfill(groups * _GROUP)
    written: list[str] = []
    zero = False
    for index in range(groups):
        rank = groups - 1 - index
        group = text[index * _GROUP : (index + 1) * _GROUP]
        for place, digit in zip(range(_GROUP - 1, -1, -1), group, strict=True):
            if digit == "0":
                zero = bool(written)
                continue
            written += [_DIGITS[0] if zero else "", _DIGITS[int(digit)], _PLACES[place]]
            zero = False
        if rank % 2 and int(group):
            written.append("万")
        if rank >= 2 and rank % 2 == 0:  # 亿 also closes a group of 万亿 above it
            written.append("亿")
    return "".join(written)
