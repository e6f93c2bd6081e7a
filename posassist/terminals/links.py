"""Bytes in and out of a serial port or a socket, every failure in plain words."""

import errno
import os
import socket
import time
from contextlib import suppress
from typing import Final, Protocol
from urllib.parse import urlsplit

import serial

from posassist.base.errors import TerminalBusy, TerminalError, TerminalNotFound
from posassist.base.i18n import N_

CHUNK: Final = 4096
POLL: Final = 0.01  # pyserial sets a whole line up anew when its own timeout changes, so it stays
CONNECT: Final = 4.0
_WINDOWS: Final = os.name == "nt"
_HELD: Final = frozenset({errno.EBUSY, errno.EAGAIN})


class LinkLost(Exception):
    """The cable came out, or the other side closed."""


class Link(Protocol):
    """Bytes out, bytes in."""

    def write(self, data: bytes) -> None:
        """Send bytes. Raises LinkLost."""

    def read(self, seconds: float) -> bytes:
        """Return what is there or comes within `seconds`, else b"". Raises LinkLost."""

    def close(self) -> None:
        """Let go of the port."""


class SerialLink:
    """A serial port by pyserial (COM3, /dev/cu.*, a pty, rfc2217://), ours alone."""

    def __init__(self, url: str, baud: int, stop_bits: int = 1) -> None:
        try:
            self._port = serial.serial_for_url(url, do_not_open=True)
            self._port.baudrate = baud
            self._port.stopbits = stop_bits
            self._port.timeout = POLL
            self._port.exclusive = True
            if "://" not in url:  # rfc2217:// knows no time limit for writing
                self._port.write_timeout = CONNECT
            self._port.open()
        except (OSError, ValueError, OverflowError) as wrong:
            raise unopened(url, wrong) from wrong

    def write(self, data: bytes) -> None:
        """Send bytes."""
        try:
            self._port.write(data)
        except OSError as wrong:
            raise LinkLost from wrong

    def read(self, seconds: float) -> bytes:
        """Return what is there, or wait."""
        until = time.monotonic() + seconds
        try:
            if not (waiting := self._port.in_waiting) and seconds <= 0:
                return b""
            while not (data := self._port.read(max(1, waiting))):
                if time.monotonic() >= until:
                    break
                waiting = self._port.in_waiting
        except OSError as wrong:
            raise LinkLost from wrong
        return bytes(data)

    def close(self) -> None:
        """Let go of the port."""
        with suppress(OSError):
            self._port.close()


class SocketLink:
    """A terminal on the network (socket://host:port)."""

    def __init__(self, url: str) -> None:
        try:
            address = urlsplit(url)
            if not address.hostname or not address.port:
                raise ValueError(url)  # noqa: TRY301 - told like any other wrong address
            self._socket = socket.create_connection((address.hostname, address.port), CONNECT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, ValueError) as wrong:
            raise unopened(url, wrong) from wrong

    def write(self, data: bytes) -> None:
        """Send bytes."""
        try:
            self._socket.settimeout(CONNECT)
            self._socket.sendall(data)
        except OSError as wrong:
            raise LinkLost from wrong

    def read(self, seconds: float) -> bytes:
        """Return what is there, or wait."""
        self._socket.settimeout(max(seconds, 0))
        try:
            data = self._socket.recv(CHUNK)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as wrong:
            raise LinkLost from wrong
        if not data:
            raise LinkLost
        return data

    def close(self) -> None:
        """Let go of the connection."""
        self._socket.close()


def unopened(url: str, wrong: Exception, *, windows: bool = _WINDOWS) -> TerminalError:
    """Say why a port could not be opened."""
    number = getattr(wrong, "errno", None)
    # pyserial on Windows has no errno; a port another program holds reads as PermissionError there.
    denied = number == errno.EACCES or "PermissionError" in str(wrong)
    if number in _HELD or (denied and windows):
        return TerminalBusy(
            N_("Another program is using the port {port}"),
            N_("Close the other program, or unplug the cable and plug it in again."),
            port=url,
        )
    if denied:
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
