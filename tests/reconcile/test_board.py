"""Keys become exact numbers, however far apart their parts lie."""

import itertools

import numpy as np

from posassist.reconcile.board import _codes
from posassist.reconcile.clock import clocks


def test_codes_are_equal_exactly_where_all_parts_are() -> None:
    rng = np.random.default_rng(1)
    wide = [rng.choice([0, 1, 1 << 40, 1 << 61], 50) for _ in range(5)]
    other = [rng.choice([0, 1, 1 << 40, 1 << 61], 50) for _ in range(5)]
    left, right, size = _codes(wide, other)
    assert size < 1 << 62
    for one, two in itertools.product(range(50), range(50)):
        same = all(ours[one] == theirs[two] for ours, theirs in zip(wide, other, strict=True))
        assert (left[one] == right[two]) == same


def test_a_clock_is_known_by_the_middle_of_what_most_sales_say() -> None:
    terminal = np.array([1, 1, 1, 2, 2, 2, 2, 4])
    difference = np.array([3600, 3610, 9, 0, 5000, 90000, 7, -60])
    lacking, support = clocks(terminal, difference)
    assert lacking.tolist() == [0, 3600, 7, 0, -60]
    assert support.tolist() == [0, 2, 2, 0, 1]
    lacking, support = clocks(terminal[3:6], difference[3:6])
    assert (lacking.tolist(), support.tolist()) == ([0, 0, 0], [0, 0, 0])
