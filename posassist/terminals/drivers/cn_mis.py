"""China's MIS-POS in tags (experimental): the list of transactions, page by page, over serial.

No public source names the operation codes, so the owner enters them, and only the one that lists
transactions is sent. The LRC lets a damaged frame through now and then and pages have no number, so
the whole list is read until two readings are alike.
"""

from dataclasses import replace
from itertools import count
from typing import Final

from posassist.base.errors import PosassistError, Stopped, TerminalError, TerminalRefused
from posassist.base.i18n import N_, Text
from posassist.domain.journal import EntryType, JournalEntry
from posassist.terminals import cn_mis_records as records
from posassist.terminals.exchange import Exchange
from posassist.terminals.links import LinkLost
from posassist.terminals.operation_codes import asks_for_journal
from posassist.terminals.port import Talk
from posassist.terminals.readings import Readings, interrupted
from posassist.terminals.records import Identity, Progress, Pulled, Register, Timing
from posassist.terminals.tlv_framing import TLV

ID: Final = "cn-mis"
NAME: Final = "MIS-POS TLV"
REGIONS: Final = ("CN",)
CAN: Final = ("journal",)
READ_ONLY_COMMANDS: Final = ("DF02=查流水",)
ALLOWED: Final = records.QUESTION
BAUD: Final = 9600
STOP_BITS: Final = 1
SERIAL: Final = TLV
NETWORK: Final = TLV

_READING: Final = N_("Reading the journal")
_RANDOM: Final = 10_000
_DONE: Final = "00"


def pull(talk: Talk, *, register: Register, timing: Timing, progress: Progress) -> Pulled:
    """Read the list of transactions until it is proven.

    Raises WrongUsage where the operation code was not entered, TerminalSilent, ProtocolError,
    TerminalRefused or Stopped when nothing was read twice.
    """
    known = register("")  # whose codes they are, before it says a word
    desk = _Desk(talk, timing, progress, asks_for_journal(known.codes))
    error: PosassistError | None = None
    try:
        desk.readings.read(desk.read, lambda: False)
    except LinkLost:
        error = interrupted(len(desk.readings.proven()))
    except (Stopped, TerminalError) as wrong:
        error = wrong
    proven = desk.readings.proven()
    if error and not proven:
        raise error
    identity = records.identity(proven[0]) if proven else Identity()
    warnings: list[Text] = []
    rows: list[JournalEntry] = []
    for number, record in enumerate(proven, 1):
        try:
            rows.append(records.entry(record, number, known))
        except ValueError:
            said = N_("Record {row} of the terminal cannot be read: {raw}")
            warnings.append(Text(said, {"row": number, "raw": records.raw(record)}))
            continue
        if rows[-1].type is EntryType.OTHER:
            said = N_("Record {row} of the terminal is of a kind nobody knows ({kind}): {raw}")
            kind = records.code_of(record)
            warnings.append(Text(said, {"row": number, "kind": kind, "raw": rows[-1].raw}))
    # What a cable lost of one reading came in another: the terminal's order is that of time.
    rows.sort(key=lambda each: each.occurred_at)
    rows = [replace(each, row=number) for number, each in enumerate(rows, 1)]
    complete = error is None and len(rows) == len(proven)
    return Pulled(identity, known, tuple(rows), tuple(warnings), complete, error)


class _Desk:
    """Asks for page after page; a page must give back the number of its question.

    The protocol calls it random; counted, it is the same when a capture is played back.
    """

    def __init__(self, talk: Talk, timing: Timing, progress: Progress, code: str) -> None:
        self._exchange = Exchange(talk, timing, self._pulse, late=lambda _body: False)
        self._progress, self._code = progress, code
        self._numbers = count(1)
        self.readings = Readings()

    def read(self) -> bool:
        """Read the list once through. Raises TerminalError, LinkLost, Stopped.

        Where the last page was lost the list begins anew: nothing new comes, and that is no end.
        """
        while True:
            page = self._page()
            fresh = [self.readings.keep(each) for each in page.records]
            self._pulse()
            if not page.more:
                return True
            if not any(fresh):
                return False

    def _page(self) -> records.Reply:
        question = records.question(self._code, next(self._numbers) % _RANDOM)
        random = dict(records.tags(question))[records.RANDOM]
        pages: list[records.Reply] = []

        def take(body: bytes) -> bool:
            page = records.parse(body)
            if page is None or page.random != random:
                return False
            pages.append(page)
            return True

        self._exchange.ask(question, take)
        page = pages[-1]
        if page.result != _DONE and not page.records:
            raise TerminalRefused(
                N_("The terminal answered: {text} ({code})"),
                N_("Look at the terminal's screen, finish what it asks for, and pull again."),
                text=self._code,
                code=page.result,
            )
        return page

    def _pulse(self) -> None:
        count_ = self.readings.count
        self._progress(count_, count_ + 1, Text(_READING))
