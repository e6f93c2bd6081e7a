"""MT940 in the dialects of the banks."""

import json
from collections.abc import Callable

import pytest

from posassist.base.errors import StatementUnreadable
from posassist.statements.statement import Statement

Read = Callable[..., Statement]


def mt940(
    *fields: str,
    opening: str = "C260831EUR100,00",
    closing: str = "C260930EUR200,00",
    account: str = "DE0012345678",
) -> str:
    inside = "".join(f"{each}\r\n" for each in fields)
    return (
        f":20:REF1\r\n:25:{account}\r\n:28C:1/1\r\n:60F:{opening}\r\n{inside}"
        f":62F:{closing}\r\n-\r\n"
    )


SALE = ":61:2609100910C100,00NTRFNONREF//B1\r\n:86:batch 7"


def test_a_statement_gives_its_lines_period_and_balance(read: Read) -> None:
    found = read(mt940(SALE))
    assert (found.format_id, found.kind, found.encoding) == ("mt940", "bank", "utf-8")
    assert found.sums == {"EUR": "100.00"}
    one = found.bank[0]
    assert (one.row, str(one.booked_on), one.memo, one.reference) == (
        1,
        "2026-09-10",
        "batch 7",
        "B1",
    )
    assert json.loads(one.raw)["86"] == "batch 7"
    assert tuple(map(str, found.period or ())) == ("2026-09-01", "2026-09-30")
    assert [(each.name, each.agrees) for each in found.checks] == [("balance", True)]
    assert not found.warnings


@pytest.mark.parametrize(
    ("mark", "amount"),
    [
        ("C", "5.00"),
        ("D", "-5.00"),
        ("RC", "-5.00"),
        ("RD", "5.00"),
        ("CR", "5.00"),
        ("DR", "-5.00"),
        ("RCR", "-5.00"),
        ("d", "-5.00"),
        ("rc", "-5.00"),
    ],
)
def test_reversals_and_funds_codes_have_the_sign_of_the_money(
    read: Read, mark: str, amount: str
) -> None:
    assert read(mt940(f":61:2609100910{mark}5,00NTRFX")).bank[0].amount.plain == amount


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("2609100912C5,00NTRFX", "2026-09-12"),
        ("260910C5,00NTRFX", "2026-09-10"),
        ("260910    C5,00NTRFX", "2026-09-10"),
        ("2512310102C5,00NTRFX", "2026-01-02"),
        ("2601021231C5,00NTRFX", "2025-12-31"),
        ("240229C5,NTRFX", "2024-02-29"),
    ],
)
def test_the_day_is_the_entry_day_across_the_turn_of_the_year(
    read: Read, field: str, day: str
) -> None:
    assert str(read(mt940(f":61:{field}")).bank[0].booked_on) == day


@pytest.mark.parametrize(
    ("field", "amount"),
    [
        ("260910C000000000006,75NTRF", "6.75"),
        ("260910C6800,NCHK1", "6800.00"),
        ("260910C,50NCHK1", "0.50"),
        ("260910C65,00NOVBNL47INGB9999999999\r\nhr gjlm", "65.00"),
        ("260910C65,00NTRFA-LONG-CUSTOMER-REFERENCE-OF-40-CHARACTERS//B1", "65.00"),
        ("260910C65,00N102EREF\r\nsecond\r\nthird line", "65.00"),
    ],
)
def test_amounts_and_references_of_many_banks(read: Read, field: str, amount: str) -> None:
    assert read(mt940(f":61:{field}")).bank[0].amount.plain == amount


@pytest.mark.parametrize(
    "field",
    [
        "260230C5,00NTRFX",
        "2609100230C5,00NTRFX",
        "260910X5,00NTRFX",
        "260910ED5,00NTRFX",
        "260910C5.00NTRFX",
        "260910C5NTRFX",
        "260910C1.234,00NTRFX",
        "260910C5,00,00NTRFX",
        "260910C1234567890123456,00NTRFX",
        "260910C,NTRFX",
        "260910C5,005NTRFX",
        "",
        "batch 7",
    ],
)
def test_a_transaction_that_cannot_be_read_is_a_bad_row(read: Read, field: str) -> None:
    found = read(mt940(SALE, f":61:{field}", SALE))
    assert [each.row for each in found.bad_rows] == [2]
    assert [each.row for each in found.bank] == [1, 3]


def test_texts_are_put_together_again(read: Read) -> None:
    full = "x" * 65
    found = read(mt940(f":61:2609100910C5,00NTRFX\r\n:86:{full}\r\nyz\r\nend\r\n:86:more", ":86:"))
    assert found.bank[0].memo == f"{full}yz end more"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("166?00CREDIT?20batch?32CARD ACQ?33UIRER", "CARD ACQ UIRER"),
        ("/EREF/1//BENM//NAME/ACQUIRER/REMI/batch", "ACQUIRER"),
        ("batch", ""),
    ],
)
def test_the_other_party_is_named_by_structured_texts(read: Read, text: str, name: str) -> None:
    assert read(mt940(f":61:2609100910C5,00NTRFX\r\n:86:{text}")).bank[0].counterparty == name


