"""Card numbers struck in the bytes of a workbook: what runs in the child process.

An xlsx file is repacked with the cells, shared strings and other parts struck; an xls file is
struck in place, because struck text keeps its length.
"""

import html
import io
import json
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from posassist.base.cards import is_card, masked
from posassist.statements.masking import strike
from posassist.statements.spreadsheet import BARE, Parts, checked, plain_number
from posassist.statements.table import ZIP

_SHARED: Final = re.compile(rb"<((?:\w+:)?)si(?:\s[^>]*)?>(.*?)</\1si>", re.DOTALL)
_CELL: Final = re.compile(
    rb"<((?:\w+:)?)c((?:\s[^>]*?)?)(?:/>|>((?:(?!</?(?:\w+:)?c[\s>/]).)*)</\1c>)", re.DOTALL
)
_TEXT: Final = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)
_READING: Final = re.compile(rb"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh>", re.DOTALL)
_VALUE: Final = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>(.*?)</(?:\w+:)?v>", re.DOTALL)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>(.*?)</(?:\w+:)?f>", re.DOTALL)
_KEPT: Final = re.compile(rb"\s(?:r|s)=(?:\"[^\"]*\"|'[^']*')")
_KIND: Final = re.compile(rb"\st=[\"'](\w+)")
_WIDE: Final = re.compile(rb"(?<!\d\0)(?:\d\0){13,19}(?!\d\0)")
_NUMBER: Final = re.compile(r"-?\d+", re.ASCII)


def struck(file: str, data: bytes, asked: bytes) -> Iterator[bytes]:
    """Yield how many places were struck beside the cells asked for, then the new bytes.

    `asked` is `{"changed": {text: struck text}, "kept": [text …]}`: cells to strike, and numbers
    that only look like card numbers.
    """
    wishes = json.loads(asked)
    striking = _Striking(wishes["changed"], frozenset(wishes["kept"]))
    new = striking.archive(checked(file, data)) if data.startswith(ZIP) else striking.in_place(data)
    yield str(striking.elsewhere).encode()
    yield new


class _Striking:
    """What to strike, and how often something beside it was."""

    def __init__(self, changed: dict[str, str], kept: frozenset[str]) -> None:
        self._changed = changed
        self._kept = kept
        self._kept_runs = {run for each in kept for run in re.findall(r"\d+", each)}
        self.elsewhere = 0

    def archive(self, parts: Parts) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for member in parts.zip.infolist():
                xml = parts.read(member.filename)
                if member.filename == "xl/sharedStrings.xml":
                    xml = _SHARED.sub(self._shared, xml)
                elif member.filename.startswith("xl/worksheets/"):
                    xml = _CELL.sub(self._cell, xml)
                packed.writestr(member, BARE.sub(self._bare, xml))
        return out.getvalue()

    def in_place(self, data: bytes) -> bytes:
        for was, now in self._changed.items():
            for encoding in ("latin-1", "utf-16-le"):
                old = was.encode(encoding, "ignore")
                if len(old) == len(was) * (1 + (encoding != "latin-1")):
                    data = data.replace(old, now.encode(encoding))
            if _NUMBER.fullmatch(was):
                zeros = now.replace("*", "0")
                data = data.replace(struct.pack("<d", float(was)), struct.pack("<d", float(zeros)))
        return _WIDE.sub(self._wide, BARE.sub(self._bare, data))

    def _said(self, text: str) -> str:
        """Return a text as it is kept, counting what nobody asked for."""
        if text in self._changed:
            return self._changed[text]
        safe = text if text in self._kept else strike(text)
        self.elsewhere += safe != text
        return safe

    def _shared(self, found: re.Match[bytes]) -> bytes:
        text = _joined(_READING.sub(b"", found[2]))
        safe = self._said(text)
        return found[0] if safe == text else _text_element(found[1], b"si", b"", safe)

    def _cell(self, found: re.Match[bytes]) -> bytes:
        prefix, attributes, inside = found[1], found[2], found[3] or b""
        kind = _KIND.search(attributes)
        formula = html.unescape(b"".join(_FORMULA.findall(inside)).decode("utf-8", "replace"))
        if kind and kind[1] == b"s":
            return found[0]
        written = html.unescape(b"".join(_VALUE.findall(inside)).decode("utf-8", "replace"))
        if kind and kind[1] == b"inlineStr":
            written = _joined(_READING.sub(b"", inside))
        elif not kind or kind[1] == b"n":
            written = _number(written)
        safe = self._said(written)
        if safe == written and strike(formula) == formula:
            return found[0]
        self.elsewhere += safe == written
        kept = b"".join(_KEPT.findall(attributes)) + b' t="inlineStr"'
        inner = _text_element(prefix, b"is", b"", safe)
        return b"<%sc%s>%s</%sc>" % (prefix, kept, inner, prefix)

    def _bare(self, found: re.Match[bytes]) -> bytes:
        digits = found[0].decode()
        if not is_card(digits) or digits in self._kept_runs:
            return found[0]
        self.elsewhere += 1
        return masked(digits).encode()

    def _wide(self, found: re.Match[bytes]) -> bytes:
        digits = found[0].decode("utf-16-le")
        if not is_card(digits) or digits in self._kept_runs:
            return found[0]
        self.elsewhere += 1
        return masked(digits).encode("utf-16-le")


def _joined(inside: bytes) -> str:
    return html.unescape(b"".join(_TEXT.findall(inside)).decode("utf-8", "replace"))


def _number(written: str) -> str:
    if written.isdecimal():
        return written
    try:
        return plain_number(repr(float(written)))
    except ValueError:
        return written


def _text_element(prefix: bytes, tag: bytes, attributes: bytes, text: str) -> bytes:
    return b'<%s%s%s><%st xml:space="preserve">%s</%st></%s%s>' % (
        prefix, tag, attributes, prefix, escape(text).encode(), prefix, prefix, tag,
    )  # fmt: skip
