"""PAX POSLink: the local detail report, record by record (R02/R03), over serial or TCP.

The LRC lets a damaged frame through now and then, so a record is proven only by readings: one text
must have been read at least twice, and twice more often than any other. What comes late may be a
copy, so it proves nothing, but may contradict; after the last record the totals are asked, behind
which nothing late can still be on its way, and what was contradicted is read again.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import Final

from posassist.base.errors import (
    PosassistError,
    ProtocolError,
    PullInterrupted,
    Stopped,
    TerminalBusy,
    TerminalError,
    TerminalRefused,
    TerminalSilent,
)
from posassist.base.i18n import N_, Text
from posassist.domain.journal import EntryType, JournalEntry
from posassist.terminals import pax_records as pax
from posassist.terminals.exchange import Exchange, nonsense
from posassist.terminals.framing import LRC
from posassist.terminals.links import LinkLost
from posassist.terminals.pax_records import NOT_FOUND, OK, Answer
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

ID: Final = "pax"
NAME: Final = "PAX POSLink"
REGIONS: Final = ("US", "CA", "CN", "EU", "APAC")
CAN: Final = ("journal", "totals")
# R04 (failed at settlement) is a question, too, but a record that was told is not told again.
READ_ONLY_COMMANDS: Final = ("A00", "R00", "R02", "R08")
ALLOWED: Final = re.compile(rb"A00|R00|R02|R08")
BAUD: Final = 9600
STOP_BITS: Final = 1
SERIAL: Final = LRC
NETWORK: Final = LRC

READINGS: Final = 10  # of one record, before it is left out
PASSES: Final = 3  # through a journal that changes meanwhile
EXTRA_PATIENCE: Final = 2.0  # for totals, which a terminal may not have
PULSE: Final = 0.05

Key = tuple[str, int]
_READING: Final = N_("Reading the journal")


def pull(talk: Talk, *, register: Register, timing: Timing, progress: Progress) -> Pulled:
    """Read the journal; what came before a fault is kept, with the fault beside it.

    Raises TerminalSilent, TerminalBusy, ProtocolError or Stopped when not even the device's name
    could be read, PullInterrupted when the line broke before that.
    """
    desk = _Desk(talk, timing, progress)
    journal = _Journal(desk)
    identity: Identity | None = None
    given: Answer | None = None
    closed: Answer | None = None
    error: PosassistError | None = None
    try:
        identity = desk.identity()
        journal.read()
        given = desk.totals() if journal.answers() else None
        journal.settle_doubts()
        closed = desk.last_batch()  # last of all: captures of earlier versions end before it
    except LinkLost:
        error = _interrupted(len(journal.answers())) if identity else _broken()
    except (Stopped, TerminalError) as wrong:
        error = wrong
    if identity is None:
        raise error or nonsense()
    answers, doubtful = journal.answers(), desk.doubtful()
    if error:  # a sale made meanwhile may have moved a record on, to be read again in its new place
        answers = list({each.content: each for each in answers}.values())
    known = register(identity.serial_number)
    warnings = [] if error else [_differs(number) for number in doubtful]
    rows = list(_rows(answers, known, identity, warnings))
    complete = error is None and len(rows) == len(answers) and not doubtful
    told, agree = _totals(given, rows, known, warnings) if complete else ((), None)
    if closed is not None and complete:
        told += pax.last_batch(closed, known.currency or pax.CURRENCY)
    entries = tuple(entry for _, entry in rows)
    return Pulled(identity, known, entries, tuple(warnings), complete, error, told, agree)


def _rows(
    answers: list[Answer], known: Registered, identity: Identity, warnings: list[Text]
) -> Iterator[tuple[Answer, JournalEntry]]:
    """Yield the rows that can be read; warn of the others, and of kinds nobody knows."""
    for row, answer in enumerate(answers, 1):
        raw = answer.raw.replace(pax.FS, "|").replace(pax.US, ",")
        try:
            entry = pax.entry(answer, row, known, identity)
        except ValueError:
            said = N_("Record {row} of the terminal cannot be read: {raw}")
            warnings.append(Text(said, {"row": row, "raw": raw}))
            continue
        if answer.field(4) not in pax.TYPES and answer.field(4) not in pax.KNOWN_OTHERS:
            said = N_("Record {row} of the terminal is of a kind nobody knows ({kind}): {raw}")
            warnings.append(Text(said, {"row": row, "kind": answer.field(4), "raw": raw}))
        yield answer, entry


def _totals(
    given: Answer | None,
    rows: list[tuple[Answer, JournalEntry]],
    known: Registered,
    warnings: list[Text],
) -> tuple[tuple[Total, ...], bool | None]:
    """Return the terminal's totals, and whether its records agree with them."""
    currency = known.currency or pax.CURRENCY
    told = pax.totals(given, currency) if given and given.code == OK else None
    if told is None:
        return (), None
    mine = pax.counted(((each.field(3), each.field(4), row) for each, row in rows), currency)
    if told == mine:
        return told, True
    if any(row.type in {EntryType.VOID, EntryType.REVERSAL} for _, row in rows):
        return told, None  # whether a terminal's totals hold sales that were voided, differs
    said = N_("The terminal's totals ({told}) differ from its records ({counted})")
    warnings.append(Text(said, {"told": _in_words(told), "counted": _in_words(mine)}))
    return told, False