def test_wrappers_preambles_and_control_bytes_are_no_text(read: Read) -> None:
    block = "{1:F01BANK}{2:I940BANKN}{4:\r\n" + mt940(SALE).replace("-\r\n", "-}{5:}\r\n")
    found = read("An example\r\n-----\r\n\x01" + block + "\x1a" + block)
    assert found.sums == {"EUR": "200.00"}
    assert [each.memo for each in found.bank] == ["batch 7", "batch 7"]


def test_statements_of_one_account_follow_on_one_another(read: Read) -> None:
    second = mt940(SALE, opening="C260930EUR250,00", closing="C261031EUR350,00")
    found = read(mt940(SALE) + second)
    assert [(each.name, each.declared, each.counted, each.agrees) for each in found.checks] == [
        ("balance 1", "200.00", "200.00", True),
        ("opening 2", "250.00", "200.00", False),
        ("balance 2", "350.00", "350.00", True),
    ]
    assert tuple(map(str, found.period or ())) == ("2026-09-01", "2026-10-31")


def test_accounts_that_share_no_day_cover_those_of_the_latest(read: Read) -> None:
    other = mt940(SALE, opening="C270101PLN0,00", closing="C270131PLN0,00", account="PL1")
    found = read(mt940(SALE) + other.replace("2609100910", "2701100110"))
    assert found.sums == {"EUR": "100.00", "PLN": "100.00"}
    assert tuple(map(str, found.period or ())) == ("2027-01-02", "2027-01-31")


def test_an_entry_on_the_day_of_the_opening_balance_is_covered(read: Read) -> None:
    found = read(mt940(":61:260831C5,00NTRFX"))
    assert str((found.period or (None,))[0]) == "2026-08-31"


def test_an_interim_report_has_no_closing_balance(read: Read) -> None:
    text = (
        ":20:R\n:25:DE1\n:28C:1\n:34F:EURD0,00\n:13D:2609101200+0200\n:61:260910C5,00NTRFX\n"
        ":61:260910D2,00NTRFX\n:90C:1EUR5,00\n:90D:2EUR2,00\n:90D:soon\n:90C:1EUR1,2,3\n-\n"
    )
    found = read(text)
    assert found.sums == {"EUR": "3.00"}
    assert [(each.name, each.agrees) for each in found.checks] == [
        ("count_credit", True),
        ("sum_credit", True),
        ("count_debit", False),
        ("sum_debit", True),
    ]
    assert "A balance is left out" in str(found.warnings)


def test_without_any_balance_the_currency_is_the_shop_s(read: Read) -> None:
    found = read(":20:R\n:25:DE1\n:28C:1\n:13D:2609101200+0200\n:61:260910C5,00NTRFX\n-\n")
    assert found.sums == {"CNY": "5.00"}
    assert "does not name its currency" in str(found.warnings)


def test_an_unknown_field_is_told(read: Read) -> None:
    found = read(mt940(SALE, ":99Z:what is this", ":99Z:again", ":64:C260930EUR200,00"))
    assert [str(each) for each in found.warnings] == [
        "The field 99Z is not known and left out: what is this"
    ]


def test_a_file_cut_off_anywhere_is_refused(read: Read) -> None:
    whole = mt940(SALE, SALE)
    for cut in range(whole.index(":28C:") + 5, whole.index("EUR200,00") + 3):
        with pytest.raises(StatementUnreadable):
            read(whole[:cut])


@pytest.mark.parametrize(
    "broken",
    [
        mt940(SALE, closing="C260930EUR1.234,00"),
        mt940(SALE, closing="C260230EUR1,00"),
        mt940(SALE, closing="C260930euroeuro"),
        mt940(SALE, closing="C260930E-R1,00"),
        mt940(SALE).replace(":62F:C260930EUR200,00\r\n", "") + mt940(SALE),
    ],
)
def test_a_balance_that_is_none_means_damage(read: Read, broken: str) -> None:
    with pytest.raises(StatementUnreadable):
        read(broken)


def test_text_that_is_no_statement_is_refused_where_it_is_asked_for(read: Read) -> None:
    with pytest.raises(StatementUnreadable):
        read(":61:260910C5,00NTRFX", format_id="mt940")


@pytest.mark.parametrize(
    ("name", "encoding", "assumed"),
    [("收款", "utf-8", False), ("收款", "gb2312", True), ("Überweisung für", "cp1252", True)],
)
def test_an_encoding_that_no_field_names_is_told(
    read: Read, name: str, encoding: str, assumed: bool
) -> None:
    found = read(mt940(f":61:260910C100,00NTRFX\r\n:86:{name}").encode(encoding))
    assert (found.encoding, found.bank[0].memo) == (encoding, name)
    assert any("name its encoding" in str(each) for each in found.warnings) is assumed


def test_a_card_number_broken_over_two_lines_is_struck_in_both(read: Read) -> None:
    found = read(mt940(":61:260910C100,00NTRFX\r\n:86:card 411111111\r\n1111111 end"))
    assert b"card 411111***\r\n***1111 end" in found.kept
    assert found.bank[0].memo == "card 411111*** ***1111 end"
    assert [(each.where, each.count) for each in found.struck] == [("86", 1)]
    assert read(found.kept).bank == found.bank
