"""Amounts as papers ask for them: figures, and for Chinese money the capitals no one can alter.

Rules and vectors: 正确填写票据和结算凭证的基本规定 (People's Bank of China).
"""

from typing import Final

from posassist.domain.money import Money

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUP: Final = 4


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


def in_words(money: Money) -> str:
    """Return the second writing of an amount: capitals for CNY, else ISO code and figures."""
    if money.currency == "CNY":
        return capitals(money)
    sign = "-" if money.minor < 0 else ""
    return f"{money.currency} {sign}{abs(money.decimal):,.{money.exponent}f}"


def figures(money: Money) -> str:
    """Return the amount in figures and, for CNY, in capitals."""
    return f"{money}（{capitals(money)}）" if money.currency == "CNY" else str(money)


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
