"""No character vanishes, no line runs over, nothing in a text is markup."""

import importlib.abc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from posassist.base.errors import DocumentError
from posassist.documents import FONT, fonts
from posassist.documents.fonts import Glyphs, as_text
from posassist.documents.lines import broken


def test_a_sign_the_font_lacks_is_shown_by_number_and_reported() -> None:
    glyphs = Glyphs()
    assert glyphs.visible("店😀") == "店[U+1F600]"
    assert glyphs.replaced == ("😀",)


def test_invisible_signs_are_shown() -> None:
    assert Glyphs().visible("a\u202eb\x00\u200b\ud800") == "a[U+202E]b[NUL][U+200B][U+D800]"


def test_tabs_and_line_ends_keep_a_trace() -> None:
    assert Glyphs().visible("a\tb\r\nc") == "a b¶ c"


def test_accents_written_apart_are_put_together() -> None:
    glyphs = Glyphs()
    assert glyphs.visible("Cafe\u0301") == "Café"
    assert glyphs.replaced == ()


def test_markup_is_text() -> None:
    told = as_text('<img src="x"/> & <a href="y">z</a>  end')
    assert told.startswith("&lt;img src=")
    assert "&amp;" in told
    assert told.endswith("\N{NO-BREAK SPACE} end")


@pytest.fixture
def _fonts_read_anew() -> Iterator[None]:
    fonts.drawable.cache_clear()
    yield
    fonts.drawable.cache_clear()


@pytest.mark.usefixtures("_fonts_read_anew")
@pytest.mark.parametrize("data", [None, b"no font"])
def test_a_font_missing_or_broken_is_told_plainly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data: bytes | None
) -> None:
    (tmp_path / "fonts").mkdir()
    if data is not None:
        (tmp_path / "fonts" / "NotoSansSC-Regular.ttf").write_bytes(data)
    folder: importlib.abc.Traversable | Path = tmp_path
    monkeypatch.setattr(fonts, "resources", lambda: folder)
    with pytest.raises(DocumentError, match=r"NotoSansSC-Regular\.ttf"):
        Glyphs()


@given(st.text("刷卡，。（）abc def-1/¥", max_size=300), st.floats(20, 200))
def test_lines_fit_and_lose_nothing_but_spaces(text: str, width: float) -> None:
    Glyphs()
    lines = broken(text, FONT, 8, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= 1 or stringWidth(line, FONT, 8) <= width for line in lines)


def test_words_stay_whole_and_closing_marks_do_not_begin_a_line() -> None:
    Glyphs()
    assert broken("the quick brown fox", FONT, 10, 60) == ["the quick", "brown fox"]
    lines = broken("终端流水，已经核对。", FONT, 10, 41)
    assert all(line[0] not in "，。" for line in lines)


def test_a_date_or_an_amount_stays_in_one_piece() -> None:
    Glyphs()
    text = "涉及 6 笔，合计 ¥5,952.40，应于 2026-09-22 到账；最大一笔 ¥1,003,149.80。"
    for width in range(90, 260, 3):
        lines = broken(text, FONT, 8, width)
        for whole in ("¥5,952.40", "2026-09-22", "¥1,003,149.80"):
            assert sum(whole in line for line in lines) == 1, (width, whole)
