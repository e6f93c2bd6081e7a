"""PAX POSLink messages, read and written: requests, answers, detail records and totals.

Layout after the public .NET SDK (GlobalPayments.Api/Terminals/PAX), checked against a recorded R03:
FS between fields, US inside a group. The driver reads with it, the simulated terminal writes.
"""

import datetime as dt
import re
from collections.abc import Iterable
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
from posassist.terminals.records import Identity, Registered, Total

FS, US = "\x1c", "\x1f"
VERSION: Final = "1.44"
CURRENCY: Final = "CNY"  # where the register knows none
OK, NOT_FOUND, UNSUPPORTED = "000000", "100023", "100003"

# Transactions that are in the journal's words; 18 gives the shop money back, 19 moves none.
TYPES: Final = {
    "01": EntryType.SALE,
    "02": EntryType.REFUND,
    "03": EntryType.PREAUTH,
    "04": EntryType.COMPLETION,
    "05": EntryType.SALE,
    "16": EntryType.VOID,
    "17": EntryType.VOID,
    "18": EntryType.VOID,
    "20": EntryType.VOID,
    "21": EntryType.VOID,
    "99": EntryType.REVERSAL,
}
# Transactions that are known and are none of those: adjust to verify, and tokenize.
KNOWN_OTHERS: Final = frozenset(f"{code:02}" for code in (*range(6, 16), 19, 22, 23, 24, 32))
VOID_OF_RETURN: Final = "18"
_EDC: Final = {"01": Channel.CREDIT, "02": Channel.DEBIT}
SCANNED: Final = "3"
_APPROVED: Final = frozenset({"00", "10", "11", OK})  # 10 in part, 11 as a VIP
_NO_ANSWER: Final = frozenset({"68", "98", "100001"})  # too late, none from the issuer, time-out
_WORDS: Final = {
    "REVERSED": EntryStatus.REVERSED,
    "DECLINED": EntryStatus.DECLINED,
    "TIMEOUT": EntryStatus.UNKNOWN,
}
# What R01 counts, in its order: kind, EDC type, transaction type (public sources, not recorded).
TOTALS: Final = (
    ("credit sale", "01", "01"),
    ("credit forced", "01", "05"),
    ("credit return", "01", "02"),
    ("credit preauth", "01", "03"),
    ("credit completion", "01", "04"),
    ("debit sale", "02", "01"),
    ("debit return", "02", "02"),
)
BATCH_KINDS: Final = ("credit", "debit", "check", "EBT", "gift", "loyalty", "cash")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response cut at FS: status, command, version, code, text, then what the command gives."""

    body: bytes
    fields: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command answered, one above what was asked: R03 for R02."""
        return self.fields[1]

    @property
    def code(self) -> str:
        """The six-digit result."""
        return self.fields[3]

    @property
    def text(self) -> str:
        """The result in the terminal's words."""
        return self._at(4)

    @property
    def busy(self) -> bool:
        """Say whether the terminal is in the middle of something."""
        return self.fields[0] not in {"0", ""}

    @property
    def content(self) -> str:
        """A detail record without its number and their count, which shift as sales are made."""
        return FS.join(self.fields[7:])

    @property
    def raw(self) -> str:
        """The whole body as text, without card numbers."""
        return mask(self.body.decode("utf-8", errors="replace"))

    def field(self, place: int) -> str:
        """Return a field after the text; '' where a short answer ends earlier."""
        return self._at(5 + place)

    def number(self, place: int) -> int | None:
        """Return a field that is a small whole number, else None."""
        return int(self.field(place)) if re.fullmatch("[0-9]{1,6}", self.field(place)) else None

    def group(self, place: int) -> list[str]:
        """Return the parts of a group, padded."""
        return [*(part.strip() for part in self.field(place).split(US)), *[""] * 12]

    def _at(self, place: int) -> str:
        return self.fields[place] if place < len(self.fields) else ""


def parse(body: bytes) -> Answer | None:
    """Cut a response; None for a body that is none."""
    fields = tuple(body.decode("utf-8", errors="replace").split(FS))
    if len(fields) < 4 or not re.fullmatch("[A-Z][0-9]{2}", fields[1]):
        return None
    return Answer(body, fields)


