"""When a row's money is due, and what it should have cost, under the agreement in force."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from posassist.domain.agreement import Agreement, FeeTerms, Payout, agreement_for
from posassist.domain.cycle import NO_CUT_OFF, Calendar, Cycle, due_on, trade_date
from posassist.domain.journal import Channel, JournalEntry
from posassist.domain.settlement import SettlementLine

USUAL_CYCLE = Cycle(working_days=True, days=1)
_RIGHT = dt.timedelta(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """The agreements of a shop with the calendars they name.

    `usual_calendar` is used where no agreement speaks; `merchants` maps a registered terminal id
    to its merchant id.
    """

    agreements: tuple[Agreement, ...]
    calendars: Mapping[str, Calendar]
    usual_calendar: str
    merchants: Mapping[str, str]
    _agreed: dict[tuple[str, str, dt.date], Agreement | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _due: dict[tuple[int, dt.date], dt.date] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def merchant(self, row: JournalEntry | SettlementLine) -> str:
        """Return the merchant id of a row: its own, or its registered terminal's."""
        return row.merchant_id or self.merchants.get(row.terminal_id, "")

    def agreement(self, merchant_id: str, currency: str, on: dt.date) -> Agreement | None:
        """Return the terms in force."""
        key = (merchant_id, currency, on)
        if key not in self._agreed:
            self._agreed[key] = agreement_for(self.agreements, *key)
        return self._agreed[key]

    def speaks_otherwise(self, merchant_id: str, currency: str, on: dt.date) -> bool:
        """Say whether a merchant has terms in force, but none in this currency."""
        currencies = {each.currency for each in self.agreements} - {currency}
        return self.agreement(merchant_id, currency, on) is None and any(
            self.agreement(merchant_id, other, on) for other in sorted(currencies)
        )

    def calendar(self, agreement: Agreement | None) -> Calendar:
        """Return the calendar of the terms."""
        return self.calendars[agreement.calendar if agreement else self.usual_calendar]

    def trade_and_due(
        self, entry: JournalEntry, clock: dt.timedelta = _RIGHT
    ) -> tuple[dt.date, dt.date]:
        """Return the provider's date of a sale, and the last day its money is in time.

        `clock` is what a terminal's wrong clock lacks.
        """
        at = entry.occurred_at + clock
        agreed = self.agreement(self.merchant(entry), entry.amount.currency, at.date())
        traded = trade_date(at, agreed.cut_off if agreed else NO_CUT_OFF)
        return traded, self.due_on(agreed, traded)

    def due(self, merchant_id: str, currency: str, traded: dt.date) -> dt.date:
        """Return the last day the money of a provider's day is in time."""
        return self.due_on(self.agreement(merchant_id, currency, traded), traded)

    def paid_by(self, line: SettlementLine) -> dt.date:
        """Return the day a line's money should be in the bank: that of a withdrawal comes later."""
        merchant, currency = self.merchant(line), line.gross.currency
        agreed = self.agreement(merchant, currency, line.settled_on)
        if agreed is not None and agreed.payout is Payout.WITHDRAWAL:
            return self.due_on(agreed, line.settled_on)
        return line.settled_on

    def next_working_day(self, merchant_id: str, currency: str, day: dt.date) -> dt.date:
        """Return the first working day after `day` for the merchant's provider."""
        agreed = self.agreement(merchant_id, currency, day)
        return self.calendar(agreed).next_working_day(day, make_up=_make_up(agreed))

    def working_days_late(self, merchant_id: str, currency: str, due: dt.date, on: dt.date) -> int:
        """Count the working days from a due day to a later one."""
        agreed = self.agreement(merchant_id, currency, due)
        return self.calendar(agreed).working_days_between(due, on, make_up=_make_up(agreed))

    def fee_terms(
        self, merchant_id: str, currency: str, on: dt.date, channel: Channel
    ) -> FeeTerms | None:
        """Return the agreed fee of a channel; an unknown channel has one only if all are equal."""
        agreed = self.agreement(merchant_id, currency, on)
        if agreed is None:
            return None
        if channel in agreed.fees:
            return agreed.fees[channel]
        every = set(agreed.fees.values())
        return next(iter(every)) if len(every) == 1 and channel is Channel.OTHER else None

    def due_on(self, agreed: Agreement | None, traded: dt.date) -> dt.date:
        key = (agreed.id if agreed else 0, traded)
        if key not in self._due:
            self._due[key] = due_on(
                traded,
                agreed.cycle if agreed else USUAL_CYCLE,
                self.calendar(agreed),
                make_up=_make_up(agreed),
            )
        return self._due[key]


def _make_up(agreed: Agreement | None) -> bool:
    return agreed.make_up_days if agreed else True
