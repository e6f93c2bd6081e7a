"""A PDF with its card numbers struck out: in its pages' text, its notes, its attached files."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from posassist.base.cards import card_spans, mask, mask_bytes

_SHOWS: Final = frozenset({"Tj", "TJ", "'", '"'})
_MOVES: Final = frozenset({"Td", "TD", "T*", "Tm", "ET", "'", '"'})
_CHAR: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>(?!\s*<)")
_RANGE: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_LISTED: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<[0-9A-Fa-f]+>\s*\[([^\]]*)\]")
_BLOCK: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Font:
    """How the bytes of a shown string become letters."""

    width: int
    letters: dict[int, str]

    def letter(self, code: int) -> str:
        """Return the letter of a code; a simple font without a table is read as it is written."""
        return self.letters.get(code) or (chr(code) if self.width == 1 else "\ufffd")


def struck_pdf(data: bytes, inside: Callable[[bytes], bytes]) -> tuple[bytes, bool] | None:
    """Return the PDF without card numbers, and whether it holds pictures; None when it is locked.

    What is no PDF after all is struck as bytes. `inside` strikes a file attached to it.
    """
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        return None
    except pikepdf.PdfError:
        return mask_bytes(data)[0], True
    with pdf:
        pictures = False
        changed = mask_bytes(data)[0] != data
        for each in pdf.objects:
            changed = _strings(each) or changed
            if isinstance(each, pikepdf.Stream):
                kind = each.get("/Type"), each.get("/Subtype")
                pictures = pictures or kind[1] == "/Image"
                if kind[0] == "/EmbeddedFile":
                    changed = _rewritten(each, inside) or changed
                elif kind[1] == "/XML":
                    changed = _rewritten(each, lambda raw: mask(raw.decode("latin-1")).encode(
                        "latin-1")) or changed  # fmt: skip
                elif kind[1] == "/Form":
                    changed = _content(each, each.get("/Resources")) or changed
        for page in pdf.pages:
            page.contents_coalesce()
            changed = _content(page.Contents, page.resources) or changed
        if not changed:
            return data, pictures
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue(), pictures


def _rewritten(stream: Any, made: Callable[[bytes], bytes]) -> bool:  # noqa: ANN401
    was: bytes = stream.read_bytes()
    now = made(was)
    if now != was:
        stream.write(now)
    return now != was


def _strings(holder: Any) -> bool:  # noqa: ANN401 - a PDF object may be anything
    """Strike the strings of an object in place; references are looked at on their own."""
    changed = False
    if isinstance(holder, (pikepdf.Dictionary, pikepdf.Stream)):
        places: list[Any] = list(holder.keys())
    elif isinstance(holder, pikepdf.Array):
        places = list(range(len(holder)))
    else:
        return False
    for place in places:
        value: Any = holder[place]
        if isinstance(value, pikepdf.String):
            text = str(value)
            if mask(text) != text:
                holder[place] = pikepdf.String(mask(text))
                changed = True
        elif not getattr(value, "is_indirect", True):
            changed = _strings(value) or changed
    return changed


def _content(stream: Any, resources: Any) -> bool:  # noqa: ANN401
    """Take the middle digits of card numbers out of what a content stream shows."""
    lines = [(list(each.operands), str(each.operator)) for each in (
        pikepdf.parse_content_stream(stream))]  # fmt: skip
    glyphs = list(_glyphs(lines, _fonts(resources)))
    plain = "".join(letter for letter, _ in glyphs)
    hidden: dict[tuple[int, int], set[int]] = {}
    for start, end in card_spans(plain):
        digits = [n for n in range(start, end) if plain[n].isdigit()]
        for _letter, (line, part, at, width) in (glyphs[n] for n in digits[6:-4]):
            hidden.setdefault((line, part), set()).update(range(at, at + width))
    for (line, part), gone in hidden.items():
        operands, operator = lines[line]
        row = list(operands[0]) if operator == "TJ" else operands
        row[part] = pikepdf.String(
            bytes(each for n, each in enumerate(bytes(row[part])) if n not in gone)
        )
        lines[line] = ([pikepdf.Array(row)] if operator == "TJ" else row, operator)
    if hidden:
        written = [(operands, pikepdf.Operator(operator)) for operands, operator in lines]
        stream.write(pikepdf.unparse_content_stream(written))
    return bool(hidden)


def _glyphs(
    lines: list[tuple[list[Any], str]], fonts: dict[str, Font]
) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    """Yield every letter shown with its place: line, operand, first byte, bytes."""
    font = Font(1, {})
    for line, (operands, operator) in enumerate(lines):
        if operator in _MOVES:
            yield " ", (line, 0, 0, 0)
        if operator == "Tf":
            font = fonts.get(str(operands[0]), Font(1, {}))
        if operator in _SHOWS:
            row = list(operands[0]) if operator == "TJ" else operands
            for part, each in enumerate(row):
                if isinstance(each, pikepdf.String):
                    raw = bytes(each)
                    for at in range(0, len(raw), font.width):
                        code = int.from_bytes(raw[at : at + font.width], "big")
                        yield font.letter(code)[:1], (line, part, at, font.width)


def _fonts(resources: Any) -> dict[str, Font]:  # noqa: ANN401
    found = {}
    named = resources.get("/Font") if resources is not None else None
    for name, font in named.items() if named is not None else ():
        table = font.get("/ToUnicode")
        letters = {} if table is None else _letters(table.read_bytes())
        found[str(name)] = Font(2 if font.get("/Subtype") == "/Type0" else 1, letters)
    return found


def _letters(cmap: bytes) -> dict[int, str]:
    letters: dict[int, str] = {}
    for kind, block in _BLOCK.findall(cmap):
        if kind == b"bfchar":
            letters |= {int(code, 16): _unicode(text) for code, text in _CHAR.findall(block)}
            continue
        for low, high, text in _RANGE.findall(block):
            first = _unicode(text)
            for n in range(min(int(high, 16) - int(low, 16) + 1, 65_536)):
                letters[int(low, 16) + n] = first[:-1] + chr(ord(first[-1]) + n)
        for low, row in _LISTED.findall(block):
            for n, text in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", row)):
                letters[int(low, 16) + n] = _unicode(text)
    return letters


def _unicode(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be", errors="replace") or "\ufffd"
