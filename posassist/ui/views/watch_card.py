"""The watched folder, on the import screen: what is new in it, and whether it is watched at all."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.layout import Card, row
from posassist.ui.widgets.said import said
from posassist.ui.widgets.text import Label
from posassist.usecases import watch_folder
from posassist.usecases.watch_folder import Watched

WATCH_MILLISECONDS: Final = 5000
_WATCH: Final = Text(N_("Watch a folder…"))


class WatchCard(Card):
    """Looks into the folder while somebody sees it; `chosen` hands files on to be looked at."""

    chosen = Signal(list)

    def __init__(self, session: Session) -> None:
        self._words = Label(wrap=True)
        self.look_button = Button(Text(N_("Look at them")), self._look, "primary", "import")
        self.leave_button = Button(Text(N_("Not these")), self._leave)
        self.watch_button = Button(_WATCH, self._choose)
        self.off_button = Button(Text(N_("Watch it no more")), lambda: self.watch(None), "plain")
        buttons = row(self.look_button, self.leave_button, self.watch_button, self.off_button, None)
        super().__init__(self._words, buttons, gap=Space.MEDIUM)
        self._session = session
        self._files: tuple[Path, ...] = ()
        self._timer = QTimer(self, interval=WATCH_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        self._show(Watched(None))

    def refresh(self) -> None:
        """Look into the folder again, where nothing else is under way."""
        if self._session.is_open and self._session.tasks.idle:
            self._session.read(watch_folder.watched, self._show)

    def watch(self, folder: Path | None) -> None:
        """Watch a folder from now on, or none."""
        self._session.write(lambda shop, _progress: watch_folder.watch(shop, folder), self._show)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the folder while somebody looks."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop watching."""
        super().hideEvent(event)
        self._timer.stop()

    def _show(self, found: Watched) -> None:
        self._files = found.files
        words = Text(N_("Statements that you save to a folder can be offered here by themselves."))
        if found.folder is not None:
            fields = {"folder": str(found.folder), "count": len(found.files)}
            words = Text(N_("{folder} is watched; new files: {count}"), fields)
        self._words.say(words)
        self.watch_button.setVisible(found.folder is None)
        self.off_button.setVisible(found.folder is not None)
        self.look_button.setVisible(bool(found.files))
        self.leave_button.setVisible(bool(found.files))

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, said(_WATCH))
        if name:
            self.watch(Path(name))

    def _look(self) -> None:
        files = list(self._files)
        self._leave()
        self.chosen.emit(files)

    def _leave(self) -> None:
        files = self._files
        self._session.write(lambda shop, _progress: watch_folder.leave(shop, files), self._show)
