"""A combination counts only when it is the only one."""

import random
from itertools import combinations

import pytest

from posassist.reconcile.subset import only_parts, only_subset


@pytest.mark.parametrize(
    ("sums", "target", "places"),
    [
        ([10_000, 5_000], 5_000, [1]),
        ([10_000, 5_000], 15_000, None),
        ([10_000, 5_000], 7_000, None),
        ([10_000, 10_000], 10_000, None),
        ([10_000], 10_000, None),
        ([10_000, -500], 10_000, None),
        ([100, 200, 400, 800], 500, None),
        ([1_000_000, 2_000_000, 400_000, 80_000], 480_000, [2, 3]),
    ],
)
def test_the_only_proper_part(sums: list[int], target: int, places: list[int] | None) -> None:
    assert only_subset(sums, target) == places


def test_every_answer_is_the_only_one_by_counting() -> None:
    rng = random.Random(4)
    for _ in range(200):
        sums = [rng.randrange(50_000, 60_000) for _ in range(rng.randrange(2, 7))]
        chosen = rng.sample(range(len(sums)), rng.randrange(1, len(sums)))
        target = sum(sums[place] for place in chosen)
        fitting = [
            list(places)
            for size in range(1, len(sums))
            for places in combinations(range(len(sums)), size)
            if sum(sums[place] for place in places) == target
        ]
        assert only_subset(sums, target) == (fitting[0] if len(fitting) == 1 else None)


def test_a_few_parts_that_make_a_whole() -> None:
    assert only_parts([60, 40, 7], 100, 3) == (0, 1)
    assert only_parts([60, 40, 60], 100, 3) is None
    assert only_parts([60, 40], 99, 3) is None
