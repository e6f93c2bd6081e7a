"""What the tables of the books have in common: the shop leads every key, names follow a rule."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: SchemaItem) -> Table:
    """Return a table of the books; its first column is the shop."""
    return Table(name, metadata, Column("shop_id", Integer, nullable=False), *parts)


def texts(*names: str) -> Iterator[Column[str]]:
    """Yield columns of text, empty where nothing is said."""
    return (Column(each, Text, nullable=False, server_default="") for each in names)


def day(name: str, *, nullable: bool = True) -> Column[str]:
    """Return a column of a day or moment, as ISO 8601 writes it."""
    return Column(name, Text, nullable=nullable)


def number(name: str) -> Column[int]:
    """Return a column of a whole number: an id, a size, an amount in minor units."""
    return Column(name, BigInteger, nullable=False)


def document(name: str) -> Column[object]:
    """Return a column of JSON."""
    return Column(name, JSON, nullable=False)


def key(*columns: str) -> PrimaryKeyConstraint:
    """Return the key of a table: the shop, then these columns."""
    return PrimaryKeyConstraint("shop_id", *columns)


def of_shop() -> ForeignKeyConstraint:
    """Return the rule that a row's shop is in the books."""
    return ForeignKeyConstraint(["shop_id"], ["shop.shop_id"])


def of(owner: str, column: str) -> ForeignKeyConstraint:
    """Return the rule that `column` names a row of the table `owner`, in the same shop."""
    return ForeignKeyConstraint(["shop_id", column], [f"{owner}.shop_id", f"{owner}.id"])


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """Return the rule that a column holds one of the words."""
    words = ", ".join(f"'{each.value}'" for each in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)
