"""OFX and QFX, SGML or XML, as banks write them."""

import json
from collections.abc import Callable

import pytest

from posassist.base.errors import StatementHostile, StatementUnreadable
from posassist.statements.statement import Statement

Read = Callable[..., Statement]
HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:{charset}\n\n"
LINE = (
    "<STMTTRN><TRNTYPE>{kind}<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{id}"
    "<NAME>{name}<MEMO>{memo}</STMTTRN>\n"
)


def line(
    amount: str = "-6.60",
    day: str = "20260901",
    id_: str = "1",
    name: str = "ACQUIRER",
    memo: str = "batch 7",
    kind: str = "POS",
) -> str:
    return LINE.format(amount=amount, day=day, id=id_, name=name, memo=memo, kind=kind)


def ofx(
    *lines: str, account: str = "12345678", currency: str = "<CURDEF>CAD", more: str = ""
) -> str:
    return (
        f"<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{currency}<BANKACCTFROM><BANKID>1"
        f"<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260901<DTEND>20260930120000.000[-5:EST]{''.join(lines)}"
        f"</BANKTRANLIST>{more}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def test_leaves_may_stand_open(read: Read) -> None:
    found = read(HEADER.format(charset=1252) + ofx(line(), line("1000.5", "20260930", "2")))
    assert (found.format_id, found.kind, found.encoding) == ("ofx", "bank", "utf-8")
    assert [(each.row, str(each.booked_on), each.amount.plain) for each in found.bank] == [
        (1, "2026-09-01", "-6.60"),
        (2, "2026-09-30", "1000.50"),
    ]
    assert found.sums == {"CAD": "993.90"}
    assert (found.gross, found.fees) == (None, None)
    assert tuple(map(str, found.period or ())) == ("2026-09-01", "2026-09-30")
    assert not found.warnings


def test_a_line_keeps_its_party_text_and_id_and_all_else_raw(read: Read) -> None:
    one = read(ofx(line(name="Tom &amp; Co", memo="a\n  b", id_="F9"))).bank[0]
    assert (one.counterparty, one.memo, one.reference) == ("Tom & Co", "a b", "F9")
    assert json.loads(one.raw)["TRNTYPE"] == "POS"


def test_xml_with_closed_leaves_cdata_and_comments_reads_the_same(read: Read) -> None:
    closed = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
        "<!-- from the bank --><OFX><STMTRS><CURDEF>CAD</CURDEF><BANKTRANLIST>"
        "<STMTTRN><TRNTYPE>POS</TRNTYPE><DTPOSTED>20260901</DTPOSTED><TRNAMT>-6,60</TRNAMT>"
        "<FITID/><NAME><![CDATA[ A < B & C ]]></NAME><!-- <TRNAMT>9 --></STMTTRN>"
        "</BANKTRANLIST></STMTRS></OFX>"
    )
    found = read(closed)
    assert found.sums == {"CAD": "-6.60"}
    assert found.bank[0].counterparty == "A < B & C"
    assert found.bank[0].reference == ""


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("-200,00", "-200.00"),
        ("+5", "5.00"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234,567", "1234567.00"),
        (".5", "0.50"),
        ("-,5", "-0.50"),
        ("0012.00", "12.00"),
        ("12.000", "12.00"),
    ],
)
def test_amounts_have_a_point_or_a_comma(read: Read, written: str, read_as: str) -> None:
    assert read(ofx(line(written))).bank[0].amount.plain == read_as


@pytest.mark.parametrize(
    "written", ["1,234", "12.345", "1e5", "NaN", "--5", "5-", "1 000", "١٢", "9" * 13, ".", "-"]
)
def test_an_amount_that_could_mean_two_things_is_a_bad_row(read: Read, written: str) -> None:
    found = read(ofx(line(), line(written)))
    assert [each.row for each in found.bad_rows] == [2]
    assert found.sums == {"CAD": "-6.60"}


@pytest.mark.parametrize(
    "written", ["20260230", "2026-09-01", "260901", "20260901X", "18991231", "20260901[", ""]
)
def test_a_day_that_is_none_is_a_bad_row(read: Read, written: str) -> None:
    found = read(ofx(line(), line(day=written), line()))
    assert [each.row for each in found.bad_rows] == [2]
    assert [each.row for each in found.bank] == [1, 3]


def test_a_field_that_stands_there_twice_is_a_bad_row(read: Read) -> None:
    found = read(ofx(line(memo="x<TRNAMT>7.00")))
    assert "twice" in str(found.bad_rows[0].reason)


def test_the_currency_of_a_row_goes_before_that_of_the_account(read: Read) -> None:
    own = line(memo="x<CURRENCY><CURRATE>1<CURSYM>AUD</CURRENCY>")
    paid = line(memo="x<ORIGCURRENCY><CURRATE>1<CURSYM>JPY</ORIGCURRENCY>")
    assert read(ofx(own, paid)).sums == {"AUD": "-6.60", "CAD": "-6.60"}


def test_an_empty_currency_is_the_shop_s_with_a_warning(read: Read) -> None:
    found = read(ofx(line(), currency="<CURDEF></CURDEF>"))
    assert found.sums == {"CNY": "-6.60"}
    assert "does not name its currency" in str(found.warnings[0])


