"""What the database and the disk say, turned into sentences for the owner."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from posassist.base.errors import (
    BooksDamaged,
    BooksError,
    BooksFull,
    BooksLocked,
    PosassistError,
)
from posassist.base.i18n import N_
from posassist.base.stopping import stopped

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_OUR_FAULT = (sqlite3.IntegrityError, sqlite3.ProgrammingError, IntegrityError, ProgrammingError)
# Classes of SQLSTATE, the PostgreSQL manual's appendix A.
_WAITED_TOO_LONG = frozenset({"55P03", "40001", "40P01"})
_NO_SERVER = "-"
_NO_ROOM = frozenset({"53100", "25006"})
_NOT_LET_IN = ("08", "28", "3D", "42501", "53", "57")
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
        if (sentence := _by_server(cause)) is not None:
            raise sentence from wrong
        code = getattr(cause, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_INTERRUPT:
            raise stopped() from wrong
        if isinstance(cause, _OUR_FAULT) or isinstance(wrong, _OUR_FAULT):
            raise
        raise _sentence(code, str(cause)) from wrong
    except OSError as wrong:
        raise full() from wrong


def full() -> BooksFull:
    """Return the error for a disk that takes nothing more."""
    return BooksFull(
        N_("The disk is full, or may not be written to"),
        N_("Make room or allow writing, then do it again; nothing was half stored."),
    )


def _by_server(cause: BaseException | None) -> BooksError | None:
    """Return what a server's own code says; None where it is another matter."""
    code = getattr(cause, "sqlstate", _NO_SERVER)
    if code == _NO_SERVER:
        return None
    if code in _WAITED_TOO_LONG:
        return locked()
    if code in _NO_ROOM:
        return full()
    if code is None or code.startswith(_NOT_LET_IN):
        return BooksError(
            N_("The server that holds the books cannot be used: {detail}"),
            N_("Check the address given with --books, the network, and your name and password."),
            detail=str(cause).strip(),
        )
    return None


def damaged() -> BooksDamaged:
    """Return the error for books that are not sound."""
    return BooksDamaged(
        N_("The books are damaged"),
        N_("Keep the file as it is and restore the newest backup."),
    )


def locked() -> BooksLocked:
    """Return the error for books somebody else writes to."""
    return BooksLocked(
        N_("Another program is writing to the books"),
        N_("Wait until it has finished, then try again."),
    )


def _sentence(code: int | None, said: str) -> BooksError:
    kind = None if code is None else code & 0xFF
    if kind in _LOCKED:
        return locked()
    if kind in _DAMAGED or code == _CUT:
        return damaged()
    if kind in _FULL:
        return full()
    return BooksError(
        N_("The books cannot be opened: {detail}"),
        N_("Check the data folder given with --profile."),
        detail=said,
    )
