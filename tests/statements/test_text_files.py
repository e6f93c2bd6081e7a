"""Text files are read whole or refused plainly, whatever is wrong with them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.base.errors import (
    StatementAmbiguous,
    StatementError,
    StatementHostile,
    StatementLocked,
    StatementNotRecognized,
    StatementUnreadable,
    WrongUsage,
)
from posassist.base.paths import resources
from posassist.catalog.formats import Format
from posassist.statements.recognize import claims
from posassist.statements.statement import Statement

pytestmark = pytest.mark.usefixtures("here")
Read = Callable[..., Statement]
HEAD = "booked_on,amount,currency,memo"
ROW = "2026-09-02,1.00,CNY,房租"
GOOD = f"{HEAD}\n{ROW}\n"
ICBC = """明细查询文件下载

卡号: 1234****9876,"卡别名: "

交易日期,摘要,交易场所,记账金额(收入),记账金额(支出),记账币种,余额,对方户名
2026-09-02  \t,"消费  \t","店  \t","1,000.00  \t","-  \t",人民币  \t,"5,000.00  \t","甲  \t",
2026-09-01  \t,"转出  \t","  \t","  \t","50.00  \t",美元或人民币,"4,000.00  \t","乙  \t",
2026-09-01  \t,"转出  \t","  \t","  \t","50.00  \t",人民币  \t,"4,000.00  \t","乙  \t",
\t
人民币合计,,,"1,000.00  \t","50.00  \t",
"""


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (GOOD.encode(), "utf-8"),
        (GOOD.encode("utf-8-sig"), "utf-8-sig"),
        (b"\xff\xfe" + GOOD.encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + GOOD.encode("utf-16-be"), "utf-16"),
    ],
)
def test_an_encoding_is_told_by_its_mark_or_is_utf_8(
    read: Read, data: bytes, encoding: str
) -> None:
    found = read(data)
    assert found.encoding == encoding
    assert found.bank[0].memo == "房租"
    assert found.kept == data


def test_a_chinese_encoding_is_taken_where_the_header_then_matches(read: Read) -> None:
    found = read(ICBC.encode("gb18030"))
    assert found.encoding == "gb18030"
    assert found.bank[0].counterparty == "甲"


def test_bytes_that_are_no_text_in_any_format_are_refused(read: Read) -> None:
    with pytest.raises(StatementUnreadable, match=r"encoding.*told"):
        read(b"\x81\xff" + GOOD.encode())


def test_our_own_columns_in_another_encoding_are_told_to_be_saved_as_utf_8(read: Read) -> None:
    with pytest.raises(StatementNotRecognized) as refused:
        read(GOOD.encode("gb18030"))
    assert "UTF-8" in refused.value.next_step


def test_a_file_without_the_words_a_format_asks_for_is_not_claimed(read: Read) -> None:
    with pytest.raises(StatementNotRecognized):
        read(ICBC.replace("明细查询文件下载", "另一家银行"))


def test_latin_text_is_not_taken_for_chinese(read: Read) -> None:
    with pytest.raises(StatementError):
        read("Datum;Betrag;Währung\n01.09.2026;1,00;€ für Möbel\n".encode("cp1252"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_one(read: Read, end: str) -> None:
    found = read(GOOD.replace("\n", end))
    assert len(found.bank) == 1
    assert not found.warnings


def test_mixed_line_ends_blank_lines_and_quoted_breaks_are_rows_still(read: Read) -> None:
    text = f'{HEAD}\r\n\n{ROW}\r\n , , ,\n2026-09-03,2.00,CNY,"two\nlines"\n\r2026-09-04,3,CNY,\n'
    found = read(text)
    assert [(each.row, each.amount.plain) for each in found.bank] == [
        (1, "1.00"), (2, "2.00"), (3, "3.00"),
    ]  # fmt: skip
    assert found.bank[1].memo == "two\nlines"


def test_columns_may_stand_in_any_order_and_strange_ones_are_kept(read: Read) -> None:
    found = read("note,currency,amount,,note,booked_on\nn1,CNY,1.00,x,n2,2026-09-02\n")
    assert found.bank[0].raw == (
        '{"note": "n1", "currency": "CNY", "amount": "1.00", "#4": "x", "note (2)": "n2",'
        ' "booked_on": "2026-09-02"}'
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-09-03,2.00,CN", "fewer cells"),
        ("2026-09-03,2", "fewer cells"),
        ("2026-09-03,1,286.00,CNY,x", "more cells"),
        ('2026-09-03,2.00,CNY,"cut', "ends in the middle"),
    ],
)
def test_a_row_of_another_length_is_bad(read: Read, row: str, reason: str) -> None:
    found = read(GOOD + row)
    assert [each.row for each in found.bad_rows] == [2]
    assert reason in str(found.bad_rows[0].reason)
    assert len(found.bank) == 1


def test_a_last_row_without_line_break_is_pointed_out(read: Read) -> None:
    found = read(GOOD.rstrip())
    assert "line break" in str(found.warnings[0])
    assert not found.bad_rows


def test_empty_cells_beyond_the_header_do_not_count(read: Read) -> None:
    found = read(f"{HEAD}\n{ROW},,\n")
    assert not found.bad_rows
    assert "#5" not in found.bank[0].raw


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("booked_on,currency\n", "amount"),
        ("terminal_id,occurred_at,type,amount\n", "currency"),
        ("settled_on,gross,currency\n", "net"),
    ],
)
def test_a_missing_column_is_named(read: Read, text: str, column: str) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        read(text, name="june.csv")
    assert refused.value.fields["column"] == column
    assert refused.value.fields["file"] == "june.csv"
    assert refused.value.next_step


def test_a_column_twice_is_refused_only_where_it_is_meant(read: Read) -> None:
    with pytest.raises(StatementUnreadable, match=r"amount.*more than once"):
        read("booked_on,amount,currency,amount\n2026-09-02,1.00,CNY,2.00\n")


@pytest.mark.parametrize(
    ("data", "error", "word"),
    [
        (b"", StatementUnreadable, "empty"),
        (b" \r\n\t", StatementUnreadable, "empty"),
        (b"%PDF-1.7\n1 0 obj", StatementUnreadable, "PDF"),
        (b"\x89PNG\r\n\x1a\n", StatementUnreadable, "picture"),
        (b"<HTML><table><tr>", StatementUnreadable, "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, StatementUnreadable, "damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            StatementLocked,
            "password",
        ),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "b">]><a/>', StatementHostile, "entities"),
        (b'<?xml version="1.0"?><Document/>', StatementNotRecognized, "No format"),
        (b"name,age\nAnn,7\n", StatementNotRecognized, "No format"),
        (HEAD.encode("utf-16-le"), StatementUnreadable, "zero bytes"),
        (GOOD.encode() + b"\0", StatementUnreadable, "zero bytes"),
        (b"\xff\xfe" + b"a", StatementUnreadable, "no text"),
        (GOOD.encode() + b"x" * 1_000_001, StatementUnreadable, "1000001 characters"),
        (GOOD.encode() + b"x" * 200_000, StatementUnreadable, "cell too long"),
        (GOOD.encode() + b'"' + b"x\n" * 200_000, StatementUnreadable, "cell too long"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_with_its_name(
    read: Read, data: bytes, error: type[StatementError], word: str
) -> None:
    with pytest.raises(error, match=word) as refused:
        read(data, name="june.csv")
    assert "june.csv" in str(refused.value)
    assert refused.value.next_step


def test_a_card_number_in_the_name_of_a_file_is_not_said(read: Read) -> None:
    with pytest.raises(StatementError) as refused:
        read(b"", name="4111111111111111.csv")
    assert "411111******1111.csv" in str(refused.value)


def test_several_claimants_are_a_question(read: Read, own_format: Callable[[str], Path]) -> None:
    shipped = (resources() / "formats" / "posassist_bank.toml").read_text(encoding="utf-8")
    own = own_format(shipped.replace("posassist.bank", "other.bank"))
    with pytest.raises(StatementAmbiguous) as asked:
        read(GOOD, own=own)
    assert asked.value.claimants == ("other.bank", "posassist.bank")
    assert read(GOOD, own=own, format_id="other.bank").format_id == "other.bank"


def test_a_format_asked_for_must_exist_and_fit(read: Read, shipped: tuple[Format, ...]) -> None:
    with pytest.raises(WrongUsage, match="no format named"):
        read(GOOD, format_id="nobody.knows")
    with pytest.raises(StatementUnreadable, match="settled_on"):
        read(GOOD, format_id="posassist.settlement")
    with pytest.raises(StatementUnreadable, match="header row"):
        read(GOOD, format_id="cn.chinaums.mx")
    assert {each.id for each in shipped} >= {"cn.chinaums.mx"}


def test_claims_say_why(shipped: tuple[Format, ...]) -> None:
    claim = claims("x.csv", ICBC.encode(), shipped)[0]
    assert claim.format_id == "cn.icbc.debit"
    assert claim.score == len(claim.why) == 5
    assert "余额" in " ".join(map(str, claim.why))
    assert claims("x.csv", b"a,b\n1,2\n", shipped) == ()


def test_a_bank_file_with_a_preamble_and_a_closing_row_is_read(read: Read) -> None:
    found = read(ICBC)
    assert [each.amount.plain for each in found.bank] == ["1000.00", "-50.00"]
    assert [each.row for each in found.bank] == [1, 3]
    assert [each.row for each in found.bad_rows] == [2]
    assert "currency code" in str(found.bad_rows[0].reason)
    assert found.bank[0].memo == "消费 店"
    assert [(each.name, each.agrees) for each in found.checks] == [
        ("sum_credit", True), ("sum_debit", True), ("balance", True),
    ]  # fmt: skip


def test_a_closing_row_that_is_missing_means_cut_off(read: Read) -> None:
    with pytest.raises(StatementUnreadable, match="cut off"):
        read(ICBC[: ICBC.index("人民币合计")])


def test_rows_after_the_closing_row_are_pointed_out(read: Read) -> None:
    found = read(ICBC + "2026-09-05,a,b,1.00,,人民币,1.00,c,\n")
    assert "1 rows after the closing row" in " ".join(map(str, found.warnings))


@pytest.mark.parametrize(
    ("credit", "debit", "reason"),
    [('"1.00"', '"2.00"', "both filled"), ("-", "", "is empty"), ('"1,00.00"', "", "no amount")],
)
def test_money_goes_in_or_out(read: Read, credit: str, debit: str, reason: str) -> None:
    found = read(ICBC.replace('"1,000.00  \t","-  \t"', f"{credit},{debit}", 1))
    assert reason in str(found.bad_rows[0].reason)


def test_a_closing_sum_that_is_no_number_or_missing_is_no_match(read: Read) -> None:
    found = read(ICBC.replace('"1,000.00  \t","50.00  \t",\n', "x\n"))
    assert [(each.name, each.declared) for each in found.checks] == [
        ("sum_credit", "x"), ("balance", "5000.00"),
    ]  # fmt: skip
    assert not found.checks[0].agrees


@pytest.mark.parametrize(
    ("cells", "damaged"),
    [
        (["4.2E+27", "42000012"], True),
        (["4200001234567890000", "1000001234567890000"], True),
        (["4200001234567890000", "1000001234567890123"], False),
        (["1234567890123450"], True),
        (["123456789012345"], False),
        (["R1", ""], False),
    ],
)
def test_long_numbers_a_spreadsheet_has_damaged_are_said(
    read: Read, cells: list[str], damaged: bool
) -> None:
    rows = "".join(f"2026-09-02,1.00,CNY,{each}\n" for each in cells)
    found = read(f"booked_on,amount,currency,reference\n{rows}")
    assert any("spreadsheet has damaged" in str(each) for each in found.warnings) is damaged
