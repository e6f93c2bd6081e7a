"""Rows, columns, cards and pages: how widgets lie beside each other."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from posassist.ui.theme import Space

Part = QWidget | QLayout | int | None
Box = TypeVar("Box", bound=QBoxLayout)


def column(*parts: Part, gap: int = Space.SMALL, margin: int = 0) -> QVBoxLayout:
    """Lay parts below each other; an int is a distance, None is stretch."""
    return _fill(QVBoxLayout(), parts, gap, margin)


def row(*parts: Part, gap: int = Space.SMALL, margin: int = 0) -> QHBoxLayout:
    """Lay parts beside each other."""
    return _fill(QHBoxLayout(), parts, gap, margin)


def _fill(box: Box, parts: tuple[Part, ...], gap: int, margin: int) -> Box:
    box.setSpacing(gap)
    box.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        add(box, part)
    return box


def add(box: QBoxLayout, part: Part) -> None:
    """Add one part to a row or column."""
    if part is None:
        box.addStretch(1)
    elif isinstance(part, int):
        box.addSpacing(part)
    elif isinstance(part, QLayout):
        box.addLayout(part)
    else:
        box.addWidget(part)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def show_now(layout: QLayout) -> None:
    """Show what was just put into a layout, so that the keyboard can go there."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is not None and (widget := item.widget()) is not None:
            widget.show()
        elif item is not None and (inner := item.layout()) is not None:
            show_now(inner)


class Card(QFrame):
    """A quiet frame around what belongs together."""

    def __init__(
        self, *parts: Part, role: str = "card", gap: int = Space.SMALL, margin: int = Space.LARGE
    ) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.body = column(*parts, gap=gap, margin=margin)
        self.setLayout(self.body)


def rule() -> QFrame:
    """Return a thin line between parts."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line


def page(*parts: Part, gap: int = Space.LARGE) -> QScrollArea:
    """Return a screen's body that scrolls when the window is low."""
    inside = QWidget()
    inside.setProperty("role", "page")
    inside.setLayout(column(*parts, gap=gap, margin=Space.WIDE))
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return area
