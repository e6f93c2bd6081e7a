"""What went over the wire, frame by frame with its time: audit trail, bug report, test fixture.

A text file: a header line, then `seconds > hex` for what was sent, `seconds < hex ok|bad` for a
frame that came (body only, with what its check said), `seconds < CONTROL`, `seconds !` for silence.
Card numbers are struck before a line is written; the line then ends in `masked`.
"""

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from posassist.base.cards import mask
from posassist.base.errors import StatementUnreadable
from posassist.base.i18n import N_
from posassist.base.paths import PRIVATE_FILE
from posassist.terminals.framing import Control, Frame, Heard

HEADER = "posassist capture 1"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a capture holds: the protocol, when it began, and what was heard (None: silence)."""

    protocol: str
    started_at: dt.datetime
    heard: tuple[Heard | None, ...]


class Capture:
    """A capture being written, line by line, so that a crash leaves what was there."""

    def __init__(self, path: Path, *, protocol: str, started_at: dt.datetime) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        self.path = path
        self._file: IO[str] = os.fdopen(descriptor, "w", encoding="ascii", newline="\n")
        self._start = time.monotonic()
        self._file.write(f"{HEADER} {protocol} {started_at.isoformat()}\n")

    def sent(self, data: bytes) -> None:
        """Note bytes that were sent."""
        self._line(f"> {data.hex()}")

    def heard(self, what: Heard | None) -> None:
        """Note what came, or that nothing did."""
        if what is None:
            self._line("!")
        elif isinstance(what, Control):
            self._line(f"< {what.name}")
        else:
            body, struck = masked_body(what.body)
            said = "ok" if what.sound else "bad"
            self._line(f"< {body.hex()} {said}{' masked' if struck else ''}")

    def close(self) -> bytes:
        """Finish the capture and return its bytes."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self.path.read_bytes()

    def _line(self, text: str) -> None:
        self._file.write(f"{time.monotonic() - self._start:.3f} {text}\n")


def masked_body(body: bytes) -> tuple[bytes, bool]:
    """Strike card numbers in a frame's body; say whether there were any."""
    text = body.decode("latin-1")
    clean = mask(text)
    return clean.encode("latin-1"), clean != text


def digest(data: bytes) -> str:
    """Return the SHA-256 of a capture."""
    return hashlib.sha256(data).hexdigest()


def read_capture(name: str, data: bytes) -> Recorded:
    """Read a capture back. Raises StatementUnreadable naming the file and the line."""
    lines = data.decode("ascii", errors="replace").splitlines()
    head = lines[0].split(" ") if lines else []
    number = 1
    try:
        if " ".join(head[:3]) != HEADER:
            raise ValueError(name)  # noqa: TRY301
        protocol, started_at = head[3], dt.datetime.fromisoformat(head[4])
        heard: list[Heard | None] = []
        for number, line in enumerate(lines[1:], 2):  # noqa: B007 - named in the error
            heard += list(_heard(line))
    except (ValueError, IndexError, KeyError) as wrong:
        raise StatementUnreadable(
            N_("{file} is no capture the program can read (line {row})"),
            N_("Pull the journal again."),
            file=name,
            row=number,
        ) from wrong
    return Recorded(protocol, started_at, tuple(heard))


def _heard(line: str) -> Iterator[Heard | None]:
    parts = line.split(" ")
    float(parts[0])
    if parts[1] == "!":
        yield None
    elif parts[1] == "<" and len(parts) == 3:
        yield Control[parts[2]]
    elif parts[1] == "<":
        yield Frame(bytes.fromhex(parts[2]), {"ok": True, "bad": False}[parts[3]])
    elif parts[1] != ">":
        raise ValueError(line)
