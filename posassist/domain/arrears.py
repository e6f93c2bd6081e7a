"""Arrears (欠费): what a provider says the shop owes, every answer to the question, the payment."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from posassist.domain.case import Attachment
from posassist.domain.money import Money


class Way(StrEnum):
    """How one can ask what is owed."""

    STATEMENT = "statement"
    PHONE = "phone"
    WEB = "web"
    PLATFORM = "platform"
    SMS = "sms"
    BRANCH = "branch"


class Cause(StrEnum):
    """Why something is owed, as the answer says."""

    AMOUNT = "amount"
    TIME = "time"
    TYPE = "type"
    NO_TOP_UP = "no-top-up"
    WRONG_TRANSFER = "wrong-transfer"
    FAULT = "fault"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered: how it was asked, when, who said it, and what is owed by it."""

    on: dt.date
    way: Way
    text: str
    who: str = ""
    ticket: str = ""
    amount: Money | None = None
    cause: Cause = Cause.UNKNOWN


@dataclass(frozen=True, slots=True)
class Payment:
    """That it was paid, to whom, and the proof kept of it."""

    on: dt.date
    amount: Money
    to: str
    proof: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Arrears:
    """One thing the shop is said to owe; `kind` is a kind of the catalogue (arrears)."""

    number: int
    kind: str
    amount: Money
    since: dt.date
    due_on: dt.date | None = None
    terminal: str = ""
    note: str = ""
    answers: tuple[Answer, ...] = ()
    payment: Payment | None = None

    @property
    def is_open(self) -> bool:
        """Say whether it was not paid yet."""
        return self.payment is None

    @property
    def answers_differ(self) -> bool:
        """Say whether two answers name different amounts."""
        return len({each.amount for each in self.answers if each.amount is not None}) > 1
