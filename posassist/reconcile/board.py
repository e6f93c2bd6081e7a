"""The kernel's board: which rows are open, how keys meet, what contradicts what."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from posassist.reconcile.columns import Columns
from posassist.reconcile.habits import Habits
from posassist.reconcile.rules import REASONS
from posassist.reconcile.texts import TENS, Ints, Mask

Names = tuple[str, ...]

RULES: Final = ("", *REASONS)
_LARGEST: Final = 1 << 62
_SECONDS: Final = 1 << 33
_LONGEST_WAY: Final = 30
_SHORTEST_CUT: Final = 4
_FEW: Final = 4
_WITNESSES: Final = 250_000
_SINGLE: Final = frozenset({"rrn", "other"})
_NUMBERS: Final = frozenset({"rrn", "other", "trace", "auth", "last4", "head", "tail"})


@dataclass(frozen=True, slots=True)
class Key:
    """A rule's key: names of columns of both sides (the same if `right` is empty).

    `near` is how many days may lie between, `unique` takes only a pair without another, `cut`
    (head or tail) compares reference numbers of which one is cut.
    """

    rule: str
    left: Names
    right: Names = ()
    near: int | None = None
    unique: bool = False
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Matched positions of both sides, the number of the rule (`RULES`), and the class size."""

    journal: Ints
    settlement: Ints
    rule: Ints
    alternatives: Ints


