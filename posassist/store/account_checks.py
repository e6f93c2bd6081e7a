"""What the owner saw in the bank's app, in the books."""

import datetime as dt

from sqlalchemy import Connection, select

from posassist.domain.account_check import AccountCheck, Saw
from posassist.domain.money import Money
from posassist.store import tables
from posassist.store.books import Change


def add(change: Change, check: AccountCheck) -> None:
    """Store a look into the app."""
    change.insert(
        tables.account_check,
        id=check.number,
        account=check.account,
        on=check.on.isoformat(),
        saw=check.saw.value,
        amount=None if check.amount is None else check.amount.minor,
        currency="" if check.amount is None else check.amount.currency,
    )


def all_checks(connection: Connection, shop_id: int) -> list[AccountCheck]:
    """Return every look of a shop, by day."""
    table = tables.account_check
    rows = connection.execute(
        select(table).where(table.c.shop_id == shop_id).order_by(table.c.on, table.c.id)
    )
    return [
        AccountCheck(
            number=row.id,
            account=row.account,
            on=dt.date.fromisoformat(row.on),
            saw=Saw(row.saw),
            amount=None if row.amount is None else Money.of(row.amount, row.currency),
        )
        for row in rows
    ]
