"""What goes to a printer is text between commands; the commands go, the text stays."""

import datetime as dt
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.catalog.patterns import patterns
from posassist.terminals.capture import Late, Recorded
from posassist.terminals.framing import Control, Frame
from posassist.terminals.printer import LONGEST_LINE, PrintedLines, printed_text, safe_lines

# A slip with pictures, bar codes, a QR code and a cut, written by python-escpos 3.1 (Dummy).
SLIP = bytes.fromhex((Path(__file__).parent / "escpos_slip.hex").read_text("ascii"))
SAYS = """\
银联POS签购单
POS SALES SLIP
商户存根 MERCHANT COPY
商户编号(MERCHANT NO):
999290054110001
终端编号(TERMINAL NO):
99000101
操作员号(OPERATOR NO):01
卡号(CARD NO):
6222 02** **** 1234 I

交易类型(TXN. TYPE):
消费(SALE)
批次号(BATCH NO)  :000123
凭证号(VOUCHER NO):000066
授权码(AUTH NO)   :123456
日期/时间(DATE/TIME):
   2026/09/14 10:00:00
交易参考号(REF. NO):626000000001
金额(AMOUNT):
RMB:1,286.00
备注/REFERENCE:
"""


def lines(*pieces: bytes) -> list[bytes]:
    printed = PrintedLines()
    return [line for each in pieces for line in printed.feed(each)] + printed.rest()


def test_a_slip_of_another_encoder_is_its_text() -> None:
    assert b"\n".join(lines(SLIP)).decode("gb18030").rstrip() == SAYS.rstrip()


@given(st.lists(st.integers(0, len(SLIP)), max_size=8))
def test_how_it_was_split_makes_no_difference(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(SLIP)]
    pieces = [SLIP[one:other] for one, other in itertools.pairwise(places)]
    assert lines(*pieces) == lines(SLIP)


@pytest.mark.parametrize(
    "command",
    [
        b"\x1b@", b"\x1b!\x30", b"\x1ba1", b"\x1bp01A", b"\x1bD\x08\x10\x00", b"\x1bc5\x00",
        b"\x1b*\x00\x03\x00ABC", b"\x1b*\x21\x01\x00ABC", b"\x1dk\x04123\x00", b"\x1dkI\x03AB\n",
        b"\x1d(k\x03\x001AB", b"\x1dv0\x00\x02\x00\x01\x00AB", b"\x1d*\x01\x01ABCDEFGH",
        b"\x1d8L\x02\x00\x00\x00AB", b"\x1c(A\x01\x00A", b"\x1c2A1" + b"B" * 72, b"\x1c&", b"\x1c.",
        b"\x10\x04\x01", b"\x10\x14\x01\x00\x01", b"\x1b\xff", b"\x07", b"\x00", b"\x7f", b"\r",
    ],
)  # fmt: skip
def test_a_command_leaves_nothing_in_a_line(command: bytes) -> None:
    assert lines(b"12" + command + b"34\n") == [b"1234"]


@pytest.mark.parametrize(
    ("command", "between"),
    [
        (b"\n", [b"1", b"2"]), (b"\x0c", [b"1", b"2"]), (b"\x1bd\x03", [b"1", b"2"]),
        (b"\x1bJ\x20", [b"1", b"2"]), (b"\x1dV\x00", [b"1", b"", b"2"]),
        (b"\x1dVB\x05", [b"1", b"", b"2"]), (b"\x1bi", [b"1", b"", b"2"]),
        (b"\t", [b"1 2"]), (b"\x1b$\x10\x00", [b"1 2"]),
    ],
)  # fmt: skip
def test_what_moves_the_paper_or_the_head_parts_the_text(
    command: bytes, between: list[bytes]
) -> None:
    assert lines(b"1" + command + b"2") == between
    assert lines(command + b"2")[-1:] == [b" 2" if command == b"\t" else b"2"]


def test_a_command_that_is_cut_off_is_waited_for_and_then_nothing() -> None:
    for command in (b"\x1b", b"\x1b*\x00", b"\x1dk", b"\x1dk\x0412", b"\x1dv0\x00", b"\x1dV"):
        assert lines(b"1\n" + command) == [b"1"]


def test_what_claims_to_be_endless_is_no_picture_and_no_list() -> None:
    assert lines(b"\x1dv0\x00\xff\xff\xff\xff12\n") == [b"12"]
    assert lines(b"\x1dk\x04" + b"1" * 300 + b"\n") == [b"\x04"[1:] + b"1" * 300]
    assert lines(b"1" * (LONGEST_LINE + 1)) == [b"1" * LONGEST_LINE, b"1"]


def test_a_captured_print_is_text_in_either_encoding() -> None:
    for codec in ("gb18030", "utf-8"):
        frames = [Frame(each.encode(codec), sound=True) for each in ("终端号:1", "", "金额:5.00")]
        heard = (frames[0], Control.ACK, None, frames[1], Late(frames[2]))
        recorded = Recorded("print", dt.datetime(2026, 9, 14, tzinfo=dt.UTC), heard)
        assert printed_text(recorded) == "终端号:1\n\n金额:5.00"


def test_a_card_is_struck_where_its_label_stands_on_another_line() -> None:
    print_ = "签购单\n卡号(CARD NO):\n6222 0212 3456 7890 123\n金额:5.00"
    for codec in ("gb18030", "utf-8"):
        kept = safe_lines([each.encode(codec) for each in print_.split("\n")], patterns())
        assert [each.decode(codec) for each in kept][2] == "622202*********0123"
    assert safe_lines([b"\xff\xff 12"], patterns()) == [b"\xff\xff 12"]
