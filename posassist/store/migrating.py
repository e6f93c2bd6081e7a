"""Bring SQLite books to the newest shape: on a copy, checked and counted, then put in place."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from posassist.base.errors import BooksDamaged, BooksNewer
from posassist.base.i18n import N_

_HERE = Path(__file__).parent / "migrations"


def config() -> Config:
    """Return Alembic's settings; there is no ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(_HERE))
    settings.set_main_option("path_separator", "os")
    return settings


def migrate(path: Path) -> None:
    """Make new books, or bring older ones up to date.

    Raises BooksNewer for books of a newer program, BooksDamaged for what is no sound book file.
    """
    script = ScriptDirectory.from_config(config())
    newest = script.get_current_head()
    present = _revision(path)
    if present == newest:
        return
    if present is not None and present not in {each.revision for each in script.walk_revisions()}:
        raise BooksNewer(
            N_("A newer version of the program wrote these books"),
            N_("Install the newest version, then open them again."),
        )
    copy = path.with_name(path.name + ".new")
    copy.unlink(missing_ok=True)
    try:
        with (
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            before = _counts(target)
        engine = create_engine(f"sqlite:///{copy}")
        settings = config()
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
        engine.dispose()
        with closing(sqlite3.connect(copy)) as target:
            after = _counts(target)
            broken = target.execute("PRAGMA foreign_key_check").fetchall()
            sound = target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            if broken or not sound or any(after.get(name, -1) < n for name, n in before.items()):
                raise BooksDamaged(
                    N_("The books could not be brought up to date"),
                    N_("They are as they were; restore the newest backup."),
                )
        copy.chmod(0o600)
        copy.replace(path)
    finally:
        copy.unlink(missing_ok=True)


def _revision(path: Path) -> str | None:
    if not path.exists() or path.stat().st_size == 0:
        return None
    with closing(sqlite3.connect(path)) as connection:
        known = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        ).fetchone()
        if not known:
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise BooksDamaged(
                    N_("{file} holds something else than books"),
                    N_("Choose another data folder with --profile."),
                    file=path.name,
                )
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
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
