"""One data row seen through its format: cells by what they mean, and remarks on odd ones."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

from posassist.base.i18n import N_, Text
from posassist.catalog.formats import AMOUNTS, Format, plain_word
from posassist.domain.money import Money
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


@dataclass(frozen=True, slots=True)
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


class Row:
    """A data row; every look at a cell raises BadCell when it is not what it should be."""

    def __init__(self, setting: Setting, number: int, cells: list[str], raw: str) -> None:
        self.setting = setting
        self.number = number
        self.raw = raw
        self._cells = cells

    def has(self, key: str) -> bool:
        """Say whether the file has the column."""
        return key in self.setting.columns

    def requires(self, key: str) -> bool:
        """Say whether the format needs the column."""
        column = self.setting.format.columns.get(key)
        return column is not None and not column.optional

    def text(self, key: str) -> str:
        """Return a cell without padding; empty when it says nothing or the column is absent."""
        at = self.setting.columns.get(key)
        if at is None or at >= len(self._cells):
            return ""
        rules = self.setting.format.cells
        cell = self._cells[at].strip(rules.strip)
        if key in rules.extract:
            found = rules.extract[key].search(cell)
            cell = (found["v"] or "") if found else ""
        if cell in rules.null and key != "direction" and not (key in AMOUNTS and cell.isdigit()):
            return ""
        return unguard(cell)

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
        at = self.setting.columns.get(key)
        return key if at is None else quoted(self.setting.header[at])

    def currency(self, key: str = "currency") -> str:
        """Return the row's currency: its own, else the one of the file."""
        amounts = self.setting.format.amounts
        if not self.has(key):
            return self.setting.currency
        cell = self.needed(key)
        return currency_code(amounts.currency_map.get(cell, cell), self.name(key))

    def money(self, key: str, currency: str, *, fine: bool = False) -> Money | None:
        """Return an amount, or None for an empty cell."""
        cell = self.text(key)
        if not cell:
            return None
        rules = self.setting.format
        scale = rules.amounts.fee_scale if fine else rules.amounts.scale
        marks = rules.cells
        plain = figures(cell, marks.thousands, marks.symbols, marks.decimal)
        return money(plain, currency, self.name(key), scale=scale, fine=fine)

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
        known = words.get(plain_word(cell))
        if known is not None:
            return meaning(known)
        self.setting.remarks.add(note, self.number, cell)
        return unknown


def raw_json(names: list[str], cells: list[str]) -> str:
    """Return the cells of a row by their header, as they were written but for padding."""
    said = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    said |= {f"#{n}": cell for n, cell in enumerate(cells, 1) if n > len(names) and cell.strip()}
    return json.dumps(said, ensure_ascii=False)
