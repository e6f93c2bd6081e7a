"""Containers and XML are opened in a child process with limits and a Stop; bytes alone come back.

A file that swells, hangs or brings its reader down ends the child, never the program. What the
child yields is handed on as it is; what it raises comes back as the same refusal.

    run(opener, file, data, …) → child: opener(file, data, …) → b"+" + bytes … → b"." | b"!" + JSON
"""

import contextlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from typing import Final, NoReturn

from posassist.base.errors import (
    StatementError,
    StatementHostile,
    StatementLocked,
    StatementUnreadable,
)
from posassist.base.i18n import N_, Text
from posassist.statements.table import hostile, nobody

SECONDS: Final = 60
MEMORY: Final = 256_000_000
MEMORY_OF_A_BYTE: Final = 100
_BEAT: Final = 0.1
_SPAWN: Final = multiprocessing.get_context("spawn")
_REFUSALS: Final = {
    each.__name__: each for each in (StatementHostile, StatementLocked, StatementUnreadable)
}
Opener = Callable[..., Iterable[bytes]]


def run(
    opener: Opener, file: str, *given: bytes, waiting: Callable[[], None] = nobody
) -> list[bytes]:
    """Return what `opener(file, *given)` yields, called in a child process.

    `waiting` is called ten times a second and may raise Stopped. Raises StatementError.
    """
    ours, theirs = _SPAWN.Pipe()
    memory = MEMORY + MEMORY_OF_A_BYTE * sum(map(len, given))
    child = _SPAWN.Process(
        target=_child, args=(theirs, opener, file, len(given), memory), daemon=True
    )
    child.start()
    theirs.close()
    try:
        with contextlib.suppress(OSError):  # a dead child is told by its silence
            for each in given:
                ours.send_bytes(each)
        return _answers(ours, file, waiting)
    finally:
        child.kill()
        child.join()
        child.close()
        ours.close()


def serve(theirs: Connection, opener: Opener, file: str, count: int) -> None:
    """Answer one question through the pipe: what the child does."""
    try:
        given = [theirs.recv_bytes() for _ in range(count)]
        for each in opener(file, *given):
            theirs.send_bytes(b"+" + each)
    except StatementError as refused:
        theirs.send_bytes(b"!" + _written(refused))
    except MemoryError:
        theirs.send_bytes(b"!" + _written(_too_large(file)))
    else:
        theirs.send_bytes(b".")


def limit(memory: int, seconds: int) -> None:
    """Hold this process to so much memory and time, where the system has such limits."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has none: there the parent's clock remains

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _child(  # pragma: no cover - runs in the child alone, where nothing is measured
    theirs: Connection, opener: Opener, file: str, count: int, memory: int
) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    limit(memory, SECONDS)
    serve(theirs, opener, file, count)


def _answers(ours: Connection, file: str, waiting: Callable[[], None]) -> list[bytes]:
    found: list[bytes] = []
    deadline = time.monotonic() + SECONDS
    while True:
        while not ours.poll(_BEAT):
            waiting()
            if time.monotonic() > deadline:
                hostile(file, Text(N_("it takes longer than a minute to open")))
        try:
            message = ours.recv_bytes()
        except (EOFError, OSError):
            raise _too_large(file) from None
        if message == b".":
            return found
        if message.startswith(b"!"):
            _refused(message[1:])
        found.append(message[1:])


def _too_large(file: str) -> StatementHostile:
    try:
        hostile(file, Text(N_("it cannot be opened within the memory a statement needs")))
    except StatementHostile as refused:
        return refused


def _written(refused: StatementError) -> bytes:
    fields = {
        key: {"text": value.template, **value.fields} if isinstance(value, Text) else value
        for key, value in refused.fields.items()
    }
    return json.dumps([refused.name, refused.message, refused.next_step, fields]).encode()


def _refused(written: bytes) -> NoReturn:
    name, message, next_step, fields = json.loads(written)
    for key, value in fields.items():
        if isinstance(value, dict):
            fields[key] = Text(value.pop("text"), value)
    raise _REFUSALS[name](message, next_step, **fields)
