"""Which days the imported files cover."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Connection, select

from posassist.domain.coverage import Coverage
from posassist.domain.settlement import StatementKind
from posassist.store import tables
from posassist.store.books import Change


def add(change: Change, import_id: str, every: Iterable[Coverage]) -> None:
    """Store what an import covers."""
    table = tables.coverage
    following = change.next_id(table)
    for number, each in enumerate(every, following):
        change.connection.execute(
            table.insert().values(
                shop_id=change.shop_id,
                id=number,
                import_id=import_id,
                kind=each.kind.value,
                first=each.first.isoformat(),
                last=each.last.isoformat(),
                traded_from=each.traded_from and each.traded_from.isoformat(),
                traded_to=each.traded_to and each.traded_to.isoformat(),
                merchants=sorted(each.merchants),
                terminals=sorted(each.terminals),
                account=each.account,
            )
        )


def all_coverage(connection: Connection, shop_id: int) -> list[Coverage]:
    """Return what all imports of a shop cover."""
    table = tables.coverage
    rows = connection.execute(select(table).where(table.c.shop_id == shop_id).order_by(table.c.id))
    return [
        Coverage(
            kind=StatementKind(row.kind),
            first=dt.date.fromisoformat(row.first),
            last=dt.date.fromisoformat(row.last),
            traded_from=row.traded_from and dt.date.fromisoformat(row.traded_from),
            traded_to=row.traded_to and dt.date.fromisoformat(row.traded_to),
            merchants=frozenset(row.merchants),
            terminals=frozenset(row.terminals),
            account=row.account,
        )
        for row in rows
    ]
