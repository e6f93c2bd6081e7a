"""The nouns of a statement format: data that says how a table is laid out and what it means."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

from posassist.domain.settlement import StatementKind
from posassist.domain.words import Words

REFERENCES: Final = frozenset({
    "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "original_rrn",
    "txn_id", "order_id", "refund_id", "payout_ref", "reference",
})  # fmt: skip
FEES: Final = ("fee", "fee_2", "fee_3", "fee_4")
AMOUNTS: Final = frozenset({
    "amount", "gross", "net", "credit", "debit", "gross_credit", "gross_debit", "balance",
    "refund_amount", "refunded", *FEES,
})  # fmt: skip
DATED: Final = ("booked_on", "settled_on", "occurred_on", "occurred_at")
CARD: Final = "card_masked"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its names, newest first; an optional one may be absent."""

    names: tuple[str, ...]
    optional: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `name|older name`, with `?` at the end for an optional one."""
        names = tuple(plain_header(each) for each in text.removesuffix("?").split("|"))
        return cls(names, text.endswith("?"))

    def __str__(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Detect:
    """What a file must show to be claimed.

    A file name only adds to the score, because owners rename; it decides (`filename_required`,
    `filename_absent`) where two layouts differ in nothing but their meaning. `dates_fit`: every
    date must be one of the format's, which tells 9/25 from 25/9.
    """

    filename: tuple[str, ...]
    first_lines_contain: tuple[str, ...]
    columns_required: tuple[Column, ...]
    columns_absent: tuple[Column, ...]
    filename_required: bool
    filename_absent: tuple[str, ...]
    dates_fit: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table lies in the file."""

    container: str
    encodings: tuple[str, ...]
    delimiter: str
    sheet: str
    header: tuple[Column, ...]
    max_line: int
    skip_prefix: tuple[str, ...]
    stop_prefix: tuple[str, ...]
    footer_header: str
    footer_required: bool
    short_rows: bool


@dataclass(frozen=True, slots=True)
class Cells:
    """How a cell is read: what is stripped, what means nothing, the marks inside an amount.

    Of a column in `extract` only what its pattern's group `v` finds is the cell.
    """

    strip: str
    null: frozenset[str]
    thousands: str
    decimal: str
    symbols: str
    extract: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Dates:
    """Forms of dates and times, tried in order; an empty zone is the shop's own."""

    formats: tuple[str, ...]
    times: tuple[str, ...]
    timezone: str
    order: str
    period: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """Signs and currencies of a file.

    `currency_in` finds the currency in the preamble; `debit_negative`: the debit column is printed
    with a minus; `net_may_differ`: a net that is not gross less fee is a warning, no bad row.
    """

    sign: str
    fee_sign: str
    currency: str
    currency_map: Mapping[str, str]
    currency_in: re.Pattern[str] | None
    scale: int
    fee_scale: int
    directions: Mapping[str, str]
    debit_negative: bool
    net_may_differ: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A figure the file declares of itself: found by a footer's column, or by a pattern."""

    field: str
    column: Column | None
    regex: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Format:
    """One statement format; `version` is its schema and a digest of its content.

    Rows of a type in `closing` end a statement (payout, balance): checks, not lines.
    """

    id: str
    version: str
    origin: str
    kind: StatementKind
    title: Words
    detect: Detect
    layout: Layout
    cells: Cells
    columns: Mapping[str, Column]
    dates: Dates
    amounts: Amounts
    types: Mapping[str, str]
    closing: frozenset[str]
    statuses: Mapping[str, str]
    channels: Mapping[str, str]
    checks: tuple[Check, ...]


def plain_header(text: str) -> str:
    """Return a header as it is compared: （元） is (元), and spaces around it do not count."""
    return unicodedata.normalize("NFKC", text).strip().strip("`'")


@lru_cache(1 << 12)
def plain_word(text: str) -> str:
    """Return a word of a table of meanings as it is compared: width and case do not count."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
