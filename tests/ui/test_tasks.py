"""Long work keeps off the window's thread, can be stopped, and tells how it went."""

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from posassist.base.errors import BooksLocked, PosassistError, Stopped
from posassist.base.i18n import Text
from posassist.ui.failure import FailurePanel, sentences
from posassist.ui.tasks import Lane, Tasks
from posassist.ui.widgets.buttons import Button
from posassist.usecases.shop import Progress


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    del qtbot
    lanes = Tasks()
    yield lanes
    lanes.close()


def test_results_and_steps_arrive_in_the_windows_thread(qtbot: QtBot, tasks: Tasks) -> None:
    here = QThread.currentThread()
    seen: list[tuple[str, bool]] = []
    worked_in: list[int] = []

    def work(progress: Progress) -> str:
        worked_in.append(threading.get_ident())
        time.sleep(0.06)
        progress(1, 2, Text("half"))
        return "done"

    task = tasks.start(Lane.WRITER, work)
    task.stepped.connect(lambda *_: seen.append(("step", QThread.currentThread() == here)))
    task.succeeded.connect(lambda value: seen.append((value, QThread.currentThread() == here)))
    with qtbot.waitSignal(task.finished):
        pass
    assert worked_in != [threading.get_ident()]
    assert ("step", True) in seen
    assert seen[-1] == ("done", True)
    assert tasks.idle


@pytest.mark.parametrize("lane", list(Lane))
def test_stop_ends_a_job_within_200_milliseconds(qtbot: QtBot, tasks: Tasks, lane: Lane) -> None:
    started = threading.Event()

    def work(progress: Progress) -> None:
        while True:
            started.set()
            progress(0, 0, Text("on and on"))
            time.sleep(0.01)

    task = tasks.start(lane, work)
    assert started.wait(5)
    begun = time.monotonic()
    with qtbot.waitSignal(task.failed) as told:
        task.stop()
    assert time.monotonic() - begun < 0.2
    assert isinstance(told.args[0], Stopped)


def test_work_of_one_lane_never_overlaps(qtbot: QtBot, tasks: Tasks) -> None:
    running: list[int] = []
    most: list[int] = []

    def work(_progress: Progress) -> None:
        running.append(1)
        most.append(len(running))
        time.sleep(0.02)
        running.pop()

    for _ in range(5):
        last = tasks.start(Lane.WRITER, work)
    with qtbot.waitSignal(last.finished):
        pass
    assert max(most) == 1


@pytest.mark.expect_log
def test_a_fault_of_ours_is_told_and_logged(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    task = tasks.start(Lane.READER, lambda _progress: 1 // 0)
    with qtbot.waitSignal(task.failed) as told:
        pass
    assert isinstance(told.args[0], ZeroDivisionError)
    assert "unexpected error" in caplog.text
    assert "fault of the program" in str(sentences(told.args[0])[0])


def test_a_failure_is_one_sentence_and_the_next_step(qtbot: QtBot) -> None:
    asked: list[str] = []
    panel = FailurePanel(asked.append)
    qtbot.addWidget(panel)
    error: PosassistError = BooksLocked("{who} writes", "Wait for {who}.", who="Another <b>")
    panel.tell(error)
    texts = [label.text() for label in panel.findChildren(type(panel._what))]  # noqa: SLF001
    assert texts == ["Another <b> writes", "Wait for Another <b>."]
    panel.findChildren(Button)[0].click()
    assert asked == ["errors/BooksLocked"]
