"""Which days a source covers: absence is a finding only there."""

import datetime as dt
from dataclasses import dataclass

from posassist.domain.settlement import StatementKind


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days one imported file or complete pull covers, both ends included.

    Settlement files cover by the day of settlement, and (where their lines say it) only trades of
    `traded_from` … `traded_to`. `merchants` and `terminals` are those in the file; both empty: the
    whole shop. `account` is the bank account's name for bank files.
    """

    kind: StatementKind
    first: dt.date
    last: dt.date
    traded_from: dt.date | None = None
    traded_to: dt.date | None = None
    merchants: frozenset[str] = frozenset()
    terminals: frozenset[str] = frozenset()
    account: str = ""

    def concerns(self, merchant_id: str, terminal_id: str) -> bool:
        """Say whether the file speaks for this merchant or terminal."""
        if not self.merchants and not self.terminals:
            return True
        return merchant_id in self.merchants or terminal_id in self.terminals

    def covers(self, day: dt.date) -> bool:
        """Say whether the file covers the day."""
        return self.first <= day <= self.last

    def traded_in(self, day: dt.date) -> bool:
        """Say whether sales of that day would be in the file, as far as it says."""
        if self.traded_from is None or self.traded_to is None:
            return True
        return self.traded_from <= day <= self.traded_to
