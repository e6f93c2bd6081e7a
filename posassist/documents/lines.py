"""Breaking text into lines of a width: between hanzi anywhere, else at spaces and joints."""

import re
from typing import Final

from reportlab.pdfbase.pdfmetrics import stringWidth

_JOINTS: Final = frozenset(" -/,;|&=?_")
_NEVER_FIRST: Final = frozenset("，。、；：？！）】》」』”’…—%‰,.;:?!)]}>")
_NEVER_LAST: Final = frozenset("（【《「『“‘([{<¥$€£")
_WIDE: Final = "\u2e80"
# A date or an amount: never broken where it fits on a line.
_WHOLE: Final = re.compile(r"\d{4}-\d\d-\d\d|¥?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LONGEST_WHOLE: Final = 24


def broken(text: str, font: str, size: float, width: float) -> list[str]:
    """Break one line of text into lines no wider than `width` (a single wide sign may be)."""
    if stringWidth(text, font, size) <= width:
        return [text]
    lines: list[str] = []
    while text:
        fits = _fitting(text, font, size, width)
        if fits < len(text):
            fits = _break_before(text, fits)
        lines.append(text[:fits].rstrip(" "))
        text = text[fits:].lstrip(" ")
    return lines


def _fitting(text: str, font: str, size: float, width: float) -> int:
    """Count the leading signs that fit, at least one; each look costs a short piece only."""
    low, high = 1, min(len(text), int(width / size * 5) + 2)
    while low < high:
        middle = (low + high + 1) // 2
        if stringWidth(text[:middle], font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _break_before(text: str, fits: int) -> int:
    """Return the best place at or before `fits`, not further back than half the line."""
    for place in range(fits, fits // 2, -1):
        before, after = text[place - 1], text[place]
        if after in _NEVER_FIRST or before in _NEVER_LAST or _inside_whole(text, place):
            continue
        if after == " " or before in _JOINTS or before >= _WIDE or after >= _WIDE:
            return place
    return fits


def _inside_whole(text: str, place: int) -> bool:
    around = _WHOLE.finditer(text, max(0, place - _LONGEST_WHOLE), place + _LONGEST_WHOLE)
    return any(found.start() < place < found.end() for found in around)
