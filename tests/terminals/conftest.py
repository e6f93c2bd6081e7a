"""A shop's journal, a terminal that follows a script, and one pull through the real driver."""

import dataclasses
import datetime as dt
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.base.errors import Stopped
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals.capture import Capture, read_capture
from posassist.terminals.driver import driver
from posassist.terminals.framing import LRC, Control, Frame, Framing, framed
from posassist.terminals.port import Replay, Wire, on_network, open_link
from posassist.terminals.records import Pulled, Registered, Timing

ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = Registered("T1", "M1", "CNY", ZONE, dt.date(2026, 11, 24))
STARTED = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
Journal = Callable[..., list[JournalEntry]]
Said = bytes | float | None
QUICK = Timing(answer=0.05, silence=1.5)


@pytest.fixture
def journal() -> Journal:
    """Make an invented journal of so many records; the same for the same seed."""

    def make(count: int, *, seed: int = 5) -> list[JournalEntry]:
        rng = random.Random(seed)
        moment = dt.datetime(2026, 9, 1, 8, 0, tzinfo=ZONE)
        rows = []
        for number in range(count):
            moment += dt.timedelta(seconds=rng.randrange(20, 400))
            kind = rng.choice([EntryType.SALE] * 9 + [EntryType.REFUND])
            minor = rng.choice((1000, 1280, 128600, 550))
            code = rng.choice(("00", "00", "00", "51"))
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
                    response_code=code,
                    status=EntryStatus.APPROVED if code == "00" else EntryStatus.DECLINED,
                )
            )
        return rows

    return make


@dataclasses.dataclass
class Pull:
    """A pull by the real driver over a real link, with its capture; `replay` does it again."""

    folder: Path
    capture: bytes = b""
    _numbers: Iterator[int] = dataclasses.field(default_factory=count)

    def __call__(
        self,
        url: str,
        *,
        timing: Timing = QUICK,
        known: Registered = KNOWN,
        stop_at: int | None = None,
        protocol: str = "pax",
        framing: Framing | None = None,
    ) -> Pulled:
        """Pull from a port, and stop before record `stop_at`."""
        speaks = driver(protocol)
        path = self.folder / f"{next(self._numbers)}.capture"

        def progress(done: int, _total: int, _doing: object) -> None:
            if done == stop_at:
                raise Stopped("stopped")

        usual = speaks.NETWORK if on_network(url) else speaks.SERIAL
        with closing(open_link(url)) as link:
            capture = Capture(path, protocol=protocol, started_at=STARTED, port=url)
            try:
                return speaks.pull(
                    Wire(link, capture, speaks.ALLOWED, framing or usual),
                    register=lambda _serial: known,
                    timing=timing,
                    progress=progress,
                )
            finally:
                self.capture = capture.close()

    @staticmethod
    def told(rows: Iterable[JournalEntry]) -> list[JournalEntry]:
        """Return rows without the text they came in."""
        return [dataclasses.replace(row, raw="") for row in rows]

    def replay(self, known: Registered = KNOWN) -> Pulled:
        """Play the last pull's capture back."""
        recorded = read_capture("x.capture", self.capture)
        return driver(recorded.protocol).pull(
            Replay(recorded),
            register=lambda _serial: known,
            timing=Timing(),
            progress=lambda *_: None,
        )


@pytest.fixture
def pull(tmp_path: Path) -> Pull:
    """Pull with the real driver."""
    return Pull(tmp_path)


@pytest.fixture
def plugged_in() -> Callable[[str], None]:
    """Wait until a device is there again."""

    def wait(url: str) -> None:
        until = time.monotonic() + 5
        while not Path(url).exists() and time.monotonic() < until:
            time.sleep(0.01)

    return wait


class Scripted:
    """A terminal on a local socket that says exactly what its script says.

    The script gets the body of each request and its number, and returns what to say: bytes, pauses
    in seconds, None to hang up. `heard` is all that came, frames and control bytes.
    """

    def __init__(self, script: Callable[[bytes, int], list[Said]], framing: Framing = LRC) -> None:
        self.heard: list[Frame | Control] = []
        self._script, self._framing = script, framing
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"socket://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        requests = count()
        framer = self._framing.cutter()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while data := _received(connection):
                for heard in framer.feed(data):
                    self.heard.append(heard)
                    if isinstance(heard, Frame) and not self._say(connection, heard, requests):
                        return

    def _say(self, connection: socket.socket, heard: Frame, requests: Iterator[int]) -> bool:
        for each in self._script(heard.body, next(requests)):
            if each is None:
                return False
            if isinstance(each, float):
                time.sleep(each)
            else:
                with suppress(OSError):  # the other side may have had enough
                    connection.sendall(each)
        return True

    def close(self) -> None:
        """Hang up and wait for the thread."""
        self._server.close()
        self._thread.join(timeout=5)


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(4096)
    except OSError:
        return b""


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    """Start a terminal that follows a script."""
    with ExitStack() as stack:

        def start(script: Callable[[bytes, int], list[Said]], framing: Framing = LRC) -> Scripted:
            terminal = Scripted(script, framing)
            stack.callback(terminal.close)
            return terminal

        yield start


@pytest.fixture
def answers() -> Callable[[bytes], bytes]:
    """Answer like a sound PAX terminal with three sales, ACK and frame together."""
    rows = [f"0{n}" for n in range(3)]

    def answer(body: bytes) -> bytes:
        fields = body.decode().split("\x1c")
        if fields[0] == "A00":
            said = "0\x1cA01\x1c1.44\x1c000000\x1cOK\x1cS1\x1cMODEL"
        elif fields[0] == "R08":
            said = "0\x1cR09\x1c1.44\x1c100003\x1cUNSUPPORTED"
        elif fields[0] == "R00":
            said = "0\x1cR01\x1c1.44\x1c100003\x1cUNSUPPORTED"
        else:
            number = int(fields[5])
            host = "\x1f".join(("00", "APPROVAL", "A1", f"6260{rows[number]}", "", "1"))
            amount, account = f"1{number}00\x1f0", f"{number}111\x1f4"
            trace = f"{number + 1}\x1f\x1f2026090108000{number}\x1f"
            said = "\x1c".join(
                ("0", "R03", "1.44", "000000", "OK", "3", str(number), host, "01", "01", "",
                 amount, account, trace, "", "", "", "CARDBIN=622202")
            )  # fmt: skip
        return bytes((Control.ACK,)) + framed(said.encode())

    return answer
