"""One data row seen through its format: cells by what they mean, and remarks on odd ones."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from json.encoder import encode_basestring
from operator import add
from typing import Final, NoReturn, TypeVar, cast
from zoneinfo import ZoneInfo

from posassist.base.i18n import N_, Text
from posassist.catalog.format import FEES
from posassist.catalog.formats import AMOUNTS, Format, plain_word
from posassist.domain.money import Money, exponent_of
from posassist.statements.cells import (
    BadCell,
    When,
    clock,
    currency_code,
    figures,
    money,
    quoted,
    when,
)
from posassist.statements.own_csv import unguard

_USUAL: Final = 2  # decimals of most currencies
_PLAIN: Final = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}")
_MOST_CELLS: Final = 50_000  # remembered of a column at a time

Word = TypeVar("Word", bound=StrEnum)


@dataclass(slots=True)
class Remarks:
    """Warnings of a file: equal ones once, with their count and the first row."""

    _seen: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def add(self, template: str, row: int, word: str = "", column: str = "") -> None:
        """Note an odd cell; the template may name {rows}, {row}, {word} and {column}."""
        self._seen.setdefault((template, quoted(word), column), []).append(row)

    def texts(self) -> tuple[Text, ...]:
        """Return the warnings in the order they first came up."""
        return tuple(
            Text(template, {"rows": len(rows), "row": rows[0], "word": word, "column": column})
            for (template, word, column), rows in self._seen.items()
        )


@dataclass(frozen=True)
class Setting:
    """What holds for every row of a file.

    `said` are the columns with a word in any row; `currency` is the preamble's, else the format's,
    else the shop's.
    """

    format: Format
    columns: Mapping[str, int]
    header: tuple[str, ...]
    zone: ZoneInfo
    written_in: ZoneInfo
    currency: str
    said: frozenset[str]
    remarks: Remarks

    @cached_property
    def cells(self) -> list[tuple[str, int, "Cleaned"]]:
        """The meanings, where their cells stand, and what those say."""
        return [(key, at, Cleaned(self.format, key)) for key, at in self.columns.items()]

    @cached_property
    def amounts(self) -> "Amounts":
        """The amounts that were read already, by column, currency and fineness."""
        return Amounts(self)

    @cached_property
    def meant(self) -> dict[str, dict[str, StrEnum]]:
        """What the words of a column were found to mean."""
        return {key: {} for key in self.columns}

    @cached_property
    def fees(self) -> tuple[str, ...]:
        """The columns of the file that hold a part of the fee."""
        return tuple(key for key in FEES if key in self.columns)

    @cached_property
    def own_names(self) -> dict[str, str]:
        """The columns' own names in the file, as a message shows them."""
        return {key: quoted(self.header[at]) for key, at in self.columns.items()}

    def names(self) -> list[str]:
        """Return a distinct name for every column of the file."""
        names: list[str] = []
        for n, cell in enumerate(self.header, 1):
            base = cell.strip() or f"#{n}"
            name, again = base, 1
            while name in names:
                again += 1
                name = f"{base} ({again})"
            names.append(name)
        return names


class Cleaned(dict[str, str]):
    """What the cells of a column say: bare of padding, and nothing where they say nothing.

    Most columns hold few different cells, so each is looked at once.
    """

    def __init__(self, rules: Format, key: str) -> None:
        super().__init__()
        self._strip, self._null = rules.cells.strip, rules.cells.null
        self._extract = rules.cells.extract.get(key)
        self._is_amount, self._may_be_null = key in AMOUNTS, key != "direction"

    def __missing__(self, written: str) -> str:
        cell = written.strip(self._strip)
        if self._extract is not None:
            found = self._extract.search(cell)
            cell = (found["v"] or "") if found else ""
        if cell in self._null:
            if self._may_be_null and not (self._is_amount and cell.isdigit()):
                cell = ""
        else:
            cell = unguard(cell)
        if len(self) >= _MOST_CELLS:
            self.clear()
        self[written] = cell
        return cell


