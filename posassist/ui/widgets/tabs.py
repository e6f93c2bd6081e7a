"""Parts of a screen behind each other, with a button for each."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.layout import column, row
from posassist.ui.widgets.said import Said


class Tabs(QWidget):
    """The parts in their order; the first is shown."""

    def __init__(self, *parts: tuple[Said, QWidget]) -> None:
        super().__init__()
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        buttons = row(gap=Space.HAIR)
        for place, (words, part) in enumerate(parts):
            self._stack.addWidget(part)
            show = partial(self._stack.setCurrentIndex, place)
            button = Button(words, show, "tab", checkable=True)
            self._group.addButton(button)
            buttons.addWidget(button)
            button.setChecked(not place)
        buttons.addStretch(1)
        self.setLayout(column(buttons, self._stack, gap=Space.MEDIUM))

    def choose(self, place: int) -> None:
        """Show a part."""
        self._group.buttons()[place].click()
