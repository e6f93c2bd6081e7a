"""STX body ETX LRC frames and the control bytes between them, cut out of whatever arrives.

LRC = XOR of every byte after STX up to and including ETX. It may equal any control byte, so after
ETX exactly one byte is taken, whatever it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor
from typing import Final, Protocol

STX, ETX = 0x02, 0x03
LARGEST: Final = 4096
_OPENING: Final = re.compile(rb"[\x02\x04\x05\x06\x15]")
_CLOSING: Final = re.compile(rb"[\x02\x03]")


class Control(IntEnum):
    """A byte that stands alone."""

    EOT = 0x04
    ENQ = 0x05
    ACK = 0x06
    NAK = 0x15


@dataclass(frozen=True, slots=True)
class Frame:
    """A body without STX, ETX and LRC; `sound` says whether the LRC held."""

    body: bytes
    sound: bool


Heard = Frame | Control


class Cutter(Protocol):
    """Cuts what arrives into frames and control bytes."""

    @property
    def within(self) -> bool:
        """Say whether a frame has begun and not ended."""

    def reset(self) -> None:
        """Forget a frame that was cut off."""

    def feed(self, data: bytes) -> list[Heard]:
        """Take bytes, return what became whole."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How a protocol puts bodies on a line; `acknowledges`: with control bytes beside them."""

    cutter: Callable[[], Cutter]
    framed: Callable[[bytes], bytes]
    acknowledges: bool = True


def lrc(body: bytes) -> int:
    """Return the check byte of a body."""
    return reduce(xor, body, ETX)


def framed(body: bytes) -> bytes:
    """Return a body as it goes over the wire."""
    return bytes((STX, *body, ETX, lrc(body)))


class Framer:
    """Fed whatever arrives, gives back whole frames and control bytes; noise between is dropped."""

    def __init__(self) -> None:
        self._body: bytearray | None = None
        self._ended = False

    @property
    def within(self) -> bool:
        """Say whether a frame has begun and not ended."""
        return self._body is not None

    def reset(self) -> None:
        """Forget a frame that was cut off."""
        self._body, self._ended = None, False

    def feed(self, data: bytes) -> list[Heard]:
        """Take bytes, return what became whole; how they were split makes no difference."""
        heard: list[Heard] = []
        at = 0
        while at < len(data):
            if self._body is None:
                at = self._open(data, at, heard)
            elif self._ended:
                body = bytes(self._body)
                heard.append(Frame(body, sound=lrc(body) == data[at]))
                self.reset()
                at += 1
            else:
                at = self._fill(data, at, self._body, heard)
        return heard

    def _open(self, data: bytes, at: int, heard: list[Heard]) -> int:
        found = _OPENING.search(data, at)
        if found is None:
            return len(data)
        byte = data[found.start()]
        if byte == STX:
            self._body = bytearray()
        else:
            heard.append(Control(byte))
        return found.end()

    def _fill(self, data: bytes, at: int, body: bytearray, heard: list[Heard]) -> int:
        room = LARGEST - len(body)
        found = _CLOSING.search(data, at, at + room + 1)
        stop = found.start() if found else min(len(data), at + room)
        body += data[at:stop]
        if found is None and stop == len(data):
            return stop
        if found and data[stop] == ETX:
            self._ended = True
            return stop + 1
        # A new frame inside this one, or one without end: this one was cut off.
        heard.append(Frame(bytes(body), sound=False))
        self._body = bytearray() if found else None
        return stop + 1 if found else stop


LRC: Final = Framing(Framer, framed)


def rewired(frame: Frame, framing: Framing = LRC) -> bytes:
    """Return a frame as it came over the wire; a wrong check stays wrong, where there is one."""
    wire = framing.framed(frame.body)
    return (
        wire if frame.sound or not framing.acknowledges else wire[:-1] + bytes((wire[-1] ^ 0xFF,))
    )
