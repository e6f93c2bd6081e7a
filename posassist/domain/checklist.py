"""A checklist somebody went through: the dated record that prevention leaves."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from posassist.domain.words import Words


@dataclass(frozen=True, slots=True)
class ChecklistRecord:
    """That a checklist was done on a day, by whom, and what was noted.

    `filled` are its entries by id (days as ISO dates, amounts with their currency, choices by id),
    `failed` the points that did not hold, in the words of then. `remind_on` is the day it asks for
    something more, `settled_on` the day that was done; `case` the case it belongs to.
    """

    number: int
    checklist: str
    done_on: dt.date
    who: str = ""
    note: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)
    failed: tuple[Words, ...] = ()
    case: int | None = None
    remind_on: dt.date | None = None
    settled_on: dt.date | None = None

    def due_again(self, every_days: int) -> dt.date:
        """Return the day it is due again."""
        return self.done_on + dt.timedelta(days=every_days)

    @property
    def is_waiting(self) -> bool:
        """Whether it asks for something that was not done yet."""
        return self.remind_on is not None and self.settled_on is None
