"""Formats are data, typed and checked when they are loaded."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.formats import Column, formats, plain_header, plain_word
from posassist.domain.settlement import StatementKind
from posassist.statements.own_csv import BANK_COLUMNS, JOURNAL_COLUMNS, SETTLEMENT_COLUMNS

GOOD = """
schema = 1
id = "mine"
kind = "bank"
title = { zh_CN = "我的", en = "mine" }
[detect]
columns_required = ["day"]
[file]
format = "csv"
encodings = ["utf-8"]
delimiter = ","
sheet = { name = "a", else = "first_with_header" }
[rows]
header = { match = ["day"], max_line = 3 }
[cells]
strip = " "
[columns]
booked_on = "day|date"
amount = "sum"
memo = "text?"
[dates]
formats = ["%Y-%m-%d"]
timezone = "Asia/Shanghai"
[period]
regex = "from (?P<first>.*) to (?P<last>.*)"
[amount]
sign = "as_is"
currency = "EUR"
[footer]
checks = [{ regex = '(?P<n>\\\\d+) rows', field = "count" }]
"""


def write(folder: Path, text: str) -> None:
    (folder / "formats").mkdir(exist_ok=True)
    (folder / "formats" / "mine.toml").write_text(text, encoding="utf-8")


def test_the_shipped_formats_are_there() -> None:
    found = {each.id: each for each in formats()}
    assert {"posassist.journal", "posassist.settlement", "posassist.bank"} <= found.keys()
    assert {"cn.chinaums.mx", "cn.icbc.debit", "cn.icbc.credit"} <= found.keys()
    assert found["posassist.journal"].kind is StatementKind.JOURNAL
    for each in found.values():
        assert each.title.in_language("zh_CN")
        assert each.title.in_language("en")
        assert each.version.startswith("1-")


@pytest.mark.parametrize(
    ("format_id", "columns"),
    [
        ("posassist.journal", JOURNAL_COLUMNS),
        ("posassist.settlement", SETTLEMENT_COLUMNS),
        ("posassist.bank", BANK_COLUMNS),
    ],
)
def test_our_own_formats_have_the_promised_columns(format_id: str, columns: tuple[str]) -> None:
    own = next(each for each in formats() if each.id == format_id)
    assert {str(each) for each in own.columns.values()} == set(columns)


def test_an_own_format_is_added_and_replaces_by_id(profile_folder: Path) -> None:
    write(profile_folder, GOOD)
    mine = next(each for each in formats(profile_folder) if each.id == "mine")
    assert mine.columns["booked_on"] == Column(("day", "date"), optional=False)
    assert mine.columns["memo"].optional
    assert mine.dates.period
    assert mine.checks[0].regex
    before = len(formats())
    write(profile_folder, GOOD.replace('id = "mine"', 'id = "posassist.bank"'))
    assert len(formats(profile_folder)) == before
    replaced = next(each for each in formats(profile_folder) if each.id == "posassist.bank")
    assert replaced.origin == "own"


def test_headers_and_words_are_compared_without_width_and_padding() -> None:
    assert plain_header(" 订单金额（元）\t") == "订单金额(元)"
    assert plain_word(" ＳＡＬＥ ") == "sale"


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        ("schema = 1", "schema = 9", "schema"),
        ('kind = "bank"', 'kind = "slips"', "kind"),
        ('title = { zh_CN = "我的", en = "mine" }', 'title = "mine"', "title"),
        ('columns_required = ["day"]', "columns_required = []", "detect.columns_required"),
        ('columns_required = ["day"]', 'column_required = ["day"]', "detect.columns_required"),
        ('format = "csv"', 'format = "pdf"', "file.format"),
        ('encodings = ["utf-8"]', 'encodings = ["klingon"]', "file.encodings"),
        ('delimiter = ","', 'delimiter = ",,"', "file.delimiter"),
        ('delimiter = ","', 'separator = ","', "file.separator"),
        ('else = "first_with_header"', 'else = "last"', "file.sheet.else"),
        ('match = ["day"]', "match = []", "rows.header.match"),
        ("max_line = 3", 'max_line = "3"', "rows.header.max_line"),
        ("[cells]", 'lines = "3"\n[cells]', "rows.lines"),
        ('strip = " "', "strip = 1", "cells.strip"),
        ('amount = "sum"', 'sum = "sum"', "columns.sum"),
        ('amount = "sum"', "", "columns.amount"),
        ('amount = "sum"', "amount = 3", "columns.amount"),
        ('formats = ["%Y-%m-%d"]', "formats = []", "dates.formats"),
        ('formats = ["%Y-%m-%d"]', 'formats = ["%d/%m"]', "dates.formats"),
        ('formats = ["%Y-%m-%d"]', 'formats = ["%Y-%m-%d %Q"]', "dates.formats"),
        ("[period]", 'times = ["%H"]\n[period]', "dates.times"),
        ("Asia/Shanghai", "Asia/Peking2", "dates.timezone"),
        ("[period]", 'order = "upside down"\n[period]', "dates.order"),
        ("(?P<first>.*)", "(?P<first>", "period.regex"),
        ("(?P<first>.*)", "", "period.regex"),
        ('sign = "as_is"', 'sign = "either"', "amount.sign"),
        ('sign = "as_is"', 'sign = "credit_debit"', "columns.credit"),
        ('sign = "as_is"', 'sign = "direction_column"', "columns.direction"),
        ('sign = "as_is"', 'sign = "by_type"', "columns.txn_type"),
        ('currency = "EUR"', 'currency = "Euro"', "amount.currency"),
        ('currency = "EUR"', 'currency_map = { "a" = "b" }', "amount.currency"),
        ('currency = "EUR"', 'directions = { "in" = "inwards" }', "amount.directions"),
        ("[footer]", '[types]\n"x" = "swindle"\n[footer]', "types"),
        ("[footer]", '[statuses]\n"x" = "gone"\n[footer]', "statuses"),
        ("[footer]", '[channels]\n"x" = "cash"\n[footer]', "channels"),
        ('field = "count"', 'field = "weight"', "footer.checks[1].field"),
        ("regex = '(?P<n>", "colunm = '(?P<n>", "footer.checks[1].column"),
        ('field = "count"', 'field = "count", x = 1', "footer.checks[1].x"),
        ("[footer]", "[foot]\n[footer]", "foot"),
    ],
)
def test_a_wrong_format_names_file_and_entry(
    profile_folder: Path, old: str, new: str, entry: str
) -> None:
    assert old in GOOD
    write(profile_folder, GOOD.replace(old, new))
    with pytest.raises(CatalogError) as refused:
        formats(profile_folder)
    assert refused.value.fields["file"] == "mine.toml"
    assert refused.value.fields["entry"] == entry
