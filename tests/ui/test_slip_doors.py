"""A batch's totals by keys alone, pasted text and messages, photos: in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from posassist.base.i18n import language
from posassist.ui.tables import Table
from posassist.ui.views.slips import SlipsView
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window
from posassist.usecases import listing
from posassist.usecases.add_slips import slips_so_far
from posassist.usecases.pasted import Part

Settle = Callable[[Window], None]
# What a person types in 20 s at an easy four keys a second.
MOST_KEYS = 80
MESSAGES = (
    "您尾号8801卡10月9日09:26网上银行收入(银联入账)99.40元，余额104.77元。【工商银行】\n"
    "您的验证码是 123456，请勿告诉他人。【工商银行】\n"
)
SLIP = (
    "签购单\n终端编号 10000001\n交易类型：消费\n凭证号：000001\n日期/时间：2026/10/09 10:18:09\n"
    "金额：RMB 88.00\n"
)


@pytest.fixture
def view(empty_window: Window, settle: Settle) -> SlipsView:
    """The screen for slips."""
    empty_window.session.go("slips")
    settle(empty_window)
    assert isinstance(empty_window.view, SlipsView)
    return empty_window.view


def typed(window: Window, settle: Settle, text: str) -> int:
    """Type into whatever has the keyboard, then Enter; return how many keys that took."""
    QTest.keyClicks(QApplication.focusWidget() or window, text)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
    settle(window)
    return len(text) + 1


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_batches_are_typed_by_keys_alone(
    empty_window: Window, view: SlipsView, settle: Settle, code: str
) -> None:
    speak(code)
    empty_window.activateWindow()
    view.turn(1)
    for each in ("10000001", "000122", "2", "1,286.00", "", ""):
        typed(empty_window, settle, each)
    keys = sum(typed(empty_window, settle, each) for each in ("", "12", "3305.10", "1", "20"))
    assert keys <= MOST_KEYS
    told = [(each.total.batch_no, each.total.kind, each.total.count, str(each.total.amount))
            for each in view.totals.table.rows_model.rows]  # fmt: skip
    assert told == [
        ("000123", "sale", 12, "¥3,305.10"),
        ("000123", "refund", 1, "¥20.00"),
        ("000122", "sale", 2, "¥1,286.00"),
    ]
    assert view.totals.batch.text() == "000124"
    empty_window.undo()
    settle(empty_window)
    assert len(view.totals.table.rows_model.rows) == 1


def shown(view: SlipsView, table: Table[Part], qtbot: QtBot, window: Window) -> list[str]:
    qtbot.waitUntil(lambda: view.pasted.button.isEnabled() and window.session.tasks.idle)
    model = table.rows_model
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_messages_are_shown_line_by_line_before_they_are_stored(
    empty_window: Window, view: SlipsView, settle: Settle, qtbot: QtBot, code: str
) -> None:
    speak(code)
    words = language(code)
    view.turn(2)
    assert view.pasted.text.hasFocus()
    QApplication.clipboard().setText(MESSAGES)
    QTest.keyClick(view.pasted.text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    told = shown(view, view.pasted.table, qtbot, empty_window)
    assert "¥99.40" in told[0]
    assert told[1] == words.say("✖ not taken: {reason}", reason=words.gettext("it names no amount"))
    assert words.gettext(
        "These are the bank's messages to you, not a statement: a statement of the same days "
        "takes their place."
    ) in [each.text() for each in view.findChildren(QLabel)]
    assert listing.bank_lines(empty_window.session.shop) == []
    QTest.keyClick(view.pasted.button, Qt.Key.Key_Return)
    settle(empty_window)
    assert len(listing.bank_lines(empty_window.session.shop)) == 1
    assert view.pasted.text.toPlainText() == ""
    empty_window.undo()
    settle(empty_window)
    assert listing.bank_lines(empty_window.session.shop) == []


def test_a_slip_that_a_phone_read_is_pasted(
    empty_window: Window, view: SlipsView, settle: Settle, qtbot: QtBot
) -> None:
    view.turn(2)
    view.pasted.text.setPlainText(SLIP)
    told = shown(view, view.pasted.table, qtbot, empty_window)
    assert len(told) == 1
    assert "Sale of ¥88.00 at terminal 10000001" in told[0]
    view.pasted.store()
    settle(empty_window)
    assert len(slips_so_far(empty_window.session.shop)) == 1


def test_a_photo_goes_with_a_slip_and_to_one_that_is_there(
    empty_window: Window, view: SlipsView, settle: Settle, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.png"):
        (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0" + name.encode())
    view.take([tmp_path / "a.jpg"])
    for field, text in ((view.typed.amount, "88.00"), (view.typed.time, "14:32"),
                        (view.typed.terminal, "10000001")):  # fmt: skip
        QTest.keyClicks(field, text)
    QTest.keyClick(view.typed.terminal, Qt.Key.Key_Return)
    settle(empty_window)
    view.typed.attach(tmp_path / "b.png")
    settle(empty_window)
    photos = view.typed.table.rows_model.rows[0].photos
    assert [each.name for each in photos] == ["a.jpg", "b.png"]
    assert "b.png holds pictures" in "".join(each.text() for each in view.findChildren(QLabel))
    (tmp_path / "list.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    view.take([tmp_path / "list.csv"])
    settle(empty_window)
    assert empty_window.view.ID == "import"
