"""No job stands in the window's way, and Stop ends every one of them at once, half doing nothing.

What is measured is how late a timer of the window's own loop comes, less the time in which this
process did not have the processor: the time is never longer than what the process worked meanwhile.
"""

import csv
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Self

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from posassist.base.errors import Stopped
from posassist.ui.session import Session
from posassist.ui.tasks import Lane, Task
from posassist.ui.window import Window
from posassist.usecases import backups, example, listing, new_format, preview_import, undo
from posassist.usecases.print_evidence import print_evidence
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Progress, Shop
from posassist.usecases.write_letter import write_letter

Settle = Callable[[Window], None]
Job = Callable[[Shop, Progress], object]
MOST_SECONDS, STOP_SECONDS = 0.1, 0.2
STOP_AFTER_MILLISECONDS = (20, 150, 400)
ROWS = 10_000


class Stopwatch:
    """Seconds by the clock, but no more than this process worked meanwhile."""

    def __init__(self) -> None:
        self._wall, self._worked = time.perf_counter(), time.process_time()

    def lap(self) -> float:
        """Return the seconds since the last lap."""
        wall, worked = time.perf_counter(), time.process_time()
        taken = min(wall - self._wall, worked - self._worked)
        self._wall, self._worked = wall, worked
        return taken


class Watchdog:
    """Notes how long the window's loop stood still at worst."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._watch = Stopwatch()
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        self.longest = max(self.longest, self._watch.lap())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.stop()


@pytest.fixture(scope="module")
def many_rows(tmp_path_factory: pytest.TempPathFactory) -> preview_import.Given:
    """A journal of ten thousand sales."""
    path = tmp_path_factory.mktemp("many") / "many.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("terminal_id", "trace_no", "type", "amount", "currency", "occurred_at"))
        for row in range(ROWS):
            moment = f"2026-09-{row % 28 + 1:02d}T{row % 12 + 8:02d}:{row % 60:02d}:00"
            writer.writerow(
                ("MANY0001", f"{row:06d}", "sale", f"{row % 900 + 1}.00", "CNY", moment)
            )
    return preview_import.Given(path.name, path.read_bytes())


@pytest.fixture
def jobs(many_rows: preview_import.Given, tmp_path: Path) -> dict[str, Job]:
    """Every long job of the writer's lane, each doing what its button does."""

    def commit(shop: Shop, progress: Progress) -> object:
        shown = preview_import.preview(shop, many_rows, progress=progress)
        assert isinstance(shown, preview_import.Preview)
        return preview_import.commit(shop, shown, progress=progress)

    return {
        "reconcile": lambda shop, _progress: reconcile_period(shop, full=True),
        "evidence": lambda shop, _progress: print_evidence(
            shop, 1, tmp_path, languages=("zh_CN",)
        ),
        "letter": lambda shop, _progress: write_letter(
            shop, 1, letter_id="complaint-provider", code="zh_CN", form="pdf",
            out=tmp_path / "letter.pdf",
        ),
        "import": commit,
        "undo": lambda shop, _progress: undo.undo(shop),
        "unknown sheet": lambda shop, progress: new_format.proposed(
            shop, unknown_sheet(), progress=progress
        ),
        "backup": lambda shop, progress: backups.create_backup(
            shop.profile, to=tmp_path, progress=progress
        ),
    }  # fmt: skip


def unknown_sheet() -> preview_import.Given:
    lines = (f"{n % 28 + 1:02d}.09.2026;sale {n};{n % 900 + 1},00;{n},00" for n in range(ROWS))
    return preview_import.Given("unknown.csv", "\n".join(("When;What;In;Left", *lines)).encode())


def pull(session: Session) -> Task:
    return session.write(
        lambda shop, progress: example.pull_example(shop, progress=progress),
        lane=Lane.TERMINAL,
        visible=True,
    )


def test_no_job_holds_the_window_up(
    example_window: Window, settle: Settle, jobs: dict[str, Job]
) -> None:
    session = example_window.session

    starts: dict[str, Callable[[], object]] = {
        "pull": partial(pull, session),
        **{name: partial(session.write, job, visible=True) for name, job in jobs.items()},
        "example": session.open_example,
    }
    found: dict[str, float] = {}
    for name, start in starts.items():
        with Watchdog() as dog:
            start()
            settle(example_window)
        found[name] = round(dog.longest, 3)
    assert {name: each for name, each in found.items() if each > MOST_SECONDS} == {}


def stopped_in(qtbot: QtBot, task: Task, after: int) -> float:
    """Stop a task after so many milliseconds; return how long it took to end."""
    watch = Stopwatch()

    def stop() -> None:
        watch.lap()
        task.stop()

    stopping = QTimer()
    stopping.setSingleShot(True)
    stopping.timeout.connect(stop)
    stopping.start(after)
    with qtbot.waitSignal(task.finished, timeout=30_000):
        pass
    ended_first = stopping.isActive()
    stopping.stop()
    return 0.0 if ended_first else watch.lap()


def test_stop_ends_every_job_at_once_and_the_books_are_as_before(
    example_window: Window, settle: Settle, qtbot: QtBot, jobs: dict[str, Job]
) -> None:
    session = example_window.session
    before = undo.history(session.shop), listing.all_imports(session.shop)
    late: dict[tuple[str, int], float] = {}
    for name, job in jobs.items():
        for after in STOP_AFTER_MILLISECONDS:
            seen: list[object] = []
            task = session.write(job, visible=True)
            task.failed.connect(seen.append)
            taken = stopped_in(qtbot, task, after)
            settle(example_window)
            if taken > STOP_SECONDS:
                late[name, after] = round(taken, 3)
            if not seen:  # it was done before the Stop
                break
            assert isinstance(seen[0], Stopped), name
            now = undo.history(session.shop), listing.all_imports(session.shop)
            assert now == before, (name, after)
        else:
            continue
        assert after > min(STOP_AFTER_MILLISECONDS), name
        before = undo.history(session.shop), listing.all_imports(session.shop)
    assert late == {}
    assert not example_window.failure.isVisible()


def test_stop_keeps_what_a_terminal_told(
    example_window: Window, settle: Settle, qtbot: QtBot
) -> None:
    session = example_window.session
    rows = len(listing.journal_entries(session.shop))
    taken = stopped_in(qtbot, pull(session), 100)
    settle(example_window)
    assert taken < 2  # the commit of what came is included
    assert len(listing.journal_entries(session.shop)) == rows


def test_stop_leaves_the_example_closed(empty_window: Window, settle: Settle, qtbot: QtBot) -> None:
    started: list[Task] = []
    empty_window.session.working.connect(started.append)
    empty_window.open_example()
    assert stopped_in(qtbot, started[0], 100) < STOP_SECONDS
    settle(empty_window)
    assert not empty_window.session.is_example
    assert not empty_window.failure.isVisible()
