"""The look as a few roles: colours, spacing, type; a style sheet and a palette made of them."""

import enum
import sys
from dataclasses import dataclass, fields
from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from posassist.base.paths import resources


class Space(enum.IntEnum):
    """Distances, in logical pixels."""

    HAIR = 4
    SMALL = 8
    MEDIUM = 12
    LARGE = 16
    WIDE = 24
    HUGE = 40


@dataclass(frozen=True, slots=True)
class Colours:
    """One colour a role; every text role keeps 4.5:1 against every ground it is used on."""

    ground: str
    surface: str
    raised: str
    line: str
    edge: str
    ink: str
    quiet: str
    accent: str
    accent_strong: str
    on_accent: str
    accent_tint: str
    bad: str
    bad_tint: str
    warn: str
    warn_tint: str
    good: str
    good_tint: str


LIGHT: Final = Colours(
    ground="#F5F4F0",
    surface="#FFFFFF",
    raised="#FAF9F6",
    line="#E4E1D9",
    edge="#8A8778",
    ink="#1C2430",
    quiet="#5A6472",
    accent="#0B6B60",
    accent_strong="#07544B",
    on_accent="#FFFFFF",
    accent_tint="#E0F0EC",
    bad="#A8261B",
    bad_tint="#FBE9E6",
    warn="#7A5000",
    warn_tint="#FAF0D9",
    good="#1B6638",
    good_tint="#E4F2E8",
)
DARK: Final = Colours(
    ground="#14171C",
    surface="#1D2128",
    raised="#262B34",
    line="#343B47",
    edge="#7E8898",
    ink="#E9EBEF",
    quiet="#A9B2C0",
    accent="#63CBB8",
    accent_strong="#86DBCB",
    on_accent="#04231E",
    accent_tint="#1E3A36",
    bad="#FF9B90",
    bad_tint="#40262A",
    warn="#F0C36A",
    warn_tint="#3B321F",
    good="#84D19B",
    good_tint="#203629",
)
# Which text role stands on which grounds; the contrast of each pair is tested.
TEXT_ON: Final[dict[str, tuple[str, ...]]] = {
    "ink": (
        "ground", "surface", "raised", "accent_tint", "bad_tint", "warn_tint", "good_tint",
    ),
    "quiet": ("ground", "surface", "raised"),
    "accent": ("ground", "surface", "raised", "accent_tint"),
    "on_accent": ("accent", "accent_strong"),
    "bad": ("surface", "raised", "bad_tint"),
    "warn": ("surface", "raised", "warn_tint"),
    "good": ("surface", "raised", "good_tint"),
}  # fmt: skip
TYPE: Final = {"display": 26, "title": 20, "heading": 16, "body": 14, "small": 12}
BUNDLED: Final = "Noto Sans SC"
_CHOSEN: Final = "posassistScheme"


class Scheme(enum.StrEnum):
    """Light, dark, or as the system has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def load_font(application: QApplication) -> None:
    """Use the shipped font where the system may lack Chinese; the system's own elsewhere."""
    if sys.platform in ("win32", "darwin"):
        return
    if BUNDLED not in QFontDatabase.families():
        for name in ("Regular", "Bold"):
            data = (resources() / "fonts" / f"NotoSansSC-{name}.ttf").read_bytes()
            QFontDatabase.addApplicationFontFromData(QByteArray(data))
    font = QFont(BUNDLED)
    font.setPixelSize(TYPE["body"])
    application.setFont(font)


def is_dark() -> bool:
    """Say whether the dark colours are in use."""
    application = QApplication.instance()
    chosen = application.property(_CHOSEN) if application else None
    if chosen in (Scheme.LIGHT.value, Scheme.DARK.value):
        return bool(chosen == Scheme.DARK.value)
    return QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def colours() -> Colours:
    """Return the colours in use."""
    return DARK if is_dark() else LIGHT


def apply(application: QApplication, scheme: Scheme) -> None:
    """Dress the whole program in a scheme."""
    application.setProperty(_CHOSEN, scheme.value)
    wanted = {Scheme.LIGHT: Qt.ColorScheme.Light, Scheme.DARK: Qt.ColorScheme.Dark}
    QApplication.styleHints().setColorScheme(wanted.get(scheme, Qt.ColorScheme.Unknown))
    application.setStyle("Fusion")
    application.setPalette(_palette(colours()))
    application.setStyleSheet(_sheet(colours()))


