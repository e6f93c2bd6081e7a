"""Words of a widget as data: what it says is kept, and said again when the language changes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from posassist.base.i18n import Language, Text, language
from posassist.domain.words import Words

Said = Text | Words | str
_LANGUAGE: Final = "posassistLanguage"


def current_language() -> Language:
    """Return the language the window speaks."""
    application = QCoreApplication.instance()
    code = application.property(_LANGUAGE) if application else None
    return language(code or "en")


def speak(code: str) -> None:
    """Let the whole window, and Qt's own dialogs, speak a language from now on."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.findChild(QTranslator, _LANGUAGE)
    application.setProperty(_LANGUAGE, code)
    if before is not None:
        application.removeTranslator(before)
        before.setParent(None)
    translator = QTranslator(application)
    translator.setObjectName(_LANGUAGE)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{code}", folder):
        application.installTranslator(translator)
    for widget in application.topLevelWidgets():
        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))


def said(what: Said) -> str:
    """Return words as the window's language has them; a bare string is somebody's own text."""
    if isinstance(what, str):
        return what
    words = current_language()
    return what.in_language(words.code) if isinstance(what, Words) else words.render(what)


# Qt allows one Qt class among the bases; to the type checker the mixin is a widget all the same.
if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object


class Speaking(_Widget):
    """Mixed into a widget that says something: `says` keeps the words and how to set them."""

    _sayings: dict[str, tuple[Said, Callable[[str], None]]]

    def says(self, what: Said, put: Callable[[str], None]) -> None:
        """Say something now, and again whenever the language changes."""
        if not hasattr(self, "_sayings"):
            self._sayings = {}
        self._sayings[put.__name__] = (what, put)
        put(said(what))

    def named(self, what: Said) -> None:
        """Give the widget its accessible name."""
        self.says(what, self.setAccessibleName)

    def hinted(self, what: Said) -> None:
        """Give the widget its tip."""
        self.says(what, self.setToolTip)

    def changeEvent(self, event: QEvent) -> None:
        """Say everything again in a new language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            for what, put in list(getattr(self, "_sayings", {}).values()):
                put(said(what))
