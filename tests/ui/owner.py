"""Somebody at the window with a mouse, a keyboard and one language; every click is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from posassist.base.i18n import language
from posassist.base.paths import resources
from posassist.ui.widgets.inputs import Choice, Line
from posassist.ui.window import Window

DEMO = Path(str(resources())) / "demo"
Kind = TypeVar("Kind", bound=QWidget)


@dataclass
class Owner:
    """What an owner can do; a word is what stands on the button, in English."""

    window: Window
    settle: Callable[[Window], None]
    code: str
    clicks: int = 0

    def press(self, template: str, **fields: object) -> None:
        """Press the visible button with these words."""
        words = language(self.code).say(template, **fields)
        found = [each for each in self._seen(QAbstractButton, words) if each.isEnabled()]
        assert found, (words, sorted({each.accessibleName() for each in
                                      self.window.findChildren(QAbstractButton)}))  # fmt: skip
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
        self.clicks += 1
        self.settle(self.window)

    def types(self, template: str, text: str) -> None:
        """Click a field and type into it."""
        line = self._seen(Line, language(self.code).say(template))[0]
        line.setFocus()
        line.setText(text)
        self.clicks += 1

    def chooses(self, template: str, value: object) -> None:
        """Open a choice and take one of its answers: two clicks."""
        choice = self._seen(Choice, language(self.code).say(template))[0]
        choice.choose(value)
        assert choice.value == value
        self.clicks += 2
        self.settle(self.window)

    def drop(self, name: str) -> None:
        """Drop a file on the window."""
        self.window.session.go("import", [DEMO / name])
        self.settle(self.window)

    def sees(self, template: str, **fields: object) -> bool:
        """Say whether a label with these words is to be seen."""
        words = language(self.code).say(template, **fields)
        return any(words in each.text() for each in self.window.findChildren(QLabel)
                   if each.isVisible())  # fmt: skip

    def _seen(self, kind: type[Kind], words: str) -> list[Kind]:
        found = [
            each
            for each in self.window.findChildren(kind)
            if each.isVisible() and each.accessibleName() == words
        ]
        assert found, words
        return found
