"""Collects reference cycles in the window's thread only, and only while no lane works.

Python collects in whatever thread happens to allocate: on a lane it would destroy a widget, a timer
or a task there, and Qt ends the program for that; and everything waits while it looks through the
many rows of a job. What is not in a cycle is freed at once all the same.
"""

import gc
import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MILLISECONDS: Final = 500


class Collector(QObject):
    """Takes over from the automatic collection until it hands back."""

    def __init__(self, parent: QObject, is_idle: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._is_idle = is_idle
        self._modules = len(sys.modules)
        gc.disable()
        gc.collect()
        gc.freeze()  # the program itself is never garbage, and need not be looked through
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY_MILLISECONDS)

    def hand_back(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Collect what is due, if nobody has to wait for it."""
        if not self._is_idle():
            return
        if len(sys.modules) != self._modules:
            # A job loaded libraries and their tables: more of the program, set aside in no time.
            self._modules = len(sys.modules)
            gc.freeze()
        elif gc.get_count()[0] > gc.get_threshold()[0]:
            gc.collect()
