"""The registered terminals of a shop."""

import datetime as dt
from dataclasses import asdict

from sqlalchemy import Connection, select

from posassist.domain.party import Terminal
from posassist.store import tables
from posassist.store.books import Change


def all_terminals(connection: Connection, shop_id: int) -> list[Terminal]:
    """Return the terminals of a shop, oldest first."""
    table = tables.terminal
    rows = connection.execute(select(table).where(table.c.shop_id == shop_id).order_by(table.c.id))
    return [
        Terminal(
            id=row.id,
            name=row.name,
            protocol=row.protocol,
            port=row.port,
            serial=row.serial,
            terminal_id=row.terminal_id,
            merchant_id=row.merchant_id,
            currency=row.currency,
            operation_codes=row.operation_codes,
            merchant_name=row.merchant_name,
            suspended_until=row.suspended_until and dt.date.fromisoformat(row.suspended_until),
        )
        for row in rows
    ]


def set_terminal(change: Change, terminal: Terminal) -> Terminal:
    """Add a terminal, or change the one of that number."""
    known = {each.id for each in all_terminals(change.connection, change.shop_id)}
    until = terminal.suspended_until
    values = asdict(terminal) | {"suspended_until": until and until.isoformat()}
    if terminal.id in known:
        change.update(tables.terminal, {"id": values.pop("id")}, **values)
    else:
        change.insert(tables.terminal, **values)
    return terminal
