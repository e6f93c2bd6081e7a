"""Where the rows of an unknown table end, and what stands below them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from posassist.catalog.format import AMOUNTS
from posassist.domain.money import Money
from posassist.statements.columns_told import STRIP, Told
from posassist.statements.told_table import Guess, OwnTotal

_LONGEST_FOOTER: Final = 200  # rows, empty ones included
_SUMS: Final = ("合计", "总计", "小计", "共", "本页", "期末", "total", "sum", "closing", "end")


def end_of(rows: Sequence[Sequence[str]]) -> int:
    """Return the place after the last row that has a date; 0 where what ends the file has none."""
    for end in range(len(rows), max(len(rows) - _LONGEST_FOOTER, 0), -1):
        if any(map(dated, bare(rows[end - 1]))):
            return end
    return 0


def bare(row: Sequence[str]) -> list[str]:
    """Return the cells of a row without what stands around them."""
    return [each.strip(STRIP) for each in row]


def says(row: Sequence[str]) -> bool:
    """Say whether a row has a cell that is not empty."""
    return any(bare(row))


def stop_of(below: Sequence[str]) -> tuple[str, ...]:
    """Return how the row below the table begins, so that the next file's table ends there."""
    first = next(filter(None, below), "").rstrip("0123456789.,:： ")
    return (first,) if first else ()


def is_cut(below: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether what stands below the table begins as its rows do, and is no sum of them."""
    first = below[0] if below else ""
    if not first or first.casefold().startswith(_SUMS):
        return False
    return _shape(first) in {_shape(bare(each)[0]) for each in rows}


def _shape(cell: str) -> str:
    """Return what kinds of characters follow one another in a cell: figures, letters, others."""
    kinds = ("9" if each.isdigit() else "A" if each.isalpha() else each for each in cell)
    return "".join(kind for kind, _ in groupby(kinds))


def dated(cell: str) -> bool:
    """Say whether a cell is a date."""
    return bool(Told(0, "", (cell,)).dates())


def totals_of(made: Guess, below: Sequence[str]) -> tuple[OwnTotal, ...]:
    """Return the sums the row below the table prints, beside those of its columns."""
    found = []
    for key, each in made.columns.items():
        cell = below[each.at] if each.at < len(below) else ""
        printed = Told(each.at, each.header, (cell,)).amounts(made.marks)
        rows = each.amounts(made.marks) or []
        if key in AMOUNTS and key != "balance" and printed and rows:
            counted = sum(rows, Money.zero("CNY"))
            found.append(OwnTotal(each.header, printed[0].plain, counted.plain))
    return tuple(found)
