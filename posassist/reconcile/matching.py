"""Match a shop's rows: what a person decided stays, kernel and deposit rules do the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.match import DepositMatch, Match, MatchState
from posassist.reconcile.board import RULES, Pairs
from posassist.reconcile.cancelled import taken_back
from posassist.reconcile.columns import Columns, columns
from posassist.reconcile.deposits import Desk
from posassist.reconcile.items import direct, settled
from posassist.reconcile.kernel import match
from posassist.reconcile.rows import JournalRows, LineRows
from posassist.reconcile.rules import SUGGESTED
from posassist.reconcile.terms import Terms

Pair = tuple[int, int]
_STATES: Final = tuple(
    MatchState.SUGGESTED if each in SUGGESTED else MatchState.AUTO for each in RULES
)


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
    """What a person decided, by id; `rejected_direct` are pairs of bank and journal.

    `payers` are providers and what the bank writes of who pays for them.
    """

    confirmed: frozenset[Pair] = frozenset()
    manual: tuple[ManualMatch, ...] = ()
    rejected: frozenset[Pair] = frozenset()
    rejected_deposits: frozenset[Pair] = frozenset()
    rejected_direct: frozenset[Pair] = frozenset()
    payers: frozenset[tuple[str, str]] = frozenset()

    def by_hand(self, kind: str, *, with_: str = "") -> frozenset[int]:
        """Return the ids of a kind (journal, settlement, bank) linked by hand (with another)."""
        return frozenset(
            row
            for each in self.manual
            if not with_ or getattr(each, with_)
            for row in getattr(each, kind)
        )


@dataclass(frozen=True, slots=True)
class Matching:
    """Every match of a shop but those made by hand, by ids."""

    matches: tuple[Match, ...]
    deposits: tuple[DepositMatch, ...]


def match_books(
    journal: JournalRows,
    settlement: LineRows,
    bank: Sequence[Booked[BankLine]],
    terms: Terms,
    decisions: Decisions,
    kernel: Callable[[Columns, Columns, frozenset[Pair]], Pairs] = match,
) -> Matching:
    """Match everything that is not locked. The same rows in any order give the same matching."""
    confirmed = [
        Match(line, entry, "confirmed", MatchState.CONFIRMED, 1)
        for line, entry in sorted(decisions.confirmed)
    ]
    locked = decisions.by_hand("journal", with_="settlement")
    locked |= {each.journal for each in confirmed}
    locked_lines = decisions.by_hand("settlement", with_="journal")
    locked_lines |= {each.settlement for each in confirmed}
    back = taken_back(journal)
    left, right = columns(journal, settlement, terms, back.cancelled, (locked, locked_lines))
    pairs = kernel(left, right, decisions.rejected)
    found = [
        Match(line, row, RULES[rule], _STATES[rule], count)
        for line, row, rule, count in zip(
            right.ids[pairs.settlement].tolist(),
            left.ids[pairs.journal].tolist(),
            pairs.rule.tolist(),
            pairs.alternatives.tolist(),
            strict=True,
        )
    ]
    matches = tuple(sorted(confirmed + found, key=lambda each: each.settlement))
    gone = {each.journal for each in matches} | back.cancelled
    gone |= locked | decisions.by_hand("journal", with_="bank")
    banked = decisions.by_hand("settlement", with_="bank")
    takings = (settled(settlement, terms, banked), direct(journal, settlement, terms, gone))
    used = decisions.by_hand("bank")
    refused = {(one, line, False) for one, line in decisions.rejected_deposits}
    refused |= {(one, row, True) for one, row in decisions.rejected_direct}
    acquirers = {each.acquirer for each in terms.agreements}
    free = [each for each in bank if each.id not in used]
    desk = Desk(takings, free, acquirers, refused, decisions.payers)
    return Matching(matches, desk.settle())
