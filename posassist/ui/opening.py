"""Files the system hands to the program: shown at the import as soon as the books are open."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent

from posassist.ui.session import Session


class Opener(QObject):
    """Takes files named at the start, and those that macOS hands over as events while it runs."""

    def __init__(self, session: Session, files: Iterable[Path] = ()) -> None:
        super().__init__(session)
        self._session = session
        self._waiting = list(files)
        session.opened.connect(self._show)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a file that was opened with the program; leave everything else alone."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._waiting.append(Path(event.file()))
            self._show()
            return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        if self._waiting and self._session.is_open:
            files, self._waiting = self._waiting, []
            self._session.go("import", files)
