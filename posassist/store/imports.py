"""Imports and pulls: where rows came from."""

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, select

from posassist.domain.settlement import StatementKind
from posassist.store import tables
from posassist.store.books import Change
from posassist.store.rows import remove_rows

_ROW_TABLES = (tables.journal_entry, tables.settlement_line, tables.bank_line)


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One file or capture that brought rows; `id` comes from its content."""

    id: str
    source: str
    kind: StatementKind
    format: str
    format_version: str
    file_name: str
    sha256: str
    sha256_given: str
    size: int
    encoding: str
    account: str
    options: dict[str, object]
    period_from: dt.date | None
    period_to: dt.date | None
    checks: list[dict[str, object]]
    warnings: list[str]
    bad_rows: list[dict[str, object]]
    struck: list[dict[str, object]]
    lines: int
    new: int
    complete: bool
    imported_at: dt.datetime
    plan_sha256: str


def add(change: Change, record: ImportRecord) -> None:
    """Store the record of an import."""
    table = tables.import_
    last = change.connection.scalar(
        select(func.max(table.c.place)).where(table.c.shop_id == change.shop_id)
    )
    values = asdict(record) | {
        "kind": record.kind.value,
        "period_from": record.period_from and record.period_from.isoformat(),
        "period_to": record.period_to and record.period_to.isoformat(),
        "imported_at": record.imported_at.astimezone(dt.UTC).isoformat(),
        "shop_id": change.shop_id,
        "place": (last or 0) + 1,
    }
    change.connection.execute(table.insert().values(**values))


def set_new(change: Change, import_id: str, new: int) -> None:
    """Say how many rows the import added."""
    table = tables.import_
    change.connection.execute(
        table.update()
        .where(table.c.shop_id == change.shop_id, table.c.id == import_id)
        .values(new=new)
    )


def set_options(change: Change, import_id: str, options: dict[str, object]) -> None:
    """Change what is known beside an import; undo puts it back."""
    change.update(tables.import_, {"id": import_id}, options=options)


def of_source(connection: Connection, shop_id: int, source: str) -> frozenset[str]:
    """Return the ids of the imports of a source."""
    table = tables.import_
    rows = connection.execute(
        select(table.c.id).where(table.c.shop_id == shop_id, table.c.source == source)
    )
    return frozenset(row.id for row in rows)


def all_imports(connection: Connection, shop_id: int) -> list[ImportRecord]:
    """Return every import, oldest first."""
    table = tables.import_
    rows = connection.execute(
        select(table).where(table.c.shop_id == shop_id).order_by(table.c.place)
    )
    return [_record(dict(row._mapping)) for row in rows]


def by_id(connection: Connection, shop_id: int, import_id: str) -> ImportRecord | None:
    """Return one import."""
    table = tables.import_
    row = connection.execute(
        select(table).where(table.c.shop_id == shop_id, table.c.id == import_id)
    ).one_or_none()
    return None if row is None else _record(dict(row._mapping))


def remove(change: Change, import_id: str) -> None:
    """Take an import out, with the rows and the coverage that only it brought."""
    for table in _ROW_TABLES:
        remove_rows(change, table, import_id)
    for table, column in (
        (tables.coverage, tables.coverage.c.import_id),
        (tables.import_, tables.import_.c.id),
    ):
        change.connection.execute(
            table.delete().where(table.c.shop_id == change.shop_id, column == import_id)
        )


def _record(row: dict[str, object]) -> ImportRecord:
    del row["shop_id"], row["place"]
    row["kind"] = StatementKind(str(row["kind"]))
    for name in ("period_from", "period_to"):
        row[name] = row[name] and dt.date.fromisoformat(str(row[name]))
    row["imported_at"] = dt.datetime.fromisoformat(str(row["imported_at"]))
    row["complete"] = bool(row["complete"])
    return ImportRecord(**row)  # type: ignore[arg-type]
