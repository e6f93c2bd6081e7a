"""STX body ETX LRC frames and the control bytes between them, cut out of whatever arrives.

LRC = XOR of every byte after STX up to and including ETX. It may equal any control byte, so after
ETX exactly one byte is taken, whatever it is.
"""

from dataclasses import dataclass
from enum import IntEnum

STX, ETX = 0x02, 0x03
LARGEST = 8192


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
_CONTROLS = frozenset(Control)


def lrc(body: bytes) -> int:
    """Return the check byte of a body."""
    check = ETX
    for byte in body:
        check ^= byte
    return check


def framed(body: bytes) -> bytes:
    """Return a body as it goes over the wire."""
    return bytes((STX, *body, ETX, lrc(body)))


class Framer:
    """Fed whatever arrives, gives back whole frames and control bytes; noise between is dropped."""

    def __init__(self) -> None:
        self._body: bytearray | None = None
        self._ended = False

    def reset(self) -> None:
        """Forget a frame that was cut off."""
        self._body, self._ended = None, False

    def feed(self, data: bytes) -> list[Heard]:
        """Take bytes, return what became whole."""
        heard: list[Heard] = []
        for byte in data:
            if self._body is None:
                if byte == STX:
                    self._body = bytearray()
                elif byte in _CONTROLS:
                    heard.append(Control(byte))
            elif self._ended:
                body = bytes(self._body)
                heard.append(Frame(body, lrc(body) == byte))
                self.reset()
            elif byte == ETX:
                self._ended = True
            elif byte == STX or len(self._body) >= LARGEST:
                heard.append(Frame(bytes(self._body), sound=False))
                self._body = bytearray() if byte == STX else None
            else:
                self._body.append(byte)
        return heard
