"""Books on a PostgreSQL server, for an office: several bookkeepers at once, one writer a shop."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    inspect,
    select,
    text,
)

from posassist.base.errors import BooksDamaged
from posassist.base.i18n import N_
from posassist.store.migrating import refuse_newer, steps, upgrade

# Names our advisory locks among those of other programs: "posa" as a number.
_OURS: Final = 0x706F7361
_SHAPE: Final = 0


def opened(url: URL, *, wait_seconds: float) -> Engine:
    """Open, or make, the books of a database, in the newest shape.

    A password may be left to the server's own ways (PGPASSWORD, the file .pgpass).
    Raises BooksNewer, BooksDamaged; the driver's errors are for trouble.told.
    """
    settings = f"-c lock_timeout={int(wait_seconds * 1000)}"
    engine = create_engine(url, hide_parameters=True, connect_args={"options": settings})
    try:
        with engine.begin() as connection:
            _bring_up(connection)
    except BaseException:
        engine.dispose()
        raise
    event.listen(engine, "begin", _begin)
    return engine


def copy_rows(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
) -> None:
    """Bring many rows in by COPY."""
    quoted = connection.dialect.identifier_preparer.quote
    names = ", ".join(map(quoted, columns))
    driver: Any = connection.connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _begin(connection: Connection) -> None:
    """Begin to read a steady picture; or wait until nobody else writes to the shop."""
    shop_id = connection.get_execution_options().get("shop")
    if shop_id is None:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    else:
        _lock(connection, shop_id)


def _lock(connection: Connection, what: int) -> None:
    connection.execute(select(func.pg_advisory_xact_lock(_OURS, what)))


def _bring_up(connection: Connection) -> None:
    _lock(connection, _SHAPE)
    present = set(inspect(connection).get_table_names())
    if "alembic_version" in present:
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    elif present:
        raise BooksDamaged(
            N_("The database holds tables of another program, and no books"),
            N_("Make a database for the books alone, and give its address."),
        )
    else:
        revision = None
    if revision != steps()[-1]:
        refuse_newer(revision)
        upgrade(connection)