def initialize() -> bytes:
    """Return the request for what the device says of itself."""
    return f"A00{FS}{VERSION}".encode()


def detail(record: int) -> bytes:
    """Return the request for one record, counted from 0, of every kind."""
    return FS.join(("R02", VERSION, "00", "", "", str(record), "", "", "", "")).encode()


def local_totals() -> bytes:
    """Return the request for the terminal's own totals."""
    return FS.join(("R00", VERSION, "00", "", "")).encode()


def history() -> bytes:
    """Return the request for the totals of the batch closed last."""
    return FS.join(("R08", VERSION)).encode()


def response(command: str, code: str, text: str, fields: Iterable[str]) -> bytes:
    """Return a response as a terminal sends it."""
    return FS.join(("0", command, VERSION, code, text, *fields)).encode()


def entry(answer: Answer, row: int, known: Registered, identity: Identity) -> JournalEntry:
    """Turn a detail record into a journal row. Raises ValueError for what makes no sense."""
    host, amounts = answer.group(2), answer.group(6)
    account, trace = answer.group(7), answer.group(8)
    extra = {
        name.upper(): value
        for name, _, value in (part.partition("=") for part in answer.field(12).split(US))
    }
    kind = TYPES.get(answer.field(4), EntryType.OTHER)
    negative = kind in NEGATIVE_ENTRIES and answer.field(4) != VOID_OF_RETURN
    status = _status(host[0], host[1])
    minor = _minor(amounts[0], status)
    if not re.fullmatch("[0-9]{14}", trace[2]):
        raise ValueError(trace[2])
    moment = dt.datetime.strptime(trace[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 - the shop's zone
    last4 = account[0][-4:]
    return JournalEntry(
        row=row,
        terminal_id=known.terminal_id or identity.serial_number,
        type=kind,
        amount=Money.of(-minor if negative else minor, known.currency or CURRENCY),
        occurred_at=moment.replace(tzinfo=known.zone),
        merchant_id=known.merchant_id,
        batch_no=host[5],
        trace_no=host[4] or trace[0],
        rrn=host[3],
        auth_code=host[2],
        card_masked=f"{_first6(extra.get('CARDBIN', ''))}******{last4}" if last4 else "",
        channel=_channel(answer.field(3), account[1]),
        response_code=host[0],
        status=status,
        original_rrn=extra.get("ORIGRRN", ""),
        raw=answer.raw,
    )


def record(each: JournalEntry, number: int, total: int, serial_number: str) -> bytes:
    """Write a journal row as the detail record a terminal would send."""
    approved = each.status is EntryStatus.APPROVED
    said = {status: word for word, status in _WORDS.items()}.get(each.status, "APPROVAL")
    code = each.response_code or ("00" if approved else "")
    host = [code, said, each.auth_code, each.rrn, each.trace_no, each.batch_no, ""]
    amount = [str(abs(each.amount.minor)), *["0"] * 6]
    mode = SCANNED if each.channel is Channel.QR else "4"
    account = [each.card_masked[-4:], mode, "", "", "", "", "99", "", "", "", "0"]
    reference = str(each.row) if each.trace_no else ""
    trace = [reference, "", each.occurred_at.strftime("%Y%m%d%H%M%S"), ""]
    extra = [f"SN={serial_number}"]
    if each.card_masked[:6].isdigit():
        extra.append(f"CARDBIN={each.card_masked[:6]}")
    if each.original_rrn:
        extra.append(f"ORIGRRN={each.original_rrn}")
    fields = (
        str(total), str(number), US.join(host), edc_code(each), transaction_code(each), "",
        US.join(amount), US.join(account), US.join(trace), "", "", "", US.join(extra),
    )  # fmt: skip
    return response("R03", OK, "OK", fields)


def totals(answer: Answer, currency: str) -> tuple[Total, ...] | None:
    """Return the totals of R01 that are not nothing; None for an answer of another shape."""
    figures = re.split(f"[=&{US}]", answer.field(1))
    if len(figures) < 2 * len(TOTALS) or not all(
        re.fullmatch("[0-9]{0,12}", each) for each in figures
    ):
        return None
    numbers = iter(int(each or 0) for each in figures)
    return _told({kind: (next(numbers), next(numbers)) for kind, _, _ in TOTALS}, currency)


def last_batch(answer: Answer, currency: str) -> tuple[Total, ...]:
    """Return the totals of R09, EDC type by EDC type; none for an answer of another shape.

    After the public headers of PAX' own library, not recorded: counts, amounts, time, batch.
    """
    counts, amounts = (re.split(f"[=&{US}]", answer.field(place)) for place in (0, 1))
    batch = answer.field(3)
    if (
        answer.code != OK
        or len(counts) != len(amounts)
        or not all(re.fullmatch("[0-9]{0,12}", each) for each in (*counts, *amounts))
    ):
        return ()
    kinds = zip(BATCH_KINDS, counts, amounts, strict=False)
    return _told(
        {
            f"last batch {batch} {kind}": (int(count or 0), int(sum_ or 0))
            for kind, count, sum_ in kinds
        },
        currency,
    )


def last_batch_fields(rows: Iterable[JournalEntry], batch: str) -> list[str]:
    """Write the totals of a batch as R09 gives them."""
    counts, amounts = dict.fromkeys(BATCH_KINDS, 0), dict.fromkeys(BATCH_KINDS, 0)
    for each in rows:
        kind = "debit" if edc_code(each) == "02" else "credit"
        counts[kind] += 1
        amounts[kind] += abs(each.amount.minor)
    return ["=".join(map(str, counts.values())), "=".join(map(str, amounts.values())), "", batch]


def counted(rows: Iterable[tuple[str, str, JournalEntry]], currency: str) -> tuple[Total, ...]:
    """Count approved rows, each with its EDC and transaction type, as R01 does."""
    sums = dict.fromkeys((kind for kind, _, _ in TOTALS), (0, 0))
    kinds = {(edc, code): kind for kind, edc, code in TOTALS}
    for edc, code, each in rows:
        kind = kinds.get((edc, code))
        if kind and each.status is EntryStatus.APPROVED:
            count, minor = sums[kind]
            sums[kind] = count + 1, minor + abs(each.amount.minor)
    return _told(sums, currency)


def total_fields(rows: Iterable[JournalEntry]) -> list[str]:
    """Write the totals of a journal as R01 gives them."""
    told = {
        each.kind: (str(each.count), str(each.amount.minor))
        for each in counted(((edc_code(row), transaction_code(row), row) for row in rows), CURRENCY)
    }
    return ["00", "=".join("=".join(told.get(kind, ("0", "0"))) for kind, _, _ in TOTALS)]


def _told(sums: dict[str, tuple[int, int]], currency: str) -> tuple[Total, ...]:
    return tuple(
        Total(kind, count, Money.of(minor, currency))
        for kind, (count, minor) in sums.items()
        if count or minor
    )


def edc_code(each: JournalEntry) -> str:
    """Return the EDC type of a row."""
    return next((code for code, channel in _EDC.items() if channel is each.channel), "00")


def transaction_code(each: JournalEntry) -> str:
    """Return the transaction type of a row."""
    if each.type is EntryType.VOID and each.amount.minor > 0:
        return VOID_OF_RETURN
    return next((code for code, kind in TYPES.items() if kind is each.type), "24")


def _status(code: str, words: str) -> EntryStatus:
    said = _WORDS.get(words.strip().upper())
    if said is not None:
        return said
    if code in _APPROVED:
        return EntryStatus.APPROVED
    declined = code not in _NO_ANSWER and code.isascii() and code.isdigit()
    return EntryStatus.DECLINED if declined else EntryStatus.UNKNOWN


def _minor(text: str, status: EntryStatus) -> int:
    """Read an amount; what was never approved may have none."""
    if not text and status is not EntryStatus.APPROVED:
        return 0
    if not re.fullmatch("[0-9]{1,12}", text):
        raise ValueError(text)
    return int(text)


def _first6(bin_number: str) -> str:
    return bin_number[:6] if re.fullmatch("[0-9]{6,8}", bin_number) else "******"


def _channel(edc: str, entry_mode: str) -> Channel:
    """A code read off a screen by the scanner is QR, unless it was a card's."""
    if edc in _EDC:
        return _EDC[edc]
    return Channel.QR if entry_mode == SCANNED and edc == "00" else Channel.OTHER
