"""The matching kernel: numpy over int64 columns; sorts and probes, no loops over rows.

Passes run from the strongest key to the weakest; each row is claimed once. Within a key the k-th
row of one side meets the k-th of the other in content order, so any order of rows gives the same
pairs. Keys are exact codes, never hashes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posassist.reconcile.columns import Columns, Ints

Mask = NDArray[np.bool_]
Key = Callable[[Columns], list[Ints]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Matched positions of both sides, the pass that found them, and the class size."""

    journal: Ints
    settlement: Ints
    rule: list[str]
    alternatives: Ints


@dataclass(frozen=True, slots=True)
class _Pass:
    rule: str
    key: Key
    shifts: tuple[int, ...] = ()
    unique: bool = False
    any_amount: bool = False


_PASSES = (
    _Pass("K1", lambda c: [c.terminal, c.rrn, c.amount]),
    _Pass("K2", lambda c: [c.rrn, c.amount], unique=True),
    _Pass("K3", lambda c: [c.terminal, c.batch, c.trace, c.amount]),
    _Pass("K4", lambda c: [c.terminal, c.trace, c.amount], shifts=(0, 1, -1)),
    _Pass("K5", lambda c: [c.auth, c.last4, c.amount], shifts=(0, 1, -1, 2, 3), unique=True),
)
_AFTER_CLOCK = (
    _Pass("K7", lambda c: [c.terminal, c.last4, c.amount], shifts=(0, 1, -1), unique=True),
    _Pass("K8", lambda c: [c.terminal, c.rrn, np.sign(c.amount)], unique=True),
    _Pass("K9", lambda c: [c.terminal, c.trace, np.sign(c.amount)], shifts=(0,), unique=True),
    _Pass("K10", lambda c: [c.terminal, c.amount], shifts=(0, 1, -1)),
)


class _Board:
    """Which rows are still open, and the pairs found so far."""

    def __init__(
        self, left: Columns, right: Columns, forbidden: frozenset[tuple[int, int]]
    ) -> None:
        self.left, self.right, self.forbidden = left, right, forbidden
        self.to_left = np.full(len(right.ids), -1, dtype=np.int64)
        self.rules = np.full(len(right.ids), "", dtype="U4")
        self.alternatives = np.zeros(len(right.ids), dtype=np.int64)
        self.left_open = np.ones(len(left.ids), dtype=np.bool_)

    def run(self, rule: str, left_key: list[Ints], right_key: list[Ints], *, unique: bool) -> None:
        """Pair the open rows whose keys are equal and whole (no part 0)."""
        here = np.flatnonzero(self.left_open & _whole(left_key))
        there = np.flatnonzero((self.to_left < 0) & _whole(right_key))
        if not len(here) or not len(there):
            return
        codes = _codes(
            [np.concatenate((one[here], two[there])) for one, two in zip(left_key, right_key,
                                                                       strict=True)]
        )  # fmt: skip
        ours, theirs = codes[: len(here)], codes[len(here) :]
        left_order = np.lexsort((self.left.rank[here], self.left.second[here], ours))
        right_order = np.lexsort(
            (
                self.right.rank[there],
                self.right.due[there],
                self.right.second[there],
                self.right.weight[there],
                theirs,
            )
        )
        ours, theirs = ours[left_order], theirs[right_order]
        size = int(max(len(ours), len(theirs)) + 1)
        left_slots = ours * size + _place(ours)
        right_slots = theirs * size + _place(theirs)
        _slots, at_left, at_right = np.intersect1d(
            left_slots, right_slots, assume_unique=True, return_indices=True
        )
        count = np.bincount(ours)[ours[at_left]]
        if unique:
            alone = (count == 1) & (np.bincount(theirs)[theirs[at_right]] == 1)
            at_left, at_right, count = at_left[alone], at_right[alone], count[alone]
        rows, lines = here[left_order[at_left]], there[right_order[at_right]]
        if self.forbidden:
            allowed = np.fromiter(
                (
                    (int(self.right.ids[line]), int(self.left.ids[row])) not in self.forbidden
                    for row, line in zip(rows, lines, strict=True)
                ),
                dtype=np.bool_,
                count=len(rows),
            )
            rows, lines, count = rows[allowed], lines[allowed], count[allowed]
        self.to_left[lines] = rows
        self.rules[lines] = rule
        self.alternatives[lines] = count
        self.left_open[rows] = False


def match(left: Columns, right: Columns, forbidden: frozenset[tuple[int, int]]) -> Pairs:
    """Pair journal (left) and settlement (right); `forbidden` are (settlement, journal) ids."""
    board = _Board(left, right, forbidden)
    for each in _PASSES:
        _pass(board, each)
    _clock(board)
    for each in _AFTER_CLOCK:
        _pass(board, each)
    undated = np.where(right.day == 0, right.due, 0)
    board.run("K11", [left.due, left.amount], [undated, right.amount], unique=False)
    lines = np.flatnonzero(board.to_left >= 0)
    return Pairs(
        journal=board.to_left[lines],
        settlement=lines,
        rule=[str(rule) for rule in board.rules[lines]],
        alternatives=board.alternatives[lines],
    )


def _pass(board: _Board, each: _Pass) -> None:
    left_key, right_key = each.key(board.left), each.key(board.right)
    if not each.shifts:
        board.run(each.rule, left_key, right_key, unique=each.unique)
    for shift in each.shifts:
        moved = np.where(board.right.day > 0, board.right.day - shift, 0)
        board.run(each.rule, [*left_key, board.left.day], [*right_key, moved], unique=each.unique)


def _clock(board: _Board) -> None:
    """Estimate each terminal's clock from strong pairs, then match by amount and second."""
    lines = np.flatnonzero((board.to_left >= 0) & (board.right.second >= 0))
    rows = board.to_left[lines]
    offset = np.zeros(len(board.left.ids), dtype=np.int64)
    terminals = board.left.terminal[rows]
    difference = board.right.second[lines] - board.left.second[rows]
    for terminal in np.unique(terminals):
        values, counts = np.unique(difference[terminals == terminal], return_counts=True)
        offset[board.left.terminal == terminal] = values[np.argmax(counts)]
    seconds = np.where(board.right.second >= 0, board.right.second, 0)
    board.run(
        "K6",
        [board.left.terminal, board.left.amount, board.left.second + offset],
        [board.right.terminal, board.right.amount, seconds],
        unique=False,
    )


def _whole(key: list[Ints]) -> Mask:
    whole = np.ones(len(key[0]), dtype=np.bool_)
    for part in key:
        whole &= part != 0
    return whole


def _codes(parts: list[Ints]) -> Ints:
    """Return one number for each distinct combination, exact."""
    _values, codes = np.unique(parts[0], return_inverse=True)
    for part in parts[1:]:
        values, inverse = np.unique(part, return_inverse=True)
        _values, codes = np.unique(codes * len(values) + inverse, return_inverse=True)
    return codes.astype(np.int64)


def _place(codes: Ints) -> Ints:
    """Return each row's place within its run of equal codes (codes are sorted)."""
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    lengths = np.diff(np.append(starts, len(codes)))
    return np.arange(len(codes), dtype=np.int64) - np.repeat(starts, lengths)
