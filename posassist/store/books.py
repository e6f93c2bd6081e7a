"""The books: opening, reading, and writing in one transaction with one event."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Table,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from posassist.base.errors import BooksDamaged, BooksError, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.store import on_file, on_server
from posassist.store.events import append_event, jsonable
from posassist.store.schema import metadata
from posassist.store.trouble import told

WAIT_SECONDS = 10.0


@dataclass(slots=True)
class Change:
    """One transaction under way: edits keep their row images, for the one undo."""

    connection: Connection
    shop_id: int
    title: Text
    images: list[dict[str, object]] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)
    is_silent: bool = False

    def insert(self, table: Table, **row: object) -> None:
        """Insert a row of the shop."""
        whole = {"shop_id": self.shop_id, **row}
        self.connection.execute(table.insert().values(**whole))
        self._image(table, None, self._stored(table, whole))

    def update(self, table: Table, key: Mapping[str, object], **values: object) -> None:
        """Change one row of the shop."""
        before = self._stored(table, {"shop_id": self.shop_id, **key})
        if before is None:
            raise KeyError(f"{table.name} {key}")
        self.connection.execute(table.update().where(*self._where(table, before)).values(**values))
        self._image(table, before, self._stored(table, before))

    def delete(self, table: Table, key: Mapping[str, object]) -> None:
        """Delete one row of the shop."""
        before = self._stored(table, {"shop_id": self.shop_id, **key})
        if before is None:
            raise KeyError(f"{table.name} {key}")
        self.connection.execute(table.delete().where(*self._where(table, before)))
        self._image(table, before, None)

    def next_id(self, table: str | Table, **within: object) -> int:
        """Return the next free number of a table in the shop."""
        found = metadata.tables[table] if isinstance(table, str) else table
        rows = [found.c.shop_id == self.shop_id]
        rows += [found.c[name] == value for name, value in within.items()]
        last = self.connection.scalar(select(func.max(found.c.id)).where(*rows))
        return int(last or 0) + 1

    def note(self, **facts: object) -> None:
        """Add facts to the event."""
        self.notes.update(facts)

    def silent(self) -> None:
        """Nothing was changed after all: leave no event."""
        self.is_silent = True

    def bulk_insert(
        self, table: Table, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]
    ) -> None:
        """Insert many rows as driver tuples; they are not imaged."""
        every = ("shop_id", *columns)
        whole = ((self.shop_id, *row) for row in rows)
        if self.connection.dialect.name == "postgresql":
            on_server.copy_rows(self.connection, table, every, whole)
        elif many := list(whole):
            names = ", ".join(f'"{name}"' for name in every)
            marks = ", ".join("?" * len(every))
            self.connection.exec_driver_sql(
                f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608 - our names
                many,
            )

    def bulk_update(
        self, table: Table, columns: tuple[str, ...], rows: list[tuple[object, ...]]
    ) -> None:
        """Set columns of many rows as driver tuples, the row's id last; they are not imaged."""
        mark = "%s" if self.connection.dialect.name == "postgresql" else "?"
        sets = ", ".join(f'"{name}" = {mark}' for name in columns)
        if rows:
            self.connection.exec_driver_sql(
                f'UPDATE "{table.name}" SET {sets} WHERE shop_id = {self.shop_id:d} AND id = {mark}',  # noqa: S608, E501 - our names
                rows,
            )

    def apply(self, image: Mapping[str, object], *, forward: bool) -> None:
        """Put a row back to its image after (`forward`) or before.

        Raises BooksError when the row is no longer as the image left it.
        """
        table = metadata.tables[str(image["table"])]
        present, target = image["before"], image["after"]
        if not forward:
            present, target = target, present
        if isinstance(present, dict):
            if self._stored(table, present) != present:
                raise BooksError(
                    N_("A later change stands in the way of this undo"),
                    N_("Undo the later change first; posassist history shows it."),
                )
            if isinstance(target, dict):  # in place: rows of other tables may hang on it
                where = self._where(table, present)
                self.connection.execute(table.update().where(*where).values(**target))
            else:
                self.connection.execute(table.delete().where(*self._where(table, present)))
        elif isinstance(target, dict):
            self.connection.execute(table.insert().values(**target))
        self._image(table, present, target)

    def _image(self, table: Table, before: object, after: object) -> None:
        self.images.append({"table": table.name, "before": before, "after": after})

    def _where(self, table: Table, row: Mapping[str, object]) -> list[ColumnElement[bool]]:
        return [column == row[column.name] for column in table.primary_key.columns]

    def _stored(self, table: Table, row: Mapping[str, object]) -> dict[str, object] | None:
        found = self.connection.execute(select(table).where(*self._where(table, row))).one_or_none()
        return None if found is None else jsonable(dict(found._mapping))


