"""Collects reference cycles in the window's thread only.

Python collects in whatever thread happens to allocate; on a lane it would destroy a widget, a timer
or a task there, and Qt ends the program for that.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MILLISECONDS: Final = 250


class Collector(QObject):
    """Takes over from the automatic collection for as long as its parent lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY_MILLISECONDS)
        self.destroyed.connect(gc.enable)

    def collect(self) -> None:
        """Collect the youngest generations that are due, as Python itself would."""
        due = [
            generation
            for generation, (count, most) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > most
        ]
        if due:
            gc.collect(max(due))
