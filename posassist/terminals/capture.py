"""What went over the wire, frame by frame with its time: audit trail, bug report, test fixture.

A text file. The header: `posassist capture 1 PROTOCOL STARTED [PORT]`, the port percent-encoded.
Then one line each: `seconds > hex` bytes that were sent, `seconds < hex ok|bad` the body of a frame
that came and what its check said, `seconds < ACK|NAK|EOT|ENQ`, `seconds !` silence, and `-` for `<`
where it came too late to be an answer. Card numbers are struck before a line is written; such a
line ends in `masked`, and its ok or bad is that of the frame as it came.
"""

import datetime as dt
import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote, unquote

from posassist.base.cards import mask
from posassist.base.errors import StatementUnreadable
from posassist.base.i18n import N_
from posassist.base.paths import PRIVATE_FILE
from posassist.terminals.framing import LARGEST, Control, Frame, Heard

HEADER: Final = "posassist capture 1"
_DIGIT: Final = re.compile(rb"[0-9]")
# What follows a card number on a magnetic stripe: expiry, service code, the bank's own data.
_TRACK: Final = re.compile(r"(\d{6}\*{3,9}\d{4})([=D^])[^\x1c\x1f|,]*")
# A card number as ZVT packs it into what a terminal states (04 0F, 06 0F).
_STATES: Final = (b"\x04\x0f", b"\x06\x0f")
_PACKED: Final = re.compile(rb"\x22(?:\xf0[\xf6-\xf9]|\xf1\xf0)")
_SHOWN_FIRST, _SHOWN_LAST, _BEGINNING = 6, 4, 3
_BODY: Final = re.compile(r"(\S+ [<>-] )((?:[0-9a-f]{2})+)( ok| bad|)(?: masked)?", re.IGNORECASE)
_CHECKS: Final = {"ok": True, "bad": False}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a capture holds; in `heard` None is silence. `cut` says that its end is missing."""

    protocol: str
    started_at: dt.datetime
    heard: tuple["Heard | Late | None", ...]
    port: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """What came too late to be heard: before the next command was sent."""

    what: Heard


class Capture:
    """A capture being written, line by line, so that a crash leaves what was there.

    It is marked as in use for as long as its writer lives.
    """

    def __init__(
        self, path: Path, *, protocol: str, started_at: dt.datetime, port: str = ""
    ) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        self.path = path
        _hold(descriptor)
        self._file: IO[str] = os.fdopen(
            descriptor, "w", buffering=1, encoding="ascii", newline="\n"
        )
        self._start = time.monotonic()
        words = (HEADER, protocol, started_at.isoformat(), quote(port, safe=":/"))
        self._file.write(" ".join(filter(None, words)) + "\n")

    def sent(self, data: bytes) -> None:
        """Note bytes that are sent."""
        self._line(f"> {data.hex()}")

    def heard(self, what: Heard | None) -> Heard | None:
        """Note what came, or that nothing did; return it as it may be kept."""
        if what is None:
            self._line("!")
            return None
        return self._came("<", what)

    def late(self, what: Heard) -> Heard:
        """Note what came too late; return it as it may be kept."""
        return self._came("-", what)

    def close(self) -> bytes:
        """Finish the capture and return its bytes."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self.path.read_bytes()

    def _came(self, sign: str, what: Heard) -> Heard:
        if not isinstance(what, Frame):
            self._line(f"{sign} {what.name}")
            return what
        body, struck = kept_body(what)
        said = "ok" if what.sound else "bad"
        self._line(f"{sign} {body.hex()} {said}{' masked' if struck else ''}")
        return Frame(body, what.sound)

    def _line(self, text: str) -> None:
        self._file.write(f"{time.monotonic() - self._start:.3f} {text}\n")


def kept_body(frame: Frame) -> tuple[bytes, bool]:
    """Strike card numbers in a frame's body; say whether anything was struck.

    A damaged frame may hold a damaged card number, which nothing recognizes: it keeps no digit,
    and of one that is no text only how it begins.
    """
    if frame.sound:
        text = frame.body.decode("utf-8", errors="surrogateescape")
        clean = _TRACK.sub(r"\1\2", mask(text)).encode("utf-8", errors="surrogateescape")
        clean = _without_packed(clean) if clean.startswith(_STATES) else clean
    elif frame.body[:1] < b" " or frame.body[:1] >= b"\x80":
        clean = frame.body[:_BEGINNING]
    else:
        clean = _DIGIT.sub(b"*", frame.body)
    return clean, clean != frame.body


