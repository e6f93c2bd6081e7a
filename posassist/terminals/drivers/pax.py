"""PAX POSLink: the local detail report, record by record (R02/R03), over serial or TCP.

Layout after the public .NET SDK (GlobalPayments.Api/Terminals/PAX), checked against a recorded R03:
FS between fields, US inside a group. The LRC lets a damaged frame through now and then, so every
record is read until two readings agree to the byte.
"""

import datetime as dt
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import (
    PosassistError,
    ProtocolError,
    PullInterrupted,
    Stopped,
    TerminalBusy,
    TerminalRefused,
    TerminalSilent,
)
from posassist.base.i18n import N_, Text
from posassist.domain.journal import (
    NEGATIVE_ENTRIES,
    Channel,
    EntryStatus,
    EntryType,
    JournalEntry,
)
from posassist.domain.money import Money
from posassist.terminals.framing import Control, Frame
from posassist.terminals.port import LinkLost, Talk
from posassist.terminals.records import Identity, Progress, Pulled, Register, Registered, Timing

ID: Final = "pax"
NAME: Final = "PAX POSLink"
REGIONS: Final = ("US", "CA", "CN", "EU", "APAC")
CAN: Final = ("journal",)
READ_ONLY_COMMANDS: Final = ("A00", "R02")

FS, US = "\x1c", "\x1f"
VERSION = "1.44"
OK, NOT_FOUND = "000000", "100023"
READINGS = 6
_TYPES: Final = {
    "01": EntryType.SALE,
    "02": EntryType.REFUND,
    "03": EntryType.PREAUTH,
    "04": EntryType.COMPLETION,
    "05": EntryType.SALE,
    "16": EntryType.VOID,
    "17": EntryType.VOID,
    "18": EntryType.VOID,
    "19": EntryType.VOID,
    "20": EntryType.VOID,
    "21": EntryType.VOID,
    "99": EntryType.REVERSAL,
}
_CHANNELS: Final = {"01": Channel.CREDIT, "02": Channel.DEBIT}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response cut at FS: status, command, version, code, text, then what the command gives."""

    body: bytes
    fields: tuple[str, ...]

    @property
    def code(self) -> str:
        """The six-digit result."""
        return self._at(3)

    @property
    def text(self) -> str:
        """The result in the terminal's words."""
        return self._at(4)

    @property
    def busy(self) -> bool:
        """Say whether the terminal is in the middle of something."""
        return self._at(0) not in {"0", ""}

    def field(self, place: int) -> str:
        """Return a field after the text; '' where a short answer ends earlier."""
        return self._at(5 + place)

    def group(self, place: int) -> list[str]:
        """Return the parts of a group, padded."""
        return [*self.field(place).split(US), *[""] * 12]

    def _at(self, place: int) -> str:
        return self.fields[place] if place < len(self.fields) else ""


def parse(body: bytes) -> Answer | None:
    """Cut a response; None for a body that is none."""
    fields = tuple(body.decode("utf-8", errors="replace").split(FS))
    if len(fields) < 4 or len(fields[1]) != 3:
        return None
    return Answer(body, fields)


def initialize() -> bytes:
    """Return the request for what the device says of itself."""
    return f"A00{FS}{VERSION}".encode()


def detail(record: int) -> bytes:
    """Return the request for one record, counted from 0, of every kind."""
    return FS.join(("R02", VERSION, "00", "", "", str(record), "", "", "", "")).encode()


def pull(talk: Talk, *, register: Register, timing: Timing, progress: Progress) -> Pulled:
    """Read the journal; what came before a fault is kept, with the fault beside it.

    Raises TerminalSilent, TerminalBusy, TerminalRefused or ProtocolError when not even the
    device's name could be read.
    """
    desk = _Desk(talk, timing)
    identity = Identity()
    known = register("")
    entries: list[JournalEntry] = []
    warnings: list[Text] = []
    error: PosassistError | None = None
    started = False
    try:
        named = desk.ask(initialize(), "A01")
        identity = Identity(named.field(0), named.field(1))
        known = register(identity.serial_number)
        started = True
        number, total = 0, 1
        while number < total:
            progress(number, total, Text(N_("Reading the journal")))
            answer = desk.record(number)
            if answer.code == NOT_FOUND:
                break
            if answer.code != OK:
                raise _refused(answer)
            total = max(number + 1, _number(answer.field(0)))
            _keep(answer, number, known, identity, entries, warnings)
            number += 1
    except LinkLost:
        error = PullInterrupted(
            N_("The connection broke after {count} records"),
            N_("What came is kept. Plug the cable in again and pull once more: only the rest "
               "is added."),
            count=len(entries),
        )  # fmt: skip
    except (Stopped, TerminalSilent, TerminalBusy, TerminalRefused, ProtocolError) as wrong:
        if not started:
            raise
        error = wrong
    return Pulled(identity, known, tuple(entries), tuple(warnings), error is None, error)


