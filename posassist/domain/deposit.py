"""What arrived in, or left, the shop's bank account."""

import datetime as dt
from dataclasses import dataclass

from posassist.domain.money import Money


@dataclass(frozen=True, slots=True)
class BankLine:
    """One booked line of a bank statement; money to the shop is positive."""

    row: int
    booked_on: dt.date
    amount: Money
    balance: Money | None = None
    counterparty: str = ""
    memo: str = ""
    reference: str = ""
    raw: str = ""
