"""The one combination of parts that gives a sum, or none."""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

# So few parts that another combination gives the same sum by chance once in a thousand at most.
_CHANCE: Final = 1000


def only_subset(sums: Sequence[int], target: int) -> list[int] | None:
    """Return the places of the only proper subset with this sum, in order.

    None where there is none, where another fits as well, or where there are so many parts that
    a fit says nothing.
    """
    if len(sums) < 2 or min(sums) <= 0 or not 0 < target < sum(sums):
        return None
    if _CHANCE << len(sums) > sum(sums) and len(sums) > 3:
        return None
    reach = [1]
    for value in sums:
        reach.append(reach[-1] | reach[-1] << value)
    found: list[list[int]] = []
    stack: list[tuple[int, int, list[int]]] = [(len(sums), target, [])]
    while stack and len(found) < 2:
        place, rest, chosen = stack.pop()
        if place == 0:
            found.append(chosen[::-1])
            continue
        value = sums[place - 1]
        if rest >= value and reach[place - 1] >> (rest - value) & 1:
            stack.append((place - 1, rest - value, [*chosen, place - 1]))
        if reach[place - 1] >> rest & 1:
            stack.append((place - 1, rest, chosen))
    return found[0] if len(found) == 1 else None


def only_parts(sums: Sequence[int], target: int, most: int) -> tuple[int, ...] | None:
    """Return the places of the only two to `most` of a few sums that together give the target."""
    found = [
        places
        for size in range(2, most + 1)
        for places in combinations(range(len(sums)), size)
        if sum(sums[place] for place in places) == target
    ]
    return found[0] if len(found) == 1 else None
