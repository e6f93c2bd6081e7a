"""A case: discrepancies the owner pursues, with every contact, file and step on record."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from posassist.domain.money import Money, sums


class Outcome(StrEnum):
    """How a case ended."""

    RECOVERED = "recovered"
    PARTLY = "partly"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One discrepancy as it stood when the case was opened; rows by their file and row number.

    `rows` are (kind, file name, sha256 of the kept original, row) and hold across undo and redo.
    """

    discrepancy_id: str
    kind: str
    at_stake: Money
    due_on: dt.date | None
    reason_zh: str
    reason_en: str
    journal: tuple[int, ...] = ()
    settlement: tuple[int, ...] = ()
    bank: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of the contact log."""

    on: dt.date
    text: str
    with_whom: str = ""
    ticket: str = ""
    promise: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file the owner added to a case, kept in the vault."""

    name: str
    sha256: str
    sha256_given: str
    size: int
    added_on: dt.date


@dataclass(frozen=True, slots=True)
class Case:
    """A numbered case of a shop; `step` is the ladder step it stands on (cn-provider …).

    `deposit` is the bank line that solved it, by its id.
    """

    number: int
    opened_on: dt.date
    jurisdiction: str
    step: str
    items: tuple[CaseItem, ...]
    contacts: tuple[Contact, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    advanced_on: dt.date | None = None
    closed_on: dt.date | None = None
    outcome: Outcome | None = None
    recovered: Money | None = None
    deposit: int | None = None

    @property
    def at_stake(self) -> tuple[Money, ...]:
        """What the case is about, one sum a currency."""
        return tuple(sums(item.at_stake for item in self.items).values())
