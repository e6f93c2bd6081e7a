"""A capture holds what went over the wire, without card numbers, and is read back the same."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from posassist.base.errors import StatementUnreadable
from posassist.terminals.capture import (
    Capture,
    Late,
    digest,
    in_use,
    is_capture,
    kept_body,
    read_capture,
    struck,
)
from posassist.terminals.framing import Control, Frame

STARTED = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
HEAD = b"posassist capture 1 pax 2026-11-24T00:00:00+00:00"
CARD = "4539148803436467"


@pytest.fixture
def capture(tmp_path: Path) -> Capture:
    return Capture(tmp_path / "c", protocol="pax", started_at=STARTED, port="/dev/tty A")


def test_what_was_written_is_read_back(capture: Capture) -> None:
    capture.sent(b"\x02A00\x03r")
    for late in (Control.EOT, Frame(b"0\x1cA01", sound=True)):
        assert capture.late(late) == late
    for what in (Control.ACK, None, Frame(b"0\x1cA01", sound=True), Frame(b"", sound=False)):
        assert capture.heard(what) == what
    data = capture.close()
    assert digest(data) == hashlib.sha256(data).hexdigest()
    assert is_capture(data)
    recorded = read_capture("c", data)
    assert (recorded.protocol, recorded.started_at, recorded.port) == (
        "pax", STARTED, "/dev/tty A",
    )  # fmt: skip
    assert recorded.heard == (
        Late(Control.EOT), Late(Frame(b"0\x1cA01", sound=True)),
        Control.ACK, None, Frame(b"0\x1cA01", sound=True), Frame(b"", sound=False),
    )  # fmt: skip
    assert not recorded.cut
    assert struck(data) == data


def test_a_line_that_a_crash_cut_off_is_left_out() -> None:
    recorded = read_capture("c", HEAD + b"\n0.1 < ACK\n0.2 < 30")
    assert (recorded.heard, recorded.cut) == ((Control.ACK,), True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"posassist capture 1 pax nonsense\n",
        b"posassist capture 1 pax 2026-11-24T00:00:00\n",
        b"posassist capture 2 pax 2026-11-24T00:00:00+00:00\n",
        HEAD + b" port more\n",
        HEAD + b"\n0.1 < zz ok\n",
        HEAD + b"\n0.1 < 30 fine\n",
        HEAD + b"\n0.1 < 30 ok\x00masked\n",
        HEAD + b"\n0.1 < BEL\n",
        HEAD + b"\n0.1 ? 30 ok\n",
        HEAD + b"\nsoon < ACK\n",
        HEAD + b"\n0.1 < " + b"30" * 5000 + b" ok\n",
        HEAD + b"\n\xff\n",
        HEAD + b"\n\n",
    ],
)
def test_a_broken_capture_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(StatementUnreadable, match=r"a\.capture"):
        read_capture("a.capture", data)


@pytest.mark.parametrize(
    "number",
    [
        CARD,
        "4539 1488 0343 6467",
        "4539-1488-0343-6467",
        "\uff14\uff15\uff13\uff19" + CARD[4:],
        CARD + "=25121010000012345678",
        CARD + "D2512101",
        CARD + "^CARD/HOLDER^2512101",
    ],
)
@pytest.mark.parametrize("field", ["0\x1c{}\x1c1", "a\x1f{}", "{}", "text {} text", "K={}\x1fL=1"])
def test_a_card_number_is_struck_wherever_it_stands(number: str, field: str) -> None:
    body, changed = kept_body(Frame(field.format(number).encode(), sound=True))
    assert changed
    assert "8803" not in "".join(each for each in body.decode() if each.isdigit())
    assert b"2512" not in body
    assert kept_body(Frame(body, sound=True)) == (body, False)


def test_a_damaged_frame_keeps_no_digit_and_an_undecodable_one_its_bytes() -> None:
    assert kept_body(Frame(b"4111 2\x00345", sound=False)) == (b"**** *\x00***", True)
    assert kept_body(Frame(b"\xb2\xe2\xff 12", sound=True)) == (b"\xb2\xe2\xff 12", False)


def test_card_numbers_in_somebody_elses_capture_are_struck() -> None:
    raw = f"0.1 < {CARD.encode().hex()} ok\n0.2 > {CARD.encode().hex()}\n0.3 < 3031 bad\nx"
    data = struck(HEAD + b" " + CARD.encode() + b"\n" + raw.encode())
    assert CARD.encode() not in data
    assert CARD.encode().hex().encode() not in data
    kept = b"453914******6467".hex().encode()
    assert b"0.1 < " + kept + b" ok masked\n0.2 > " + kept + b"\n0.3 < 2a2a bad masked\nx" in data
    assert struck(data) == data


def test_a_capture_is_in_use_while_its_writer_lives(
    capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fcntl")
    assert in_use(capture.path)
    capture.close()
    assert not in_use(capture.path)
    monkeypatch.setitem(__import__("sys").modules, "fcntl", None)
    assert not in_use(capture.path)
    capture.path.unlink()
    assert in_use(capture.path)
