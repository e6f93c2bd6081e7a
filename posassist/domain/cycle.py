"""When money is due: settlement cycle, cut-off and the working-day calendar."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Self

_CYCLE: Final = re.compile(r"([TD])\+(\d{1,2})")
_CUT_OFF: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
_DAY: Final = dt.timedelta(days=1)
NO_CUT_OFF: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Cycle:
    """T+n: the n-th working day after the trade date; D+n: n calendar days after it."""

    working_days: bool
    days: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read T+1, D+0 …; raises ValueError for anything else."""
        found = _CYCLE.fullmatch(text.strip().upper())
        if not found:
            raise ValueError(text)
        return cls(found[1] == "T", int(found[2]))

    def __str__(self) -> str:
        return f"{'T' if self.working_days else 'D'}+{self.days}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of a place.

    `off` are holidays on weekdays, `make_up` working weekend days; after `known_until` no official
    notice covers the days and every result is provisional.
    """

    code: str
    off: frozenset[dt.date]
    make_up: frozenset[dt.date]
    known_until: dt.date
    weekend: frozenset[int] = frozenset({5, 6})

    def is_working_day(self, day: dt.date, *, make_up: bool = True) -> bool:
        """Say whether money moves that day; `make_up=False` for a provider that skips them."""
        if day in self.make_up:
            return make_up
        return day.weekday() not in self.weekend and day not in self.off

    def next_working_day(self, day: dt.date, *, make_up: bool = True) -> dt.date:
        """Return the first working day after `day`."""
        day += _DAY
        while not self.is_working_day(day, make_up=make_up):
            day += _DAY
        return day

    def add(self, day: dt.date, working_days: int, *, make_up: bool = True) -> dt.date:
        """Return the n-th working day after `day`; 0 gives `day` itself."""
        for _ in range(working_days):
            day = self.next_working_day(day, make_up=make_up)
        return day

    def working_days_between(self, start: dt.date, end: dt.date, *, make_up: bool = True) -> int:
        """Count the working days after `start` up to and including `end`; 0 when end is earlier."""
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + n * _DAY, make_up=make_up) for n in span)

    def provisional(self, day: dt.date) -> bool:
        """Say whether no official notice covers the day yet."""
        return day > self.known_until


def parse_cut_off(text: str) -> int:
    """Read HH:MM (00:00 to 24:00) as minutes after midnight; raises ValueError."""
    found = _CUT_OFF.fullmatch(text.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else NO_CUT_OFF + 1
    if minutes > NO_CUT_OFF:
        raise ValueError(text)
    return minutes


def cut_off_text(minutes: int) -> str:
    """Write minutes after midnight as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def trade_date(occurred: dt.datetime, cut_off: int) -> dt.date:
    """Return the provider's date of a sale: the next day when it was rung up after the cut-off."""
    late = occurred.time() > dt.time(cut_off // 60, cut_off % 60) if cut_off < NO_CUT_OFF else False
    return occurred.date() + _DAY if late else occurred.date()


def due_on(trade: dt.date, cycle: Cycle, calendar: Calendar, *, make_up: bool = True) -> dt.date:
    """Return the last day on which the money of a trade date is still in time."""
    if cycle.working_days:
        return calendar.add(trade, cycle.days, make_up=make_up)
    return trade + cycle.days * _DAY
