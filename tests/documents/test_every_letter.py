"""Every letter in every language and form: whole for a whole case, honest for half of one."""

import dataclasses
import datetime as dt
import io
from collections.abc import Callable

import docx
import pytest
from docx.oxml.ns import qn

from posassist.catalog.letters import FIELDS, SHORT_LIMIT, Letter, letters
from posassist.documents.letter import (
    EMPTY,
    fill,
    letter_docx,
    letter_fields,
    letter_pdf,
    letter_txt,
)
from posassist.documents.pack import EvidencePack

MakePack = Callable[..., EvidencePack]
ReadPdf = Callable[[bytes], str]
EVERY = letters()
REPLY_BY = dt.date(2026, 12, 8)
NAMES = [f"{each.where or 'all'}-{each.id}-{each.language}" for each in EVERY]


def read_docx(data: bytes) -> str:
    """Read a DOCX file back, tables in their place, as another program sees it."""
    body = docx.Document(io.BytesIO(data)).element.body
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    )


def _fields(pack: EvidencePack, text: Letter) -> dict[str, str]:
    known = letter_fields(pack, text, reply_by=REPLY_BY)
    return {name: known.get(name) or f"<{name}>" for name in FIELDS}


@pytest.mark.parametrize("text", EVERY, ids=NAMES)
def test_a_whole_case_leaves_no_blank(make_pack: MakePack, read_pdf: ReadPdf, text: Letter) -> None:
    pack = make_pack(2)
    filled = fill(text, _fields(pack, text))
    assert filled.blanks_left == filled.short_blanks_left == ()
    printed = letter_pdf(filled, pack)
    assert printed.pdfa
    for told in (read_pdf(printed.pdf), read_docx(letter_docx(filled, pack))):
        assert "{{" not in told
        assert f" {EMPTY}\n" not in told
        for item in pack.items:
            if any(part.table == "items" for part in text.parts):
                assert item.journal[0].record.rrn in told
        flat = "".join(told.split())
        assert "".join(filled.title.split()) in flat
        assert "¥257.37" in flat
    short = letter_txt(filled)
    assert "{{" not in short
    assert EMPTY not in short
    assert 0 < len(short) <= SHORT_LIMIT


@pytest.mark.parametrize("text", EVERY, ids=NAMES)
def test_half_a_case_says_which_blanks_are_left(make_pack: MakePack, text: Letter) -> None:
    pack = make_pack(1, acquirer="")
    given = letter_fields(pack, text, reply_by=REPLY_BY)
    filled = fill(text, given)
    empty = {name for name in text.blanks if not given.get(name, "").strip()}
    assert set(filled.blanks_left) | set(filled.short_blanks_left) == empty
    assert "merchant.contact" in empty
    told = read_docx(letter_docx(filled, pack))
    assert "{{" not in told
    assert (EMPTY in told) == bool(filled.blanks_left)


def test_the_same_letter_and_clock_give_the_same_file(make_pack: MakePack) -> None:
    pack, text = make_pack(), EVERY[0]
    filled = fill(text, _fields(pack, text))
    assert letter_docx(filled, pack) == letter_docx(filled, pack)
    later = dataclasses.replace(pack, printed_on=pack.printed_on + dt.timedelta(hours=1))
    assert letter_docx(filled, pack) != letter_docx(filled, later)


def test_an_editable_letter_is_an_ordinary_document(make_pack: MakePack) -> None:
    pack = make_pack()
    text = next(each for each in EVERY if (each.id, each.language) == ("small-claims", "zh_CN"))
    filled = fill(text, _fields(pack, text))
    document = docx.Document(io.BytesIO(letter_docx(filled, pack, paper="letter")))
    assert document.core_properties.title == "民事起诉状"
    assert document.core_properties.language == "zh-CN"
    assert document.sections[0].page_width is not None
    assert round(document.sections[0].page_width.mm) == 216
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "SimSun"
    items = document.tables[1]
    assert [cell.text for cell in items.rows[0].cells][:3] == ["序号", "日期时间", "金额"]
    assert len(list(document.element.body.iter(qn("w:tblHeader")))) == len(document.tables)
    assert items.rows[1].cells[6].text == pack.items[0].journal[0].record.rrn
