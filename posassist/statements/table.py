"""A file opened as tables of text, whatever its container; nothing is interpreted yet."""

from dataclasses import dataclass, field
from typing import Final, NoReturn, Protocol

from posassist.base.errors import StatementHostile, StatementLocked, StatementUnreadable
from posassist.base.i18n import N_, Text
from posassist.catalog.formats import Layout

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
FETCH_AGAIN: Final = N_("Fetch the file again from where it came, and import it unopened.")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a text file or of one sheet, preamble and all, each a list of cells as written.

    `ragged_is_cut` says that a row shorter than the header was cut off (text files); `cut` is what
    speaks for a cut at the very end.
    """

    encoding: str
    rows: list[list[str]]
    sheet: str = ""
    ragged_is_cut: bool = True
    open_quote: bool = False
    open_line: bool = False
    notes: tuple[Text, ...] = field(default_factory=tuple)


class Source(Protocol):
    """An opened file."""

    @property
    def name(self) -> str:
        """Its name, without card numbers."""

    def tables(self, layout: Layout) -> list[Table]:
        """Return the tables that could be meant, the likeliest first."""

    def struck(self, table: Table, safe: dict[int, list[str]]) -> tuple[bytes, int]:
        """Return the file with these rows' cells replaced, and how many numbers stood elsewhere."""


def nobody() -> None:
    """Wait for a child process; nobody presses Stop."""


def unreadable(template: str, next_step: str = FETCH_AGAIN, **fields: object) -> NoReturn:
    """Refuse a file that cannot be read; `file` is among the fields."""
    raise StatementUnreadable(template, next_step, **fields)


def hostile(file: str, reason: Text) -> NoReturn:
    """Refuse a file that is built to harm or to swell."""
    raise StatementHostile(
        N_("The file {file} is refused: {reason}"),
        N_("Do not open it elsewhere; ask whoever sent it for a plain CSV export."),
        file=file,
        reason=reason,
    )


def locked(file: str, *, wrong: bool = False) -> NoReturn:
    """Refuse a file whose password is lacking or wrong."""
    raise StatementLocked(
        N_("The password for {file} is wrong")
        if wrong
        else N_("The file {file} asks for a password"),
        N_("Give it when asked, or in a file with --passphrase-file; it is never stored."),
        file=file,
    )
