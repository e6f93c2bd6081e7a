"""Frames are cut out of whatever arrives, however it is split and whatever stands between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.terminals.framing import LARGEST, Control, Frame, Framer, framed, lrc

BODIES = st.binary(max_size=40).map(lambda data: bytes(each for each in data if each not in {2, 3}))


@pytest.mark.parametrize("check", [0x02, 0x03, 0x04, 0x05, 0x06, 0x15])
def test_a_frame_is_cut_at_every_split_whatever_its_check_byte(check: int) -> None:
    body = next(
        body
        for filling in range(0x20, 0x7F)
        if lrc(body := bytes((0x30, 0x1C, filling, filling ^ 0x2F ^ check))) == check
    )
    wire = bytes((Control.ACK,)) + framed(body) + bytes((Control.EOT,))
    for split in range(len(wire)):
        framer = Framer()
        heard = framer.feed(wire[:split]) + framer.feed(wire[split:])
        assert heard == [Control.ACK, Frame(body, sound=True), Control.EOT]


@given(st.lists(BODIES, max_size=5), st.lists(st.integers(0, 60), max_size=20))
def test_glued_frames_come_apart_however_they_were_split(
    bodies: list[bytes], lengths: list[int]
) -> None:
    wire = b"".join(framed(each) for each in bodies)
    framer = Framer()
    heard = []
    for length in [*lengths, len(wire)]:
        heard += framer.feed(wire[:length])
        wire = wire[length:]
    assert heard == [Frame(each, sound=True) for each in bodies]
    assert not framer.within


@given(st.binary(max_size=200))
def test_any_noise_is_taken_and_the_next_whole_frame_is_found(noise: bytes) -> None:
    framer = Framer()
    framer.feed(noise)
    framer.reset()
    assert framer.feed(framed(b"0\x1cA01"))[-1] == Frame(b"0\x1cA01", sound=True)


def test_a_changed_byte_makes_a_frame_unsound() -> None:
    wire = bytearray(framed(b"0\x1cA01"))
    wire[3] ^= 0x10
    assert Framer().feed(bytes(wire)) == [Frame(b"0\x1cQ01", sound=False)]


def test_noise_and_a_cut_frame_do_not_hide_the_next_one() -> None:
    whole = framed(b"0\x1cA01")
    assert Framer().feed(b"xx\xff" + whole) == [Frame(b"0\x1cA01", sound=True)]
    heard = Framer().feed(whole[:4] + whole)
    assert heard == [Frame(b"0\x1cA", sound=False), Frame(b"0\x1cA01", sound=True)]


def test_a_frame_without_end_is_given_up_at_the_largest_size() -> None:
    flood = Framer().feed(b"\x02" + b"x" * 9000 + framed(b"0\x1cA01"))
    assert [len(each.body) for each in flood if isinstance(each, Frame)] == [LARGEST, 5]
