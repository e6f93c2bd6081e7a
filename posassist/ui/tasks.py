"""Long work off the window's thread, in three lanes of one worker each.

The books have one writer and one reader (its own connection: on WAL it reads a steady picture while
the writer works); the terminal lane alone opens, reads and closes the port. So there are no locks.
"""

import enum
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot

from posassist.base.errors import PosassistError
from posassist.base.i18n import Text
from posassist.base.stopping import stoppable, stopped
from posassist.usecases.shop import Progress

logger = logging.getLogger(__name__)
STEP_SECONDS: Final = 0.05


class Lane(enum.Enum):
    """Who works on what."""

    WRITER = "writer"
    READER = "reader"
    TERMINAL = "terminal"


class Task(QObject):
    """One piece of work. Its signals arrive in the thread that made it: the window's."""

    stepped = Signal(int, int, object)
    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()
    _crossing = Signal(str, object)

    def __init__(
        self, work: Callable[[Progress], object], parent: QObject, *, at_any_step: bool
    ) -> None:
        # The parent owns it: a lane that lets go last must not destroy it in its own thread.
        super().__init__(parent)
        self._work = work
        self._at_any_step = at_any_step
        self._stop = threading.Event()
        self._last_step = 0.0
        # Queued, so that nothing of the window runs on a lane, whatever it is connected to.
        self._crossing.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Ask the work to end; it does at its next step, and leaves nothing half done."""
        self._stop.set()

    def progress(self, done: int, total: int, doing: Text) -> None:
        """Say how far the work is. Raises Stopped when that was asked."""
        if self._stop.is_set():
            raise stopped()
        now = time.monotonic()
        if now - self._last_step >= STEP_SECONDS:
            self._last_step = now
            self._crossing.emit("stepped", (done, total, doing))

    def run(self) -> None:
        """Do the work, on a lane."""
        try:
            self.progress(0, 0, Text(""))
            with stoppable(self._stop.is_set) if self._at_any_step else nullcontext():
                value = self._work(self.progress)
        except PosassistError as error:
            self._crossing.emit("failed", error)
        except Exception as error:  # the edge: whatever is left is our bug, logged and said
            logger.exception("unexpected error")
            self._crossing.emit("failed", error)
        else:
            self._crossing.emit("succeeded", value)

    @Slot(str, object)
    def _arrive(self, what: str, value: object) -> None:
        if what == "stepped":
            assert isinstance(value, tuple)
            self.stepped.emit(*value)
            return
        getattr(self, what).emit(value)
        self.finished.emit()
        lanes = self.parent()
        assert isinstance(lanes, Tasks)
        lanes.ended(self)


class Tasks(QObject):
    """The three lanes."""

    def __init__(self) -> None:
        super().__init__()
        self._lanes = {
            lane: ThreadPoolExecutor(1, thread_name_prefix=f"posassist-{lane.value}")
            for lane in Lane
        }
        self._alive: set[Task] = set()

    def start(self, lane: Lane, work: Callable[[Progress], object]) -> Task:
        """Queue work on a lane; connect to the task before control returns to the window."""
        # What a terminal has told is stored when it is stopped: there only progress ends the work.
        task = Task(work, self, at_any_step=lane is not Lane.TERMINAL)
        self._alive.add(task)
        self._lanes[lane].submit(task.run)
        return task

    def ended(self, task: Task) -> None:
        """Let go of a task, in the window's thread."""
        self._alive.discard(task)
        task.deleteLater()

    @property
    def idle(self) -> bool:
        """Say whether nothing is under way."""
        return not self._alive

    def stop_all(self) -> None:
        """Ask everything to stop."""
        for task in self._alive:
            task.stop()

    def close(self) -> None:
        """Stop everything and wait for the lanes to end."""
        self.stop_all()
        for executor in self._lanes.values():
            executor.shutdown(wait=True)
