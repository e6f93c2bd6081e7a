"""The shop without a cable: its files are plausible, and the engine finds exactly what is planted.

The known answers are held twice: against the files alone, by a plain reading that shares nothing
with the generator or the engine, and against what the engine finds, row by row.
"""

import csv
import datetime as dt
import io
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from posassist.base.cards import holds_card
from posassist.base.paths import Profile, resources
from posassist.usecases.demo import Filled, fill
from posassist.usecases.example import HANDHELD, story
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.shop import open_shop

DEMO = Path(str(resources() / "demo" / HANDHELD))
TOLD = tomllib.loads((DEMO / "demo.toml").read_text(encoding="utf-8"))
ANSWERS: dict[str, Any] = json.loads((DEMO / "answers.json").read_text(encoding="utf-8"))
RATES = {"借记卡": Decimal("0.005"), "贷记卡": Decimal("0.006"), "": Decimal("0.0038")}
SLIP = re.compile(
    r"日期/时间\(DATE/TIME\)：\s+(?P<at>\S+ \S+)\n交易参考号\(REF. NO\)：(?P<rrn>\d+)\n"
    r"金额\(AMOUNT\)：\nRMB:(?P<amount>[\d.]+)"
)
Row = dict[str, str]


def text(name: str) -> str:
    return (DEMO / name).read_bytes().decode("gb18030")


def table(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text(name))))


def export() -> list[Row]:
    (name,) = TOLD["files"]["settlement"]
    return table(name)


