"""A format for a table nobody described: header, encoding, dates, signs, columns from content."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from posassist.base.i18n import N_
from posassist.catalog.format import AMOUNTS, FEES, Column, Format, Layout, plain_word
from posassist.domain.money import Money
from posassist.domain.settlement import StatementKind
from posassist.statements.cells import when
from posassist.statements.columns_told import (
    MARKS,
    STRIP,
    Told,
    assigned,
    balance_follows,
    cells_at,
    columns_of,
    could_be_amount,
    fits,
    of_currencies,
    with_balance,
    with_net,
)
from posassist.statements.rows_told import (
    bare,
    dated,
    end_of,
    is_cut,
    says,
    stop_of,
    totals_of,
)
from posassist.statements.table import Source, Table, nobody, unreadable
from posassist.statements.told_table import (
    AS_IS,
    DATES,
    ENTRIES,
    INVERTED,
    SIGN,
    WAY,
    Answers,
    Doubt,
    Guess,
)
from posassist.statements.ways_told import (
    could_say_way,
    known_ways,
    two_sides,
    ways_of,
    with_other_side,
    with_way,
)

__all__ = ["Answers", "Doubt", "Guess", "guess"]

_SEARCHED: Final = 60
_DELIMITERS: Final = (",", ";", "\t", "|")
_ENCODINGS: Final = ("utf-8", "gb18030", "cp1252")
_BANK: Final = frozenset({StatementKind.BANK})
_SETTLED: Final = frozenset({StatementKind.SETTLEMENT, StatementKind.WALLET})
_PROVIDER: Final = frozenset({"fee", "terminal_id", "merchant_id", "rrn"})
_DATES: Final = ("booked_on", "settled_on", "occurred_on", "occurred_at")
_SOME_AMOUNT: Final = frozenset({"amount", "credit", "gross", "net"})
_SHOWN: Final = 3
_LOOKED_AT: Final = 5000  # rows columns are told by; every row is read before a format is kept
_OF_WORDS: Final = ("txn_type", "direction", "currency")
Waiting = Callable[[], None]


def guess(
    source: Source,
    formats: Sequence[Format],
    answers: Answers | None = None,
    waiting: Waiting = nobody,
) -> Guess:
    """Return what the table of a file seems to be, and what its content leaves open.

    `formats` are those known: their words name the columns; `answers` go before what is found.
    `waiting` is called at each step and may raise Stopped. Raises StatementUnreadable where there
    is no table with a date and an amount.
    """
    asked = _Asked(formats, answers or Answers(), waiting)
    found: Guess | None = None
    for table, delimiter in _tables(source):
        end = end_of(table.rows)
        for at in range(min(end - 1, _SEARCHED)):
            made = asked.at(table, delimiter, at, end)
            if made and (found is None or _rank(made) > _rank(found)):
                found = made
    if found is None:
        unreadable(
            N_("No table with a header, a date and an amount is found in {file}"),
            N_("Give the columns names in the first row, or bring the rows into our own CSV."),
            file=source.name,
        )
    if found.is_cut:
        unreadable(
            N_("The last row of {file} is cut off: it has no date"),
            N_("Download the file again, whole."),
            file=source.name,
        )
    wrong = asked.misread(found)
    if wrong is not None:
        unreadable(
            N_("The column {column} cannot hold that: {cell}"),
            N_("Say what it does hold, or that it is not used."),
            column=wrong.header,
            cell=next(iter(wrong.said), ""),
        )
    for each in found.columns.values():
        if "|" in each.header or each.header.endswith("?"):
            unreadable(
                N_("The column {column} has a name no format can hold"),
                N_("Rename it and save the file again."),
                column=each.header,
            )
    return found


def _rank(made: Guess) -> tuple[bool, int]:
    whole = not any(each.needed and each.about != DATES for each in made.doubts)
    return whole, len(made.columns)


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a table is held against: the words of the formats, and what the owner said."""

    formats: Sequence[Format]
    answers: Answers
    waiting: Waiting

    def at(self, table: Table, delimiter: str, at: int, end: int) -> Guess | None:
        """Return what the table is with this row as its header, or None where it is none.

        `end` is the place after its last row of data.
        """
        self.waiting()
        header = table.rows[at]
        width = sum(bool(each.strip()) for each in header)
        if width < 3 or len({each.strip() for each in header if each.strip()}) < width:
            return None
        if any(dated(each.strip(STRIP)) for each in header):  # a row of data
            return None
        rows = [each for each in table.rows[at + 1 : end] if says(each)]
        below = next(map(bare, filter(says, table.rows[end:])), [])
        columns, stop = columns_of(header, rows[:_LOOKED_AT]), stop_of(below)
        partly: Guess | None = None
        for marks in MARKS:
            chosen, kind = self._chosen(columns, marks)
            open_ = _sought(columns, chosen, kind, marks)
            if open_ is None:
                continue
            chosen |= {
                key: Told(each.at, each.header, cells_at(rows, each.at))
                for key, each in chosen.items()
                if key in _OF_WORDS
            }
            made = Guess(
                kind=kind, table=table, delimiter=delimiter, header_row=at + 1,
                every=tuple(columns), columns=chosen, dates=self._forms(chosen),
                times=_times(chosen), marks=marks, sign=AS_IS, fee_sign="positive_is_cost",
                stop=stop, types={}, directions={},
                currencies=_meant(chosen.get("currency"), _currencies(self.formats)),
                debit_negative=False, balances_chain=None,
                is_cut=is_cut(below, rows),
                doubts=(*open_, *_two_ways(chosen, self.answers)),
            )  # fmt: skip
            made = self._signed(made)
            if len(rows) <= _LOOKED_AT:
                made = replace(made, totals=totals_of(made, below))
            if not open_ and self.misread(made) is None:
                return made
            partly = partly or made
        return partly

    def misread(self, made: Guess) -> Told | None:
        """Return a column that cannot hold what the owner said of it."""
        for key, each in made.columns.items():
            said = self.answers.columns.get(each.header)
            if said == key and not fits(key, each, made.marks):
                return each
        return None

    def _chosen(
        self, columns: Sequence[Told], marks: tuple[str, str]
    ) -> tuple[dict[str, Told], StatementKind]:
        """Return which column is which, and whose table that makes it."""
        settled = with_net(columns, assigned(columns, _SETTLED, self.formats, marks), marks)
        said = self.answers.kind
        provider = said in _SETTLED or (said is None and bool(settled.keys() & _PROVIDER))
        if provider:
            chosen = settled
            kind = StatementKind.WALLET if said is StatementKind.WALLET else (
                StatementKind.SETTLEMENT)  # fmt: skip
        else:
            self.waiting()
            kind = StatementKind.BANK
            named = assigned(columns, _BANK, self.formats, marks)
            chosen = with_balance(columns, named, marks)
        in_codes = of_currencies(columns)
        if "currency" not in chosen and in_codes is not None:
            chosen |= {"currency": in_codes}
        if kind is StatementKind.BANK:
            chosen = with_way(columns, chosen, marks, known_ways(self.formats))
        for header, key in self.answers.columns.items():
            column = next((each for each in columns if each.header == header), None)
            if column is not None and (not key or key in ENTRIES[kind]):
                chosen = {k: v for k, v in chosen.items() if v is not column and k != key}
                chosen |= {key: column} if key else {}
        if kind is StatementKind.BANK:
            chosen = with_other_side(columns, chosen, marks)
        return chosen, kind

    def _ways(
        self, column: Told, amounts: Sequence[Money], balances: Sequence[Money] | None
    ) -> dict[str, str] | None:
        """Return what the words of a column mean: told by themselves, the balance, or the owner."""
        left = [each.minor for each in balances] if balances else None
        told = ways_of(column, known_ways(self.formats), [each.minor for each in amounts], left)
        said = list(dict.fromkeys(filter(None, column.cells)))
        if self.answers.way in said:
            return {each: "in" if each == self.answers.way else "out" for each in said}
        return told

    def _forms(self, columns: Mapping[str, Told]) -> tuple[str, ...]:
        said = self.answers.dates
        every = [columns[key].dates() for key in _DATES if key in columns]
        return tuple(dict.fromkeys(said if said in each else each[0] for each in every if each))

    def _signed(self, made: Guess) -> Guess:
        """Return the guess with the rule of its signs, from what the columns hold."""
        amounts = {
            key: each.amounts(made.marks) or []
            for key, each in made.columns.items()
            if key in AMOUNTS
        }
        if made.kind is not StatementKind.BANK:
            return self._settled(made, amounts)
        if {"credit", "debit"} <= amounts.keys():
            spent = [each.minor for each in amounts["debit"]]
            return replace(
                made,
                sign="credit_debit",
                debit_negative=max(spent, default=0) <= 0 > min(spent, default=0),
                balances_chain=balance_follows(
                    [abs(a.minor) - abs(b.minor)
                     for a, b in zip(amounts["credit"], amounts["debit"], strict=False)],
                    amounts.get("balance"),
                ),
            )  # fmt: skip
        if "direction" in made.columns:
            return self._directed(made, amounts)
        down = [each.minor for each in amounts.get("amount", [])]
        told = {
            AS_IS: balance_follows(down, amounts.get("balance")),
            INVERTED: balance_follows([-each for each in down], amounts.get("balance")),
        }
        seems = INVERTED if told[INVERTED] and not told[AS_IS] else AS_IS
        sign = self.answers.sign or seems
        open_ = told[sign] is not True and "amount" in amounts
        free = [each for each in made.every if all(each is not c for c in made.columns.values())]
        ways = (
            [each for each in free if could_say_way(each)]
            if open_ and min(down, default=-1) >= 0
            else []
        )
        return replace(
            made,
            sign=sign,
            balances_chain=told[sign],
            doubts=(
                *made.doubts,
                *((_which("direction", ways, needed=False),) if ways else ()),
                *((_plus(),) if open_ else ()),
            ),
        )

    def _directed(self, made: Guess, amounts: Mapping[str, list[Money]]) -> Guess:
        """Return the guess with what the words of its column of directions mean."""
        column, balances = made.columns["direction"], amounts.get("balance")
        ways = self._ways(column, amounts.get("amount", []), balances)
        said = tuple(dict.fromkeys(filter(None, column.cells)))
        doubts = () if ways else (Doubt(WAY, tuple((each, "") for each in said)),)
        signed = [
            abs(each.minor) if (ways or {}).get(cell) == "in" else -abs(each.minor)
            for cell, each in zip(column.cells, amounts.get("amount", []), strict=False)
        ]
        return replace(
            made,
            sign="direction_column",
            directions=ways or {},
            balances_chain=balance_follows(signed, balances) if ways else None,
            doubts=(*made.doubts, *doubts),
        )

    def _settled(self, made: Guess, amounts: Mapping[str, list[Money]]) -> Guess:
        fees = [each.minor for key in FEES for each in amounts.get(key, [])]
        negative = bool(fees) and max(fees) <= 0 > min(fees)
        made = replace(made, fee_sign="negative_is_cost" if negative else "positive_is_cost")
        gross = amounts.get("gross") or amounts.get("net") or []
        if "txn_type" in made.columns and all(each.minor >= 0 for each in gross):
            types = _meant(made.columns["txn_type"], _union(self.formats, "types"))
            return replace(made, sign="abs_by_type", types=types)
        return made


