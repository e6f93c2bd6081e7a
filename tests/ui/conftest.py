"""The real window, offscreen, on real books."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from posassist.base.paths import Profile
from posassist.ui import theme
from posassist.ui.app import make_window
from posassist.ui.session import Start
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window
from posassist.usecases import cases, example
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import open_shop

PATIENCE = 60_000
Settle = Callable[[Window], None]
MakeWindow = Callable[[Path], Window]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a Qt warning fail a test of the window, as a log warning does everywhere."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore("does not support", extend=True))


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Start every test in English and light colours, with no window of another test to dress."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.load_font(qapp)
    theme.apply(qapp, theme.Scheme.LIGHT)
    speak("en")
    yield
    speak("en")


@pytest.fixture
def settle(qtbot: QtBot) -> Settle:
    """Wait until everything that was asked for has arrived."""

    def wait(window: Window) -> None:
        def idle() -> bool:
            return window.session.is_open and window.session.tasks.idle

        qtbot.waitUntil(idle, timeout=PATIENCE)

    return wait


@pytest.fixture
def made_window(qtbot: QtBot, qapp: QApplication, settle: Settle) -> MakeWindow:
    """Open the window on the books of a folder."""

    def make(folder: Path) -> Window:
        with example.story() as tale:
            clock = tale.clock
        window = make_window(qapp, Start(Profile(folder), clock=clock), language="en")
        qtbot.addWidget(window)
        window.show()
        settle(window)
        return window

    return make


@pytest.fixture
def empty_window(made_window: MakeWindow, tmp_path: Path) -> Window:
    """The window on its first start."""
    return made_window(tmp_path / "own")


@pytest.fixture(scope="session")
def example_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example shop's books, with one case open; tests use copies."""
    folder = tmp_path_factory.mktemp("example")
    with example.story() as tale, open_shop(Profile(folder), clock=tale.clock) as opened:
        shop = example.load_example(opened, tale)
        found = [each.id for each in reconcile_period(shop).found if each.kind == "missing"]
        cases.open_case(shop, (found[0],))
    return folder


@pytest.fixture
def example_window(made_window: MakeWindow, example_books: Path, tmp_path: Path) -> Window:
    """The window on the example's books."""
    folder = tmp_path / "example"
    shutil.copytree(example_books, folder)
    return made_window(folder)


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page that is saved when the window asks where to."""
    path = tmp_path / "page.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path
