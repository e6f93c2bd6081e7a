"""What a pull is given, and what it brings."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from posassist.base.errors import PosassistError
from posassist.base.i18n import Text
from posassist.domain.journal import JournalEntry
from posassist.domain.money import Money

Progress = Callable[[int, int, Text], None]


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register knows of a device: empty text where it knows nothing.

    `on` is the shop's day of the reading, for terminals that tell no year; `codes` what the owner
    entered of the terminal's operation codes (`operation_codes.py`).
    """

    terminal_id: str
    merchant_id: str
    currency: str
    zone: ZoneInfo
    on: dt.date
    codes: Mapping[str, str] = field(default_factory=dict)


Register = Callable[[str], Registered]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: for a first answer to begin, and until a question without an answer is given up.

    Once a terminal has answered, its own speed says how long to wait for the next answer.
    """

    answer: float = 0.5
    silence: float = 5.0


@dataclass(frozen=True, slots=True)
class Identity:
    """What a device says of itself; some name their terminal and merchant, some a serial number."""

    serial_number: str = ""
    model: str = ""
    terminal_id: str = ""
    merchant_id: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum the terminal itself gives, such as its credit sales; `amount` is never negative."""

    kind: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Pulled:
    """A journal as far as it came; `complete` says whether that is all of it.

    Only proven records are in `entries`; what could not be proven or read has its warning.
    `totals_agree` holds the records against the terminal's totals, None where it gives none;
    `text` is what it printed, print by print.
    """

    identity: Identity
    registered: Registered
    entries: tuple[JournalEntry, ...]
    warnings: tuple[Text, ...]
    complete: bool
    error: PosassistError | None
    totals: tuple[Total, ...] = ()
    totals_agree: bool | None = None
    text: tuple[str, ...] = ()

    @property
    def terminal_id(self) -> str:
        """The registered terminal id, else what the device says, else its serial number."""
        told = self.identity
        return self.registered.terminal_id or told.terminal_id or told.serial_number

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """First and last day of the journal."""
        days = [each.occurred_at.date() for each in self.entries]
        return (min(days), max(days)) if days else None
