"""The matching kernel: passes from the strongest key to the weakest over int64 columns.

Settled lines go through all sure keys before those held or pending, and sales in doubt (taken back,
no answer) come last among equals. The same rows in any order give the same pairs.
"""

import itertools
from dataclasses import replace
from typing import Final

import numpy as np

from posassist.reconcile.board import Board, Key, Pairs
from posassist.reconcile.clock import clocks
from posassist.reconcile.columns import Columns, day_of, traded_on
from posassist.reconcile.rows import distinct
from posassist.reconcile.texts import Ints

_Dates = tuple[tuple[str, int], ...]
_Passes = tuple[tuple[Key, _Dates], ...]
_NEAR: Final = 3
_TWO_MINUTES: Final = 120
# Date column and days between: the terminal's day, the provider's, the day due; then neighbors.
_SAME_DAY: Final[_Dates] = (("day", 0), ("traded", 0), ("undated", 0))
_DAYS: Final[_Dates] = (*_SAME_DAY, ("day", 1), ("day", -1))

_REFERENCE: Final[_Passes] = (
    (Key("K1", ("terminal", "rrn", "amount")), ()),
    (Key("K2", ("terminal", "other", "amount"), ("terminal", "rrn", "amount")), ()),
    (Key("K3", ("rrn", "amount"), near=_NEAR, unique=True), ()),
    (Key("K4", ("rrn", "amount"), ("other", "amount")), ()),
)
_SURE: Final[_Passes] = (
    (Key("K5", ("terminal", "batch", "trace", "amount"), near=_NEAR), ()),
    (Key("K6", ("terminal", "trace", "amount")), _DAYS),
    (Key("K7", ("auth", "last4", "amount"), near=_NEAR, unique=True), ()),
    (Key("K8", ("terminal", "auth", "amount"), unique=True), _DAYS),
    (Key("K9", ("terminal", "rrn", "sign"), near=_NEAR, unique=True), ()),
)
_SECOND: Final = (
    Key("K10", ("terminal", "amount", "channel", "second")),
    Key("K10", ("terminal", "amount", "second")),
)
_MISTYPED: Final[_Passes] = ((Key("K20", ("terminal", "shape", "sign"), unique=True), _SAME_DAY),)
_LIKELY: Final[_Passes] = (
    (Key("K12", ("terminal", "last4", "amount"), unique=True), _DAYS),
    (Key("K13", ("terminal", "tail", "amount"), near=1, unique=True, cut="tail"), ()),
    (Key("K14", ("terminal", "trace", "sign"), unique=True), _SAME_DAY),
    (Key("K15", ("terminal", "channel", "second", "sign"), unique=True), ()),
    (Key("K16", ("terminal", "head", "amount"), near=1, unique=True, cut="head"), ()),
)


def match(left: Columns, right: Columns, forbidden: frozenset[tuple[int, int]]) -> Pairs:
    """Pair journal (left) and settlement (right); `forbidden` are (settlement, journal) ids."""
    board = Board(left, right, forbidden)
    by_doubt = [np.flatnonzero(right.doubt == doubt) for doubt in (0, 1)]
    _sure(board, by_doubt)
    _set_clocks(board)
    board.learn_days()
    for lines in by_doubt:
        board.limit(None, lines)
        for key in _SECOND:
            board.run(key)
        board.run_near("K11", ("terminal", "amount"), _TWO_MINUTES)
        for key, dates in _LIKELY:
            _run(board, key, dates)
    for doubtful, lines in itertools.product((0, 1), by_doubt):
        board.limit(np.flatnonzero(left.doubt == doubtful), lines)
        _equal(board, "K17", "terminal")
        board.run_near("K18", ("merchant", "amount"), _TWO_MINUTES)
        _equal(board, "K19", "merchant")
    for lines in by_doubt:
        board.limit(np.flatnonzero(left.doubt == 0), lines)
        for key, dates in _MISTYPED:
            _run(board, key, dates)
    return board.pairs()


def _sure(board: Board, by_doubt: list[Ints]) -> None:
    """Pair by what names a sale; once, after the references, learn what else tells sales apart."""
    for doubt, lines in enumerate(by_doubt):
        board.limit(None, lines)
        for key, dates in _REFERENCE:
            _run(board, key, dates)
        if not doubt:
            board.learn_numbering()
        for key, dates in _SURE:
            _run(board, key, dates)


def _run(board: Board, key: Key, dates: _Dates) -> None:
    if not dates:
        board.run(key)
    for name, shift in dates:
        right = (*(key.right or key.left), name)
        board.run(replace(key, left=(*key.left, name), right=right), shift)


def _equal(board: Board, rule: str, where: str) -> None:
    """Pair the k-th of equal rows with the k-th, first where nothing can contradict it."""
    rows, lines = board.here, board.there
    bare_rows, bare_lines = rows[board.left.rrn[rows] == 0], lines[board.right.rrn[lines] == 0]
    for (name, shift), more in itertools.product(_DAYS, (("channel",), ())):
        key = Key(rule, (where, "amount", *more, name))
        for some in ((rows, bare_lines), (bare_rows, lines), (rows, lines)):
            board.limit(*some)
            board.run(key, shift)


def _set_clocks(board: Board) -> None:
    """Set each terminal's clock by the pairs found so far.

    A clock that nobody sets to summer time is another one in summer; where a season says nothing,
    all of the terminal's pairs speak.
    """
    left, right = board.left, board.right
    rows, lines = board.witnesses()
    timed = right.second[lines] > 0
    rows, lines = rows[timed], lines[timed]
    difference = right.second[lines] - left.second[rows]
    first, season = distinct(left.terminal, left.season)
    whole = _lacking(left.terminal[rows], difference, int(left.terminal.max(initial=0)) + 1)[0]
    wrong, support = _lacking(season[rows], difference, len(first))
    wrong = np.where(support > 0, wrong, whole[left.terminal[first]])
    second = left.second + wrong[season]
    board.left = replace(
        left, second=second, day=day_of(second), traded=traded_on(second, left.cut)
    )


def _lacking(clock: Ints, difference: Ints, size: int) -> tuple[Ints, Ints]:
    """Return what each of so many clocks lacks and how many pairs bear it out, 0 where none do."""
    lacking, support = clocks(clock, difference)
    more = max(0, size - len(lacking))
    return np.pad(lacking, (0, more)), np.pad(support, (0, more))
