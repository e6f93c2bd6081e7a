"""ZVT frames: DLE STX … DLE ETX with a CRC on a serial line, bare commands on a network.

After ZVT as Portalum.Zvt and ecrterm speak it: CRC-16/KERMIT over the command and ETX, low byte
first; every DLE inside is doubled. A command (APDU) is two bytes, its length (FF: two more bytes,
low one first) and data.
"""

from typing import Final

from posassist.terminals.framing import LARGEST, Control, Frame, Framing, Heard

_DLE, _STX, _ETX = 0x10, 0x02, 0x03
_POLYNOMIAL: Final = 0x8408
_ALONE: Final = frozenset({Control.ACK, Control.NAK})
LONG: Final = 0xFF


def crc(data: bytes) -> bytes:
    """Return the check of a command, as it goes over the wire."""
    check = 0
    for byte in (*data, _ETX):
        check ^= byte
        for _ in range(8):
            check = check >> 1 ^ (_POLYNOMIAL if check & 1 else 0)
    return check.to_bytes(2, "little")


def framed(body: bytes) -> bytes:
    """Return a command as it goes over a serial line."""
    doubled = body.replace(bytes((_DLE,)), bytes((_DLE, _DLE)))
    return bytes((_DLE, _STX)) + doubled + bytes((_DLE, _ETX)) + crc(body)


class SerialFramer:
    """Fed whatever arrives, gives back whole frames, ACK and NAK; noise between is dropped."""

    def __init__(self) -> None:
        self._body: bytearray | None = None
        self._check: bytearray | None = None
        self._escaped = False

    @property
    def within(self) -> bool:
        """Say whether a frame has begun and not ended."""
        return self._body is not None

    def reset(self) -> None:
        """Forget a frame that was cut off."""
        self._body = self._check = None
        self._escaped = False

    def feed(self, data: bytes) -> list[Heard]:
        """Take bytes, return what became whole; how they were split makes no difference."""
        heard: list[Heard] = []
        for byte in data:
            if self._check is not None and self._body is not None:
                self._check.append(byte)
                if len(self._check) == len(crc(b"")):
                    body = bytes(self._body)
                    heard.append(Frame(body, sound=crc(body) == self._check))
                    self.reset()
            elif self._escaped:
                self._escaped = False
                self._special(byte, heard)
            elif byte == _DLE:
                self._escaped = True
            elif self._body is not None:
                self._add(self._body, byte, heard)
            elif byte in _ALONE:
                heard.append(Control(byte))
        return heard

    def _special(self, byte: int, heard: list[Heard]) -> None:
        """Take what stands behind a DLE."""
        if byte == _STX:
            if self._body is not None:  # a new frame inside this one: this one was cut off
                heard.append(Frame(bytes(self._body), sound=False))
            self._body = bytearray()
        elif self._body is None:
            return
        elif byte == _DLE:
            self._add(self._body, byte, heard)
        elif byte == _ETX:
            self._check = bytearray()
        else:
            heard.append(Frame(bytes(self._body), sound=False))
            self.reset()

    def _add(self, body: bytearray, byte: int, heard: list[Heard]) -> None:
        body.append(byte)
        if len(body) > LARGEST:
            heard.append(Frame(bytes(body[:LARGEST]), sound=False))
            self.reset()


class CommandFramer:
    """Cuts a network's stream into commands by their length."""

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def within(self) -> bool:
        """Say whether a command has begun and not ended."""
        return bool(self._data)

    def reset(self) -> None:
        """Forget a command that was cut off."""
        self._data.clear()

    def feed(self, data: bytes) -> list[Heard]:
        """Take bytes, return what became whole."""
        self._data += data
        heard: list[Heard] = []
        while (end := _end(self._data)) and end <= len(self._data):
            heard.append(Frame(bytes(self._data[:end]), sound=True))
            del self._data[:end]
        if end > LARGEST:
            heard.append(Frame(bytes(self._data[:LARGEST]), sound=False))
            self.reset()
        return heard


def _end(data: bytes | bytearray) -> int:
    """Return how long a command is, 0 where that is not told yet."""
    if len(data) < 3 or (data[2] == LONG and len(data) < 5):
        return 0
    if data[2] == LONG:
        return 5 + int.from_bytes(data[3:5], "little")
    return 3 + data[2]


def command(code: bytes, data: bytes = b"") -> bytes:
    """Return a command of two bytes with its data."""
    if len(data) < LONG:
        return code + bytes((len(data),)) + data
    return code + bytes((LONG,)) + len(data).to_bytes(2, "little") + data


def data_of(body: bytes) -> bytes:
    """Return the data of a command. Raises ValueError where its length does not say so."""
    if _end(body) != len(body):
        raise ValueError(body[:5].hex())
    return body[5 if body[2] == LONG else 3 :]


SERIAL: Final = Framing(SerialFramer, framed)
NETWORK: Final = Framing(CommandFramer, bytes, acknowledges=False)
