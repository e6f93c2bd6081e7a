"""What every screen is: a title, a body, and how it asks for what it shows."""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from posassist.base.i18n import Text
from posassist.ui.session import Session
from posassist.ui.widgets.layout import column
from posassist.usecases.shop import Shop

Result = TypeVar("Result")


class View(QWidget):
    """A screen of the window. It holds no knowledge: it shows records and gives back intentions."""

    ID: ClassVar[str]
    TITLE: ClassVar[Text]
    DRAWING: ClassVar[str]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._asking = self._again = self._untold = False
        self.setProperty("role", "page")
        self.body = column(gap=0)
        self.setLayout(self.body)

    def ask(self, work: Callable[[Shop], Result], then: Callable[[Result], object]) -> None:
        """Read for this screen: one reading at a time, and once more if it was asked meanwhile."""
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False

        def answered() -> None:
            self._asking = False
            if self._again and self.session.is_open:
                self.ask(work, then)

        self.session.read(work, then).finished.connect(answered)

    def event(self, event: QEvent) -> bool:
        """Keep a new language for later where nobody sees the words."""
        if event.type() is QEvent.Type.LanguageChange and self.isHidden():
            self._untold = True
            return True
        return super().event(event)

    def catch_up(self) -> None:
        """Say in the new language what was not said yet; called before the screen is shown."""
        if self._untold:
            self._untold = False
            super().event(QEvent(QEvent.Type.LanguageChange))

    def refresh(self) -> None:
        """Ask for what is to be shown; called when it may have changed."""

    def about(self, what: object) -> None:
        """Turn to what another screen points at."""
