"""Which digits of a row are card numbers, told by the column they stand in.

A card column keeps at most the first six and the last four digits; elsewhere what has a card's
length, issuer and check digit is struck. The owner can say once that a column only looks like card
numbers; the row's own card is struck even there.
Struck text keeps its length, so that the original can be struck in place.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Final

from posassist.base.cards import GAP, STRUCK, card_spans, is_card
from posassist.base.i18n import N_, Text

LONG: Final = re.compile(rf"(?<!\d)\d(?:{GAP}\d){{12}}")
_RUN: Final = re.compile(rf"\d(?:{GAP}\d){{12,18}}")
_CARD_CELL: Final = re.compile(r"[\d*xX•·#. \u00a0\-\u2013]+")
_STRUCK_CHARS: Final = "*xX•·#."
_SHORTEST: Final = 12  # shorter cells hold no card number
_REMEMBERED: Final = 1 << 14


class Masker:
    """Strikes the card numbers of one table, row by row."""

    def __init__(self, card: int | None, confirmed: frozenset[int]) -> None:
        self._card = card
        self._confirmed = confirmed

    def row(self, cells: list[str]) -> list[str]:
        """Return the cells without card numbers: the very same list where there is none."""
        card = cells[self._card] if self._card is not None and self._card < len(cells) else ""
        long = "\n".join([each for each in cells if len(each) > _SHORTEST])
        if not LONG.search(long) and (not card or struck_card(card) == card):
            return cells
        own = card_masked(card)
        safe = cells
        for n, cell in enumerate(cells):
            if n == self._card:
                struck = struck_card(cell)
            elif len(cell) > _SHORTEST and LONG.search(cell):
                struck = _strike(cell, own, confirmed=n in self._confirmed)
            else:
                continue
            if struck != cell:
                safe = list(cells) if safe is cells else safe
                safe[n] = struck
        return safe


def strike(text: str) -> str:
    """Strike every card number of a text that stands in no column."""
    return _strike(text, "") if LONG.search(text) else text


def strike_fields(
    text: str,
    *,
    field: Callable[[str, int], str],
    wrap: re.Pattern[str] | None,
    cards: re.Pattern[str] | None,
    confirmed: frozenset[str],
) -> tuple[str, Counter[str], Counter[str]]:
    """Strike every card number of a text, and count them by the field each begins in.

    The first count is of those that only look so, the second of `cards`, whose group is one by its
    place. `wrap` is what may stand between two halves of a number; `confirmed` fields hold none.
    """
    counts: Counter[str] = Counter()
    known: Counter[str] = Counter()
    while True:  # what is struck can show another number that overlapped it
        plain = _plain(text)
        hidden: set[int] = set()
        for places in _by_place(plain, cards):
            hidden |= places
            known[field(plain, min(places))] += 1
        for places in (*_whole(plain), *_wrapped(plain, wrap)):
            name = field(plain, min(places))
            if name not in confirmed and not places & hidden:
                hidden |= places
                counts[name] += 1
        if not hidden:
            return text, counts, known
        text = "".join(STRUCK if n in hidden else char for n, char in enumerate(text))


@lru_cache(_REMEMBERED)
def struck_card(cell: str) -> str:
    """Strike a cell of a card column: at most the first six and the last four digits stay."""
    plain = _plain(cell)
    if not _CARD_CELL.fullmatch(plain):
        for found in re.finditer(r"\d{11,}", plain):
            start, end = found.span()
            plain = plain[: start + 6] + STRUCK * (end - start - 10) + plain[end - 4 :]
        return _merged(cell, plain)
    marks = [n for n, char in enumerate(plain) if char in _STRUCK_CHARS]
    places = [n for n, char in enumerate(plain) if char.isdigit()]
    if marks:
        head = [n for n in places if n < marks[0]][:6]
        tail = [n for n in places if n > marks[-1]][-4:]
        shown = {*head, *tail}
    else:
        shown = {*places[:6], *places[-4:]}
    return "".join(
        STRUCK if char.isdigit() and n not in shown else char for n, char in enumerate(cell)
    )


@lru_cache(_REMEMBERED)
def card_masked(cell: str) -> str:
    """Return a card cell as the books keep it, digits and `*` only: 622202******1234."""
    plain = _plain(struck_card(cell))
    kept = "".join(
        STRUCK if char in _STRUCK_CHARS else char
        for char in plain
        if char.isdigit() or char in _STRUCK_CHARS
    )
    return kept if any(char.isdigit() for char in kept) else ""


def looks_like_cards(column: str, count: int) -> Text:
    """Say what looked like card numbers, and how a column is confirmed to be none."""
    return Text(
        N_(
            "{count} cells of {column} look like card numbers and are masked; if they are"
            " none, import with --references {column}"
        ),
        {"count": count, "column": column},
    )


def _strike(text: str, own: str, *, confirmed: bool = False) -> str:
    plain = _plain(text)
    spans = [] if confirmed else _cards_in(plain)
    if own:
        spans = spans + [(s, e) for s, e, digits in _runs_in(plain) if _is_own(digits, own)]
    if not spans:
        return text
    for start, end in spans:
        places = [n for n in range(start, end) if plain[n].isdigit()]
        hidden = {*places[6:-4]}
        plain = "".join(STRUCK if n in hidden else char for n, char in enumerate(plain))
    return _merged(text, plain)


@lru_cache(_REMEMBERED)
def _cards_in(plain: str) -> list[tuple[int, int]]:
    """Return `card_spans`; a merchant's number stands in every row."""
    return card_spans(plain)


