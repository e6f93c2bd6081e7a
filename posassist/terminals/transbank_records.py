"""Transbank POS Integrado messages, read and written: sales detail, totals, last sale.

Fields between bars, after the vendor's public reference and SDKs, checked against recorded frames.
Amounts have no decimals; a void is a second record with the operation's number and a minus sign.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from posassist.base.cards import mask
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money, exponent_of
from posassist.terminals.records import Identity, Registered

DETAIL: Final = b"0260|1|"  # 1: to the computer, 0 would print
TOTALS: Final = b"0700||"
LAST_SALE: Final = b"0250|"
CURRENCY: Final = "CLP"  # where the register knows none
_OK: Final = "00"
_REJECTED: Final = "01"
NO_SALES: Final = "11"
_WHOLE: Final = "-?[0-9]{1,12}"
_CHANNELS: Final = {"CR": Channel.CREDIT, "DB": Channel.DEBIT}
# Where a detail record (0261) and the last sale (0260) keep the same things.
_PLACES: Final = {
    "0261": {"amount": 6, "last4": 7, "operation": 8, "kind": 9, "date": 13, "time": 14},
    "0260": {"amount": 6, "last4": 9, "operation": 10, "kind": 11, "date": 15, "time": 16},
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message cut at its bars."""

    body: bytes
    fields: tuple[str, ...]

    @property
    def command(self) -> str:
        """The four figures it begins with."""
        return self.fields[0]

    @property
    def code(self) -> str:
        """The result, two figures."""
        return self.at(1)

    @property
    def is_end(self) -> bool:
        """Say whether it only closes the detail: a record without an authorization."""
        return self.command == "0261" and not self.at(5)

    def at(self, place: int) -> str:
        """Return a field, '' where the message ends earlier."""
        return self.fields[place].strip() if place < len(self.fields) else ""

    def named(self, name: str) -> str:
        """Return a field of a sale by what it means."""
        return self.at(_PLACES[self.command][name])


def parse(body: bytes) -> Message | None:
    """Cut a message; None for a body that is none."""
    fields = tuple(body.decode("latin-1").split("|"))
    return Message(body, fields) if re.fullmatch("[0-9]{4}", fields[0]) else None


def identity(message: Message) -> Identity:
    """Return what a sale says of the terminal."""
    return Identity(terminal_id=message.at(3), merchant_id=message.at(2))


def entry(message: Message, row: int, known: Registered) -> JournalEntry:
    """Turn a sale into a journal row. Raises ValueError for what makes no sense."""
    amount = message.named("amount")
    if not re.fullmatch(_WHOLE, amount):
        raise ValueError(amount)
    date, time = message.named("date"), message.named("time")
    moment = dt.datetime.strptime(f"{date} {time}", "%d%m%Y %H%M%S")  # noqa: DTZ007 - the shop's
    currency = known.currency or CURRENCY
    last4 = message.named("last4")
    status = {_OK: EntryStatus.APPROVED, _REJECTED: EntryStatus.DECLINED}
    return JournalEntry(
        row=row,
        terminal_id=known.terminal_id or message.at(3),
        type=EntryType.VOID if amount.startswith("-") else EntryType.SALE,
        amount=Money.of(int(amount) * 10 ** exponent_of(currency), currency),
        occurred_at=moment.replace(tzinfo=known.zone),
        merchant_id=known.merchant_id or message.at(2),
        trace_no=message.named("operation"),
        auth_code=message.at(5),
        card_masked=f"************{last4[-4:]}" if last4 else "",
        channel=_CHANNELS.get(message.named("kind"), Channel.OTHER),
        response_code=message.code,
        status=status.get(message.code, EntryStatus.UNKNOWN),
        raw=mask(message.body.decode("latin-1")),
    )


def totals(message: Message) -> tuple[int, int] | None:
    """Return count and sum of a totals message (0710), None for another shape."""
    figures = (message.at(2), message.at(3))
    if message.command != "0710" or not all(
        re.fullmatch("-?[0-9]{1,12}", each) for each in figures
    ):
        return None
    return int(figures[0]), int(figures[1])


def record(each: JournalEntry, terminal_id: str) -> bytes:
    """Write a journal row as the detail record a terminal would send."""
    kind = {channel: name for name, channel in _CHANNELS.items()}.get(each.channel, "")
    at = each.occurred_at
    fields = (
        "0261", _OK, each.merchant_id, terminal_id, each.trace_no, each.auth_code or "000000",
        _plain(each), each.card_masked[-4:], each.trace_no, kind, "", "", "  ",
        at.strftime("%d%m%Y"), at.strftime("%H%M%S"), "0", "0", "", "0", "",
    )  # fmt: skip
    return "|".join(fields).encode("latin-1")


def end(terminal_id: str, merchant_id: str) -> bytes:
    """Write the record that closes the detail."""
    return f"0261|00|{merchant_id}|{terminal_id}| | | | |      |||| || | | | | |||".encode(
        "latin-1"
    )


def last_sale(each: JournalEntry | None, terminal_id: str) -> bytes:
    """Write the last sale, or that there is none."""
    if each is None:
        return f"0260|{NO_SALES}|".encode()
    kind = {channel: name for name, channel in _CHANNELS.items()}.get(each.channel, "")
    at = each.occurred_at
    fields = (
        "0260", _OK, each.merchant_id, terminal_id, each.trace_no, each.auth_code or "000000",
        _plain(each), "0", "", each.card_masked[-4:], each.trace_no, kind, "", "", "  ",
        at.strftime("%d%m%Y"), at.strftime("%H%M%S"), "0", "0", "",
    )  # fmt: skip
    return "|".join(fields).encode("latin-1")


def total_message(entries: Sequence[JournalEntry]) -> bytes:
    """Write the totals of a journal: what was sold and not taken back."""
    count, sum_ = counted(entries)
    return f"0710|00|{count}|{sum_}|".encode()


def counted(entries: Iterable[JournalEntry]) -> tuple[int, int]:
    """Count and add up what was sold and not taken back, in whole units."""
    every = list(entries)
    voided = sum(each.type is EntryType.VOID for each in every)
    whole = sum(each.amount.minor // 10**each.amount.exponent for each in every)
    return len(every) - 2 * voided, whole


def _plain(each: JournalEntry) -> str:
    return str(int(each.amount.minor / 10**each.amount.exponent))
