"""ZVT (Germany, Austria, Switzerland): turnover totals and the receipts a terminal prints.

The terminal is asked to print to the till; what it prints becomes rows where its text carries
them. A serial line has a CRC of 16 bits, which is proof enough for one reading; a network needs
none. An end of day is never sent.
"""

import re
from collections import Counter, deque
from contextlib import suppress
from dataclasses import replace
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import (
    PosassistError,
    ProtocolError,
    PullInterrupted,
    Stopped,
    TerminalError,
    TerminalRefused,
    TerminalSilent,
)
from posassist.base.i18n import N_, Text
from posassist.domain.journal import EntryStatus, JournalEntry
from posassist.domain.money import Money
from posassist.terminals import zvt_framing, zvt_receipts
from posassist.terminals import zvt_records as records
from posassist.terminals.exchange import nonsense, silent
from posassist.terminals.framing import Control, Frame, Heard
from posassist.terminals.links import LinkLost
from posassist.terminals.port import Talk
from posassist.terminals.records import (
    Identity,
    Progress,
    Pulled,
    Register,
    Registered,
    Timing,
    Total,
)

ID: Final = "zvt"
NAME: Final = "ZVT"
REGIONS: Final = ("DE", "AT", "CH")
CAN: Final = ("totals", "last", "text")
READ_ONLY_COMMANDS: Final = ("06 00", "06 10", "06 12", "06 20", "05 01", "06 02")
# Those, and its answers: done, and not known.
ALLOWED: Final = re.compile(rb"\x06[\x00\x10\x12\x20\x02]|\x05\x01|\x80\x00|\x84\x83")
BAUD: Final = 9600
STOP_BITS: Final = 2
SERIAL: Final = zvt_framing.SERIAL
NETWORK: Final = zvt_framing.NETWORK

READINGS: Final = 8  # of what is printed, over a bad cable
TRIES: Final = 3
PATIENCE: Final = 6  # silences, for a frame that has begun
_DAMAGED: Final = 40  # frames one after the other, before it is given up
_READING: Final = N_("The terminal prints its receipts to the program")


def pull(talk: Talk, *, register: Register, timing: Timing, progress: Progress) -> Pulled:
    """Have the terminal say its totals and print its receipts.

    Raises TerminalSilent, ProtocolError, TerminalRefused, PullInterrupted or Stopped when not even
    its registration was answered.
    """
    desk = _Desk(talk, timing, progress)
    error: PosassistError | None = None
    try:
        desk.ask(records.REGISTER)
    except LinkLost:
        raise _interrupted() from None
    try:
        for code in (records.TOTALS, records.RECEIPTS, records.REPEAT):
            desk.read(zvt_framing.command(code, records.PASSWORD))
        desk.part()
    except LinkLost:
        error = _interrupted()
    except (Stopped, TerminalError) as wrong:
        error = wrong
    return desk.pulled(register, error)


