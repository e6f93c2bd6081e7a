"""The engine finds in the demo's files exactly the known answers, row by row, and nothing else."""

import datetime as dt
import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from posassist.base.paths import Profile
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.money import Money
from posassist.usecases import registers
from posassist.usecases.import_statement import import_statement
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.shop import open_shop

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
TOLD = tomllib.loads((DEMO / "demo.toml").read_text(encoding="utf-8"))
ANSWERS: dict[str, Any] = json.loads((DEMO / "answers.json").read_text(encoding="utf-8"))
Row = tuple[str, str, str]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Reconciled:
    profile = Profile(tmp_path_factory.mktemp("demo") / "profile")
    at = dt.datetime.combine(TOLD["as_of"], dt.time(12), dt.UTC)
    profile.root.mkdir(mode=0o700)
    with open_shop(profile, clock=lambda: at) as opened:
        registers.set_shop(opened, **TOLD["shop"])
        shop = opened.renewed()
        account = TOLD["account"]
        registers.add_account(shop, account["name"], last4=account["number_last4"])
        agreed = TOLD["agreement"]
        terms = {name: agreed[name] for name in agreed if name not in {"from", "merchant_id"}}
        registers.set_agreement(
            shop,
            registers.Terms(
                **terms | {"fees": tuple(agreed["fees"])},
                merchant=agreed["merchant_id"],
                valid_from=agreed["from"],
            ),
        )
        for each in TOLD["terminals"]:
            import_statement(shop, DEMO / each["journal"])
        for name in (*TOLD["files"]["settlement"], TOLD["files"]["bank"]):
            import_statement(shop, DEMO / name)
        return reconcile_period(shop, as_of=TOLD["as_of"])


def rows(found: Reconciled, each: Discrepancy) -> set[Row]:
    named = (one.record for one in found.books.journal if one.id in each.journal)
    return {(one.terminal_id, one.trace_no, one.rrn) for one in named}


def test_every_answer_is_found_with_its_rows_amount_and_due_day(found: Reconciled) -> None:
    open_ = list(found.found)
    for answer in ANSWERS["discrepancies"]:
        named = {(each["terminal_id"], each["trace_no"], each["rrn"]) for each in answer["journal"]}
        fitting = [
            each
            for each in open_
            if each.kind == answer["kind"]
            and each.at_stake.plain == answer["at_stake"]["amount"]
            and answer["due_on"] in {None, str(each.due_on)}
            and list(each.of_equal or ()) == (answer["of_equal"] or [])
            # Which of equal sales is named, nobody can tell.
            and (named >= rows(found, each) if each.of_equal else named == rows(found, each))
            and answer.get("days_late") in {None, each.days_late}
            and answer.get("working_days_late") in {None, each.working_days_late}
        ]
        assert len(fitting) == 1, answer
        open_.remove(fitting[0])
    assert open_ == []


def test_uncovered_days_and_what_is_not_due_raise_no_alarm(found: Reconciled) -> None:
    uncovered = [each for each in found.verdict.discrepancies if not each.covered]
    told = ANSWERS["uncovered"]
    assert Counter(each.kind for each in uncovered) == {
        Kind.MISSING: told["missing"]["count"],
        Kind.NOT_ARRIVED: len(told["not_arrived"]["payouts"]),
    }
    assert {str(each.due_on) for each in uncovered if each.kind is Kind.MISSING} == set(
        told["missing"]["due_on"]
    )
    assert [str(each.due_on) for each in uncovered if each.kind is Kind.NOT_ARRIVED] == told[
        "not_arrived"
    ]["payouts"]
    expected = ANSWERS["expected"]
    sales = [each for each in found.verdict.expected if each.journal]
    assert len(sales) == expected["sales"]["count"]
    total = sum((each.amount for each in sales), Money.zero("CNY"))
    assert total.plain == expected["sales"]["at_stake"]
    assert {str(each.due_on) for each in sales} == set(expected["due_on"])


def test_every_payout_is_found_in_the_bank_for_its_very_amount(found: Reconciled) -> None:
    lines = {each.id: each.record for each in found.books.settlement}
    bank = {each.id: each.record for each in found.books.bank}
    paid = {
        str(lines[each.settlement[0]].settled_on): (
            len(each.settlement), bank[each.bank].amount.plain,
        )
        for each in found.matching.deposits
    }  # fmt: skip
    assert paid == {
        each["settled_on"]: (each["lines"], each["bank"])
        for each in ANSWERS["payouts"]
        if each["bank"]
    }
