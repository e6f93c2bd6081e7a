"""Bring books to the newest shape: SQLite on a copy, checked and counted, then swapped in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection, create_engine

from posassist.base.errors import BooksDamaged, BooksNewer
from posassist.base.i18n import N_
from posassist.base.paths import PRIVATE_FILE
from posassist.store.failures import damaged

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS: Final = Path(__file__).parent / "migrations"
# Stated here, and held against the scripts by a test, so that opening up-to-date books does not
# load Alembic.
NEWEST: Final = "0001"


def migrate(
    path: Path, *, wait_seconds: float, scripts: Path = SCRIPTS, newest: str = NEWEST
) -> None:
    """Make new books of an empty file, or bring older ones up to date; all or nothing.

    Raises BooksNewer for books of a newer program, BooksDamaged for what is no sound book file.
    """
    with closing(_connect(path, wait_seconds)) as books:
        if _revision(books, path) == newest:
            return
    with _alone(path, wait_seconds) as books:
        present = _revision(books, path)
        if present == newest:  # another program did it while we waited
            return
        _known(present, scripts)
        copy = path.with_name(path.name + ".new")
        copy.unlink(missing_ok=True)
        copy.touch(mode=PRIVATE_FILE)
        try:
            with closing(sqlite3.connect(copy)) as target:
                books.backup(target)
                before = _shape(target)
            _upgrade_copy(copy, scripts)
            with closing(sqlite3.connect(copy)) as target:
                _check(target, before)
                target.backup(books)  # one transaction: the old books or the new, nothing between
        finally:
            copy.unlink(missing_ok=True)
            copy.with_name(copy.name + "-journal").unlink(missing_ok=True)


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Run the steps that are lacking on an open connection.

    Raises BooksNewer for books of a newer program.
    """
    from alembic import command  # noqa: PLC0415 - slow to load, and seldom needed
    from alembic.migration import MigrationContext  # noqa: PLC0415

    _known(MigrationContext.configure(connection).get_current_revision(), scripts)
    settings = config(scripts)
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def config(scripts: Path = SCRIPTS) -> "Config":
    """Return Alembic's settings; there is no ini file."""
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(scripts).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def _connect(path: Path, wait_seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)


@contextmanager
def _alone(path: Path, wait_seconds: float) -> Iterator[sqlite3.Connection]:
    """Hold the books so that no other program reads or writes them, their log folded in."""
    with closing(_connect(path, wait_seconds)) as books:
        books.execute("PRAGMA locking_mode=EXCLUSIVE")
        books.execute("BEGIN EXCLUSIVE")
        books.execute("COMMIT")  # in this mode the lock outlives the transaction
        books.execute("PRAGMA journal_mode=DELETE")
        yield books


def _upgrade_copy(copy: Path, scripts: Path) -> None:
    engine = create_engine(URL.create("sqlite", database=str(copy)), hide_parameters=True)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # else a rebuilt table cascades
            upgrade(connection, scripts)
    finally:
        engine.dispose()


def _known(present: str | None, scripts: Path) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    steps = ScriptDirectory.from_config(config(scripts)).walk_revisions()
    if present is not None and present not in {each.revision for each in steps}:
        raise BooksNewer(
            N_("A newer version of the program wrote these books"),
            N_("Install the newest version, then open them again."),
        )


def _revision(books: sqlite3.Connection, path: Path) -> str | None:
    tables = {
        row[0] for row in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise BooksDamaged(
            N_("{file} holds something else than books"),
            N_("Choose another data folder with --profile."),
            file=path.name,
        )
    row = books.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise damaged()
    return str(row[0])


def _shape(books: sqlite3.Connection) -> dict[str, int]:
    """Count the rows of every table; a trigger counts as one."""
    found = books.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'trigger') "
        "AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
    ).fetchall()
    count = 'SELECT count(*) FROM "{}"'
    return {
        name: books.execute(count.format(name)).fetchone()[0] if kind == "table" else 1
        for kind, name in found
    }


def _check(books: sqlite3.Connection, before: dict[str, int]) -> None:
    after = _shape(books)
    broken = books.execute("PRAGMA foreign_key_check").fetchall()
    sound = books.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    if broken or not sound or any(after.get(name, -1) < count for name, count in before.items()):
        raise BooksDamaged(
            N_("The books could not be brought up to date"),
            N_("They are as they were; restore the newest backup."),
        )
