"""How far a terminal's clock is off, told from sales whose settlement states a time."""

import numpy as np

from posassist.reconcile.texts import Ints

_STEADY = 120
_BITS = 40  # of a difference in seconds, with its sign


def clocks(terminal: Ints, difference: Ints) -> tuple[Ints, Ints]:
    """Return, by terminal code, the seconds its clock lacks and how many sales bear that out.

    It is the middle of the differences, where at least half of them lie near it; else 0 and 0.
    """
    size = int(terminal.max(initial=0)) + 1
    count = np.bincount(terminal, minlength=size)
    known = np.flatnonzero(count)
    middle = np.zeros(size, dtype=np.int64)
    start = np.cumsum(count) - count
    ordered = np.sort((terminal << _BITS) + difference)
    places = (start + (count - 1) // 2)[known]
    middle[known] = ordered[places] - (known << _BITS)
    near = np.abs(difference - middle[terminal]) <= _STEADY
    support = np.bincount(terminal[near], minlength=size)
    steady = 2 * support >= count
    return np.where(steady, middle, 0), np.where(steady, support, 0)
