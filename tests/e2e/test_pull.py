"""Pulling a journal by the installed commands: bad cables, pulled plugs, crashes, Stop."""

import dataclasses
import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from posassist.domain.journal import EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals.faults import Faults
from posassist.terminals.simulator import SimulatedTerminal, serve

posix = pytest.mark.skipif(os.name != "posix", reason="ptys and signals are POSIX things")
BAD_CABLE = "flip=0.04,drop=0.02,double=0.02,insert=0.01,silence=0.01"
COLUMNS = ("terminal_id", "trace_no", "rrn", "auth_code", "type", "amount", "currency",
           "occurred_at", "card_masked", "channel", "response_code", "status")  # fmt: skip
CARD = "4539148803436467"


@pytest.fixture
def journal_of(tmp_path: Path) -> Callable[..., Path]:
    """Write an invented journal of so many sales, of one terminal or of several."""

    def write(count: int, *terminals: str) -> Path:
        moment = dt.datetime(2026, 9, 1, 8)  # noqa: DTZ001 - local to the shop, as the file has it
        rows = [",".join(COLUMNS)]
        for n in range(count):
            moment += dt.timedelta(seconds=97)
            terminal = (terminals or ("T1",))[n % max(1, len(terminals))]
            status = ("declined", "51") if n % 11 == 10 else ("approved", "00")
            rows.append(
                f"{terminal},{n:06d},6260{n:08d},{n:06d},sale,{n % 300 + 1}.50,CNY,"
                f"{moment.isoformat()},622202******{n % 10000:04d},"
                f"{('debit', 'credit')[n % 2]},{status[1]},{status[0]}"
            )
        path = tmp_path / f"journal-{count}.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    return write


