"""The terminal's own record of what was rung up. An empty string or None is: unknown."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from posassist.domain.money import Money


class EntryType(StrEnum):
    """What kind of transaction the terminal recorded."""

    SALE = "sale"
    REFUND = "refund"
    VOID = "void"
    PREAUTH = "preauth"
    COMPLETION = "completion"
    REVERSAL = "reversal"
    OTHER = "other"


class EntryStatus(StrEnum):
    """What became of it at the terminal; a code nobody knows is UNKNOWN, never approved."""

    APPROVED = "approved"
    DECLINED = "declined"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """How the customer paid, as far as fees tell it apart."""

    DEBIT = "debit"
    CREDIT = "credit"
    QR = "qr"
    OTHER = "other"


NEGATIVE_ENTRIES = frozenset({EntryType.REFUND, EntryType.VOID, EntryType.REVERSAL})


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One transaction in a terminal's journal.

    `row` is the 1-based data row in its file or capture; `amount` is positive for money to the
    shop, negative for refund, void and reversal; `occurred_at` is aware, in the shop's zone.
    `proven` is false where only a weak check (LRC, a typed slip) stands behind the row.
    """

    row: int
    terminal_id: str
    type: EntryType
    amount: Money
    occurred_at: dt.datetime
    merchant_id: str = ""
    batch_no: str = ""
    trace_no: str = ""
    rrn: str = ""
    auth_code: str = ""
    card_masked: str = ""
    channel: Channel = Channel.OTHER
    response_code: str = ""
    status: EntryStatus = EntryStatus.APPROVED
    original_rrn: str = ""
    proven: bool = True
    raw: str = ""
