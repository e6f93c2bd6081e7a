"""Readings of a journal that can only be asked for as a whole: proven is what came in two of them.

A weak check (LRC) lets a damaged record through now and then, but hardly ever the same one twice.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

from posassist.base.errors import PullInterrupted
from posassist.base.i18n import N_

READINGS: Final = 8  # of the whole journal, before it is given up


class Readings:
    """Keeps how often each record came, and in which order."""

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()
        self._order: dict[bytes, None] = {}
        self._reading: dict[bytes, None] = {}
        self.count = 0

    def read(self, once: Callable[[], bool], enough: Callable[[], bool]) -> None:
        """Read again until two whole readings in a row are alike, or what is proven is `enough`.

        `once` reads the journal through, hands every record to `keep` and says whether it came to
        its end. Raises what it raises, and PullInterrupted when the journal reads differently
        every time.
        """
        before: list[bytes] | None = None
        for _ in range(READINGS):
            self._reading = {}
            try:
                whole = once()
            finally:
                self._seen.update(self._reading.keys())
                self._order |= self._reading
            reading = list(self._reading) if whole else None
            if whole and reading == before:
                self._order = self._reading
                return
            before = reading
            if enough():
                return
        raise PullInterrupted(
            N_("The terminal's journal reads differently every time"),
            N_("Check the cable, then pull again when nobody is paying."),
        )

    def keep(self, record: bytes) -> bool:
        """Keep a record of this reading; say whether it is new to it."""
        before = len(self._reading)
        self._reading[record] = None
        self.count = max(self.count, len(self._reading))
        return len(self._reading) > before

    def proven(self) -> list[bytes]:
        """Return the records that came in two readings, in the terminal's order."""
        return [each for each in self._order if self._seen[each] > 1]


def interrupted(count: int) -> PullInterrupted:
    """Return what to say when the line broke with so many records proven."""
    if not count:
        return PullInterrupted(
            N_("The connection broke before the journal was read twice"),
            N_("Check the cable and that the terminal is on, then pull again."),
        )
    return PullInterrupted(
        N_("The connection broke after {count} records"),
        N_(
            "What came is kept. Plug the cable in again and pull once more: only the rest is added."
        ),
        count=count,
    )
