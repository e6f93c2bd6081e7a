"""Containers are opened in a child that has limits, and nothing but bytes comes back."""

import json
import os
import time
from collections.abc import Iterator

import pytest

from posassist.base.errors import (
    StatementHostile,
    StatementLocked,
    StatementUnreadable,
    Stopped,
)
from posassist.base.i18n import N_, Text
from posassist.statements import sandbox
from posassist.statements.html_page import rows_of
from posassist.statements.table import hostile, nobody, unreadable


def echo(file: str, data: bytes, more: bytes) -> Iterator[bytes]:
    yield file.encode()
    yield data
    yield more


def swell(file: str, data: bytes) -> Iterator[bytes]:
    yield bytes(len(file)) + bytes(2_000_000_000) + data


def hang(_file: str) -> Iterator[bytes]:
    yield b"first"
    time.sleep(60)


def die(_file: str) -> Iterator[bytes]:
    yield b"first"
    os.abort()


def hidden(file: str) -> Iterator[bytes]:
    hostile(file, Text(N_("a workbook with macros")))
    yield b""


def unread(file: str) -> Iterator[bytes]:
    unreadable("The file {file} is odd in {places}", file=file, places=7)
    yield b""


def locked(file: str) -> Iterator[bytes]:
    raise StatementLocked("The file {file} asks for a password", "Give it.", file=file)
    yield b""


def test_what_the_child_yields_comes_back_byte_by_byte() -> None:
    data = bytes(range(256)) * 10_000
    assert sandbox.run(echo, "账单.xlsx", data, b"") == ["账单.xlsx".encode(), data, b""]


def test_a_refusal_of_the_child_is_the_same_refusal_here() -> None:
    with pytest.raises(StatementHostile, match=r"^The file a\.xlsx is refused: .*macros$"):
        sandbox.run(hidden, "a.xlsx")


@pytest.mark.parametrize(
    ("opener", "error"),
    [(hidden, StatementHostile), (unread, StatementUnreadable), (locked, StatementLocked)],
)
def test_every_refusal_keeps_its_sentence_and_fields(
    opener: sandbox.Opener, error: type[StatementHostile]
) -> None:
    ours, theirs = sandbox._SPAWN.Pipe()  # noqa: SLF001 - both ends of the pipe, without a child
    sandbox.serve(theirs, opener, "a.xlsx", 0)
    with pytest.raises(error) as refused:
        sandbox._answers(ours, "a.xlsx", nobody)  # noqa: SLF001
    with pytest.raises(error) as meant:
        list(opener("a.xlsx"))
    assert str(refused.value) == str(meant.value)
    assert refused.value.next_step == meant.value.next_step


def test_a_child_that_swells_is_refused_and_the_program_stays_small() -> None:
    with pytest.raises(StatementHostile, match="memory"):
        sandbox.run(swell, "a.xlsx", b"x")


def test_a_child_that_dies_is_a_refusal() -> None:
    with pytest.raises(StatementHostile, match=r"a\.xlsx"):
        sandbox.run(die, "a.xlsx")


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.5)
    with pytest.raises(StatementHostile, match="minute"):
        sandbox.run(hang, "a.xlsx")


def test_stop_ends_the_child_at_once() -> None:
    pressed = time.monotonic() + 0.5

    def waiting() -> None:
        if time.monotonic() > pressed:
            raise Stopped("")

    with pytest.raises(Stopped):
        sandbox.run(hang, "a.xlsx", waiting=waiting)
    assert time.monotonic() - pressed < 5


def test_memory_that_runs_out_in_the_child_is_told() -> None:
    def full(_file: str) -> Iterator[bytes]:
        raise MemoryError
        yield b""

    ours, theirs = sandbox._SPAWN.Pipe()  # noqa: SLF001
    sandbox.serve(theirs, full, "a.xlsx", 0)
    with pytest.raises(StatementHostile, match="memory"):
        sandbox._answers(ours, "a.xlsx", nobody)  # noqa: SLF001


def test_what_was_yielded_before_the_end_is_all_there() -> None:
    ours, theirs = sandbox._SPAWN.Pipe()  # noqa: SLF001
    ours.send_bytes(b"one")
    ours.send_bytes(b"two")
    sandbox.serve(theirs, echo, "a", 2)
    assert sandbox._answers(ours, "a", nobody) == [b"a", b"one", b"two"]  # noqa: SLF001


def test_limits_are_set_where_the_system_has_them() -> None:
    resource = pytest.importorskip("resource")
    which = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)
    before = [resource.getrlimit(each) for each in which]
    if before[0][0] != resource.RLIM_INFINITY or before[1][0] != resource.RLIM_INFINITY:
        pytest.skip("this process has limits of its own")
    sandbox.limit(resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    assert [resource.getrlimit(each)[0] for each in which] == [before[0][0], before[1][0], 0]


def test_a_web_page_is_read_in_the_child() -> None:
    page = "<table><tr><th>日期<th>金额</tr><tr><td>2026-09-01<td>12.00</table>".encode()
    (told,) = sandbox.run(rows_of, "账单.xls", page)
    assert json.loads(told) == [0, [["日期", "金额"], ["2026-09-01", "12.00"]]]
