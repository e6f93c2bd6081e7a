"""What each column of an unknown table holds, told from its header's words and its content."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, permutations
from typing import Final

from posassist.catalog.format import AMOUNTS, DATED, Format, plain_header
from posassist.domain.money import Money
from posassist.domain.settlement import StatementKind
from posassist.statements.cells import BadCell, clock, figures, when

SYMBOLS: Final = "¥￥$€£元"
STRIP: Final = " \t\u3000`'="
NULLS: Final = ("-", "--", "/")
# (mark between thousands, decimal mark), tried in this order.
MARKS: Final = ((",", "."), (".", ","), (" ", ","), ("'", "."))
TIMES: Final = ("%-H:%M:%S", "%-H:%M", "%H%M%S")
_DAYS: Final = (
    "%Y-%-m-%-d", "%Y/%-m/%-d", "%Y.%-m.%-d", "%Y%m%d", "%Y年%-m月%-d日", "%-d/%-m/%Y",
    "%-m/%-d/%Y", "%-d.%-m.%Y", "%-d-%-m-%Y", "%-m-%-d-%Y", "%-d %b %Y", "%-d-%b-%Y",
    "%-d/%-m/%y", "%-m/%-d/%y", "%-d.%-m.%y",
)  # fmt: skip
FORMS: Final = tuple(
    day + time for day in _DAYS for time in ("", " %-H:%M:%S", " %-H:%M", "T%H:%M:%S", " %H%M%S")
)
_AMOUNT: Final = ("金额", "发生额", "amount", "betrag", "montant", "importe", "bedrag")
_ENDS: Final = 500
ROWS: Final = 4  # fewer balances prove nothing
_SMALL: Final = 4  # a fee is less than a quarter of what was sold
_LONGEST: Final = 7  # a whole number with more digits is a number of something
_CENTS: Final = re.compile(r"[.,．，][0-9０-９]{1,2}(?![0-9０-９])")
# Of ISO 4217, what a shop's statement is likely to be in; another code is asked about.
_CURRENCIES: Final = frozenset({
    "AED", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF",
    "IDR", "ILS", "INR", "JPY", "KRW", "MOP", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON",
    "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "VND", "ZAR",
})  # fmt: skip
_SHORTEST: Final = 2  # a word this long, in Chinese, may be told inside a longer header


@dataclass(frozen=True, slots=True)
class Told:
    """A column: its place, its header, its cells, and what could be in it."""

    at: int
    header: str
    cells: tuple[str, ...]

    @property
    def said(self) -> list[str]:
        """The cells that say anything."""
        return [each for each in self.cells if each and each not in NULLS]

    def dates(self) -> list[str]:
        """Return the forms in which every cell is a date, one for each way to read them."""
        found: dict[tuple[dt.date, ...], str] = {}
        ends = [*self.said[:_ENDS], *self.said[_ENDS:][-_ENDS:]]  # reading tries every cell
        for form in FORMS:
            days = _days(ends, form)
            if days:
                found.setdefault(tuple(days), form)
        ordered = [form for days, form in found.items() if _in_order(days)]
        return ordered if len(ordered) == 1 else list(found.values())

    def times(self) -> list[str]:
        """Return the forms in which every cell is a time of day."""
        return [form for form in TIMES if self.said and all(_is_time(c, form) for c in self.said)]

    def amounts(self, marks: tuple[str, str]) -> list[Money] | None:
        """Return the cells as amounts, or None where one is none; an empty cell is nothing."""
        return _amounts(self.cells, marks) if self.said else None


def columns_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Told]:
    """Return the columns of a table that have a header."""
    return [
        Told(at, plain_header(name), cells_at(rows, at))
        for at, name in enumerate(header)
        if plain_header(name)
    ]


def cells_at(rows: Sequence[Sequence[str]], at: int) -> tuple[str, ...]:
    """Return the cells of a column; a row that ends before it has an empty one."""
    return tuple(row[at].strip(STRIP) if at < len(row) else "" for row in rows)


def assigned(
    columns: Sequence[Told],
    kinds: frozenset[StatementKind],
    formats: Iterable[Format],
    marks: tuple[str, str],
) -> dict[str, Told]:
    """Return which column is which, by the words every known format of these kinds uses.

    A whole header goes before a part of one; what a column holds must fit its name.
    """
    words = _words(formats, kinds)
    found: dict[str, Told] = {}
    taken: set[int] = set()
    for whole in (True, False):
        for column in columns:
            if column.at in taken:
                continue
            for key in _meanings(column.header.casefold(), words, whole=whole):
                if key not in found and fits(key, column, marks):
                    found[key] = column
                    taken.add(column.at)
                    break
    return found


def with_net(
    columns: Sequence[Told], found: Mapping[str, Told], marks: tuple[str, str]
) -> dict[str, Told]:
    """Return a provider's columns, gross, fee and net told by what is left after the fee."""
    proven = []
    for gross, fee, net in permutations(_figures(columns, marks).items(), 3):
        cost = 1 if sum(fee[1]) > 0 else -1
        taken = [cost * each for each in fee[1]]
        left = [a - b for a, b in zip(gross[1], taken, strict=True)]
        small = 0 < sum(map(abs, taken)) * _SMALL < sum(map(abs, gross[1]))
        if small and len(left) >= ROWS and left == net[1]:
            proven.append({"gross": gross[0], "fee": fee[0], "net": net[0]})
    return _proven(columns, found, proven, {"gross", "fee", "net", "amount"})


