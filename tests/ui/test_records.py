"""Daily checks, shop and devices, the customer desk, and what is written down about a case."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from posassist.domain.case import Outcome
from posassist.ui.views.cases import CasesView
from posassist.ui.views.daily import DailyView, ShopView
from posassist.ui.views.slips import SlipsView
from posassist.ui.views.today import TodayView
from posassist.ui.widgets.inputs import Choice, Line
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window
from posassist.usecases import cases, checklists
from tests.ui.test_views import press, says

Settle = Callable[[Window], None]


def test_a_daily_check_is_ticked_printed_and_due_again(
    example_window: Window, settle: Settle, printed: Path
) -> None:
    example_window.show_view("daily", "opening")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, DailyView)
    assert "Nothing was written down yet" in says(view)
    assert view.records.form is not None
    for point in view.records.form.points[:3]:
        point.setChecked(True)
    view.records.form.who.setText("Li")
    press(example_window, "Write it down")
    settle(example_window)
    told = says(view)
    assert "did not hold: Nobody has tampered with the device or its cables" in told
    daily = checklists.standings(example_window.session.shop, "daily")
    (record,) = (each for one in daily for each in one.records)
    assert (record.checklist, record.who, len(record.failed)) == ("opening", "Li", 1)
    press(example_window, "Print it blank")
    settle(example_window)
    assert printed.read_bytes().startswith(b"%PDF")
    printed.unlink()
    press(example_window, "Print")
    settle(example_window)
    assert printed.read_bytes().startswith(b"%PDF")
    speak("zh_CN")
    assert "没做到" in says(view)
    assert "先换备用收款方式" in says(view)


def test_a_fault_waits_on_today_until_it_is_done(example_window: Window, settle: Settle) -> None:
    example_window.show_view("shop", "fault")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, ShopView)
    form = view.records.form
    assert form is not None
    press(example_window, "Write it down")  # without the needed words nothing begins
    entries = form.entries
    for name, words in (("terminal", "Desk"), ("message", "E-42")):
        entry = entries[name]
        assert isinstance(entry, Line)
        entry.setText(words)
    form.entries["visit"].put(example_window.session.shop.today())  # type: ignore[union-attr]
    press(example_window, "Write it down")
    settle(example_window)
    assert "What the screen says: E-42" in says(view)
    example_window.show_view("today")
    settle(example_window)
    today = example_window.views[TodayView.ID]
    assert "Fault, written down on" in says(today)
    example_window.show_view("shop", "fault")
    press(example_window, "Done")
    settle(example_window)
    assert "done on 2026-10-11" in says(view)


def test_the_customer_desk_says_what_to_say(
    example_window: Window, settle: Settle, printed: Path
) -> None:
    example_window.show_view("cases", "customer")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, CasesView)
    view.desk.choose("conversation")
    form = view.desk.form
    assert form is not None
    assert "the money is not lost" in says(view)
    cause = form.entries["cause"]
    assert isinstance(cause, Choice)
    cause.choose("network")
    press(example_window, "Write it down")
    settle(example_window)
    assert "Probable cause: network" in says(view)
    press(example_window, "Copy")
    assert "may I see the message" in QGuiApplication.clipboard().text().replace("May", "may")
    press(example_window, "Print as a card")
    settle(example_window)
    assert printed.read_bytes().startswith(b"%PDF")
    (record,) = (
        each for one in checklists.standings(example_window.session.shop, "customer")
        for each in one.records
    )  # fmt: skip
    assert record.filled["cause"] == "network"


def test_a_closed_case_is_reviewed_where_it_stands(example_window: Window, settle: Settle) -> None:
    shop = example_window.session.shop
    cases.close(shop, 1, outcome=Outcome.GIVEN_UP)
    example_window.session.changed.emit()
    example_window.show_view("cases", 1)
    settle(example_window)
    view = example_window.view
    assert isinstance(view, CasesView)
    press(example_window, "Write it down")
    settle(example_window)
    assert "What worked: numbers and papers were complete" in says(view)
    what = next(
        each for each in view.findChildren(Choice)
        if each.isVisible() and each.accessibleName() == "What to write down"
    )  # fmt: skip
    what.choose("impact")
    settle(example_window)
    assert "Reputation and trust" in says(view)
    (record,) = (each for one in checklists.standings(shop, "case", 1) for each in one.records)
    assert (record.checklist, record.case) == ("review", 1)


def test_what_is_coming_and_what_was_noticed_stand_beside_the_checks(
    example_window: Window, settle: Settle
) -> None:
    example_window.show_view("daily")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, DailyView)
    press(example_window, "What was noticed")
    kinds = {each.kind.value for each in view.noticed.table.rows_model.rows}
    assert "duplicate" in kinds
    press(example_window, "What is coming")
    (deadline, *_more) = (
        each for each in view.coming.table.rows_model.rows if each.kind == "deadline"
    )
    for about, screen in (
        (deadline, "cases"),
        (replace(deadline, kind="deposit"), "today"),
        (replace(deadline, kind="terminal"), "settings"),
        (replace(deadline, kind="arrears"), "cases"),
        (replace(deadline, about={"where": "shop", "checklist": "fault"}), "shop"),
        (replace(deadline, about={"where": "customer", "checklist": "refund"}), "cases"),
    ):
        view.coming.table.entered_row.emit(about)
        assert screen == example_window.view.ID


def test_money_that_came_back_is_added_up(example_window: Window, settle: Settle) -> None:
    shop = example_window.session.shop
    cases.close(shop, 1, outcome=Outcome.RECOVERED)
    checklists.done(shop, "review", case=1, filled={"worked": "ticket", "failed": "late"})
    example_window.session.changed.emit()
    example_window.show_view("cases", 1)
    settle(example_window)
    view = example_window.view
    assert isinstance(view, CasesView)
    press(example_window, "Money back")
    (month,) = (each for each in view.money.table.rows_model.rows if each.cases)
    assert month.recovered["CNY"].minor > 0
    (provider,) = view.compared.table.rows_model.rows
    assert [(each.id, count) for each, count in provider.worked] == [("ticket", 1)]
    press(example_window, "What is pursued")
    press(example_window, "Open it again")
    settle(example_window)
    (case,) = cases.all_cases(shop)
    assert case.closed_on is None


def test_what_happened_is_asked_in_three_questions_at_most(
    empty_window: Window, settle: Settle
) -> None:
    empty_window.show_view("slips", "intake")
    settle(empty_window)
    view = empty_window.view
    assert isinstance(view, SlipsView)
    view.intake.sign.choose("held")
    settle(empty_window)
    asked = 0
    while "Yes" in {each.accessibleName() for each in view.findChildren(QAbstractButton)
                    if each.isVisible()}:  # fmt: skip
        press(empty_window, "No")
        settle(empty_window)
        asked += 1
    assert 1 <= asked <= 3
    assert "Risk hold" in says(view)
    press(empty_window, "Start over")
    settle(empty_window)
    press(empty_window, "Yes")
    settle(empty_window)
    press(empty_window, "Write it down")
    settle(empty_window)
    records = checklists.standings(empty_window.session.shop, "daily")
    (record,) = (each for one in records for each in one.records)
    assert record.filled["sign"] == "held"
    assert record.filled["cause"]
