"""A text without cells: decoded without guessing, its card numbers struck in place."""

import re
from functools import cached_property
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.statements.code_format import CodeFormat
from posassist.statements.csv_source import BOMS, LONGEST_LINE
from posassist.statements.masking import looks_like_cards, strike_fields
from posassist.statements.statement import Struck
from posassist.statements.table import unreadable

_HEAD: Final = 4_096
# gb2312 has only the two-byte forms that Western text never makes; cp1252 is the last resort.
_UNDECLARED: Final = ("gb2312", "cp1252")


class TextFile:
    """The text of a file, for the formats that need code."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._data = data
        self._mark, self.encoding, self._codec = next(
            (bom for bom in BOMS if data.startswith(bom[0])), (b"", "", "")
        )

    @cached_property
    def sketch(self) -> str:
        """The text as far as ASCII goes, to tell formats by."""
        return self._data.decode(self._codec or "latin-1", errors="replace").lstrip("\ufeff")

    def text(self, chosen: CodeFormat) -> tuple[str, tuple[Text, ...]]:
        """Return the whole text, and what is to be said of its encoding. Raises StatementError."""
        declared = chosen.declared(self.sketch[:_HEAD])
        tried = (self._codec,) if self._mark else ("utf-8", declared, *_UNDECLARED)
        for each in filter(None, tried):
            text = self._decoded(each)
            if text is not None:
                self._checked(text)
                known = self._mark or each in ("utf-8", declared)
                return text, () if known else (self._assumed(),)
        return unreadable(
            N_("The file {file} is written in an encoding that cannot be told"),
            N_("Save it in UTF-8, or fetch it again from where it came."),
            file=self.name,
        )

    def struck(
        self, text: str, chosen: CodeFormat, references: frozenset[str]
    ) -> tuple[str, bytes, tuple[Struck, ...], list[Text]]:
        """Return the text and the file without card numbers, where they stood, and warnings."""
        safe, alike, known = strike_fields(
            text,
            field=chosen.field,
            wrap=chosen.wrap,
            cards=chosen.cards,
            confirmed=references,
        )
        kept = self._data if safe == text else self._mark + safe.encode(self._codec)
        struck = tuple(Struck(name, count) for name, count in sorted((alike + known).items()))
        return safe, kept, struck, [looks_like_cards(*each) for each in sorted(alike.items())]

    def _decoded(self, codec: str) -> str | None:
        try:
            text = self._data[len(self._mark) :].decode(codec)
        except UnicodeDecodeError:
            return None
        self._codec = codec
        self.encoding = self.encoding or codec
        return text

    def _checked(self, text: str) -> None:
        if "\0" in text:
            unreadable(
                N_("The file {file} holds zero bytes: it is damaged, or no text table"),
                file=self.name,
            )
        longest = max(map(len, re.split(r"[\r\n<]", text)))
        if longest > LONGEST_LINE:
            unreadable(
                N_("The file {file} has a line of {count} characters: it is no table"),
                file=self.name,
                count=longest,
            )

    def _assumed(self) -> Text:
        return Text(
            N_("The file does not name its encoding: read as {encoding}"),
            {"encoding": self.encoding},
        )
