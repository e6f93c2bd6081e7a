"""What letters and tables write on: a printed sheet or an editable document."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from posassist.base.i18n import Language
from posassist.documents.grid import SIZE, Column, Row
from posassist.documents.pack import Sentence


class Writer(Protocol):
    """Takes a text from top to bottom; nothing in it is markup."""

    words: Language

    def say(self, template: str, **fields: object) -> str:
        """Look up and fill a sentence of this document's language."""
        ...

    def text(self, sentence: Sentence) -> str:
        """Return a sentence in this document's language; a bare text as it is."""
        ...

    def paragraph(self, text: str, style: str = "body") -> None:
        """Add a paragraph."""
        ...

    def heading(self, title: str) -> None:
        """Add a heading."""
        ...

    def numbered(self, items: Iterable[str]) -> None:
        """Add a numbered list."""
        ...

    def table(self, columns: Sequence[Column], rows: Iterable[Row], *, size: float = SIZE) -> None:
        """Add a table."""
        ...
