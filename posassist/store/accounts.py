"""The bank accounts of a shop."""

from dataclasses import asdict

from sqlalchemy import Connection, select

from posassist.domain.party import Account
from posassist.store import tables
from posassist.store.books import Change


def all_accounts(connection: Connection, shop_id: int) -> list[Account]:
    """Return the accounts of a shop, oldest first."""
    table = tables.account
    rows = connection.execute(select(table).where(table.c.shop_id == shop_id).order_by(table.c.id))
    return [Account(*row[1:]) for row in rows]


def add_account(change: Change, account: Account) -> Account:
    """Add an account."""
    change.insert(tables.account, **asdict(account))
    return account
