"""Takings beside what the bank says arrived, day by day; legible in black and white."""

from collections.abc import Sequence
from typing import Final

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import white
from reportlab.lib.units import mm

from posassist.documents import FONT
from posassist.documents.grid import HAIRLINE, INK
from posassist.documents.pack import DayFlow
from posassist.documents.page import WIDTH

_WIDTH: Final = WIDTH * mm
_HEIGHT: Final = 48 * mm
_LEFT: Final = 62
_LOW: Final = 28
_PLACE: Final = (_LEFT, _LOW, int(_WIDTH) - _LEFT, int(_HEIGHT) - _LOW - 8)
_SMALL: Final = 7.0
_LABELS: Final = 12  # days that are named under the axis


def chart(days: Sequence[DayFlow]) -> Drawing:
    """Draw two bars a day, filled for sales and open for arrivals; at least one day is needed.

    Places on the page are all that becomes a float here.
    """
    scale = 10 ** days[0].sold.exponent
    sold = [each.sold.minor / scale for each in days]
    arrived = [each.arrived.minor / scale if each.arrived else 0.0 for each in days]
    bars = VerticalBarChart()
    bars.x, bars.y, bars.width, bars.height = _PLACE
    bars.data = [sold, arrived]
    bars.groupSpacing = 4
    for number, fill in enumerate((INK, white)):
        bars.bars[number].fillColor = fill
        bars.bars[number].strokeColor = INK
        bars.bars[number].strokeWidth = 0.5
    step = -(-len(days) // _LABELS)
    axis = bars.categoryAxis
    axis.categoryNames = [
        each.on.isoformat()[5:] if number % step == 0 else "" for number, each in enumerate(days)
    ]
    axis.labels.fontName, axis.labels.fontSize = FONT, _SMALL
    axis.labels.boxAnchor, axis.labels.dy = "n", -3
    axis.strokeColor, axis.visibleTicks = INK, 0
    values = bars.valueAxis
    values.labels.fontName, values.labels.fontSize = FONT, _SMALL
    values.labelTextFormat = "{:,.0f}".format
    values.visibleGrid, values.gridStrokeColor, values.strokeColor = 1, HAIRLINE, INK
    values.forceZero = 1
    drawing = Drawing(_WIDTH, _HEIGHT)
    drawing.add(bars)
    return drawing
