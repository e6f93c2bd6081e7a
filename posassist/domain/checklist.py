"""A checklist somebody went through: the dated record that prevention leaves."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChecklistRecord:
    """That a checklist was done on a day, by whom, and what was noted."""

    checklist: str
    done_on: dt.date
    who: str = ""
    note: str = ""

    def due_again(self, every_days: int) -> dt.date:
        """Return the day it is due again."""
        return self.done_on + dt.timedelta(days=every_days)
