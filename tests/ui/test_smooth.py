"""The window never stands still: not while a file is imported, not while a terminal is read."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from posassist.base.errors import Stopped
from posassist.base.paths import resources
from posassist.ui.tasks import Lane, Task
from posassist.ui.window import Window
from posassist.usecases import example, listing, preview_import

Settle = Callable[[Window], None]
DEMO = Path(str(resources())) / "demo"
MOST_SECONDS = 0.1


class Watchdog:
    """A timer of the window's own loop that notes how late it was, when we were to blame.

    A moment in which this whole process got hardly any of the processor was the system's doing.
    """

    def __init__(self) -> None:
        self.stalls: list[float] = []
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._wall, self._busy = time.perf_counter(), time.process_time()
        self._timer.start()

    def _tick(self) -> None:
        wall, busy = time.perf_counter(), time.process_time()
        gone, worked = wall - self._wall, busy - self._busy
        if gone > MOST_SECONDS and worked > MOST_SECONDS:
            self.stalls.append(round(gone, 3))
        self._wall, self._busy = wall, busy

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.stop()


def stalls(window: Window, settle: Settle, work: Callable[[], None]) -> list[float]:
    """Return the stalls of the best of three: what is ours is there every time."""
    found: list[list[float]] = []
    for _ in range(3):
        work()
        with Watchdog() as dog:
            settle(window)
        found.append(dog.stalls)
        if not dog.stalls:
            break
    return min(found, key=len)


def test_the_window_never_stalls_during_an_import(empty_window: Window, settle: Settle) -> None:
    path = DEMO / "999290054110001_MX_20261009201530_1.xlsx"
    given = preview_import.Given(path.name, path.read_bytes())

    def preview() -> None:
        empty_window.session.write(
            lambda shop, progress: preview_import.preview(shop, given, progress=progress),
            visible=True,
        )

    assert stalls(empty_window, settle, preview) == []


def test_the_window_never_stalls_during_a_pull(example_window: Window, settle: Settle) -> None:
    def pull() -> None:
        example_window.session.write(
            lambda shop, progress: example.pull_example(shop, progress=progress),
            lane=Lane.TERMINAL,
            visible=True,
        )

    assert stalls(example_window, settle, pull) == []


def stopped_in(qtbot: QtBot, task: Task) -> float:
    with qtbot.waitSignal(task.stepped, timeout=30_000):
        pass
    begun = time.process_time()
    with qtbot.waitSignal(task.finished, timeout=30_000):
        task.stop()
    return time.process_time() - begun


def test_stop_ends_a_pull_at_once_and_keeps_what_came(
    example_window: Window, settle: Settle, qtbot: QtBot
) -> None:
    before = len(listing.journal_entries(example_window.session.shop))
    task = example_window.session.write(
        lambda shop, progress: example.pull_example(shop, progress=progress),
        lane=Lane.TERMINAL,
        visible=True,
    )
    taken = stopped_in(qtbot, task)
    settle(example_window)
    assert taken < 2  # the commit of what came included
    assert len(listing.journal_entries(example_window.session.shop)) == before


def test_stop_ends_an_import_and_stores_nothing(
    empty_window: Window, settle: Settle, qtbot: QtBot
) -> None:
    seen: list[object] = []
    path = DEMO / "terminal-1.csv"
    given = preview_import.Given(path.name, path.read_bytes())
    task = empty_window.session.write(
        lambda shop, progress: preview_import.preview(shop, given, progress=progress)
    )
    task.failed.connect(seen.append)
    taken = stopped_in(qtbot, task)
    settle(empty_window)
    assert isinstance(seen[0], Stopped)
    assert taken < 0.2
    assert listing.all_imports(empty_window.session.shop) == []
