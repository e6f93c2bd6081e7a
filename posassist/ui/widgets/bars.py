"""The bars at the window's edges: what runs, what was just done, and the example's ribbon."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QProgressBar

from posassist.base.i18n import N_, Text
from posassist.ui.tasks import Task
from posassist.ui.widgets.buttons import Button, IconButton
from posassist.ui.widgets.layout import row
from posassist.ui.widgets.said import Said, Speaking
from posassist.ui.widgets.text import Label

CALM_MILLISECONDS: Final = 150


class Bar(QFrame):
    """A strip across the window; hidden until it has something to say."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.hide()


class _Meter(Speaking, QProgressBar):
    """How far the work is."""


class JobBar(Bar):
    """What runs, how far it is, and a Stop that works."""

    def __init__(self) -> None:
        super().__init__("undo")
        self._task: Task | None = None
        self._doing = Label(Text(N_("Working…")))
        self._meter = _Meter()
        self._meter.setTextVisible(False)
        self._meter.named(Text(N_("Progress")))
        self.stop_button = Button(Text(N_("Stop")), self._stop, drawing="stop")
        layout = row(self._doing, self._meter, self.stop_button, gap=12, margin=8)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def follow(self, task: Task) -> None:
        """Show a task until it ends; what is over at once never shows."""
        self._task = task
        self._doing.say(Text(N_("Working…")))
        self._meter.setRange(0, 0)
        self.stop_button.setEnabled(True)
        task.stepped.connect(partial(self._step, task))
        task.finished.connect(partial(self._end, task))
        QTimer.singleShot(CALM_MILLISECONDS, self, self._appear)

    def _appear(self) -> None:
        if self._task is not None:
            self.show()

    def _step(self, task: Task, done: int, total: int, doing: Text) -> None:
        if task is not self._task:
            return
        counted = Text(N_("{doing} {done}/{total}"), {"doing": doing, "done": done, "total": total})
        if doing.template:
            self._doing.say(counted if total else doing)
        self._meter.setRange(0, total)
        self._meter.setValue(done)

    def _stop(self) -> None:
        if self._task is not None:
            self.stop_button.setEnabled(False)
            self._task.stop()

    def _end(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.hide()


class UndoBar(Bar):
    """What was just done, and the one undo for it."""

    def __init__(self, undo: Callable[[], object], redo: Callable[[], object]) -> None:
        super().__init__("undo")
        self._words = Label()
        self.undo_button = Button(Text(N_("Undo")), undo, "plain", "undo")
        self.redo_button = Button(Text(N_("Redo")), redo, "plain", "redo")
        close = IconButton(Text(N_("Close this message")), self.hide, "close")
        layout = row(self._words, self.undo_button, self.redo_button, close, gap=8, margin=4)
        layout.setContentsMargins(16, 2, 8, 2)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def tell(self, what: Said, *, can_undo: bool, can_redo: bool) -> None:
        """Say what was done, and what can be done about it."""
        self._words.say(what)
        self.undo_button.setVisible(can_undo)
        self.redo_button.setVisible(can_redo)
        self.show()


class Ribbon(Bar):
    """Says that the invented shop is shown, and clears it away."""

    def __init__(self, clear: Callable[[], object]) -> None:
        super().__init__("ribbon")
        self._words = Label(role="warn")
        button = Button(Text(N_("Clear the example away")), clear)
        layout = row(self._words, button, margin=6)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def tell(self, shop: str, day: str) -> None:
        """Name the shop and the day it is judged by."""
        self._words.say(
            Text(
                N_("Example data: the invented shop {shop}, as it stood on {day}."),
                {"shop": shop, "day": day},
            )
        )
        self.show()