def program_icon() -> QIcon:
    """Return the program's own icon, which is coloured in both schemes."""
    drawing = QPixmap()
    drawing.loadFromData((resources() / "icons" / "posassist.svg").read_bytes(), "SVG")
    return QIcon(drawing)


def icon(name: str, role: str = "ink", size: int = 20) -> QIcon:
    """Return one of our drawings in the colour of a role."""
    return _icon(name, getattr(colours(), role), size)


@cache
def _icon(name: str, colour: str, size: int) -> QIcon:
    drawing = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    made = QIcon()
    for scale in (1, 2):
        pixmap = QPixmap(QSize(size, size) * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        made.addPixmap(pixmap)
    return made


def _palette(look: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, look.ground),
        (role.WindowText, look.ink),
        (role.Base, look.surface),
        (role.AlternateBase, look.raised),
        (role.Text, look.ink),
        (role.Button, look.surface),
        (role.ButtonText, look.ink),
        (role.ToolTipBase, look.raised),
        (role.ToolTipText, look.ink),
        (role.PlaceholderText, look.quiet),
        (role.Highlight, look.accent),
        (role.HighlightedText, look.on_accent),
        (role.Link, look.accent),
        (role.Accent, look.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(look.quiet))
    return palette


def _sheet(look: Colours) -> str:
    sheet = _SHEET
    for each in fields(look):
        sheet = sheet.replace(f"@{each.name};", f"{getattr(look, each.name)};")
    for name, size in TYPE.items():
        sheet = sheet.replace(f"@{name};", f"{size}px;")
    return sheet


_SHEET: Final = """
QWidget { color: @ink; font-size: @body; }
QWidget#window, QStackedWidget, QScrollArea, QWidget[role="page"] { background: @ground; }
QScrollArea { border: none; }
QFrame[role="rail"] { background: @raised; border: none; border-right: 1px solid; border-color: @line; }
QFrame[role="bar"] { background: @ground; border: none; border-bottom: 1px solid; border-color: @line; }
QFrame[role="card"] { background: @surface; border: 1px solid; border-color: @line; border-radius: 10px; }
QFrame[role="well"] { background: @raised; border: 1px solid; border-color: @line; border-radius: 8px; }
QFrame[role="rule"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="ribbon"] { background: @warn_tint; border: none; }
QFrame[role="failure"] { background: @bad_tint; border: 1px solid; border-color: @bad; border-radius: 10px; }
QFrame[role="undo"] { background: @raised; border: none; border-top: 1px solid; border-color: @line; }
QFrame[role="drop"] { background: @surface; border: 2px dashed; border-color: @edge; border-radius: 12px; }
QFrame[role="drop"][over="true"] { background: @accent_tint; border-color: @accent; }
QLabel { background: transparent; }
QLabel[role="display"] { font-size: @display; font-weight: bold; }
QLabel[role="title"] { font-size: @title; font-weight: bold; }
QLabel[role="heading"] { font-size: @heading; font-weight: bold; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="quiet"] { color: @quiet; }
QLabel[role="small"] { color: @quiet; font-size: @small; }
QLabel[role="accent"] { color: @accent; font-weight: bold; }
QLabel[role="bad"] { color: @bad; font-weight: bold; }
QLabel[role="warn"] { color: @warn; font-weight: bold; }
QLabel[role="good"] { color: @good; font-weight: bold; }
QLabel[role="chip-bad"] { background: @bad_tint; color: @bad; border-radius: 9px; padding: 2px 9px; font-size: @small; font-weight: bold; }
QLabel[role="chip-warn"] { background: @warn_tint; color: @warn; border-radius: 9px; padding: 2px 9px; font-size: @small; font-weight: bold; }
QLabel[role="chip-good"] { background: @good_tint; color: @good; border-radius: 9px; padding: 2px 9px; font-size: @small; font-weight: bold; }
QLabel[role="chip"] { background: @accent_tint; color: @accent; border-radius: 9px; padding: 2px 9px; font-size: @small; font-weight: bold; }
QPushButton { background: @surface; color: @ink; border: 1px solid; border-color: @edge; border-radius: 7px; padding: 6px 14px; min-height: 20px; }
QPushButton:hover { background: @accent_tint; border-color: @accent; }
QPushButton:focus { border: 2px solid; border-color: @accent; padding: 5px 13px; }
QPushButton:disabled { color: @quiet; border-color: @line; background: @raised; }
QPushButton[role="primary"] { background: @accent; color: @on_accent; border-color: @accent; font-weight: bold; }
QPushButton[role="primary"]:hover { background: @accent_strong; }
QPushButton[role="primary"]:focus { border-color: @ink; }
QPushButton[role="primary"]:disabled { background: @raised; color: @quiet; border-color: @line; }
QPushButton[role="plain"] { background: transparent; border-color: transparent; color: @accent; padding: 6px 8px; }
QPushButton[role="plain"]:hover { background: @accent_tint; }
QPushButton[role="plain"]:focus { border: 2px solid; border-color: @accent; padding: 5px 7px; }
QPushButton[role="rail"] { background: transparent; border: 2px solid transparent; text-align: left; padding: 8px 12px; color: @ink; min-height: 22px; }
QPushButton[role="rail"]:hover { background: @accent_tint; }
QPushButton[role="rail"]:checked { background: @accent_tint; color: @accent; font-weight: bold; }
QPushButton[role="rail"]:focus { border: 2px solid; border-color: @accent; }
QPushButton[role="tab"] { background: transparent; border: none; border-bottom: 3px solid transparent; border-radius: 0; padding: 7px 12px; color: @quiet; font-weight: bold; }
QPushButton[role="tab"]:hover { color: @accent; }
QPushButton[role="tab"]:checked { color: @accent; border-bottom: 3px solid; border-color: @accent; }
QPushButton[role="tab"]:focus { background: @accent_tint; }
QPushButton[role="door"] { background: @surface; border: 1px solid; border-color: @line; border-radius: 12px; padding: 20px 18px; text-align: left; font-size: @heading; font-weight: bold; }
QPushButton[role="door"]:hover { border-color: @accent; background: @accent_tint; }
QPushButton[role="door"]:focus { border: 2px solid; border-color: @accent; padding: 19px 17px; }
QPushButton[role="option"] { text-align: left; }
QPushButton[role="option"]:checked { background: @accent_tint; border-color: @accent; color: @accent; font-weight: bold; }
QPushButton[role="tile"] { background: @surface; border: 1px solid; border-color: @line; border-radius: 10px; padding: 0; }
QPushButton[role="tile"]:hover { border-color: @accent; }
QPushButton[role="tile"]:focus { border: 2px solid; border-color: @accent; }
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit { background: @surface; color: @ink; border: 1px solid; border-color: @edge; border-radius: 7px; padding: 6px 10px; min-height: 20px; selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateEdit:focus { border: 2px solid; border-color: @accent; padding: 5px 9px; }
QLineEdit:disabled { color: @quiet; background: @raised; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; background: transparent; width: 30px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: none; }
QComboBox QAbstractItemView { background: @surface; color: @ink; border: 1px solid; border-color: @edge; selection-background-color: @accent_tint; selection-color: @ink; padding: 4px; }
QCheckBox { spacing: 8px; }
QTableView, QListView { background: @surface; alternate-background-color: @raised; border: 1px solid; border-color: @line; border-radius: 10px; gridline-color: transparent; selection-background-color: @accent_tint; selection-color: @ink; outline: none; }
QTableView:focus, QListView:focus { border: 2px solid; border-color: @accent; }
QTableView::item, QListView::item { padding: 4px 8px; border: none; border-bottom: 1px solid; border-color: @line; }
QTableView::item:selected, QListView::item:selected { background: @accent_tint; color: @ink; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: @raised; color: @quiet; border: none; border-bottom: 1px solid; border-color: @line; padding: 7px 8px; font-size: @small; font-weight: bold; }
QTableCornerButton::section { background: @raised; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar::handle:vertical { background: @edge; border-radius: 4px; min-height: 32px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle:horizontal { background: @edge; border-radius: 4px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }
QProgressBar { background: @line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSplitter::handle { background: transparent; width: 12px; }
QToolTip { background: @raised; color: @ink; border: 1px solid; border-color: @edge; padding: 5px; }
QMenu { background: @surface; color: @ink; border: 1px solid; border-color: @edge; padding: 4px; }
QMenu::item { padding: 6px 20px; border-radius: 5px; }
QMenu::item:selected { background: @accent_tint; color: @ink; }
QMenuBar { background: @raised; color: @ink; }
QMenuBar::item:selected { background: @accent_tint; }
"""  # noqa: E501 - a rule a line reads best
