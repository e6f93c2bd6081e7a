"""A simulated terminal: serves a journal over a socket or a pty, with the faults of a bad cable."""

import os
import random
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self

from posassist.base.errors import TerminalNotFound, WrongUsage
from posassist.base.i18n import N_
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.terminals.drivers.pax import FS, NOT_FOUND, OK, US, VERSION
from posassist.terminals.framing import Control, Frame, Framer, framed

MODEL: Final = "模拟终端 Simulated terminal"
_NAMES: Final = ("flip", "drop", "double", "insert", "silence")
_TYPE_CODES: Final = {
    EntryType.SALE: "01",
    EntryType.REFUND: "02",
    EntryType.PREAUTH: "03",
    EntryType.COMPLETION: "04",
    EntryType.VOID: "16",
    EntryType.REVERSAL: "99",
    EntryType.OTHER: "24",
}
_EDC: Final = {Channel.CREDIT: "01", Channel.DEBIT: "02"}


@dataclass(frozen=True, slots=True)
class Faults:
    """How often a frame is damaged (shares of 1), and before which record the plug comes out."""

    shares: tuple[tuple[str, float], ...] = ()
    unplug_at: int | None = None

    @classmethod
    def parse(cls, spec: str) -> "Faults":
        """Read `flip=0.1,drop=0.02,unplug@40`. Raises WrongUsage."""
        shares: list[tuple[str, float]] = []
        unplug: int | None = None
        for part in filter(None, spec.split(",")):
            share = re.fullmatch(rf"({'|'.join(_NAMES)})=(0?\.\d+|0|1(?:\.0+)?)", part)
            pulled = re.fullmatch(r"unplug@(\d+)", part)
            if share:
                shares.append((share[1], float(share[2])))
            elif pulled:
                unplug = int(pulled[1])
            else:
                raise WrongUsage(
                    N_("The fault {value} cannot be read"),
                    N_("Write them like flip=0.1,drop=0.02,unplug@40"),
                    value=part,
                )
        return cls(tuple(shares), unplug)


class Unplugged(Exception):
    """The plug comes out now."""


class Peer(Protocol):
    """The other end of a line."""

    def recv(self) -> bytes:
        """Return what came; b"" when the other side is gone; None is never returned."""

    def send(self, data: bytes) -> None:
        """Send bytes."""


class SimulatedTerminal:
    """Answers A00 and R02 like a terminal whose journal holds the entries; records what it saw."""

    def __init__(
        self,
        entries: Sequence[JournalEntry],
        *,
        serial_number: str,
        faults: Faults | None = None,
        seed: int = 0,
        baud: int = 0,
    ) -> None:
        self.entries = list(entries)
        self.serial_number = serial_number
        self.commands_seen: list[str] = []
        self._faults = faults or Faults()
        self._random = random.Random(seed)  # noqa: S311 - repeatable damage, no secret
        self._baud = baud
        self._unplug_at = self._faults.unplug_at

    def talk(self, peer: Peer) -> None:
        """Serve one connection until the other side goes away. Raises Unplugged at its fault."""
        framer = Framer()
        last = b""
        repeats = 0
        while data := peer.recv():
            for heard in framer.feed(data):
                if isinstance(heard, Frame):
                    if not heard.sound:
                        self._send(peer, bytes((Control.NAK,)))
                        continue
                    last, repeats = framed(self._answer(heard.body)), 0
                    self._send(peer, bytes((Control.ACK,)) + last)
                elif heard is Control.NAK and last and repeats < 3:
                    repeats += 1
                    self._send(peer, last)

    def _answer(self, body: bytes) -> bytes:
        fields = body.decode("latin-1").split(FS)
        command = fields[0]
        self.commands_seen.append(command)
        if command == "A00":
            said = [self.serial_number, MODEL, "", "", "", "", "", "", "", "", ""]
            return _response("A01", OK, "OK", said)
        if command == "R02" and len(fields) > 5 and fields[5].isdigit():
            number = int(fields[5])
            if self._unplug_at is not None and number >= self._unplug_at:
                self._unplug_at = None
                raise Unplugged
            if number < len(self.entries):
                return _response("R03", OK, "OK", self._record(number))
            return _response("R03", NOT_FOUND, "NOT FOUND", [])
        return _response(f"{command[:1]}{'99'}", "100003", "UNSUPPORTED", [])

    def _record(self, number: int) -> list[str]:
        each = self.entries[number]
        approved = each.status is EntryStatus.APPROVED
        code = each.response_code or ("00" if approved else "")
        host = [code, "APPROVAL" if approved else "", each.auth_code, each.rrn, each.trace_no,
                each.batch_no, ""]  # fmt: skip
        amount = [str(abs(each.amount.minor)), *["0"] * 6]
        last4 = each.card_masked[-4:]
        account = [last4, "4" if last4 else "3", "", "", "", "", "99", "", "", "", "0"]
        trace = [str(number + 1), "", each.occurred_at.strftime("%Y%m%d%H%M%S"), ""]
        extra = [f"SN={self.serial_number}"]
        if len(each.card_masked) > 10 and each.card_masked[:6].isdigit():
            extra.append(f"CARDBIN={each.card_masked[:6]}")
        if each.original_rrn:
            extra.append(f"ORIGRRN={each.original_rrn}")
        return [
            str(len(self.entries)), str(number), US.join(host), _EDC.get(each.channel, "00"),
            _TYPE_CODES[each.type], "", US.join(amount), US.join(account), US.join(trace), "", "",
            "", US.join(extra),
        ]  # fmt: skip

    def _send(self, peer: Peer, data: bytes) -> None:
        for damaged in self._damage(data):
            if self._baud:
                time.sleep(len(damaged) * 10 / self._baud)
            peer.send(damaged)

    def _damage(self, data: bytes) -> list[bytes]:
        out = bytearray(data)
        again = False
        for name, share in self._faults.shares:
            if self._random.random() >= share:
                continue
            place = self._random.randrange(len(out))
            if name == "flip":
                out[place] ^= 1 << self._random.randrange(8)
            elif name == "drop" and len(out) > 1:
                del out[place]
            elif name == "insert":
                out.insert(place, self._random.randrange(256))
            elif name == "double":
                again = True
            else:
                return []
        return [bytes(out), bytes(out)] if again else [bytes(out)]


