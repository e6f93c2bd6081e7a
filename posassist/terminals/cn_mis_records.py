"""China's MIS-POS messages, read and written: tags DFxx, lengths as in BER, records in DF06.

After the public code of a Bank of China cash desk (hehe02921/qqq) and two recorded replies: a sale
by QR code (45) and its void (46), which share their reference number. A list comes in pages; its
records begin with the cashier (DF47) and end with the shop's order number (DFBE). Operation codes
other than those two are not public: the owner enters them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from posassist.base.cards import mask
from posassist.domain.journal import (
    NEGATIVE_ENTRIES,
    Channel,
    EntryStatus,
    EntryType,
    JournalEntry,
)
from posassist.domain.money import Money
from posassist.terminals.operation_codes import KNOWN, kind_of
from posassist.terminals.records import Identity, Registered

PACKET, OPERATION, AMOUNT, RANDOM, CONTENT, RESULT = 0xDF01, 0xDF02, 0xDF03, 0xDF04, 0xDF06, 0xDF07
TRACE, INVOICE, BATCH, TERMINAL, MERCHANT = 0xDF0A, 0xDF10, 0xDF11, 0xDF12, 0xDF13
ORIGINAL, RRN, AUTHORIZATION, DAY, TIME = 0xDF18, 0xDF1A, 0xDF1B, 0xDF1C, 0xDF1D
CARD, MORE, CASHIER, LEFT, ORDER = 0xDF1E, 0xDF24, 0xDF47, 0xDF8F, 0xDFBE
_REPLY: Final = b"\x02"  # what a packet is (DF01): a reply of the terminal
# The one question that is asked: a plain packet, a random number to be given back, the code, and
# two constants of the public code. The codes of the recorded sale and void are never sent.
QUESTION: Final = re.compile(
    rb"\xdf\x01\x01\x00\xdf\x04\x02..\xdf\x02\x01[^\x45\x46]"
    rb"\xdf\x08\x02\x55\x55\xdf\x09\x02\x30\x04\Z",
    re.DOTALL,
)
CURRENCY: Final = "CNY"
_NUMBERS: Final = frozenset({PACKET, OPERATION, RANDOM, TRACE, INVOICE, ORIGINAL, MORE, LEFT})
_APPROVED: Final = frozenset({"00", "Y1", "Y2", "Y3"})
_AMOUNT: Final = re.compile(r"([A-Z]{3}) *(-?)([0-9]{1,10})\.([0-9]{2})")
_SHORT: Final = 0x80  # lengths below are one byte
_YEARS: Final = 9  # until a 29th of February is found
Tag = tuple[int, bytes]


def tags(data: bytes) -> Iterator[Tag]:
    """Cut into tags and values. Raises ValueError where they do not fit their lengths."""
    at = 0
    while at < len(data):
        number, size = int.from_bytes(data[at : at + 2], "big"), data[at + 2 : at + 3]
        at += 3
        if size in {b"\x81", b"\x82"}:
            size, at = data[at : at + size[0] - _SHORT], at + size[0] - _SHORT
        elif size >= b"\x80":
            size = b""
        value = data[at : at + int.from_bytes(size, "big")]
        if number >> 8 != CONTENT >> 8 or not size or len(value) != int.from_bytes(size, "big"):
            raise ValueError(f"{number:04x}")
        yield number, value
        at += len(value)


def written(every: Iterable[Tag]) -> bytes:
    """Write tags with their values."""
    return b"".join(
        number.to_bytes(2, "big") + _size(len(value)) + value for number, value in every
    )


def _size(count: int) -> bytes:
    if count < _SHORT:
        return bytes((count,))
    digits = count.to_bytes((count.bit_length() + 7) // 8, "big")
    return bytes((_SHORT + len(digits),)) + digits


@dataclass(frozen=True, slots=True)
class Reply:
    """A page of the list: what it answers, its result, its records, and whether more follow."""

    random: bytes
    result: str
    records: tuple[bytes, ...]
    more: bool


def parse(body: bytes) -> Reply | None:
    """Read a reply; None for a body that is none."""
    try:
        outer = dict(tags(body))
        inner = list(tags(outer.get(CONTENT, b"")))
    except ValueError:
        return None
    if outer.get(PACKET) != _REPLY:
        return None
    page = dict(inner) | outer
    result = page.get(RESULT, b"")
    return Reply(
        outer.get(RANDOM, b""),
        _result(result),
        tuple(_records(inner, result)),
        page.get(MORE, b"")[:1] == b"\x01",
    )


def _records(inner: list[Tag], result: bytes) -> Iterator[bytes]:
    """Cut a page into its records; a code that stands before the first is said of each.

    The result of the page is that of a record only in the reply to the sale or void itself.
    """
    every: list[list[Tag]] = []
    said: list[Tag] = []
    within = False
    for each in inner:
        if each[0] == CASHIER:
            every.append([])
            within = True
        if within:
            every[-1].append(each)
        elif each[0] == OPERATION and not every:
            said = [each, *([(RESULT, result)] if each[1].hex() in KNOWN else [])]
        within = within and each[0] != ORDER
    for record in every:
        yield written(record if OPERATION in dict(record) else said + record)


def question(code: str, random: int) -> bytes:
    """Write the question for the next page of the list."""
    return written(
        (
            (PACKET, b"\x00"),
            (RANDOM, bytes.fromhex(f"{random:04}")),
            (OPERATION, bytes.fromhex(code)),
            (0xDF08, b"\x55\x55"),
            (0xDF09, b"\x30\x04"),
        )
    )


def reply(code: bytes, random: bytes, records: Iterable[bytes], *, left: int) -> bytes:
    """Write a page of the list as a terminal sends it, with `left` records behind it."""
    more = bytes((bool(left),))
    page = (
        written(((OPERATION, code),)),
        *records,
        written(((RESULT, b"00"), (MORE, more), (LEFT, left.to_bytes(2, "big")))),
    )
    content = b"".join(page)
    return written(((PACKET, _REPLY), (OPERATION, code), (RANDOM, random), (CONTENT, content)))


def entry(record: bytes, row: int, known: Registered) -> JournalEntry:
    """Turn a record into a journal row. Raises ValueError for what makes no sense."""
    found = dict(tags(record))
    code = code_of(record)
    amount = _amount(_text(found, AMOUNT))
    result = _result(found.get(RESULT, b""))
    kind = kind_of(code, known.codes) or (
        EntryType.VOID if amount.minor < 0 and ORIGINAL in found else EntryType.OTHER
    )
    return JournalEntry(
        row=row,
        terminal_id=known.terminal_id or _text(found, TERMINAL),
        type=kind,
        amount=-abs(amount) if kind in NEGATIVE_ENTRIES else amount,
        occurred_at=_moment(_text(found, DAY), _text(found, TIME), known),
        merchant_id=known.merchant_id or _text(found, MERCHANT),
        batch_no=_text(found, BATCH),
        trace_no=found.get(TRACE, b"").hex(),
        rrn=_text(found, RRN),
        auth_code=_text(found, AUTHORIZATION),
        card_masked=mask(_text(found, CARD)),
        channel=Channel.QR if code in KNOWN else Channel.OTHER,
        response_code=result,
        status=_status(result),
        original_rrn=_text(found, RRN) if ORIGINAL in found else "",
        raw=raw(record),
    )


def code_of(record: bytes) -> str:
    """Return the operation code of a record, '' where it has none."""
    return dict(tags(record)).get(OPERATION, b"").hex()


def identity(record: bytes) -> Identity:
    """Return what a record says of the terminal."""
    found = dict(tags(record))
    return Identity(terminal_id=_text(found, TERMINAL), merchant_id=_text(found, MERCHANT))


def raw(record: bytes) -> str:
    """Say a record's tags in text, without card numbers."""
    return mask(" ".join(f"{number:04X}={_said(number, value)}" for number, value in tags(record)))