class Books:
    """The books of one profile or office."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, target: str | Path, *, wait_seconds: float = WAIT_SECONDS) -> Self:
        """Open, or make, the books at a path or database URL, and bring them up to date.

        Raises BooksDamaged, BooksNewer, BooksLocked or BooksFull, WrongUsage for no such address.
        """
        with told():
            engine = _engine(_url(target), wait_seconds)
            try:
                with engine.connect() as connection:
                    _check_shape(connection)
            except BaseException:
                engine.dispose()
                raise
        return cls(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the books."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read a steady picture."""
        with told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(
        self, shop_id: int, *, at: dt.datetime, kind: str, title: Text, undoable: bool = True
    ) -> Iterator[Change]:
        """Write in one transaction, which commits once at the end with one event, or not at all."""
        with told(), self._engine.connect() as opened:
            connection = opened.execution_options(shop=shop_id)
            with connection.begin():
                change = Change(connection, shop_id, title)
                yield change
                if not change.is_silent:
                    append_event(
                        connection,
                        shop_id,
                        at=at,
                        kind=kind,
                        title=change.title,
                        payload={**change.notes, "images": change.images},
                        undoable=undoable,
                    )


def file_of(target: str | Path) -> Path | None:
    """Return the file books lie in; None for books on a server. Raises WrongUsage."""
    url = _url(target)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _url(target: str | Path) -> URL:
    if isinstance(target, Path):
        return URL.create("sqlite", database=str(target))
    try:
        return make_url(target)
    except ArgumentError as wrong:
        raise WrongUsage(
            N_("{value} is no address of books"),
            N_("Give the path of a file, or an address like postgresql+psycopg://host/name."),
            value=target,
        ) from wrong


def _engine(url: URL, wait_seconds: float) -> Engine:
    kind = url.get_backend_name()
    if kind == "sqlite":
        return on_file.opened(Path(url.database or ""), wait_seconds=wait_seconds)
    lacking = BooksError(
        N_("This installation cannot open books at {kind} addresses"),
        N_("Install the database's library (for PostgreSQL: psycopg), or use a file."),
        kind=url.drivername,
    )
    if kind != "postgresql":
        raise lacking
    try:
        return on_server.opened(url, wait_seconds=wait_seconds)
    except (NoSuchModuleError, ModuleNotFoundError) as wrong:
        raise lacking from wrong


def _check_shape(connection: Connection) -> None:
    """Refuse books that lack a table or a column; what others added is left alone."""
    seen = inspect(connection)
    present = set(seen.get_table_names())
    for table in metadata.sorted_tables:
        columns = (
            {each["name"] for each in seen.get_columns(table.name)}
            if (table.name in present)
            else set()
        )
        lacking = sorted({each.name for each in table.columns} - columns)
        if lacking:
            raise BooksDamaged(
                N_("The books lack the column {column} of {table}"),
                N_("Keep the file as it is and restore the newest backup."),
                column=lacking[0],
                table=table.name,
            )
