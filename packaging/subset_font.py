"""Makes resources/fonts/*.ttf from the unpacked npm package named in resources/fonts/README.md.

    python packaging/subset_font.py FOLDER_OF_THE_UNPACKED_PACKAGE

The result depends on the source and on fontTools alone: no date or path of this machine enters it.
"""

import hashlib
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parents[1] / "resources" / "fonts"
FONTS = {
    "400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
}
# What a page of ours may hold: names in any script the font has, every hanzi of URO and ExtA.
RANGES = (
    (0x0020, 0x007E, "Basic Latin"),
    (0x00A0, 0x017F, "Latin-1 and Latin Extended-A"),
    (0x02B0, 0x02FF, "modifier letters"),
    (0x0370, 0x04FF, "Greek and Cyrillic"),
    (0x2000, 0x206F, "punctuation"),
    (0x20A0, 0x20CF, "currency signs"),
    (0x2100, 0x22FF, "letter-like signs, numbers, arrows, mathematics"),
    (0x2460, 0x24FF, "enclosed numbers"),
    (0x25A0, 0x27BF, "shapes, signs, ticks"),
    (0x3000, 0x30FF, "CJK punctuation, kana"),
    (0x3200, 0x33FF, "enclosed and squared CJK"),
    (0x3400, 0x4DBF, "CJK ExtA"),
    (0x4E00, 0x9FFF, "CJK unified ideographs (URO)"),
    (0xF900, 0xFAFF, "CJK compatibility ideographs"),
    (0xFE30, 0xFE4F, "CJK compatibility forms"),
    (0xFF00, 0xFFEF, "full-width and half-width forms"),
)


def subset(source: Path, result: Path) -> None:
    """Write the glyphs of RANGES alone, unhinted and without layout tables."""
    options = Options()
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    # A head.modified of now would change the bytes each time; one of 0 makes readers complain.
    with TTFont(source, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(
            unicodes=[c for first, last, _ in RANGES for c in range(first, last + 1)]
        )
        subsetter.subset(font)
        font.save(result)


def main(package: Path) -> None:
    for source, result in FONTS.items():
        subset(package / source, OUT / result)
        for path in (package / source, OUT / result):
            print(path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest(), path.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