def _in_words(totals: tuple[Total, ...]) -> tuple[str, ...]:
    return tuple(f"{each.kind} {each.count}: {each.amount.plain}" for each in totals) or ("0",)


class _Journal:
    """The records of one terminal, with those that moved away while it was read."""

    def __init__(self, desk: "_Desk") -> None:
        self._desk = desk
        self._older: dict[str, Answer] = {}

    def read(self) -> None:
        """Read every record, from the start again when the journal was moved meanwhile."""
        for _ in range(PASSES):
            self._remember()
            self._desk.forget()
            if self._pass():
                return
        raise PullInterrupted(
            N_("The terminal's journal changed while it was read"),
            N_("What came is kept. Pull again when nobody is paying."),
        )

    def answers(self) -> list[Answer]:
        """Return the proven records in the terminal's order, those that left it first."""
        found = self._desk.proven()
        there = {each.content for each in found}
        return [each for content, each in self._older.items() if content not in there] + found

    def settle_doubts(self) -> None:
        """Read again what a late answer cast doubt on."""
        for number in self._desk.doubtful():
            self._desk.record(number)

    def _remember(self) -> None:
        self._older |= {each.content: each for each in self.answers()}

    def _pass(self) -> bool:
        """Read once through; say whether the records stayed where they were."""
        first = self._desk.record(0)
        if first is not None and first.code == NOT_FOUND:
            return True
        total = None if first is None else first.number(0)
        if first is None or total is None:
            raise nonsense()
        number = 1
        while number < total:
            self._desk.at(number, total)
            answer = self._desk.record(number)
            if answer is not None and answer.code == NOT_FOUND:
                return False
            if answer is not None:
                total = answer.number(0) or total
            number += 1
        self._remember()
        self._desk.forget(0)
        again = self._desk.record(0)
        return again is not None and again.content == first.content


