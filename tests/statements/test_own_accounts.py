"""Whose statement it is: the last figures of the accounts a file names above its table."""

import pytest

from posassist.statements.own_accounts import named_in, tails


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("卡号: 1234****9876,卡别名: x", ("9876",)),
        ("账号：6222021001116245678", ("5678",)),
        ("本方账户：1234 5678 9012 3456 户名: 张", ("3456",)),
        ("Account Number 12345678", ("5678",)),
        ("Account: ****4321", ("4321",)),
        ("IBAN DE89 3704 0044 0532 0130 00", ("3000",)),
        ("Kontonummer 0532013000 Konto 0532013999", ("3000", "3999")),
        ("对方账号: 1234567890", ()),
        ("账户 2024年流水", ()),
        ("Account balance 1,234.50", ()),
        ("起始日期 2025-01-01", ()),
    ],
)
def test_what_a_file_says_of_its_account(row: str, told: tuple[str, ...]) -> None:
    assert named_in([[row]]) == told
    assert named_in([row.split(" ")]) == told


def test_a_number_that_shows_no_four_figures_tells_nothing() -> None:
    assert tails(["12", "NL91ABNA0417164300", "XXXX", "1234", ""]) == ("4300",)
