"""What reading a file gives: rows in the field's words, sums, checks, and the struck original."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.settlement import SettlementLine, StatementKind


@dataclass(frozen=True, slots=True)
class BadRow:
    """A data row that cannot be read, and why."""

    row: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Check:
    """A figure the file declares of itself, beside what its rows give."""

    name: str
    declared: str
    counted: str
    agrees: bool

    @property
    def warning(self) -> Text:
        """What is said where it does not agree."""
        return Text(
            N_("The file declares {name} as {declared}, its rows give {counted}"),
            {"name": self.name, "declared": self.declared, "counted": self.counted},
        )


@dataclass(frozen=True, slots=True)
class Struck:
    """How many numbers were struck in the kept original, and where: a column, or elsewhere."""

    where: str
    count: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A file as read. One of `journal`, `settlement` (wallets too) and `bank` holds its rows.

    `first` and `last` are booking dates of a bank file, trade dates of others; `sums` is net, and
    `gross` and `fees` are None where the format does not tell them apart. `kept` are the bytes to
    keep: the original, with whole card numbers struck out; reading them gives the same rows.
    `accounts` are the last four figures of the accounts it says it is of.
    """

    format_id: str
    format_version: str
    kind: StatementKind
    encoding: str
    sheet: str
    journal: tuple[JournalEntry, ...]
    settlement: tuple[SettlementLine, ...]
    bank: tuple[BankLine, ...]
    bad_rows: tuple[BadRow, ...]
    warnings: tuple[Text, ...]
    checks: tuple[Check, ...]
    first: dt.date | None
    last: dt.date | None
    sums: Mapping[str, str]
    gross: Mapping[str, str] | None
    fees: Mapping[str, str] | None
    period: tuple[dt.date, dt.date] | None
    kept: bytes
    struck: tuple[Struck, ...]
    accounts: tuple[str, ...] = ()
