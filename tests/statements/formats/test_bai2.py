"""BAI2: continued records, several a line, and counts that are held against what is there."""

import json
from collections.abc import Callable

import pytest

from posassist.base.errors import StatementUnreadable
from posassist.statements.statement import Statement

Read = Callable[..., Statement]
SALE = "16,195,150000,Z,BANKREF,CUSTREF,ACQUIRER batch 7/"
FEE = "16,495,2550,,,,fee"
ACCOUNT = "03,12345678,,010,10000,,,015,157450,,/\n88,100,150000,1,,400,2550,1,/"


def bai2(
    *records: str,
    account: str = ACCOUNT,
    group: str = "02,R,S,1,260910,2400,USD,2/",
    end: str = "49,{total},{count}/\n98,{total},1,{group}/\n99,{total},1,{file}/",
    total: int = 472550,
    extra: int = 0,
) -> str:
    count = account.count("\n") + 2 + len(records) + sum(each.count("\n88,") for each in records)
    closing = end.format(total=total, count=count + extra, group=count + 2, file=count + 4)
    return "\n".join(("01,S,R,260911,0829,1,80,1,2/", group, account, *records, closing))


def test_a_statement_gives_its_lines_and_every_check_agrees(read: Read) -> None:
    found = read(bai2(SALE, FEE))
    assert (found.format_id, found.kind) == ("bai2", "bank")
    assert [(each.row, str(each.booked_on), each.amount.plain) for each in found.bank] == [
        (1, "2026-09-10", "1500.00"),
        (2, "2026-09-10", "-25.50"),
    ]
    assert (found.bank[0].memo, found.bank[0].reference) == ("ACQUIRER batch 7", "CUSTREF")
    assert tuple(map(str, found.period or ())) == ("2026-09-10", "2026-09-10")
    assert {each.name for each in found.checks} == {
        "balance", "sum_credit", "count_credit", "sum_debit", "count_debit",
        "control_total_account", "records_account", "control_total_group", "records_group",
        "parts_group", "control_total_file", "records_file", "parts_file",
    }  # fmt: skip
    assert all(each.agrees for each in found.checks)
    assert not found.warnings


def test_counts_that_do_not_agree_are_told(read: Read) -> None:
    found = read(bai2(SALE, FEE, total=1, extra=1))
    wrong = [each.name for each in found.checks if not each.agrees]
    assert wrong == [
        "control_total_account",
        "records_account",
        "control_total_group",
        "control_total_file",
    ]
    assert len(found.warnings) == 4


def test_a_transaction_goes_on_over_several_lines(read: Read) -> None:
    found = read(bai2(SALE.removesuffix("/") + "\n88,terminal 9/\n88,end, really", FEE))
    assert found.bank[0].memo == "ACQUIRER batch 7 terminal 9 end, really"
    assert json.loads(found.bank[0].raw)["88 (2)"] == "end, really"
    assert all(each.agrees for each in found.checks)


def test_a_line_without_a_code_goes_on_too(read: Read) -> None:
    found = read(bai2("16,195,150000,Z,,,ACQUIRER\n   and more /", FEE))
    assert found.bank[0].memo == "ACQUIRER and more"


def test_several_records_may_share_a_line(read: Read) -> None:
    apart = read(bai2(SALE, FEE + "/"))
    glued = read(bai2(SALE, FEE + "/").replace("/\n", "/  "))
    assert [each.amount for each in glued.bank] == [each.amount for each in apart.bank]
    assert glued.checks == apart.checks


def test_a_slash_inside_a_text_ends_nothing(read: Read) -> None:
    assert read(bai2("16,195,150000,Z,,,on 22/03/66 N/A", FEE)).bank[0].memo == "on 22/03/66 N/A"


@pytest.mark.parametrize(
    ("record", "memo"),
    [
        ("16,195,150000,V,260910,1200,B,C,text", "text"),
        ("16,195,150000,S,100,200,300,B,C,text", "text"),
        ("16,195,150000,D,2,0,100,1,200,B,C,text", "text"),
        ("16,195,150000,D,many,B,C,text", "C,text"),
        ("16,195,150000", ""),
    ],
)
def test_the_funds_type_says_how_many_fields_follow_it(read: Read, record: str, memo: str) -> None:
    assert read(bai2(record, FEE)).bank[0].memo == memo


def test_the_funds_types_of_totals_do_not_shift_what_follows(read: Read) -> None:
    account = "03,1,USD,010,10000,,,015,157450,,,100,150000,1,V,260910,,400,2550,1,D,1,0,2550/"
    found = read(bai2(SALE, FEE, account=account))
    assert all(each.agrees for each in found.checks)


@pytest.mark.parametrize(
    ("group", "account", "currency", "amount"),
    [
        ("02,R,S,1,260910,2400,USD,2/", "03,1,CAD/", "CAD", "1500.00"),
        ("02,R,S,1,260910,2400,USD,2/", "03,1,/", "USD", "1500.00"),
        ("02,R,S,1,260910,2400,JPY/", "03,1/", "JPY", "150000"),
        ("02,R,S,1,260910,2400/", "03,1,/", "CNY", "1500.00"),
    ],
)
def test_the_currency_is_the_account_s_else_the_group_s_else_the_shop_s(
    read: Read, group: str, account: str, currency: str, amount: str
) -> None:
    found = read(bai2(SALE, group=group, account=account))
    assert found.sums == {currency: amount}
    told = any("does not name its currency" in str(each) for each in found.warnings)
    assert told is (currency == "CNY")


