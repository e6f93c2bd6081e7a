"""A simulated PAX terminal: serves a journal over a socket or a pty, with a bad cable's faults."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Final, Self

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.domain.journal import JournalEntry
from posassist.terminals import pax_records as pax
from posassist.terminals.faults import Cable, Faults
from posassist.terminals.framing import Control, Frame, Framer, Heard, framed, rewired
from posassist.terminals.peers import TURN, Lines, Peer, PtyLines, SocketLines

MODEL: Final = "模拟终端 / Simulated terminal"
COPIES: Final = 3
HIGHEST_PORT: Final = 65535


class Unplugged(Exception):
    """The plug comes out now."""


class SimulatedTerminal:
    """Answers A00, R00 and R02 like a terminal whose journal holds the entries.

    `commands_seen` is what it was asked. Faults damage frames on their way in and out, the same
    for the same seed. `patience` is how many seconds it waits for an ACK before it sends again.
    """

    def __init__(
        self,
        entries: Sequence[JournalEntry],
        *,
        serial_number: str,
        faults: Faults | None = None,
        seed: int = 0,
        baud: int = 0,
        patience: float = 1.0,
    ) -> None:
        self.entries = list(entries)
        self.serial_number = serial_number
        self.commands_seen: list[str] = []
        self._cable = Cable(faults or Faults(), seed)
        self._unplug_at = faults.unplug_at if faults else None
        self._baud, self._patience = baud, patience

    def talk(self, peer: Peer, ended: threading.Event) -> None:
        """Serve one connection until the other side goes away. Raises Unplugged at its fault."""
        line, ear = Framer(), Framer()
        last, copies, since = b"", COPIES, time.monotonic()
        while not ended.is_set():
            data = peer.recv(TURN)
            if data == b"":
                return
            if not data:
                if copies < COPIES and time.monotonic() - since >= self._patience:
                    copies, since = copies + 1, time.monotonic()
                    self._send(peer, last)
                continue
            self._pace(len(data))
            for heard in self._through(line, ear, data):
                if isinstance(heard, Frame) and heard.sound:
                    last, copies = framed(self._answer(heard.body)), 0
                    self._send(peer, bytes((Control.ACK,)) + last)
                elif isinstance(heard, Frame):
                    self._send(peer, bytes((Control.NAK,)))
                elif heard is Control.NAK and copies < COPIES:
                    copies += 1
                    self._send(peer, last)
                elif heard is Control.ENQ:
                    self._send(peer, bytes((Control.ACK,)))
                else:
                    copies = COPIES
                since = time.monotonic()

    def _through(self, line: Framer, ear: Framer, data: bytes) -> Iterator[Heard]:
        """Yield what is understood of what was said, after the cable had its way with it."""
        for said in line.feed(data):
            sent = rewired(said) if isinstance(said, Frame) else bytes((said,))
            for arrived in self._cable.carry(sent):
                yield from ear.feed(arrived)

    def _answer(self, body: bytes) -> bytes:
        fields = body.decode("latin-1").split(pax.FS)
        command = fields[0]
        self.commands_seen.append(command)
        if command == "A00":
            return pax.response("A01", pax.OK, "OK", [self.serial_number, MODEL, *[""] * 9])
        if command == "R00":
            return pax.response("R01", pax.OK, "OK", pax.total_fields(self.entries))
        if command == "R02" and len(fields) > 5 and re.fullmatch("[0-9]{1,6}", fields[5]):
            return self._record(int(fields[5]))
        following = f"{command[:1]}{int(command[1:]) + 1:02}" if command[1:].isdigit() else "E01"
        return pax.response(following, pax.UNSUPPORTED, "UNSUPPORTED", [])

    def _record(self, number: int) -> bytes:
        if self._unplug_at is not None and number >= self._unplug_at:
            self._unplug_at = None
            raise Unplugged
        if number < len(self.entries):
            total = len(self.entries)
            return pax.record(self.entries[number], number, total, self.serial_number)
        return pax.response("R03", pax.NOT_FOUND, "NOT FOUND", [])

    def _send(self, peer: Peer, data: bytes) -> None:
        piece = max(1, self._baud // 500) if self._baud else len(data) + 1
        for damaged in self._cable.carry(data):
            for start in range(0, len(damaged), piece):
                part = damaged[start : start + piece]
                self._pace(len(part))
                peer.send(part)

    def _pace(self, count: int) -> None:
        if self._baud:
            time.sleep(count * 10 / self._baud)


class Serving:
    """A simulated terminal on a line, served by a thread of its own; `url` is where to reach it."""

    def __init__(self, terminal: SimulatedTerminal, lines: Lines) -> None:
        self.url = lines.url
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=_serve, args=(terminal, lines, self._ended), name="simulated-terminal",
            daemon=True,
        )  # fmt: skip
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving and wait for the thread."""
        self._ended.set()
        self._thread.join(timeout=5)


def serve(terminal: SimulatedTerminal, listen: str) -> Serving:
    """Serve on HOST:PORT (port 0: any), or on a new pty. Raises WrongUsage or TerminalNotFound."""
    if listen == "pty":
        return Serving(terminal, PtyLines())
    host, _, port = listen.rpartition(":")
    if not host or not re.fullmatch("[0-9]{1,5}", port) or int(port) > HIGHEST_PORT:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("Write it like 127.0.0.1:10009, or pty."),
            option="--listen",
            value=listen,
        )
    return Serving(terminal, SocketLines(host, int(port)))


def _serve(terminal: SimulatedTerminal, lines: Lines, ended: threading.Event) -> None:
    for peer in lines.peers(ended):
        try:
            terminal.talk(peer, ended)
        except (Unplugged, OSError):
            continue
