"""The watched folder on the import screen."""

from collections.abc import Callable
from pathlib import Path

from posassist.ui.views.imports import ImportView
from posassist.ui.window import Window
from tests.ui.test_views import DEMO, press, says

Settle = Callable[[Window], None]


def test_a_new_file_is_offered_looked_at_or_left(
    empty_window: Window, settle: Settle, tmp_path: Path
) -> None:
    empty_window.show_view("import")
    settle(empty_window)
    view = empty_window.view
    assert isinstance(view, ImportView)
    assert "offered here by themselves" in says(view)
    folder = tmp_path / "downloads"
    folder.mkdir()
    view.watch_card.watch(folder)
    settle(empty_window)
    assert f"{folder} is watched; new files: 0" in says(view)
    (folder / "bank.csv").write_bytes((DEMO / "bank.csv").read_bytes())
    view.watch_card.refresh()
    settle(empty_window)
    assert "new files: 1" in says(view)
    press(empty_window, "Look at them")
    settle(empty_window)
    assert "Bank statement, 2026-09-11" in says(view)
    press(empty_window, "Leave this file out")
    settle(empty_window)
    assert "new files: 0" in says(view)
    (folder / "other.csv").write_bytes((DEMO / "bank.csv").read_bytes() + b"\n")
    view.watch_card.refresh()
    settle(empty_window)
    press(empty_window, "Not these")
    settle(empty_window)
    assert "new files: 0" in says(view)
    press(empty_window, "Watch it no more")
    settle(empty_window)
    assert "offered here by themselves" in says(view)
