"""Pull a terminal's journal: one commit, at the end or at the interruption."""

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from posassist.base.errors import PosassistError, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.paths import written_whole
from posassist.terminals.driver import driver
from posassist.terminals.port import Wire, on_network, open_link
from posassist.terminals.records import Pulled, Timing
from posassist.usecases.captures import (
    disk_room,
    new_capture,
    pulled_rows,
    register_of,
    sums_of,
)
from posassist.usecases.rows import bring_in
from posassist.usecases.shop import Progress, Shop, silent

FASTEST_ANSWER, SLOWEST_ANSWER = 0.05, 2.0


@dataclass(frozen=True, slots=True)
class PulledJournal:
    """What a pull brought; `error` says why it ended early, with what came kept all the same."""

    pulled: Pulled
    new: int
    already_known: int
    capture: str
    capture_sha256: str
    import_id: str

    @property
    def error(self) -> PosassistError | None:
        """Why it ended early, if it did."""
        return self.pulled.error

    @property
    def sums(self) -> dict[str, str]:
        """What moved money, by currency."""
        return sums_of(self.pulled.entries)


def pull_journal(
    shop: Shop,
    *,
    protocol: str,
    port: str,
    terminal: str | None = None,
    timeout: float = 5.0,
    save_capture: Path | None = None,
    progress: Progress = silent,
) -> PulledJournal:
    """Read the terminal at a port and add what the books do not hold yet.

    `save_capture` gets what went over the wire, whatever comes of it. Raises TerminalError or
    Stopped when nothing at all could be read, WrongUsage for an unknown name or a file that cannot
    be written.
    """
    speaks = driver(protocol)
    started = shop.now()
    register = register_of(shop, protocol, started, name=terminal)
    _must_be_writable(save_capture)
    shop.calendar(shop.details.jurisdiction)  # the commit needs it, and Stop must not wait for it
    with closing(open_link(port, speaks.BAUD, speaks.STOP_BITS)) as link, disk_room():
        capture = new_capture(shop, protocol, started, port)
        path = capture.path
        framing = speaks.NETWORK if on_network(port) else speaks.SERIAL
        answer = min(max(timeout / 10, FASTEST_ANSWER), SLOWEST_ANSWER)
        try:
            pulled = speaks.pull(
                Wire(link, capture, speaks.ALLOWED, framing),
                register=register,
                timing=Timing(answer=answer, silence=timeout),
                progress=progress,
            )
        except PosassistError:
            _save(capture.close(), save_capture)
            path.unlink()
            raise
        data = capture.close()
    _save(data, save_capture)
    kept = shop.vault.keep(data)
    rows = pulled_rows(pulled, data, name=path.name, protocol=protocol, imported_at=started)
    told = pulled.terminal_id or "?"
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="pull",
        title=Text(N_("Journal of {terminal} pulled"), {"terminal": told}),
    ) as change:
        new, known = bring_in(shop, change, rows)
    path.unlink()
    return PulledJournal(pulled, new, known, path.name, kept, rows.record.id)


def _must_be_writable(path: Path | None) -> None:
    if path is not None and (path.is_dir() or not os.access(path.parent, os.W_OK)):
        raise _unwritable(path)


def _save(data: bytes, path: Path | None) -> None:
    if path is not None:
        try:
            with written_whole(path) as handle:
                handle.write(data)
        except OSError as wrong:
            raise _unwritable(path) from wrong


def _unwritable(path: Path) -> WrongUsage:
    return WrongUsage(
        N_("The capture cannot be written to {path}"),
        N_("Choose another file with --save-capture."),
        path=str(path),
    )
