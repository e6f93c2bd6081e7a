"""When a row's money is due, and what it should have cost, under the agreement in force."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from posassist.domain.agreement import Agreement, FeeTerms, agreement_for
from posassist.domain.cycle import NO_CUT_OFF, Calendar, Cycle, due_on, trade_date
from posassist.domain.journal import Channel, JournalEntry

USUAL_CYCLE = Cycle(working_days=True, days=1)


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

    def merchant(self, entry: JournalEntry) -> str:
        """Return the merchant id of a journal row: its own, or its registered terminal's."""
        return entry.merchant_id or self.merchants.get(entry.terminal_id, "")

    def agreement(self, merchant_id: str, currency: str, on: dt.date) -> Agreement | None:
        """Return the terms in force."""
        return agreement_for(self.agreements, merchant_id, currency, on)

    def calendar(self, agreement: Agreement | None) -> Calendar:
        """Return the calendar of the terms."""
        return self.calendars[agreement.calendar if agreement else self.usual_calendar]

    def trade_and_due(self, entry: JournalEntry) -> tuple[dt.date, dt.date]:
        """Return the provider's date of a sale, and the last day its money is in time."""
        terms = self.agreement(
            self.merchant(entry), entry.amount.currency, entry.occurred_at.date()
        )
        traded = trade_date(entry.occurred_at, terms.cut_off if terms else NO_CUT_OFF)
        due = due_on(
            traded,
            terms.cycle if terms else USUAL_CYCLE,
            self.calendar(terms),
            make_up=terms.make_up_days if terms else True,
        )
        return traded, due

    def next_working_day(self, merchant_id: str, currency: str, day: dt.date) -> dt.date:
        """Return the first working day after `day` for the merchant's provider."""
        terms = self.agreement(merchant_id, currency, day)
        return self.calendar(terms).next_working_day(
            day, make_up=terms.make_up_days if terms else True
        )

    def working_days_late(self, merchant_id: str, currency: str, due: dt.date, on: dt.date) -> int:
        """Count the working days from a due day to a later one."""
        terms = self.agreement(merchant_id, currency, due)
        return self.calendar(terms).working_days_between(
            due, on, make_up=terms.make_up_days if terms else True
        )

    def fee_terms(
        self, merchant_id: str, currency: str, on: dt.date, channel: Channel
    ) -> FeeTerms | None:
        """Return the agreed fee of a channel; an unknown channel has one only if all are equal."""
        terms = self.agreement(merchant_id, currency, on)
        if terms is None or not terms.fees:
            return None
        if channel in terms.fees:
            return terms.fees[channel]
        every = set(terms.fees.values())
        return next(iter(every)) if len(every) == 1 and channel is Channel.OTHER else None
