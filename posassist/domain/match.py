"""Which rows belong together, by what rule, and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum


class MatchState(StrEnum):
    """auto stands, made by a rule; suggested waits for a person; the rest a person decided."""

    AUTO = "auto"
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    MANUAL = "manual"
    REJECTED = "rejected"


LOCKED = frozenset({MatchState.CONFIRMED, MatchState.MANUAL})


@dataclass(frozen=True, slots=True)
class Match:
    """A settlement line and its journal entry, by their ids in the books.

    `alternatives` counts the journal rows that fitted as well, itself included (1 = unique).
    """

    settlement: int
    journal: int
    rule: str
    state: MatchState
    alternatives: int


@dataclass(frozen=True, slots=True)
class DepositMatch:
    """A bank line and the settlement lines (or journal entries) it pays, by their ids.

    `difference_minor` = bank amount minus their net sum; `solutions` counts the combinations that
    fitted (only one is ever taken by itself).
    """

    bank: int
    settlement: tuple[int, ...]
    rule: str
    state: MatchState
    solutions: int = 1
    difference_minor: int = 0
    journal: tuple[int, ...] = ()