def _keep(
    answer: Answer,
    number: int,
    known: Registered,
    identity: Identity,
    entries: list[JournalEntry],
    warnings: list[Text],
) -> None:
    try:
        entries.append(entry(answer, number, known, identity))
    except ValueError:
        raw = mask(answer.body.decode("utf-8", errors="replace"))
        warnings.append(
            Text(
                N_("Record {row} of the terminal cannot be read: {raw}"),
                {"row": number + 1, "raw": raw.replace(FS, "|").replace(US, ",")},
            )
        )


def entry(answer: Answer, number: int, known: Registered, identity: Identity) -> JournalEntry:
    """Turn a detail record into a journal row. Raises ValueError for what makes no sense."""
    host, amounts = answer.group(2), answer.group(6)
    account, trace = answer.group(7), answer.group(8)
    extra = {
        name.upper(): value
        for name, _, value in (part.partition("=") for part in answer.field(12).split(US))
    }
    kind = _TYPES.get(answer.field(4), EntryType.OTHER)
    currency = known.currency or "CNY"
    if not (amounts[0].isdigit() and amounts[0].isascii() and len(amounts[0]) <= 12):
        raise ValueError(amounts[0])
    minor = int(amounts[0])
    moment = dt.datetime.strptime(trace[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 - the shop's zone
    last4 = account[0][-4:]
    return JournalEntry(
        row=number + 1,
        terminal_id=known.terminal_id or identity.serial_number,
        type=kind,
        amount=Money.of(-minor if kind in NEGATIVE_ENTRIES else minor, currency),
        occurred_at=moment.replace(tzinfo=known.zone),
        merchant_id=known.merchant_id,
        batch_no=host[5],
        trace_no=host[4] or trace[0],
        rrn=host[3],
        auth_code=host[2],
        card_masked=f"{extra.get('CARDBIN', '')[:6] or '******'}******{last4}" if last4 else "",
        channel=_CHANNELS.get(answer.field(3), Channel.OTHER),
        response_code=host[0],
        status=_status(host[0]),
        original_rrn=extra.get("ORIGRRN", ""),
        raw=mask(answer.body.decode("utf-8", errors="replace")),
    )


def _status(code: str) -> EntryStatus:
    if code == "00":
        return EntryStatus.APPROVED
    return EntryStatus.DECLINED if code.isdigit() else EntryStatus.UNKNOWN


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 8 else 0


def _refused(answer: Answer) -> TerminalRefused:
    return TerminalRefused(
        N_("The terminal answered: {text} ({code})"),
        N_("Look at the terminal's screen, finish what it asks for, and pull again."),
        text=answer.text,
        code=answer.code,
    )


class _Desk:
    """Asks and hears: ACK, NAK, repeats, and two readings that agree."""

    def __init__(self, talk: Talk, timing: Timing) -> None:
        self._talk, self._timing = talk, timing

    def record(self, number: int) -> Answer:
        """Read one record until two readings are equal to the byte."""
        readings: Counter[bytes] = Counter()
        for _ in range(READINGS):
            answer = self.ask(detail(number), "R03", number)
            readings[answer.body] += 1
            if readings[answer.body] == 2:
                return answer
        raise ProtocolError(
            N_("Record {row} of the terminal reads differently every time"),
            N_("Use a shorter or better cable, then pull again."),
            row=number + 1,
        )

    def ask(self, body: bytes, wanted: str, number: int | None = None) -> Answer:
        """Send a command until its own answer comes whole."""
        silent_since = time.monotonic()
        busy = False
        for _ in range(self._timing.tries):
            self._talk.command(body)
            answer, heard = self._answer(wanted, number)
            if heard:
                silent_since = time.monotonic()
            if answer is not None and not answer.busy:
                return answer
            busy = answer is not None
            if not heard and time.monotonic() - silent_since >= self._timing.silence:
                raise _silent()
        if busy:
            raise TerminalBusy(
                N_("The terminal is busy"), N_("Finish the sale on the terminal, then pull again.")
            )
        raise _silent()

    def _answer(self, wanted: str, number: int | None) -> tuple[Answer | None, bool]:
        heard = False
        refused = 0
        while True:
            what = self._talk.hear(self._timing.answer)
            if what is None or what in {Control.NAK, Control.EOT}:
                return None, heard or what is not None
            heard = True
            if not isinstance(what, Frame):
                continue
            if not what.sound:
                refused += 1
                if refused >= 3:
                    self._talk.control(Control.EOT)
                    return None, heard
                self._talk.control(Control.NAK)
                continue
            self._talk.control(Control.ACK)
            answer = parse(what.body)
            if answer is None or answer.fields[1] != wanted:
                continue
            mine = number is None or answer.code != OK or answer.field(1) == str(number)
            if mine:
                return answer, heard


def _silent() -> TerminalSilent:
    return TerminalSilent(
        N_("The terminal does not answer"),
        N_("Check the cable, the terminal's communication settings and the speed of the port."),
    )