class Amounts(dict[tuple[str, str, bool], "_Amounts"]):
    """Read amounts, a column, currency and fineness at a time."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._setting = setting

    def __missing__(self, of: tuple[str, str, bool]) -> "_Amounts":
        self[of] = _Amounts(self._setting, *of)
        return self[of]


class _Amounts(dict[str, Money]):
    """The cells of one column as money. Raises BadCell for one that is none."""

    def __init__(self, setting: Setting, key: str, currency: str, fine: bool) -> None:  # noqa: FBT001
        super().__init__()
        rules = setting.format
        scale = rules.amounts.fee_scale if fine else rules.amounts.scale
        self._currency, self._name = currency, setting.own_names.get(key, key)
        self._marks, self._scale, self._fine = rules.cells, scale, fine
        points = rules.cells.decimal == "." and "." not in rules.cells.thousands
        self._is_usual = points and exponent_of(currency) == _USUAL and scale >= _USUAL

    def __missing__(self, cell: str) -> Money:
        if len(self) >= _MOST_CELLS:
            self.clear()
        if self._is_usual and _PLAIN.fullmatch(cell):
            amount = Money(int(cell[:-3] + cell[-2:]), self._currency, _USUAL)
        else:
            marks = self._marks
            plain = figures(cell, marks.thousands, marks.symbols, marks.decimal)
            amount = money(plain, self._currency, self._name, scale=self._scale, fine=self._fine)
        self[cell] = amount
        return amount


class Row:
    """A data row; every look at a cell raises BadCell when it is not what it should be."""

    def __init__(self, setting: Setting, number: int, cells: list[str], raw: str) -> None:
        self.setting = setting
        self.number = number
        self.raw = raw
        self._said = {
            key: cleaned[cells[at]] for key, at, cleaned in setting.cells if at < len(cells)
        }

    def has(self, key: str) -> bool:
        """Say whether the file has the column."""
        return key in self.setting.columns

    def requires(self, key: str) -> bool:
        """Say whether the format needs the column."""
        column = self.setting.format.columns.get(key)
        return column is not None and not column.optional

    def text(self, key: str) -> str:
        """Return a cell without padding; empty when it says nothing or the column is absent."""
        return self._said.get(key, "")

    def needed(self, key: str) -> str:
        """Return a cell that must say something."""
        cell = self.text(key)
        if not cell:
            self.empty(key)
        return cell

    def empty(self, key: str) -> NoReturn:
        """Refuse the row for a cell that says nothing."""
        raise BadCell(Text(N_("{column} is empty"), {"column": self.name(key)}))

    def name(self, key: str) -> str:
        """Return the column's own name in the file, or what we call it."""
        return self.setting.own_names.get(key, key)

    def currency(self, key: str = "currency") -> str:
        """Return the row's currency: its own, else the one of the file."""
        amounts = self.setting.format.amounts
        if not self.has(key):
            return self.setting.currency
        cell = self.needed(key)
        return currency_code(amounts.currency_map.get(cell, cell), self.name(key))

    def money(self, key: str, currency: str, *, fine: bool = False) -> Money | None:
        """Return an amount, or None for an empty cell."""
        cell = self._said.get(key)
        return self.setting.amounts[key, currency, fine][cell] if cell else None

    def money_needed(self, key: str, currency: str) -> Money:
        """Return an amount that must be there."""
        amount = self.money(key, currency)
        return self.empty(key) if amount is None else amount

    def when(self, key: str) -> When:
        """Return a date, with its time where the cell has one."""
        return when(self.needed(key), self.setting.format.dates.formats, self.name(key))

    def clock(self, key: str) -> dt.time:
        """Return a time of day."""
        return clock(self.needed(key), self.setting.format.dates.times, self.name(key))

    def word(
        self, key: str, words: Mapping[str, str], meaning: type[Word], unknown: Word, note: str
    ) -> Word:
        """Return what the word of a cell means; an unknown word gives `unknown` and a warning."""
        cell = self.text(key)
        meant = self.setting.meant.get(key, {})
        if (same := meant.get(cell)) is not None:
            return cast("Word", same)
        known = words.get(plain_word(cell))
        if known is not None:
            meant[cell] = meaning(known)
            return meaning(known)
        self.setting.remarks.add(note, self.number, cell)
        return unknown


class RawJson:
    """Writes the cells of a row by their header, as they were written but for padding, as JSON."""

    def __init__(self, names: list[str]) -> None:
        self._names = len(names)
        self._heads = [f"{encode_basestring(name)}: " for name in names]

    def __call__(self, cells: list[str]) -> str:
        """Return what `json.dumps` gives of the same cells, three times sooner."""
        said = map(encode_basestring, map(str.strip, cells))
        parts = list(map(add, self._heads, said))
        for n, cell in enumerate(cells[self._names :], self._names + 1):
            if cell.strip():
                parts.append(f'"#{n}": {encode_basestring(cell)}')
        return f"{{{', '.join(parts)}}}"
