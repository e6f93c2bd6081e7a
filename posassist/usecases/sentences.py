"""A row of a file as a sentence, so that an owner can see that it was read right."""

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.labels import label
from posassist.domain.settlement import SettlementLine

AnyRow = JournalEntry | SettlementLine | BankLine


def sentence(row: AnyRow) -> Text:
    """Return what a row says, in words."""
    if isinstance(row, JournalEntry):
        return Text(
            N_("{at}: {type} of {amount} at terminal {terminal} {card}, {status}"),
            {
                "at": f"{row.occurred_at:%Y-%m-%d %H:%M:%S}",
                "type": label(row.type),
                "amount": str(row.amount),
                "terminal": row.terminal_id,
                "card": row.card_masked,
                "status": label(row.status),
            },
        )
    if isinstance(row, SettlementLine):
        return Text(
            N_("{day}: {type} of {gross} less {fee} makes {net}, {status}"),
            {
                "day": row.settled_on,
                "type": label(row.type),
                "gross": str(row.gross),
                "fee": str(row.fee),
                "net": str(row.net),
                "status": label(row.status),
            },
        )
    who = row.counterparty or row.memo
    if row.amount.minor < 0:
        words = N_("{day}: {amount} went out to {who}") if who else N_("{day}: {amount} went out")
    else:
        words = N_("{day}: {amount} came in from {who}") if who else N_("{day}: {amount} came in")
    fields = {"day": row.booked_on, "amount": str(abs(row.amount))}
    return Text(words, fields | ({"who": who} if who else {}))
