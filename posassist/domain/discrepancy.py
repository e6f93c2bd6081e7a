"""What does not add up: computed from rows, day and coverage, never stored."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from posassist.base.i18n import Text
from posassist.domain.money import Money
from posassist.domain.words import Question, Words


class Kind(StrEnum):
    """The kinds of the contract, and the two states that are not yet one."""

    MISSING = "missing"
    NOT_ARRIVED = "not_arrived"
    LATE = "late"
    SHORT = "short"
    OVER = "over"
    AMOUNT_DIFFERS = "amount_differs"
    DUPLICATE_CHARGE = "duplicate_charge"
    DUPLICATE_SETTLEMENT = "duplicate_settlement"
    DUPLICATE_DEPOSIT = "duplicate_deposit"
    OVERCHARGED_FEE = "overcharged_fee"
    UNEXPECTED_FEE = "unexpected_fee"
    HELD = "held"
    RETURNED = "returned"
    CHARGEBACK = "chargeback"
    REFUND_UNMATCHED = "refund_unmatched"
    UNKNOWN_OUTCOME = "unknown_outcome"
    UNKNOWN_LINE = "unknown_line"


@dataclass(frozen=True, slots=True)
class Cause:
    """A probable cause: the rule that names it, what to check, whom to ask, the next step.

    `speaks_for` and `speaks_against` are what the rows say; `ask` is what only the owner knows;
    after `escalate_after` working days without an answer it is time to go further (0: at once).
    """

    rule: str
    title: Words
    likelihood: str
    check: tuple[Words, ...]
    contact: Words
    next_step: Words
    speaks_for: tuple[Text, ...] = ()
    speaks_against: tuple[Text, ...] = ()
    ask: Question | None = None
    escalate_after: int = 0


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is wrong, or would be if a file covered the day (`covered` false).

    `journal`, `settlement`, `bank` are row ids of the books; `of_equal` is (n, m): n of m
    indistinguishable rows. `id` comes from content and is the same from run to run.
    """

    id: str
    kind: Kind
    at_stake: Money
    due_on: dt.date | None
    days_late: int
    working_days_late: int
    covered: bool
    reason: Text
    journal: tuple[int, ...] = ()
    settlement: tuple[int, ...] = ()
    bank: tuple[int, ...] = ()
    of_equal: tuple[int, int] | None = None
    causes: tuple[Cause, ...] = ()
    provisional: bool = False
