"""Tables of any length: rows measured once, headings again on every page, long rows continued."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from posassist.documents import BOLD, FONT
from posassist.documents.fonts import Glyphs
from posassist.documents.lines import broken

INK: Final = HexColor("#1d2733")
MUTED: Final = HexColor("#5d6a78")
HAIRLINE: Final = HexColor("#d3dae1")
HEAD_FILL: Final = HexColor("#eef2f6")
SIZE: Final = 7.6
_LEADING: Final = 1.42
_PAD_X: Final = 3.0
_AFTER_FIGURES: Final = 8.0  # room between figures to the right and the text that follows them
_PAD_Y: Final = 3.6
_LONGEST: Final = 40  # lines of a row that stays in one piece
_PIECE: Final = 8  # lines of each piece of a longer one, so that pages fill
_TOGETHER: Final = 3  # rows that stay together at either end of a page
_SHORT_OF_ROOM: Final = 250.0  # points under which a table had better begin on the next page


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading in the page's language, width in mm, figures to the right or not."""

    heading: str
    width: float
    right: bool = False
    bold: bool = False
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and a note over the whole width beneath them (a raw line, say).

    `place` names the spot whose pages stand in the last cell once they are known.
    """

    cells: tuple[str, ...]
    note: str = ""
    place: str = ""


def form_of(place: str) -> str:
    """Return the name of the form that holds the pages of a place."""
    return f"pages-of-{place}"


@dataclass(frozen=True, slots=True)
class _Laid:
    cells: tuple[tuple[str, ...], ...]
    note: tuple[str, ...]
    height: float
    place: str = ""
    first: bool = True
    last: bool = True  # a hairline closes the row, not its pieces


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows one piece of a split table draws; the tops of all rows are shared."""

    tops: Sequence[float]
    first: int
    end: int


