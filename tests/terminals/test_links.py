"""Links, the wire and the list of ports: every failure in plain words, nothing sent unasked."""

import datetime as dt
import errno
import os
import socket
import struct
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from posassist.base.errors import TerminalBusy, TerminalNotFound, WrongUsage
from posassist.terminals.capture import Capture, Late, Recorded
from posassist.terminals.cn_mis_records import question
from posassist.terminals.driver import all_drivers, driver
from posassist.terminals.framing import Control
from posassist.terminals.links import LinkLost, unopened
from posassist.terminals.peers import open_pty
from posassist.terminals.port import NotReadOnly, Replay, Wire, open_link
from posassist.terminals.ports import PortInfo, all_ports
from posassist.terminals.simulator import SimulatedTerminal, serve

posix = pytest.mark.skipif(os.name != "posix", reason="ptys are a POSIX thing")


def test_no_port_no_terminal() -> None:
    for url in ("socket://127.0.0.1:1", "/dev/there-is-no-such-port", "socket://", "socket://h",
                "socket://127.0.0.1:x", "carrier://pigeon", "socket://h:99999"):  # fmt: skip
        with pytest.raises(TerminalNotFound, match="Nothing answers"):
            open_link(url)


@pytest.mark.parametrize(
    ("wrong", "windows", "error", "words"),
    [
        (OSError(errno.EBUSY, "busy"), False, TerminalBusy, "Another program"),
        (OSError(errno.EAGAIN, "locked"), False, TerminalBusy, "Another program"),
        (OSError(errno.EACCES, "denied"), False, TerminalNotFound, "does not let you"),
        (OSError("PermissionError(13)"), True, TerminalBusy, "Another program"),
        (OSError(errno.ENOENT, "none"), False, TerminalNotFound, "Nothing answers"),
        (ValueError("no such URL"), False, TerminalNotFound, "Nothing answers"),
    ],
)
def test_why_a_port_cannot_be_opened_is_said(
    wrong: Exception,
    windows: bool,
    error: type[Exception],
    words: str,
) -> None:
    told = unopened("COM3", wrong, windows=windows)
    assert isinstance(told, error)
    assert words in str(told)


@posix
def test_a_port_is_ours_alone() -> None:
    ours, theirs = open_pty()
    url = os.ttyname(theirs)
    with closing(open_link(url)) as link:
        with pytest.raises(TerminalBusy):
            open_link(url)
        link.write(b"x")
        assert os.read(ours, 9) == b"x"
        assert link.read(0) == b""
        assert link.read(0.02) == b""
        threading.Timer(0.05, os.write, (ours, b"yz")).start()
        assert link.read(5) in {b"y", b"yz"}
    os.close(ours)
    os.close(theirs)


@posix
def test_a_pulled_plug_is_a_lost_link_for_reading_and_writing() -> None:
    ours, theirs = open_pty()
    with closing(open_link(os.ttyname(theirs))) as link:
        os.close(theirs)
        os.close(ours)
        with pytest.raises(LinkLost):
            link.read(1)
        with pytest.raises(LinkLost):
            link.write(b"x")


def test_a_pyserial_url_is_a_port_too() -> None:
    with closing(open_link("loop://")) as link:
        link.write(b"xy")
        assert link.read(1) == b"xy"


def test_a_replay_gives_back_what_was_heard_and_what_came_too_late() -> None:
    ack, eot = Control.ACK, Control.EOT
    heard = (Late(ack), Late(eot), ack, Late(eot), None)
    replay = Replay(Recorded("pax", dt.datetime(2026, 11, 24, tzinfo=dt.UTC), heard))
    assert replay.command(b"A00") == [ack, eot]
    replay.control(ack)
    assert [replay.hear(1, 1, lambda: None) for _ in range(2)] == [ack, None]
    with pytest.raises(LinkLost):
        replay.hear(1, 1, lambda: None)


def test_a_connection_that_was_reset_is_a_lost_link(scripted: Any) -> None:
    terminal = scripted(lambda _body, _n: [None])
    with closing(open_link(terminal.url)) as link:
        assert link.read(0) == b""
        link.write(b"\x02A\x03B")
        with pytest.raises(LinkLost):
            for _ in range(200):
                link.write(b"x" * 9999)
                link.read(0.01)
        with pytest.raises(LinkLost):
            for _ in range(200):
                link.write(b"x" * 9999)


def test_a_reading_that_fails_is_a_lost_link() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        with closing(open_link(f"socket://{host}:{port}")) as link:
            connection, _ = server.accept()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            with pytest.raises(LinkLost):
                link.read(5)


def test_a_driver_cannot_send_what_it_did_not_declare(tmp_path: Path) -> None:
    started = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    terminal = SimulatedTerminal([], serial_number="S1")
    with (
        serve(terminal, "127.0.0.1:0") as serving,
        closing(open_link(serving.url)) as link,
        closing(Capture(tmp_path / "c", protocol="pax", started_at=started)) as capture,
    ):
        wire = Wire(link, capture, driver("pax").ALLOWED)
        for command in (b"T00", b"B00", b"A14", b"A16", b"A26", b"R0", b""):
            with pytest.raises(NotReadOnly):
                wire.command(command + b"\x1c1.44")
        assert wire.hear(0.05, 0.05, lambda: None) is None
    assert terminal.commands_seen == []


def test_drivers_are_found_by_being_there_and_only_read() -> None:
    assert driver("pax") is all_drivers()["pax"]
    allowed = {
        "pax": {"A00", "R00", "R02", "R08"},
        "transbank": {"0100", "0250", "0260", "0700"},
        "cn-mis": {"DF02=查流水"},
        "zvt": {"06 00", "05 01", "06 10", "06 12", "06 20", "06 02", "06 B0"},
    }
    for name, each in all_drivers().items():
        assert set(each.READ_ONLY_COMMANDS) <= allowed[name]
        for command in each.READ_ONLY_COMMANDS:
            sent = bytes.fromhex(command) if name == "zvt" else command.encode()
            sent = question("31", 1) if name == "cn-mis" else sent
            assert each.ALLOWED.match(sent)
    with pytest.raises(WrongUsage, match="carrier-pigeon"):
        driver("carrier-pigeon")


def test_ports_with_a_device_are_listed_and_known_vendors_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def made(device: str, **values: object) -> ListPortInfo:
        info = ListPortInfo(device)
        vars(info).update(values)
        return info

    monkeypatch.setattr(
        list_ports,
        "comports",
        lambda: [
            made("COM9", hwid="USB", description="IM30", vid=0x2FB8, pid=1),
            made("COM10", hwid="USB", description="", vid=0x1234, pid=2),
            made("COM1", hwid="n/a"),
        ],
    )
    assert all_ports() == [
        PortInfo("COM9", "IM30", 0x2FB8, 1, likely_terminal=True),
        PortInfo("COM10", "COM10", 0x1234, 2, likely_terminal=False),
    ]
