"""What a terminal sends to a serial printer: its text, without the printer's commands (ESC/POS).

After the public command reference of ESC/POS. Text is taken line by line as bytes, because its
encoding is told only at the end; a command that is cut between two readings is waited for.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from posassist.catalog.patterns import Patterns
from posassist.terminals.capture import Late, Recorded
from posassist.terminals.framing import Frame
from posassist.terminals.slips import struck

PROTOCOL: Final = "print"
LONGEST_LINE: Final = 1000
_LARGEST_IMAGE: Final = 1 << 20
_DLE, _HT, _LF, _FF, _ESC, _FS, _GS = 0x10, 0x09, 0x0A, 0x0C, 0x1B, 0x1C, 0x1D
_SPACE, _DELETE = 0x20, 0x7F
_WAIT: Final = -1  # what follows is not there yet

# How many bytes follow the two of a command; those that are not named have none.
_FIXED: Final[dict[int, dict[str, int]]] = {
    _ESC: {
        "!": 1, "a": 1, "E": 1, "G": 1, "d": 1, "J": 1, "K": 1, "M": 1, "-": 1, "{": 1, "V": 1,
        "t": 1, "R": 1, "3": 1, "p": 3, "$": 2, "\\": 2, "c": 2, "B": 2, "T": 1, "W": 8, "%": 1,
        "?": 1, "r": 1, "=": 1, "e": 1, "f": 2, " ": 1, "A": 1, "Q": 1, "N": 1, "U": 1,
    },
    _FS: {"!": 1, "-": 1, "S": 2, "W": 1, "p": 2, "C": 1, "2": 74, "?": 2},
    _GS: {
        "!": 1, "B": 1, "H": 1, "h": 1, "w": 1, "f": 1, "L": 2, "W": 2, "P": 2, "a": 1, "r": 1,
        "I": 1, "/": 1, "$": 2, "\\": 2, "b": 1, "E": 1, "T": 1, "^": 3, "|": 1,
    },
    _DLE: {"\x04": 1, "\x05": 1, "\x14": 3},
}  # fmt: skip
# Those whose length they tell: how long their beginning is, and how much follows it.
_SIZED: Final[dict[tuple[int, str], tuple[int, Callable[[bytes], int]]]] = {
    (_ESC, "*"): (5, lambda head: (head[3] + 256 * head[4]) * (3 if head[2] in b"\x20\x21" else 1)),
    (_GS, "V"): (3, lambda head: int(head[2] in b"ABabgh")),
    (_GS, "("): (5, lambda head: head[3] + 256 * head[4]),
    (_FS, "("): (5, lambda head: head[3] + 256 * head[4]),
    (_GS, "v"): (8, lambda head: (head[4] + 256 * head[5]) * (head[6] + 256 * head[7])),
    (_GS, "*"): (4, lambda head: 8 * head[2] * head[3]),
    (_GS, "8"): (7, lambda head: int.from_bytes(head[3:7], "little")),
    (_GS, "k"): (4, lambda head: head[3]),
}
# Those that end in a zero, and where their list begins.
_LISTED: Final = {(_ESC, "D"): 2, (_GS, "k"): 3}
_LONGEST_HEAD: Final = 8
_LONGEST_LIST: Final = 256
_FEEDS: Final = frozenset({(_ESC, "d"), (_ESC, "J"), (_ESC, "K"), (_ESC, "e")})
_MOVES: Final = frozenset({(_ESC, "$"), (_ESC, "\\"), (_GS, "$")})
_CUTS: Final = frozenset({(_ESC, "i"), (_ESC, "m"), (_GS, "V")})


class PrintedLines:
    """Fed what arrives, gives the lines that are whole, as bytes of text."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._line = bytearray()
        self._skip = 0

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes and return the lines they end; how they were split makes no difference."""
        self._data += data
        return list(self._lines())

    def rest(self) -> list[bytes]:
        """Return the line that was not ended, if it says anything."""
        line = bytes(self._line)
        self._line.clear()
        return [line] if line else []

    def _lines(self) -> Iterator[bytes]:
        at = self._past(0)
        while at < len(self._data):
            if self._data[at] in _FIXED:
                self._skip = self._command(at)
                if self._skip == _WAIT:
                    self._skip = 0
                    break
                yield from self._obeyed((self._data[at], chr(self._data[at + 1])))
                at = self._past(at)
            else:
                yield from self._written(self._data[at])
                at += 1
        del self._data[:at]

    def _past(self, at: int) -> int:
        """Return the place behind what is to be left out, as far as it is there."""
        gone = min(self._skip, len(self._data) - at)
        self._skip -= gone
        return at + gone

    def _obeyed(self, command: tuple[int, str]) -> Iterator[bytes]:
        if self._line and command in _FEEDS | _CUTS:
            yield self._ended()
        elif self._line and command in _MOVES:
            self._line.append(_SPACE)
        if command in _CUTS:
            yield b""

    def _written(self, byte: int) -> Iterator[bytes]:
        if byte in {_LF, _FF}:
            yield self._ended()
        elif byte == _HT:
            self._line.append(_SPACE)
        elif byte >= _SPACE and byte != _DELETE:
            self._line.append(byte)
            if len(self._line) >= LONGEST_LINE:
                yield self._ended()

    def _ended(self) -> bytes:
        line = bytes(self._line).rstrip()
        self._line.clear()
        return line

    def _command(self, at: int) -> int:
        """Return how long the command at a place is, its own two bytes included."""
        head = bytes(self._data[at : at + _LONGEST_HEAD])
        if len(head) < 2:
            return _WAIT
        command = (head[0], chr(head[1]))
        if command in _LISTED and not (command == (_GS, "k") and head[2:3] >= b"A"):
            return self._listed(at + _LISTED[command], at)
        if command in _SIZED:
            length, size = _SIZED[command]
            if len(head) < length:
                return _WAIT
            more = size(head)
            # A picture that claims to be larger than any is none.
            return length + more if more <= _LARGEST_IMAGE else length
        return 2 + _FIXED[head[0]].get(command[1], 0)

    def _listed(self, first: int, at: int) -> int:
        """Return the length of what ends in a zero: tab stops, a bar code's figures."""
        end = self._data.find(0, first, first + _LONGEST_LIST)
        if end >= 0:
            return end + 1 - at
        return 2 if len(self._data) >= first + _LONGEST_LIST else _WAIT


def printed_text(recorded: Recorded) -> str:
    """Return the lines of a captured print as text."""
    frames = (each.what if isinstance(each, Late) else each for each in recorded.heard)
    whole = b"\n".join(each.body for each in frames if isinstance(each, Frame))
    return whole.decode(_codec(whole), errors="replace")


def safe_lines(lines: Sequence[bytes], patterns: Patterns) -> list[bytes]:
    """Return the lines of whole prints as they may be kept: without card numbers."""
    whole = b"\n".join(lines)
    codec = _codec(whole)
    text = struck(whole.decode(codec, errors="surrogateescape"), patterns)
    return text.encode(codec, errors="surrogateescape").split(b"\n")


def _codec(data: bytes) -> str:
    """Return how text is written: Chinese printers take GB18030, whatever is not UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
