"""Every word a format may use: what it does to a file, and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.base.errors import CatalogError, StatementAmbiguous, StatementNotRecognized
from posassist.catalog.formats import formats
from posassist.domain.settlement import LineType
from posassist.statements.statement import Statement

pytestmark = pytest.mark.usefixtures("here")
Read = Callable[..., Statement]
OwnFormat = Callable[[str], Path]


def layout(
    kind: str = "bank",
    *,
    columns: str = 'booked_on = "day"\namount = "sum"',
    amount: str = 'sign = "as_is"\ncurrency = "EUR"',
    dates: str = 'formats = ["%Y-%m-%d"]',
    cells: str = "",
    detect: str = "",
    rest: str = "",
    rows: str = "",
    top: str = "",
) -> str:
    return f"""
schema = 1
id = "mine"
kind = "{kind}"
title = {{ zh_CN = "我的", en = "mine" }}
{top}
[detect]
columns_required = ["day"]
{detect}
[file]
format = "csv"
[rows]
header = {{ match = ["day"], max_line = 9 }}
{rows}
[cells]
{cells}
[columns]
{columns}
[dates]
{dates}
[amount]
{amount}
{rest}
"""


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("- $1,234.50", "-1234.50"),
        ("+ $7", "7.00"),
        ("$-7.5", "-7.50"),
        ("-$7.5", "-7.50"),
        ("（1,000.25）", "-1000.25"),
        ("１，２３４．５６", "1234.56"),
        ("－５", "-5.00"),
        ("\u22125.10", "-5.10"),
        ("¥12元", "12.00"),
        ("￥ 12", "12.00"),
    ],
)
def test_an_amount_is_read_however_it_is_dressed(
    read: Read, own_format: OwnFormat, written: str, read_as: str
) -> None:
    own = own_format(layout(cells='thousands = ","\nsymbols = "$¥元"'))
    found = read(f'day,sum\n2026-09-01,"{written}"\n', own=own)
    assert [each.amount.plain for each in found.bank] == [read_as]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("1.234,56", "1234.56"), ("1'234,5", "1234.50"), ("-4,50", "-4.50"), ("1 000,00", "1000.00"),
     ("12", "12.00")],
)  # fmt: skip
def test_a_comma_may_be_the_decimal_mark(
    read: Read, own_format: OwnFormat, written: str, read_as: str
) -> None:
    own = own_format(layout(cells='decimal = ","\nthousands = ".\' "'))
    found = read(f'day;sum\n2026-09-01;"{written}"\n', own=own)
    assert [each.amount.plain for each in found.bank] == [read_as]


@pytest.mark.parametrize("written", ["1.23", "1.2345,00", "1,234.56", "1,2,3"])
def test_marks_that_do_not_fit_make_a_bad_row(
    read: Read, own_format: OwnFormat, written: str
) -> None:
    own = own_format(layout(cells='decimal = ","\nthousands = "."'))
    assert read(f'day;sum\n2026-09-01;"{written}"\n', own=own).bad_rows


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("%-m/%-d/%Y", "9/1/2026"),
        ("%-d.%-m.%Y", "1.9.2026"),
        ("%-m/%-d/%y", "9/1/26"),
        ("%-d %b %Y", "01 Sep 2026"),
        ("%-d-%b-%Y %-I:%M %p", "1-SEP-2026 12:30 AM"),
        ("%Y/%-m/%-d %-H:%M", "2026/9/1 9:05"),
        ("%d/%m/%Y", "2026-09-01"),
    ],
)
def test_dates_are_read_in_the_forms_a_format_names(
    read: Read, own_format: OwnFormat, form: str, written: str
) -> None:
    own = own_format(layout(dates=f'formats = ["{form}"]'))
    found = read(f"day,sum\n{written},1\n", own=own)
    assert [str(each.booked_on) for each in found.bank] == ["2026-09-01"]


@pytest.mark.parametrize(
    ("form", "written"),
    [("%-d %b %Y", "1 Foo 2026"), ("%Y-%m-%d %I:%M %p", "2026-09-01 13:00 PM"),
     ("%-m/%-d/%Y", "13/1/2026")],
)  # fmt: skip
def test_a_date_that_is_none_is_a_bad_row(
    read: Read, own_format: OwnFormat, form: str, written: str
) -> None:
    assert read(f"day,sum\n{written},1\n", own=own_format(layout(dates=f'formats = ["{form}"]'))
                ).bad_rows  # fmt: skip


def test_twelve_hour_clocks_are_read(read: Read, own_format: OwnFormat) -> None:
    own = own_format(layout(
        "settlement", columns='occurred_on = "day"\noccurred_time = "time"\ngross = "sum"',
        dates='formats = ["%Y-%m-%d"]\ntimes = ["%-I:%M:%S %p"]',
    ))  # fmt: skip
    found = read(
        "day,time,sum\n2026-09-01,12:00:00 AM,1\n2026-09-01,2:30:00 PM,1\n"
        "2026-09-01,0:10:00 PM,1\n",
        own=own,
    )
    assert [str(each.occurred_time) for each in found.settlement] == ["00:00:00", "14:30:00"]
    assert [each.row for each in found.bad_rows] == [3]


def test_part_of_a_cell_is_taken_by_its_pattern(read: Read, own_format: OwnFormat) -> None:
    own = own_format(layout(
        "settlement",
        columns='occurred_on = "day"\ngross = "sum"\nrefunded = "sum"\nfee = "note"',
        rest="[extract]\ngross = '^(?P<v>[^(]*)'\nrefunded = '已退款(?P<v>[0-9.]+)'\n"
        "fee = '服务费¥(?P<v>[0-9.]+)|免(?P<w>费)'",
    ))  # fmt: skip
    found = read(
        "day,sum,note\n2026-09-01,131.77(已退款89.84),服务费¥0.10\n2026-09-01,5.00,免费\n", own=own
    )
    assert [each.gross.plain for each in found.settlement] == ["41.93"]
    assert [each.net.plain for each in found.settlement] == ["41.83"]
    assert [str(each.reason) for each in found.bad_rows] == ["net is empty"]


def test_pairs_of_columns_and_several_fees_make_one_line(read: Read, own_format: OwnFormat) -> None:
    own = own_format(layout(
        "settlement",
        top='closing = ["Payout"]',
        columns='occurred_on = "day"\ntxn_type = "type"\ngross_currency = "gc"\n'
        'gross_credit = "g+"\ngross_debit = "g-"\ncredit = "n+"\ndebit = "n-"\n'
        'fee = "f1"\nfee_2 = "f2"\ncurrency = "c"',
        amount='sign = "credit_debit"\nnet_may_differ = true',
        rest='[types]\nSale = "sale"\nRefund = "refund"\nFee = "fee"\nFix = "adjustment"',
    ))  # fmt: skip
    head = "day,type,gc,g+,g-,c,n+,n-,f1,f2\n2026-09-01,"
    rows = (
        "Sale,EUR,10.00,,EUR,9.70,,0.10,0.20",
        "Refund,EUR,,5.00,EUR,,5.10,0.10,",
        "Sale,GBP,10.00,,EUR,11.00,,,",
        "Fee,,,,EUR,,2.00,,",
        "Fix,,,,EUR,3.00,,,",
        "Sale,EUR,10.00,,EUR,9.00,,0.10,",
        "Payout,,,,EUR,,25.60,,",
    )
    found = read(head + "\n2026-09-01,".join(rows) + "\n", own=own)
    assert not found.bad_rows
    assert [(each.gross.plain, each.fee.plain, each.net.plain) for each in found.settlement] == [
        ("10.00", "0.30", "9.70"), ("-5.00", "0.10", "-5.10"), ("10.00", "0.00", "11.00"),
        ("0.00", "2.00", "-2.00"), ("3.00", "0.00", "3.00"), ("10.00", "0.10", "9.00"),
    ]  # fmt: skip
    assert found.gross == {"EUR": "18.00", "GBP": "10.00"}
    assert [(each.name, each.declared, each.counted) for each in found.checks] == [
        ("payout", "25.60", "25.60")
    ]
    assert any("not gross less fee" in str(each) for each in found.warnings)
    assert read(head + "Fix,,,,EUR,,,,\n", own=own).bad_rows


def test_a_fee_may_be_a_cost_whatever_its_sign(read: Read, own_format: OwnFormat) -> None:
    own = own_format(layout(
        "settlement", columns='occurred_on = "day"\ngross = "sum"\nfee = "fee"',
        amount='sign = "as_is"\nfee_sign = "cost_either_way"\ncurrency = "CNY"',
    ))  # fmt: skip
    found = read("day,sum,fee\n2026-09-01,10,0.06\n2026-09-01,10,-0.06\n2026-09-01,-10,-0.06\n"
                 "2026-09-01,-10,0.06\n", own=own)  # fmt: skip
    assert [each.net.plain for each in found.settlement] == ["9.94", "9.94", "-9.94", "-9.94"]


def test_the_currency_may_stand_in_the_preamble(read: Read, own_format: OwnFormat) -> None:
    own = own_format(layout(
        amount="sign = \"as_is\"\ncurrency_in = 'in (?P<n>\\S+)'\n"
        'currency_map = { "美元" = "USD" }',
    ))  # fmt: skip
    assert read("all in 美元\nday,sum\n2026-09-01,1\n", own=own).sums == {"USD": "1.00"}
    assert read("all in JPY\nday,sum\n2026-09-01,1\n", own=own).sums == {"JPY": "1"}
    assert read("nothing\nday,sum\n2026-09-01,1\n", own=own).sums == {"CNY": "1.00"}


OPENING = """[footer]
checks = [
  { regex = 'opening (?P<n>\\S+)', field = "opening" },
  { regex = 'closing (?P<n>\\S+)', field = "closing" },
]"""


@pytest.mark.parametrize(
    ("opening", "closing", "agrees"),
    [("10.00", "8.00", True), ("10.00", "8.01", False), ("10.00", "eight", False)],
)
def test_opening_and_rows_make_the_closing_balance(
    read: Read, own_format: OwnFormat, opening: str, closing: str, agrees: bool
) -> None:
    own = own_format(layout(
        columns='booked_on = "day"\ncredit = "in"\ndebit = "out"',
        amount='sign = "credit_debit"\ncurrency = "EUR"\ndebit_negative = true',
        rows='stop_prefix = ["closing"]', rest=OPENING,
    ))  # fmt: skip
    found = read(
        f"opening {opening}\nday,in,out\n2026-09-01,,-3.00\n2026-09-01,1.00,\nclosing {closing}\n",
        own=own,
    )
    assert found.sums == {"EUR": "-2.00"}
    assert [(each.name, each.agrees) for each in found.checks] == [("closing", agrees)]
    alone = read(f"opening {opening}\nday,in,out\n2026-09-01,,-3.00\n", own=own)
    assert alone.checks == ()


def test_sales_and_refunds_are_counted_apart(read: Read, own_format: OwnFormat) -> None:
    own = own_format(layout(
        "settlement", columns='occurred_on = "day"\ngross = "sum"', rows='stop_prefix = ["#"]',
        rest="[footer]\nchecks = [{ regex = '(?P<n>\\d+) sold', field = \"count_sales\" },"
        " { regex = '(?P<n>\\d+) back', field = \"count_refunds\" },"
        " { regex = 'sold (?P<n>\\S+)', field = \"sum_sales\" },"
        " { regex = 'back (?P<n>\\S+)', field = \"sum_refunds\" }]",
    ))  # fmt: skip
    found = read(
        "day,sum\n2026-09-01,5\n2026-09-01,7\n2026-09-01,-3\n#2 sold 12.00 1 back 3.00\n", own=own
    )
    assert [each.agrees for each in found.checks] == [True] * 4


def test_the_dates_tell_two_layouts_apart_or_the_owner_is_asked(read: Read) -> None:
    head = "Date,Time,Currency,Gross,Fee,Net,Transaction ID,Type\n"
    row = "{},10:00:00,USD,10.00,-0.50,9.50,T1,Express Checkout Payment\n"
    american = read(head + row.format("9/4/2026") + row.format("9/25/2026"))
    british = read(head + row.format("4/9/2026") + row.format("25/9/2026"))
    assert american.format_id == "paypal.us"
    assert british.format_id == "paypal.gb"
    assert (american.first, american.last) == (british.first, british.last)
    with pytest.raises(StatementAmbiguous, match=r"paypal\.gb, paypal\.us"):
        read(head + row.format("9/4/2026"))
    assert str(read(head + row.format("9/4/2026"), format_id="paypal.gb").first) == "2026-04-09"


def test_a_name_decides_only_where_a_format_says_so(read: Read) -> None:
    text = "Date,Label,Currency,Amount,Partner Name,Bank Account\n12/15/2026,a,EUR,5.00,b,c\n"
    assert read(text, name="june.csv").sums == {"EUR": "5.00"}
    assert read(text, name="My Credit Card.csv").sums == {"EUR": "-5.00"}


def test_a_spreadsheet_that_saved_the_file_with_other_marks_is_followed(
    read: Read, own_format: OwnFormat
) -> None:
    own = own_format(layout())
    for mark in (";", "\t", "|"):
        found = read(f"title\nday{mark}sum\n2026-09-01{mark}1.00\n", own=own)
        assert found.sums == {"EUR": "1.00"}
    with pytest.raises(StatementNotRecognized):
        read("day:sum\n2026-09-01:1.00\n", own=own)


def test_untyped_money_out_of_a_wallet_is_no_refund(read: Read, own_format: OwnFormat) -> None:
    own = own_format(layout("wallet", columns='occurred_on = "day"\nnet = "sum"'))
    found = read("day,sum\n2026-09-01,-5\n2026-09-01,5\n", own=own)
    assert [each.type for each in found.settlement] == [LineType.OTHER, LineType.SALE]


@pytest.mark.parametrize(
    "text",
    [
        layout(rest="[extract]\nnothing = '(?P<v>.)'"),
        layout(rest="[extract]\namount = '.'"),
        layout(cells='decimal = ";"'),
        layout(amount='sign = "as_is"\ncurrency_in = "("'),
        layout(detect="filename_required = 1"),
    ],
)
def test_a_word_that_makes_no_sense_is_refused(own_format: OwnFormat, text: str) -> None:
    with pytest.raises(CatalogError, match=r"mine\.toml"):
        formats(own_format(text))
