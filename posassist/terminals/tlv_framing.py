"""China's MIS-POS frames: STX, the body's length as four decimal digits, body, ETX, LRC.

After the public code of a Bank of China cash desk (hehe02921/qqq) and two recorded replies. The
LRC covers length, body and ETX. Between frames stand ACK, NAK and EOT, and text packets of the
terminal's own (LOGLOG…, ACKACK…), which are dropped like noise.
"""

import re
from typing import Final

from posassist.terminals.framing import ETX, LARGEST, STX, Control, Frame, Framing, Heard, lrc

_OPENING: Final = re.compile(rb"[\x02\x04\x05\x06\x15]")
_HEAD, _TAIL = 3, 2  # STX and length; ETX and LRC


def framed(body: bytes) -> bytes:
    """Return a body as it goes over the wire."""
    counted = bytes.fromhex(f"{len(body):04}") + body
    return bytes((STX, *counted, ETX, lrc(counted)))


class TlvFramer:
    """Fed whatever arrives, gives back whole frames and control bytes; noise between is dropped."""

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def within(self) -> bool:
        """Say whether a frame has begun and not ended."""
        return bool(self._data)

    def reset(self) -> None:
        """Forget a frame that was cut off."""
        self._data.clear()

    def feed(self, data: bytes) -> list[Heard]:
        """Take bytes, return what became whole; how they were split makes no difference."""
        heard: list[Heard] = []
        self._data += data
        while (found := _OPENING.search(self._data)) is not None:
            del self._data[: found.start()]
            if self._data[0] != STX:
                heard.append(Control(self._data[0]))
                del self._data[:1]
                continue
            if len(self._data) < _HEAD:
                return heard
            end = _HEAD + _length(self._data[1:_HEAD]) + _TAIL
            if end - _HEAD - _TAIL > LARGEST:
                heard.append(Frame(b"", sound=False))
                del self._data[:_HEAD]
                continue
            if len(self._data) < end:
                return heard
            counted, check = bytes(self._data[1 : end - _TAIL]), self._data[end - _TAIL : end]
            sound = check == bytes((ETX, lrc(counted)))
            heard.append(Frame(counted[_HEAD - 1 :], sound=sound))
            del self._data[:end]
        self._data.clear()
        return heard


def _length(digits: bytes | bytearray) -> int:
    """Read the length; more than any frame's where it is no number."""
    text = digits.hex()
    return int(text) if text.isdigit() else LARGEST + 1


TLV: Final = Framing(TlvFramer, framed)