class Serving:
    """A simulated terminal on a line, served by a thread of its own; `url` is where to reach it."""

    def __init__(self, url: str, stop: Callable[[], None], thread: threading.Thread) -> None:
        self.url, self._stop, self._thread = url, stop, thread

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving and wait for the thread."""
        self._stop()
        self._thread.join(timeout=5)


def serve(terminal: SimulatedTerminal, listen: str) -> Serving:
    """Serve on HOST:PORT (port 0: any), or on a new pty. Raises WrongUsage or TerminalNotFound."""
    if listen == "pty":
        return _serve_pty(terminal)
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("Write it like 127.0.0.1:10009, or pty."),
            option="--listen",
            value=listen,
        )
    try:
        server = socket.create_server((host, int(port)))
    except (OSError, OverflowError) as wrong:
        raise TerminalNotFound(
            N_("The simulated terminal cannot listen at {port}"),
            N_("Choose another address or port."),
            port=listen,
        ) from wrong
    server.settimeout(0.1)
    ended = threading.Event()

    def run() -> None:
        with server:
            while not ended.is_set():
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    _talk(terminal, _SocketPeer(connection, ended))

    thread = threading.Thread(target=run, name="simulated-terminal", daemon=True)
    thread.start()
    address = server.getsockname()
    return Serving(f"socket://{address[0]}:{address[1]}", ended.set, thread)


def _serve_pty(terminal: SimulatedTerminal) -> Serving:
    if os.name != "posix":
        raise WrongUsage(
            N_("There are no ptys on this system"), N_("Listen at 127.0.0.1:10009 instead.")
        )
    import pty  # noqa: PLC0415 - only where there are ptys
    import tty  # noqa: PLC0415

    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    name = os.ttyname(theirs)
    ended = threading.Event()

    def run() -> None:
        try:
            while not ended.is_set():
                _talk(terminal, _PtyPeer(ours, ended))
                if terminal.commands_seen and not ended.is_set():
                    time.sleep(0.01)
        finally:
            os.close(ours)
            os.close(theirs)

    thread = threading.Thread(target=run, name="simulated-terminal", daemon=True)
    thread.start()
    return Serving(name, ended.set, thread)


def _talk(terminal: SimulatedTerminal, peer: Peer) -> None:
    try:
        terminal.talk(peer)
    except (Unplugged, OSError):
        return


@dataclass(frozen=True, slots=True)
class _SocketPeer:
    connection: socket.socket
    ended: threading.Event

    def recv(self) -> bytes:
        self.connection.settimeout(0.1)
        while not self.ended.is_set():
            try:
                return self.connection.recv(4096)
            except TimeoutError:
                continue
        return b""

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)


@dataclass(frozen=True, slots=True)
class _PtyPeer:
    handle: int
    ended: threading.Event

    def recv(self) -> bytes:
        while not self.ended.is_set():
            if select.select([self.handle], [], [], 0.1)[0]:
                return os.read(self.handle, 4096)
        return b""

    def send(self, data: bytes) -> None:
        os.write(self.handle, data)


def _response(command: str, code: str, text: str, fields: list[str]) -> bytes:
    return FS.join(("0", command, VERSION, code, text, *fields)).encode()