@pytest.mark.parametrize(
    "record",
    [
        "16,999,100,Z,,,x",
        "16,19,100,Z,,,x",
        "16,720,100,Z,,,x",
        "16,195,,Z,,,x",
        "16,195,1.00,Z,,,x",
        "16,195,999999999999999999,Z,,,x",
        "16,890,soon,Z,,,x",
        "16",
    ],
)
def test_a_transaction_without_a_way_or_an_amount_is_a_bad_row(read: Read, record: str) -> None:
    found = read(bai2(SALE, f"{record},", FEE))
    assert [each.row for each in found.bad_rows] == [2]
    assert found.sums == {"USD": "1474.50"}


@pytest.mark.parametrize("record", ["16,890,,,,,note", "16,999,0,,,,note"])
def test_a_row_of_no_money_is_kept_as_nothing(read: Read, record: str) -> None:
    found = read(bai2(SALE, record, FEE))
    assert [each.amount.plain for each in found.bank] == ["1500.00", "0.00", "-25.50"]


@pytest.mark.parametrize("day", ["", "260230"])
def test_a_group_without_a_day_makes_bad_rows(read: Read, day: str) -> None:
    found = read(bai2(SALE, group=f"02,R,S,1,{day},2400,USD,2/"))
    assert [each.row for each in found.bad_rows] == [1]
    assert found.period is None


@pytest.mark.parametrize(("status", "word"), [("2", "deleted"), ("4", "test")])
def test_a_deleted_group_or_a_test_is_refused(read: Read, status: str, word: str) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        read(bai2(SALE, group=f"02,R,S,{status},260910,2400,USD,2/"))
    assert word in str(refused.value)


def test_a_total_that_cannot_be_read_is_told(read: Read) -> None:
    found = read(bai2(SALE, FEE, account="03,1,USD,010,much,,,ABC,,,,015,,,,400,,,"))
    assert "A total of the account record is not read: 010,much" in str(found.warnings[0])
    assert not any(each.name == "balance" for each in found.checks)


def test_a_total_without_a_count_is_held_against_the_sum_alone(read: Read) -> None:
    found = read(bai2(SALE, FEE, account="03,1,USD,100,150000,,,400,2550,two,"))
    names = [each.name for each in found.checks]
    assert names[:2] == ["sum_credit", "sum_debit"]
    assert not any(each.startswith("count") for each in names)


def test_accounts_and_groups_are_told_apart(read: Read) -> None:
    one = bai2(SALE, FEE)
    head, _, body = one.partition("\n")
    group, _, end = body.rpartition("\n")
    found = read("\n".join((head, group, group.replace("12345678", "87654321"), end)))
    assert found.sums == {"USD": "2949.00"}
    assert "…5678, …4321" in str(found.warnings[0])


def test_a_file_cut_off_anywhere_is_refused(read: Read) -> None:
    whole = bai2(SALE, FEE)
    for cut in range(whole.index("02,"), whole.index("99,") + 2):
        with pytest.raises(StatementUnreadable):
            read(whole[:cut])


@pytest.mark.parametrize(
    "broken",
    [
        bai2(SALE).replace("02,R,S,1,260910,2400,USD,2/\n", ""),
        bai2(SALE).replace(ACCOUNT, ""),
        bai2(SALE, end="98,1,1,1/\n99,1,1,1/"),
        bai2(SALE, end="49,1,1/\n99,1,1,1/"),
        bai2(SALE, ACCOUNT),
        bai2(SALE, end="49,1,1/\n49,1,1/\n98,1,1,1/\n99,1,1,1/"),
        bai2(SALE).replace("02,", "01,"),
    ],
)
def test_records_out_of_their_order_are_refused(read: Read, broken: str) -> None:
    with pytest.raises(StatementUnreadable):
        read(broken)


def test_an_empty_file_is_refused_where_it_is_asked_for(read: Read) -> None:
    with pytest.raises(StatementUnreadable):
        read("nothing\n88,of it", format_id="bai2")


def test_totals_without_figures_are_no_checks(read: Read) -> None:
    found = read(bai2(SALE, FEE, end="49,,/\n98,/\n99,x,,/"))
    assert {each.name for each in found.checks} == {
        "balance", "sum_credit", "count_credit", "sum_debit", "count_debit",
    }  # fmt: skip


def test_a_card_number_in_a_continued_text_is_struck(read: Read) -> None:
    found = read(bai2("16,195,150000,Z,,,card 41111111/\n88,11111111 end", FEE))
    assert b"card 411111**/\n88,****1111 end" in found.kept
    assert [(each.where, each.count) for each in found.struck] == [("16", 1)]
    assert read(found.kept).bank == found.bank


def test_a_card_number_in_a_line_without_a_code_is_struck(read: Read) -> None:
    found = read(bai2("16,195,150000,Z,,,card\n 4111111111111111 end", FEE))
    assert [(each.where, each.count) for each in found.struck] == [("88", 1)]
