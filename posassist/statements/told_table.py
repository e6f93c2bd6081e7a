"""What an unknown table seems to be, what its content leaves open, and the format it makes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Self

from posassist.domain.settlement import StatementKind
from posassist.statements.columns_told import NULLS, STRIP, SYMBOLS, Told
from posassist.statements.table import Table

DATES: Final = "dates"
SIGN: Final = "sign"
WAY: Final = "way"
AS_IS, INVERTED = "as_is", "inverted"
_OF_A_PROVIDER: Final = (
    "occurred_on", "occurred_at", "occurred_time", "settled_on", "txn_type", "gross", "fee", "net",
    "currency", "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code",
    "order_id", "payout_ref", "card_masked", "memo",
)  # fmt: skip
# What an owner may say that a column holds.
ENTRIES: Final[Mapping[StatementKind, tuple[str, ...]]] = {
    StatementKind.BANK: (
        "booked_on", "amount", "credit", "debit", "direction", "balance", "currency",
        "counterparty", "counterparty_account", "memo", "reference",
    ),
    StatementKind.SETTLEMENT: _OF_A_PROVIDER,
    StatementKind.WALLET: _OF_A_PROVIDER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the content leaves open, and the answers there are: each with how it is shown.

    `about` is `dates` (the answers are forms of a date, `seen` is a cell of the table that they
    read differently), `sign` (what a plus means), `way` (which word says that money came in), or
    an entry a column is sought for (the answers are headers, shown with some of their cells). A
    table is read by a format only once nothing `needed` is open.
    """

    about: str
    options: tuple[tuple[str, str], ...]
    seen: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Answers:
    """What the owner said of the table: columns as entries by header, an empty one is not used."""

    kind: StatementKind | None = None
    dates: str = ""
    sign: str = ""
    way: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    def answered(self, about: str, answer: str) -> Self:
        """Return the answers with one more, to a doubt."""
        if about == DATES:
            return replace(self, dates=answer)
        if about == SIGN:
            return replace(self, sign=answer)
        if about == WAY:
            return replace(self, way=answer)
        return replace(self, columns={**self.columns, answer: about})


@dataclass(frozen=True, slots=True)
class OwnTotal:
    """A sum the table prints below its rows, beside that of the rows."""

    header: str
    printed: str
    counted: str

    @property
    def agrees(self) -> bool:
        """Say whether the rows make the sum."""
        return self.printed == self.counted


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table seems to be: the format's entries, as its TOML has them, and what is open."""

    kind: StatementKind
    table: Table
    delimiter: str
    header_row: int
    every: tuple[Told, ...]
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
    is_cut: bool = False
    totals: tuple[OwnTotal, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Say whether nothing is open that must be answered."""
        return not any(each.needed for each in self.doubts)

    def toml(self, *, id_: str, title: str, currency: str) -> str:
        """Return the format as a file of the catalogue."""
        headers = [each.header for each in self.columns.values()]
        thousands, decimal = self.marks
        lines = [
            "# Written by posassist from one file; mend what is wrong.",
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


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(map(_text, values)) + "]"


def _table(values: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_text(k)} = {_text(v)}" for k, v in values.items()) + " }"
