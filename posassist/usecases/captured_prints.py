"""What a terminal prints, caught on the way to its printer, and read as slips."""

import time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from posassist.base.errors import StatementUnreadable, Stopped, TerminalSilent
from posassist.base.i18n import N_, Text
from posassist.catalog.patterns import Patterns, patterns
from posassist.domain.settlement import StatementKind
from posassist.statements.statement import BadRow, Statement
from posassist.terminals.capture import Capture, Recorded, digest
from posassist.terminals.framing import Frame
from posassist.terminals.links import Link, LinkLost
from posassist.terminals.port import SLICE, open_link
from posassist.terminals.printer import PROTOCOL, PrintedLines, printed_text, safe_lines
from posassist.usecases.add_slips import SOURCE, slips_of
from posassist.usecases.captures import disk_room, new_capture, sums_of
from posassist.usecases.rows import Rows
from posassist.usecases.shop import Progress, Shop, silent

BAUD: Final = 9600
_LONGEST_PRINT: Final = 400  # lines
_PAUSE: Final = 2.0  # seconds without a line after which a print is whole
_WAITING: Final = Text(N_("Waiting for the terminal to print"))
_PRINTING: Final = Text(N_("Catching what is printed"))


@dataclass(frozen=True, slots=True)
class CapturedPrint:
    """A print that was caught: where it lies and how many lines it has; nothing is imported yet."""

    path: Path
    sha256: str
    lines: int


def capture_print(
    shop: Shop,
    *,
    port: str,
    baud: int = BAUD,
    quiet: float = 0.0,
    progress: Progress = silent,
) -> CapturedPrint:
    """Catch what is printed at a port, until Stop or until nothing came for `quiet` seconds.

    Nothing is ever sent. A pulled cable ends it, too; what came until then is kept, without card
    numbers. Raises TerminalError for a port that cannot be opened, TerminalSilent when nothing
    was printed.
    """
    words = patterns(own=shop.profile.root)
    with closing(open_link(port, baud)) as link, disk_room():
        capture = new_capture(shop, PROTOCOL, shop.now(), port)
        try:
            lines = _caught(link, _Keeper(capture, words), quiet, progress)
        finally:
            data = capture.close()
    if not lines:
        capture.path.unlink()
        raise TerminalSilent(
            N_("Nothing was printed at the port {port}"),
            N_(
                "Check that the printer's cable ends here and how fast it prints (--baud), then "
                "print the journal at the terminal again."
            ),
            port=port,
        )
    return CapturedPrint(capture.path, digest(data), lines)


def read_print(
    shop: Shop, name: str, data: bytes, recorded: Recorded, *, in_part: bool
) -> tuple[Statement, Rows]:
    """Read a captured print as a file that is imported; `in_part` leaves out what cannot be read.

    Raises StatementUnreadable when a print cannot be read, or there is none.
    """
    given = digest(data)
    text = printed_text(recorded)
    kept, slips, rows = slips_of(shop, text, name=name, sha256_given=given, in_part=True)
    bad = tuple(BadRow(each.print, each.reason) for each in slips.unread)
    if bad and not in_part:
        raise StatementUnreadable(
            N_("{count} prints of {file} cannot be read; the first is number {row}: {reason}"),
            N_("Register the terminal, or import the other prints with --accept-warnings."),
            count=len(bad),
            file=name,
            row=bad[0].row,
            reason=bad[0].reason,
            bad_rows=bad,
        )
    plan = digest(repr((given, rows.journal)).encode())
    record = replace(rows.record, plan_sha256=plan)
    statement = Statement(
        format_id=SOURCE,
        format_version=record.format_version,
        kind=StatementKind.JOURNAL,
        encoding=record.encoding,
        sheet="",
        journal=slips.entries,
        settlement=(),
        bank=(),
        bad_rows=bad,
        warnings=slips.warnings,
        checks=(),
        first=record.period_from,
        last=record.period_to,
        sums=sums_of(slips.entries),
        gross=None,
        fees=None,
        period=None,
        kept=kept,
        struck=(),
    )
    return statement, replace(rows, record=record)


class _Keeper:
    """Writes prints into the capture, each when it is whole: only then its cards are told."""

    def __init__(self, capture: Capture, words: Patterns) -> None:
        self._capture, self._words = capture, words
        self._held: list[bytes] = []
        self.count = 0

    def take(self, lines: list[bytes]) -> None:
        """Hold lines back until the printer pauses."""
        self._held += lines
        self.count += sum(map(bool, lines))
        if len(self._held) >= _LONGEST_PRINT:
            self.keep()

    def keep(self) -> None:
        """Write what is held back."""
        for each in safe_lines(self._held, self._words) if self._held else ():
            self._capture.heard(Frame(each, sound=True))
        self._held.clear()


def _caught(link: Link, keeper: _Keeper, quiet: float, progress: Progress) -> int:
    """Catch lines until the end; return how many said anything."""
    printed = PrintedLines()
    with suppress(LinkLost, Stopped):
        last = time.monotonic()
        while not (quiet and keeper.count and time.monotonic() - last >= quiet):
            progress(keeper.count, 0, _PRINTING if keeper.count else _WAITING)
            if data := link.read(SLICE):
                last = time.monotonic()
                keeper.take(printed.feed(data))
            elif time.monotonic() - last >= _PAUSE:
                keeper.keep()
    keeper.take(printed.rest())
    keeper.keep()
    return keeper.count
