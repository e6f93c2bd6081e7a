"""A terminal that answers by HTTP: a frame a request, faults in plain words."""

import base64
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from posassist.base.errors import TerminalNotFound, TerminalSilent
from posassist.terminals.framing import Frame, Framer, framed
from posassist.terminals.links import HttpLink, LinkLost
from posassist.terminals.records import Timing
from posassist.terminals.simulator import SimulatedTerminal

Answer = Callable[[bytes], bytes | int]


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """Serve answers to the frames of requests; an int is a status in place of one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = answer(base64.b64decode(self.path.removeprefix("/?"), validate=True))
            body = said if isinstance(said, bytes) else b""
            self.send_response(200 if isinstance(said, bytes) else said)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_journal_comes_whole_over_http(
    pull: Any, journal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # which must not be asked
    rows = journal(12)
    terminal = SimulatedTerminal(rows, serial_number="S1")

    def answer(data: bytes) -> bytes:
        (frame,) = Framer().feed(data)
        assert isinstance(frame, Frame)
        return b"".join(map(framed, terminal.answer(frame.body)))

    with served(answer) as url:
        pulled = pull(url)
    assert (pulled.complete, pulled.error) == (True, None)
    assert pull.told(pulled.entries) == pull.told(rows)


def test_a_terminal_that_only_refuses_is_silent(pull: Any) -> None:
    with served(lambda _data: 500) as url, pytest.raises(TerminalSilent):
        pull(url, timing=Timing(answer=0.05, silence=0.3))


def test_a_terminal_that_goes_away_is_lost() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        closing(HttpLink(f"http://127.0.0.1:{server.getsockname()[1]}")) as link,
    ):
        link.write(b"\x06")  # a control byte is no request
        assert link.read(0) == b""
        server.close()
        link.write(framed(b"A00"))
        with pytest.raises(LinkLost):
            while True:
                link.read(1.0)


@pytest.mark.parametrize("url", ["http://", "http://127.0.0.1:1", "http://127.0.0.1:x"])
def test_an_address_where_nothing_answers_is_told(pull: Any, url: str) -> None:
    with pytest.raises(TerminalNotFound):
        pull(url)