def record(each: JournalEntry, code: str) -> bytes:
    """Write a journal row as a record of a terminal's list; `code` says what it was."""
    sign = "-" if each.amount.minor < 0 else ""
    minor = abs(each.amount.minor)
    found: list[Tag] = [
        (CASHIER, b"1001      "),
        (OPERATION, bytes.fromhex(code)),
        (BATCH, each.batch_no.encode()),
        (TERMINAL, each.terminal_id.encode()),
        (MERCHANT, each.merchant_id.encode()),
        (AMOUNT, f"RMB {sign}{minor // 100}.{minor % 100:02}".encode()),
        (TRACE, _packed(each.trace_no)),
        (INVOICE, _packed(str(each.row))),
        *([(ORIGINAL, _packed(each.trace_no))] if each.original_rrn else []),
        (RRN, each.rrn.encode()),
        (AUTHORIZATION, each.auth_code.ljust(6).encode()),
        (DAY, f"{each.occurred_at:%m%d}".encode()),
        (TIME, f"{each.occurred_at:%H%M%S}".encode()),
        (CARD, each.card_masked.encode()),
        (RESULT, each.response_code.encode()),
        (ORDER, f"{each.row:020}".encode()),
    ]
    return written(found)


def _packed(digits: str) -> bytes:
    return bytes.fromhex(digits[-6:].rjust(6, "0"))


def _text(found: Mapping[int, bytes], number: int) -> str:
    return found.get(number, b"").decode("gb18030", errors="replace").strip()


def _said(number: int, value: bytes) -> str:
    return value.hex() if number in _NUMBERS else _text({number: value}, number)


def _result(value: bytes) -> str:
    """Read a result: two characters, or an error of the terminal in eight figures."""
    return value.decode("ascii", errors="replace") if len(value) == 2 else value.hex()


def _status(result: str) -> EntryStatus:
    if not result:
        return EntryStatus.UNKNOWN
    return EntryStatus.APPROVED if result in _APPROVED else EntryStatus.DECLINED


def _amount(text: str) -> Money:
    found = _AMOUNT.fullmatch(text)
    if found is None or found[1] not in {"RMB", CURRENCY}:
        raise ValueError(text)
    minor = int(found[3] + found[4])
    return Money.of(-minor if found[2] else minor, CURRENCY)


def _moment(day: str, time: str, known: Registered) -> dt.datetime:
    """Give month and day the latest year in which they were not after the reading."""
    if not re.fullmatch("[0-9]{4}", day) or not re.fullmatch("[0-9]{6}", time):
        raise ValueError(f"{day} {time}")
    for year in range(known.on.year + 1, known.on.year - _YEARS, -1):
        try:
            moment = dt.datetime.strptime(f"{year}{day}{time}", "%Y%m%d%H%M%S")  # noqa: DTZ007 - the shop's
        except ValueError:
            continue
        if moment.date() <= known.on + dt.timedelta(days=1):  # a clock may run ahead
            return moment.replace(tzinfo=known.zone)
    raise ValueError(f"{day} {time}")
