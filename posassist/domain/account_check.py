"""What the owner saw in the bank's app: it alerts, and is never evidence."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from posassist.domain.money import Money


class Saw(StrEnum):
    """What was seen."""

    ARRIVED = "arrived"
    NOT_ARRIVED = "not-arrived"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """One look into the app: of an account, on a day; `amount` where another one was there."""

    number: int
    account: str
    on: dt.date
    saw: Saw
    amount: Money | None = None
