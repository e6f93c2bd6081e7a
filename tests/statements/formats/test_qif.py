"""QIF: the order of day and month is proven by the file, or asked."""

import json
from collections.abc import Callable

import pytest

from posassist.base.errors import StatementAmbiguous
from posassist.statements.statement import Statement

Read = Callable[..., Statement]


def qif(*records: str, head: str = "!Type:Bank\n") -> str:
    return head + "".join(f"{each}\n^\n" for each in records)


@pytest.mark.parametrize(
    ("days", "format_id", "first"),
    [
        (("8/15/13", "3/4/13"), "qif_mdy", "2013-03-04"),
        (("15/8/13", "3/4/13"), "qif_dmy", "2013-04-03"),
        (("2013-08-15", "2013/03/04"), "qif_ymd", "2013-03-04"),
        (("15.08.2013", "03.04.2013"), "qif_dmy", "2013-04-03"),
        (("2/14'2020", " 2/ 1' 5"), "qif_mdy", "2005-02-01"),
        (("12/31/95", "1/1/96"), "qif_mdy", "1995-12-31"),
    ],
)
def test_the_days_of_a_file_tell_their_order(
    read: Read, days: tuple[str, ...], format_id: str, first: str
) -> None:
    found = read(qif(*(f"D{day}\nT1.00" for day in days)))
    assert (found.format_id, str(found.first)) == (format_id, first)
    assert not found.bad_rows


def test_days_that_fit_both_orders_are_asked_about(read: Read) -> None:
    text = qif("D3/4/13\nT1.00", "D5/6/13\nT2.00")
    with pytest.raises(StatementAmbiguous) as asked:
        read(text)
    assert asked.value.claimants == ("qif_dmy", "qif_mdy")
    assert str(read(text, format_id="qif_dmy").first) == "2013-04-03"
    assert str(read(text, format_id="qif_mdy").first) == "2013-03-04"


def test_one_wrong_day_among_many_is_a_bad_row(read: Read) -> None:
    found = read(qif("D8/15/13\nT1.00", "D31/31/13\nT2.00", "Dsoon\nT3.00", "D1/1/1970\nT4.00"))
    assert [each.row for each in found.bad_rows] == [2, 3, 4]
    assert found.sums == {"CNY": "1.00"}


@pytest.mark.parametrize(
    "record", ["T1.00", "D8/15/13", "D8/15/13\nTx", "D8/15/13\nT1,000", "D8/15/13\nT1.00\n$x"]
)
def test_a_record_without_a_day_or_an_amount_is_a_bad_row(read: Read, record: str) -> None:
    found = read(qif("D8/15/13\nT-1,000.00", record))
    assert [each.row for each in found.bad_rows] == [2]
    assert found.sums == {"CNY": "-1000.00"}


def test_a_record_keeps_its_party_memo_number_and_all_else(read: Read) -> None:
    one = read(qif("D8/15/13\nU-7.00\nPPayee\nMmemo\nN101\nLFood\nAa\nAb")).bank[0]
    assert (one.counterparty, one.memo, one.reference) == ("Payee", "memo", "101")
    assert json.loads(one.raw)["A (2)"] == "b"
    assert one.amount.plain == "-7.00"


def test_the_day_of_a_split_does_not_replace_the_day_of_the_record(read: Read) -> None:
    found = read(
        qif("SFood\nD1/1/13\n$1.00\n^\nD8/15/13\nT3.00\nSFood\nD8/16/13\n$1.00\nSx\n$2.00")
    )
    assert [str(each.booked_on) for each in found.bank] == ["2013-08-15"]
    assert [each.row for each in found.bad_rows] == [1]


def test_parts_that_do_not_add_up_are_told(read: Read) -> None:
    found = read(qif("D8/15/13\nT3.00\nSFood\n$1.00"))
    assert "do not add up" in str(found.warnings[-1])
    assert found.sums == {"CNY": "3.00"}


def test_an_opening_balance_is_a_row_that_moved_nothing(read: Read) -> None:
    found = read(qif("D8/15/13\nT500.00\nPOpening Balance", "", "D8/16/13\nT3.00"))
    assert found.sums == {"CNY": "3.00"}
    assert [each.balance and each.balance.plain for each in found.bank] == ["500.00", None]
    assert "opening balance" in str(found.warnings)


def test_lists_are_no_rows_and_investments_are_told(read: Read) -> None:
    head = (
        "# made up\n\n!Type:Cat\nNFood\nDnot a day\n^\n!Type:Invst\nD8/15/13\nNBuy\n^\n!Type:Bank\n"
    )
    found = read(qif("D8/15/13\nT3.00", head=head) + "!Type:Banc\nD8/15/13\nT3.00\n^\n")
    assert [each.row for each in found.bank] == [1]
    assert "investments" in str(found.warnings)
    assert "The list banc is not known" in " ".join(map(str, found.warnings))


def test_accounts_are_told_apart(read: Read) -> None:
    head = "!Option:AutoSwitch\n!Account\nNOne\nTBank\n^\n!Type:Bank\n"
    second = "!Account\nNTwo\nTBank\n^\n!Type:Cash\n"
    found = read(qif("D8/15/13\nT3.00", head=head) + qif("D8/16/13\nT4.00", head=second))
    assert found.sums == {"CNY": "7.00"}
    assert "several accounts" in str(found.warnings)


@pytest.mark.parametrize("tail", ["", "!Type:Cat\nNFood\n^\n"])
def test_a_last_record_without_its_end_is_a_bad_row(read: Read, tail: str) -> None:
    found = read(qif("D8/15/13\nT3.00") + "D8/16/13\nT4.0\n" + tail)
    assert [each.row for each in found.bad_rows] == [2]


def test_a_file_of_lists_alone_holds_no_rows(read: Read) -> None:
    found = read("!Type:Cat\nNFood\n^\n")
    assert found.format_id == "qif_mdy"
    assert not found.bank


def test_card_numbers_are_struck_by_their_letter(read: Read) -> None:
    text = qif("D8/15/13\nT3.00\nMcard 4111111111111111", "D8/16/13\nT3.00\nN4111111111111111")
    found = read(text, references=["N"])
    assert found.bank[0].memo == "card 411111******1111"
    assert found.bank[1].reference == "4111111111111111"
    assert [(each.where, each.count) for each in found.struck] == [("M", 1)]
    assert read(found.kept, references=["N"]).bank == found.bank
