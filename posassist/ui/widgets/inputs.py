"""Fields: a label, its input, and the label as the input's accessible name."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from posassist.ui import theme
from posassist.ui.theme import Space
from posassist.ui.widgets.layout import column
from posassist.ui.widgets.said import Said, Speaking, said
from posassist.ui.widgets.text import Label

ARROW: Final = 16


class Line(Speaking, QLineEdit):
    """One line of text."""

    def __init__(self, name: Said, *, hint: Said = "", text: str = "") -> None:
        super().__init__(text)
        self.named(name)
        if hint:
            self.says(hint, self.setPlaceholderText)

    def on_enter(self, does: Callable[[], object]) -> None:
        """Do something when Enter is pressed in it."""
        self.returnPressed.connect(does)


class _Opens(QWidget if TYPE_CHECKING else object):  # type: ignore[misc]  # one Qt class only
    """Mixed into an input that opens: draws our own arrow, which a style sheet cannot."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow at the end."""
        super().paintEvent(event)
        painter = QPainter(self)
        place = QRect(self.width() - ARROW - 10, (self.height() - ARROW) // 2, ARROW, ARROW)
        theme.icon("down", "quiet", ARROW).paint(painter, place)
        painter.end()


class Choice(_Opens, Speaking, QComboBox):
    """One of several; each has a value and words."""

    def __init__(self, name: Said, options: Iterable[tuple[object, Said]] = ()) -> None:
        super().__init__()
        # As wide as there is room, however long the words of one option are.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.named(name)
        self.offer(options)

    def offer(self, options: Iterable[tuple[object, Said]]) -> None:
        """Offer other options; the chosen value is kept where it is still there."""
        kept = self.value
        self._options = list(options)
        self.blockSignals(True)  # noqa: FBT003 - Qt's
        self.clear()
        for _value, words in self._options:
            self.addItem("")
            self.setItemText(self.count() - 1, said(words))
        self.blockSignals(False)  # noqa: FBT003 - Qt's
        self.choose(kept)

    @property
    def value(self) -> object:
        """The chosen value."""
        options = getattr(self, "_options", [])
        place = self.currentIndex()
        return options[place][0] if 0 <= place < len(options) else None

    def choose(self, value: object) -> None:
        """Choose a value, if it is offered."""
        for place, (each, _words) in enumerate(self._options):
            if each == value:
                self.setCurrentIndex(place)

    def named(self, what: Said) -> None:
        """Give the accessible name; the options are said again with it."""
        self.says(what, self._rename)

    def _rename(self, name: str) -> None:
        self.setAccessibleName(name)
        for place, (_value, words) in enumerate(getattr(self, "_options", [])):
            self.setItemText(place, said(words))


class Day(_Opens, Speaking, QDateEdit):
    """A day, typed or picked from a calendar."""

    def __init__(self, name: Said, day: dt.date) -> None:
        super().__init__(QDate(day.year, day.month, day.day))
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.named(name)

    def put(self, day: dt.date) -> None:
        """Show a day."""
        self.setDate(QDate(day.year, day.month, day.day))

    @property
    def value(self) -> dt.date:
        """The day."""
        day = self.date()
        return dt.date(day.year(), day.month(), day.day())


class Tick(Speaking, QCheckBox):
    """A point that holds once it is ticked."""

    def __init__(self, what: Said) -> None:
        super().__init__()
        self.says(what, self._put)

    def _put(self, text: str) -> None:
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)


class Paragraph(Speaking, QPlainTextEdit):
    """Several lines of plain text."""

    def __init__(self, name: Said, *, read_only: bool = False) -> None:
        super().__init__()
        self.setReadOnly(read_only)
        self.setTabChangesFocus(True)
        self.named(name)

    def say(self, what: Said) -> None:
        """Show another text."""
        self.says(what, self.setPlainText)


Input = Line | Choice | Day | Paragraph


def field(name: Said, put: Input) -> QVBoxLayout:
    """Lay a label above its input."""
    label = Label(name, "small")
    label.setBuddy(put)
    return column(label, put, gap=Space.HAIR)
