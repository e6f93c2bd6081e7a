"""ZVT commands, written and read: data fields (BMP), printed lines (06 D1, 06 D3), result codes.

After Portalum.Zvt (MIT) and ecrterm; lengths of data fields as both parse them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from posassist.base.i18n import N_
from posassist.terminals.zvt_framing import command

REGISTRATION: Final = b"\x06\x00"
TOTALS: Final = b"\x06\x10"
RECEIPTS: Final = b"\x06\x12"
REPEAT: Final = b"\x06\x20"
STATUS_ENQUIRY: Final = b"\x05\x01"
LOG_OFF: Final = b"\x06\x02"
QUESTIONS: Final = (REGISTRATION, TOTALS, RECEIPTS, REPEAT, STATUS_ENQUIRY, LOG_OFF)
DONE: Final = command(b"\x80\x00")
NOT_KNOWN: Final = command(b"\x84\x83")
COMPLETION: Final = b"\x06\x0f"
ABORTED: Final = b"\x06\x1e"
STATUS: Final = b"\x04\x0f"
MEANWHILE: Final = b"\x04\xff"
READY: Final = command(COMPLETION, b"\xf0\xf0\xf72.14.15\x00")  # version and state, as recorded
PRINT_LINE: Final = b"\x06\xd1"
PRINT_END: Final = command(PRINT_LINE, b"\x81")
PRINT_BLOCK: Final = b"\x06\xd3"
PLEASE_WAIT: Final = b"\x84\x9c"

PASSWORD: Final = bytes(3)
# The till prints receipts and lists of the terminal, and hears what it does meanwhile.
_CONFIG: Final = 0xBA
_EURO: Final = b"\x09\x78"
_BLOCKS_TOO: Final = bytes.fromhex("060626040a0206d3")
REGISTER: Final = command(
    REGISTRATION, PASSWORD + bytes((_CONFIG,)) + _EURO + b"\x03\x00" + _BLOCKS_TOO
)

_LL, _LLL, _TLV = -2, -3, 0
_TERMINAL, _MERCHANT, CARD = 0x29, 0x2A, 0x22
_LENGTHS: Final = {
    0x01: 1, 0x02: 1, 0x03: 1, 0x04: 6, 0x05: 1, 0x06: _TLV, 0x0B: 3, 0x0C: 3, 0x0D: 2, 0x0E: 2,
    0x17: 2, 0x19: 1, CARD: _LL, 0x23: _LL, 0x24: _LLL, 0x27: 1, _TERMINAL: 4, _MERCHANT: 15,
    0x2D: _LL, 0x2E: _LLL, 0x37: 3, 0x3A: 2, 0x3B: 8, 0x3C: _LLL, 0x3D: 3, 0x49: 2, 0x60: _LLL,
    0x87: 2, 0x88: 3, 0x8A: 1, 0x8B: _LL, 0x8C: 1, 0x92: _LLL, 0x9A: _LLL, 0xA0: 1, 0xA7: _LL,
    0xAA: 3, 0xAF: _LLL, 0xBA: 5, 0xF0: _LL, 0xF1: _LL, 0xF2: _LL, 0xF3: _LL,
}  # fmt: skip
_KIND_OF_RECEIPT: Final = b"\x06\x04\x1f\x07"
_LINE, _ATTRIBUTE, _LINES = 0x07, 0x09, 0x25
_LAST: Final = 0x80  # of an attribute: the receipt ends here
_CODES: Final = {
    0x51: N_("it must be initialised"),
    0x62: N_("its date or time is wrong"),
    0x64: N_("the card could not be read"),
    0x6A: N_("its journal is full"),
    0x6B: N_("it is not registered with the till"),
    0x6C: N_("it was broken off at the terminal"),
    0x83: N_("it does not know this command"),
    0x9C: N_("it is still busy with something else"),
    0xA0: N_("it is not ready"),
    0xB1: N_("its memory is full"),
    0xB2: N_("the merchant's journal in it is full"),
    0xC2: N_("it must be diagnosed"),
    0xCC: N_("its printer is not ready"),
    0xDC: N_("a card is still in it"),
    0xDF: N_("it is out of order"),
    0xF0: N_("a day that is not closed stands in the way"),
}
_UNKNOWN: Final = N_("it gives no reason that is known")
_OLD: Final = re.compile(rb"[\x80-\x9f]")
_SEVEN_BITS: Final = str.maketrans("[\\]{|}~", "ÄÖÜäöüß")
_IN_A_WORD: Final = re.compile(r"(?<=[A-Za-z])[\[\\\]{|}~](?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `last` where the receipt ends with it."""

    text: str
    last: bool = False


