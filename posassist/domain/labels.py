"""The words of every enum, once."""

from enum import StrEnum
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.discrepancy import Kind
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.match import MatchState
from posassist.domain.settlement import LineStatus, LineType, StatementKind

_WORDS: Final[tuple[tuple[StrEnum, str], ...]] = (
    (Kind.MISSING, N_("Not settled")),
    (Kind.NOT_ARRIVED, N_("Settled, not in the bank")),
    (Kind.LATE, N_("Late")),
    (Kind.SHORT, N_("Deposit too small")),
    (Kind.OVER, N_("Deposit too large")),
    (Kind.AMOUNT_DIFFERS, N_("Amount differs")),
    (Kind.DUPLICATE_CHARGE, N_("Customer perhaps charged twice")),
    (Kind.DUPLICATE_SETTLEMENT, N_("Settled twice")),
    (Kind.DUPLICATE_DEPOSIT, N_("Deposited twice")),
    (Kind.OVERCHARGED_FEE, N_("Fee too high")),
    (Kind.UNEXPECTED_FEE, N_("Fee nobody agreed to")),
    (Kind.HELD, N_("Held back by the provider")),
    (Kind.RETURNED, N_("Payout returned")),
    (Kind.CHARGEBACK, N_("Chargeback")),
    (Kind.REFUND_UNMATCHED, N_("Refund the terminal does not know")),
    (Kind.UNKNOWN_OUTCOME, N_("No answer at the terminal")),
    (Kind.UNKNOWN_LINE, N_("Line the terminal does not know")),
    (EntryType.SALE, N_("Sale")),
    (EntryType.REFUND, N_("Refund")),
    (EntryType.VOID, N_("Void")),
    (EntryType.PREAUTH, N_("Pre-authorization")),
    (EntryType.COMPLETION, N_("Completion")),
    (EntryType.REVERSAL, N_("Reversal")),
    (EntryType.OTHER, N_("Other")),
    (EntryStatus.APPROVED, N_("Approved")),
    (EntryStatus.DECLINED, N_("Declined")),
    (EntryStatus.REVERSED, N_("Reversed")),
    (EntryStatus.UNKNOWN, N_("Unknown")),
    (Channel.DEBIT, N_("Debit card")),
    (Channel.CREDIT, N_("Credit card")),
    (Channel.QR, N_("QR code")),
    (Channel.OTHER, N_("Other")),
    (LineType.SALE, N_("Sale")),
    (LineType.REFUND, N_("Refund")),
    (LineType.VOID, N_("Void")),
    (LineType.OTHER, N_("Other")),
    (LineType.CHARGEBACK, N_("Chargeback")),
    (LineType.FEE, N_("Fee")),
    (LineType.ADJUSTMENT, N_("Adjustment")),
    (LineStatus.SETTLED, N_("Settled")),
    (LineStatus.HELD, N_("Held")),
    (LineStatus.RETURNED, N_("Returned")),
    (LineStatus.PENDING, N_("Pending")),
    (MatchState.AUTO, N_("Matched")),
    (MatchState.SUGGESTED, N_("Suggested")),
    (MatchState.CONFIRMED, N_("Confirmed")),
    (MatchState.MANUAL, N_("Linked by hand")),
    (MatchState.REJECTED, N_("Rejected")),
    (StatementKind.JOURNAL, N_("Terminal journal")),
    (StatementKind.SETTLEMENT, N_("Settlement")),
    (StatementKind.WALLET, N_("Wallet ledger")),
    (StatementKind.BANK, N_("Bank statement")),
)
# Members of two enums may be equal texts ("held"), so they are told apart by their enum's name.
_BY_NAME: Final = {(type(each).__name__, each.name): words for each, words in _WORDS}


def label(value: StrEnum) -> Text:
    """Return the words of an enum value."""
    return Text(_BY_NAME[type(value).__name__, value.name])
