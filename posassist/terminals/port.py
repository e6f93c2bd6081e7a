"""The link to a terminal: a serial path, a pyserial URL, or a socket; owned by one thread.

`Wire` is what a driver talks through: it frames, tees into the capture, and refuses what the
driver did not declare as read-only. `Replay` plays a capture back the same way.
"""

import re
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from posassist.terminals.capture import Capture, Late, Recorded
from posassist.terminals.framing import LRC, Control, Framing, Heard
from posassist.terminals.links import HttpLink, Link, LinkLost, SerialLink, SocketLink

BAUD: Final = 9600
# The longest the owner waits between pressing Stop and being heard, with room to spare.
SLICE: Final = 0.05

Pulse = Callable[[], None]


class NotReadOnly(AssertionError):
    """A driver tried to send what it never may: our own bug, stopped before the wire."""


class Talk(Protocol):
    """What a driver needs: send a command or a control byte, hear what comes."""

    def command(self, body: bytes) -> list[Heard]:
        """Send a framed command; return what came before it, too late. Raises LinkLost."""

    def control(self, byte: Control) -> None:
        """Send a control byte. Raises LinkLost."""

    def hear(self, seconds: float, at_most: float, pulse: Pulse) -> Heard | None:
        """Return what comes next, or None when nothing begins within `seconds`.

        A frame that has begun is waited for while it flows, `at_most` so long in all; `pulse` is
        called while waiting and may raise Stopped. Raises LinkLost.
        """


def open_link(url: str, baud: int = BAUD, stop_bits: int = 1) -> Link:
    """Open a port. Raises TerminalNotFound or TerminalBusy with a plain sentence."""
    if url.startswith("http://"):
        return HttpLink(url)
    return SocketLink(url) if on_network(url) else SerialLink(url, baud, stop_bits)


def on_network(url: str) -> bool:
    """Say whether a port is a connection of its own, not a serial line."""
    return url.startswith(("socket://", "http://"))


class Wire:
    """A driver's side of the link, teed into the capture."""

    def __init__(
        self, link: Link, capture: Capture, allowed: re.Pattern[bytes], framing: Framing = LRC
    ) -> None:
        self._link, self._capture, self._allowed = link, capture, allowed
        self._framing, self._framer = framing, framing.cutter()
        self._waiting: deque[Heard] = deque()

    def command(self, body: bytes) -> list[Heard]:
        """Send a framed command, if it is declared read-only."""
        if not self._allowed.match(body):
            raise NotReadOnly(body[:4])
        self._waiting.extend(self._framer.feed(self._link.read(0)))
        late = [self._capture.late(each) for each in self._waiting]
        self._waiting.clear()
        self._send(self._framing.framed(body))
        return late

    def control(self, byte: Control) -> None:
        """Send a control byte, where the line carries any."""
        if self._framing.acknowledges:
            self._send(bytes((byte,)))

    def hear(self, seconds: float, at_most: float, pulse: Pulse) -> Heard | None:
        """Return what comes next; a frame that stays cut off counts as silence."""
        now = time.monotonic()
        until, end = now + min(seconds, at_most), now + at_most
        while not self._waiting:
            pulse()
            rest = until - time.monotonic()
            if rest <= 0:
                self._framer.reset()
                return self._capture.heard(None)
            data = self._link.read(min(rest, SLICE))
            self._waiting.extend(self._framer.feed(data))
            if data and self._framer.within:
                until = min(time.monotonic() + seconds, end)
        return self._capture.heard(self._waiting.popleft())

    def _send(self, data: bytes) -> None:
        self._capture.sent(data)
        self._link.write(data)


class Replay:
    """A capture in the place of a terminal: what was heard is heard again, in order."""

    def __init__(self, recorded: Recorded) -> None:
        self._heard = deque(recorded.heard)

    def command(self, _body: bytes) -> list[Heard]:
        """Take a command, and return what came too late then; the answer stands in the capture."""
        late: list[Heard] = []
        while self._heard and isinstance(what := self._heard[0], Late):
            late.append(what.what)
            self._heard.popleft()
        return late

    def control(self, byte: Control) -> None:
        """Take a control byte."""

    def hear(self, _seconds: float, _at_most: float, _pulse: Pulse) -> Heard | None:
        """Return what was heard then. Raises LinkLost at the capture's end."""
        while self._heard:
            what = self._heard.popleft()
            if not isinstance(what, Late):
                return what
        raise LinkLost