def test_several_accounts_are_read_and_named_by_their_last_digits(read: Read) -> None:
    both = ofx(line()).removesuffix("</OFX>") + ofx(line(), account="87654321").removeprefix(
        "<OFX>"
    )
    found = read(both)
    assert found.sums == {"CAD": "-13.20"}
    assert "…5678, …4321" in str(found.warnings[0])
    assert "12345678" not in str(found.warnings[0])


def test_two_files_one_after_the_other_are_both_read(read: Read) -> None:
    assert len(read(ofx(line()) + "\n" + ofx(line(id_="2"))).bank) == 2


def test_equal_rows_all_stay_and_equal_ids_are_told(read: Read) -> None:
    found = read(ofx(line(), line(), line(id_="")))
    assert len(found.bank) == 3
    assert [str(each) for each in found.warnings] == [
        "1 rows repeat the id of another one (first: row 2): both are kept"
    ]


def test_an_unknown_type_is_kept_with_a_warning(read: Read) -> None:
    found = read(ofx(line(kind="WINDFALL")))
    assert found.sums == {"CAD": "-6.60"}
    assert "WINDFALL" in str(found.warnings[0])


def test_a_credit_with_a_minus_is_taken_as_printed_with_a_warning(read: Read) -> None:
    found = read(ofx(line(kind="CREDIT"), line("6.60", id_="2", kind="DEBIT")))
    assert found.sums == {"CAD": "0.00"}
    assert len(found.warnings) == 2


def test_rows_outside_the_declared_days_are_told(read: Read) -> None:
    found = read(ofx(line(day="20261001")))
    assert "lie outside the days" in str(found.warnings[0])


def test_a_period_that_cannot_be_read_is_told(read: Read) -> None:
    found = read(ofx(line()).replace("<DTSTART>20260901", "<DTSTART>soon"))
    assert "The period is not read" in str(found.warnings[0])


def test_transactions_outside_any_list_are_read(read: Read) -> None:
    assert read(f"<OFX>{line()}</OFX>").sums == {"CNY": "-6.60"}


def test_investments_beside_cash_are_told(read: Read) -> None:
    found = read(
        f"<OFX><INVSTMTRS><CURDEF>USD<INVTRANLIST>{line()}</INVTRANLIST></INVSTMTRS></OFX>"
    )
    assert found.sums == {"USD": "-6.60"}
    assert "investments" in str(found.warnings[0])


def test_a_statement_without_rows_says_so(read: Read) -> None:
    found = read(ofx())
    assert not found.bank
    assert "holds no rows" in str(found.warnings[0])


@pytest.mark.parametrize("charset", ["936", "1252", "NONE"])
def test_the_encoding_is_the_one_the_header_names(read: Read, charset: str) -> None:
    text = HEADER.format(charset=charset) + ofx(line(name="收款" if charset == "936" else "café"))
    codec = "gb18030" if charset == "936" else "cp1252"
    found = read(text.encode(codec))
    assert found.encoding == codec
    assert found.bank[0].counterparty in ("收款", "café")
    assert not found.warnings


def test_an_xml_declaration_names_the_encoding_too(read: Read) -> None:
    text = f'<?xml version="1.0" encoding="GBK"?>{ofx(line(name="收款"))}'
    assert read(text.encode("gbk")).encoding == "gb18030"


def test_a_file_cut_off_anywhere_is_refused(read: Read) -> None:
    whole = HEADER.format(charset=1252) + ofx(line(), line(id_="2"))
    for cut in range(whole.index("<OFX>") + 5, len(whole)):
        with pytest.raises(StatementUnreadable):
            read(whole[:cut])


@pytest.mark.parametrize(
    "broken",
    [
        ofx(line().replace("</STMTTRN>", ""), line()),
        ofx(line().replace("</STMTTRN>", "")),
        ofx("</STMTTRN>"),
        ofx(line()) + "<OFX>",
        ofx(line()).replace("</OFX>", "<!-- </OFX>"),
    ],
)
def test_a_transaction_or_file_without_its_end_is_refused(read: Read, broken: str) -> None:
    with pytest.raises(StatementUnreadable):
        read(broken)


@pytest.mark.parametrize("declares", ["<!DOCTYPE x [<!ENTITY a 'b'>]>", "<!entity a 'b'>"])
def test_entities_are_refused(read: Read, declares: str) -> None:
    with pytest.raises(StatementHostile):
        read(HEADER.format(charset=1252) + declares + ofx(line()), format_id="ofx")


def test_the_number_of_a_card_account_is_struck_whatever_its_check_digit(read: Read) -> None:
    card = ofx(line()).replace("BANKACCTFROM", "CCACCTFROM").replace("<BANKID>1", "")
    card = card.replace("12345678", "1234123412341234")
    found = read(card)
    assert b"<ACCTID>123412******1234" in found.kept
    assert [(each.where, each.count) for each in found.struck] == [("ACCTID", 1)]
    assert not found.warnings
    assert read(found.kept).bank == found.bank
    assert not read(card.replace("1234123412341234", "1 - - - - - - 2")).struck
