"""The stage bar: the steps of a ladder, done, reached and to come."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.words import Words
from posassist.ui import theme
from posassist.ui.widgets.said import Speaking, said

RADIUS, HEIGHT = 12, 54


class StageBar(Speaking, QWidget):
    """Where a case stands."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: Sequence[Words] = ()
        self._place = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stages(self, titles: Sequence[Words], place: int) -> None:
        """Show a ladder and the step that is reached."""
        self._titles, self._place = titles, place
        steps = {"place": place + 1, "count": len(titles)}
        self.named(Text(N_("Step {place} of {count}"), steps))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the circles and one line of words."""
        return QSize(480, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a circle a step, joined by a line."""
        if not self._titles:
            return
        look = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(theme.TYPE["small"])
        painter.setFont(font)
        width = self.width() / len(self._titles)
        for place, title in enumerate(self._titles):
            middle = QPointF(width * (place + 0.5), RADIUS + 2)
            if place:
                painter.setPen(QPen(QColor(look.accent if place <= self._place else look.line), 2))
                painter.drawLine(
                    QPointF(middle.x() - width + RADIUS, middle.y()),
                    QPointF(middle.x() - RADIUS, middle.y()),
                )
            reached, done = place == self._place, place < self._place
            painter.setPen(QPen(QColor(look.accent if reached or done else look.edge), 2))
            painter.setBrush(QColor(look.accent if reached else look.surface))
            painter.drawEllipse(middle, RADIUS, RADIUS)
            painter.setPen(QColor(look.on_accent if reached else look.ink))
            box = QRectF(middle.x() - RADIUS, middle.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "✓" if done else str(place + 1))
            if reached:
                self._name(painter, middle.x(), short(said(title)))
        painter.end()

    def _name(self, painter: QPainter, middle: float, words: str) -> None:
        """Write who the case stands with beneath its circle, inside the widget."""
        painter.setPen(QColor(theme.colours().ink))
        room = painter.fontMetrics().horizontalAdvance(words) + 4
        left = min(max(middle - room / 2, 0), self.width() - room)
        below = QRectF(left, 2 * RADIUS + 8, room, HEIGHT - 2 * RADIUS - 8)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, words)


def short(title: str) -> str:
    """Return who a step turns to: what stands before the colon of its title."""
    return title.replace("：", ":").partition(":")[0].strip()
