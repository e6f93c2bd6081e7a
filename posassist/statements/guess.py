"""A format for a table nobody described: header, encoding, dates, signs, columns from content."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from posassist.base.i18n import N_
from posassist.catalog.format import AMOUNTS, FEES, Column, Format, Layout, plain_word
from posassist.domain.settlement import StatementKind
from posassist.statements.columns_told import (
    MARKS,
    NULLS,
    STRIP,
    SYMBOLS,
    Told,
    assigned,
    chains,
    columns_of,
    with_balance,
    with_net,
)
from posassist.statements.table import Source, Table, unreadable

_SEARCHED: Final = 60
_DELIMITERS: Final = (",", ";", "\t", "|")
_ENCODINGS: Final = ("utf-8", "gb18030", "cp1252")
_BANK: Final = frozenset({StatementKind.BANK})
_SETTLED: Final = frozenset({StatementKind.SETTLEMENT, StatementKind.WALLET})
_PROVIDER: Final = frozenset({"fee", "terminal_id", "merchant_id", "rrn"})
_DATES: Final = ("booked_on", "settled_on", "occurred_on", "occurred_at")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table seems to be: the format's entries, as its TOML has them."""

    kind: StatementKind
    table: Table
    delimiter: str
    header_row: int
    columns: Mapping[str, Told]
    dates: tuple[str, ...]
    times: tuple[str, ...]
    marks: tuple[str, str]
    sign: str
    fee_sign: str
    stop: tuple[str, ...]
    types: Mapping[str, str]
    directions: Mapping[str, str]
    currencies: Mapping[str, str]
    debit_negative: bool
    balances_chain: bool | None

    def toml(self, *, id_: str, title: str, currency: str) -> str:
        """Return the format as a file of the catalogue."""
        headers = [each.header for each in self.columns.values()]
        thousands, decimal = self.marks
        lines = [
            "# Written by `posassist formats new` from one file; mend what is wrong.",
            "schema = 1", f"id = {_text(id_)}", f"kind = {_text(self.kind.value)}",
            f"title = {{ zh_CN = {_text(title)}, en = {_text(title)} }}",
            "[detect]", f"columns_required = {_list(headers)}",
            "[file]", 'format = "csv"', f"encodings = {_list([self.table.encoding])}",
            f"delimiter = {_text(self.delimiter)}",
            "[rows]",
            f"header = {{ match = {_list(headers[:3])}, max_line = {self.header_row + 20} }}",
            f"stop_prefix = {_list(self.stop)}",
            "[cells]", f"strip = {_text(STRIP)}", f"null = {_list(NULLS)}",
            f"thousands = {_text(thousands)}", f"decimal = {_text(decimal)}",
            f"symbols = {_text(SYMBOLS)}",
            "[columns]", *(f"{key} = {_text(each.header)}" for key, each in self.columns.items()),
            "[dates]", f"formats = {_list(self.dates)}", f"times = {_list(self.times)}",
            "[amount]", f"sign = {_text(self.sign)}", f"fee_sign = {_text(self.fee_sign)}",
            f"currency = {_text(currency)}", f"debit_negative = {json.dumps(self.debit_negative)}",
            f"currency_map = {_table(self.currencies)}", f"directions = {_table(self.directions)}",
            "[types]", *(f"{_text(word)} = {_text(kind)}" for word, kind in self.types.items()),
        ]  # fmt: skip
        return "\n".join(lines) + "\n"


def guess(source: Source, formats: Sequence[Format], kind: StatementKind | None = None) -> Guess:
    """Return what the table of a file seems to be. Raises StatementUnreadable where it is not sure.

    `formats` are those known: their words name the columns.
    """
    found: Guess | None = None
    for table, delimiter in _tables(source):
        for at in range(min(len(table.rows) - 1, _SEARCHED)):
            made = _at(table, delimiter, at, formats, kind)
            if made and (found is None or len(made.columns) > len(found.columns)):
                found = made
    if found is None:
        unreadable(
            N_("No table with a header, a date and an amount is found in {file}"),
            N_("Give the columns names in the first row, or bring the rows into our own CSV."),
            file=source.name,
        )
    for key in _DATES:
        if key in found.columns and len(found.columns[key].dates()) > 1:
            unreadable(
                N_("The dates of {file} in {column} can be read in two ways"),
                N_("Export a period of more than twelve days, or with dates like 2026-09-30."),
                file=source.name,
                column=found.columns[key].header,
            )
    for each in found.columns.values():
        if "|" in each.header or each.header.endswith("?"):
            unreadable(
                N_("The column {column} has a name no format can hold"),
                N_("Rename it and save the file again."),
                column=each.header,
            )
    return found


def _tables(source: Source) -> Iterator[tuple[Table, str]]:
    """Yield the file as every table it could be: by encoding, delimiter, sheet."""
    nothing = Column(("\0",), optional=False)  # no header has it, so that the delimiter stands
    seen: list[Table] = []
    for delimiter in _DELIMITERS:
        layout = Layout(
            container="csv",
            encodings=_ENCODINGS,
            delimiter=delimiter,
            sheet="",
            header=(nothing,),
            max_line=_SEARCHED,
            skip_prefix=(),
            stop_prefix=(),
            footer_header="",
            footer_required=False,
            short_rows=False,
        )
        for table in source.tables(layout):
            if all(table is not each for each in seen):
                seen.append(table)
                yield table, delimiter


