"""Transbank POS Integrado (Chile): the sales detail as one stream of records over a serial line.

The LRC lets a damaged frame through now and then, so the whole stream is read until two readings
are alike, or until what came twice is what the terminal's totals say; what was read only once
proves nothing and is left out.
"""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from posassist.base.errors import (
    PosassistError,
    ProtocolError,
    Stopped,
    TerminalError,
    TerminalRefused,
    TerminalSilent,
)
from posassist.base.i18n import N_, Text
from posassist.domain.journal import EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals import transbank_records as records
from posassist.terminals.exchange import Exchange
from posassist.terminals.framing import LRC
from posassist.terminals.links import LinkLost
from posassist.terminals.port import Talk
from posassist.terminals.readings import Readings, interrupted
from posassist.terminals.records import (
    Identity,
    Progress,
    Pulled,
    Register,
    Registered,
    Timing,
    Total,
)
from posassist.terminals.transbank_records import Message

ID: Final = "transbank"
NAME: Final = "Transbank POS Integrado"
REGIONS: Final = ("CL",)
CAN: Final = ("journal", "totals", "last")
READ_ONLY_COMMANDS: Final = ("0250", "0260", "0700")
ALLOWED: Final = re.compile(rb"0250|0260|0700")
BAUD: Final = 115_200
STOP_BITS: Final = 1
SERIAL: Final = LRC
NETWORK: Final = LRC

ASKED: Final = 8  # times for the totals, before they are done without
_READING: Final = N_("Reading the journal")
_SOLD: Final = "sales"
_NOBODY: Final = Registered("", "", records.CURRENCY, ZoneInfo("UTC"), dt.date.max)
_DONE: Final = frozenset({"00", records.NO_SALES})


def pull(talk: Talk, *, register: Register, timing: Timing, progress: Progress) -> Pulled:
    """Read the totals, then the sales detail until it is proven.

    Raises TerminalSilent, ProtocolError, TerminalRefused or Stopped when nothing was read twice.
    """
    desk = _Desk(talk, timing, progress)
    error: PosassistError | None = None
    given: tuple[int, int] | None = None
    try:
        given = desk.totals()
        desk.read(given)
        if given and not _fit(given, desk.rows()):
            given = desk.totals()  # a sale may have been made meanwhile
    except LinkLost:
        error = interrupted(len(desk.proven()))
    except (Stopped, TerminalError) as wrong:
        error = wrong
    told = desk.proven()
    if error and not told:
        raise error
    identity = records.identity(told[0]) if told else desk.identity
    known = register(identity.terminal_id)
    warnings: list[Text] = []
    rows: list[JournalEntry] = []
    for message in told:
        try:
            rows.append(records.entry(message, len(rows) + 1, known))
        except ValueError:
            said = N_("Record {row} of the terminal cannot be read: {raw}")
            raw = message.body.decode("latin-1")
            warnings.append(Text(said, {"row": len(rows) + 1, "raw": raw}))
    # What a cable lost of one reading came in another: the terminal's order is that of time.
    rows.sort(key=lambda each: each.occurred_at)
    rows = [replace(each, row=number) for number, each in enumerate(rows, 1)]
    complete = error is None and len(rows) == len(told)
    currency = known.currency or records.CURRENCY
    agree = _agrees(given, rows, warnings) if complete and given else None
    totals = (Total(_SOLD, given[0], _whole(given[1], currency)),) if given and complete else ()
    return Pulled(identity, known, tuple(rows), tuple(warnings), complete, error, totals, agree)


def _agrees(given: tuple[int, int], rows: list[JournalEntry], warnings: list[Text]) -> bool | None:
    """Hold the records against the terminal's totals; whether those hold voids differs."""
    if _fit(given, rows):
        return True
    if any(each.type is EntryType.VOID for each in rows):
        return None
    said = N_("The terminal's totals ({told}) differ from its records ({counted})")
    words = [(f"{count}: {total}",) for count, total in (given, records.counted(rows))]
    warnings.append(Text(said, {"told": words[0], "counted": words[1]}))
    return False


def _fit(given: tuple[int, int], rows: list[JournalEntry]) -> bool:
    """Say whether rows are what the terminal counted, with its voided sales or without them."""
    count, total = records.counted(rows)
    return given in {(count, total), (len(rows), total)}


def _whole(units: int, currency: str) -> Money:
    return abs(Money.parse(str(units), currency))


class _Desk:
    """Asks for the stream again and again and keeps how often each record came."""

    def __init__(self, talk: Talk, timing: Timing, progress: Progress) -> None:
        self._exchange = Exchange(talk, timing, self._pulse, late=lambda _body: False)
        self._progress = progress
        self._readings = Readings()
        self.identity = Identity()

    def read(self, given: tuple[int, int] | None) -> None:
        """Read the stream until it is proven. Raises TerminalError, LinkLost, Stopped."""
        self._readings.read(
            self._stream,
            lambda: bool(given and given[0] and _fit(given, self.rows())),
        )
        if not self._readings.proven():
            self._ask_who_it_is()

    def _stream(self) -> bool:
        self._exchange.ask(records.DETAIL, self._take, stream=True)
        return True

    def totals(self) -> tuple[int, int] | None:
        """Ask for count and sum; None where the terminal has none. Raises LinkLost, Stopped."""
        found: list[tuple[int, int]] = []

        def take(body: bytes) -> bool:
            message = records.parse(body)
            told = records.totals(message) if message else None
            if told is not None:
                found.append(told)
            return told is not None

        for _ in range(ASKED):
            try:
                self._exchange.ask(records.TOTALS, take)
            except (TerminalSilent, ProtocolError):
                return None
            if len(found) > 1 and found[-1] == found[-2]:
                return found[-1]
        return None

    def proven(self) -> list[Message]:
        """Return the records that came in two readings, in the terminal's order."""
        every = map(records.parse, self._readings.proven())
        return [each for each in every if each is not None]

    def rows(self) -> list[JournalEntry]:
        """Return the proven records that can be read, as rows of no terminal in particular."""
        found = []
        for message in self.proven():
            with suppress(ValueError):
                found.append(records.entry(message, 1, _NOBODY))
        return found

    def _ask_who_it_is(self) -> None:
        """Ask for the last sale, which names the terminal, where its journal holds none."""

        def take(body: bytes) -> bool:
            message = records.parse(body)
            if message is None or message.command != "0260":
                return False
            self.identity = records.identity(message)
            return True

        with suppress(TerminalError):  # an empty journal is one all the same
            self._exchange.ask(records.LAST_SALE, take)

    def _take(self, body: bytes) -> bool:
        """Keep a record of the stream; say whether it is the last."""
        message = records.parse(body)
        if message is None or message.command != "0261":
            return False
        if message.is_end and message.code in _DONE:
            return True
        if message.is_end:
            raise TerminalRefused(
                N_("The terminal answered: {text} ({code})"),
                N_("Look at the terminal's screen, finish what it asks for, and pull again."),
                text=message.at(2),
                code=message.code,
            )
        self._readings.keep(body)
        self._pulse()
        return False

    def _pulse(self) -> None:
        count = self._readings.count
        self._progress(count, count + 1, Text(_READING))
