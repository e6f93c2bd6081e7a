"""Slips are typed by keyboard alone, one after the other."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from posassist.ui.views.slips import SlipsView
from posassist.ui.window import Window
from posassist.usecases.add_slips import slips_so_far

Settle = Callable[[Window], None]


def test_slips_are_typed_by_keyboard_alone(empty_window: Window, settle: Settle) -> None:
    empty_window.session.go("slips")
    settle(empty_window)
    assert isinstance(empty_window.view, SlipsView)
    view = empty_window.view.typed
    for amount, time, rrn in (("88.00", "143205", "626000000001"), ("9.5", "15:01", "")):
        QTest.keyClicks(view.amount, amount)
        QTest.keyClicks(view.time, time)
        if not view.terminal.text():
            QTest.keyClicks(view.terminal, "10000001")
        QTest.keyClicks(view.rrn, rrn)
        QTest.keyClick(view.rrn, Qt.Key.Key_Return)
        settle(empty_window)
        assert view.amount.text() == ""
        assert view.amount.hasFocus()
    shown = [each.record for each in slips_so_far(empty_window.session.shop)]
    assert [str(each.amount) for each in shown] == ["¥9.50", "¥88.00"]
    assert [each.terminal_id for each in shown] == ["10000001"] * 2
    assert len(view.table.rows_model.rows) == 2


def test_a_time_that_cannot_be_read_is_asked_for_again(
    empty_window: Window, settle: Settle
) -> None:
    empty_window.session.go("slips")
    settle(empty_window)
    assert isinstance(empty_window.view, SlipsView)
    view = empty_window.view.typed
    QTest.keyClicks(view.amount, "88.00")
    QTest.keyClicks(view.time, "noonish")
    QTest.keyClick(view.time, Qt.Key.Key_Return)
    settle(empty_window)
    assert view.time.hasFocus()
    assert slips_so_far(empty_window.session.shop) == []
