"""Files that the system hands to the program are looked at in the import."""

from pathlib import Path

import pytest
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posassist.base.paths import Profile
from posassist.cli.app import run
from posassist.ui.app import make_window
from posassist.ui.session import Start
from posassist.ui.views.imports import ImportView
from posassist.ui.widgets.text import Label
from posassist.ui.window import Window
from posassist.usecases import example
from posassist.usecases.shop import Clock

PATIENCE = 60_000


def test_a_file_named_at_the_start_is_looked_at_once_the_books_are_open(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    with example.story() as tale:
        start = Start(Profile(tmp_path), clock=tale.clock, files=(tale.folder / "bank.csv",))
        window = make_window(qapp, start, language="en")
        qtbot.addWidget(window)
        qtbot.waitUntil(lambda: previewed(window) == ["bank.csv"], timeout=PATIENCE)


def test_a_file_opened_with_the_running_program_is_looked_at(
    qtbot: QtBot, qapp: QApplication, empty_window: Window
) -> None:
    with example.story() as tale:
        qapp.sendEvent(qapp, QFileOpenEvent(str(tale.folder / "bank.csv")))
        qtbot.waitUntil(lambda: previewed(empty_window) == ["bank.csv"], timeout=PATIENCE)


def test_the_command_hands_whole_paths_and_the_language_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def window(
        profile: Profile,
        *,
        books_url: str | None = None,
        shop_name: str | None = None,
        language: str | None = None,
        clock: Clock | None = None,
        files: tuple[Path, ...] = (),
    ) -> int:
        assert clock is None
        seen.extend((profile.root, books_url, shop_name, language, *files))
        return 0

    monkeypatch.chdir(tmp_path)
    given = ["--profile", "p", "--language", "zh_CN", "window", "a.csv", "b.xlsx"]
    assert run(given, window) == 0
    assert seen == [tmp_path / "p", None, None, "zh_CN", tmp_path / "a.csv", tmp_path / "b.xlsx"]


def previewed(window: Window) -> list[str]:
    """Return the files whose names the import screen shows as looked at."""
    if not isinstance(window.view, ImportView):
        return []
    headings = [each.text() for each in window.view.findChildren(Label)]
    return [each for each in headings if each == "bank.csv"]
