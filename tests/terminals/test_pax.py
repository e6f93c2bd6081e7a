"""The PAX driver against recorded frames, and against a simulated terminal on a bad cable."""

import datetime as dt
import json
import os
import random
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.base.errors import (
    StatementUnreadable,
    Stopped,
    TerminalNotFound,
    TerminalSilent,
    WrongUsage,
)
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals.capture import Capture, read_capture
from posassist.terminals.driver import all_drivers, driver
from posassist.terminals.drivers import pax
from posassist.terminals.framing import Control, Frame, Framer, framed, lrc
from posassist.terminals.port import NotReadOnly, Replay, Wire, open_link
from posassist.terminals.records import Identity, Pulled, Registered, Timing
from posassist.terminals.simulator import Faults, SimulatedTerminal, serve

ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = Registered("T1", "M1", "CNY", ZONE)
QUICK = Timing(answer=0.03, silence=1.0, tries=60)
READ_ONLY = frozenset({b"A00", b"R02"})
VECTORS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "vectors"

# Recorded 2022-03-09; the cardholder's name is invented, of the same length (LRC computed again).
RECORDED = (
    "02301c5230331c312e34341c3030303030301c4f4b1c311c301c30301f415050524f56414c1f3134353735391f32"
    "30363832363936333333371f1f1f1c30321c30311c1c31313338321f301f301f301f301f301f1f1c313732351f34"
    "1f303532321f1f1f1f30311f53414d504c452f414e20582020202020202020202020202020201f1f1f301c371f30"
    "33333631393834321f32303232303330393131353131331f1c1f1c1c1c4341524442494e3d3437313734331f4852"
    "65663d313132323437343233331f534e3d3730303530303636"
)


def shop_journal(count: int, seed: int = 5) -> list[JournalEntry]:
    rng = random.Random(seed)
    moment = dt.datetime(2026, 9, 1, 8, 0, tzinfo=ZONE)
    rows = []
    for number in range(count):
        moment += dt.timedelta(seconds=rng.randrange(20, 400))
        kind = rng.choice([EntryType.SALE] * 9 + [EntryType.REFUND])
        minor = rng.choice((1000, 1280, 128600, 550))
        rows.append(
            JournalEntry(
                row=number + 1,
                terminal_id="T1",
                type=kind,
                amount=Money.of(-minor if kind is EntryType.REFUND else minor, "CNY"),
                occurred_at=moment,
                merchant_id="M1",
                batch_no=f"{number // 100:06d}",
                trace_no=f"{number:06d}",
                rrn=f"6260{number:08d}",
                auth_code=f"{rng.randrange(10**6):06d}",
                card_masked=f"622202******{rng.randrange(10**4):04d}",
                channel=rng.choice((Channel.DEBIT, Channel.CREDIT, Channel.OTHER)),
                response_code=rng.choice(("00", "00", "00", "51")),
            )
        )
    return [
        row if row.response_code == "00" else _declined(row) for row in rows
    ]  # fmt: skip


def _declined(row: JournalEntry) -> JournalEntry:
    values = {name: getattr(row, name) for name in JournalEntry.__slots__}
    return JournalEntry(**values | {"status": EntryStatus.DECLINED})


def told(rows: Sequence[JournalEntry]) -> list[tuple[object, ...]]:
    return [
        tuple(getattr(row, name) for name in JournalEntry.__slots__ if name != "raw")
        for row in rows
    ]


def pull(url: str, folder: Path, timing: Timing = QUICK, stop_at: int = -1) -> tuple[Pulled, bytes]:
    capture = Capture(
        folder / f"{random.Random().random()}.capture",
        protocol="pax",
        started_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    )

    def progress(done: int, _total: int, _doing: object) -> None:
        if done == stop_at:
            raise Stopped("stopped")

    link = open_link(url)
    try:
        pulled = pax.pull(
            Wire(link, capture, READ_ONLY),
            register=lambda _serial: KNOWN,
            timing=timing,
            progress=progress,
        )
    finally:
        link.close()
        data = capture.close()
    return pulled, data


