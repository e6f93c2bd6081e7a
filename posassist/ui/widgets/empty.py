"""An empty place: one sentence, one primary button."""

from PySide6.QtWidgets import QWidget

from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button, Press
from posassist.ui.widgets.layout import column, row
from posassist.ui.widgets.said import Said
from posassist.ui.widgets.text import Label


class Empty(QWidget):
    """Says why there is nothing, and offers the one thing to do about it."""

    def __init__(self, why: Said, words: Said, press: Press) -> None:
        super().__init__()
        self.setLayout(
            column(
                None,
                row(None, Label(why, "heading"), None),
                row(None, Button(words, press, "primary"), None),
                None,
                None,
                gap=Space.LARGE,
            )
        )
