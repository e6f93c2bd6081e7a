"""The simulated terminal answers, is damaged by its faults, and sends again as real ones do."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from posassist.base.errors import TerminalNotFound, WrongUsage
from posassist.terminals import pax_records as pax
from posassist.terminals.faults import Cable, Faults
from posassist.terminals.framing import Control, Frame, Framer, Heard, framed
from posassist.terminals.simulator import SimulatedTerminal, serve

Hear = Callable[..., list[Heard]]


@contextmanager
def connected(url: str) -> Iterator[tuple[socket.socket, Hear]]:
    host, port = url.removeprefix("socket://").split(":")
    framer = Framer()

    with socket.create_connection((host, int(port)), timeout=5) as line:

        def hear(count: int, seconds: float = 5.0) -> list[Heard]:
            heard: list[Heard] = []
            line.settimeout(seconds)
            try:
                while len(heard) < count:
                    heard += framer.feed(line.recv(4096))
            except TimeoutError:
                pass
            return heard

        yield line, hear


def test_a_spec_is_read_and_a_bad_one_refused_plainly() -> None:
    faults = Faults.parse("flip=0.1, drop=.02,double=1,silence=0,unplug@40,")
    assert faults == Faults((("flip", 0.1), ("drop", 0.02), ("double", 1.0), ("silence", 0.0)), 40)
    assert Faults.parse("") == Faults()
    for spec in ("flip=2", "flip=1.5", "flip", "burn=0.1", "unplug=3", "unplug@x", "flip=-1",
                 "flip=nan", "unplug@"):  # fmt: skip
        with pytest.raises(WrongUsage, match="The fault"):
            Faults.parse(spec)


def test_it_sends_an_answer_four_times_without_an_ack_and_once_with(journal: Any) -> None:
    terminal = SimulatedTerminal(journal(1), serial_number="S1", patience=0.05)
    with serve(terminal, "127.0.0.1:0") as serving, connected(serving.url) as (line, hear):
        line.sendall(framed(pax.initialize()))
        heard = hear(9, 0.5)
        assert heard == [Control.ACK, *[heard[1]] * 4]
        line.sendall(framed(pax.initialize()))
        assert hear(2) == heard[:2]
        line.sendall(bytes((Control.ACK,)))
        assert hear(1, 0.3) == []


def test_it_refuses_a_damaged_request_and_repeats_what_was_refused(journal: Any) -> None:
    terminal = SimulatedTerminal(journal(1), serial_number="S1")
    with serve(terminal, "127.0.0.1:0") as serving, connected(serving.url) as (line, hear):
        line.sendall(framed(pax.initialize())[:-1] + b"\xff")
        assert hear(1) == [Control.NAK]
        line.sendall(bytes((Control.ENQ,)))
        assert hear(1) == [Control.ACK]
        line.sendall(framed(pax.initialize()))
        _, answer = hear(2)
        line.sendall(bytes((Control.NAK,)) * 5)
        assert hear(5, 0.3) == [answer] * 3


@pytest.mark.parametrize(
    ("request_", "command", "code"),
    [
        (b"R02\x1c1.44\x1c00\x1c\x1c\x1c7\x1c\x1c\x1c\x1c", "R03", pax.NOT_FOUND),
        (b"R02\x1c1.44\x1c00\x1c\x1c\x1cx\x1c\x1c\x1c\x1c", "R03", pax.UNSUPPORTED),
        (b"R02", "R03", pax.UNSUPPORTED),
        (b"R08\x1c1.44", "R09", pax.UNSUPPORTED),
        (b"B00\x1c1.44", "B01", pax.UNSUPPORTED),
        (b"hello", "E01", pax.UNSUPPORTED),
    ],
)
def test_what_it_does_not_know_it_says(
    journal: Any, request_: bytes, command: str, code: str
) -> None:
    terminal = SimulatedTerminal(journal(1), serial_number="S1")
    with serve(terminal, "127.0.0.1:0") as serving, connected(serving.url) as (line, hear):
        line.sendall(framed(request_))
        frame = hear(2)[1]
    assert isinstance(frame, Frame)
    answer = pax.parse(frame.body)
    assert answer is not None
    assert (answer.command, answer.code) == (command, code)


@pytest.mark.parametrize("fault", ["flip", "drop", "double", "insert", "silence"])
def test_each_fault_does_what_it_is_called(fault: str) -> None:
    whole = framed(pax.initialize())
    arrived = list(Cable(Faults.parse(f"{fault}=1"), 4).carry(whole))
    length = len(whole)
    expected = {
        "flip": [length], "drop": [length - 1], "double": [length] * 2, "insert": [length + 1],
        "silence": [],
    }  # fmt: skip
    assert [len(each) for each in arrived] == expected[fault]
    if fault == "flip":
        changed = [a ^ b for a, b in zip(arrived[0], whole, strict=True) if a != b]
        assert [each.bit_count() for each in changed] == [1]


def test_the_same_seed_gives_the_same_damage() -> None:
    faults = Faults.parse("flip=0.3,drop=0.3,double=0.3,insert=0.3,silence=0.1")

    def damaged(seed: int) -> list[bytes]:
        cable = Cable(faults, seed)
        return [each for _ in range(50) for each in cable.carry(b"0123456789")]

    assert damaged(1) == damaged(1) != damaged(2)


def test_a_paced_line_takes_its_time(pull: Any, journal: Any) -> None:
    (row,) = journal(1)
    for baud in (38400, 9600):
        terminal = SimulatedTerminal([row], serial_number="S1", baud=baud)
        with serve(terminal, "127.0.0.1:0") as serving:
            began = time.monotonic()
            assert pull(serving.url).complete
            seconds = time.monotonic() - began
        counted = sum(
            len(line.split(" ")[2]) / 2 + 3
            for line in pull.capture.decode().splitlines()[1:]
            if " < 3" in line or " > " in line
        )
        assert seconds >= 0.9 * counted * 10 / baud


def test_nobody_can_listen_at_a_taken_or_a_wrong_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = SimulatedTerminal([], serial_number="S1")
    with serve(terminal, "127.0.0.1:0") as serving, pytest.raises(TerminalNotFound):
        serve(terminal, serving.url.removeprefix("socket://"))
    for listen in ("", "here", ":1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536"):
        with pytest.raises(WrongUsage):
            serve(terminal, listen)
    monkeypatch.setitem(sys.modules, "tty", None)
    with pytest.raises(WrongUsage, match="no ptys"):
        serve(terminal, "pty")


@pytest.mark.skipif(os.name != "posix", reason="ptys are a POSIX thing")
def test_an_unplugged_pty_waits_for_its_user_to_let_go_and_for_its_end(
    pull: Any, journal: Any, plugged_in: Any
) -> None:
    faults = Faults.parse("unplug@0")
    terminal = SimulatedTerminal(journal(1), serial_number="S1", faults=faults)
    with serve(terminal, "pty") as serving:
        assert not pull(serving.url).complete
        others = [os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY) for _ in range(3)]
        time.sleep(0.2)
        for each in others:
            os.close(each)
        plugged_in(serving.url)
        assert pull(serving.url).complete
