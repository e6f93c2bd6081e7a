"""Rows made into journal entries, settlement lines and bank lines."""

import datetime as dt
from typing import Final

from posassist.base.i18n import N_
from posassist.domain.deposit import BankLine
from posassist.domain.journal import (
    NEGATIVE_ENTRIES,
    Channel,
    EntryStatus,
    EntryType,
    JournalEntry,
)
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, SettlementLine
from posassist.statements.cells import BadCell
from posassist.statements.masking import card_masked
from posassist.statements.row import Row
from posassist.statements.signs import TURNED, bank_amount, direction, settled_amounts, wrong_sign

_UNKNOWN_TYPE: Final = N_(
    "{rows} rows have the unknown type {word} (first: row {row}): kept as other"
)
_UNKNOWN_CHANNEL: Final = N_(
    "{rows} rows have the unknown channel {word} (first: row {row}): kept as other"
)
_UNKNOWN_STATUS: Final = N_(
    "{rows} rows have the unknown status {word} (first: row {row}): not counted"
)
_NO_BALANCE: Final = N_("{rows} balances in {column} cannot be read (first: row {row}): left out")
_APPROVED_CODES: Final = frozenset({"", "00"})


def journal_entry(row: Row) -> JournalEntry:
    """Read a row of a terminal's journal. Raises BadCell."""
    row.needed("txn_type")
    words = row.setting.format.types
    kind = row.word("txn_type", words, EntryType, EntryType.OTHER, _UNKNOWN_TYPE)
    return JournalEntry(
        row=row.number,
        terminal_id=row.needed("terminal_id"),
        type=kind,
        amount=_entry_amount(row, kind),
        occurred_at=row.when("occurred_at").aware(row.setting.written_in, row.setting.zone),
        merchant_id=row.text("merchant_id"),
        batch_no=row.text("batch_no"),
        trace_no=row.text("trace_no"),
        rrn=row.text("rrn"),
        auth_code=row.text("auth_code"),
        card_masked=card_masked(row.text("card_masked")),
        channel=_channel(row),
        response_code=row.text("response_code"),
        status=_entry_status(row),
        original_rrn=row.text("original_rrn"),
        raw=row.raw,
    )


def settlement_line(row: Row) -> SettlementLine:
    """Read a row of a settlement or of a wallet's ledger. Raises BadCell."""
    status = _line_status(row)
    kind, gross, fee, net = settled_amounts(row, row.currency(), _UNKNOWN_TYPE)
    on, at = _occurred(row)
    if row.text("settled_on") or on is None or (row.requires("settled_on") and _moved(status)):
        settled = row.when("settled_on").date
    else:
        settled = on
    return SettlementLine(
        row=row.number,
        type=kind,
        status=status,
        gross=gross,
        fee=fee,
        net=net,
        settled_on=settled,
        merchant_id=row.text("merchant_id"),
        terminal_id=row.text("terminal_id"),
        occurred_on=on,
        occurred_time=at,
        rrn=row.text("rrn"),
        trace_no=row.text("trace_no"),
        auth_code=row.text("auth_code"),
        batch_no=row.text("batch_no"),
        card_masked=card_masked(row.text("card_masked")),
        channel=_channel(row),
        payout_ref=row.text("payout_ref"),
        order_id=row.text("order_id") or row.text("txn_id"),
        memo=row.text("memo"),
        raw=row.raw,
    )


def bank_line(row: Row) -> BankLine:
    """Read a row of a bank statement. Raises BadCell."""
    currency = row.currency()
    try:
        balance = row.money("balance", currency)
    except BadCell:
        balance = None
        row.setting.remarks.add(_NO_BALANCE, row.number, column=row.name("balance"))
    return BankLine(
        row=row.number,
        booked_on=row.when("booked_on").date,
        amount=bank_amount(row, currency),
        balance=balance,
        counterparty=row.text("counterparty"),
        memo=" ".join(filter(None, (row.text("memo"), row.text("place")))),
        reference=row.text("reference"),
        raw=row.raw,
    )


def _entry_amount(row: Row, kind: EntryType) -> Money:
    sign = row.setting.format.amounts.sign
    amount = row.money_needed("amount", row.currency())
    if sign == "inverted":
        amount = -amount
    if sign in ("by_type", "abs_by_type"):
        return -abs(amount) if kind in NEGATIVE_ENTRIES else abs(amount)
    if kind in NEGATIVE_ENTRIES and amount.minor > 0:
        row.setting.remarks.add(TURNED, row.number, kind.value)
        return -amount
    if kind not in NEGATIVE_ENTRIES | {EntryType.OTHER} and amount.minor < 0:
        wrong_sign(row, "amount")
    return amount


def _entry_status(row: Row) -> EntryStatus:
    if "status" in row.setting.said:
        words = row.setting.format.statuses
        return row.word("status", words, EntryStatus, EntryStatus.UNKNOWN, _UNKNOWN_STATUS)
    code = row.text("response_code")
    return EntryStatus.APPROVED if code in _APPROVED_CODES else EntryStatus.UNKNOWN


def _line_status(row: Row) -> LineStatus:
    rules = row.setting.format
    if rules.amounts.sign == "direction_column" and direction(row) == "neutral":
        return LineStatus.PENDING
    if not row.text("status"):
        return LineStatus.SETTLED
    return row.word("status", rules.statuses, LineStatus, LineStatus.PENDING, _UNKNOWN_STATUS)


def _moved(status: LineStatus) -> bool:
    return status is LineStatus.SETTLED


def _channel(row: Row) -> Channel:
    if not row.text("channel"):
        return Channel.OTHER
    words = row.setting.format.channels
    return row.word("channel", words, Channel, Channel.OTHER, _UNKNOWN_CHANNEL)


def _occurred(row: Row) -> tuple[dt.date | None, dt.time | None]:
    if row.text("occurred_on"):
        on = row.when("occurred_on").date
        return on, row.clock("occurred_time") if row.text("occurred_time") else None
    if row.text("occurred_at"):
        found = row.when("occurred_at")
        if found.offset is None:
            return found.date, found.time
        moment = found.aware(row.setting.written_in, row.setting.written_in)
        return moment.date(), moment.time()
    return None, None
