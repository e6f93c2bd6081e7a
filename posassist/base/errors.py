"""Every failure the owner is told about, with its exit code and the next step.

PosassistError                      told to the owner as it stands
├── WrongUsage                  2   no such shop, case, match, terminal
├── StatementError              4   a file is refused, and nothing of it is stored
│   ├── StatementNotRecognized      no format claims it
│   ├── StatementAmbiguous          several formats claim it
│   ├── StatementUnreadable         damaged, cut off, wrong encoding, bad rows
│   ├── StatementHostile            built to harm or to swell
│   ├── StatementLocked             a password is needed, or was wrong
│   └── EvidenceBroken              a pack, backup or log does not hold
├── TerminalError               5   the terminal or its cable
│   ├── TerminalNotFound · TerminalBusy · TerminalSilent · TerminalRefused
│   ├── ProtocolError               a frame that makes no sense
│   └── PullInterrupted             what came is kept; the rest is lacking
├── BooksError                  6   locked, damaged, full, newer than the program
│   └── BooksLocked · BooksDamaged · BooksFull · BooksNewer
├── NothingToUndo               7
├── CatalogError                8   a format, letter, jurisdiction … that is wrong
├── DocumentError               9   a page that cannot be made
└── Stopped                   130   the owner pressed Stop

An error carries a template and fields; the edges (command line, window) translate. `message` and
`next_step` are complete English sentences with named placeholders, looked up before formatting.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """The numbers promised to scripts."""

    DONE = 0
    BUG = 1
    USAGE = 2
    DISCREPANCIES = 3
    INPUT = 4
    TERMINAL = 5
    BOOKS = 6
    NOTHING_TO_UNDO = 7
    CATALOG = 8
    DOCUMENT = 9
    STOPPED = 130


class PosassistError(Exception):
    """The world's fault, told plainly. `fields` fill the placeholders of both sentences."""

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, message: str, next_step: str = "", **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.fields = fields

    @property
    def name(self) -> str:
        """The stable English name scripts see, also the name of the help page."""
        return type(self).__name__

    def __str__(self) -> str:
        return self.message.format(**self.fields)


class WrongUsage(PosassistError):
    """A shop, case, match, terminal or option that does not exist or contradicts another."""

    exit_code = ExitCode.USAGE


class StatementError(PosassistError):
    """A file given to the program is refused; nothing of it was stored."""

    exit_code = ExitCode.INPUT


class StatementNotRecognized(StatementError):
    """No known format claims the file."""


class StatementAmbiguous(StatementError):
    """Several formats claim the file; `claimants` are their ids. A question, never a guess."""

    def __init__(
        self, message: str, next_step: str = "", *, claimants: tuple[str, ...], **fields: object
    ) -> None:
        super().__init__(message, next_step, claimants=", ".join(claimants), **fields)
        self.claimants = claimants


class StatementUnreadable(StatementError):
    """The file is damaged, cut off, wrongly encoded, or has rows that cannot be read."""


class StatementHostile(StatementError):
    """The file is built to harm: an XML or zip bomb, an absurd size."""


class StatementLocked(StatementError):
    """The file asks for a password, or the password was wrong."""


class EvidenceBroken(StatementError):
    """A pack, a backup or the event log does not hold."""


class TerminalError(PosassistError):
    """The terminal or its cable."""

    exit_code = ExitCode.TERMINAL


class TerminalNotFound(TerminalError):
    """Nothing answers at this port or address."""


class TerminalBusy(TerminalError):
    """Another program holds the port, or the terminal is in the middle of a sale."""


class TerminalSilent(TerminalError, TimeoutError):
    """The terminal did not answer in time."""


class TerminalRefused(TerminalError):
    """The terminal answered with an error code."""


class ProtocolError(TerminalError):
    """A frame that makes no sense even after being asked for again."""


class PullInterrupted(TerminalError):
    """The pull ended early; what was read is kept and the rest is lacking."""


class BooksError(PosassistError):
    """The books cannot be opened or written."""

    exit_code = ExitCode.BOOKS


class BooksLocked(BooksError):
    """Another program kept writing for longer than we wait."""


class BooksDamaged(BooksError):
    """The file is not a sound book file."""


class BooksFull(BooksError):
    """The disk is full or refuses writing."""


class BooksNewer(BooksError):
    """A newer version of the program wrote these books."""


class NothingToUndo(PosassistError):
    """There is nothing to undo or redo."""

    exit_code = ExitCode.NOTHING_TO_UNDO


class CatalogError(PosassistError):
    """A catalogue file does not parse or contradicts itself."""

    exit_code = ExitCode.CATALOG


class DocumentError(PosassistError):
    """A page that cannot be made."""

    exit_code = ExitCode.DOCUMENT


class Stopped(PosassistError):
    """The owner pressed Stop; nothing half done is left."""

    exit_code = ExitCode.STOPPED
