"""Bytes in and out of a serial port or a socket, every failure in plain words."""

import errno
import os
import socket
import time
from base64 import b64encode
from contextlib import suppress
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import serial

from posassist.base.errors import TerminalBusy, TerminalError, TerminalNotFound
from posassist.base.i18n import N_

CHUNK: Final = 4096
POLL: Final = 0.01  # pyserial sets a whole line up anew when its own timeout changes, so it stays
CONNECT: Final = 4.0
ANSWER: Final = 120.0  # seconds a request over HTTP may take at all
LARGEST: Final = 1 << 16
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


class HttpLink:
    """A terminal that answers by HTTP (http://host:port): a frame a request, GET /?BASE64.

    After PaxHttpInterface of globalpayments/dotnet-sdk. Control bytes have no place there: each
    request is its own exchange. No proxy is asked.
    """

    def __init__(self, url: str) -> None:
        try:
            address = urlsplit(url)
            if not address.hostname:
                raise ValueError(url)  # noqa: TRY301 - told like any other wrong address
            socket.create_connection((address.hostname, address.port or 80), CONNECT).close()
        except (OSError, ValueError) as wrong:
            raise unopened(url, wrong) from wrong
        self._url = f"http://{address.netloc}/?"
        self._opener = build_opener(ProxyHandler({}))
        self._came: SimpleQueue[bytes | None] = SimpleQueue()

    def write(self, data: bytes) -> None:
        """Send a frame; its answer is read later."""
        if len(data) > 1:
            Thread(target=self._ask, args=(data, self._came), daemon=True).start()

    def read(self, seconds: float) -> bytes:
        """Return what is there, or wait."""
        try:
            data = self._came.get(timeout=max(seconds, POLL))
        except Empty:
            return b""
        if data is None:
            raise LinkLost
        return data

    def close(self) -> None:
        """Wait for no more answers."""
        self._came = SimpleQueue()

    def _ask(self, data: bytes, came: "SimpleQueue[bytes | None]") -> None:
        try:
            with self._opener.open(self._url + b64encode(data).decode(), timeout=ANSWER) as answer:
                came.put(answer.read(LARGEST))
        except HTTPError:
            came.put(b"")
        except (OSError, HTTPException):
            came.put(None)


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
