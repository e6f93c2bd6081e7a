"""A letter as a DOCX file, to be edited further; the same letter and clock give the same bytes."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from posassist.base.i18n import Language
from posassist.documents.grid import SIZE, Column, Row
from posassist.documents.pack import Sentence, said

_LATIN, _CHINESE = "Calibri", "SimSun"
_PAPERS: Final = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
_WIDTH: Final = 170.0
_GREY: Final = RGBColor(0x5D, 0x6A, 0x78)
# What XML cannot hold, and marks that turn the direction of a text without being seen.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Document:
    """One letter being written as DOCX: add to it from top to bottom, then `written`."""

    def __init__(self, words: Language, *, title: str, author: str, paper: str = "a4") -> None:
        self.words = words
        self._document = docx.Document()
        width, height = _PAPERS[paper]
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm((width - _WIDTH) / 2)
        section.top_margin = section.bottom_margin = Mm(22)
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = _LATIN, Pt(11)
        fonts = style.element.rPr.rFonts
        fonts.set(qn("w:eastAsia"), _CHINESE)
        tongue = style.element.rPr.makeelement(
            qn("w:lang"), {qn("w:val"): "en-GB", qn("w:eastAsia"): "zh-CN"}
        )
        style.element.rPr.append(tongue)
        properties = self._document.core_properties
        properties.title, properties.author = _seen(title)[:255], _seen(author)[:255]
        properties.language = words.code.replace("_", "-")
        properties.comments = ""

    def say(self, template: str, **fields: object) -> str:
        """Look up and fill a sentence of this document's language."""
        return self.words.say(template, **fields)

    def text(self, sentence: Sentence) -> str:
        """Return a sentence in this document's language; a bare text as it is."""
        return said(self.words, sentence)

    def paragraph(self, text: str, style: str = "body") -> None:
        """Add a paragraph; line ends stay line ends."""
        made = self._document.add_paragraph()
        made.paragraph_format.space_after = Pt(6)
        if style == "letter":
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(made, text, bold=True, size=16)
        elif style == "right":
            made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _run(made, text)
        else:
            _run(made, text, size=9 if style == "small" else 0)

    def heading(self, title: str) -> None:
        """Add a heading, kept with what follows."""
        made = self._document.add_paragraph()
        made.paragraph_format.space_before = Pt(8)
        made.paragraph_format.keep_with_next = True
        _run(made, title, bold=True)

    def numbered(self, items: Iterable[str]) -> None:
        """Add a numbered list; the numbers are text, so that none is lost in copying."""
        for number, text in enumerate(items, 1):
            made = self._document.add_paragraph()
            made.paragraph_format.left_indent = Mm(7)
            made.paragraph_format.first_line_indent = Mm(-7)
            made.paragraph_format.space_after = Pt(3)
            _run(made, f"{number}.  {text}")

    def table(self, columns: Sequence[Column], rows: Iterable[Row], *, size: float = SIZE) -> None:
        """Add a table whose headings stand again on every page; a note is a row of its own."""
        every = list(rows)
        height = 1 + len(every) + sum(bool(row.note) for row in every)
        made = self._document.add_table(rows=height, cols=len(columns), style="Table Grid")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        _narrow(made)
        for column, place in zip(columns, made.columns, strict=True):
            place.width = Mm(column.width)
        lines = iter(made.rows)
        head = next(lines)
        head._tr.get_or_add_trPr().append(head._tr.makeelement(qn("w:tblHeader"), {}))  # noqa: SLF001 - no other way
        for column, cell in zip(columns, head.cells, strict=True):
            cell.width = Mm(column.width)
            _run(cell.paragraphs[0], column.heading, bold=True, size=size)
        for row in every:
            for column, text, cell in zip(columns, row.cells, next(lines).cells, strict=True):
                cell.width = Mm(column.width)
                if column.right:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
                _run(cell.paragraphs[0], text, bold=column.bold, size=size)
            if row.note:
                cells = next(lines).cells
                whole = cells[0].merge(cells[-1])
                _run(whole.paragraphs[0], row.note, size=size, grey=True)
        self._document.add_paragraph()

    def written(self, at: dt.datetime) -> bytes:
        """Return the file, dated by the given clock."""
        properties = self._document.core_properties
        properties.created = properties.modified = at.astimezone(dt.UTC).replace(tzinfo=None)
        properties.last_modified_by, properties.revision = "", 1
        loose = io.BytesIO()
        self._document.save(loose)
        fixed = io.BytesIO()
        stamp = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second)
        with zipfile.ZipFile(loose) as source, zipfile.ZipFile(fixed, "w") as target:
            for name in source.namelist():
                info = zipfile.ZipInfo(name, stamp)
                target.writestr(info, source.read(name), zipfile.ZIP_DEFLATED)
        return fixed.getvalue()


def _narrow(table: Table) -> None:
    """Give a table's cells slim margins, so that a column holds what it holds on the page."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "40")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr  # noqa: SLF001 - the library has no name for it
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)


def _run(
    paragraph: Paragraph, text: str, *, bold: bool = False, size: float = 0, grey: bool = False
) -> None:
    run = paragraph.add_run(_seen(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if grey:
        run.font.color.rgb = _GREY


def _seen(text: str) -> str:
    """Show what XML cannot hold, or nobody would see, by its number."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text.replace("\r\n", "\n"))