class Grid(Flowable):
    """A table drawn row by row; splitting it costs a bisection, so 10,000 rows are no matter."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence["_Laid"],
        head: "_Laid | None",
        size: float,
        part: "_Part | None" = None,
    ) -> None:
        super().__init__()
        self._columns, self._rows, self._head, self._size = columns, rows, head, size
        whole = part or _Part([0.0, *accumulate(row.height for row in rows)], 0, len(rows))
        self._tops, self._from, self._to = whole.tops, whole.first, whole.end
        self._edges = _edges(columns)
        self.width = sum(column.width for column in columns) * mm

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Say how large the rows still to be drawn are."""
        self.height = self._head_height + self._tops[self._to] - self._tops[self._from]
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Cut at the last row that fits under the headings; nothing fits: the next page.

        A few rows stay together at the foot of a page and at the head of the next.
        """
        room = height - self._head_height + self._tops[self._from]
        cut = bisect_right(self._tops, room + 0.01) - 1
        if cut >= self._to:
            return [self]
        few = min(_TOGETHER, (self._to - self._from) // 2)
        if height < _SHORT_OF_ROOM and cut - self._from < few:
            return []
        if self._to - few - self._from >= 2:
            cut = min(cut, self._to - few)
        if cut <= self._from:
            return []
        parts = [self._part(self._from, cut), self._part(cut, self._to)]
        for part in parts:
            part.wrap(width, height)
        return list(parts)

    def draw(self) -> None:
        """Draw headings and rows, from the top down."""
        top = self.height
        if self._head:
            self.canv.setFillColor(HEAD_FILL)
            self.canv.rect(0, top - self._head.height, self.width, self._head.height, 0, 1)
            self._draw_row(self._head, top, heading=True)
            top -= self._head.height
        for row in self._rows[self._from : self._to]:
            self._draw_row(row, top, heading=False)
            top -= row.height
            if row.last:
                self.canv.setStrokeColor(HAIRLINE)
                self.canv.setLineWidth(0.4)
                self.canv.line(0, top, self.width, top)

    @property
    def _head_height(self) -> float:
        return self._head.height if self._head else 0.0

    def _part(self, start: int, end: int) -> "Grid":
        part = _Part(self._tops, start, end)
        return Grid(self._columns, self._rows, self._head, self._size, part)

    def _draw_row(self, row: "_Laid", top: float, *, heading: bool) -> None:
        step = self._size * _LEADING
        first = top - (_PAD_Y if row.first else 0) - self._size
        written = self.canv.beginText()
        for column, (left, width), lines in zip(self._columns, self._edges, row.cells, strict=True):
            font = _font(column, heading=heading)
            written.setFont(font, self._size)
            written.setFillColor(MUTED if heading or column.muted else INK)
            for number, line in enumerate(lines):
                place = left
                if column.right:
                    place += width - stringWidth(line, font, self._size)
                written.setTextOrigin(place, first - number * step)
                written.textOut(line)
        if row.note:
            written.setFont(FONT, self._size - 0.8)
            written.setFillColor(MUTED)
            deepest = max(map(len, row.cells))
            for number, line in enumerate(row.note):
                written.setTextOrigin(_PAD_X, first - (deepest + number) * step)
                written.textOut(line)
        self.canv.drawText(written)
        if row.place:
            self.canv.saveState()
            self.canv.translate(self._edges[-1][0], first)
            self.canv.doForm(form_of(row.place))
            self.canv.restoreState()


def grid(
    columns: Sequence[Column],
    rows: Iterable[Row],
    glyphs: Glyphs,
    *,
    size: float = SIZE,
    headless: bool = False,
) -> Grid:
    """Lay out a table; a row of more than 40 lines goes on as further rows."""
    laid = [piece for row in rows for piece in _pieces(columns, row, glyphs, size)]
    head = None
    if not headless:
        heading = Row(tuple(column.heading for column in columns))
        head = _measured(*_lay(columns, heading, glyphs, size, heading=True), size=size)
    return Grid(columns, laid, head, size)


def _edges(columns: Sequence[Column]) -> list[tuple[float, float]]:
    """Return where the text of each column begins and how wide it may be."""
    found: list[tuple[float, float]] = []
    left, after_figures = 0.0, False
    for column in columns:
        pad = _AFTER_FIGURES if after_figures and not column.right else _PAD_X
        width = column.width * mm
        found.append((left + pad, width - pad - _PAD_X))
        left += width
        after_figures = column.right
    return found


def _font(column: Column, *, heading: bool) -> str:
    return BOLD if column.bold or heading else FONT


def _lay(
    columns: Sequence[Column], row: Row, glyphs: Glyphs, size: float, *, heading: bool = False
) -> tuple[list[list[str]], list[str]]:
    cells = [
        broken(glyphs.visible(text), _font(column, heading=heading), size, width)
        for column, (_left, width), text in zip(columns, _edges(columns), row.cells, strict=True)
    ]
    if not row.note:
        return cells, []
    whole = sum(column.width for column in columns) * mm - 2 * _PAD_X
    return cells, broken(glyphs.visible(row.note), FONT, size - 0.8, whole)


def _pieces(columns: Sequence[Column], row: Row, glyphs: Glyphs, size: float) -> Iterable[_Laid]:
    cells, note = _lay(columns, row, glyphs, size)
    deepest = max(map(len, cells))
    if deepest + len(note) <= _LONGEST:
        yield replace(_measured(cells, note, size=size), place=row.place)
        return
    cuts = [(start, 0) for start in range(0, deepest, _PIECE)]
    cuts += [(deepest, start) for start in range(0, len(note), _PIECE)]
    for number, (start, noted) in enumerate(cuts):
        piece = [lines[start : start + _PIECE] for lines in cells]
        rest = note[noted : noted + _PIECE] if start == deepest else []
        ends = number == 0, number == len(cuts) - 1
        yield _measured(piece, rest, size=size, ends=ends)


def _measured(
    cells: list[list[str]],
    note: list[str],
    *,
    size: float,
    ends: tuple[bool, bool] = (True, True),
) -> _Laid:
    count = max(map(len, cells)) + len(note)
    height = count * size * _LEADING
    height += _PAD_Y if ends[0] else 0
    height += _PAD_Y - size * (_LEADING - 1.15) if ends[1] else 0
    first, last = ends
    return _Laid(tuple(map(tuple, cells)), tuple(note), height, first=first, last=last)
