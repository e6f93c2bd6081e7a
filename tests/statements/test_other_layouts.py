"""What the shipped formats do not need is there for the next TOML file."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.domain.settlement import LineStatus, LineType, StatementKind
from posassist.statements.statement import Statement

Read = Callable[..., Statement]
OwnFormat = Callable[[str], Path]
TOP = """
schema = 1
id = "mine"
kind = "{kind}"
title = {{ zh_CN = "我的", en = "mine" }}
[detect]
columns_required = ["day"]
[file]
format = "csv"
delimiter = ";"
[rows]
header = {{ match = ["day"], max_line = 9 }}
{rows}
[cells]
null = ["", "0", "-"]
thousands = "'"
symbols = "¥￥$"
[columns]
{columns}
[dates]
formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
{dates}
[amount]
{amount}
"""
WALLET = 'occurred_at = "day"\ngross = "sum"\ndirection = "way"\ntxn_type = "type?"'
DIRECTIONS = (
    'sign = "direction_column"\ncurrency = "EUR"\n'
    'directions = { "In" = "in", "Out" = "out", "/" = "neutral" }'
)


def layout(kind: str, columns: str, amount: str, *, rows: str = "", dates: str = "") -> str:
    return TOP.format(kind=kind, columns=columns, amount=amount, rows=rows, dates=dates)


def test_a_wallet_says_the_way_of_its_money_in_a_column(read: Read, own_format: OwnFormat) -> None:
    own = own_format(layout("wallet", WALLET, DIRECTIONS))
    found = read(
        "my wallet\n\nday;sum;way;type\n2026-09-01 10:00:00;¥1'286.00;in;\n"
        "2026-09-02;$ -50.00;OUT;\n2026-09-03;7;/;\n2026-09-03;8;sideways;\n2026-09-03;-;in;\n",
        own=own,
    )
    assert found.kind is StatementKind.WALLET
    assert [each.net.plain for each in found.settlement] == ["1286.00", "-50.00", "7.00"]
    assert [each.type for each in found.settlement] == [
        LineType.SALE, LineType.OTHER, LineType.SALE,
    ]  # fmt: skip
    assert found.settlement[2].status is LineStatus.PENDING
    assert found.settlement[0].settled_on == dt.date(2026, 9, 1)
    assert (found.sums, found.fees) == ({"EUR": "1236.00"}, None)
    assert [str(each.reason) for each in found.bad_rows] == [
        "way: sideways is no direction this format knows", "sum is empty",
    ]  # fmt: skip


def test_a_bank_file_may_do_so_too(read: Read, own_format: OwnFormat) -> None:
    columns = 'booked_on = "day"\namount = "sum"\ndirection = "way"'
    found = read(
        "day;sum;way\n2026-09-01;5;in\n2026-09-01;-3;out\n2026-09-01;1;/\n",
        own=own_format(layout("bank", columns, DIRECTIONS)),
    )
    assert [each.amount.plain for each in found.bank] == ["5.00", "-3.00"]
    assert "in or out" in str(found.bad_rows[0].reason)


def test_a_card_statement_counts_spending_as_positive(read: Read, own_format: OwnFormat) -> None:
    columns = 'booked_on = "day"\namount = "sum"'
    own = own_format(layout("bank", columns, 'sign = "inverted"'))
    assert read("day;sum\n2026-09-01;5\n", own=own).sums == {"CNY": "-5.00"}


def test_an_inverted_settlement_and_journal(read: Read, own_format: OwnFormat) -> None:
    columns = 'settled_on = "day"\nnet = "sum"\ngross = "gross?"'
    own = own_format(layout("settlement", columns, 'sign = "inverted"'))
    found = read("day;sum\n2026-09-01;-5\n", own=own)
    assert found.settlement[0].gross.plain == found.settlement[0].net.plain == "5.00"
    columns = 'occurred_at = "day"\nterminal_id = "tid"\ntxn_type = "type"\namount = "sum"'
    types = '\n[types]\n"S" = "sale"\n"R" = "refund"'
    own = own_format(layout("journal", columns, 'sign = "inverted"' + types))
    found = read("day;tid;type;sum\n2026-09-01;T1;S;-5\n2026-09-01;T1;R;5\n", own=own)
    assert [each.amount.plain for each in found.journal] == ["5.00", "-5.00"]
    own = own_format(layout("journal", columns, 'sign = "abs_by_type"' + types))
    found = read("day;tid;type;sum\n2026-09-01;T1;S;-5\n2026-09-01;T1;R;5\n", own=own)
    assert [each.amount.plain for each in found.journal] == ["5.00", "-5.00"]


def test_a_refund_may_have_a_column_of_its_own(read: Read, own_format: OwnFormat) -> None:
    columns = (
        'occurred_at = "day"\ngross = "sum"\nrefund_amount = "back"\nfee = "fee"\ntxn_type = "type"'
    )
    amount = 'sign = "by_type"\nfee_sign = "negative_is_cost"\nfee_scale = 3'
    types = '\n[types]\n"S" = "sale"\n"R" = "refund"\n"F" = "fee"'
    own = own_format(layout("settlement", columns, amount + types))
    found = read(
        "day;sum;back;fee;type\n2026-09-01;100;0;-0.60;S\n2026-09-01;100;40;0.24;R\n"
        "2026-09-01;100;;;R\n2026-09-01;1;0;-0.0001;S\n2026-09-01;0;0;-2.00;F\n",
        own=own,
    )
    assert [(each.gross.plain, each.net.plain) for each in found.settlement] == [
        ("100.00", "99.40"), ("-40.00", "-39.76"), ("0.00", "-2.00"),
    ]  # fmt: skip
    assert [str(each.reason) for each in found.bad_rows] == [
        "net is empty", "fee: -0.0001 has more decimals than this format has",
    ]  # fmt: skip
    assert found.fees == {"CNY": "2.36"}


def test_a_file_may_tell_only_net(read: Read, own_format: OwnFormat) -> None:
    columns = 'settled_on = "day"\nnet = "sum"\nfee = "fee"'
    own = own_format(layout("settlement", columns, 'sign = "as_is"'))
    found = read("day;sum;fee\n2026-09-01;99.40;0.60\n2026-09-01;-5;\n", own=own)
    assert found.settlement[0].gross.plain == "100.00"
    assert (found.gross, found.sums) == (None, {"CNY": "99.40"})
    assert "net is empty" not in str(found.bad_rows[0].reason)


def test_a_moment_with_an_offset_is_brought_to_the_files_own_zone(
    read: Read, own_format: OwnFormat
) -> None:
    columns = 'occurred_at = "day"\ngross = "sum"'
    dates = 'timezone = "Asia/Tokyo"'
    text = layout("settlement", columns, 'sign = "as_is"', dates=dates)
    own = own_format(text.replace('"%Y-%m-%d"]', '"%Y-%m-%dT%H:%M:%S%z"]'))
    found = read("day;sum\n2026-09-01T23:30:00Z;1\n2026-09-01 23:30:00;1\n", own=own)
    assert [(each.occurred_on, each.occurred_time) for each in found.settlement] == [
        (dt.date(2026, 9, 2), dt.time(8, 30)), (dt.date(2026, 9, 1), dt.time(23, 30)),
    ]  # fmt: skip


def test_a_journal_of_another_zone_is_shown_in_the_shops(read: Read, own_format: OwnFormat) -> None:
    columns = 'occurred_at = "day"\nterminal_id = "tid"\ntxn_type = "type"\namount = "sum"'
    text = layout("journal", columns, 'sign = "as_is"', dates='timezone = "Asia/Shanghai"')
    found = read(
        "day;tid;type;sum\n2026-09-01 02:00:00;T1;x;5\n",
        own=own_format(text),
        zone=ZoneInfo("Europe/Berlin"),
    )
    assert found.journal[0].occurred_at.isoformat() == "2026-08-31T20:00:00+02:00"
    assert found.first == dt.date(2026, 8, 31)


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("from 2026-09-01 to 2026-09-30", (dt.date(2026, 9, 1), dt.date(2026, 9, 30))),
        ("from 2026-09-30 to 2026-09-01", None),
        ("from 2026-09-01 to today", None),
        ("some days", None),
    ],
)
def test_a_declared_period_is_read(
    read: Read, own_format: OwnFormat, said: str, period: tuple[dt.date, dt.date] | None
) -> None:
    columns = 'booked_on = "day"\namount = "sum"'
    rows = '[period]\nregex = "from (?P<first>.*) to (?P<last>.*)"'
    checks = "\n[footer]\nchecks = [{ regex = '(?P<n>\\d+) rows', field = \"count\" }]"
    own = own_format(layout("bank", columns, 'sign = "as_is"' + checks, rows=rows))
    found = read(f"{said}\n1 rows\nday;sum\n2026-09-05;1\n", own=own)
    assert found.period == period
    assert [(each.declared, each.agrees) for each in found.checks] == [("1", True)]
    assert not read("day;sum\n2026-09-05;1\n", own=own).checks


@pytest.mark.parametrize(
    ("footer", "declared"),
    [
        ("total;gross;fee\n2;30.00;0.00\n", ["2", "30.00", "30.00"]),
        ("total;gross;fee\n3;31.00;0.00\n", ["3", "31.00", "31.00"]),
        ("total\n2\n", ["2"]),
        ("total;gross\n", []),
        ("", []),
    ],
)
def test_a_footer_may_have_its_own_names(
    read: Read, own_format: OwnFormat, footer: str, declared: list[str]
) -> None:
    columns = 'occurred_at = "day"\ngross = "sum"\nmemo = "text"'
    rows = (
        'footer = { header_match = "total", values = "next_row" }\nskip_prefix = ["#"]\n'
        "short_rows = true"
    )
    checks = (
        '\n[footer]\nchecks = [{ column = "total", field = "count" },'
        ' { column = "gross", field = "sum_gross" }, { column = "gross", field = "sum_net" }]'
    )
    own = own_format(layout("settlement", columns, 'sign = "as_is"' + checks, rows=rows))
    found = read(f"day;sum;text\n# list\n2026-09-05;10\n2026-09-06;20;x\n{footer}", own=own)
    assert [each.declared for each in found.checks] == declared
    assert all(each.agrees for each in found.checks) == ("31.00" not in declared)
    assert [each.memo for each in found.settlement] == ["", "x"]
    late = read("day;sum;text\n2026-09-05;10\ntotal\n1\n# end\nlate\n", own=own)
    assert "1 rows after" in " ".join(map(str, late.warnings))


def test_the_order_of_a_bank_file_may_be_said(read: Read, own_format: OwnFormat) -> None:
    columns = 'booked_on = "day"\namount = "sum"\nbalance = "left"'
    text = layout("bank", columns, 'sign = "as_is"', dates='order = "newest_first"')
    own = own_format(text)
    found = read("day;sum;left\n2026-09-01;1;12\n2026-09-01;2;11\n", own=own)
    assert [each.agrees for each in found.checks] == [True]
    found = read("day;sum;left\n2026-09-01;1;11\n2026-09-01;2;13\n", own=own)
    assert [each.agrees for each in found.checks] == [False]
