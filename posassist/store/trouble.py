"""What the database and the disk say, turned into sentences for the owner."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from posassist.base.errors import (
    BooksDamaged,
    BooksError,
    BooksFull,
    BooksLocked,
    PosassistError,
)
from posassist.base.i18n import N_

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CUT = sqlite3.SQLITE_IOERR_SHORT_READ


@contextmanager
def told() -> Iterator[None]:
    """Raise BooksLocked, BooksFull, BooksDamaged or BooksError for what goes wrong inside."""
    try:
        yield
    except PosassistError:
        raise  # TerminalSilent is an OSError too
    except (DBAPIError, sqlite3.Error) as wrong:
        cause = wrong.orig if isinstance(wrong, DBAPIError) else wrong
        code = getattr(cause, "sqlite_errorcode", None)
        if isinstance(cause, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
            raise  # our own fault
        raise _sentence(code, str(cause)) from wrong
    except OSError as wrong:
        raise full() from wrong


def full() -> BooksFull:
    """Return the error for a disk that takes nothing more."""
    return BooksFull(
        N_("The disk is full, or may not be written to"),
        N_("Make room or allow writing, then do it again; nothing was half stored."),
    )


def _sentence(code: int | None, said: str) -> BooksError:
    kind = None if code is None else code & 0xFF
    if kind in _LOCKED:
        return BooksLocked(
            N_("Another program is writing to the books"),
            N_("Wait until it has finished, then try again."),
        )
    if kind in _DAMAGED or code == _CUT:
        return BooksDamaged(
            N_("The books are damaged"),
            N_("Keep the file as it is and restore the newest backup."),
        )
    if kind in _FULL:
        return full()
    return BooksError(
        N_("The books cannot be opened: {detail}"),
        N_("Check the data folder given with --profile."),
        detail=said,
    )