class Board:
    """The pairs found so far, and which rows (`here`) and lines (`there`) a pass may pair."""

    def __init__(
        self, left: Columns, right: Columns, forbidden: frozenset[tuple[int, int]]
    ) -> None:
        self.left, self.right = left, right
        self.to_left = np.full(len(right.ids), -1, dtype=np.int64)
        self.rules = np.zeros(len(right.ids), dtype=np.int64)
        self.alternatives = np.zeros(len(right.ids), dtype=np.int64)
        self.left_open = np.ones(len(left.ids), dtype=np.bool_)
        self.here = np.arange(len(left.ids))
        self.there = np.arange(len(right.ids))
        self.habits = Habits(left, right)
        self._whole: dict[tuple[bool, str], bool] = {}
        self.refused = _positions(left.ids, right.ids, forbidden)
        self.fussy = np.zeros(len(right.ids), dtype=np.bool_)
        self.fussy[list(self.refused)] = True

    def limit(self, rows: Ints | None, lines: Ints) -> None:
        """Let the next passes pair only these rows (None: all) and lines, as far as open."""
        self.here = np.flatnonzero(self.left_open) if rows is None else rows[self.left_open[rows]]
        self.there = lines[self.to_left[lines] < 0]

    def run(self, key: Key, shift: int = 0) -> None:
        """Pair open rows with equal keys, the k-th with the k-th; no part may be unknown.

        `shift` is what the line's last part lies after the row's.
        """
        right_names = key.right or key.left
        here, there = self._known(key.left, right_names)
        if not self.refused:
            here, there = self._run_single(key, shift, here, there)
        if 0 < _FEW * len(there) < len(here):
            here = self._meeting(key, here, there)
        if not len(here) or not len(there):
            return
        ours = [getattr(self.left, name)[here] for name in key.left]
        theirs = [getattr(self.right, name)[there] for name in right_names]
        theirs[-1] = theirs[-1] - shift
        left_code, right_code, size = _codes(ours, theirs)
        order, left_code = _sorted(left_code, size)
        here = here[order]
        order, right_code = _sorted(right_code, size)
        there = there[order]
        fussy = self.fussy[there]
        self._join(key, (here, left_code), (there[~fussy], right_code[~fussy]))
        for line, code in zip(there[fussy], right_code[fussy], strict=True):
            self._join_one(key, here[left_code == code], int(line))

    def run_near(self, rule: str, names: Names, within: int) -> None:
        """Pair rows whose keys are equal and whose clocks are near, where no other is near."""
        timed = (*names, "second")
        here, there = self._known(timed, timed)
        if not len(here) or not len(there):
            return
        ours, theirs, size = _codes(
            [getattr(self.left, name)[here] for name in names],
            [getattr(self.right, name)[there] for name in names],
        )
        if size > _LARGEST // _SECONDS:
            ours, theirs, _size = _dense(ours, theirs)
        ours = ours * _SECONDS + self.left.second[here]
        theirs = theirs * _SECONDS + self.right.second[there]
        order, ours = _sorted(ours, _LARGEST)
        here = here[order]
        order, theirs = _sorted(theirs, _LARGEST)
        there = there[order]
        first, count = _around(ours, theirs, within)
        lines = np.flatnonzero(count == 1)
        rows = first[lines]
        _first, count = _around(theirs, ours[rows], within)
        rows, lines = here[rows[count == 1]], there[lines[count == 1]]
        keep = self._possible(rows, lines) & ~self._contradicted(rows, lines) & ~self.fussy[lines]
        self._claim(rule, rows[keep], lines[keep], np.ones(int(keep.sum()), dtype=np.int64))

    def learn_numbering(self) -> None:
        """Learn from the pairs by reference which other numbers tell two sales apart."""
        rows, lines = self.witnesses()
        self.habits.learn_numbers(self.left, self.right, rows, lines)

    def learn_days(self) -> None:
        """Learn from the sure pairs, with the clocks set right, how lines are dated and timed."""
        rows, lines = self.witnesses()
        self.habits.learn_days(self.left, self.right, rows, lines)

    def witnesses(self) -> tuple[Ints, Ints]:
        """Return the pairs found so far to learn from: of very many, every so-and-so-many-th."""
        lines = np.flatnonzero(self.to_left >= 0)
        lines = lines[:: 1 + len(lines) // _WITNESSES]
        return self.to_left[lines], lines

    def pairs(self) -> Pairs:
        """Return what was found, by line."""
        lines = np.flatnonzero(self.to_left >= 0)
        return Pairs(
            journal=self.to_left[lines],
            settlement=lines,
            rule=self.rules[lines],
            alternatives=self.alternatives[lines],
        )

    def _known(self, ours: Names, theirs: Names) -> tuple[Ints, Ints]:
        """Return the open rows and lines in which none of the columns is unknown."""
        here, there = self.here, self.there
        for name in ours:
            if not self._is_whole(self.left, name):
                here = here[getattr(self.left, name)[here] != 0]
        for name in theirs:
            if not self._is_whole(self.right, name):
                there = there[getattr(self.right, name)[there] != 0]
        return here, there

    def _is_whole(self, side: Columns, name: str) -> bool:
        """Say whether a column is unknown in no row."""
        key = (side is self.right, name)
        if key not in self._whole:
            self._whole[key] = bool(getattr(side, name).all())
        return self._whole[key]

    def _run_single(self, key: Key, shift: int, here: Ints, there: Ints) -> tuple[Ints, Ints]:
        """Pair by a number that only one open row has, without sorting; return what is left.

        The same pairs as by sorting: of several lines the first is taken, or none (`unique`).
        """
        right_names = key.right or key.left
        numbers = [each for each in zip(key.left, right_names, strict=True) if each[0] in _SINGLE]
        if not numbers or not len(here) or not len(there):
            return here, there
        mine, other = numbers[0]
        ours, theirs = getattr(self.left, mine)[here], getattr(self.right, other)[there]
        size = int(max(ours.max(), theirs.max())) + 1
        many = np.bincount(ours, minlength=size)
        place = np.zeros(size, dtype=np.int64)
        place[ours] = here
        single = many[theirs] == 1
        lines = there[single]
        rows = place[theirs[single]]
        moved = [0] * (len(right_names) - 1) + [shift]
        for left_name, right_name, days in zip(key.left, right_names, moved, strict=True):
            told = getattr(self.right, right_name)[lines] - days
            same = getattr(self.left, left_name)[rows] == told
            rows, lines = rows[same], lines[same]
        first = np.zeros(len(self.left_open), dtype=np.int64)
        first[rows[::-1]] = lines[::-1]
        keep = first[rows] == lines
        if key.unique:
            keep &= np.bincount(rows, minlength=len(first))[rows] == 1
        rows, lines = rows[keep], lines[keep]
        fits = self._fits(key, rows, lines)
        self._claim(key.rule, rows[fits], lines[fits], np.ones(int(fits.sum()), dtype=np.int64))
        return here[many[ours] > 1], there[many[theirs] > 1]

    def _meeting(self, key: Key, here: Ints, there: Ints) -> Ints:
        """Return the rows that share a number with one of a few lines: fewer to sort."""
        for mine, other in zip(key.left, key.right or key.left, strict=True):
            if mine in _NUMBERS:
                ours, theirs = getattr(self.left, mine), getattr(self.right, other)
                wanted = np.zeros(int(max(ours.max(), theirs.max())) + 1, dtype=np.bool_)
                wanted[theirs[there]] = True
                meets: Mask = wanted[ours[here]]
                return here[np.flatnonzero(meets)]
        return here

    def _join(self, key: Key, left: tuple[Ints, Ints], right: tuple[Ints, Ints]) -> None:
        here, ours = left
        there, theirs = right
        first = np.searchsorted(ours, theirs, "left")
        count = np.searchsorted(ours, theirs, "right") - first
        place, run = _places(theirs)
        fits = (count == 1) & (run == 1) if key.unique else place < count
        rows, lines, count = here[(first + place)[fits]], there[fits], count[fits]
        keep = self._fits(key, rows, lines)
        self._claim(key.rule, rows[keep], lines[keep], count[keep])

    def _join_one(self, key: Key, rows: Ints, line: int) -> None:
        """Pair a line of which a person refused some rows with the first of the others."""
        keep = self.left_open[rows] & ~np.isin(rows, list(self.refused[line]))
        chosen = rows[keep & self._fits(key, rows, np.full(len(rows), line))]
        if len(chosen) == 1 or (len(chosen) and not key.unique):
            self._claim(key.rule, chosen[:1], np.array([line]), np.array([len(chosen)]))

    def _claim(self, rule: str, rows: Ints, lines: Ints, count: Ints) -> None:
        if not len(rows):
            return
        self.to_left[lines] = rows
        self.rules[lines] = RULES.index(rule)
        self.alternatives[lines] = count
        self.left_open[rows] = False
        self.limit(self.here, self.there)

    def _fits(self, key: Key, rows: Ints, lines: Ints) -> Mask:
        """Say which pairs of equal keys hold: possible, near in time, nothing against them."""
        fits = self._possible(rows, lines)
        if key.near is not None:
            fits &= self._days_apart(rows, lines) <= key.near
        if key.cut:
            fits &= self._cut(rows, lines, key.cut)
        elif "rrn" not in key.left + key.right:
            fits &= ~self._contradicted(rows, lines)
        return fits

    def _possible(self, rows: Ints, lines: Ints) -> Mask:
        """Say which lines were not paid before their sale; clocks may differ by a day."""
        paid, day = self.right.paid[lines], self.right.day[lines]
        by_its_own_clock = (day > 0) & (np.abs(day - self.left.day[rows]) <= 1) & (paid >= day)
        possible: Mask = (paid >= self.left.traded[rows]) | by_its_own_clock
        return possible

    def _contradicted(self, rows: Ints, lines: Ints) -> Mask:
        """Say which pairs have reference numbers that tell them apart, or other merchants."""
        left, right = self.left, self.right
        found = self.habits.broken(left, right, rows, lines)
        ours, theirs = left.rrn[rows], right.rrn[lines]
        differs = np.flatnonzero((ours != theirs) & (ours > 0) & (theirs > 0))
        some, there = rows[differs], lines[differs]
        found[differs] |= ~(
            self.habits.own_numbers[left.terminal[some]]
            | self._cut(some, there, "tail")
            | self._cut(some, there, "head")
        )
        mine, other = left.merchant[rows], right.merchant[lines]
        differs = np.flatnonzero((mine != other) & (mine > 0) & (other > 0))
        found[differs] |= left.terminal[rows[differs]] != right.terminal[lines[differs]]
        return found

    def _days_apart(self, rows: Ints, lines: Ints) -> Ints:
        left, right = self.left, self.right
        day = right.day[lines]
        apart = np.minimum(np.abs(day - left.day[rows]), np.abs(day - left.traded[rows]))
        way = right.paid[lines] - left.traded[rows]
        return np.where(day > 0, apart, np.where(way <= _LONGEST_WAY, 0, way))

    def _cut(self, rows: Ints, lines: Ints, end: str) -> Mask:
        """Say where one reference number is the end (or the beginning) of the other."""
        ours, theirs = self.left.length[rows], self.right.length[lines]
        mine, other = self.left.digits[rows], self.right.digits[lines]
        whole, part = np.where(ours > theirs, mine, other), np.where(ours > theirs, other, mine)
        short = np.minimum(ours, theirs)
        if end == "head":
            same = whole // TENS[np.abs(ours - theirs)] == part
        else:
            same = whole % TENS[short] == part
        cut: Mask = same & (ours != theirs) & (short >= _SHORTEST_CUT)
        return cut


def _positions(
    left: Ints, right: Ints, forbidden: frozenset[tuple[int, int]]
) -> dict[int, set[int]]:
    """Return by position of a line the positions of the rows a person refused it."""
    rows = {each: place for place, each in enumerate(left.tolist())} if forbidden else {}
    lines = {each: place for place, each in enumerate(right.tolist())} if forbidden else {}
    found: dict[int, set[int]] = {}
    for line, row in forbidden:
        if line in lines and row in rows:
            found.setdefault(lines[line], set()).add(rows[row])
    return found


def _codes(ours: list[Ints], theirs: list[Ints]) -> tuple[Ints, Ints, int]:
    """Return one number for each distinct combination of parts, exact, all below the last."""
    left, right = np.zeros_like(ours[0]), np.zeros_like(theirs[0])
    size = 1
    for mine, other in zip(ours, theirs, strict=True):
        low = min(int(mine.min()), int(other.min()))
        span = max(int(mine.max()), int(other.max())) - low + 1
        mine, other = mine - low, other - low  # noqa: PLW2901 - the same columns, from 0
        if span > _LARGEST // size:
            left, right, size = _dense(left, right)
        if span > _LARGEST // size:
            mine, other, span = _dense(mine, other)  # noqa: PLW2901
        left, right, size = left * span + mine, right * span + other, size * span
    return left, right, size


def _dense(ours: Ints, theirs: Ints) -> tuple[Ints, Ints, int]:
    """Number the values of both sides without gaps, in their order."""
    values, both = np.unique(np.concatenate((ours, theirs)), return_inverse=True)
    return both[: len(ours)], both[len(ours) :], len(values)


def _sorted(codes: Ints, size: int) -> tuple[Ints, Ints]:
    """Return the order of codes below a size, the first of equals first, and the codes in it."""
    bits = len(codes).bit_length()
    if size >= _LARGEST >> bits:
        order = np.argsort(codes, kind="stable")
        return order, codes[order]
    # Numbers that hold their place sort several times sooner than places do.
    packed = codes << bits | np.arange(len(codes), dtype=np.int64)
    packed.sort()
    return packed & ((1 << bits) - 1), packed >> bits


def _around(sorted_: Ints, values: Ints, within: int) -> tuple[Ints, Ints]:
    """Return for each value the place of the first one near it, and how many are near."""
    first = np.searchsorted(sorted_, values - within, "left")
    return first, np.searchsorted(sorted_, values + within, "right") - first


def _places(codes: Ints) -> tuple[Ints, Ints]:
    """Return each row's place within its run of equal codes (sorted), and the run's length."""
    starts = np.flatnonzero(np.diff(codes, prepend=codes[:1] - 1))
    lengths = np.diff(np.append(starts, len(codes)))
    where = np.repeat(starts, lengths)
    return np.arange(len(codes), dtype=np.int64) - where, np.repeat(lengths, lengths)
