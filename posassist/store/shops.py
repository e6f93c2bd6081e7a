"""The shops of the books."""

from dataclasses import asdict

from sqlalchemy import Connection, select

from posassist.domain.party import ShopDetails
from posassist.store import tables
from posassist.store.books import Change


def all_shops(connection: Connection) -> list[ShopDetails]:
    """Return every shop, oldest first."""
    rows = connection.execute(select(tables.shop).order_by(tables.shop.c.shop_id))
    return [ShopDetails(row[0], *row[1:]) for row in rows]


def add_shop(change: Change, details: ShopDetails) -> ShopDetails:
    """Add a shop; its id is the transaction's."""
    change.insert(tables.shop, **_values(details))
    return details


def set_shop(change: Change, details: ShopDetails) -> None:
    """Change a shop's details."""
    change.update(tables.shop, {}, **_values(details))


def _values(details: ShopDetails) -> dict[str, object]:
    return {name: value for name, value in asdict(details).items() if name != "id"}
