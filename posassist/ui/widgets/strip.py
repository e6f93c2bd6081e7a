"""The coverage strip: a column a day, a row a source; a hole is a day no file covers."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.labels import label
from posassist.domain.settlement import StatementKind
from posassist.ui import theme
from posassist.ui.widgets.said import Speaking, said
from posassist.usecases.look_at_today import Day

ROWS: Final = (StatementKind.JOURNAL, StatementKind.SETTLEMENT, StatementKind.BANK)
ROW_HEIGHT, GAP, LABELS_GAP, FOOT = 18, 3, 12, 18


class CoverageStrip(Speaking, QWidget):
    """Which days are there, at a glance; hovering a day says it in words."""

    def __init__(self) -> None:
        super().__init__()
        self._days: Sequence[Day] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.named(Text(N_("Which days are covered by which source")))

    def show_days(self, days: Sequence[Day]) -> None:
        """Show other days."""
        self._days = days
        lacking = {kind: sum(kind not in each.has for each in days) for kind in ROWS}
        parts = tuple(
            Text(N_("{source}: {count} days lacking"), {"source": label(kind), "count": count})
            for kind, count in lacking.items()
        )
        self.says(Text("{parts}", {"parts": parts}), self.setAccessibleDescription)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of three rows and the dates."""
        return QSize(400, len(ROWS) * (ROW_HEIGHT + GAP) + FOOT)

    def event(self, event: QEvent) -> bool:
        """Say the day under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._day_at(event.pos().x())
            if day is not None:
                QToolTip.showText(event.globalPos(), self._words(day), self)
                return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw filled days, and holes as outlines."""
        look = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(theme.TYPE["small"])
        painter.setFont(font)
        left, width = self._left(), self._width()
        for place, kind in enumerate(ROWS):
            top = place * (ROW_HEIGHT + GAP)
            painter.setPen(QColor(look.quiet))
            box = QRectF(0, top, left - LABELS_GAP, ROW_HEIGHT)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, said(label(kind)))
            for number, day in enumerate(self._days):
                cell = QRectF(left + number * width + 1, top + 1, max(width - 3, 2), ROW_HEIGHT - 3)
                if kind in day.has:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(look.accent))
                else:
                    painter.setPen(QPen(QColor(look.edge), 1, Qt.PenStyle.DotLine))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(cell, 3, 3)
        painter.setPen(QColor(look.quiet))
        foot = len(ROWS) * (ROW_HEIGHT + GAP)
        for number, day in enumerate(self._days):
            left_over = len(self._days) - 1 - number
            if (number % 7 == 0 and left_over > 2) or left_over == 0:
                box = QRectF(left + number * width - 20, foot, width + 40, FOOT)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{day.day:%m-%d}")
        painter.end()

    def _left(self) -> float:
        metrics = self.fontMetrics()
        return max(metrics.horizontalAdvance(said(label(kind))) for kind in ROWS) + LABELS_GAP

    def _width(self) -> float:
        return (self.width() - self._left() - 12) / max(len(self._days), 1)

    def _day_at(self, x: int) -> Day | None:
        place = int((x - self._left()) // self._width())
        return self._days[place] if 0 <= place < len(self._days) else None

    def _words(self, day: Day) -> str:
        there = tuple(label(kind) for kind in ROWS if kind in day.has)
        lacking = tuple(label(kind) for kind in ROWS if kind not in day.has)
        nothing = Text(N_("nothing"))
        words = Text(
            N_("{day} - there: {there}; lacking: {lacking}"),
            {"day": _iso(day.day), "there": there or nothing, "lacking": lacking or nothing},
        )
        return said(words)


def _iso(day: dt.date) -> str:
    return day.isoformat()
