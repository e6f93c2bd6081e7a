"""Starts the window: the application, its font, look and language, the books, the screens.

The window appears first; the books open on the writer's lane, so that it never waits for them.
"""

import sys

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from posassist.base.i18n import system_language
from posassist.base.log import start_log, stop_log
from posassist.base.paths import private_folder
from posassist.ui import theme
from posassist.ui.garbage import Collector
from posassist.ui.opening import Opener
from posassist.ui.session import Session, Start
from posassist.ui.views.cases import CasesView
from posassist.ui.views.daily import DailyView, ShopView
from posassist.ui.views.evidence import EvidenceView
from posassist.ui.views.help import HelpView
from posassist.ui.views.imports import ImportView
from posassist.ui.views.reconcile import ReconcileView
from posassist.ui.views.settings import SettingsView
from posassist.ui.views.slips import SlipsView
from posassist.ui.views.terminal import TerminalView
from posassist.ui.views.today import TodayView
from posassist.ui.views.view import View
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window

SWITCH_SECONDS = 0.00005
VIEWS: tuple[type[View], ...] = (
    TodayView,
    TerminalView,
    ImportView,
    ReconcileView,
    CasesView,
    EvidenceView,
    SlipsView,
    DailyView,
    ShopView,
    SettingsView,
    HelpView,
)


def open_window(start: Start, language: str | None = None) -> int:
    """Show the window until it is closed; return the exit code."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("posassist")
    application.setDesktopFileName("posassist")
    application.setWindowIcon(theme.program_icon())
    memory = QSettings(
        str(private_folder(start.profile.root) / "window.ini"), QSettings.Format.IniFormat
    )
    log = start_log(start.profile)
    try:
        window = make_window(application, start, memory, language)
        window.show()
        return application.exec()
    finally:
        stop_log(log)


def make_window(
    application: QApplication,
    start: Start,
    memory: QSettings | None = None,
    language: str | None = None,
) -> Window:
    """Return the window, dressed and speaking, its books on their way."""
    remembered = memory.value("scheme") if memory else None
    scheme = theme.Scheme(remembered) if remembered in set(theme.Scheme) else theme.Scheme.SYSTEM
    # A repaint asks Python once a cell; each time the window may wait this long for a busy lane.
    sys.setswitchinterval(SWITCH_SECONDS)
    theme.load_font(application)
    theme.apply(application, scheme)
    spoken = memory.value("language") if memory else None
    speak(language or (spoken if isinstance(spoken, str) else system_language()))
    window = Window(Session(start), VIEWS, memory)
    session = window.session
    collector = Collector(session, lambda: session.tasks.idle)
    session.closed.connect(collector.hand_back)
    application.installEventFilter(Opener(session, start.files))
    window.resize(1280, 820)
    geometry = memory.value("geometry") if memory else None
    if geometry is not None:
        window.restoreGeometry(geometry)
    window.session.open_own()
    return window
