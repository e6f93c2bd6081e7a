"""The frame: a rail of screens, a bar on top, messages above the screen, undo at the bottom."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFileDialog,
    QFrame,
    QMenu,
    QStackedWidget,
    QWidget,
)

from posassist.base.errors import NothingToUndo
from posassist.base.i18n import N_, Text
from posassist.ui import actions, theme
from posassist.ui.failure import FailurePanel
from posassist.ui.session import Session
from posassist.ui.shop_button import ShopButton
from posassist.ui.views.view import View
from posassist.ui.widgets.bars import JobBar, Ribbon, UndoBar
from posassist.ui.widgets.buttons import Button, IconButton
from posassist.ui.widgets.layout import column, row
from posassist.ui.widgets.said import Speaking, current_language, said, speak
from posassist.ui.widgets.text import Label
from posassist.usecases import backups
from posassist.usecases import undo as undoing

MINIMUM: Final = (1024, 680)
RAIL: Final = 224
KEYS: Final = "1234567890"  # of the screens, in their order; the help has F1
KEYS_HELP: Final = Text(
    N_(
        "Ctrl+1 … Ctrl+0 the screens · Enter accept and go on · Delete reject · Ctrl+Z undo · "
        "Ctrl+O import files · F5 refresh · Ctrl+L language · Ctrl+D light or dark"
    )
)


class Window(Speaking, QWidget):
    """The window; it only arranges the screens and carries messages between them."""

    def __init__(
        self, session: Session, views: Sequence[type[View]], memory: QSettings | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setMinimumSize(*MINIMUM)
        self.setAcceptDrops(True)
        self.session = session
        self._memory = memory
        self._stale: set[str] = set()
        self.views = {each.ID: each(session) for each in views}
        self.rail = {each.ID: self._rail_button(place, each) for place, each in enumerate(views)}
        self._stack = QStackedWidget()
        for view in self.views.values():
            self._stack.addWidget(view)
        self._title = Label(role="title")
        self.shop_button = ShopButton(session)
        self.failure = FailurePanel(partial(session.go, "help"))
        self.jobs = JobBar()
        self.undo_bar = UndoBar(self.undo, self.redo)
        self.ribbon = Ribbon(self.session.open_own)
        self._language_button = Button("", self.switch_language, "plain")
        self._theme_button = IconButton(Text(N_("Light or dark")), self.switch_theme, "moon")
        self._arrange()
        self._connect()
        self.says(Text(N_("posassist - takings that did not arrive")), self.setWindowTitle)
        self.show_view(next(iter(self.views)))
        self.setFocus()
        self.dress()

    @property
    def view(self) -> View:
        """The screen that is shown."""
        shown = self._stack.currentWidget()
        assert isinstance(shown, View)
        return shown

    def show_view(self, name: str, about: object = None) -> None:
        """Show a screen, turned to what it is about."""
        if name not in self.views:
            return
        view = self.views[name]
        view.catch_up()
        self._stack.setCurrentWidget(view)
        self.rail[name].setChecked(True)
        self._title.say(view.TITLE)
        if name in self._stale and self.session.is_open:
            self._stale.discard(name)
            view.refresh()
        if about is not None:
            view.about(about)

    def refresh(self) -> None:
        """Read everything again that is shown, and the rest when it will be."""
        self._stale = set(self.views)
        self.show_view(self.view.ID)

    def undo(self) -> None:
        """Take the last step back."""
        self.session.write(lambda shop, _progress: undoing.undo(shop), visible=True)

    def redo(self) -> None:
        """Do the undone step again."""
        self.session.write(lambda shop, _progress: undoing.redo(shop), visible=True)

    def choose_files(self) -> None:
        """Ask for files to import."""
        names, _kind = QFileDialog.getOpenFileNames(self, said(Text(N_("Import files…"))))
        if names:
            self.session.go("import", [Path(name) for name in names])

    def open_example(self) -> None:
        """Open the invented shop."""
        self.session.open_example()

    def switch_language(self) -> None:
        """Speak the other language, at once."""
        code = "en" if current_language().code == "zh_CN" else "zh_CN"
        speak(code)
        self._remember("language", code)
        self.dress()

    def switch_theme(self) -> None:
        """Change between light and dark."""
        scheme = theme.Scheme.LIGHT if theme.is_dark() else theme.Scheme.DARK
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.apply(application, scheme)
        self._remember("scheme", scheme.value)
        self.dress()

    def show_help(self) -> None:
        """Show the help."""
        self.show_view("help")

    def show_keys(self) -> None:
        """Say the keys at the bottom."""
        self.undo_bar.tell(KEYS_HELP, can_undo=False, can_redo=False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files wherever they are dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand dropped files to the screen, or to the import."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.session.go("cases" if self.view.ID == "cases" else "import", paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs, then close the books."""
        if self._memory is not None:
            self._memory.setValue("geometry", self.saveGeometry())
        self.session.close()
        super().closeEvent(event)

    def _rail_button(self, place: int, view: type[View]) -> Button:
        button = Button(
            view.TITLE, lambda: self.show_view(view.ID), "rail", view.DRAWING, checkable=True
        )
        if place < len(KEYS):
            button.setShortcut(QKeySequence(f"Ctrl+{KEYS[place]}"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _arrange(self) -> None:
        group = QButtonGroup(self)
        for button in self.rail.values():
            group.addButton(button)
        rail = QFrame()
        rail.setProperty("role", "rail")
        rail.setFixedWidth(RAIL)
        rail.setLayout(
            column(
                Label(Text(N_("posassist")), "title"),
                Label(Text(N_("takings that did not arrive")), "small", wrap=True),
                16,
                *self.rail.values(),
                None,
                gap=4,
                margin=14,
            )
        )
        top = QFrame()
        top.setProperty("role", "bar")
        bar = row(self._title, self.shop_button, None, self._language_button, self._theme_button,
                  self._menu_button(), gap=14)  # fmt: skip
        bar.setContentsMargins(24, 10, 14, 10)
        top.setLayout(bar)
        messages = row(self.failure)
        messages.setContentsMargins(24, 0, 24, 0)
        body = column(top, self.ribbon, 6, messages, self._stack, self.jobs, self.undo_bar, gap=0)
        body.setStretchFactor(self._stack, 1)
        whole = row(rail, body, gap=0)
        whole.setStretchFactor(body, 1)
        self.setLayout(whole)

    def _menu_button(self) -> Button:
        menu = QMenu(self)
        self._actions: dict[str, tuple[QAction, Text]] = {}
        before: Text | None = None
        for each in actions.ACTIONS:
            if before not in (None, each.menu):
                menu.addSeparator()
            before = each.menu
            action = actions.made(each, getattr(self, each.name))
            action.setParent(self)
            menu.addAction(action)
            self.addAction(action)
            self._actions[each.name] = (action, each.words)
        button = Button(Text(N_("Menu")), role="plain")
        button.setMenu(menu)
        return button

    def _connect(self) -> None:
        self.session.opened.connect(self._opened)
        self.session.changed.connect(self._changed)
        self.session.failed.connect(self._failed)
        self.session.working.connect(self.jobs.follow)
        self.session.wanted.connect(self.show_view)

    def _opened(self) -> None:
        shop = self.session.shop
        self.shop_button.refresh()
        self.ribbon.setVisible(self.session.is_example)
        if self.session.is_example:
            self.ribbon.tell(shop.details.name, shop.today().isoformat())
        self.failure.hide()
        self.undo_bar.hide()
        self.refresh()
        if not self.session.is_example:
            address = self.session.books_url
            self.session.read(
                lambda shop: backups.create_if_due(shop, books_url=address), lambda _made: None
            )

    def _changed(self) -> None:
        if self.session.is_open:
            self.session.read(undoing.next_steps, self._done)
            self.refresh()

    def _done(self, steps: undoing.Steps) -> None:
        if steps.newest is not None:
            self.undo_bar.tell(steps.newest, can_undo=steps.can_undo, can_redo=steps.can_redo)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NothingToUndo):
            self.undo_bar.tell(Text(error.message), can_undo=False, can_redo=False)
        else:
            self.failure.tell(error)

    def dress(self) -> None:
        """Take the words and drawings of the language and scheme in use."""
        zh = current_language().code == "zh_CN"
        self._language_button.says("English" if zh else "中文", self._language_button.setText)
        self._language_button.named(Text(N_("Switch to English")) if zh else "切换到中文")
        self._theme_button.draw("sun" if theme.is_dark() else "moon")
        for action, words in self._actions.values():
            action.setText(said(words))

    def _remember(self, name: str, value: str) -> None:
        if self._memory is not None:
            self._memory.setValue(name, value)
