"""Takes a picture of every screen, in both languages, light and dark, of the example shop.

    python packaging/dev.py screenshots [FOLDER]

Nothing appears on the screen; the pictures lie in FOLDER (default: screenshots/).
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication

from posassist.base.i18n import LANGUAGES
from posassist.base.paths import Profile
from posassist.ui import theme
from posassist.ui.app import make_window
from posassist.ui.session import Start
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window

SECONDS = 120


def settle(application: QApplication, window: Window) -> None:
    """Let everything that was asked for arrive."""
    deadline = QDeadlineTimer(SECONDS * 1000)
    calm = 0
    while calm < 5 and not deadline.hasExpired():
        application.processEvents()
        calm = calm + 1 if window.session.tasks.idle and window.session.is_open else 0


def main(arguments: list[str]) -> int:
    """Take them all; return 0."""
    folder = Path(arguments[0] if arguments else "screenshots").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    with tempfile.TemporaryDirectory() as profile:
        window = make_window(application, Start(Profile(Path(profile))), language="en")
        window.resize(1280, 820)
        window.show()
        settle(application, window)
        take(application, window, folder, "start")
        window.open_example()
        settle(application, window)
        prepare(application, window)
        for name in window.views:
            window.show_view(name)
            settle(application, window)
            take(application, window, folder, name)
        window.close()
    return 0


def prepare(application: QApplication, window: Window) -> None:
    """Do what makes every screen worth looking at."""
    del application, window


def take(application: QApplication, window: Window, folder: Path, name: str) -> None:
    """Take one screen four times."""
    for scheme in (theme.Scheme.LIGHT, theme.Scheme.DARK):
        theme.apply(application, scheme)
        window.dress()
        for code in LANGUAGES:
            speak(code)
            window.dress()
            settle(application, window)
            picture = folder / f"{name}-{code}-{scheme.value}.png"
            window.grab().save(str(picture))
            print(picture)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
