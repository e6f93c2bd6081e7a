"""What an owner calls what a column of a statement holds."""

from collections.abc import Mapping, Sequence
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.settlement import StatementKind
from posassist.statements.told_table import ENTRIES

_WORDS: Final[Mapping[str, Text]] = {
    "": Text(N_("not used")),
    "booked_on": Text(N_("Booking day")),
    "occurred_on": Text(N_("Trade day")),
    "occurred_at": Text(N_("Trade day and time")),
    "occurred_time": Text(N_("Trade time")),
    "settled_on": Text(N_("Settlement day")),
    "amount": Text(N_("Amount with its sign")),
    "credit": Text(N_("Money in")),
    "debit": Text(N_("Money out")),
    "direction": Text(N_("In or out")),
    "balance": Text(N_("Balance")),
    "currency": Text(N_("Currency")),
    "counterparty": Text(N_("Payer or payee")),
    "counterparty_account": Text(N_("Their account")),
    "memo": Text(N_("Note")),
    "reference": Text(N_("Reference number")),
    "txn_type": Text(N_("Type")),
    "gross": Text(N_("Gross amount")),
    "fee": Text(N_("Fee")),
    "net": Text(N_("Net amount")),
    "terminal_id": Text(N_("Terminal number")),
    "merchant_id": Text(N_("Merchant number")),
    "batch_no": Text(N_("Batch number")),
    "trace_no": Text(N_("Trace number")),
    "rrn": Text(N_("Reference number")),
    "auth_code": Text(N_("Authorization code")),
    "order_id": Text(N_("Order number")),
    "payout_ref": Text(N_("Payout number")),
    "card_masked": Text(N_("Card")),
}


def entry_words(entry: str) -> Text:
    """Return what a column's entry is called; one nobody is asked about goes by its name."""
    return _WORDS.get(entry) or Text("{entry}", {"entry": entry})


def offered(kind: StatementKind, entry: str) -> Sequence[tuple[str, Text]]:
    """Return what a column of a kind of statement may be said to hold, `entry` among it."""
    known = ("", *ENTRIES[kind])
    return [(each, entry_words(each)) for each in (*known, *({entry} - set(known)))]
