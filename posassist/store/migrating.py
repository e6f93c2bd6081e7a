"""Bring SQLite books to the newest shape: on a copy, checked and counted, then put in place."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine

from posassist.base.errors import BooksDamaged, BooksNewer
from posassist.base.i18n import N_
from posassist.base.paths import PRIVATE_FILE, sync_folder

_HERE = Path(__file__).parent / "migrations"


def steps() -> list[str]:
    """Return the revisions the program knows, oldest first."""
    return sorted(each.name[:4] for each in (_HERE / "versions").glob("[0-9]*.py"))


def migrate(path: Path, *, wait_seconds: float) -> None:
    """Make new books, or bring older ones up to date; others wait until it is done.

    Raises BooksNewer for books of a newer program, BooksDamaged for what is no sound book file.
    """
    known = steps()
    if revision(path) == known[-1]:
        return
    with alone(path, wait_seconds=wait_seconds):
        present = revision(path)  # another program may have done it meanwhile
        if present == known[-1]:
            return
        refuse_newer(present)
        copy = path.with_name(path.name + ".new")
        remove_books(copy)
        try:
            os.close(os.open(copy, os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
            before = {} if present is None else _copied(path, copy, wait_seconds)
            _upgrade(copy)
            _check(copy, before)
            copy.chmod(PRIVATE_FILE)
            copy.replace(path)
            sync_folder(path.parent)
        finally:
            remove_books(copy)


def refuse_newer(shape: str | None) -> None:
    """Raise BooksNewer for a shape this program does not know."""
    if shape not in {None, *steps()}:
        raise BooksNewer(
            N_("A newer version of the program wrote these books"),
            N_("Install the newest version, then open them again."),
        )


def upgrade(connection: Connection) -> None:
    """Bring an empty or older database to the newest shape, in the transaction under way."""
    from alembic import command  # noqa: PLC0415 - only new or older books need it
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(_HERE))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


@contextmanager
def alone(path: Path, *, wait_seconds: float) -> Iterator[None]:
    """Keep every other program from making, migrating or replacing the books meanwhile."""
    lock = path.with_name(path.name + ".lock")
    lock.touch(mode=PRIVATE_FILE)
    with closing(sqlite3.connect(lock, timeout=wait_seconds, isolation_level=None)) as held:
        held.execute("PRAGMA journal_mode=MEMORY")  # nothing is written, so nothing is left behind
        held.execute("BEGIN EXCLUSIVE")
        yield


def remove_books(path: Path) -> None:
    """Remove a book file that is not in use, with what SQLite keeps beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _copied(path: Path, copy: Path, wait_seconds: float) -> dict[str, int]:
    with (
        closing(sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.execute("PRAGMA locking_mode=EXCLUSIVE")  # refused while anybody has them open
        source.execute("BEGIN EXCLUSIVE")
        source.execute("COMMIT")
        source.backup(target)
        return counts(target)


def _upgrade(copy: Path) -> None:
    engine = create_engine(f"sqlite:///{copy}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        upgrade(connection)
    engine.dispose()


def _check(copy: Path, before: dict[str, int]) -> None:
    with closing(sqlite3.connect(copy)) as target:
        target.execute("PRAGMA journal_mode=WAL")
        after = counts(target)
        broken = target.execute("PRAGMA foreign_key_check").fetchall()
        sound = target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    if broken or not sound or any(after.get(name, -1) < n for name, n in before.items()):
        raise BooksDamaged(
            N_("The books could not be brought up to date"),
            N_("They are as they were; restore the newest backup."),
        )


def revision(path: Path) -> str | None:
    """Return the shape of the books; None where there are none yet."""
    if not path.exists():
        if path.with_name(path.name + "-wal").exists():
            raise _no_books(path)  # new books would take its rows for their own
        return None
    if not path.stat().st_size:
        raise _no_books(path)
    with closing(sqlite3.connect(path)) as connection:
        known = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        ).fetchone()
        row = known and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise _no_books(path)
    return str(row[0])


def _no_books(path: Path) -> BooksDamaged:
    return BooksDamaged(
        N_("{file} holds no books, or books that were cut off"),
        N_("Keep the file as it is and restore the newest backup, or choose another data folder."),
        file=path.name,
    )


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table of the books has."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
        )
    ]
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in names
    }
