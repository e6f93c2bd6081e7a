"""What a terminal's settlement always does, told from the pairs that are sure.

Where a number, a channel, a day or a time agreed in every sure pair of a terminal, two rows that
differ in it are not the same sale. Nothing is concluded from a few pairs.
"""

from typing import Final

import numpy as np

from posassist.reconcile.columns import Columns
from posassist.reconcile.texts import Ints, Mask

_NUMBERED: Final = 3
_ENOUGH: Final = 20
_ENOUGH_SHIFTED: Final = 5
_RARELY: Final = 500  # one in so many pairs may break a habit
_STEADY: Final = 120
_APART: Final = 600
_TELLING: Final = ("terminal", "trace", "auth", "last4", "channel")


class Habits:
    """By terminal code of the journal: what differs in no sure pair."""

    def __init__(self, left: Columns, right: Columns) -> None:
        self._size = int(max(left.terminal.max(initial=0), right.terminal.max(initial=0))) + 1
        none = np.zeros(self._size, dtype=np.bool_)
        # The settlement numbers sales in its own way: a differing reference says nothing.
        self.own_numbers = none
        self._tells = dict.fromkeys(_TELLING, none)
        self._timed = none
        # Whether lines without and with a time are dated by the clock, and by the provider's day.
        self._dated: list[tuple[Mask, Mask, Mask]] = [(none, none, none)] * 2

    def learn_numbers(self, left: Columns, right: Columns, rows: Ints, lines: Ints) -> None:
        """Learn from pairs that were found by reference number alone."""
        same = rows[(left.rrn[rows] == right.rrn[lines]) & (left.rrn[rows] > 0)]
        numbered = self._count(right.terminal[right.rrn > 0])
        self.own_numbers = (self._count(left.terminal[same]) == 0) & (numbered >= _NUMBERED)
        terminal = left.terminal[rows]
        for name in _TELLING:
            ours, theirs = getattr(left, name)[rows], getattr(right, name)[lines]
            known = (ours > 0) & (theirs > 0)
            self._tells[name] = self._always(terminal, known, ours == theirs)

    def learn_days(self, left: Columns, right: Columns, rows: Ints, lines: Ints) -> None:
        """Learn from all sure pairs, the terminals' clocks set right before."""
        terminal, on = left.terminal[rows], right.day[lines]
        day, traded = left.day[rows], left.traded[rows]
        timed = right.second[lines] > 0
        near = np.abs(right.second[lines] - left.second[rows]) <= _STEADY
        self._timed = self._always(terminal, timed, near)
        shifted = day != traded
        self._dated = [
            (
                self._always(terminal, kind & (on > 0) & ~shifted, on == day),
                self._always(terminal, kind & (on > 0) & shifted, on == day, _ENOUGH_SHIFTED),
                self._always(terminal, kind & (on > 0) & shifted, on == traded, _ENOUGH_SHIFTED),
            )
            for kind in (~timed, timed)
        ]

    def broken(self, left: Columns, right: Columns, rows: Ints, lines: Ints) -> Mask:
        """Say which pairs differ in what never differs for their terminal."""
        terminal = left.terminal[rows]
        found: Mask = np.zeros(len(rows), dtype=np.bool_)
        for name, tells in self._tells.items():
            ours, theirs = getattr(left, name)[rows], getattr(right, name)[lines]
            differs = np.flatnonzero((ours != theirs) & (ours > 0) & (theirs > 0))
            found[differs] |= tells[terminal[differs]]
        second, on = right.second[lines], right.day[lines]
        apart = np.abs(second - left.second[rows]) > _APART
        found |= (second > 0) & apart & self._timed[terminal]
        day, traded = left.day[rows], left.traded[rows]
        for kind, (usual, by_clock, by_provider) in zip(
            (second == 0, second > 0), self._dated, strict=True
        ):
            dated = kind & (on > 0)
            found |= dated & usual[terminal] & (on != day) & (on != traded)
            found |= dated & by_clock[terminal] & (on != day)
            found |= dated & by_provider[terminal] & (on != traded)
        return found

    def _count(self, terminals: Ints) -> Ints:
        return np.bincount(terminals, minlength=self._size)

    def _always(self, terminal: Ints, known: Mask, agrees: Mask, enough: int = _ENOUGH) -> Mask:
        """Say for which terminals it agreed in all but a few of enough pairs."""
        pairs = self._count(terminal) - self._count(terminal[np.flatnonzero(~known)])
        broken = self._count(terminal[np.flatnonzero(known & ~agrees)])
        always: Mask = (pairs >= enough) & (broken * _RARELY <= pairs)
        return always
