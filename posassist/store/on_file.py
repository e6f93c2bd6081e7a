"""Books in a SQLite file: one writer at a time, every commit on the disk before it is said."""

import sqlite3
import sys
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event

from posassist.base.stopping import is_asked
from posassist.store.migrating import migrate

_STEPS: Final = 20_000  # of SQLite's machine: some milliseconds


def opened(path: Path, *, wait_seconds: float) -> Engine:
    """Open, or make, the books of a file, in the newest shape.

    Raises BooksNewer, BooksDamaged; the driver's errors are for trouble.told.
    """
    migrate(path, wait_seconds=wait_seconds)
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": wait_seconds})
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _settle(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.set_progress_handler(is_asked, _STEPS)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        *(("fullfsync=ON", "checkpoint_fullfsync=ON") if sys.platform == "darwin" else ()),
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = "shop" in connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