def is_reply(body: bytes) -> bool:
    """Say whether a command only answers another."""
    return body[:1] in {DONE[:1], NOT_KNOWN[:1]}


def print_line(text: str) -> bytes:
    """Write a line that is printed."""
    return command(PRINT_LINE, b"\0" + text.encode("cp437", errors="replace"))


def completion(terminal_id: str) -> bytes:
    """Write the last word on a command, with a terminal id of eight figures."""
    told = re.fullmatch("[0-9]{8}", terminal_id)
    return command(COMPLETION, bytes((_TERMINAL,)) + bytes.fromhex(terminal_id) if told else b"")


def state(data: bytes) -> int:
    """Return the state a terminal answers a status enquiry with: the byte behind its version.

    0 is ready, and what one gives that says nothing. Raises ValueError for fields that are cut.
    """
    version = next(iter(places(data[:-1])), None)
    at = version[2] if version else 0
    if at != len(data[:-1]):
        raise ValueError(data)
    return data[-1] if data else 0


def reason(code: int) -> str:
    """Return what a result code means, as a sentence's end."""
    return _CODES.get(code, _UNKNOWN)


def fields(data: bytes) -> dict[int, bytes]:
    """Return data fields by their number. Raises ValueError for one that is cut or not known."""
    return {number: data[first:end] for number, first, end in places(data)}


def places(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield every data field: its number, where its content begins and where it ends."""
    at = 0
    while at < len(data):
        number = data[at]
        if number not in _LENGTHS:
            raise ValueError(f"{number:02x}")
        kind = _LENGTHS[number]
        if kind == _TLV:
            length, first = _length(data, at + 1)
        elif kind < 0:
            first = at + 1 - kind
            length = int("".join(f"{each & 15}" for each in data[at + 1 : first]) or "0")
        else:
            length, first = kind, at + 1
        at = first + length
        if at > len(data):
            raise ValueError(f"{number:02x}")
        yield number, first, at


def terminal_of(found: dict[int, bytes]) -> tuple[str, str]:
    """Return the terminal id and the merchant's number, empty where they are not said."""
    merchant = found.get(_MERCHANT, b"").decode("latin-1").strip("\0 ")
    return found.get(_TERMINAL, b"").hex(), merchant


def line(data: bytes) -> Line:
    """Read a printed line: its attribute and text, and whatever stands behind them.

    Raises ValueError for one without an attribute.
    """
    if not data:
        raise ValueError(data)
    bare = data[1:-6] if data[-6:-2] == _KIND_OF_RECEIPT else data[1:]
    return Line(_text(bare), last=bool(data[0] & _LAST))


def block(data: bytes) -> list[Line]:
    """Read a block of printed lines. Raises ValueError for one that makes no sense."""
    found: list[Line] = []
    for tag, whole in _tagged(fields(data).get(0x06, b"")):
        for inner, content in _tagged(whole) if tag == _LINES else ():
            if inner == _LINE:
                found.append(Line(_text(content)))
            elif inner == _ATTRIBUTE and content[:1] and content[0] & _LAST:
                found.append(Line("", last=True))
    return found


def _tagged(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        tag = data[at]
        at += 1
        if tag & 0x1F == 0x1F and at < len(data):
            tag, at = tag << 8 | data[at], at + 1
        length, at = _length(data, at)
        if at + length > len(data):
            raise ValueError(f"{tag:x}")
        yield tag, data[at : at + length]
        at += length


def _length(data: bytes, at: int) -> tuple[int, int]:
    """Return a BER length and the place behind it. Raises ValueError where it is cut off."""
    if at >= len(data):
        raise ValueError(at)
    short = data[at]
    if short < 0x80:
        return short, at + 1
    count = short & 0x7F
    if count not in {1, 2} or at + 1 + count > len(data):
        raise ValueError(at)
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count


def _text(data: bytes) -> str:
    """Return a line as it reads: terminals write code page 437, Latin 1 or German seven bits."""
    if _OLD.search(data):
        return data.decode("cp437").rstrip()
    text = data.decode("latin-1").rstrip()
    return _IN_A_WORD.sub(lambda found: found[0].translate(_SEVEN_BITS), text)
