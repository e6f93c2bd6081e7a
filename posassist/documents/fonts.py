"""The embedded font, and what to draw where it lacks a character: never nothing."""

import functools
import io
import re
import unicodedata
from typing import Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from posassist.base.errors import DocumentError
from posassist.base.i18n import N_
from posassist.base.paths import resources
from posassist.documents import BOLD, FONT

_FILES: Final = {FONT: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}
# Controls, invisible marks and what no one assigned: shown by number, however the font sees them.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# The names of the control characters, by number: a terminal's records are full of them.
_CONTROLS: Final = [
    "NUL",
    "SOH",
    "STX",
    "ETX",
    "EOT",
    "ENQ",
    "ACK",
    "BEL",
    "BS",
    "HT",
    "LF",
    "VT",
    "FF",
    "CR",
    "SO",
    "SI",
    "DLE",
    "DC1",
    "DC2",
    "DC3",
    "DC4",
    "NAK",
    "SYN",
    "ETB",
    "CAN",
    "EM",
    "SUB",
    "ESC",
    "FS",
    "GS",
    "RS",
    "US",
]
_ACCENTED: Final = re.compile(r"\w[\u0300-\u036f]+")


@functools.cache
def drawable() -> frozenset[str]:
    """Load the font once and return the characters that both its weights draw.

    Raises DocumentError when a font file is missing or damaged.
    """
    known: list[set[int]] = []
    for name, file in _FILES.items():
        try:
            font = TTFont(name, io.BytesIO((resources() / "fonts" / file).read_bytes()))
        except (OSError, TTFError) as wrong:
            raise DocumentError(
                N_("The font {file} cannot be used: {detail}"),
                N_("Install posassist again; the font is one of its own files."),
                file=file,
                detail=str(wrong),
            ) from wrong
        pdfmetrics.registerFont(font)
        known.append(set(font.face.charToGlyph))
    both = (chr(code) for code in known[0] & known[1])
    return frozenset(sign for sign in both if unicodedata.category(sign) not in _UNSEEN)


class Glyphs:
    """The text of one document on its way to the page; remembers what it had to replace."""

    def __init__(self) -> None:
        self._drawable = drawable()
        self._replaced: set[str] = set()

    @property
    def replaced(self) -> tuple[str, ...]:
        """The characters the font lacks, each once, by code point."""
        return tuple(sorted(self._replaced))

    def visible(self, text: str) -> str:
        """Return one line of text the font can draw: [U+1F600] for a character it cannot."""
        if self._drawable.issuperset(text):
            return text
        text = text.replace("\r\n", "\n").replace("\t", " ").replace("\n", "¶ ")
        text = _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
        return "".join(map(self._shown, text))

    def _shown(self, sign: str) -> str:
        if sign in self._drawable:
            return sign
        self._replaced.add(sign)
        number = ord(sign)
        return f"[{_CONTROLS[number]}]" if number < len(_CONTROLS) else f"[U+{number:04X}]"


def as_text(line: str) -> str:
    """Return a line for a paragraph: nothing in it is markup, spaces stay as many as they are."""
    return escape(line.replace("  ", "\N{NO-BREAK SPACE} "))
