"""What the shop and its provider agreed: cycle, cut-off, fees, and how money reaches the bank."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from posassist.domain.cycle import NO_CUT_OFF, Cycle
from posassist.domain.journal import Channel


class Payout(StrEnum):
    """How takings reach the bank account."""

    AUTO = "auto"
    WITHDRAWAL = "withdrawal"
    PER_SALE = "per-sale"


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """The fee of one channel: rate is a fraction (0.006 for 0.60 %), the rest in major units.

    `d0_rate` and `d0_fixed` are added for money paid on the day of the sale (D0, 秒到).
    """

    rate: Decimal
    cap: Decimal | None = None
    floor: Decimal | None = None
    fixed: Decimal | None = None
    d0_rate: Decimal | None = None
    d0_fixed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The terms of one merchant id, or of every one without terms of its own (empty id).

    `cut_off` is minutes after midnight, shop time. `make_up_days` false: this provider does not pay
    on make-up working Saturdays. `account` is the name of the receiving account.
    """

    id: int
    acquirer: str
    cycle: Cycle
    merchant_id: str = ""
    cut_off: int = NO_CUT_OFF
    calendar: str = "CN"
    payout: Payout = Payout.AUTO
    account: str = ""
    currency: str = "CNY"
    valid_from: dt.date = dt.date.min
    make_up_days: bool = True
    fees: Mapping[Channel, FeeTerms] = field(default_factory=dict)


def agreement_for(
    agreements: tuple[Agreement, ...], merchant_id: str, currency: str, on: dt.date
) -> Agreement | None:
    """Return the terms in force that day: the merchant's own before the general, newest first."""
    fitting = [
        each
        for each in agreements
        if each.merchant_id in {merchant_id, ""}
        and each.currency == currency
        and each.valid_from <= on
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda each: (bool(each.merchant_id), each.valid_from, each.id))