@lru_cache(_REMEMBERED)
def _runs_in(plain: str) -> tuple[tuple[int, int, str], ...]:
    """Return every run of as many digits as a card has: where it is, and its digits."""
    found = (each.span() for each in _RUN.finditer(plain))
    return tuple((start, end, _digits(plain[start:end])) for start, end in found)


def _by_place(plain: str, cards: re.Pattern[str] | None) -> Iterator[set[int]]:
    for found in cards.finditer(plain) if cards else ():
        yield _middle(plain, range(*found.span(1)))


def _whole(plain: str) -> Iterator[set[int]]:
    for start, end in card_spans(plain):
        yield _middle(plain, range(start, end))


def _wrapped(plain: str, wrap: re.Pattern[str] | None) -> Iterator[set[int]]:
    """Find the numbers that only show when the halves of a field are put together."""
    cuts = [found.span() for found in wrap.finditer(plain)] if wrap else []
    ends = [0, *(end for _, end in cuts)]
    pieces = [
        plain[begin:end]
        for begin, end in zip(ends, [*(start for start, _ in cuts), len(plain)], strict=True)
    ]
    starts = list(accumulate(map(len, pieces[:-1]), initial=0))
    for start, end in card_spans("".join(pieces)) if cuts else ():
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
        if first != last:
            places = (ends[bisect_right(starts, n) - 1] - starts[bisect_right(starts, n) - 1] + n
                      for n in range(start, end))  # fmt: skip
            yield _middle(plain, places)


def _middle(plain: str, places: Iterable[int]) -> set[int]:
    digits = [n for n in places if plain[n].isdigit()]
    return {*digits[6:-4]}


def _is_own(digits: str, own: str) -> bool:
    head, _, tail = own.partition(STRUCK)
    tail = tail.strip(STRUCK)
    if len(tail) != 4 or not digits.startswith(head) or not digits.endswith(tail):
        return False
    return len(head) == 6 or is_card(digits)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


class _Digits(dict[int, int]):
    """The ASCII digit of every character that is one; a table for `str.translate`."""

    def __missing__(self, code: int) -> int:
        value = unicodedata.digit(chr(code), None)
        self[code] = code if value is None else ord("0") + value
        return self[code]


_DIGITS: Final = _Digits()


def _plain(text: str) -> str:
    return text if text.isascii() else text.translate(_DIGITS)


def _merged(text: str, plain: str) -> str:
    """Take the struck places of `plain`, and all else as it was written."""
    if plain == text:
        return text
    return "".join(
        STRUCK if new == STRUCK and old != STRUCK else old
        for old, new in zip(text, plain, strict=True)
    )
