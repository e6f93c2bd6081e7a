"""What the menu and the keyboard can do, as one table."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence

from posassist.base.i18n import N_, Text

Role = QAction.MenuRole


class Row(NamedTuple):
    """An action: its menu, its name in the window, its words, its keys, its place on macOS."""

    menu: Text
    name: str
    words: Text
    keys: str
    role: QAction.MenuRole = Role.NoRole


FILE, EDIT, VIEW, HELP = (
    Text(N_("File")),
    Text(N_("Edit")),
    Text(N_("View")),
    Text(N_("Help")),
)
# No bare letters and no keys of input methods: a test walks this table.
ACTIONS: tuple[Row, ...] = (
    Row(FILE, "choose_files", Text(N_("Import files…")), "Ctrl+O"),
    Row(FILE, "open_example", Text(N_("Look at an example")), ""),
    Row(FILE, "close", Text(N_("Quit")), "Ctrl+Q", Role.QuitRole),
    Row(EDIT, "undo", Text(N_("Undo")), "Ctrl+Z"),
    Row(EDIT, "redo", Text(N_("Redo")), "Ctrl+Shift+Z"),
    Row(VIEW, "refresh", Text(N_("Refresh")), "F5"),
    Row(VIEW, "switch_language", Text(N_("中文 / English")), "Ctrl+L"),
    Row(VIEW, "switch_theme", Text(N_("Light or dark")), "Ctrl+D"),
    Row(HELP, "show_help", Text(N_("What to do, and what messages mean")), "F1"),
    Row(HELP, "show_keys", Text(N_("Keys")), "Shift+F1"),
)
Doing = Callable[[str], Callable[[], object]]


def made(row: Row, does: Callable[[], object]) -> QAction:
    """Return the action of a row; the window sets its words."""
    action = QAction()
    action.setMenuRole(row.role)
    if row.keys:
        action.setShortcut(QKeySequence(row.keys))
    action.triggered.connect(lambda _checked: does())
    return action
