"""Card numbers never leave the parser whole."""

import random
import time

import pytest

from posassist.base.cards import holds_card, is_card, luhn, mask, masked


def invented(rng: random.Random, prefix: str = "622202", length: int = 19) -> str:
    digits = prefix + "".join(str(rng.randrange(10)) for _ in range(length - len(prefix) - 1))
    return next(digits + str(check) for check in range(10) if luhn(digits + str(check)))


@pytest.mark.parametrize("prefix", ["622202", "411111", "5500", "3782", "81", "2221"])
@pytest.mark.parametrize("length", [13, 15, 16, 19])
def test_a_card_number_is_struck_wherever_it_stands(prefix: str, length: int) -> None:
    number = invented(random.Random(length), prefix, length)
    for text in (number, f"卡号{number}。", f"a{number}b", f"x-{number}", f"{number},1"):
        struck = mask(text)
        assert number not in struck
        assert number[:6] in struck
        assert number[-4:] in struck
        assert len(struck) == len(text)
        assert holds_card(text)
        assert not holds_card(struck)


def test_spaces_dashes_and_full_width_digits_do_not_hide_it() -> None:
    number = invented(random.Random(1), length=16)
    grouped = " ".join(number[i : i + 4] for i in range(0, 16, 4))
    wide = "".join(chr(ord(digit) - 48 + 0xFF10) for digit in number)
    assert mask(grouped) == f"{grouped[:7]}** **** {number[-4:]}"
    assert mask(grouped.replace(" ", "-")).count("*") == 6
    assert mask(wide)[6:12] == "******"


def test_other_figures_beside_it_do_not_hide_it() -> None:
    number = invented(random.Random(2), length=16)
    for text in (f"12 {number}", f"{number} 7", f"1 {number} 12", f"no. 001 {number}-1"):
        assert mask(text) == text.replace(number, masked(number))


def test_reference_numbers_dates_and_phone_numbers_stay() -> None:
    for text in ("632410000102", "20260914", "13800138000", "2026-09-14 10:18:09", "", "无数字"):
        assert mask(text) == text


def test_a_longer_number_is_no_card() -> None:
    number = invented(random.Random(2))
    assert mask("1" + number + "23456789") == "1" + number + "23456789"


def test_is_card_asks_for_length_issuer_and_check_digit() -> None:
    number = invented(random.Random(3))
    assert is_card(number)
    assert not is_card(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert not is_card("1" * 12)
    assert not is_card("0" * 16)
    assert masked("6222021234567890123") == "622202*********0123"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("4111111111111111 2026-09-01", "411111******1111 2026-09-01"),
        ("4111 1111 1111 1111 2026-09-01", "4111 11** **** 1111 2026-09-01"),
        ("0001-4111111111111111 20260901", "0001-411111******1111 20260901"),
    ],
)
def test_a_card_number_is_found_among_figures_beside_it(text: str, safe: str) -> None:
    assert mask(text) == safe


def test_a_number_longer_than_any_card_is_left_alone() -> None:
    assert mask("1009360611201503300040393756") == "1009360611201503300040393756"


def test_a_million_figures_in_one_run_are_looked_through_at_once() -> None:
    begun = time.process_time()
    assert not holds_card("1 2-3 " * 100_000)
    assert not holds_card("1111 " * 100_000)
    assert time.process_time() - begun < 10
