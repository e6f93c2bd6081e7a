"""Match a shop's rows: what a person decided stays, the kernel does the rest."""

from dataclasses import dataclass

from posassist.domain.match import DepositMatch, Match

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ManualMatch:
    """Rows put together by hand, by id, and why their sums may differ."""

    match_id: str
    journal: tuple[int, ...]
    settlement: tuple[int, ...]
    bank: tuple[int, ...]
    difference: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided: (settlement, journal) pairs and (bank, settlement) pairs, by id."""

    confirmed: frozenset[Pair] = frozenset()
    manual: tuple[ManualMatch, ...] = ()
    rejected: frozenset[Pair] = frozenset()
    rejected_deposits: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Matching:
    """Every match of a shop, by ids."""

    matches: tuple[Match, ...]
    deposits: tuple[DepositMatch, ...]
