"""The demo's files are the generator's, are plausible, and hold no card number."""

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from python_calamine import CalamineWorkbook

from posassist.base.cards import holds_card

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
JOURNALS = ("terminal-1.csv", "terminal-2.csv")
Row = dict[str, str]


def table(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO((DEMO / name).read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return tomllib.loads((DEMO / "demo.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEMO / "answers.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def sheet(told: dict[str, Any]) -> list[list[object]]:
    book = CalamineWorkbook.from_path(DEMO / told["files"]["settlement"][0])
    assert book.sheet_names == ["对账数据"]
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


@pytest.fixture(scope="module")
def bank() -> list[list[str]]:
    text = (DEMO / "bank.csv").read_text(encoding="utf-8")
    return [[cell.strip(" \t") for cell in row] for row in csv.reader(io.StringIO(text))]


def cents(text: str) -> Decimal:
    return Decimal(text.replace(",", "") or "0")


def booked(bank: list[list[str]]) -> list[dict[str, str]]:
    at = next(n for n, row in enumerate(bank) if row[:1] == ["交易日期"])
    return [
        dict(zip(bank[at], row, strict=False))
        for row in bank[at + 1 :]
        if row[:1] and "-" in row[0]
    ]


def test_the_generator_makes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "make_demo.py"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    made, kept = (
        {
            str(each.relative_to(folder)): each.read_bytes()
            for each in folder.rglob("*")
            if each.is_file() and each.name != "README.md"
        }
        for folder in (tmp_path, DEMO)
    )
    assert made.keys() == kept.keys()
    for name, data in made.items():
        assert data == kept[name], name


def test_demo_toml_names_every_file(told: dict[str, Any]) -> None:
    files = told["files"]
    named = {*files["settlement"], files["bank"], files["answers"]}
    named |= {each["journal"] for each in told["terminals"]}
    assert named | {"demo.toml", "README.md", "handheld"} == {each.name for each in DEMO.iterdir()}


def test_no_file_holds_a_whole_card_number(sheet: list[list[object]]) -> None:
    for each in DEMO.iterdir():
        if each.is_file() and each.suffix != ".xlsx":
            assert not holds_card(each.read_text(encoding="utf-8")), each.name
        assert not holds_card(each.name)
    assert not [cell for row in sheet for cell in row if holds_card(str(cell))]


def test_two_terminals_rang_up_about_three_thousand_sales(answers: dict[str, Any]) -> None:
    rows = [row for name in JOURNALS for row in table(name)]
    sales = [row for row in rows if (row["type"], row["status"]) == ("sale", "approved")]
    assert 2950 <= len(sales) <= 3050
    assert len(sales) == answers["rows"]["sales_approved"]
    assert {name: len(table(name)) for name in JOURNALS} == answers["rows"]["journal"]
    days = {row["occurred_at"][:10] for row in sales}
    assert (min(days), max(days), len(days)) == ("2026-09-11", "2026-10-10", 30)
    assert Counter(row["type"] for row in rows) - Counter(sale=10**6) == Counter(
        void=4, refund=3, preauth=1, completion=1
    )
    assert {row["channel"] for row in sales} == {"debit", "credit", "qr"}
    prices = Counter(row["amount"] for row in sales)
    assert sum(sorted(prices.values())[-42:]) > 0.98 * len(sales)


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_runs_on_as_a_terminal_counts(name: str, told: dict[str, Any]) -> None:
    rows = table(name)
    terminal = told["terminals"][JOURNALS.index(name)]
    assert {row["terminal_id"] for row in rows} == {terminal["terminal_id"]}
    traces = [int(row["trace_no"]) for row in rows]
    assert traces == list(range(traces[0], traces[0] + len(rows)))
    times = [row["occurred_at"] for row in rows]
    assert times == sorted(set(times))
    batches = {(row["occurred_at"][:10], row["batch_no"]) for row in rows}
    assert len(batches) == 30
    firsts = [row["rrn"] for row in rows if row["rrn"] and not row["original_rrn"]]
    assert len(firsts) == len(set(firsts))
    assert {len(each) for each in firsts} == {12}
    for row in rows:
        assert (Decimal(row["amount"]) < 0) == (row["type"] in {"void", "refund"})
        assert "22:00:00" not in row["occurred_at"]


def test_every_line_of_the_export_adds_up(sheet: list[list[object]]) -> None:
    head = [str(each) for each in sheet[1]]
    assert len(head) == 26
    assert str(sheet[0][0]).startswith("汇总")
    assert str(sheet[-1][0]).startswith("请注意：")
    for row in sheet[2:-1]:
        line = dict(zip(head, row, strict=True))
        net = Decimal(str(line["交易金额"])) - Decimal(str(line["手续费"]))
        assert Decimal(str(line["清算金额"])) == net


def test_the_provider_pays_on_working_days_only(answers: dict[str, Any]) -> None:
    days = [dt.date.fromisoformat(each["settled_on"]) for each in answers["payouts"]]
    first, last = days[0], days[-1]
    every = (first + dt.timedelta(n) for n in range((last - first).days + 1))
    assert days == [day for day in every if chinese_calendar.is_workday(day)]


def test_balances_chain_and_the_footer_is_right(bank: list[list[str]]) -> None:
    lines = booked(bank)
    moved = [cents(row["记账金额(收入)"]) - cents(row["记账金额(支出)"]) for row in lines]
    balances = [cents(row["余额"]) for row in lines]
    for newer, older, amount in zip(balances, balances[1:], moved, strict=False):
        assert newer - older == amount
    assert min(balances) > 0
    footer = next(row for row in bank if row[:1] == ["人民币合计"])
    assert cents(footer[8]) == sum(cents(row["记账金额(收入)"]) for row in lines)
    assert cents(footer[9]) == sum(cents(row["记账金额(支出)"]) for row in lines)
    dates = [row["交易日期"] for row in lines]
    assert dates == sorted(dates, reverse=True)


def test_the_bank_got_each_payout_but_for_the_planted_ones(
    bank: list[list[str]], answers: dict[str, Any], told: dict[str, Any]
) -> None:
    provider = told["agreement"]["acquirer"]
    arrived = {
        row["交易日期"]: cents(row["记账金额(收入)"])
        for row in booked(bank)
        if provider in row["对方户名"]
    }
    owed = {each["settled_on"]: Decimal(each["net"]) for each in answers["payouts"]}
    differ = {day: owed[day] - arrived.get(day, 0) for day in owed if owed[day] != arrived.get(day)}
    assert differ == {
        "2026-09-21": Decimal("100.00"),
        "2026-09-23": owed["2026-09-23"],
        "2026-10-09": owed["2026-10-09"],
    }
    assert not arrived.keys() - owed.keys()
