"""account-check: what the owner saw in the app alerts, and the statement has the last word."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def due(registered: Any, tmp_path: Path) -> Any:
    """A shop to which 99.40 is due on Tuesday, 2026-09-15."""
    (tmp_path / "s.csv").write_text(
        "merchant_id,gross,fee,net,currency,settled_on,type\n"
        "M1,100.00,0.60,99.40,CNY,2026-09-15,sale\n", "utf-8",
    )  # fmt: skip
    registered("import", tmp_path / "s.csv")
    return registered


def test_what_did_not_come_alerts_and_the_statement_decides(due: Any, tmp_path: Path) -> None:
    seen = due("account-check", "ICBC", "--not-arrived", "--on", "2026-09-15")["check"]
    assert (seen["alert"], seen["statement"], seen["expected"]) == (True, None, {"CNY": "99.40"})
    assert seen["evidence"] is False
    (noticed,) = due("checks", "run", "--as-of", "2026-09-15")["findings"]
    assert (noticed["kind"], noticed["on"]) == ("account", "2026-09-15")
    assert due("reconcile", "--as-of", "2026-09-15")["discrepancies"] == {}
    assert "没有到" in due.says("account-check", "ICBC", "--not-arrived", "--on", "2026-09-15",
                              language="zh_CN")  # fmt: skip
    (tmp_path / "b.csv").write_text(
        "booked_on,amount,currency\n2026-09-15,99.40,CNY\n", encoding="utf-8"
    )
    due("import", tmp_path / "b.csv")
    told = due("account-check", "ICBC", "--arrived", "--on", "2026-09-15")
    assert [each["statement"] for each in told["checks"]] == [
        "contradicted", "contradicted", "confirmed",
    ]  # fmt: skip
    assert [each["alert"] for each in told["checks"]] == [False] * 3
    assert len(due("checks", "run", "--as-of", "2026-09-15")["findings"]) == 2
    due("undo")
    assert len(due("account-check", "ICBC", "--arrived", "--on", "2026-09-15")["checks"]) == 3


def test_another_amount_and_a_quiet_day(due: Any, tmp_path: Path) -> None:
    seen = due("account-check", "ICBC", "--amount", "90.00", "--on", "2026-09-15")["check"]
    assert (seen["alert"], seen["amount"]) == (True, {"currency": "CNY", "amount": "90.00"})
    same = due("account-check", "ICBC", "--amount", "99.40", "--on", "2026-09-15")["check"]
    assert not same["alert"]
    quiet = due("account-check", "ICBC", "--not-arrived", "--on", "2026-09-14")["check"]
    assert (quiet["alert"], quiet["expected"]) == (False, {})
    (tmp_path / "b.csv").write_text(
        "booked_on,amount,currency\n2026-09-15,50.00,CNY\n2026-09-15,49.40,CNY\n", encoding="utf-8"
    )
    due("import", tmp_path / "b.csv")
    told = {
        each["title"].partition(":")[0] + str(each["amount"]): each["statement"]
        for each in due("account-check", "ICBC", "--arrived", "--on", "2026-09-15")["checks"]
    }
    assert sorted(map(str, told.values())) == ["None", "confirmed", "confirmed", "contradicted"]


def test_a_case_is_offered_where_one_can_be_opened(due: Any) -> None:
    said = due.says("account-check", "ICBC", "--not-arrived", "--on", "2026-09-15")
    assert "is due and was not there" in said


@pytest.mark.parametrize(
    "wrong",
    [("ICBC",), ("ICBC", "--arrived", "--not-arrived"), ("None", "--arrived"),
     ("ICBC", "--amount", "x"), ("ICBC", "--arrived", "--on", "soon")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(due: Any, wrong: tuple[str, ...]) -> None:
    assert due("account-check", *wrong, code=2)["error"]["next_step"]


def test_two_accounts_are_told_apart_by_the_agreement(due: Any) -> None:
    due("account", "add", "CCB", "--number-last4", "7702")
    seen = due("account-check", "CCB", "--not-arrived", "--on", "2026-09-15")["check"]
    assert (seen["alert"], seen["expected"]) == (False, {})
    seen = due("account-check", "ICBC", "--not-arrived", "--on", "2026-09-15")["check"]
    assert (seen["alert"], seen["expected"]) == (True, {"CNY": "99.40"})


def test_sales_without_a_settlement_are_due_less_the_agreed_fee(
    registered: Any, tmp_path: Path
) -> None:
    (tmp_path / "j.csv").write_text(
        "terminal_id,merchant_id,type,amount,currency,occurred_at,channel\n"
        "T1,M1,sale,100.00,CNY,2026-09-14T10:00:00,credit\n"
        "T1,M1,sale,50.00,CNY,2026-09-14T10:00:00,qr\n", "utf-8",
    )  # fmt: skip
    registered("import", tmp_path / "j.csv")
    seen = registered("account-check", "ICBC", "--arrived", "--on", "2026-09-15")["check"]
    assert (seen["expected"], seen["alert"]) == ({"CNY": "149.40"}, False)
