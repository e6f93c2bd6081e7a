"""Card numbers never reach the disk: at most the first six and the last four digits stay.

Used while parsing, before anything is written, by every room that takes text from outside.
"""

import re
import unicodedata

STRUCK = "*"
# 13 to 19 digits, single spaces or dashes allowed between them, not part of a longer number.
_CANDIDATE = re.compile(r"(?<!\d)\d(?:[ \u00a0\-\u2013]?\d){12,18}(?![ \u00a0\-\u2013]?\d)")
# Digits in groups, enough for a card number with other figures beside it.
_LONG_RUN = re.compile(r"\d(?:[ \u00a0\-\u2013]?\d){13,}")
# Issuer prefixes in use: UnionPay 62/81, Visa 4, Mastercard 51-55 and 2221-2720, Amex 34/37,
# JCB 3528-3589, Diners 30/36/38/39, Discover 6011/644-649/65, Maestro 50/56-58/67/63,
# mainland debit cards of the old kind 9xxx and 4/5/6 (ISO/IEC 7812 registry, common ranges).
_ISSUER = re.compile(
    r"^(?:4|5[0-8]|2[2-7]|3[0-9]|6[0-9]|81|9[0-9])",
)


def luhn(digits: str) -> bool:
    """Say whether the last digit is the check digit of the rest (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = ord(digit) - 48
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Say whether a bare run of digits is a card number by length, issuer and check digit."""
    return (
        13 <= len(digits) <= 19
        and digits.isascii()
        and digits.isdigit()
        and bool(_ISSUER.match(digits))
        and luhn(digits)
    )


def masked(digits: str) -> str:
    """Keep the first six and the last four of a card number, strike the rest."""
    return digits[:6] + STRUCK * (len(digits) - 10) + digits[-4:]


def mask(text: str) -> str:
    """Strike the middle of every card number in free text, whatever stands around it.

    Full-width digits count as digits; spaces and dashes between digits are kept in place.
    """
    if not any(character.isdigit() for character in text):
        return text
    plain = "".join(_plain(character) for character in text)
    out = list(text)
    for start, end in card_spans(plain):
        places = [i for i in range(start, end) if plain[i].isdigit()]
        for i in places[6:-4]:
            out[i] = STRUCK
    return "".join(out)


def card_spans(plain: str) -> list[tuple[int, int]]:
    """Return the (start, end) of every card number in text of plain ASCII digits."""
    return [
        (found.start(), found.end())
        for found in _CANDIDATE.finditer(plain)
        if is_card(re.sub(r"\D", "", found.group()))
    ] + _spans_beside_figures(plain)


def _spans_beside_figures(plain: str) -> list[tuple[int, int]]:
    """Find cards in longer runs: `4111 1111 1111 1111 2026-09-01`, `12 4111111111111111`.

    Only whole groups of three digits and more are put together.
    """
    found: list[tuple[int, int]] = []
    for run in _LONG_RUN.finditer(plain):
        groups = [each.span() for each in re.finditer(r"\d+", run.group())]
        for first, (start, _) in enumerate(groups):
            digits = ""
            for group_start, group_end in groups[first:]:
                digits += run.group()[group_start:group_end]
                if len(digits) > 19 or group_end - group_start < 3:
                    break
                if is_card(digits):
                    found.append((run.start() + start, run.start() + group_end))
    return found


def holds_card(text: str) -> bool:
    """Say whether free text holds a whole card number."""
    return mask(text) != text


def _plain(character: str) -> str:
    if character.isascii():
        return character
    value = unicodedata.digit(character, None)
    return character if value is None else chr(48 + value)