def with_balance(
    columns: Sequence[Told], found: Mapping[str, Told], marks: tuple[str, str]
) -> dict[str, Told]:
    """Return a bank's columns, told by the running balance where their names do not tell them.

    The one date of a table that names none is the booking date.
    """
    told = dict(found)
    if not told.keys() & set(DATED):
        dated = [each for each in columns if each.dates()]
        told |= {"booked_on": dated[0]} if len(dated) == 1 else {}
    figures_ = _figures(columns, marks)
    proven: list[dict[str, int]] = []
    for balance, left in figures_.items():
        others = [at for at in figures_ if at != balance]
        proven += [
            {"amount": at, "balance": balance}
            for at in others
            if chains(figures_[at], left) or chains([-each for each in figures_[at]], left)
        ]
        proven += [
            {"credit": came, "debit": went, "balance": balance}
            for came, went in permutations(others, 2)
            if chains(
                [abs(a) - abs(b) for a, b in zip(figures_[came], figures_[went], strict=True)], left
            )
        ]
    if len(proven) != 1:
        return told | _plain_amount(told, [each for each in columns if each.at in figures_])
    return _proven(columns, told, proven, {"amount", "credit", "debit", "balance"})


def _figures(columns: Sequence[Told], marks: tuple[str, str]) -> dict[int, list[int]]:
    """Return the columns of amounts, in minor units, by place."""
    return {
        each.at: [one.minor for one in made]
        for each in columns
        if not each.dates() and (made := each.amounts(marks)) is not None
    }


def _proven(
    columns: Sequence[Told],
    found: Mapping[str, Told],
    proven: Sequence[Mapping[str, int]],
    keys: set[str],
) -> dict[str, Told]:
    """Return the columns, with what the figures prove in place of what the names say."""
    if len(proven) != 1:
        return dict(found)
    by_place = {each.at: each for each in columns}
    sure = {key: by_place[at] for key, at in proven[0].items()}
    used = set(proven[0].values())
    return {
        key: each for key, each in found.items() if each.at not in used and key not in keys
    } | sure


def _plain_amount(told: Mapping[str, Told], columns: Sequence[Told]) -> dict[str, Told]:
    """Return the amount, where no name of the dictionary tells it: the one column it could be."""
    if told.keys() & {"amount", "credit", "debit"}:
        return {}
    free = [each for each in columns if all(each is not one for one in told.values())]
    free = [each for each in free if not _counts(each)]
    free = [each for each in free if _has_cents(each)] or free
    named = [each for each in free if any(word in each.header.casefold() for word in _AMOUNT)]
    for some in (named, free):
        if len(some) == 1:
            return {"amount": some[0]}
    return {}


