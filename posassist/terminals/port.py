"""The link to a terminal: a serial path, a pyserial URL, or a socket; owned by one thread.

`Wire` is what a driver talks through: it frames, tees into the capture, and refuses what the
driver did not declare as read-only. `Replay` plays a capture back the same way.
"""

import socket
import time
from collections import deque
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

import serial

from posassist.base.errors import TerminalBusy, TerminalError, TerminalNotFound
from posassist.base.i18n import N_
from posassist.terminals.capture import Capture, Recorded
from posassist.terminals.framing import Control, Framer, Heard, framed

BAUD = 9600
CHUNK = 4096


class LinkLost(Exception):
    """The cable came out, or the other side closed."""


class NotReadOnly(AssertionError):
    """A driver tried to send what it never may: our own bug, stopped before the wire."""


class Link(Protocol):
    """Bytes out, bytes in; `read` returns b"" when `seconds` have passed."""

    def write(self, data: bytes) -> None:
        """Send bytes. Raises LinkLost."""

    def read(self, seconds: float) -> bytes:
        """Return what is there, or waits. Raises LinkLost."""

    def close(self) -> None:
        """Let go of the port."""


class Talk(Protocol):
    """What a driver needs: send a command or a control byte, hear what comes."""

    def command(self, body: bytes) -> None:
        """Send a framed command."""

    def control(self, byte: Control) -> None:
        """Send a control byte."""

    def hear(self, seconds: float) -> Heard | None:
        """Return what comes next, or None when nothing does. Raises LinkLost."""


class SerialLink:
    """A serial port by pyserial (COM3, /dev/cu.*, a pty, rfc2217://)."""

    def __init__(self, url: str, baud: int = BAUD) -> None:
        try:
            self._port = serial.serial_for_url(url, baudrate=baud, timeout=0.1, do_not_open=True)
            with suppress(ValueError, AttributeError):
                self._port.exclusive = True
            self._port.open()
        except (serial.SerialException, OSError, ValueError) as wrong:
            raise _unopened(url, wrong) from wrong

    def write(self, data: bytes) -> None:
        """Send bytes."""
        try:
            self._port.write(data)
        except (serial.SerialException, OSError) as wrong:
            raise LinkLost from wrong

    def read(self, seconds: float) -> bytes:
        """Return what is there, or wait."""
        try:
            self._port.timeout = seconds
            first = self._port.read(1)
            return bytes(first + self._port.read(self._port.in_waiting)) if first else b""
        except (serial.SerialException, OSError) as wrong:
            raise LinkLost from wrong

    def close(self) -> None:
        """Let go of the port."""
        with suppress(serial.SerialException, OSError):
            self._port.close()


class SocketLink:
    """A terminal on the network (socket://host:port)."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        try:
            self._socket = socket.create_connection((address.hostname, address.port or 0), 5)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, ValueError) as wrong:
            raise _unopened(url, wrong) from wrong

    def write(self, data: bytes) -> None:
        """Send bytes."""
        try:
            self._socket.sendall(data)
        except OSError as wrong:
            raise LinkLost from wrong

    def read(self, seconds: float) -> bytes:
        """Return what is there, or wait."""
        self._socket.settimeout(max(seconds, 0.001))
        try:
            data = self._socket.recv(CHUNK)
        except TimeoutError:
            return b""
        except OSError as wrong:
            raise LinkLost from wrong
        if not data:
            raise LinkLost
        return data

    def close(self) -> None:
        """Let go of the connection."""
        self._socket.close()


def open_link(url: str, baud: int = BAUD) -> Link:
    """Open a port. Raises TerminalNotFound or TerminalBusy with a plain sentence."""
    return SocketLink(url) if url.startswith("socket://") else SerialLink(url, baud)


class Wire:
    """A driver's side of the link, teed into the capture."""

    def __init__(self, link: Link, capture: Capture, allowed: frozenset[bytes]) -> None:
        self._link, self._capture, self._allowed = link, capture, allowed
        self._framer = Framer()
        self._waiting: deque[Heard] = deque()

    def command(self, body: bytes) -> None:
        """Send a framed command, if its first three bytes are declared read-only."""
        if body[:3] not in self._allowed:
            raise NotReadOnly(body[:3])
        data = framed(body)
        self._capture.sent(data)
        self._link.write(data)

    def control(self, byte: Control) -> None:
        """Send a control byte."""
        self._capture.sent(bytes((byte,)))
        self._link.write(bytes((byte,)))

    def hear(self, seconds: float) -> Heard | None:
        """Return what comes next; a frame that stays cut off counts as silence."""
        until = time.monotonic() + seconds
        while not self._waiting:
            rest = until - time.monotonic()
            data = self._link.read(rest) if rest > 0 else b""
            if not data:
                self._framer.reset()
                self._capture.heard(None)
                return None
            self._waiting.extend(self._framer.feed(data))
        heard = self._waiting.popleft()
        self._capture.heard(heard)
        return heard


class Replay:
    """A capture in the place of a terminal: what was heard is heard again, in order."""

    def __init__(self, recorded: Recorded) -> None:
        self._heard = deque(recorded.heard)

    def command(self, body: bytes) -> None:
        """Take a command; the answer stands in the capture."""

    def control(self, byte: Control) -> None:
        """Take a control byte."""

    def hear(self, _seconds: float) -> Heard | None:
        """Return what was heard then. Raises LinkLost at the capture's end."""
        if not self._heard:
            raise LinkLost
        return self._heard.popleft()


def _unopened(url: str, wrong: Exception) -> TerminalError:
    said = str(wrong).lower()
    if "busy" in said or "lock" in said or "resource temporarily" in said or "access is" in said:
        return TerminalBusy(
            N_("Another program is using the port {port}"),
            N_("Close the other program, or unplug the cable and plug it in again."),
            port=url,
        )
    if "permission" in said:
        return TerminalNotFound(
            N_("The system does not let you use the port {port}"),
            N_("On Linux, add yourself to the group dialout and log in again."),
            port=url,
        )
    return TerminalNotFound(
        N_("Nothing answers at the port {port}"),
        N_("Check the cable and that the terminal is on; posassist ports lists the ports."),
        port=url,
    )
