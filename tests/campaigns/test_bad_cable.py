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
from tests.campaigns.conftest import Record

RECORDS = 150
# The other protocols: records of a journal, and the money they count.
OTHERS = {"cn-mis": (40, "CNY"), "transbank": (40, "CLP"), "zvt": (6, "EUR")}
FRAMES = 1000
ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = Registered("T1", "M1", "CNY", ZONE, dt.date(2026, 11, 24))


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


def test_journals_come_whole_over_a_bad_cable(
    tmp_path: Path, count: int, seed: int, record: Record
) -> None:
    wrong = [each for each in range(seed, seed + count) if not came_whole(tmp_path, each)]
    record(f"a journal of {RECORDS} records over a bad cable", count, len(wrong))
    assert wrong == []


def came_whole(folder: Path, number: int) -> bool:
    """Say whether a journal came as it is, was read only, and is the same in the capture."""
    speaks = driver("pax")
    rng = random.Random(number)
    shares = (f"{name}={rng.uniform(0, 0.05):.3f}"
              for name in ("flip", "drop", "double", "insert", "silence"))  # fmt: skip
    faults = Faults.parse(",".join(shares))
    rows = journal(rng)
    terminal = SimulatedTerminal(rows, serial_number="S1", faults=faults, seed=number, patience=0.2)
    listen = "pty" if os.name == "posix" and number % 2 else "127.0.0.1:0"
    path = folder / f"{number}.capture"
    with serve(terminal, listen) as serving, closing(open_link(serving.url)) as link:
        started = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
        capture = Capture(path, protocol="pax", started_at=started)
        pulled = speaks.pull(
            Wire(link, capture, driver("pax").ALLOWED),
            register=lambda _serial: KNOWN,
            timing=Timing(),
            progress=lambda *_: None,
        )
    replayed = speaks.pull(
        Replay(read_capture("x", capture.close())),
        register=lambda _serial: KNOWN,
        timing=Timing(),
        progress=lambda *_: None,
    )
    return (
        (pulled.complete, pulled.totals_agree) == (True, True)
        and [dataclasses.replace(row, raw="") for row in pulled.entries] == rows
        and set(terminal.commands_seen) <= {"A00", "R00", "R02", "R08"}
        and replayed.entries == pulled.entries
    )


@pytest.mark.parametrize("protocol", OTHERS)
def test_other_journals_come_whole_or_are_said_not_to_be(
    tmp_path: Path, protocol: str, count: int, seed: int, record: Record
) -> None:
    rounds = max(1, count // 4)  # they wait longer
    told = [came_or_said_so(tmp_path, protocol, each) for each in range(seed, seed + rounds)]
    whole, size = told.count("whole"), OTHERS[protocol][0]
    wrong = [seed + at for at, each in enumerate(told) if each == "wrong"]
    record(f"{protocol}: {size} records over a bad cable, {whole} whole", rounds, len(wrong))
    assert wrong == []
    assert whole


def came_or_said_so(folder: Path, protocol: str, number: int) -> str:
    """Pull over a bad cable: "whole", "cut" when it says that it is, or "wrong"."""
    speaks, (size, currency) = driver(protocol), OTHERS[protocol]
    rng = random.Random(number)
    shares = (f"{name}={rng.uniform(0, 0.03):.3f}"
              for name in ("flip", "drop", "double", "insert", "silence"))  # fmt: skip
    rows = [
        dataclasses.replace(
            each, amount=Money.of(each.amount.minor, currency), auth_code=f"{each.row:06}",
            terminal_id="52525252", merchant_id="100461763",
        )
        for each in journal(rng)[:size]
    ]  # fmt: skip
    terminal = SimulatedTerminal(
        rows, serial_number="52525252", protocol=protocol,
        faults=Faults.parse(",".join(shares)), seed=number, patience=0.05,
    )  # fmt: skip
    codes = {"31": "journal"} if protocol == "cn-mis" else {}
    known = Registered("", "", currency, ZONE, dt.date(2026, 11, 24), codes)
    started = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    path = folder / f"{protocol}-{number}.capture"
    with serve(terminal, "pty") as serving, closing(open_link(serving.url)) as link:
        capture = Capture(path, protocol=protocol, started_at=started)
        pulled = speaks.pull(
            Wire(link, capture, speaks.ALLOWED, speaks.SERIAL),
            register=lambda _serial: known,
            timing=Timing(answer=0.05, silence=1.5),
            progress=lambda *_: None,
        )
    replayed = speaks.pull(
        Replay(read_capture("x", capture.close())),
        register=lambda _serial: known,
        timing=Timing(),
        progress=lambda *_: None,
    )
    came, whole = list(map(_told, pulled.entries)), list(map(_told, rows))
    if (
        replayed.entries != pulled.entries
        or len(set(came)) < len(came)
        or not set(came) <= set(whole)
    ):
        return "wrong"
    if pulled.complete:
        return "whole" if sorted(came) == sorted(whole) else "wrong"
    return "cut"


def _told(each: JournalEntry) -> tuple[str, ...]:
    moment = f"{each.occurred_at:%Y-%m-%d %H:%M:%S}"
    return str(each.amount), moment, each.trace_no, each.card_masked[-4:]


def test_damaged_frames_never_make_a_whole_one_lost(count: int, seed: int, record: Record) -> None:
    """A sound frame is whole, but for the few an LRC lets through; the next one is found."""
    wrong = [each for each in range(seed, seed + count) if not frames_found(each)]
    record(f"{FRAMES} damaged frames", count, len(wrong))
    assert wrong == []


def frames_found(number: int) -> bool:
    """Say whether every whole frame after a damaged one was found, and few damaged ones passed."""
    faults = Faults.parse("flip=0.1,drop=0.1,double=0.05,insert=0.1,silence=0.05")
    rng = random.Random(number)
    cable, framer = Cable(faults, number), Framer()
    wrong, lost = 0, 0
    for _ in range(FRAMES):
        body = bytes(rng.randrange(0x20, 0x7F) for _ in range(rng.randrange(1, 60)))
        for arrived in cable.carry(framed(body)):
            heard = framer.feed(arrived)
            wrong += any(
                isinstance(each, Frame) and each.sound and each.body != body for each in heard
            )
        framer.reset()
        lost += framer.feed(framed(body)) != [Frame(body, sound=True)]
    return wrong < FRAMES // 50 and lost == 0


@pytest.mark.parametrize("at", range(0, 40, 3))
def test_a_plug_pulled_anywhere_keeps_what_came(tmp_path: Path, at: int) -> None:
    rows = journal(random.Random(at))[:40]
    terminal = SimulatedTerminal(rows, serial_number="S1", faults=Faults.parse(f"unplug@{at}"))
    with serve(terminal, "127.0.0.1:0") as serving, closing(open_link(serving.url)) as link:
        started = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
        with closing(Capture(tmp_path / "c", protocol="pax", started_at=started)) as capture:
            pulled = driver("pax").pull(
                Wire(link, capture, driver("pax").ALLOWED),
                register=lambda _serial: KNOWN,
                timing=Timing(),
                progress=lambda *_: None,
            )
    assert not pulled.complete
    assert [dataclasses.replace(row, raw="") for row in pulled.entries] == rows[:at]