def _counts(column: Told) -> bool:
    """Say whether a column numbers the rows, or holds numbers of something."""
    whole = [each for each in column.said if each.isdigit()]
    numbers = [int(each) for each in whole]
    return len(whole) == len(column.said) and (
        any(len(each) > _LONGEST or (each[0] == "0" and len(each) > 1) for each in whole)
        or all(abs(after - before) == 1 for before, after in pairwise(numbers))
    )


def _has_cents(column: Told) -> bool:
    return any(_CENTS.search(each) for each in column.said)


def of_currencies(columns: Sequence[Told]) -> Told | None:
    """Return the one column that holds nothing but codes of currencies."""
    found = [each for each in columns if each.said and set(each.cells) <= _CURRENCIES]
    return found[0] if len(found) == 1 else None


def balance_follows(amounts: Sequence[int], balances: Sequence[Money] | None) -> bool | None:
    """Say whether the balances follow from the amounts; None where too few are there to tell."""
    if balances is None or len(balances) < ROWS or len(balances) != len(amounts):
        return None
    return chains(amounts, [each.minor for each in balances])


def could_be_amount(column: Told, marks: tuple[str, str]) -> bool:
    """Say whether a column nobody named could hold amounts: figures, and no long numbers."""
    return (
        column.amounts(marks) is not None
        and not _counts(column)
        and not any(len(each) > _LONGEST and each.isdigit() for each in column.said)
    )


def chains(amounts: Sequence[int], balances: Sequence[int]) -> bool:
    """Say whether each balance is the one before it and the amount, read down or up."""
    pairs = list(zip(amounts, balances, strict=True))
    return len(pairs) >= ROWS and any(
        all(after[1] - before[1] == after[0] for before, after in pairwise(order))
        for order in (pairs, pairs[::-1])
    )


def _words(formats: Iterable[Format], kinds: frozenset[StatementKind]) -> dict[str, Counter[str]]:
    words: dict[str, Counter[str]] = {}
    for each in formats:
        for key, column in each.columns.items():
            if each.kind in kinds or key == "direction":
                for name in column.names:
                    words.setdefault(name.casefold(), Counter())[key] += 1
    return words


def _meanings(header: str, words: dict[str, Counter[str]], *, whole: bool) -> list[str]:
    if whole:
        return [key for key, _ in words.get(header, Counter()).most_common()]
    inside = [
        word
        for word in words
        if word in header and len(word) >= (_SHORTEST if not word.isascii() else _SHORTEST * 2)
    ]
    inside.sort(key=lambda word: (-len(word), word))
    return [key for word in inside for key, _ in words[word].most_common()]


def fits(key: str, column: Told, marks: tuple[str, str]) -> bool:
    """Say whether a column's cells are what an entry needs."""
    if key in DATED:
        return bool(column.dates())
    if key == "occurred_time":
        return bool(column.times())
    if key in AMOUNTS:
        return column.amounts(marks) is not None
    return True


@lru_cache(maxsize=128)
def _amounts(cells: tuple[str, ...], marks: tuple[str, str]) -> list[Money] | None:
    thousands, decimal = marks
    try:
        return [
            Money.parse(figures(each, thousands, SYMBOLS, decimal), "CNY")
            if each and each not in NULLS
            else Money.zero("CNY")
            for each in cells
        ]
    except ValueError:
        return None


def _days(cells: Sequence[str], form: str) -> list[dt.date]:
    try:
        return [when(each, (form,), "").date for each in cells]
    except BadCell:
        return []


def _in_order(days: Sequence[dt.date]) -> bool:
    steps = [after >= before for before, after in pairwise(days) if after != before]
    return bool(steps) and (all(steps) or not any(steps))


def _is_time(cell: str, form: str) -> bool:
    try:
        clock(cell, (form,), "")
    except BadCell:
        return False
    return True
