"""What a pull brings."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from posassist.base.errors import PosassistError
from posassist.base.i18n import Text
from posassist.domain.journal import JournalEntry

Progress = Callable[[int, int, Text], None]


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register knows of a device: empty text where it knows nothing."""

    terminal_id: str
    merchant_id: str
    currency: str
    zone: ZoneInfo


Register = Callable[[str], Registered]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: for an answer to begin, and until a terminal that says nothing counts as silent."""

    answer: float = 1.0
    silence: float = 5.0
    tries: int = 24


@dataclass(frozen=True, slots=True)
class Identity:
    """What a device says of itself."""

    serial_number: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A journal as far as it came; `complete` says whether that is all of it."""

    identity: Identity
    registered: Registered
    entries: tuple[JournalEntry, ...]
    warnings: tuple[Text, ...]
    complete: bool
    error: PosassistError | None
    totals_agree: bool | None = None

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """First and last day of the journal."""
        days = [each.occurred_at.date() for each in self.entries]
        return (min(days), max(days)) if days else None
