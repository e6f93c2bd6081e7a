"""The shipped fonts are what their note says, and hold what a page needs."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
NAMES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
RARE_AND_SIGNS = "喆堃䶮镕玥昇犇¥￥€£₩₫✓→×·—…“”‘’（）【】《》□"


@pytest.mark.parametrize("name", NAMES)
def test_the_note_names_the_very_bytes(name: str) -> None:
    digest = hashlib.sha256((FONTS / name).read_bytes()).hexdigest()
    assert digest in (FONTS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_may_embed_the_font_and_finds_every_hanzi(name: str) -> None:
    with TTFont(FONTS / name, lazy=True) as font:
        assert "glyf" in font
        assert font["OS/2"].fsType == 0
        assert font["head"].modified > 0
        has = set(font.getBestCmap())
    assert {ord(sign) for sign in RARE_AND_SIGNS} <= has
    assert set(range(0x4E00, 0x9FA6)) | set(range(0x3400, 0x4DB6)) <= has
