"""Bulk rows with a content identity: equal rows all stay, a file imported again adds nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, select

from posassist.base.stopping import checkpoint
from posassist.store import tables
from posassist.store.books import Change

# One encoder for all rows: json.dumps makes a new one for each.
_written: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
_MANY: Final = 20_000  # of these it is quicker to read all
_CHUNK: Final = 20_000
_AT_ONCE: Final = 500  # names in one question, far below what SQLite takes


@dataclass(frozen=True, slots=True)
class Added:
    """How many rows were new, and how many the books held already."""

    new: int
    already_known: int


@dataclass(frozen=True, slots=True)
class Source:
    """The first file, in order of import, that holds a row."""

    file: str
    import_id: str
    row: int


def fingerprint(*content: object) -> str:
    """Return the digest of a row's content."""
    return hashlib.sha256(_written(content).encode()).hexdigest()[:32]


def add_rows(
    change: Change,
    table: Table,
    import_id: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[str, int, tuple[object, ...]]],
) -> Added:
    """Add (fingerprint, row number, values) rows; the n-th equal row of a file is occurrence n.

    Existing rows are never altered; every row remembers each file that holds it.
    """
    every = []
    for row in rows:
        checkpoint()
        every.append(row)
    known = ids_of(change.connection, change.shop_id, table, {row[0] for row in every})
    following = change.next_id(table)
    seen: Counter[str] = Counter()
    fresh: list[tuple[object, ...]] = []
    sources: list[tuple[object, ...]] = []
    already = 0
    for print_, number, values in every:
        seen[print_] += 1
        row_id = known.get((print_, seen[print_]))
        if row_id is None:
            row_id = following + len(fresh)
            fresh.append((row_id, print_, seen[print_], *values))
        else:
            already += 1
        sources.append((import_id, table.name, row_id, number))
    change.bulk_insert(table, ("id", "fingerprint", "occurrence", *columns), fresh)
    change.bulk_insert(tables.row_source, ("import_id", "kind", "row_id", "row_no"), sources)
    return Added(len(fresh), already)


def ids_of(
    connection: Connection, shop_id: int, table: Table, prints: Collection[str]
) -> dict[tuple[str, int], int]:
    """Return the ids of the rows with these fingerprints, by fingerprint and occurrence."""
    wanted = sorted(prints)
    query = select(table.c.fingerprint, table.c.occurrence, table.c.id).where(
        table.c.shop_id == shop_id
    )
    if len(wanted) > _MANY:
        rows = tuples(connection, query)
    else:
        rows = [
            row
            for start in range(0, len(wanted), _AT_ONCE)
            for row in tuples(
                connection,
                query.where(table.c.fingerprint.in_(wanted[start : start + _AT_ONCE])),
            )
        ]
    return {(print_, occurrence): row_id for print_, occurrence, row_id in rows}


def remove_rows(change: Change, table: Table, import_id: str) -> None:
    """Take a file's rows out; a row that another file holds too stays."""
    source = tables.row_source
    mine = (source.c.shop_id == change.shop_id) & (source.c.kind == table.name)
    held = select(source.c.row_id).where(mine, source.c.import_id == import_id)
    others = select(source.c.row_id).where(mine, source.c.import_id != import_id)
    change.connection.execute(
        table.delete().where(
            table.c.shop_id == change.shop_id, table.c.id.in_(held), table.c.id.not_in(others)
        )
    )
    change.connection.execute(source.delete().where(mine, source.c.import_id == import_id))
    block = tables.engine_block
    change.connection.execute(
        block.delete().where(
            block.c.shop_id == change.shop_id, block.c.kind.in_((table.name, f"links/{table.name}"))
        )
    )


def sources(connection: Connection, shop_id: int, table: Table) -> dict[int, Source]:
    """Return where every row of a table comes from: the earliest import that holds it."""
    source, import_ = tables.row_source, tables.import_
    found = tuples(
        connection,
        select(source.c.row_id, import_.c.file_name, import_.c.id, source.c.row_no)
        .join(
            import_, (import_.c.shop_id == source.c.shop_id) & (import_.c.id == source.c.import_id)
        )
        .where(source.c.shop_id == shop_id, source.c.kind == table.name)
        .order_by(import_.c.place.desc()),
    )
    return {row: Source(file, id_, number) for row, file, id_, number in found}


def first_imports(
    connection: Connection, shop_id: int, table: Table, rows: Collection[int]
) -> dict[int, str]:
    """Return the first import that holds each of some rows, as `sources` does of all."""
    source, import_ = tables.row_source, tables.import_
    found: dict[int, str] = {}
    wanted = sorted(rows)
    for start in range(0, len(wanted), _AT_ONCE):
        query = (
            select(source.c.row_id, import_.c.id)
            .join(
                import_,
                (import_.c.shop_id == source.c.shop_id) & (import_.c.id == source.c.import_id),
            )
            .where(
                source.c.shop_id == shop_id,
                source.c.kind == table.name,
                source.c.row_id.in_(wanted[start : start + _AT_ONCE]),
            )
            .order_by(import_.c.place.desc())
        )
        found |= dict(tuples(connection, query))
    return found


def ordered(
    connection: Connection, shop_id: int, table: Table, names: Iterable[str]
) -> list[tuple[Any, ...]]:
    """Return the named columns of every row of a table in the shop, by id."""
    return tuples(
        connection,
        select(*(table.c[name] for name in names))
        .where(table.c.shop_id == shop_id)
        .order_by(table.c.id),
    )


def chunks(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Return rows as the driver gives them, some at a time."""
    found = connection.execute(query)
    while found.cursor is not None and (rows := found.cursor.fetchmany(_CHUNK)):
        checkpoint()
        yield list(rows)
    found.close()


def tuples(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """Return rows as the driver gives them: an object each would take as long as the query."""
    found = connection.execute(query)
    return [] if found.cursor is None else list(found.cursor.fetchall())
