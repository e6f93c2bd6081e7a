"""A simulated terminal: serves a journal over a socket or a pty, with a bad cable's faults."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Final, Self

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.domain.journal import JournalEntry
from posassist.terminals.faults import Cable, Faults
from posassist.terminals.framing import Control, Cutter, Frame, Framing, Heard, rewired
from posassist.terminals.peers import TURN, Lines, Peer, PtyLines, SocketLines
from posassist.terminals.voices import VOICES, Unplugged, Voice

COPIES: Final = 3
HIGHEST_PORT: Final = 65535


class _Turn:
    """What was sent last, how often, and what follows when it is acknowledged."""

    def __init__(self, framing: Framing, voice: Voice) -> None:
        self.framing, self._voice = framing, voice
        self.following: Iterator[bytes] = iter(())
        self.copies, self._last, self._since = COPIES, b"", 0.0
        self.goes_on = True  # at an ACK

    def next(self) -> bytes:
        """Return the next frame as it goes over the wire; b"" where there is none."""
        body = next(self.following, None)
        self._last = b"" if body is None else self.framing.framed(body)
        self.copies, self._since = COPIES if body is None else 0, time.monotonic()
        waits = body is not None and self._voice.waits_for_replies
        self.goes_on = not waits or self._voice.is_reply(body or b"")
        if body is not None and self.goes_on and not self.framing.acknowledges:
            return self._last + self.next()  # nobody says that it came
        return self._last

    def again(self) -> bytes:
        """Return the frame once more."""
        self.copies, self._since = self.copies + 1, time.monotonic()
        return self._last

    @property
    def is_unheard(self) -> bool:
        """Say whether the last frame was not acknowledged, on a line that acknowledges."""
        return self.framing.acknowledges and self.copies < COPIES

    def is_late(self, patience: float) -> bool:
        """Say whether an ACK has been waited for too long."""
        return self.copies < COPIES and time.monotonic() - self._since >= patience


class SimulatedTerminal:
    """Answers what may be asked like a terminal of the protocol whose journal holds the entries.

    `commands_seen` is what it was asked. Faults damage frames on their way in and out, the same
    for the same seed. `patience` is how many seconds it waits for an ACK before it sends again.
    """

    def __init__(
        self,
        entries: Sequence[JournalEntry],
        *,
        serial_number: str,
        protocol: str = "pax",
        faults: Faults | None = None,
        seed: int = 0,
        baud: int = 0,
        patience: float = 1.0,
    ) -> None:
        self.entries = list(entries)
        self.serial_number = serial_number
        self.commands_seen: list[str] = []
        self.place = 0
        self._unplug_at = faults.unplug_at if faults else None
        self._voice = VOICES[protocol]
        self._cable = Cable(faults or Faults(), seed)
        self._baud, self._patience = baud, patience

    def talk(self, peer: Peer, ended: threading.Event) -> None:
        """Serve one connection until the other side goes away. Raises Unplugged at its fault."""
        framing = self._voice.serial if peer.serial else self._voice.network
        line, ear, turn = framing.cutter(), framing.cutter(), _Turn(framing, self._voice)
        while not ended.is_set():
            data = peer.recv(TURN)
            if data == b"":
                return
            if data is None:
                if turn.is_late(self._patience):
                    self._send(peer, turn.again())
                continue
            self._pace(len(data))
            for heard in self._through(framing, line, ear, data):
                self._hear(peer, heard, turn)

    def answer(self, body: bytes) -> Iterator[bytes]:
        """Yield the frames that answer a request, each when the one before was acknowledged."""
        return self._voice.answer(self, body)

    def reach(self, number: int) -> None:
        """Raise Unplugged, once, where the plug comes out before this record."""
        if self._unplug_at is not None and number >= self._unplug_at:
            self._unplug_at = None
            raise Unplugged

    def _hear(self, peer: Peer, heard: Heard, turn: "_Turn") -> None:
        if isinstance(heard, Frame):
            if not heard.sound:
                self._control(peer, turn, Control.NAK)
                return
            if not self._voice.is_reply(heard.body):
                turn.following = self.answer(heard.body)
            elif turn.is_unheard:  # this reply was to the frame before
                self._control(peer, turn, Control.ACK)
                return
            self._acknowledge(peer, turn)
        elif heard is Control.NAK and (turn.copies < COPIES or not turn.goes_on):
            self._send(peer, turn.again())
        elif heard is Control.ENQ:
            self._control(peer, turn, Control.ACK)
        elif not turn.goes_on:
            turn.copies = COPIES
        elif heard is Control.ACK and (more := turn.next()):
            self._send(peer, more)
        else:
            turn.copies = COPIES

    def _through(self, framing: Framing, line: Cutter, ear: Cutter, data: bytes) -> Iterator[Heard]:
        """Yield what is understood of what was said, after the cable had its way with it."""
        for said in line.feed(data):
            sent = rewired(said, framing) if isinstance(said, Frame) else bytes((said,))
            for arrived in self._cable.carry(sent):
                yield from ear.feed(arrived)

    def _acknowledge(self, peer: Peer, turn: "_Turn") -> None:
        """Send the ACK and the next frame: at once, or after a pause as some terminals do."""
        acknowledged = bytes((Control.ACK,)) if turn.framing.acknowledges else b""
        if self._voice.thinks:
            self._send(peer, acknowledged)
            time.sleep(self._voice.thinks)
            acknowledged = b""
        if whole := acknowledged + turn.next():
            self._send(peer, whole)

    def _control(self, peer: Peer, turn: "_Turn", byte: Control) -> None:
        if turn.framing.acknowledges:
            self._send(peer, bytes((byte,)))

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