def test_the_recorded_record_decodes() -> None:
    body = bytes.fromhex(RECORDED)[1:]
    answer = pax.parse(body)
    assert answer is not None
    entry = pax.entry(answer, 0, Registered("", "", "USD", ZONE), Identity("70050066"))
    assert entry.terminal_id == "70050066"
    assert (entry.amount, entry.type, entry.status) == (
        Money.of(11382, "USD"), EntryType.SALE, EntryStatus.APPROVED,
    )  # fmt: skip
    assert (entry.rrn, entry.auth_code, entry.trace_no) == ("206826963337", "145759", "7")
    assert (entry.card_masked, entry.channel) == ("471743******1725", Channel.DEBIT)
    assert entry.occurred_at == dt.datetime(2022, 3, 9, 11, 51, 13, tzinfo=ZONE)


def test_every_published_vector_is_cut_and_built_as_written() -> None:
    if not VECTORS.is_dir():
        pytest.skip("the published vectors lie beside the checkout, and are not there")
    vectors = json.loads((VECTORS / "terminals.json").read_text(encoding="utf-8"))
    named = {each["name"]: bytes.fromhex(each["hex"]) for each in vectors["pax"]}
    for frame in named.values():
        heard = Framer().feed(frame)
        assert len(heard) == 1
        assert isinstance(heard[0], Frame)
        assert heard[0].sound
    assert framed(pax.initialize()) == named["A00 initialize, version 1.44"]
    assert framed(pax.detail(0)) == named["R02 record 0"]
    assert framed(pax.detail(1)) == named["R02 record 1"]
    short = pax.parse(Framer().feed(named["T01 recorded timeout"])[0].body)  # type: ignore[union-attr]
    assert short is not None
    assert (short.code, short.text, short.field(0)) == ("100001", "TIMEOUT", "")
    recorded = pax.parse(named["R03 recorded local detail report"][1:-2])
    assert recorded is not None
    assert recorded.field(0) == "1"
    malformed = Framer().feed(bytes.fromhex(vectors["negative"][0]["hex"]))[0]
    assert isinstance(malformed, Frame)
    assert pax.parse(malformed.body) is not None or malformed.sound


@pytest.mark.parametrize("check", [0x02, 0x03, 0x04, 0x05, 0x06, 0x15])
def test_a_frame_is_cut_at_every_split_whatever_its_check_byte(check: int) -> None:
    body = b"0\x1cA"
    body += bytes((lrc(body) ^ check,)) if lrc(body) ^ check not in {2, 3} else b"zz"
    wire = bytes((Control.ACK,)) + framed(body) + bytes((Control.EOT,))
    for split in range(len(wire)):
        framer = Framer()
        heard = framer.feed(wire[:split]) + framer.feed(wire[split:])
        assert heard == [Control.ACK, Frame(body, sound=True), Control.EOT]


def test_noise_and_a_cut_frame_do_not_hide_the_next_one() -> None:
    whole = framed(b"0\x1cA01")
    assert Framer().feed(b"xx\xff" + whole) == [Frame(b"0\x1cA01", sound=True)]
    heard = Framer().feed(whole[:4] + whole)
    assert heard == [Frame(b"0\x1cA", sound=False), Frame(b"0\x1cA01", sound=True)]
    flood = Framer().feed(b"\x02" + b"x" * 9000 + whole)
    assert heard[-1] == flood[-1]


def test_a_journal_comes_whole_and_its_capture_replays(tmp_path: Path) -> None:
    rows = shop_journal(40)
    terminal = SimulatedTerminal(rows, serial_number="S1")
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled, data = pull(serving.url, tmp_path)
    assert pulled.complete
    assert pulled.identity.serial_number == "S1"
    assert told(pulled.entries) == told(rows)
    assert set(terminal.commands_seen) == {"A00", "R02"}
    again = pax.pull(
        Replay(read_capture("x.capture", data)),
        register=lambda _serial: KNOWN,
        timing=QUICK,
        progress=lambda *_: None,
    )
    assert again.entries == pulled.entries


@pytest.mark.skipif(os.name != "posix", reason="ptys are a POSIX thing")
def test_three_thousand_records_survive_a_bad_cable(tmp_path: Path) -> None:
    rows = shop_journal(3000)
    spec = "flip=0.05,drop=0.02,double=0.01,insert=0.01,silence=0.01"
    terminal = SimulatedTerminal(rows, serial_number="S1", faults=Faults.parse(spec), seed=11)
    with serve(terminal, "pty") as serving:
        pulled, _data = pull(serving.url, tmp_path)
    assert pulled.complete
    assert told(pulled.entries) == told(rows)
    assert set(terminal.commands_seen) <= {"A00", "R02"}


