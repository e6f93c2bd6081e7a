"""The registered terminals of a shop."""

from dataclasses import asdict

from sqlalchemy import Connection, select

from posassist.domain.party import Terminal
from posassist.store import tables
from posassist.store.books import Change


def all_terminals(connection: Connection, shop_id: int) -> list[Terminal]:
    """Return the terminals of a shop, oldest first."""
    table = tables.terminal
    rows = connection.execute(select(table).where(table.c.shop_id == shop_id).order_by(table.c.id))
    return [Terminal(*row[1:]) for row in rows]


def set_terminal(change: Change, terminal: Terminal) -> Terminal:
    """Add a terminal, or change the one of that number."""
    known = {each.id for each in all_terminals(change.connection, change.shop_id)}
    if terminal.id in known:
        values = asdict(terminal)
        change.update(tables.terminal, {"id": values.pop("id")}, **values)
    else:
        change.insert(tables.terminal, **asdict(terminal))
    return terminal
