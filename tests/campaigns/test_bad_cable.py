"""Journals over a bad cable, round after round: nothing lost, changed, doubled, or sold."""

import dataclasses
import datetime as dt
import os
import random
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.domain.journal import EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals.capture import Capture, read_capture
from posassist.terminals.driver import driver
from posassist.terminals.faults import Cable, Faults
from posassist.terminals.framing import Frame, Framer, framed
from posassist.terminals.port import Replay, Wire, open_link
from posassist.terminals.records import Registered, Timing
from posassist.terminals.simulator import SimulatedTerminal, serve

RECORDS = 150
FRAMES = 1000
ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = Registered("T1", "M1", "CNY", ZONE)


def journal(rng: random.Random) -> list[JournalEntry]:
    start = dt.datetime(2026, 9, 1, 8, tzinfo=ZONE)
    return [
        JournalEntry(
            row=number + 1,
            terminal_id="T1",
            type=EntryType.SALE,
            amount=Money.of(rng.choice((1000, 1280, 128600)), "CNY"),
            occurred_at=start + dt.timedelta(seconds=61 * number),
            merchant_id="M1",
            trace_no=f"{number:06d}",
            rrn=f"6260{number:08d}",
            card_masked=f"622202******{rng.randrange(10**4):04d}",
            response_code="00",
        )
        for number in range(RECORDS)
    ]


def test_journals_come_whole_over_a_bad_cable(tmp_path: Path, count: int, seed: int) -> None:
    speaks = driver("pax")
    for number in range(seed, seed + count):
        rng = random.Random(number)
        shares = (f"{name}={rng.uniform(0, 0.05):.3f}"
                  for name in ("flip", "drop", "double", "insert", "silence"))  # fmt: skip
        faults = Faults.parse(",".join(shares))
        rows = journal(rng)
        terminal = SimulatedTerminal(
            rows, serial_number="S1", faults=faults, seed=number, patience=0.2
        )
        listen = "pty" if os.name == "posix" and number % 2 else "127.0.0.1:0"
        path = tmp_path / f"{number}.capture"
        with serve(terminal, listen) as serving, closing(open_link(serving.url)) as link:
            started = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
            capture = Capture(path, protocol="pax", started_at=started)
            pulled = speaks.pull(
                Wire(link, capture, frozenset({b"A00", b"R00", b"R02"})),
                register=lambda _serial: KNOWN,
                timing=Timing(),
                progress=lambda *_: None,
            )
        data = capture.close()
        assert (pulled.complete, pulled.totals_agree) == (True, True), (number, faults)
        assert [dataclasses.replace(row, raw="") for row in pulled.entries] == rows, number
        assert set(terminal.commands_seen) <= {"A00", "R00", "R02"}
        replayed = speaks.pull(
            Replay(read_capture("x", data)),
            register=lambda _serial: KNOWN,
            timing=Timing(),
            progress=lambda *_: None,
        )
        assert replayed.entries == pulled.entries, number


def test_damaged_frames_never_make_a_whole_one_lost(count: int, seed: int) -> None:
    """A sound frame is whole, but for the few an LRC lets through; the next one is found."""
    spec = "flip=0.1,drop=0.1,double=0.05,insert=0.1,silence=0.05"
    for number in range(seed, seed + count):
        rng = random.Random(number)
        cable, framer = Cable(Faults.parse(spec), number), Framer()
        wrong = 0
        for _ in range(FRAMES):
            body = bytes(rng.randrange(0x20, 0x7F) for _ in range(rng.randrange(1, 60)))
            for arrived in cable.carry(framed(body)):
                heard = framer.feed(arrived)
                wrong += any(
                    isinstance(each, Frame) and each.sound and each.body != body for each in heard
                )
            framer.reset()
            assert framer.feed(framed(body)) == [Frame(body, sound=True)]
        assert wrong < FRAMES // 50, number


@pytest.mark.parametrize("at", range(0, 40, 3))
def test_a_plug_pulled_anywhere_keeps_what_came(tmp_path: Path, at: int) -> None:
    rows = journal(random.Random(at))[:40]
    terminal = SimulatedTerminal(rows, serial_number="S1", faults=Faults.parse(f"unplug@{at}"))
    with serve(terminal, "127.0.0.1:0") as serving, closing(open_link(serving.url)) as link:
        started = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
        with closing(Capture(tmp_path / "c", protocol="pax", started_at=started)) as capture:
            pulled = driver("pax").pull(
                Wire(link, capture, frozenset({b"A00", b"R00", b"R02"})),
                register=lambda _serial: KNOWN,
                timing=Timing(),
                progress=lambda *_: None,
            )
    assert not pulled.complete
    assert [dataclasses.replace(row, raw="") for row in pulled.entries] == rows[:at]