def kept() -> dict[str, tuple[dt.datetime, Decimal]]:
    """Return the slips by reference: each once, though stubs and reprints lie beside it."""
    found = {}
    for each in SLIP.finditer(text(TOLD["files"]["slips"])):
        at = dt.datetime.strptime(each["at"], "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007
        found[each["rrn"]] = at, Decimal(each["amount"])
    for one in TOLD["typed"]:
        at = dt.datetime.fromisoformat(one["occurred_at"])
        found[one["rrn"]] = at, Decimal(one["amount"])
    return found


def working_day_after(day: dt.date) -> dt.date:
    day += dt.timedelta(1)
    while not chinese_calendar.is_workday(day):
        day += dt.timedelta(1)
    return day


def told(kind: str) -> dict[str, tuple[Decimal, str | None]]:
    """Return the answers of a kind by reference: amount and due day."""
    return {
        "".join(one["rrn"] for one in each["journal"]): (
            Decimal(each["at_stake"]["amount"]),
            each["due_on"],
        )
        for each in ANSWERS["discrepancies"]
        if each["kind"] == kind
    }


def test_the_answers_follow_from_slips_and_export() -> None:
    slips, lines = kept(), {one["参考号"]: one for one in export()}
    assert len(slips) == ANSWERS["rows"]["slips"] == 12
    assert len(lines) == ANSWERS["rows"]["settlement"]
    missing, differs, dear = {}, {}, {}
    for rrn, (at, amount) in slips.items():
        if rrn not in lines:
            missing[rrn] = amount, working_day_after(at.date()).isoformat()
        elif Decimal(lines[rrn]["交易金额"]) != amount:
            differs[rrn] = amount - Decimal(lines[rrn]["交易金额"]), None
    for rrn, one in lines.items():
        agreed = min(Decimal(one["交易金额"]) * RATES[one["卡类型"]], Decimal(20))
        excess = Decimal(one["手续费"]) - agreed.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if excess:
            dear[rrn] = excess, None
        assert Decimal(one["清算金额"]) == Decimal(one["交易金额"]) - Decimal(one["手续费"])
        day = dt.date.fromisoformat(one["交易日期"])
        assert one["清算日期"] == working_day_after(day).isoformat()
    assert missing == told("missing")
    assert differs == told("amount_differs")
    assert dear == told("overcharged_fee")


def test_the_bank_got_every_payout_but_one() -> None:
    owed: dict[str, list[Row]] = defaultdict(list)
    for one in export():
        owed[one["清算日期"]].append(one)
    bank = table(TOLD["files"]["bank"])
    arrived = {
        dt.datetime.strptime(one["记账日"], "%Y%m%d").date().isoformat(): Decimal(one["收入"])  # noqa: DTZ007
        for one in bank
        if TOLD["agreement"]["acquirer"] in one["对方户名"]
    }
    lost = owed.keys() - arrived.keys()
    assert {day: sum(Decimal(one["清算金额"]) for one in owed[day]) for day in arrived} == arrived
    (answer,) = (each for each in ANSWERS["discrepancies"] if each["kind"] == "not_arrived")
    assert lost == {answer["due_on"]}
    gross = sum(Decimal(one["交易金额"]) for one in owed[answer["due_on"]])
    assert gross == Decimal(answer["at_stake"]["amount"])
    balances = [Decimal(one["账户余额"]) for one in bank]
    moved = [Decimal(one["收入"] or 0) - Decimal(one["支出"] or 0) for one in bank]
    for before, after, amount in zip(balances, balances[1:], moved[1:], strict=False):
        assert after - before == amount


def test_totals_by_kind_are_the_sums_of_the_answers() -> None:
    totals: dict[str, list[Decimal]] = defaultdict(list)
    for each in ANSWERS["discrepancies"]:
        totals[each["kind"]].append(Decimal(each["at_stake"]["amount"]))
    assert ANSWERS["by_kind"] == {
        kind: {"count": len(stakes), "at_stake": f"{sum(stakes):.2f}"}
        for kind, stakes in totals.items()
    }


def test_demo_toml_names_every_file_and_none_holds_a_card_number() -> None:
    files = TOLD["files"]
    named = {*files["settlement"], files["slips"], files["bank"], files["answers"], "demo.toml"}
    assert named == {each.name for each in DEMO.iterdir()}
    for each in DEMO.iterdir():
        assert not holds_card(each.read_bytes().decode("gb18030", errors="replace")), each.name


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    at = dt.datetime.combine(TOLD["as_of"], dt.time(12), dt.UTC)
    profile = Profile(tmp_path_factory.mktemp("handheld") / "profile")
    with open_shop(profile, clock=lambda: at) as shop, story(HANDHELD) as tale:
        yield fill(shop, tale)


@pytest.fixture(scope="module")
def found(filled: Filled) -> Reconciled:
    return reconcile_period(filled.shop, as_of=filled.as_of)


def test_the_engine_finds_each_answer_with_its_rows_and_nothing_else(found: Reconciled) -> None:
    journal = {each.id: each.record for each in found.books.journal}
    said = [
        {
            "kind": each.kind.value,
            "at_stake": {"currency": each.at_stake.currency, "amount": each.at_stake.plain},
            "journal": [
                {
                    "terminal_id": journal[one].terminal_id,
                    "trace_no": journal[one].trace_no,
                    "rrn": journal[one].rrn,
                }
                for one in each.journal
            ],
        }
        for each in found.found
    ]
    due = {
        each.due_on.isoformat()
        for each in found.found
        if each.kind in {"missing", "not_arrived"} and each.due_on
    }
    answers = [
        {name: each[name] for name in ("kind", "at_stake", "journal")}
        for each in ANSWERS["discrepancies"]
    ]
    assert sorted(said, key=json.dumps) == sorted(answers, key=json.dumps)
    assert due == {each["due_on"] for each in ANSWERS["discrepancies"]} - {None}
    assert not [each for each in found.verdict.discrepancies if not each.covered]


def test_slips_are_counted_once_and_the_batch_agrees(filled: Filled) -> None:
    rows = ANSWERS["rows"]
    assert sum(each.new for each in filled.slips) == rows["slips"]
    assert [len(each.slips.entries) for each in filled.slips] == [
        rows["slips"] - rows["typed"],
        *[1] * rows["typed"],
        0,
    ]
    assert filled.slips[0].slips.copies == rows["copies"]
    assert [held.agrees for each in filled.slips for held in each.totals] == [True]


def test_every_payout_is_found_in_the_bank_for_its_very_amount(found: Reconciled) -> None:
    lines = {each.id: each.record for each in found.books.settlement}
    bank = {each.id: each.record for each in found.books.bank}
    paid = {
        str(lines[each.settlement[0]].settled_on): (
            len(each.settlement),
            bank[each.bank].amount.plain,
        )
        for each in found.matching.deposits
    }
    assert paid == {
        each["settled_on"]: (each["lines"], each["bank"])
        for each in ANSWERS["payouts"]
        if each["bank"]
    }
