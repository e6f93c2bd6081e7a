"""What the provider says it settled. An empty string or None is: unknown."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from posassist.domain.journal import Channel
from posassist.domain.money import Money


class StatementKind(StrEnum):
    """What a file is a record of."""

    JOURNAL = "journal"
    SETTLEMENT = "settlement"
    WALLET = "wallet"
    BANK = "bank"


class LineType(StrEnum):
    """What a settlement line is about."""

    SALE = "sale"
    REFUND = "refund"
    VOID = "void"
    CHARGEBACK = "chargeback"
    FEE = "fee"
    ADJUSTMENT = "adjustment"
    OTHER = "other"


class LineStatus(StrEnum):
    """Whether the line moved money."""

    SETTLED = "settled"
    HELD = "held"
    RETURNED = "returned"
    PENDING = "pending"


NEGATIVE_LINES = frozenset({LineType.REFUND, LineType.VOID, LineType.CHARGEBACK})


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """One line of a settlement; `net = gross - fee` (or as the file states it).

    `gross` is negative for refund, void and chargeback; `fee` is a positive cost that keeps its own
    digits; `settled_on` is the day the provider says it pays out.
    """

    row: int
    type: LineType
    status: LineStatus
    gross: Money
    fee: Money
    net: Money
    settled_on: dt.date
    merchant_id: str = ""
    terminal_id: str = ""
    occurred_on: dt.date | None = None
    occurred_time: dt.time | None = None
    rrn: str = ""
    trace_no: str = ""
    auth_code: str = ""
    batch_no: str = ""
    card_masked: str = ""
    channel: Channel = Channel.OTHER
    payout_ref: str = ""
    order_id: str = ""
    memo: str = ""
    raw: str = ""

    @property
    def moved_money(self) -> bool:
        """Say whether the line counts in sums."""
        return self.status is LineStatus.SETTLED
