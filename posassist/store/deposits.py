"""Bank lines in the books."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection

from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money
from posassist.store import tables
from posassist.store.books import Change
from posassist.store.rows import Added, add_rows, fingerprint, ordered, sources

_COLUMNS = (
    "account", "booked_on", "amount", "balance", "currency", "counterparty", "memo", "reference",
    "raw",
)  # fmt: skip


def add_lines(change: Change, import_id: str, lines: Sequence[BankLine], *, account: str) -> Added:
    """Add the lines of an account that are not there yet."""
    rows = []
    for each in lines:
        values = (
            account, each.booked_on.isoformat(), each.amount.minor,
            each.balance.minor if each.balance else None, each.amount.currency, each.counterparty,
            each.memo, each.reference, each.raw,
        )  # fmt: skip
        rows.append((fingerprint("bank", *values[:-1]), each.row, values))
    return add_rows(change, tables.bank_line, import_id, _COLUMNS, rows)


def lines(connection: Connection, shop_id: int) -> list[Booked[BankLine]]:
    """Return every bank line of a shop."""
    where = sources(connection, shop_id, tables.bank_line)
    return [
        Booked(
            id=row.id,
            record=BankLine(
                row=where[row.id].row,
                booked_on=dt.date.fromisoformat(row.booked_on),
                amount=Money.of(row.amount, row.currency),
                balance=None if row.balance is None else Money.of(row.balance, row.currency),
                counterparty=row.counterparty,
                memo=row.memo,
                reference=row.reference,
                raw=row.raw,
            ),
            file=where[row.id].file,
            import_id=where[row.id].import_id,
            fingerprint=row.fingerprint,
            occurrence=row.occurrence,
            account=row.account,
        )
        for row in ordered(connection, shop_id, tables.bank_line)
    ]
