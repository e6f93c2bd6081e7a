"""Columns of texts, as the engine takes them: a million rows, and no object for each.

Most columns have few words (terminals, channels, currencies): what is asked of a text is asked of
its words, once each, and all rows are answered by one look-up. References, trace numbers and codes
differ in every row, but are figures: they are kept as the numbers they are.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
NONE: Final[Ints] = np.zeros(0, dtype=np.int64)
MOST_DIGITS: Final = 18
TENS: Final[Ints] = 10 ** np.arange(MOST_DIGITS + 1)
_WORDS: Final = 4 * 10**MOST_DIGITS  # from here on, numbers stand for texts
_SEVERAL: Final = 2  # rows to a word, from which words are kept apart


class Codes(dict[str, int]):
    """Gives every distinct text a number, the same on both sides; unknown text is 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]

    def numbers(self, texts: Collection[str]) -> Ints:
        """Return the numbers of texts."""
        return np.fromiter(map(self.__getitem__, texts), dtype=np.int64, count=len(texts))


class Texts:
    """The texts of rows: `words`, of which some may be equal, and the place of each row's word."""

    __slots__ = ("which", "words")

    def __init__(self, words: Sequence[str], which: Ints) -> None:
        self.words, self.which = words, which

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Return a column of these texts."""
        every = list(texts)
        codes = Codes()
        which = codes.numbers(every)
        if _SEVERAL * len(codes) > len(every):
            return cls(every, np.arange(len(every), dtype=np.int64))
        return cls(list(codes), which)

    def __len__(self) -> int:
        return len(self.which)

    def __getitem__(self, row: int) -> str:
        return self.words[int(self.which[row])]

    def __iter__(self) -> Iterator[str]:
        return map(self.words.__getitem__, self.which.tolist())

    def at(self, rows: Ints) -> "Texts":
        """Return the texts of some rows, in their order."""
        return Texts(self.words, self.which[rows])

    def mapped(self, change: Callable[[str], str]) -> "Texts":
        """Return every text as a function changes it."""
        return Texts([change(each) for each in self.words], self.which)

    def otherwise(self, other: "Texts") -> "Texts":
        """Return the other column's texts where this one says nothing."""
        empty = ~self.told(bool).astype(np.bool_)
        if not empty.any():
            return self
        which = np.where(empty, len(self.words) + other.which, self.which)
        return Texts([*self.words, *other.words], which)

    def told(self, told: Callable[[str], int]) -> Ints:
        """Return what a function says of every text."""
        each = np.fromiter(map(told, self.words), dtype=np.int64, count=len(self.words))
        return each[self.which]

    def among(self, wanted: AbstractSet[str]) -> Mask:
        """Say which texts are among the wanted."""
        found: Mask = self.told(wanted.__contains__).astype(np.bool_)
        return found

    def coded(self, codes: Codes) -> Ints:
        """Return the numbers of the texts."""
        return codes.numbers(self.words)[self.which]

    def bare(self, codes: Codes) -> Ints:
        """Return numbers of which zeros in front make no difference."""
        return Figures.of(self.words).bare(codes)[self.which]


class Figures:
    """Numbers as they are written: their figures and how many (0 and 0 for an empty text).

    `others` are the texts that are no number of at most 18 figures, by row.
    """

    __slots__ = ("digits", "length", "others")

    def __init__(self, digits: Ints, length: Ints, others: dict[int, str]) -> None:
        self.digits, self.length, self.others = digits, length, others

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Return a column of these texts."""
        every = list(texts)
        wide = min(MOST_DIGITS, max(map(len, every), default=0)) + 1
        signs = np.array(every, dtype=f"U{wide}").view(np.uint32).reshape(-1, wide)
        length = (signs > 0).sum(axis=1)
        figures = (signs >= ord("0")) & (signs <= ord("9"))
        whole = (figures.sum(axis=1) == length) & (length <= MOST_DIGITS)
        others = {row: every[row] for row in np.flatnonzero(~whole).tolist()}
        length = np.where(whole, length, 0)
        digits = np.zeros(len(length), dtype=np.int64)
        for place in range(wide - 1):
            more = 10 * digits + signs[:, place] - ord("0")
            digits = np.where(place < length, more, digits)
        return cls(digits, length, others)

    def __len__(self) -> int:
        return len(self.digits)

    def __getitem__(self, row: int) -> str:
        length = int(self.length[row])
        return f"{self.digits[row]:0{length}d}" if length else self.others.get(row, "")

    def among(self, wanted: AbstractSet[str]) -> Mask:
        """Say which texts are among the wanted."""
        codes = Codes()
        few = Figures.of(sorted(wanted - {""})).coded(codes)
        found: Mask = np.isin(self.coded(codes), few)
        return found

    def coded(self, codes: Codes) -> Ints:
        """Return the numbers of the texts, 0 for none; those that are no number by `codes`."""
        plain = np.where(self.length > 0, TENS[self.length] + self.digits, 0)
        return self._others(plain, lambda text: _WORDS + codes[text])

    def bare(self, codes: Codes) -> Ints:
        """Return numbers of which zeros in front make no difference."""
        return self._others(self.digits.copy(), lambda text: _bare(text, codes))

    def _others(self, plain: Ints, number: Callable[[str], int]) -> Ints:
        rows = np.fromiter(self.others, dtype=np.int64, count=len(self.others))
        plain[rows] = np.fromiter(map(number, self.others.values()), np.int64, count=len(rows))
        return plain


def _bare(text: str, codes: Codes) -> int:
    bare = text.lstrip("0")
    plain = bare.isascii() and bare.isdigit() and len(bare) <= MOST_DIGITS
    return int(bare) if plain else _WORDS + codes[bare] if bare else 0