def _without_packed(body: bytes) -> bytes:
    """Strike the middle figures of packed card numbers, two to a byte."""
    for found in _PACKED.finditer(body):
        first = found.end()
        count = 10 * (found[0][1] & 15) + (found[0][2] & 15)
        figures = body[first : first + count].hex()
        known = len(figures.rstrip("f"))
        hidden = "".join(
            "e" if _SHOWN_FIRST <= place < known - _SHOWN_LAST else each
            for place, each in enumerate(figures)
        )
        body = body[:first] + bytes.fromhex(hidden) + body[first + count :]
    return body


def in_use(path: Path) -> bool:
    """Say whether the writer of a capture still lives."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return True  # finished and gone, or not ours
    try:
        return not _hold(descriptor)
    finally:
        os.close(descriptor)


def _hold(descriptor: int) -> bool:
    """Mark an open file as in use; False when another writer did."""
    with suppress(ImportError):
        import fcntl  # noqa: PLC0415 - not on Windows, where nothing is told apart

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def is_capture(data: bytes) -> bool:
    """Say whether a file is a capture by its first words."""
    return data.startswith(HEADER.encode() + b" ")


def digest(data: bytes) -> str:
    """Return the SHA-256 of a capture."""
    return hashlib.sha256(data).hexdigest()


def read_capture(name: str, data: bytes) -> Recorded:
    """Read a capture back; a last line that a crash cut off is left out.

    Raises StatementUnreadable naming the file and the line.
    """
    lines = data.decode("ascii", errors="replace").split("\n")
    cut = lines.pop() != ""
    heard: list[Heard | Late | None] = []
    number = 1
    try:
        protocol, started_at, port = _head(lines[0])
        for line in lines[1:]:
            number += 1
            heard += _heard(line)
    except (ValueError, IndexError, KeyError) as wrong:
        raise StatementUnreadable(
            N_("{file} is no capture the program can read (line {row})"),
            N_("Pull the journal again."),
            file=name,
            row=number,
        ) from wrong
    return Recorded(protocol, started_at, tuple(heard), port, cut)


def struck(data: bytes) -> bytes:
    """Strike card numbers in a capture somebody else wrote; one of ours stays as it is."""
    head, *lines = data.decode("ascii", errors="replace").split("\n")
    return "\n".join((mask(head), *map(_struck_line, lines))).encode("ascii", errors="replace")


def _struck_line(line: str) -> str:
    found = _BODY.fullmatch(line)
    if found is None:
        return line
    start, body, check = found.groups()
    frame = Frame(bytes.fromhex(body), sound=check != " bad")
    clean, changed = kept_body(frame)
    masked = " masked" if check else ""
    return f"{start}{clean.hex()}{check}{masked}" if changed else line


def _head(line: str) -> tuple[str, dt.datetime, str]:
    words = line.split(" ")
    started_at = dt.datetime.fromisoformat(words[4])
    if " ".join(words[:3]) != HEADER or len(words) > 6 or started_at.tzinfo is None:
        raise ValueError(line)
    return words[3], started_at, unquote("".join(words[5:]))


def _heard(line: str) -> Iterator[Heard | Late | None]:
    seconds, sign, *rest = line.split(" ")
    float(seconds)
    if sign == "!" and not rest:
        yield None
    elif sign in {"<", "-"}:
        what = _what(rest)
        yield what if sign == "<" else Late(what)
    elif sign != ">":
        raise ValueError(line)


def _what(words: list[str]) -> Heard:
    if len(words) == 1:
        return Control[words[0]]
    if words[2:] not in ([], ["masked"]) or len(words[0]) > 2 * LARGEST:
        raise ValueError(words)
    return Frame(bytes.fromhex(words[0]), _CHECKS[words[1]])
