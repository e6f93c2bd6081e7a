"""The sheet every page is printed on: words, headings, bookmarks, contents, page numbers."""

import datetime as dt
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus.doctemplate import LayoutError

from posassist.base.errors import DocumentError
from posassist.base.i18n import N_, Language
from posassist.documents import BOLD, FONT
from posassist.documents.fonts import Glyphs, as_text
from posassist.documents.grid import (
    HAIRLINE,
    INK,
    MUTED,
    SIZE,
    Column,
    Grid,
    Row,
    form_of,
    grid,
)
from posassist.documents.lines import broken
from posassist.documents.pack import Sentence, said

PAPERS: Final = {"a4": A4, "letter": LETTER}
WIDTH: Final = 170.0  # mm between the margins, on every paper
_TOP, _FOOT = 24 * mm, 20 * mm
_SMALL: Final = 8.0
_SLACK: Final = 0.5  # points by which a line stays short of the width, so that none breaks again
_MARK: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_SECTION: Final = "section-"

_BODY: Final = ParagraphStyle(
    "body", fontName=FONT, bulletFontName=FONT, fontSize=10, leading=16.5, textColor=INK,
    wordWrap="CJK", spaceAfter=6,
)  # fmt: skip
STYLES: Final = {
    "body": _BODY,
    "small": ParagraphStyle("small", _BODY, fontSize=8.4, leading=13, textColor=MUTED),
    "kicker": ParagraphStyle("kicker", _BODY, fontSize=10, textColor=MUTED, spaceAfter=2),
    "title": ParagraphStyle(
        "title", _BODY, fontName=BOLD, fontSize=21, leading=29, spaceAfter=8
    ),
    "amount": ParagraphStyle(
        "amount", _BODY, fontName=BOLD, fontSize=16, leading=23, spaceBefore=4, spaceAfter=2
    ),
    "h1": ParagraphStyle(
        "h1", _BODY, fontName=BOLD, fontSize=14.5, leading=20, spaceBefore=16, spaceAfter=7
    ),
    "h2": ParagraphStyle(
        "h2", _BODY, fontName=BOLD, fontSize=10.5, leading=15, spaceBefore=9, spaceAfter=4
    ),
    "item": ParagraphStyle("item", _BODY, leftIndent=18, bulletFontSize=10, spaceAfter=3),
    "letter": ParagraphStyle(
        "letter", _BODY, fontName=BOLD, fontSize=17, leading=25, alignment=1, spaceAfter=10
    ),
    "right": ParagraphStyle("right", _BODY, alignment=2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished page document; `replaced_glyphs` are the signs drawn as [U+…] instead.

    `pdfa`: it was checked, and is, PDF/A-3b.
    """

    pdf: bytes
    pages: int
    replaced_glyphs: tuple[str, ...] = ()
    pdfa: bool = False


class _Place(Flowable):
    """A spot whose page is wanted elsewhere; with a title it is a bookmark too."""

    def __init__(self, key: str, title: str = "", level: int = 0) -> None:
        super().__init__()
        self.width = self.height = 0
        self._target = (key, title, level)

    def draw(self) -> None:
        key, title, level = self._target
        if title:
            self.canv.bookmarkHorizontal(key, 0, 20)
            self.canv.addOutlineEntry(title, key, level)
        if isinstance(self.canv, _Sheets):
            page = self.canv.getPageNumber()
            first, _last = self.canv.places.get(key, (page, page))
            self.canv.places[key] = (first, page)


class _Contents(Flowable):
    """The list of sections; page numbers are forms that are filled in at the end."""

    _STEP: Final = 16.0

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._entries = entries

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = WIDTH * mm, len(self._entries) * self._STEP
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        for number, (key, title) in enumerate(self._entries):
            base = self.height - (number + 1) * self._STEP + 5
            canvas.setFont(FONT, 9.5)
            canvas.setFillColor(INK)
            canvas.drawString(0, base, title)
            canvas.setStrokeColor(HAIRLINE)
            canvas.setLineWidth(0.4)
            canvas.line(stringWidth(title, FONT, 9.5) + 6, base + 2, self.width - 26, base + 2)
            canvas.saveState()
            canvas.translate(self.width - 20, base)
            canvas.doForm(form_of(key))
            canvas.restoreState()
            canvas.linkRect("", key, (0, base - 4, self.width, base + 11), relative=1, thickness=0)


class _Sheets(Canvas):
    """A canvas with the document's own date, which fills page numbers in when all are known."""

    def __init__(self, *args: Any, at: dt.datetime, tail: str, **kwargs: Any) -> None:  # noqa: ANN401 - handed through
        super().__init__(*args, **{**kwargs, "initialFontName": FONT})
        self.places: dict[str, tuple[int, int]] = {}
        self._tail = tail
        document = self._doc  # type: ignore[attr-defined]  # reportlab keeps dates and id here
        document._timeStamp = _stamp(at)  # noqa: SLF001
        document.signature = hashlib.md5(at.isoformat().encode(), usedforsecurity=False)

    def save(self) -> None:
        total = self.getPageNumber() - 1
        self._fill("pages", self._tail.replace(_MARK, str(total)), MUTED, _SMALL)
        for key, (first, last) in self.places.items():
            pages = str(first) if first == last else f"{first}–{last}"
            size = 9.5 if key.startswith(_SECTION) else _SMALL
            self._fill(form_of(key), pages, INK, size)
        super().save()

    def _fill(self, name: str, text: str, color: Color, size: float) -> None:
        self.beginForm(name, -5, -5, 200, 20)
        self.setFont(FONT, size)
        self.setFillColor(color)
        self.drawString(0, 0, text)
        self.endForm()


class Sheet:
    """One document being written: add to it from top to bottom, then `rendered`."""

    def __init__(
        self, words: Language, *, title: str, head: tuple[str, str], paper: str = "a4"
    ) -> None:
        self.words = words
        self._paper = PAPERS[paper]
        self.glyphs = Glyphs()
        self._title = self.glyphs.visible(title)
        self._head = (self.glyphs.visible(head[0]), self.glyphs.visible(head[1]))
        self._story: list[Flowable] = []
        self._sections: list[tuple[str, str]] = []

    def say(self, template: str, **fields: object) -> str:
        """Look up and fill a sentence of this document's language."""
        return self.words.say(template, **fields)

    def text(self, sentence: Sentence) -> str:
        """Return a sentence in this document's language; a bare text as it is."""
        return said(self.words, sentence)

    def paragraph(self, text: str, style: str = "body") -> None:
        """Add a paragraph; nothing in the text is markup."""
        self._story.append(self._paragraph(text, STYLES[style]))

    def numbered(self, items: Iterable[str]) -> None:
        """Add a numbered list."""
        for number, text in enumerate(items, 1):
            self._story.append(self._paragraph(text, STYLES["item"], f"{number}."))

    def section(self, title: str, *, new_page: bool = False, room: float = 50.0) -> None:
        """Start a numbered section (heading, bookmark, line in the contents) where mm are free."""
        shown = self.glyphs.visible(f"{len(self._sections) + 1}  {title}")
        key = f"{_SECTION}{len(self._sections) + 1}"
        self._sections.append((key, shown))
        if new_page:
            self._story.append(PageBreak())
        self._story += [CondPageBreak(room * mm), _Place(key, shown)]
        self.paragraph(shown, "h1")

    def heading(self, title: str, *, bookmark: bool = False) -> None:
        """Add a smaller heading, kept with at least a few lines after it."""
        self._story.append(CondPageBreak(36 * mm))
        if bookmark:
            shown = self.glyphs.visible(title)
            self._story.append(_Place(f"h{len(self._story)}", shown[:80], 1))
        self.paragraph(title, "h2")

    def space(self, height: float) -> None:
        """Leave a space of so many mm."""
        self._story.append(Spacer(1, height * mm))

    def place(self, key: str) -> None:
        """Note the page of this spot; `Row.place` shows the first and the last page of a key."""
        self._story.append(_Place(key))

    def square(self, text: str, side: float = 30.0) -> None:
        """Add a QR code of a text, so many mm wide."""
        code = QrCodeWidget(text, barLevel="M")
        left, low, right, _high = code.getBounds()
        scale = side * mm / (right - left)
        drawing = Drawing(side * mm, side * mm, transform=[scale, 0, 0, scale, -left, -low])
        drawing.add(code)
        drawing.hAlign = "LEFT"
        self._story.append(drawing)

    def drawing(self, drawing: Drawing) -> None:
        """Add a drawing as it is."""
        self._story += [drawing, Spacer(1, 3 * mm)]

    def contents(self) -> None:
        """Add the list of all sections, those still to come included."""
        self._story.append(_Contents(self._sections))

    def table(self, columns: Sequence[Column], rows: Iterable[Row], *, size: float = SIZE) -> None:
        """Add a table that repeats its headings on every page."""
        self._add(grid(columns, rows, self.glyphs, size=size))

    def facts(self, pairs: Iterable[tuple[str, str]], *, label_width: float = 42.0) -> None:
        """Add names and values in two columns; a fact nobody knows is left out."""
        columns = (
            Column("", label_width, muted=True),
            Column("", WIDTH - label_width),
        )
        rows = [Row(pair) for pair in pairs if pair[1]]
        self._add(grid(columns, rows, self.glyphs, size=9.0, headless=True))

    def rendered(self, at: dt.datetime) -> Rendered:
        """Print everything, dated by the given clock. Raises DocumentError."""
        buffer = io.BytesIO()
        template = self.words.gettext(N_("Page {page} of {pages}"))
        lead, tail = template.format(page="\0", pages=_MARK).split("\0", 1)
        cut = tail.index(_MARK)
        document = BaseDocTemplate(
            buffer,
            pagesize=self._paper,
            title=self._title,
            author=self._head[1],
            creator="posassist",
            producer="posassist",
            lang=self.words.code.replace("_", "-"),
        )
        width, height = self._paper
        frame = Frame(
            _side(width), _FOOT, WIDTH * mm, height - _TOP - _FOOT,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        furniture = partial(_furniture, head=self._head, foot=(lead, tail[:cut]))
        document.addPageTemplates([PageTemplate("sheet", [frame], onPage=furniture)])
        try:
            document.build(self._story, canvasmaker=partial(_Sheets, at=at, tail=tail[cut:]))
        except LayoutError as wrong:
            raise DocumentError(
                N_("The page {title} could not be laid out: {detail}"),
                N_("This is our own fault; please report it with the words above."),
                title=self._title,
                detail=str(wrong)[:200],
            ) from wrong
        return Rendered(buffer.getvalue(), document.page, self.glyphs.replaced)

    def _paragraph(self, text: str, style: ParagraphStyle, bullet: str | None = None) -> Paragraph:
        """Make a paragraph of lines broken by our own rules: no line begins with a comma."""
        width = WIDTH * mm - style.leftIndent - _SLACK
        lines = [
            line
            for part in text.replace("\r\n", "\n").split("\n")
            for line in broken(self.glyphs.visible(part), style.fontName, style.fontSize, width)
        ]
        return Paragraph("<br/>".join(map(as_text, lines)), style, bulletText=bullet)

    def _add(self, table: Grid) -> None:
        self._story += [table, Spacer(1, 3 * mm)]


def _furniture(
    canvas: Canvas, document: BaseDocTemplate, head: tuple[str, str], foot: tuple[str, str]
) -> None:
    """Draw the running head and the page number."""
    width, height = document.pagesize
    side = _side(width)
    right = width - side
    high = height - 15 * mm
    canvas.setFont(FONT, _SMALL)
    canvas.setFillColor(MUTED)
    canvas.drawString(side, high, _shortened(head[0], 105 * mm))
    canvas.drawRightString(right, high, _shortened(head[1], 60 * mm))
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.5)
    canvas.line(side, high - 5, right, high - 5)
    before = f"{foot[0]}{document.page}{foot[1]}"
    middle = width / 2 + stringWidth(before, FONT, _SMALL) / 2 - 4
    canvas.drawRightString(middle, 11 * mm, before)
    canvas.saveState()
    canvas.translate(middle, 11 * mm)
    canvas.doForm("pages")
    canvas.restoreState()


def _side(width: float) -> float:
    return (width - WIDTH * mm) / 2


def _shortened(text: str, width: float) -> str:
    if stringWidth(text, FONT, _SMALL) <= width:
        return text
    while text and stringWidth(f"{text}…", FONT, _SMALL) > width:
        text = text[:-1]
    return f"{text}…"


def _stamp(at: dt.datetime) -> TimeStamp:
    stamp = TimeStamp(invariant=1)
    offset = int((at.utcoffset() or dt.timedelta()).total_seconds() // 60)
    stamp.t = int(at.timestamp())
    stamp.lt = at.timetuple()
    stamp.YMDhms = tuple(at.timetuple())[:6]
    stamp.dhh, stamp.dmm = int(offset / 60), abs(offset) % 60
    return stamp
