"""The known answers follow from the demo's files alone, by the contract's meanings.

A second, plain reading: it shares nothing with the generator, and nothing with the engine.
"""

import csv
import datetime as dt
import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from python_calamine import CalamineWorkbook

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
TOLD = tomllib.loads((DEMO / "demo.toml").read_text(encoding="utf-8"))
ANSWERS: dict[str, Any] = json.loads((DEMO / "answers.json").read_text(encoding="utf-8"))
AS_OF: dt.date = TOLD["as_of"]
SETTLEMENT_ENDS, BANK_ENDS = dt.date(2026, 10, 9), dt.date(2026, 10, 8)
RATES = {"debit": Decimal("0.005"), "credit": Decimal("0.006"), "qr": Decimal("0.0038")}
SIGNS = {"消费": 1, "消费撤销": -1, "联机退货": -1}
Row = dict[str, str]
Answer = tuple[Decimal, str | None, tuple[str, ...]]
Paid = dict[tuple[str, str, Decimal], list["Line"]]


@dataclass(frozen=True)
class Line:
    terminal: str
    rrn: str
    gross: Decimal
    fee: Decimal
    net: Decimal
    settled_on: dt.date
    traded_on: str
    status: str = "settled"
    type: str = "sale"


def rows(name: str) -> list[Row]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entries() -> list[Row]:
    return [row for each in TOLD["terminals"] for row in rows(each["journal"])]


def lines() -> list[Line]:
    export, notices = TOLD["files"]["settlement"]
    sheet = CalamineWorkbook.from_path(DEMO / export).get_sheet_by_index(0).to_python()
    found = []
    for row in sheet[2:-1]:
        one = dict(zip(map(str, sheet[1]), map(str, row), strict=True))
        sign = SIGNS[one["交易类型"]]
        found.append(
            Line(
                one["终端号"],
                one["检索号"],
                Decimal(one["交易金额"]) * sign,
                Decimal(one["手续费"]),
                Decimal(one["清算金额"]) * sign,
                dt.datetime.strptime(one["清算时间"], "%Y%m%d").date(),  # noqa: DTZ007
                one["交易时间"].replace("-", "")[:8],
            )
        )
    return found + [
        Line(
            one["terminal_id"],
            one["rrn"],
            Decimal(one["gross"]),
            Decimal(one["fee"]),
            Decimal(one["net"]),
            dt.date.fromisoformat(one["settled_on"]),
            one["occurred_on"].replace("-", ""),
            one["status"],
            one["type"],
        )
        for one in rows(notices)
    ]


def working_day_after(day: dt.date) -> dt.date:
    day += dt.timedelta(1)
    while not chinese_calendar.is_workday(day):
        day += dt.timedelta(1)
    return day


def due(entry: Row) -> dt.date:
    at = dt.datetime.fromisoformat(entry["occurred_at"])
    return working_day_after(at.date() + dt.timedelta(at.time() > dt.time(22)))


def told(kind: str) -> list[Answer]:
    """Return the answers of a kind: amount, due date, the records' trace numbers."""
    return sorted(
        (
            Decimal(each["at_stake"]["amount"]),
            each["due_on"],
            tuple(one["terminal_id"] + one["trace_no"] for one in each["journal"]),
        )
        for each in ANSWERS["discrepancies"]
        if each["kind"] == kind
    )


def named(*some: Row) -> tuple[str, ...]:
    return tuple(each["terminal_id"] + each["trace_no"] for each in some)


@pytest.fixture(scope="module")
def paid() -> Paid:
    """Lines by terminal, reference and amount: all that a terminal's own record can be held to."""
    found: Paid = defaultdict(list)
    for line in lines():
        if line.type != "chargeback" and line.rrn:
            found[line.terminal, line.rrn, line.gross].append(line)
    return found


def key(entry: Row) -> tuple[str, str, Decimal]:
    return entry["terminal_id"], entry["rrn"], Decimal(entry["amount"])


def moved(entry: Row) -> bool:
    return entry["status"] == "approved" and entry["type"] != "preauth"


def test_missing_and_what_is_not_yet_due_or_covered(
    paid: Paid,
) -> None:
    bare = [line for line in lines() if not line.rrn]
    open_ = [each for each in entries() if moved(each) and key(each) not in paid]
    expected = [each for each in open_ if due(each) >= AS_OF]
    uncovered = [each for each in open_ if SETTLEMENT_ENDS < due(each) < AS_OF]
    late = [each for each in open_ if due(each) <= SETTLEMENT_ENDS]
    assert {each["type"] for each in expected + uncovered} == {"sale"}
    for group, answer in (
        (expected, ANSWERS["expected"]["sales"]),
        (uncovered, ANSWERS["uncovered"]["missing"]),
    ):
        assert len(group) == answer["count"]
        assert sum(Decimal(each["amount"]) for each in group) == Decimal(answer["at_stake"])
    equal = [
        each
        for each in late
        if (each["terminal_id"], Decimal(each["amount"]), each["occurred_at"][:10].replace("-", ""))
        in {(line.terminal, line.gross, line.traded_on) for line in bare}
    ]
    assert (len(equal), len(bare)) == (3, 2)
    missing = [
        (Decimal(each["amount"]), due(each).isoformat(), named(each))
        for each in late
        if each not in equal
    ]
    missing.append((Decimal(equal[0]["amount"]), due(equal[0]).isoformat(), named(*equal)))
    assert sorted(missing) == told("missing")


