"""Where a simulated terminal is reached: a listening socket, or a pty of its own."""

import os
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from posassist.base.errors import TerminalNotFound, WrongUsage
from posassist.base.i18n import N_

TURN = 0.05


class Peer(Protocol):
    """The other end of a line."""

    @property
    def serial(self) -> bool:
        """Say whether bytes come one by one, as on a cable."""

    def recv(self, seconds: float) -> bytes | None:
        """Return what came, None when nothing did in time, b"" when there is nobody any more."""

    def send(self, data: bytes) -> None:
        """Send bytes."""


class Lines(Protocol):
    """A place where one peer after the other connects."""

    url: str

    def peers(self, ended: threading.Event) -> Iterator[Peer]:
        """Yield each peer until `ended`; a peer's line is down when the next one is asked for."""


@dataclass(frozen=True, slots=True)
class _SocketPeer:
    connection: socket.socket
    serial: bool = False

    def recv(self, seconds: float) -> bytes | None:
        self.connection.settimeout(seconds)
        try:
            return self.connection.recv(4096)
        except TimeoutError:
            return None

    def send(self, data: bytes) -> None:
        self.connection.settimeout(None)
        self.connection.sendall(data)


class SocketLines:
    """A listening socket."""

    def __init__(self, host: str, port: int) -> None:
        try:
            self._server = socket.create_server((host, port))
        except OSError as wrong:
            raise TerminalNotFound(
                N_("The simulated terminal cannot listen at {port}"),
                N_("Choose another address or port."),
                port=f"{host}:{port}",
            ) from wrong
        self._server.settimeout(TURN)
        address = self._server.getsockname()
        self.url = f"socket://{address[0]}:{address[1]}"

    def peers(self, ended: threading.Event) -> Iterator[Peer]:
        """Yield each connection."""
        with self._server:
            while not ended.is_set():
                with suppress(TimeoutError):
                    connection, _address = self._server.accept()
                    with connection:
                        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        yield _SocketPeer(connection)


@dataclass(frozen=True, slots=True)
class _PtyPeer:
    handle: int
    serial: bool = True

    def recv(self, seconds: float) -> bytes | None:
        if not select.select([self.handle], [], [], seconds)[0]:
            return None
        return os.read(self.handle, 4096)

    def send(self, data: bytes) -> None:
        os.write(self.handle, data)


class PtyLines:
    """A pty whose other end is the device; after an unplugging it comes back by the same name."""

    def __init__(self) -> None:
        self._pair = open_pty()
        self.url = os.ttyname(self._pair[1])

    def peers(self, ended: threading.Event) -> Iterator[Peer]:
        """Yield the line, and again after it was unplugged."""
        pair: tuple[int, int] | None = self._pair
        while pair is not None:
            try:
                yield _PtyPeer(pair[0])
            finally:
                _close(pair)
            pair = _named(self.url, ended)


def open_pty() -> tuple[int, int]:
    """Open a raw pty: our end and the device's. Raises WrongUsage where there are none."""
    try:
        import pty  # noqa: PLC0415 - not on Windows
        import tty  # noqa: PLC0415
    except ImportError as wrong:
        raise WrongUsage(
            N_("There are no ptys on this system"), N_("Listen at 127.0.0.1:10009 instead.")
        ) from wrong
    pair = pty.openpty()
    tty.setraw(pair[1])
    return pair


def _named(name: str, ended: threading.Event) -> tuple[int, int] | None:
    """Open the pty of that name again, once its last user has let go; None when ended first.

    The system gives out the lowest free one, so others are held until it comes round.
    """
    while not ended.wait(TURN / 10):
        with _others() as held:
            for _ in range(8):
                pair = open_pty()
                if os.ttyname(pair[1]) == name:
                    return pair
                held.append(pair)
    return None


@contextmanager
def _others() -> Iterator[list[tuple[int, int]]]:
    held: list[tuple[int, int]] = []
    try:
        yield held
    finally:
        for pair in held:
            _close(pair)


def _close(pair: tuple[int, int]) -> None:
    for handle in pair:
        os.close(handle)
