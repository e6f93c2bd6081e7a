"""Card numbers never reach the disk: at most the first six and the last four digits stay.

Used while parsing, before anything is written, by every room that takes text from outside.
"""

import re
import unicodedata

STRUCK = "*"
# What may stand between the digits of one number: one or two spaces of any width, dashes of any
# length, a dot, an underscore, a character of no width.
GAP = "[ \\u00a0\\u2000-\\u200d\\u202f\\u2060\\u3000\\ufeff._\\-\\u2010-\\u2015\\u2212]{0,2}"
_RUN = re.compile(rf"\d(?:{GAP}\d){{12,}}", re.ASCII)
_BARE = re.compile(rb"(?<![\d.])\d{13,19}(?!\d)")
_GROUP = re.compile(r"\d+", re.ASCII)
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
    plain = text if text.isascii() else "".join(_plain(character) for character in text)
    out = list(text)
    for start, end in card_spans(plain):
        places = [i for i in range(start, end) if plain[i].isdigit()]
        for i in places[6:-4]:
            out[i] = STRUCK
    return "".join(out)


def mask_bytes(data: bytes) -> tuple[bytes, int]:
    """Strike bare card numbers in bytes of any kind; return how many there were."""
    struck = 0

    def hidden(found: re.Match[bytes]) -> bytes:
        nonlocal struck
        digits = found[0].decode()
        struck += is_card(digits)
        return masked(digits).encode() if is_card(digits) else found[0]

    return _BARE.sub(hidden, data), struck


def card_spans(plain: str) -> list[tuple[int, int]]:
    """Return the (start, end) of every card number in text of plain ASCII digits.

    A run of digits and gaps may hold a card with other figures beside it, as in
    `4111 1111 1111 1111 2026-09-01`: whole groups of it are put together, but a group of one or two
    digits only where the whole run is the number.
    """
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(plain):
        text, at = run.group(), run.start()
        groups = [each.span() for each in _GROUP.finditer(text)]
        if len(groups) <= 19 and is_card("".join(text[s:e] for s, e in groups)):
            found.append(run.span())
            continue
        for first, (start, _) in enumerate(groups):
            digits = ""
            for group_start, end in groups[first : first + 7]:
                digits += text[group_start:end]
                if end - group_start < 3 or len(digits) > 19:
                    break
                if is_card(digits):
                    found.append((at + start, at + end))
    return found


def holds_card(text: str) -> bool:
    """Say whether free text holds a whole card number."""
    return mask(text) != text


def _plain(character: str) -> str:
    if character.isascii():
        return character
    value = unicodedata.digit(character, None)
    return character if value is None else chr(48 + value)
