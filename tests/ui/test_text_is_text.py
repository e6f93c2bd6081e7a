"""What comes from files and devices is shown as text, never as markup."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Paragraph
from posassist.ui.widgets.text import Label

UI = Path(__file__).resolve().parents[2] / "posassist" / "ui"
MARKUP = '<img src="file:///etc/passwd"><b>bold</b>&amp;'
# Widgets of Qt that guess whether a text is markup, or that render it.
GUESSING = r"\b(QLabel|QMessageBox|QTextEdit|QTextBrowser|QErrorMessage)\("


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: path.name)
def test_no_screen_makes_a_widget_that_guesses_markup(path: Path) -> None:
    assert re.findall(GUESSING, path.read_text(encoding="utf-8").replace("QLabel):", "")) == []


def test_markup_is_shown_as_it_stands(qtbot: QtBot) -> None:
    label = Label(MARKUP)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == MARKUP
    assert label.sizeHint().width() >= label.fontMetrics().horizontalAdvance(MARKUP)


def test_an_ampersand_of_the_owners_is_no_access_key(qtbot: QtBot) -> None:
    button = Button("Smith & Sons")
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Smith & Sons"


def test_several_lines_are_plain_too(qtbot: QtBot) -> None:
    paragraph = Paragraph("Letter")
    qtbot.addWidget(paragraph)
    paragraph.say(MARKUP)
    assert paragraph.toPlainText() == MARKUP