def test_what_came_before_the_plug_was_pulled_is_kept(tmp_path: Path) -> None:
    rows = shop_journal(9)
    terminal = SimulatedTerminal(rows, serial_number="S1", faults=Faults.parse("unplug@5"))
    with serve(terminal, "127.0.0.1:0") as serving:
        half, data = pull(serving.url, tmp_path)
        whole, _data = pull(serving.url, tmp_path)
    assert (half.complete, len(half.entries)) == (False, 5)
    assert half.error is not None
    assert half.error.name == "PullInterrupted"
    assert told(whole.entries) == told(rows)
    replayed = pax.pull(
        Replay(read_capture("x", data)),
        register=lambda _serial: KNOWN,
        timing=QUICK,
        progress=lambda *_: None,
    )
    assert replayed.entries == half.entries


def test_stop_keeps_what_came(tmp_path: Path) -> None:
    with serve(SimulatedTerminal(shop_journal(9), serial_number="S1"), "127.0.0.1:0") as serving:
        pulled, _data = pull(serving.url, tmp_path, stop_at=4)
    assert (pulled.complete, len(pulled.entries)) == (False, 4)


def test_an_empty_journal_is_complete(tmp_path: Path) -> None:
    with serve(SimulatedTerminal([], serial_number="S1"), "127.0.0.1:0") as serving:
        pulled, _data = pull(serving.url, tmp_path)
    assert (pulled.complete, pulled.entries, pulled.days) == (True, (), None)


def test_a_silent_terminal_is_said_to_be_silent(tmp_path: Path) -> None:
    terminal = SimulatedTerminal([], serial_number="S1", faults=Faults.parse("silence=1"))
    with (
        serve(terminal, "127.0.0.1:0") as serving,
        pytest.raises(TerminalSilent, match="does not answer"),
    ):
        pull(serving.url, tmp_path, Timing(answer=0.02, silence=0.2, tries=60))


def test_no_port_no_terminal() -> None:
    with pytest.raises(TerminalNotFound):
        open_link("socket://127.0.0.1:1")
    with pytest.raises(TerminalNotFound):
        open_link("/dev/there-is-no-such-port")


def test_a_driver_cannot_send_what_it_did_not_declare(tmp_path: Path) -> None:
    with serve(SimulatedTerminal([], serial_number="S1"), "127.0.0.1:0") as serving:
        link = open_link(serving.url)
        capture = Capture(tmp_path / "c", protocol="pax", started_at=dt.datetime.now(dt.UTC))
        wire = Wire(link, capture, READ_ONLY)
        for command in (b"T00", b"B00", b"A14", b"A16", b"A26"):
            with pytest.raises(NotReadOnly):
                wire.command(command + b"\x1c1.44")
        link.close()
        capture.close()


def test_a_card_number_in_a_frame_is_struck_in_the_capture(tmp_path: Path) -> None:
    rows = shop_journal(1)
    values = {name: getattr(rows[0], name) for name in JournalEntry.__slots__}
    leaky = JournalEntry(**values | {"auth_code": "4111111111111111"})
    with serve(SimulatedTerminal([leaky], serial_number="S1"), "127.0.0.1:0") as serving:
        pulled, data = pull(serving.url, tmp_path)
    assert b"4111111111111111".hex().encode() not in data
    assert "4111111111111111" not in pulled.entries[0].raw


def test_a_broken_capture_is_refused_with_its_line() -> None:
    for data in (b"", b"hello", b"posassist capture 1 pax nonsense\n",
                 b"posassist capture 1 pax 2026-11-24T00:00:00+00:00\n0.1 < zz ok\n"):  # fmt: skip
        with pytest.raises(StatementUnreadable, match=r"a\.capture"):
            read_capture("a.capture", data)


def test_drivers_are_found_by_being_there() -> None:
    assert driver("pax") is all_drivers()["pax"]
    with pytest.raises(WrongUsage):
        driver("carrier-pigeon")
    with pytest.raises(WrongUsage):
        Faults.parse("flip=2")
