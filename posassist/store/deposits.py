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
    names = ("id", "fingerprint", "occurrence", *_COLUMNS)
    found = []
    for (
        row_id, print_, occurrence, account, on, amount, balance, currency, who, memo, reference,
        raw,
    ) in ordered(connection, shop_id, tables.bank_line, names):  # fmt: skip
        source = where[row_id]
        record = BankLine(
            row=source.row,
            booked_on=dt.date.fromisoformat(on),
            amount=Money.of(amount, currency),
            balance=None if balance is None else Money.of(balance, currency),
            counterparty=who,
            memo=memo,
            reference=reference,
            raw=raw,
        )
        found.append(
            Booked(row_id, record, source.file, source.import_id, print_, occurrence, account)
        )
    return found