def _at(
    table: Table, delimiter: str, at: int, formats: Sequence[Format], kind: StatementKind | None
) -> Guess | None:
    """Return what the table is with this row as its header, or None where it is none."""
    header = table.rows[at]
    width = sum(bool(each.strip()) for each in header)
    if width < 3 or len({each.strip() for each in header if each.strip()}) < width:
        return None
    if any(_dated(each.strip(STRIP)) for each in header):  # a row of data
        return None
    rows, stop = _data(table.rows[at + 1 :])
    if not rows:
        return None
    columns = columns_of(header, rows)
    for marks in MARKS:
        bank = with_balance(columns, assigned(columns, _BANK, formats, marks), marks)
        settled = with_net(columns, assigned(columns, _SETTLED, formats, marks), marks)
        provider = kind in _SETTLED or (kind is None and bool(settled.keys() & _PROVIDER))
        chosen = settled if provider else bank
        has_amount = bool({"amount", "credit", "gross", "net"} & chosen.keys())
        if has_amount and set(_DATES) & chosen.keys():
            made = Guess(
                kind=StatementKind.SETTLEMENT if provider else StatementKind.BANK,
                table=table, delimiter=delimiter, header_row=at + 1, columns=chosen,
                dates=_forms(chosen), times=_times(chosen), marks=marks, sign="as_is",
                fee_sign="positive_is_cost", stop=stop, types={}, directions={},
                currencies=_meant(chosen.get("currency"), _currencies(formats)),
                debit_negative=False, balances_chain=None,
            )  # fmt: skip
            return _signed(made, formats)
    return None


def _data(rows: Sequence[Sequence[str]]) -> tuple[list[Sequence[str]], tuple[str, ...]]:
    """Return the rows down to the last that has a date, and how what stands below begins."""
    said = [(row, [each.strip(STRIP) for each in row]) for row in rows]
    said = [(row, cells) for row, cells in said if any(cells)]
    backwards = range(len(said) - 1, -1, -1)
    end = next((at + 1 for at in backwards if any(map(_dated, said[at][1]))), 0)
    below = [next(filter(None, cells)) for _, cells in said[end : end + 1]]
    return [row for row, _ in said[:end]], tuple(filter(None, (_begins(each) for each in below)))


def _begins(cell: str) -> str:
    return cell.rstrip("0123456789.,:： ")


def _dated(cell: str) -> bool:
    return bool(Told(0, "", (cell,)).dates())


def _forms(columns: Mapping[str, Told]) -> tuple[str, ...]:
    forms = [columns[key].dates()[0] for key in _DATES if key in columns]
    return tuple(dict.fromkeys(forms))


def _times(columns: Mapping[str, Told]) -> tuple[str, ...]:
    return tuple(columns["occurred_time"].times()) if "occurred_time" in columns else ()


def _signed(made: Guess, formats: Sequence[Format]) -> Guess:
    """Return the guess with the rule of its signs, from what the columns hold."""
    amounts = {
        key: each.amounts(made.marks) or [] for key, each in made.columns.items() if key in AMOUNTS
    }
    if made.kind is StatementKind.SETTLEMENT:
        fees = [each.minor for key in FEES for each in amounts.get(key, [])]
        made = replace(
            made,
            fee_sign="negative_is_cost"
            if fees and max(fees) <= 0 > min(fees)
            else "positive_is_cost",
        )
        gross = amounts.get("gross") or amounts.get("net") or []
        if "txn_type" in made.columns and all(each.minor >= 0 for each in gross):
            types = _meant(made.columns["txn_type"], _union(formats, "types"))
            return replace(made, sign="abs_by_type", types=types)
        return made
    if {"credit", "debit"} <= amounts.keys():
        spent = [each.minor for each in amounts["debit"]]
        return replace(made, sign="credit_debit", debit_negative=max(spent) <= 0 > min(spent))
    if "direction" in made.columns:
        words = {word: way for each in formats for word, way in each.amounts.directions.items()}
        return replace(
            made, sign="direction_column", directions=_meant(made.columns["direction"], words)
        )
    if "balance" in amounts and "amount" in amounts:
        down = [each.minor for each in amounts["amount"]]
        left = [each.minor for each in amounts["balance"]]
        up = [-each for each in down]
        inverted = chains(up, left) and not chains(down, left)
        return replace(
            made,
            sign="inverted" if inverted else "as_is",
            balances_chain=inverted or chains(down, left),
        )
    return made


def _union(formats: Sequence[Format], name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in formats:
        if each.kind in _SETTLED:
            for word, meaning in getattr(each, name).items():
                found.setdefault(word, meaning)
    return found


def _currencies(formats: Sequence[Format]) -> dict[str, str]:
    return {plain_word(k): v for each in formats for k, v in each.amounts.currency_map.items()}


def _meant(column: Told | None, words: Mapping[str, str]) -> dict[str, str]:
    """Return the words of a column whose meaning is known."""
    said = dict.fromkeys(column.said) if column else {}
    return {each: words[plain_word(each)] for each in said if plain_word(each) in words}


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(map(_text, values)) + "]"


def _table(values: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_text(k)} = {_text(v)}" for k, v in values.items()) + " }"
