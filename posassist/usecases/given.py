"""A file the owner gave."""

from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import StatementUnreadable
from posassist.base.i18n import N_


def read_given(path: Path) -> bytes:
    """Return the bytes of a file. Raises StatementUnreadable when it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise not_opened(path) from wrong


def not_opened(path: Path) -> StatementUnreadable:
    """Return the error that says so."""
    return StatementUnreadable(
        N_("The file {file} cannot be opened"),
        N_("Check the name and that you may read it, then try again."),
        file=mask(path.name),
    )
