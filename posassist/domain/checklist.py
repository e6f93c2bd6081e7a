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