class _Desk:
    """Asks one thing at a time and keeps every reading of every record."""

    def __init__(self, talk: Talk, timing: Timing, progress: Progress) -> None:
        self._exchange = Exchange(
            talk, timing, self._pulse, late=lambda body: self._take(body, None)
        )
        self._timing, self._progress = timing, progress
        self._readings: dict[Key, Counter[bytes]] = {}
        self._busy = False
        self._place = (0, 1)
        self._pulsed = 0.0

    def at(self, number: int, total: int) -> None:
        """Tell how far it is. Raises Stopped."""
        self._place = (number, total)
        self._pulsed = time.monotonic()
        self._progress(number, total, Text(_READING))

    def identity(self) -> Identity:
        """Ask what the device says of itself."""
        named = self._proven(("A01", 0), pax.initialize(), self._timing.silence)
        if named is None:
            raise nonsense()
        return Identity(named.field(0).strip(), named.field(1).strip())

    def totals(self) -> Answer | None:
        """Ask for the terminal's totals; None where it has none."""
        return self._attempt("R01", pax.local_totals())

    def last_batch(self) -> Answer | None:
        """Ask for the totals of the batch closed last; None where it has none."""
        return self._attempt("R09", pax.history())

    def _attempt(self, answer: str, request: bytes) -> Answer | None:
        patience = min(self._timing.silence, EXTRA_PATIENCE)
        try:
            return self._proven((answer, 0), request, patience)
        except (TerminalError, LinkLost):
            return None

    def record(self, number: int) -> Answer | None:
        """Read one record until it is proven; None when it reads differently every time.

        Raises TerminalRefused.
        """
        answer = self._proven(("R03", number), pax.detail(number), self._timing.silence)
        if answer is not None and answer.code not in {OK, NOT_FOUND}:
            raise TerminalRefused(
                N_("The terminal answered: {text} ({code})"),
                N_("Look at the terminal's screen, finish what it asks for, and pull again."),
                text=answer.text,
                code=answer.code,
            )
        return answer

    def forget(self, number: int | None = None) -> None:
        """Forget the readings of a record, or of all."""
        for key in [key for key in self._readings if number is None or key == ("R03", number)]:
            del self._readings[key]

    def proven(self) -> list[Answer]:
        """Return the proven records by their number."""
        found = (self._settled(key) for key in sorted(self._readings) if key[0] == "R03")
        return [each for each in found if each is not None and each.code == OK]

    def doubtful(self) -> list[int]:
        """Return the numbers of records whose readings prove nothing."""
        return [
            number
            for (command, number), readings in sorted(self._readings.items())
            if command == "R03" and readings and self._settled((command, number)) is None
        ]

    def _proven(self, key: Key, request: bytes, patience: float) -> Answer | None:
        for _ in range(READINGS):
            found = self._settled(key)
            if found is not None:
                return found
            self._busy = False
            try:
                self._exchange.ask(request, lambda body: self._take(body, key), patience=patience)
            except (TerminalSilent, ProtocolError) as wrong:
                if self._busy:
                    raise _busy() from wrong
                raise
        return self._settled(key)

    def _settled(self, key: Key) -> Answer | None:
        ranked = self._readings.get(key, Counter()).most_common(2)
        times = [count for _, count in ranked] + [0, 0]
        return pax.parse(ranked[0][0]) if times[0] >= times[1] + 2 else None

    def _take(self, body: bytes, wanted: Key | None) -> bool:
        """Count what answers the question, or contradicts an earlier answer; say if it answers."""
        answer = pax.parse(body)
        if answer is None:
            return False
        self._busy = answer.busy
        key = None if answer.busy else _told(answer, wanted)
        if key is None:
            return False
        readings = self._readings.setdefault(key, Counter())
        if key == wanted or (readings and body != readings.most_common(1)[0][0]):
            readings[body] += 1
        return key == wanted

    def _pulse(self) -> None:
        if time.monotonic() - self._pulsed >= PULSE:
            self.at(*self._place)


def _told(answer: Answer, wanted: Key | None) -> Key | None:
    """Return what an answer tells of; one without a number answers what was asked, or nothing."""
    if answer.command == "R03" and answer.code == OK:
        number = answer.number(1)
        return None if number is None else ("R03", number)
    return wanted if wanted and answer.command == wanted[0] else None


def _interrupted(count: int) -> PullInterrupted:
    return PullInterrupted(
        N_("The connection broke after {count} records"),
        N_(
            "What came is kept. Plug the cable in again and pull once more: only the rest is added."
        ),
        count=count,
    )


def _broken() -> PullInterrupted:
    return PullInterrupted(
        N_("The connection broke before the terminal said which one it is"),
        N_("Check the cable and that the terminal is on, then pull again."),
    )


def _busy() -> TerminalBusy:
    return TerminalBusy(
        N_("The terminal is busy"), N_("Finish the sale on the terminal, then pull again.")
    )


def _differs(number: int) -> Text:
    said = N_("Record {row} of the terminal reads differently every time and is left out")
    return Text(said, {"row": number + 1})
