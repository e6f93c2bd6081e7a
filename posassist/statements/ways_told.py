"""Which way the money of an unknown table went: by two columns, or by the words of one."""

from collections.abc import Mapping, Sequence
from itertools import combinations, permutations
from typing import Final

from posassist.catalog.format import Format, plain_word
from posassist.statements.columns_told import NULLS, Told, chains, could_be_amount

# What banks and apps write for the way money went, beside the words of the formats.
_CAME_IN: Final = ("收", "进", "入", "贷", "+", "cr", "c", "in", "credit", "转入", "存入", "收款")
_WENT_OUT: Final = ("支", "出", "付", "借", "-", "dr", "d", "out", "debit", "转出", "支取", "付款")
_WAYS: Final = dict.fromkeys(_CAME_IN, "in") | dict.fromkeys(_WENT_OUT, "out")
_BOTH: Final = 2
_LONGEST_WORD: Final = 8


def known_ways(formats: Sequence[Format]) -> dict[str, str]:
    """Return the words whose meaning is known: of every format, and what is written everywhere."""
    return _WAYS | {
        plain_word(word): way for each in formats for word, way in each.amounts.directions.items()
    }


def two_sides(columns: Sequence[Told], marks: tuple[str, str]) -> list[tuple[Told, Told]]:
    """Return the pairs of columns of figures of which every row fills exactly one."""
    held = [each for each in columns if could_be_amount(each, marks) and not each.dates()]
    return [
        (one, other)
        for one, other in combinations(held, 2)
        if one.said
        and other.said
        and all(_is_filled(a) != _is_filled(b) for a, b in zip(one.cells, other.cells, strict=True))
    ]


def _is_filled(cell: str) -> bool:
    return cell not in NULLS and any(each.isdigit() and each not in "0０" for each in cell)


def ways_of(
    column: Told, known: Mapping[str, str], amounts: Sequence[int], left: Sequence[int] | None
) -> dict[str, str] | None:
    """Return what the words of a column say of the way money went, or None where it is not told.

    `known` are words whose meaning is known; else the balances `left` must follow from two words.
    """
    said = list(dict.fromkeys(each for each in column.cells if each))
    if all(column.cells) and all(plain_word(each) in known for each in said):
        return {each: known[plain_word(each)] for each in said}
    if len(said) != _BOTH or not all(column.cells) or left is None:
        return None
    for came in said:
        signed = [
            abs(amount) if cell == came else -abs(amount)
            for cell, amount in zip(column.cells, amounts, strict=True)
        ]
        if chains(signed, left):
            return {each: "in" if each == came else "out" for each in said}
    return None


def could_say_way(column: Told) -> bool:
    """Say whether a column holds two short words, one in every row."""
    words = {each for each in column.cells if each}
    return (
        all(column.cells)
        and len(words) == _BOTH
        and all(len(each) <= _LONGEST_WORD and not each.isdigit() for each in words)
    )


def with_way(
    columns: Sequence[Told],
    chosen: dict[str, Told],
    marks: tuple[str, str],
    words: Mapping[str, str],
) -> dict[str, Told]:
    """Return a bank's columns with the one whose words say which way the money went.

    The balance, where no name told it, is the column that follows from amount and words.
    """
    if chosen.keys() & {"direction", "credit", "debit"}:
        return chosen
    free = [each for each in columns if all(each is not one for one in chosen.values())]
    figured = [each for each in free if could_be_amount(each, marks) and not each.dates()]
    for key in ("amount", "balance"):
        figured += [chosen[key]] if key in chosen else []
    figures = {each.at: [one.minor for one in each.amounts(marks) or []] for each in figured}
    for amount, balance in permutations(figured, 2):
        for column in filter(could_say_way, free):
            signed = min(figures[amount.at]) < 0 or chosen.get("amount", amount) is not amount
            if not signed and ways_of(column, {}, figures[amount.at], figures[balance.at]):
                return chosen | {"amount": amount, "direction": column, "balance": balance}
    if "amount" not in chosen or min(figures[chosen["amount"].at]) < 0:
        return chosen
    known = [each for each in free if could_say_way(each) and ways_of(each, words, (), None)]
    return chosen | ({"direction": known[0]} if len(known) == 1 else {})


def with_other_side(
    columns: Sequence[Told], chosen: dict[str, Told], marks: tuple[str, str]
) -> dict[str, Told]:
    """Return a bank's columns, the one beside money in or out told by which rows fill it."""
    has = [key for key in ("credit", "debit") if key in chosen]
    if len(has) != 1 or "amount" in chosen:
        return chosen
    lacking = "debit" if has == ["credit"] else "credit"
    free = [each for each in columns if all(each is not one for one in chosen.values())]
    for one, other in two_sides([chosen[has[0]], *free], marks):
        if one is chosen[has[0]]:
            return chosen | {lacking: other}
    return chosen
