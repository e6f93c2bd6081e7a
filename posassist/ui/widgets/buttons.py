"""Buttons: words, role, drawing, tip, and what a press does."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from posassist.ui import theme
from posassist.ui.widgets.said import Said, Speaking

Press = Callable[[], object]


class Button(Speaking, QPushButton):
    """A button in a role: primary (one a screen), plain, rail, tab, door, or none."""

    def __init__(
        self,
        what: Said,
        press: Press | None = None,
        role: str = "",
        drawing: str = "",
        *,
        tip: Said = "",
        checkable: bool = False,
    ) -> None:
        super().__init__()
        self._drawing = drawing
        self.setProperty("role", role)
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(20, 20) if role != "door" else QSize(28, 28))
        self.say(what)
        if tip:
            self.hinted(tip)
        if press is not None:
            self.clicked.connect(lambda _checked: press())
        self._draw()

    def say(self, what: Said) -> None:
        """Show other words."""
        self.says(what, self._put)

    def draw(self, drawing: str) -> None:
        """Show another drawing."""
        self._drawing = drawing
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for a press, as Space is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _put(self, text: str) -> None:
        # An ampersand of somebody's own text is no access key.
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in new colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.EnabledChange):
            self._draw()

    def _draw(self) -> None:
        if not self._drawing:
            return
        roles = {"primary": "on_accent", "plain": "accent", "door": "accent", "tab": "accent"}
        size = self.iconSize().width()
        role = roles.get(self.property("role"), "ink") if self.isEnabled() else "quiet"
        self.setIcon(theme.icon(self._drawing, role, size))


class IconButton(Button):
    """A button of a drawing alone; its words are its accessible name and tip."""

    def __init__(self, what: Said, press: Press, drawing: str) -> None:
        super().__init__(what, press, "plain", drawing, tip=what)

    def _put(self, text: str) -> None:
        self.setAccessibleName(text)
