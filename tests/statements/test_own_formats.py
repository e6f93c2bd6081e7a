"""Our three CSV formats mean what the contract says, row by row."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.settlement import LineStatus, LineType, StatementKind
from posassist.statements.statement import Statement

Read = Callable[..., Statement]
JOURNAL = "terminal_id,type,amount,currency,occurred_at"
SETTLED = "gross,net,currency,settled_on"
BANK = "booked_on,amount,currency"


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def words(found: Statement) -> str:
    return " ".join(map(str, found.warnings))


def reasons(found: Statement) -> list[str]:
    return [str(each.reason) for each in found.bad_rows]


def test_a_full_journal_row_is_read_whole(read: Read) -> None:
    head = (
        "rrn,terminal_id,merchant_id,batch_no,trace_no,auth_code,type,amount,currency,occurred_at,"
        "card_masked,channel,response_code,status,original_rrn"
    )
    found = read(
        lines(
            head,
            "632410000102,T1,M1,000007,000123,A12345,sale,1286.00,CNY,2026-09-01T12:00:05,"
            "622202******1234,debit,00,approved,632400000001",
        )
    )
    entry = found.journal[0]
    assert found.kind is StatementKind.JOURNAL
    assert found.format_id == "posassist.journal"
    assert (entry.row, entry.terminal_id, entry.type) == (1, "T1", EntryType.SALE)
    assert (entry.amount.minor, entry.amount.currency) == (128600, "CNY")
    assert entry.occurred_at == dt.datetime(2026, 9, 1, 12, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (entry.batch_no, entry.trace_no, entry.rrn) == ("000007", "000123", "632410000102")
    assert (entry.card_masked, entry.channel) == ("622202******1234", Channel.DEBIT)
    assert (entry.status, entry.response_code) == (EntryStatus.APPROVED, "00")
    assert (entry.merchant_id, entry.auth_code) == ("M1", "A12345")
    assert entry.original_rrn == "632400000001"
    assert json.loads(entry.raw)["amount"] == "1286.00"
    assert (found.sums, found.gross, found.fees) == ({"CNY": "1286.00"}, None, None)
    assert not found.warnings
    assert not found.bad_rows


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-09-01T12:00:05", "2026-09-01T12:00:05+08:00"),
        ("2026-09-01 12:00:05", "2026-09-01T12:00:05+08:00"),
        ("2026-09-01 12:00", "2026-09-01T12:00:00+08:00"),
        ("2026-09-01T12:00:05Z", "2026-09-01T20:00:05+08:00"),
        ("2026-09-01T12:00:05-05:30", "2026-09-02T01:30:05+08:00"),
        ("2024-02-29T00:00:00", "2024-02-29T00:00:00+08:00"),
    ],
)
def test_times_are_the_shops_unless_they_say_their_offset(
    read: Read, written: str, moment: str
) -> None:
    found = read(lines(JOURNAL, f"T1,sale,1.00,CNY,{written}"))
    assert found.journal[0].occurred_at.isoformat() == moment


@pytest.mark.parametrize(
    "written",
    ["2026-09-01T24:00:00", "2026-09-01T12:60:00", "2026-02-30T12:00:00", "2026-9-1 12:00:00",
     "01.09.2026 12:00", "2026-09-01", "0001-01-01T00:00:00", "",
     "2026-09-01T12:00:05+24:00", "9999-12-31T23:59:59"],
)  # fmt: skip
def test_a_time_that_is_none_makes_a_bad_row(read: Read, written: str) -> None:
    found = read(lines(JOURNAL, f"T1,sale,1.00,CNY,{written}", "T1,sale,2.00,CNY,2026-09-01 12:00"))
    assert [each.row for each in found.bad_rows] == [1]
    assert "occurred_at" in reasons(found)[0]
    assert [each.row for each in found.journal] == [2]


@pytest.mark.parametrize(
    "written",
    ["1,286.00", "12.345", "1e3", "0x10", "12.", ".5", "--1", "NaN", "9999999999999", "",
     "¥12.00", "12 00", "12,00"],
)  # fmt: skip
def test_an_amount_that_is_no_plain_number_makes_a_bad_row(read: Read, written: str) -> None:
    found = read(lines(JOURNAL, f'T1,sale,"{written}",CNY,2026-09-01 12:00'))
    assert not found.journal
    assert "amount" in reasons(found)[0]


@pytest.mark.parametrize("written", ["RMB ", "", "元", "CN"])
def test_a_currency_that_is_no_code_makes_a_bad_row(read: Read, written: str) -> None:
    found = read(lines(JOURNAL, f"T1,sale,1.00,{written},2026-09-01 12:00"))
    assert bool(found.bad_rows) == (written != "RMB ")
    assert all("currency" in each for each in reasons(found))


@pytest.mark.parametrize("row", [",sale,1.00,CNY,2026-09-01 12:00", "T1,,1,CNY,2026-09-01 12:00"])
def test_terminal_and_type_must_be_said(read: Read, row: str) -> None:
    assert "is empty" in reasons(read(lines(JOURNAL, row)))[0]


@pytest.mark.parametrize("kind", ["refund", "void", "reversal"])
def test_a_positive_refund_is_turned_with_a_warning(read: Read, kind: str) -> None:
    found = read(
        lines(
            JOURNAL,
            f"T1,{kind},5.00,CNY,2026-09-01 12:00",
            f"T1,{kind},-5.00,CNY,2026-09-01 12:00",
            f"T1,{kind},5.00,CNY,2026-09-01 12:00",
        )
    )
    assert [each.amount.plain for each in found.journal] == ["-5.00"] * 3
    assert "2 rows" in words(found)
    assert "row 1" in words(found)
    assert found.sums == {"CNY": "-15.00"}


@pytest.mark.parametrize("kind", ["sale", "preauth", "completion"])
def test_a_negative_sale_is_a_bad_row(read: Read, kind: str) -> None:
    found = read(lines(JOURNAL, f"T1,{kind},-5.00,CNY,2026-09-01 12:00"))
    assert "negative" in reasons(found)[0]


def test_an_unknown_type_is_kept_as_other_with_its_word(read: Read) -> None:
    found = read(
        lines(
            JOURNAL,
            "T1,tip adjust,-5.00,CNY,2026-09-01 12:00",
            "T1,SALE,5.00,CNY,2026-09-01 12:00",
        )
    )
    assert [each.type for each in found.journal] == [EntryType.OTHER, EntryType.SALE]
    assert "tip adjust" in words(found)
    assert "tip adjust" in found.journal[0].raw


@pytest.mark.parametrize(
    ("columns", "cells", "status"),
    [
        ("", "", EntryStatus.APPROVED),
        (",response_code", ",00", EntryStatus.APPROVED),
        (",response_code", ",", EntryStatus.APPROVED),
        (",response_code", ",51", EntryStatus.UNKNOWN),
        (",status", ",declined", EntryStatus.DECLINED),
        (",status", ",reversed", EntryStatus.REVERSED),
        (",status", ",maybe", EntryStatus.UNKNOWN),
        (",status", ",", EntryStatus.UNKNOWN),
    ],
)
def test_nothing_unknown_counts_as_approved(
    read: Read, columns: str, cells: str, status: EntryStatus
) -> None:
    other = ",approved" if columns == ",status" else ",00" if columns else ""
    found = read(
        lines(
            JOURNAL + columns,
            f"T1,sale,1.00,CNY,2026-09-01 12:00{cells}",
            f"T1,sale,2.00,CNY,2026-09-01 12:00{other}",
        )
    )
    assert found.journal[0].status is status
    assert found.sums == {"CNY": "3.00" if status is EntryStatus.APPROVED else "2.00"}


def test_a_status_column_that_says_nothing_in_any_row_is_as_good_as_absent(read: Read) -> None:
    found = read(lines(JOURNAL + ",status", "T1,sale,1.00,CNY,2026-09-01 12:00,"))
    assert found.journal[0].status is EntryStatus.APPROVED


def test_authorizations_and_what_was_taken_back_do_not_count(read: Read) -> None:
    found = read(
        lines(
            JOURNAL + ",status,rrn,original_rrn",
            "T1,sale,10.00,CNY,2026-09-01 12:00,approved,1,",
            "T1,preauth,20.00,CNY,2026-09-01 12:00,approved,2,",
            "T1,completion,15.00,CNY,2026-09-01 12:00,approved,3,2",
            "T1,sale,30.00,CNY,2026-09-01 12:00,reversed,4,",
            "T1,reversal,-30.00,CNY,2026-09-01 12:00,approved,5,4",
            "T1,sale,40.00,CNY,2026-09-01 12:00,declined,6,",
        )
    )
    assert found.sums == {"CNY": "25.00"}
    assert len(found.journal) == 6


def test_equal_rows_all_stay(read: Read) -> None:
    found = read(lines(JOURNAL, *["T1,sale,1.00,CNY,2026-09-01 12:00"] * 3))
    assert [each.row for each in found.journal] == [1, 2, 3]


def test_several_currencies_are_summed_apart(read: Read) -> None:
    found = read(
        lines(
            JOURNAL,
            "T1,sale,100,JPY,2026-09-01 12:00",
            "T1,sale,1.250,KWD,2026-09-02 12:00",
            "T1,sale,1.50,CNY,2026-09-03 12:00",
        )
    )
    assert found.sums == {"CNY": "1.50", "JPY": "100", "KWD": "1.250"}
    assert (found.first, found.last) == (dt.date(2026, 9, 1), dt.date(2026, 9, 3))


def test_a_full_settlement_row_is_read_whole(read: Read) -> None:
    head = (
        "merchant_id,terminal_id,occurred_on,occurred_time,settled_on,type,gross,fee,net,currency,"
        "rrn,trace_no,auth_code,batch_no,card_masked,channel,status,payout_ref"
    )
    found = read(
        lines(
            head,
            "M1,T1,2026-09-01,12:00:05,2026-09-02,sale,100.00,0.60,99.40,CNY,"
            "632410000102,000123,A1,000007,622202******1234,credit,settled,P1",
        )
    )
    line = found.settlement[0]
    assert (line.gross.plain, line.fee.plain, line.net.plain) == ("100.00", "0.60", "99.40")
    assert (line.occurred_on, line.occurred_time) == (dt.date(2026, 9, 1), dt.time(12, 0, 5))
    assert (line.settled_on, line.payout_ref) == (dt.date(2026, 9, 2), "P1")
    assert (line.type, line.status) == (LineType.SALE, LineStatus.SETTLED)
    assert line.channel is Channel.CREDIT
    assert (found.sums, found.gross, found.fees) == (
        {"CNY": "99.40"},
        {"CNY": "100.00"},
        {"CNY": "0.60"},
    )
    assert (found.first, found.last) == (dt.date(2026, 9, 1), dt.date(2026, 9, 1))


def test_the_least_a_settlement_needs_is_enough(read: Read) -> None:
    found = read(lines(SETTLED, "100.00,99.40,CNY,2026-09-02", "-100.00,-99.40,CNY,2026-09-03"))
    assert [each.type for each in found.settlement] == [LineType.SALE, LineType.REFUND]
    assert [each.fee.plain for each in found.settlement] == ["0.60", "-0.60"]
    assert found.fees == {"CNY": "0.00"}
    assert (found.first, found.last) == (dt.date(2026, 9, 2), dt.date(2026, 9, 3))
    assert not found.warnings


@pytest.mark.parametrize(
    ("gross", "fee", "net", "read_as"),
    [
        ("100.00", "0.60", "99.40", ("100.00", "0.60", "99.40")),
        ("100.00", "0.60", "", ("100.00", "0.60", "99.40")),
        ("100.00", "", "99.40", ("100.00", "0.60", "99.40")),
        ("", "0.60", "99.40", ("100.00", "0.60", "99.40")),
        ("0.02", "0.00040", "", ("0.02", "0.00040", "0.01960")),
        ("0.02", "0.00040", "0.02", ("0.02", "0.00040", "0.02")),
    ],
)
def test_of_gross_fee_and_net_any_two_give_the_third(
    read: Read, gross: str, fee: str, net: str, read_as: tuple[str, str, str]
) -> None:
    found = read(lines(SETTLED + ",fee", f"{gross},{net},CNY,2026-09-02,{fee}"))
    line = found.settlement[0]
    assert (line.gross.plain, line.fee.plain, line.net.plain) == read_as


@pytest.mark.parametrize(
    ("gross", "fee", "net", "reason"),
    [
        ("100.00", "0.60", "99.50", "is not gross"),
        ("100.00", "", "", "net is empty"),
        ("", "", "99.40", "gross is empty"),
        ("", "0.60", "", "gross is empty"),
        ("-100.00", "0.60", "-100.60", "negative"),
    ],
)
def test_a_line_that_does_not_add_up_is_bad(
    read: Read, gross: str, fee: str, net: str, reason: str
) -> None:
    found = read(lines(SETTLED + ",fee,type", f"{gross},{net},CNY,2026-09-02,{fee},sale"))
    assert reason in reasons(found)[0]


@pytest.mark.parametrize(
    ("kind", "gross", "fee", "net", "read_as"),
    [
        ("refund", "100.00", "0.60", "99.40", ("-100.00", "-0.60", "-99.40")),
        ("refund", "100.00", "-0.60", "-99.40", ("-100.00", "-0.60", "-99.40")),
        ("chargeback", "100.00", "20.00", "-120.00", ("-100.00", "20.00", "-120.00")),
        ("void", "100.00", "0.60", "", ("-100.00", "0.60", "-100.60")),
        ("refund", "100.00", "", "99.40", ("-100.00", "-0.60", "-99.40")),
        ("refund", "", "0.60", "99.40", ("-100.00", "-0.60", "-99.40")),
        ("refund", "100.00", "-0.60", "-99.00", None),
    ],
)
def test_a_positive_refund_line_is_turned_so_that_it_adds_up(
    read: Read, kind: str, gross: str, fee: str, net: str, read_as: tuple[str, str, str] | None
) -> None:
    found = read(lines(SETTLED + ",fee,type", f"{gross},{net},CNY,2026-09-02,{fee},{kind}"))
    if read_as is None:
        assert "is not gross" in reasons(found)[0]
        return
    line = found.settlement[0]
    assert (line.gross.plain, line.fee.plain, line.net.plain) == read_as
    assert kind in words(found)


def test_lines_that_moved_no_money_are_kept_and_not_counted(read: Read) -> None:
    found = read(
        lines(
            SETTLED + ",status,occurred_on",
            "10.00,10.00,CNY,2026-09-02,settled,2026-09-01",
            "20.00,20.00,CNY,2026-09-02,held,2026-09-01",
            "30.00,30.00,CNY,2026-09-02,returned,2026-09-01",
            "40.00,40.00,CNY,,pending,2026-09-01",
            "50.00,50.00,CNY,2026-09-02,frozen,2026-09-01",
            "60.00,60.00,CNY,2026-09-02,,",
        )
    )
    assert found.sums == {"CNY": "70.00"}
    assert len(found.settlement) == 6
    assert found.settlement[3].settled_on == dt.date(2026, 9, 1)
    assert "frozen" in words(found)


@pytest.mark.parametrize(
    "row",
    ["10.00,10.00,CNY,,settled,2026-09-01,", "10.00,10.00,CNY,,held,,",
     "10.00,10.00,CNY,2026-09-02,settled,2026-09-01,24:00",
     "10.00,10.00,CNY,2026-09-02,settled,2026-09-01,noon"],
)  # fmt: skip
def test_a_line_needs_its_day_and_a_true_time(read: Read, row: str) -> None:
    assert read(lines(SETTLED + ",status,occurred_on,occurred_time", row)).bad_rows


def test_fees_adjustments_and_unknown_words_are_lines_too(read: Read) -> None:
    found = read(
        lines(
            SETTLED + ",fee,type,channel",
            "0.00,-5.00,CNY,2026-09-02,5.00,fee,",
            "-3.00,-3.00,CNY,2026-09-02,,adjustment,",
            "7.00,7.00,CNY,2026-09-02,,分分捐,face",
        )
    )
    assert [each.type for each in found.settlement] == [
        LineType.FEE,
        LineType.ADJUSTMENT,
        LineType.OTHER,
    ]
    assert found.sums == {"CNY": "-1.00"}
    assert "分分捐" in words(found)
    assert "face" in words(found)
    assert found.settlement[2].channel is Channel.OTHER


def test_a_full_bank_row_is_read_whole(read: Read) -> None:
    found = read(
        lines(
            BANK + ",balance,counterparty,memo,reference",
            "2026-09-02,99.40,CNY,1099.40,Acquirer,T+1 payout,P1",
            "2026-09-03,-50.00,CNY,1049.40,Landlord,rent,R1",
        )
    )
    line = found.bank[0]
    assert (line.booked_on, line.amount.plain) == (dt.date(2026, 9, 2), "99.40")
    assert line.balance
    assert line.balance.plain == "1099.40"
    assert (line.counterparty, line.memo, line.reference) == ("Acquirer", "T+1 payout", "P1")
    assert (found.sums, found.gross, found.fees) == ({"CNY": "49.40"}, None, None)
    assert [(each.name, each.agrees) for each in found.checks] == [("balance", True)]
    assert not found.warnings


@pytest.mark.parametrize(
    ("rows", "agrees"),
    [
        (("2026-09-02,1.00,CNY,11.00", "2026-09-03,1.00,CNY,12.00"), True),
        (("2026-09-03,1.00,CNY,12.00", "2026-09-02,1.00,CNY,11.00"), True),
        (("2026-09-02,1.00,CNY,12.00", "2026-09-02,1.00,CNY,11.00"), True),
        (("2026-09-02,1.00,CNY,11.00", "2026-09-03,1.00,CNY,99.00"), False),
        (("2026-09-02,1.00,CNY,11.00", "2026-09-03,1.00,CNY,"), None),
        (("2026-09-02,1.00,CNY,11.00", "2026-09-03,1.00,USD,12.00"), None),
        (("2026-09-02,1.00,CNY,11.00",), None),
    ],
)
def test_balances_are_followed_from_row_to_row(
    read: Read, rows: tuple[str, ...], agrees: bool | None
) -> None:
    found = read(lines(BANK + ",balance", *rows))
    assert [each.agrees for each in found.checks] == ([] if agrees is None else [agrees])
    assert bool(found.warnings) == (agrees is False)


def test_a_balance_nobody_can_read_is_left_out_with_a_warning(read: Read) -> None:
    found = read(lines(BANK + ",balance", "2026-09-02,1.00,CNY,xx.yy"))
    assert found.bank[0].balance is None
    assert "balance" in words(found)


def test_a_bank_row_without_amount_is_bad(read: Read) -> None:
    assert "amount is empty" in reasons(read(lines(BANK, "2026-09-02,,CNY")))[0]


def test_text_that_looks_like_a_formula_is_just_text(read: Read) -> None:
    found = read(lines(BANK + ",memo", '2026-09-02,1.00,CNY,"=HYPERLINK(""x"")"'))
    assert found.bank[0].memo == '=HYPERLINK("x")'


def test_an_empty_table_is_read_as_nothing_and_says_so(read: Read) -> None:
    found = read(lines(BANK))
    assert (found.bank, found.first, found.last, found.sums) == ((), None, None, {})
    assert "no rows" in words(found)


def test_the_version_of_a_format_is_its_schema_and_content(read: Read) -> None:
    assert read(lines(BANK)).format_version.startswith("1-")


def test_sums_are_exact(read: Read) -> None:
    rows = [f"{n}.10,{n}.10,CNY,2026-09-02" for n in range(1, 201)]
    found = read(lines(SETTLED, *rows))
    assert Decimal(found.sums["CNY"]) == sum(Decimal(f"{n}.10") for n in range(1, 201))