class Simulated:
    """The command simulate-terminal under way."""

    def __init__(self, folder: Path, journal: Path, *options: str, listen: str) -> None:
        command = [sys.executable, "-m", "posassist", "--profile", str(folder), "simulate-terminal"]
        command += ["--protocol", "pax", "--listen", listen, "--journal", str(journal), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = json.loads(self.process.stdout.readline())["listening"]

    def stop(self, way: signal.Signals = signal.SIGTERM) -> int:
        """End it and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(way)
        code = self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[Callable[..., Simulated]]:
    """Start simulated terminals that end with the test."""
    with ExitStack() as stack:

        def start(journal: Path, *options: str, listen: str = "127.0.0.1:0") -> Simulated:
            terminal = Simulated(tmp_path / "other", journal, *options, listen=listen)
            stack.callback(terminal.stop)
            return terminal

        yield start


@contextmanager
def pulling(tmp_path: Path, port: str, records: int) -> Iterator[subprocess.Popen[str]]:
    """Start a pull and wait until it has read so many records."""
    profile = tmp_path / "profile"
    command = [sys.executable, "-m", "posassist", "--profile", str(profile), "--language", "en"]
    command += ["--json", "pull-journal", "--protocol", "pax", "--port", port]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as pull:
        until = time.monotonic() + 60
        read = -1
        while read < 2 * records and time.monotonic() < until:
            time.sleep(0.02)
            for capture in (profile / "captures").glob("*.capture"):
                read = capture.read_text(encoding="ascii").count(b"\x1cR03\x1c".hex())
        assert read >= 2 * records
        yield pull


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("count", "seed", "listen"),
    [
        pytest.param(900, 11, "pty", marks=posix),
        (300, 13, "127.0.0.1:0"),
    ],
)
def test_a_bad_cable_loses_changes_and_doubles_nothing(
    posassist: Any,
    simulated: Callable[..., Simulated],
    journal_of: Callable[..., Path],
    tmp_path: Path,
    count: int,
    seed: int,
    listen: str,
) -> None:
    file = journal_of(count)
    options = ("--faults", BAD_CABLE, "--seed", str(seed))
    terminal = simulated(file, *options, listen=listen)
    capture = tmp_path / "saved.capture"
    done = posassist(
        "pull-journal", "--protocol", "pax", "--port", terminal.port, "--save-capture", capture
    )
    assert (done["complete"], done["entries"], done["new"]) == (True, count, count)
    assert (done["totals_agree"], done["warnings"]) == (True, [])
    assert done["totals"][0].keys() == {"kind", "count", "currency", "amount"}
    pulled = posassist("journal", "list")["journal"]
    given = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    assert [[row[name] for name in COLUMNS] for row in pulled] == given
    sent = {
        bytes.fromhex(line.split(" ")[2])[1:4]
        for line in capture.read_text(encoding="ascii").splitlines()[1:]
        if " > " in line and len(line.split(" ")[2]) > 2
    }
    assert sent == {b"A00", b"R00", b"R02", b"R08"}
    assert posassist("import", capture)["files"][0]["new"] == 0


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_pulled_plug_keeps_what_came_and_the_next_pull_brings_the_rest(
    posassist: Any, simulated: Callable[..., Simulated], journal_of: Callable[..., Path], at: int
) -> None:
    terminal = simulated(journal_of(3), "--faults", f"unplug@{at}")
    pull = ("pull-journal", "--protocol", "pax", "--port", terminal.port)
    first = posassist(*pull, code=5)
    assert first["error"]["name"] == "PullInterrupted"
    assert (first["complete"], first["entries"], first["new"]) == (False, at, at)
    assert (first["terminal"]["serial_number"], first["totals_agree"]) == ("T1", None)
    second = posassist(*pull)
    assert (second["complete"], second["new"], second["already_known"]) == (True, 3 - at, at)


def test_a_plug_pulled_before_the_name_stores_nothing(posassist: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        hangs_up = threading.Thread(target=lambda: server.accept()[0].close())  # noqa: PLW0108
        hangs_up.start()
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"
        capture = tmp_path / "saved.capture"
        answer = posassist(
            "pull-journal", "--protocol", "pax", "--port", port, "--save-capture", capture, code=5
        )
        hangs_up.join()
    assert answer.keys() == {"error"}
    assert answer["error"]["name"] == "PullInterrupted"
    assert capture.read_bytes().startswith(b"posassist capture 1 pax ")
    assert list((tmp_path / "profile" / "captures").iterdir()) == []
    assert posassist("import", capture, code=4)["error"]["name"] == "StatementUnreadable"
    assert posassist("imports", "list")["imports"] == []


@posix
@pytest.mark.timeout(300)
def test_a_killed_pull_leaves_a_capture_that_import_reads(
    posassist: Any,
    simulated: Callable[..., Simulated],
    journal_of: Callable[..., Path],
    tmp_path: Path,
) -> None:
    terminal = simulated(journal_of(300), "--baud", "19200")
    with pulling(tmp_path, terminal.port, 10) as pull:
        pull.kill()
    assert pull.returncode == -signal.SIGKILL
    (left,) = (tmp_path / "profile" / "captures").iterdir()
    planned = posassist("import", left, "--dry-run")["files"][0]
    assert left.exists()
    (file,) = posassist("import", left, "--plan", planned["plan_sha256"])["files"]
    assert (file["kind"], file["format"], file["file"]) == ("journal", "pax", left.name)
    assert 10 <= file["new"] == file["lines"] < 300
    assert len(file["warnings"]) == 1
    assert not left.exists()
    rows = posassist("journal", "list")["journal"]
    assert [each["trace_no"] for each in rows] == [f"{n:06d}" for n in range(file["new"])]
    assert {each["source"] for each in rows} == {left.name}
    posassist("undo")
    posassist("redo")
    assert posassist("journal", "list")["journal"] == rows


@posix
def test_the_next_pull_offers_what_a_killed_one_left(
    posassist: Any,
    simulated: Callable[..., Simulated],
    journal_of: Callable[..., Path],
    tmp_path: Path,
) -> None:
    file = journal_of(300)
    with pulling(tmp_path, simulated(file, "--baud", "19200").port, 5) as pull:
        pull.kill()
    (left,) = (tmp_path / "profile" / "captures").iterdir()
    quick = simulated(file).port
    done = posassist("pull-journal", "--protocol", "pax", "--port", quick)
    assert (done["offered_captures"], done["new"]) == ([str(left)], 300)
    assert posassist("import", left)["files"][0]["new"] == 0
    again = posassist("pull-journal", "--protocol", "pax", "--port", quick)
    assert (again["offered_captures"], again["new"]) == ([], 0)


@posix
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_stop_ends_a_pull_and_keeps_what_came(
    posassist: Any,
    simulated: Callable[..., Simulated],
    journal_of: Callable[..., Path],
    tmp_path: Path,
    way: signal.Signals,
) -> None:
    terminal = simulated(journal_of(300), "--baud", "19200")
    with pulling(tmp_path, terminal.port, 10) as pull:
        pull.send_signal(way)
        said, _ = pull.communicate(timeout=10)
    assert pull.returncode == 130
    answer = json.loads(said)
    assert answer["error"]["name"] == "Stopped"
    assert answer["complete"] is False
    assert 10 <= answer["new"] == answer["entries"] < 300
    assert len(posassist("journal", "list")["journal"]) == answer["new"]
    assert list((tmp_path / "profile" / "captures").iterdir()) == []


@posix
def test_two_pulls_at_one_port_do_not_meet(
    posassist: Any,
    simulated: Callable[..., Simulated],
    journal_of: Callable[..., Path],
    tmp_path: Path,
) -> None:
    terminal = simulated(journal_of(300), "--baud", "9600", listen="pty")
    with pulling(tmp_path, terminal.port, 2) as pull:
        refused = posassist("pull-journal", "--protocol", "pax", "--port", terminal.port, code=5)
        assert refused["error"]["name"] == "TerminalBusy"
        assert pull.poll() is None
        pull.send_signal(signal.SIGINT)
        said, _ = pull.communicate(timeout=30)
    assert pull.returncode == 130
    assert json.loads(said)["new"] >= 2


def test_a_capture_that_cannot_be_saved_is_refused_before_the_terminal_is_asked(
    posassist: Any, tmp_path: Path
) -> None:
    pull = ("pull-journal", "--protocol", "pax", "--port", "socket://127.0.0.1:1")
    for path in (tmp_path, tmp_path / "none" / "x.capture"):
        answer = posassist(*pull, "--save-capture", path, code=2)
        assert answer["error"]["name"] == "WrongUsage"
        assert str(path) in answer["error"]["message"]
    assert posassist(*pull, "--terminal", "nobody", code=2)["error"]["name"] == "WrongUsage"
    assert posassist(*pull, code=5)["error"]["name"] == "TerminalNotFound"
    assert posassist("pull-journal", "--protocol", "none", "--port", "x", code=2)["error"]


def test_a_terminal_is_known_by_its_serial_or_by_its_name(
    posassist: Any, simulated: Callable[..., Simulated], journal_of: Callable[..., Path]
) -> None:
    posassist("terminal", "set", "front", "--serial", "T1", "--terminal-id", "77001122",
              "--merchant", "M1", "--currency", "EUR")  # fmt: skip
    posassist("terminal", "set", "spare", "--terminal-id", "77003344")
    terminal = simulated(journal_of(2))
    pull = ("pull-journal", "--protocol", "pax", "--port", terminal.port, "--timeout", "3")
    done = posassist(*pull)
    assert done["terminal"] | {"model": ""} == {
        "terminal_id": "77001122", "merchant_id": "M1", "serial_number": "T1", "model": "",
    }  # fmt: skip
    assert done["sums"] == {"EUR": "4.00"}
    assert (done["first"], done["last"]) == ("2026-09-01", "2026-09-01")
    assert posassist(*pull, "--terminal", "spare")["terminal"]["terminal_id"] == "77003344"


def test_a_silent_port_is_given_up_after_the_timeout(posassist: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"
        answer = posassist(
            "pull-journal", "--protocol", "pax", "--port", port, "--timeout", "0.3", code=5
        )
    assert answer["error"]["name"] == "TerminalSilent"


def test_a_capture_that_cannot_be_kept_ends_the_pull_plainly(
    posassist: Any, tmp_path: Path
) -> None:
    (tmp_path / "profile").mkdir(mode=0o700)
    (tmp_path / "profile" / "captures").write_text("in the way", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"
        answer = posassist("pull-journal", "--protocol", "pax", "--port", port, code=6)
    assert answer["error"]["name"] == "BooksFull"


def test_card_numbers_in_any_field_reach_neither_disk_nor_answer(
    posassist: Any, tmp_path: Path
) -> None:
    row = JournalEntry(
        row=1,
        terminal_id=CARD,
        type=EntryType.SALE,
        amount=Money.of(100, "CNY"),
        occurred_at=dt.datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai")),
    )
    fields = ("batch_no", "trace_no", "rrn", "auth_code", "response_code", "original_rrn")
    texts = (CARD, f"x {CARD}=25121010000", "4539 1488 0343 6467", f"12 {CARD}")
    planted: list[dict[str, Any]] = [{name: text} for name in fields for text in texts]
    rows = [dataclasses.replace(row, **each) for each in planted]
    faults = Faults.parse("flip=0.1,drop=0.05,insert=0.05")
    terminal = SimulatedTerminal(rows, serial_number=CARD, faults=faults, patience=0.2)
    capture = tmp_path / "saved.capture"
    with serve(terminal, "127.0.0.1:0") as serving:
        done = posassist("pull-journal", "--protocol", "pax", "--port", serving.url,
                         "--save-capture", capture)  # fmt: skip
    assert done["entries"] == len(rows)
    said = json.dumps([done, posassist("journal", "list"), posassist("history")])
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert capture in written
    for number in (CARD, "4539 1488 0343 6467", "14880343", "1488 0343"):
        assert number not in said
        for path in written:
            data = path.read_bytes()
            assert number.encode() not in data
            assert number.encode().hex().encode() not in data


def test_a_simulated_terminal_ends_as_good_tools_do(
    simulated: Callable[..., Simulated], journal_of: Callable[..., Path]
) -> None:
    assert simulated(journal_of(1)).stop(signal.SIGTERM) == (0 if os.name == "posix" else 1)
    if os.name == "posix":
        assert simulated(journal_of(1)).stop(signal.SIGINT) == 130


def test_what_cannot_be_simulated_is_refused_plainly(
    posassist: Any, journal_of: Callable[..., Path], tmp_path: Path
) -> None:
    good = journal_of(4)
    two = journal_of(6, "T1", "T2")
    bad = tmp_path / "bad.csv"
    bad.write_text(good.read_text(encoding="utf-8").replace("sale,1.50", "sale,one"), "utf-8")
    statement = tmp_path / "bank.csv"
    statement.write_text("booked_on,amount,currency\n2026-09-01,1.00,CNY\n", encoding="utf-8")

    def simulate(journal: Path, *options: str, listen: str = "127.0.0.1:0", code: int) -> str:
        answer = posassist("simulate-terminal", "--protocol", "pax", "--listen", listen,
                           "--journal", journal, *options, code=code)  # fmt: skip
        assert answer["error"]["next_step"]
        return str(answer["error"]["name"])

    for journal in (two, bad, statement, tmp_path / "none.csv"):
        assert simulate(journal, code=4) == "StatementUnreadable"
    assert simulate(good, "--faults", "burn=0.1", code=2) == "WrongUsage"
    assert simulate(good, listen="nowhere", code=2) == "WrongUsage"


def test_a_transbank_terminal_is_read_and_its_totals_agree(
    posassist: Any, simulated: Callable[..., Simulated], tmp_path: Path
) -> None:
    journal = tmp_path / "chile.csv"
    head = "terminal_id,merchant_id,trace_no,auth_code,type,amount,currency,occurred_at,channel"
    rows = [
        f"75001637,597029414300,{n:06},A{n:05},{kind},{amount},CLP,2026-09-01T10:{n:02}:00,credit"
        for n, kind, amount in ((1, "sale", 25000), (2, "sale", 1500), (3, "sale", 990))
    ]
    journal.write_text("\n".join((head, *rows, "")), encoding="utf-8")
    posassist.within("shop", "set", "--timezone", "America/Santiago", "--currency", "CLP")
    port = simulated(journal, "--protocol", "transbank").port
    said = posassist.within("pull-journal", "--protocol", "transbank", "--port", port)
    again = posassist.within("pull-journal", "--protocol", "transbank", "--port", port)
    assert said["terminal"]["terminal_id"] == "75001637"
    assert said["terminal"]["merchant_id"] == "597029414300"
    assert (said["entries"], said["new"], said["totals_agree"], said["complete"]) == (
        3, 3, True, True,
    )  # fmt: skip
    assert said["sums"] == {"CLP": "27490"}
    assert (again["new"], again["already_known"]) == (0, 3)


def test_a_terminal_of_entered_codes_is_read_with_them_and_with_nothing_else(
    posassist: Any, simulated: Callable[..., Simulated], journal_of: Callable[..., Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    port = simulated(journal_of(8), "--protocol", "cn-mis").port
    pull = ("pull-journal", "--protocol", "cn-mis", "--port", port)
    said = posassist("--json", *pull, code=2)
    assert "--operation-codes journal=NN" in said["error"]["next_step"]
    for wrong in ("journal=45", "sale=x", "journal=31 sale=31"):
        posassist("terminal", "set", "Desk", "--operation-codes", wrong, code=2)
    posassist.within("terminal", "set", "Desk", "--protocol", "cn-mis", "--operation-codes",
                     "journal=31", "--merchant", "104990054119001")  # fmt: skip
    capture = tmp_path / "desk.capture"
    said = posassist.within(*pull, "--save-capture", capture)
    assert (said["entries"], said["new"], said["complete"]) == (8, 8, True)
    assert said["sums"] == {"CNY": "40.00"}
    assert said["terminal"]["merchant_id"] == "104990054119001"
    assert posassist.within(*pull)["new"] == 0
    rows = posassist.within("journal", "list")["journal"]
    posassist.within("undo")
    posassist.within("undo")
    assert posassist.within("journal", "list")["journal"] == []
    posassist.within("terminal", "set", "Desk", "--operation-codes", "journal=32 refund=50")
    posassist.within("undo")
    posassist.within("redo")
    assert posassist.within("import", capture)["files"][0]["new"] == 8
    assert [each["rrn"] for each in posassist.within("journal", "list")["journal"]] == [
        each["rrn"] for each in rows
    ]