def test_late_twice_held_and_returned(paid: Paid) -> None:
    found: dict[str, list[Answer]] = defaultdict(list)
    for entry in filter(moved, entries()):
        here = sorted(paid.get(key(entry), []), key=lambda line: line.settled_on)
        when = due(entry).isoformat()
        amount = Decimal(entry["amount"])
        if len(here) > 1:
            found["duplicate_settlement"].append((amount, None, named(entry)))
        if here and here[0].status != "settled":
            found[here[0].status].append((amount, when, named(entry)))
        elif here and here[0].settled_on > due(entry):
            found["late"].append((Decimal(0), when, named(entry)))
        elif here:
            assert here[0].settled_on == due(entry)
    for kind in ("duplicate_settlement", "held", "returned", "late"):
        assert sorted(found[kind]) == told(kind), kind


def test_charged_twice_unanswered_and_taken_back() -> None:
    last: dict[tuple[str, str, str], Row] = {}
    twice = []
    for entry in entries():
        if entry["type"] == "sale" and entry["status"] == "approved" and entry["card_masked"]:
            one = entry["terminal_id"], entry["card_masked"], entry["amount"]
            before = last.get(one)
            if before:
                gap = dt.datetime.fromisoformat(entry["occurred_at"]) - dt.datetime.fromisoformat(
                    before["occurred_at"]
                )
                if gap <= dt.timedelta(minutes=10):
                    twice.append((Decimal(entry["amount"]), None, named(before, entry)))
            last[one] = entry
    assert twice == told("duplicate_charge")
    unknown = [each for each in entries() if each["status"] == "unknown"]
    assert [
        (Decimal(each["amount"]), due(each).isoformat(), named(each)) for each in unknown
    ] == told("unknown_outcome")
    back = [line for line in lines() if line.type == "chargeback"]
    sales = {(each["terminal_id"], each["rrn"]): each for each in entries() if each["rrn"]}
    assert [(-line.gross, None, named(sales[line.terminal, line.rrn])) for line in back] == told(
        "chargeback"
    )


def test_overcharged_to_the_cent(paid: Paid) -> None:
    found = []
    for entry in filter(moved, entries()):
        for line in paid.get(key(entry), [])[:1]:
            agreed = line.gross * RATES[entry["channel"]]
            if entry["channel"] == "debit":
                agreed = min(agreed, Decimal(20))
            excess = line.fee - agreed.quantize(Decimal("0.01"), ROUND_HALF_UP)
            if line.gross > 0 and excess > 0:
                found.append((excess, None, named(entry)))
    assert sorted(found) == told("overcharged_fee")
    assert sum(each[0] for each in found) == Decimal(
        ANSWERS["by_kind"]["overcharged_fee"]["at_stake"]
    )


def test_short_and_not_arrived() -> None:
    owed: dict[dt.date, list[Line]] = defaultdict(list)
    for line in lines():
        if line.status == "settled":
            owed[line.settled_on].append(line)
    text = (DEMO / "bank.csv").read_text(encoding="utf-8")
    provider = TOLD["agreement"]["acquirer"]
    arrived = {
        dt.date.fromisoformat(row[0].strip()): Decimal(row[8].strip().replace(",", ""))
        for row in csv.reader(text.splitlines())
        if len(row) > 12 and provider in row[12]
    }
    short: list[Answer] = []
    absent: list[Answer] = []
    unseen: list[Answer] = []
    for day, group in owed.items():
        net = sum(line.net for line in group)
        gross = sum((line.gross for line in group), Decimal(0))
        if day in arrived and arrived[day] != net:
            short.append((net - arrived[day], day.isoformat(), ()))
        elif day not in arrived and working_day_after(day) <= AS_OF:
            (absent if day <= BANK_ENDS else unseen).append((gross, day.isoformat(), ()))
    assert short == told("short")
    assert absent == told("not_arrived")
    answer = ANSWERS["uncovered"]["not_arrived"]
    assert [day for _, day, _ in unseen] == answer["payouts"]
    assert sum(gross for gross, _, _ in unseen) == Decimal(answer["at_stake"])


def test_no_part_of_the_open_payouts_adds_up_to_a_credit_by_chance() -> None:
    open_days = (dt.date(2026, 9, 21), dt.date(2026, 9, 23))
    units: dict[tuple[dt.date, str, str], Decimal] = defaultdict(Decimal)
    channels = {each["rrn"]: each["channel"] for each in entries()}
    for line in lines():
        if line.status == "settled" and line.settled_on in open_days:
            units[line.settled_on, line.terminal, channels.get(line.rrn, "")] += line.net
    sums = {
        sum(part for part, taken in zip(units.values(), which, strict=True) if taken)
        for which in product((False, True), repeat=len(units))
    }
    text = (DEMO / "bank.csv").read_text(encoding="utf-8")
    arrived = {
        Decimal(row[8].strip().replace(",", ""))
        for row in csv.reader(text.splitlines())
        if len(row) > 12 and row[8].strip() and row[0].startswith("2026")
    }
    assert not sums & arrived


def test_totals_by_kind_are_the_sums_of_the_answers() -> None:
    totals: dict[str, list[Decimal]] = defaultdict(list)
    for each in ANSWERS["discrepancies"]:
        totals[each["kind"]].append(Decimal(each["at_stake"]["amount"]))
    assert ANSWERS["by_kind"] == {
        kind: {"count": len(stakes), "at_stake": f"{sum(stakes):.2f}"}
        for kind, stakes in totals.items()
    }