def _sought(
    columns: Sequence[Told], chosen: Mapping[str, Told], kind: StatementKind, marks: tuple[str, str]
) -> tuple[Doubt, ...] | None:
    """Return which needed column must be asked for, or None where no column could be it."""
    bank = kind is StatementKind.BANK
    free = [each for each in columns if all(each is not one for one in chosen.values())]
    doubts = []
    if not ({"booked_on"} if bank else set(_DATES)) & chosen.keys():
        dated = [each for each in columns if each.dates()]
        doubts.append(_which("booked_on" if bank else "occurred_on", dated))
    sides = two_sides(free, marks) if bank and not _SOME_AMOUNT & chosen.keys() else []
    if len(sides) == 1:
        doubts.append(_which("credit", sides[0]))
    elif not _SOME_AMOUNT & chosen.keys():
        figured = [each for each in free if could_be_amount(each, marks)]
        doubts.append(_which("amount" if bank else "gross", figured))
    return None if any(not each.options for each in doubts) else tuple(doubts)


def _which(key: str, columns: Sequence[Told], *, needed: bool = True) -> Doubt:
    return Doubt(
        key, tuple((each.header, "  ".join(each.said[:_SHOWN])) for each in columns), needed=needed
    )


def _two_ways(columns: Mapping[str, Told], answers: Answers) -> tuple[Doubt, ...]:
    """Return the doubt about dates that can be read in two ways, if it was not answered."""
    for key in _DATES:
        forms = columns[key].dates() if key in columns else []
        if len(forms) > 1 and answers.dates not in forms:
            readings = [
                (each, [when(each, (form,), "").date.isoformat() for form in forms])
                for each in columns[key].said
            ]
            seen, days = max(readings, key=lambda each: len(set(each[1])))
            return (Doubt(DATES, tuple(zip(forms, days, strict=True)), seen),)
    return ()


def _plus() -> Doubt:
    return Doubt(SIGN, ((AS_IS, ""), (INVERTED, "")), needed=False)


def _times(columns: Mapping[str, Told]) -> tuple[str, ...]:
    return tuple(columns["occurred_time"].times()) if "occurred_time" in columns else ()


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
