"""Match a shop's rows: what a person decided stays, kernel and deposit rules do the rest."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.match import DepositMatch, Match, MatchState
from posassist.reconcile.board import RULES, Pairs
from posassist.reconcile.cancelled import taken_back
from posassist.reconcile.columns import Columns, columns
from posassist.reconcile.deposits import Desk
from posassist.reconcile.items import direct, settled
from posassist.reconcile.kernel import match
from posassist.reconcile.rows import JournalRows, LineRows, ints
from posassist.reconcile.rules import SUGGESTED
from posassist.reconcile.terms import Terms
from posassist.reconcile.texts import Ints

Pair = tuple[int, int]
# The rules of pairs by their number, and the state each makes.
PAIRED_BY: Final = (*RULES, "confirmed")
STATES: Final = (
    *(MatchState.SUGGESTED if each in SUGGESTED else MatchState.AUTO for each in RULES),
    MatchState.CONFIRMED,
)
_CONFIRMED: Final = len(RULES)


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


@dataclass(frozen=True, slots=True)
class Links:
    """The same by column: pairs by the line's id, `rule` a number of `PAIRED_BY`."""

    settlement: Ints
    journal: Ints
    rule: Ints
    alternatives: Ints
    deposits: tuple[DepositMatch, ...]

    @property
    def matching(self) -> Matching:
        """The same, a record each."""
        columns = (self.settlement, self.journal, self.rule, self.alternatives)
        pairs = zip(*(each.tolist() for each in columns), strict=True)
        return Matching(
            tuple(
                Match(line, row, PAIRED_BY[rule], STATES[rule], count)
                for line, row, rule, count in pairs
            ),
            self.deposits,
        )


def match_books(
    journal: JournalRows,
    settlement: LineRows,
    bank: Sequence[Booked[BankLine]],
    terms: Terms,
    decisions: Decisions,
    kernel: Callable[[Columns, Columns, frozenset[Pair]], Pairs] = match,
) -> Links:
    """Match everything that is not locked. The same rows in any order give the same links."""
    confirmed = sorted(decisions.confirmed)
    sure_lines, sure_rows = (ints(each[side] for each in confirmed) for side in (0, 1))
    locked_rows = _with(sure_rows, decisions.by_hand("journal", with_="settlement"))
    locked_lines = _with(sure_lines, decisions.by_hand("settlement", with_="journal"))
    back = taken_back(journal)
    left, right = columns(journal, settlement, terms, back.cancelled, (locked_rows, locked_lines))
    pairs = kernel(left, right, decisions.rejected)
    lines = np.concatenate((sure_lines, right.ids[pairs.settlement]))
    rows = np.concatenate((sure_rows, left.ids[pairs.journal]))
    rules = np.concatenate((np.full(len(confirmed), _CONFIRMED), pairs.rule))
    counts = np.concatenate((np.ones_like(sure_lines), pairs.alternatives))
    gone = _with(
        rows, back.cancelled, locked_rows.tolist(), decisions.by_hand("journal", with_="bank")
    )
    banked = ints(decisions.by_hand("settlement", with_="bank"))
    takings = (settled(settlement, terms, banked), direct(journal, settlement, terms, gone))
    used = decisions.by_hand("bank")
    refused = {(one, line, False) for one, line in decisions.rejected_deposits}
    refused |= {(one, row, True) for one, row in decisions.rejected_direct}
    acquirers = {each.acquirer for each in terms.agreements}
    free = [each for each in bank if each.id not in used]
    desk = Desk(takings, free, acquirers, refused, decisions.payers)
    order = np.argsort(lines)
    return Links(lines[order], rows[order], rules[order], counts[order], desk.settle())


def _with(ids: Ints, *more: Iterable[int]) -> Ints:
    return np.concatenate((ids, *map(ints, more)))
