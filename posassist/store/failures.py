"""What the database and the disk say, turned into sentences for the owner."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from posassist.base.errors import BooksDamaged, BooksError, BooksFull, BooksLocked
from posassist.base.i18n import N_

# SQLite's primary result codes and PostgreSQL's SQLSTATEs.
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, "55P03"})
_FULL: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, "53100"}
)
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_CLOSED: Final = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})


@contextmanager
def told() -> Iterator[None]:
    """Raise BooksLocked, BooksFull, BooksDamaged or BooksError for what the database refuses.

    Anything else goes through as it is: another room's error, or a bug of ours.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as wrong:
        cause = wrong.orig if isinstance(wrong, DBAPIError) else wrong
        raised = _books_error(_code(cause), str(cause).strip())
        if raised is None:
            raise
        raise raised from wrong


@contextmanager
def told_of_disk() -> Iterator[None]:
    """Raise BooksFull or BooksError for a file of ours that the disk refuses."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno in _NO_ROOM:
            raise full() from wrong
        raise closed(wrong.strerror or str(wrong)) from wrong


def full() -> BooksFull:
    """Return the error for a disk without room."""
    return BooksFull(
        N_("The disk is full, or may not be written to"),
        N_("Make room or allow writing, then do it again; nothing was half stored."),
    )


def damaged() -> BooksDamaged:
    """Return the error for a file that is no sound book file."""
    return BooksDamaged(
        N_("The books are damaged"),
        N_("Keep the file as it is and restore the newest backup."),
    )


def closed(detail: str) -> BooksError:
    """Return the error for books that cannot be reached."""
    return BooksError(
        N_("The books cannot be opened: {detail}"),
        N_("Check the data folder given with --profile."),
        detail=detail,
    )


def _books_error(code: int | str | None, detail: str) -> BooksError | None:
    if code in _LOCKED:
        return BooksLocked(
            N_("Another program is writing to the books"),
            N_("Wait until it has finished, then try again."),
        )
    if code in _FULL:
        return full()
    if code in _DAMAGED:
        return damaged()
    return closed(detail) if code in _CLOSED else None


def _code(cause: object) -> int | str | None:
    state = getattr(cause, "sqlstate", None)
    if isinstance(state, str):
        return state
    code = getattr(cause, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None
