"""The frame: both languages at once, names, keys, and nothing cut off."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from posassist.ui import theme
from posassist.ui.actions import ACTIONS
from posassist.ui.widgets.said import speak
from posassist.ui.window import MINIMUM, Window

Settle = Callable[[Window], None]

# Keys that belong to input methods or are typed while composing.
OF_INPUT_METHODS = {"Ctrl+Space", "Shift+Space", "Ctrl+.", "Ctrl+Shift+Space",
                    *(f"F{number}" for number in range(6, 11))}  # fmt: skip

SIZES = {"100 %": (1280, 820), "150 %": MINIMUM}


@pytest.fixture
def walked(example_window: Window, settle: Settle) -> Window:
    """The window after every screen was shown once."""
    for name in example_window.views:
        example_window.show_view(name)
        settle(example_window)
    return example_window


def shown(window: Window, kind: type[QWidget]) -> list[QWidget]:
    return [each for each in window.findChildren(kind) if each.isVisible()]


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_every_control_has_a_name(walked: Window, code: str) -> None:
    speak(code)
    for name in walked.views:
        walked.show_view(name)
        unnamed = [
            f"{name}: {each}"
            for each in shown(walked, QWidget)
            if each.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not each.objectName().startswith("qt_")
            and not each.accessibleName()
            and not isinstance(each.parent(), QComboBox)
        ]
        assert unnamed == []


def test_no_words_are_cut_off(walked: Window) -> None:
    """Qt scales all sizes alike, so 150 % of a screen is the same window with fewer pixels."""
    found = []
    for code, percent in product(("zh_CN", "en"), SIZES):
        speak(code)
        walked.resize(*SIZES[percent])
        for name in walked.views:
            walked.show_view(name)
            QApplication.processEvents()
            found += [f"{code} {percent} {name}: {each}" for each in cut_off(walked)]
    assert found == []


def cut_off(window: Window) -> Iterator[str]:
    for label in shown(window, QLabel):
        assert isinstance(label, QLabel)
        room = label.contentsRect().width()
        if label.wordWrap():
            words = max(label.text().split(), key=len, default="")
            if label.height() + 1 < label.heightForWidth(label.width()):
                yield f"too low: {label.text()}"
            if not words.isascii():
                continue
        else:
            words = label.text()
        if label.fontMetrics().horizontalAdvance(words) > room + 1:
            yield f"too narrow: {label.text()}"
    for button in shown(window, QAbstractButton):
        if isinstance(button, QAbstractButton) and button.width() < button.sizeHint().width():
            yield f"too narrow: {button.text()}"


def test_the_language_changes_at_once(walked: Window) -> None:
    for name, words in (("today", "今日"), ("import", "导入"), ("reconcile", "对账")):
        walked.show_view(name)
        walked.switch_language()
        assert words in {label.text() for label in shown(walked, QLabel)
                         if isinstance(label, QLabel)}  # fmt: skip
        left = [
            text
            for text in texts(walked)
            if text in {"Today", "Import", "Reconcile", "Menu", "Undo", "What to do"}
        ]
        assert left == []
        walked.switch_language()


def texts(window: Window) -> Iterator[str]:
    for each in shown(window, QWidget):
        if isinstance(each, (QLabel, QAbstractButton, QLineEdit)):
            yield each.text()


def test_the_theme_can_be_switched(empty_window: Window) -> None:
    assert not theme.is_dark()
    empty_window.switch_theme()
    assert theme.is_dark()
    assert empty_window.palette().window().color().name() == theme.DARK.ground.lower()


def test_every_key_is_safe_and_stands_for_one_thing(empty_window: Window) -> None:
    keys = [action.shortcut() for action in empty_window.findChildren(QAction)]
    keys += [each.key() for each in empty_window.findChildren(QShortcut)]
    keys += [each.shortcut() for each in empty_window.findChildren(QAbstractButton)]
    written = [key.toString(QKeySequence.SequenceFormat.PortableText) for key in keys]
    written = [each for each in written if each]
    assert len(written) == len(set(written))
    assert not OF_INPUT_METHODS & set(written)
    assert [each for each in written if len(each) == 1] == []
    assert {row.keys for row in ACTIONS if row.keys} <= set(written)


def test_every_action_is_a_deed_of_the_window(empty_window: Window) -> None:
    assert [row.name for row in ACTIONS if not callable(getattr(empty_window, row.name))] == []


def test_every_screen_is_reached_by_its_key(empty_window: Window, settle: Settle) -> None:
    keys = [*(f"Ctrl+{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)), ""]  # the help has F1
    for key, name in zip(keys, empty_window.views, strict=True):
        button = empty_window.rail[name]
        assert button.shortcut() == QKeySequence(key)
        button.click()
        settle(empty_window)
        assert name == empty_window.view.ID


def test_undo_with_nothing_to_undo_is_a_sentence(empty_window: Window, settle: Settle) -> None:
    empty_window.undo()
    settle(empty_window)
    assert empty_window.undo_bar.isVisible()
    assert not empty_window.failure.isVisible()