class _Desk:
    """Asks one thing after the other and keeps what the terminal said and printed.

    A check of 16 bits proves a frame, but frames have no number: where the line was troubled one
    may have been lost. A print is proven that came without trouble, or twice alike.
    """

    def __init__(self, talk: Talk, timing: Timing, progress: Progress) -> None:
        self._talk, self._timing, self._progress = talk, timing, progress
        self._late: deque[Heard] = deque()
        self._last = self._before = b""
        self._acknowledged: bool | None = None  # what was said last; never on a network
        self._lines: list[records.Line] = []
        self._troubled = self._all_proven = False
        self._seen: Counter[str] = Counter()
        self._proven: dict[str, None] = {}
        self._terminal = self._merchant = ""
        self._asked = b""
        self._warnings: dict[str, Text] = {}

    def read(self, request: bytes) -> None:
        """Have it printed until every print is proven. Raises TerminalError, LinkLost, Stopped."""
        for _ in range(READINGS):
            self._lines, self._troubled = [], False
            try:
                self.attempt(request)
            except (TerminalSilent, ProtocolError):
                if not self._lines:
                    raise
            finally:
                self._prove()
            if self._all_proven:
                return

    def _prove(self) -> None:
        """Keep the prints that came without trouble, or before as they came now."""
        texts = dict.fromkeys(zvt_receipts.receipts(self._lines))
        self._seen.update(texts.keys())
        sound = [each for each in texts if not self._troubled or self._seen[each] > 1]
        self._proven |= dict.fromkeys(sound)
        self._all_proven = len(sound) == len(texts) and (bool(texts) or not self._troubled)

    def part(self) -> None:
        """Ask how the terminal is and log off. Raises TerminalError, Stopped.

        All is printed by then: a line lost now costs nothing, nor does a terminal that has no
        answer, and a capture of an earlier version ends here.
        """
        with suppress(LinkLost):
            try:
                self.ask(zvt_framing.command(records.STATUS_ENQUIRY, records.PASSWORD))
            except TerminalError as wrong:
                self._warn(Text(wrong.message, wrong.fields))
            self.attempt(zvt_framing.command(records.LOG_OFF))

    def attempt(self, request: bytes) -> None:
        """Ask for what a terminal may refuse. Raises TerminalError, LinkLost, Stopped."""
        try:
            self.ask(request)
        except TerminalRefused as refused:
            self._warn(Text(refused.message, refused.fields))

    def ask(self, request: bytes) -> None:
        """Send a command and do as a printer does until the terminal says that it is done.

        Raises TerminalRefused, TerminalSilent, ProtocolError, LinkLost, Stopped.
        """
        tries = damaged = 0
        self._asked = request[:2]
        self._send(request)
        while True:
            what = self._hear()
            if isinstance(what, Frame) and what.sound:
                tries = damaged = 0
                self._talk.control(Control.ACK)
                if not self._is_copy(what.body) and self._is_done(what.body):
                    return
                continue
            if what is Control.ACK:
                self._acknowledged = True
                continue
            self._troubled = True
            tries += what is None
            damaged += what is not None
            if tries >= TRIES or damaged > _DAMAGED:
                raise nonsense() if damaged else silent()
            if isinstance(what, Frame):
                self._talk.control(Control.NAK)
            else:  # nothing, or not understood: say it once more
                self._send(self._last)

    def pulled(self, register: Register, error: PosassistError | None) -> Pulled:
        """Return what the prints say, as rows and totals."""
        lists = [each for each in self._proven if zvt_receipts.is_list(each)]
        said = map(zvt_receipts.terminal_of, self._proven)
        terminal = self._terminal or next(filter(None, said), "")
        known = register(terminal)
        rows = self._rows([each for each in self._proven if each not in lists], known)
        totals = [each for text in lists for each in zvt_receipts.totals(text, known.currency)]
        agree = self._agrees(totals[-1], rows) if totals else None
        return Pulled(
            Identity(terminal_id=terminal, merchant_id=self._merchant),
            known,
            rows,
            tuple(self._warnings.values()),
            error is None and agree is True,
            error,
            tuple(totals[-1:]),
            agree,
            text=tuple(map(mask, self._proven)),
        )

    def _rows(self, texts: list[str], known: Registered) -> tuple[JournalEntry, ...]:
        """Return a row for each payment; its receipts for both sides, and a copy, are one."""
        found: dict[tuple[object, ...], JournalEntry] = {}
        for text in texts:
            try:
                row = zvt_receipts.entry(text, len(found) + 1, known)
            except ValueError:
                first = next(filter(None, map(str.strip, text.splitlines())))
                self._warn(Text(N_("A print of the terminal is no receipt: {raw}"), {"raw": first}))
                continue
            found.setdefault((row.trace_no, row.type, row.amount, row.occurred_at), row)
        rows = sorted(found.values(), key=lambda each: each.occurred_at)
        return tuple(replace(each, row=number) for number, each in enumerate(rows, 1))

    def _agrees(self, total: Total, rows: tuple[JournalEntry, ...]) -> bool | None:
        """Hold the receipts against the terminal's total; None where it did not print them all."""
        currency = total.amount.currency
        counted = [
            each.amount
            for each in rows
            if each.status is EntryStatus.APPROVED and each.amount.currency == currency
        ]
        sum_ = abs(sum(counted, start=Money.zero(currency)))
        if (total.count, total.amount) == (len(counted), sum_):
            return True
        self._warn(
            Text(
                N_(
                    "The terminal's total says {count} payments, {total}; it printed {printed}, "
                    "{sum}. Add the others as slips."
                ),
                {
                    "count": total.count,
                    "total": str(total.amount),
                    "printed": len(counted),
                    "sum": str(sum_),
                },
            )
        )
        return None if len(counted) < total.count else False

    def _is_copy(self, body: bytes) -> bool:
        """Say whether a frame came again because its answer is still on its way (on a cable)."""
        again = self._acknowledged is not None and body == self._before
        self._before = body
        self._troubled |= again
        return again and not self._acknowledged

    def _is_done(self, body: bytes) -> bool:
        """Take what the terminal says, and answer it; say whether it was its last word."""
        code = body[:2]
        if code[:1] == records.DONE[:1] or code == records.PLEASE_WAIT:
            return False
        if code[:1] == records.NOT_KNOWN[:1]:
            raise _refused(code[1] if len(code) > 1 else 0)
        try:
            data = zvt_framing.data_of(body)
        except ValueError:
            raise nonsense() from None
        taken = self._taken(code, data)
        self._send(records.DONE if taken else records.NOT_KNOWN)
        if code == records.ABORTED:
            raise _refused(data[0] if data else 0)
        if code == records.COMPLETION:
            self._lines.append(records.Line("", last=True))
        return code == records.COMPLETION

    def _taken(self, code: bytes, data: bytes) -> bool:
        """Keep what a command says; say whether it is one that is known."""
        try:
            if code == records.PRINT_LINE:
                self._lines.append(records.line(data))
            elif code == records.PRINT_BLOCK:
                self._lines += records.block(data)
            elif code == records.COMPLETION and self._asked == records.STATUS_ENQUIRY:
                self._note(records.state(data))
            elif code in {records.STATUS, records.COMPLETION}:
                terminal, merchant = records.terminal_of(records.fields(data))
                self._terminal = terminal or self._terminal
                self._merchant = merchant or self._merchant
            else:
                return code in {records.MEANWHILE, records.ABORTED}
        except ValueError:
            said = N_("A message of the terminal cannot be read: {raw}")
            self._warn(Text(said, {"raw": code.hex()}))
        return True

    def _note(self, state: int) -> None:
        """Say what the terminal says is wrong with it."""
        if state:
            said = N_("The terminal says of itself: {reason} ({code})")
            reason = Text(records.reason(state))
            self._warn(Text(said, {"reason": reason, "code": f"{state:02X}"}))

    def _send(self, body: bytes) -> None:
        self._last = body
        self._acknowledged = None if self._acknowledged is None else False
        self._late.extend(self._talk.command(body))

    def _hear(self) -> Heard | None:
        if self._late:
            return self._late.popleft()
        return self._talk.hear(self._timing.silence, PATIENCE * self._timing.silence, self._pulse)

    def _pulse(self) -> None:
        count = sum(each.last for each in self._lines)
        self._progress(count, count + 1, Text(_READING))

    def _warn(self, text: Text) -> None:
        self._warnings.setdefault(str(text), text)


def _refused(code: int) -> TerminalRefused:
    return TerminalRefused(
        N_("The terminal refused: {reason} ({code})"),
        N_("Look at the terminal's screen, finish what it asks for, and pull again."),
        reason=Text(records.reason(code)),
        code=f"{code:02X}",
    )


def _interrupted() -> PullInterrupted:
    return PullInterrupted(
        N_("The connection to the terminal broke"),
        N_("Check the cable and that the terminal is on, then pull again."),
    )
