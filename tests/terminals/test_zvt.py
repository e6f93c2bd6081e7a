"""ZVT: recorded prints become rows, whatever the cable does; an end of day is never sent."""

import dataclasses
import datetime as dt
import json
import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.base.errors import (
    ProtocolError,
    PullInterrupted,
    Stopped,
    TerminalRefused,
    TerminalSilent,
)
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals import zvt_receipts as receipts
from posassist.terminals import zvt_records as records
from posassist.terminals.capture import kept_body
from posassist.terminals.faults import Faults
from posassist.terminals.framing import LARGEST, Control, Frame
from posassist.terminals.records import Registered, Timing
from posassist.terminals.simulator import SimulatedTerminal, serve
from posassist.terminals.zvt_framing import (
    NETWORK,
    SERIAL,
    CommandFramer,
    SerialFramer,
    command,
    data_of,
    framed,
)

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "zvt_vectors.json").read_text("utf-8")
)
VIENNA = ZoneInfo("Europe/Vienna")
KNOWN = Registered("", "", "EUR", VIENNA, dt.date(2026, 11, 24))
PATIENT = Timing(answer=0.1, silence=0.6)
DONE, END = records.DONE, command(records.COMPLETION)


def lines_of(*hexes: str) -> list[records.Line]:
    return [records.line(data_of(bytes.fromhex(each))) for each in hexes if each.startswith("06d1")]


def told(entry: JournalEntry) -> tuple[str, ...]:
    return (
        entry.terminal_id, entry.merchant_id, entry.type.value, str(entry.amount),
        f"{entry.occurred_at:%Y-%m-%d %H:%M:%S}", entry.trace_no, entry.auth_code,
        entry.card_masked[-4:],
    )  # fmt: skip


def germany(journal: Any, count: int) -> list[JournalEntry]:
    """An invented journal in euros, of what a receipt carries."""
    return [
        dataclasses.replace(
            each, amount=Money.of(each.amount.minor * (number + 1), "EUR"),
            terminal_id="52525252", merchant_id="100461763", rrn="", batch_no="",
            channel=Channel.OTHER, response_code="",
            card_masked=f"************{each.card_masked[-4:]}",
            occurred_at=each.occurred_at.replace(tzinfo=VIENNA),
        )
        for number, each in enumerate(journal(count))
    ]  # fmt: skip


# --- framing ------------------------------------------------------------------------------


@pytest.mark.parametrize("wire", VECTORS["serial"])
def test_serial_frames_are_written_and_read_byte_for_byte(wire: str) -> None:
    (frame,) = SerialFramer().feed(bytes.fromhex(wire))
    assert isinstance(frame, Frame)
    assert frame.sound
    assert framed(frame.body).hex() == wire
    assert command(frame.body[:2], data_of(frame.body)) == frame.body


@given(st.binary(max_size=40), st.integers(1, 7))
def test_how_a_frame_was_split_makes_no_difference(body: bytes, size: int) -> None:
    wire = b"\x07\x06" + framed(body) + b"\x15"
    framer = SerialFramer()
    pieces = [wire[start : start + size] for start in range(0, len(wire), size)]
    heard = [each for piece in pieces for each in framer.feed(piece)]
    assert heard == [Control.ACK, Frame(body, sound=True), Control.NAK]
    assert not framer.within


def test_damaged_frames_are_not_sound_and_the_next_one_is_heard() -> None:
    good = framed(b"\x80\x00\x00")
    for bad in (good[:-1] + b"\x00", b"\x10\x02\x06\x10\x07", b"\x10\x02\x06"):
        frames = SerialFramer().feed(bad + good)
        assert [each.sound for each in frames if isinstance(each, Frame)] == [False, True]
    endless = SerialFramer().feed(b"\x10\x02" + b"1" * (LARGEST + 1) + good)
    assert [each.sound for each in endless if isinstance(each, Frame)] == [False, True]
    assert SerialFramer().feed(b"\x10\x10\x10\x05\x01") == []
    cut = SerialFramer()
    cut.feed(b"\x10\x02\x06")
    assert cut.within
    cut.reset()
    assert cut.feed(good) == [Frame(b"\x80\x00\x00", sound=True)]


def test_a_network_cuts_commands_by_their_length() -> None:
    pieces = [bytes.fromhex(each) for each in VECTORS["fragments"]]
    framer = CommandFramer()
    heard = [framer.feed(each) for each in pieces]
    assert [[len(one.body) for one in each if isinstance(one, Frame)] for each in heard] == [
        *[[]] * 9, [659], [], [1218], [1218],
    ]  # fmt: skip
    framer.feed(b"\x06\xd3")
    assert framer.within
    framer.reset()
    (endless,) = framer.feed(b"\x06\xd3\xff\xff\xff1")
    assert (endless.sound, framer.within) == (False, False)  # type: ignore[union-attr]


@pytest.mark.parametrize("lying", VECTORS["lying"])
def test_a_length_that_lies_is_refused(lying: str) -> None:
    with pytest.raises(ValueError, match=lying[:10]):
        data_of(bytes.fromhex(lying))


def test_long_commands_say_their_length_in_two_bytes() -> None:
    body = command(records.PRINT_BLOCK, b"1" * 300)
    assert body[2:5] == b"\xff\x2c\x01"
    assert data_of(body) == b"1" * 300
    assert CommandFramer().feed(body) == [Frame(body, sound=True)]


# --- what a terminal says -----------------------------------------------------------------


def test_a_recorded_closing_is_a_list_with_its_total() -> None:
    ended = records.Line("", last=True)
    closing, *payments = receipts.receipts([*lines_of(*VECTORS["lines"]), ended])
    assert receipts.is_list(closing)
    assert receipts.terminal_of(closing) == "28004869"
    (total,) = receipts.totals(closing, "")
    assert (total.count, str(total.amount)) == (0, "EUR 0.00")
    assert [told(receipts.entry(each, 1, KNOWN)) for each in payments] == [
        ("28004869", "100461763", "sale", "EUR 2.00", "2021-11-02 08:35:32", "001044", "979572",
         "4821")
    ] * 2  # fmt: skip


def test_recorded_blocks_of_three_makers_are_payments_and_lists() -> None:
    prints = [receipts.receipts(records.block(data_of(bytes.fromhex(each))))[0]
              for each in VECTORS["blocks"]]  # fmt: skip
    assert [receipts.is_list(each) for each in prints] == [False, False, True, True, False]
    hobex = (
        "AH000006",
        "",
        "sale",
        "EUR 1.00",
        "2021-10-19 13:30:04",
        "10004001",
        "367655",
        "0000",
    )
    visa = ("42003036", "455600000599", "sale", "EUR 0.01", "2019-06-29 12:54:45", "000741",
            "889150", "7743")  # fmt: skip
    paid = [told(receipts.entry(prints[place], 1, KNOWN)) for place in (0, 1, 4)]
    assert paid == [hobex, hobex, visa]
    assert "KUNDENBELEG" in prints[0]
    assert "HÄNDLERBELEG" in prints[1]
    assert "HÄNDLER-ID" in prints[3]
    assert [(each.count, each.amount.plain) for each in receipts.totals(prints[3], "CHF")] == [
        (4, "4.12")
    ]


def test_recorded_status_says_which_terminal_it_is() -> None:
    for each in VECTORS["status"]:
        found = records.fields(data_of(bytes.fromhex(each)))
        assert records.terminal_of(found) == ("00000006", "")
    named = records.fields(b"\x2a" + b"123456789".ljust(15, b"\0") + b"\x3c\xf0\xf0\xf2ok")
    assert records.terminal_of(named) == ("", "123456789")


@pytest.mark.parametrize(
    "cut", ["29 00", "77", "06", "06 82 01", "06 83 00 00 01", "06 05 25", "22 f1"]
)
def test_fields_that_are_cut_or_unknown_are_refused(cut: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any field of the message
        records.fields(bytes.fromhex(cut))


@pytest.mark.parametrize("cut", ["06 03 25 05 07", "06 02 25 81", "06 01 1f", "06 04 25 02 07 05"])
def test_a_block_that_is_cut_is_refused(cut: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any tag of the message
        records.block(bytes.fromhex(cut))


def test_a_line_is_read_in_whatever_a_terminal_writes() -> None:
    for data, text in (
        (b"\x00H\x8eNDLER", "HÄNDLER"), (b"\x00H\xc4NDLER", "HÄNDLER"), (b"\x00H[NDLER", "HÄNDLER"),
        (b"\x00a [1]  ", "a [1]"), (b"\x40X\x06\x04\x1f\x07\x01\x01", "X"), (b"\x00", ""),
    ):  # fmt: skip
        assert records.line(data) == records.Line(text)
    assert records.line(b"\x81") == records.Line("", last=True)
    with pytest.raises(ValueError, match="b''"):
        records.line(b"")
    assert records.block(bytes.fromhex("06 08 25 06 09 01 00 09 01 ff")) == [
        records.Line("", last=True)
    ]
    assert records.block(bytes.fromhex("06 03 14 01 31")) == []


TOTAL_SAYS = (
    "The terminal's total says 1 payments, EUR 9.99; it printed 0, EUR 0.00. "
    "Add the others as slips."
)
PAID = "Terminal-ID: 1\n02.11.21 08:35\nSUMME\n  CHF: 1'234,50\nTA-Nr. 7"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("", ""), ("sale", "CHF 1,234.50", "approved")),
        (("SUMME", "STORNO\nSUMME"), ("void", "-CHF 1,234.50", "approved")),
        (("SUMME", "Gutschrift\nSUMME"), ("refund", "-CHF 1,234.50", "approved")),
        (("TA-Nr", "abgelehnt\nTA-Nr"), ("sale", "CHF 1,234.50", "declined")),
        (("  CHF: 1'234,50", "1.234,50"), ("sale", "EUR 1,234.50", "approved")),
        (("  CHF: 1'234,50", "12,50 CHF"), ("sale", "CHF 12.50", "approved")),
    ],
)
def test_the_words_of_a_receipt_say_what_it_is(
    change: tuple[str, str], says: tuple[str, str, str]
) -> None:
    known = dataclasses.replace(KNOWN, currency="")
    entry = receipts.entry(PAID.replace(*change), 1, known)
    assert (entry.type.value, str(entry.amount), entry.status.value) == says
    assert entry.occurred_at == dt.datetime(2021, 11, 2, 8, 35, tzinfo=VIENNA)


@pytest.mark.parametrize("lacking", ["Terminal-ID: 1", "SUMME", "02.11.21", "08:35"])
def test_a_receipt_that_lacks_its_day_amount_or_terminal_is_none(lacking: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        receipts.entry(PAID.replace(lacking, ""), 1, KNOWN)


# --- pulling ------------------------------------------------------------------------------


@pytest.mark.parametrize("listen", ["pty", "127.0.0.1:0"])
def test_receipts_come_over_a_cable_and_a_network(pull: Any, journal: Any, listen: str) -> None:
    rows = germany(journal, 12)
    terminal = SimulatedTerminal(rows, serial_number="52525252", protocol="zvt")
    with serve(terminal, listen) as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="zvt", timing=PATIENT)
    expected = [dataclasses.replace(each, response_code="") for each in rows]
    assert pull.told(pulled.entries) == pull.told(expected)
    assert (pulled.error, pulled.complete, pulled.totals_agree) == (None, True, True)
    assert (pulled.terminal_id, pulled.warnings) == ("52525252", ())
    assert (len(pulled.text), pulled.totals[0].kind) == (13, "turnover")
    assert terminal.commands_seen == ["06 00", "06 10", "06 12", "06 20", "05 01", "06 02"]
    again = pull.replay()
    assert [each.trace_no for each in again.entries] == [each.trace_no for each in rows]


@pytest.mark.parametrize("seed", range(3))
def test_a_bad_cable_loses_and_doubles_no_payment(pull: Any, journal: Any, seed: int) -> None:
    rows = germany(journal, 8)
    faults = Faults.parse("flip=0.03,drop=0.01,double=0.02,insert=0.01,silence=0.005")
    terminal = SimulatedTerminal(
        rows, serial_number="52525252", protocol="zvt", faults=faults, seed=seed, patience=0.05
    )
    with serve(terminal, "pty") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="zvt",
                      timing=Timing(answer=0.1, silence=0.2))  # fmt: skip
    assert (pulled.error, pulled.totals_agree) == (None, True)
    assert pull.told(pulled.entries) == pull.told(rows)


def test_an_unplugged_cable_leaves_what_was_printed(pull: Any, journal: Any) -> None:
    rows = germany(journal, 8)
    terminal = SimulatedTerminal(rows, serial_number="5", protocol="zvt",
                                 faults=Faults.parse("unplug@5"))  # fmt: skip
    known = dataclasses.replace(KNOWN, terminal_id="52525252")
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled = pull(serving.url, known=known, protocol="zvt", timing=PATIENT)
    assert isinstance(pulled.error, PullInterrupted)
    assert (pulled.complete, pulled.totals_agree) == (False, None)
    assert pull.told(pulled.entries) == pull.told(rows[:5])
    assert "The terminal's total says" in str(pulled.warnings[0])


def test_stop_ends_it_between_two_prints(pull: Any, journal: Any) -> None:
    rows = germany(journal, 8)
    terminal = SimulatedTerminal(rows, serial_number="52525252", protocol="zvt")
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="zvt", timing=PATIENT, stop_at=4)
    assert isinstance(pulled.error, Stopped)
    assert len(pulled.entries) == 4
    with serve(terminal, "127.0.0.1:0") as serving, pytest.raises(Stopped):
        pull(serving.url, known=KNOWN, protocol="zvt", timing=PATIENT, stop_at=0)


def test_a_terminal_that_only_repeats_its_last_receipt_gives_that(pull: Any, scripted: Any) -> None:
    def script(body: bytes, _n: int) -> list[bytes]:
        if body[:2] in {records.TOTALS, records.RECEIPTS}:
            return [b"\x84\x9c\x00", records.NOT_KNOWN]
        if body[:2] == records.REPEAT:
            lines = [bytes.fromhex(each) for each in VECTORS["blocks"][:1]]
            return [
                DONE + command(records.MEANWHILE, b"\x0a") + b"".join(lines) + b"\x05\x05\x00" + END
            ]
        return [] if body[:1] in {b"\x80", b"\x84"} else [DONE + END]

    terminal = scripted(script, NETWORK)
    pulled = pull(terminal.url, known=KNOWN, protocol="zvt", timing=PATIENT)
    assert [told(each)[5] for each in pulled.entries] == ["10004001"]
    assert (pulled.complete, pulled.totals_agree) == (False, None)
    assert [str(each) for each in pulled.warnings] == [
        "The terminal refused: it does not know this command (83)"
    ]
    assert pulled.terminal_id == "AH000006"
    replies = [each.body for each in terminal.heard if isinstance(each, Frame)]
    assert records.NOT_KNOWN in replies
    allowed = ("0600", "0610", "0612", "0620", "0501", "0602", "8000", "8483")
    assert {each[:2].hex() for each in replies} <= set(allowed)


@pytest.mark.parametrize(("lines", "read"), [(3, 2), (0, 1)])
def test_what_falls_silent_while_it_prints_is_asked_once_more(
    pull: Any, scripted: Any, lines: int, read: int
) -> None:
    paid = [records.print_line(each) for each in PAID.splitlines()]
    asked = []

    def script(body: bytes, _n: int) -> list[bytes]:
        if body[:1] in {b"\x80", b"\x84"}:
            return []
        if body[:2] == records.RECEIPTS:
            asked.append(body)
            if len(asked) <= 3:  # it is asked three times before it counts as silent
                return [DONE + b"".join(paid[:lines])] if len(asked) == 1 else []
            return [DONE + b"".join(paid) + END]
        return [DONE + END]

    quick = Timing(answer=0.05, silence=0.1)
    pulled = pull(scripted(script, NETWORK).url, known=KNOWN, protocol="zvt", timing=quick)
    assert len(pulled.entries) == read - 1
    assert isinstance(pulled.error, TerminalSilent) is (read == 1)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", TerminalSilent),
        (b"\x84", ProtocolError),
        (records.NOT_KNOWN, TerminalRefused),
        (DONE + command(records.ABORTED, b"\x6c"), TerminalRefused),
        (DONE + command(records.ABORTED), TerminalRefused),
        (DONE + b"\x06\x0f\xff\xff\xff", ProtocolError),
    ],
)
def test_a_registration_that_is_not_answered_ends_it(
    pull: Any, scripted: Any, answer: bytes, error: type[Exception]
) -> None:
    terminal = scripted(lambda _body, n: [] if n else [answer], NETWORK)
    quick = Timing(answer=0.05, silence=0.1)
    with pytest.raises(error if answer != b"\x84" else TerminalSilent):
        pull(terminal.url, known=KNOWN, protocol="zvt", timing=quick)


def test_a_cable_that_ends_in_the_registration_is_said(pull: Any, scripted: Any) -> None:
    with pytest.raises(PullInterrupted, match="broke"):
        pull(scripted(lambda *_: [None], NETWORK).url, known=KNOWN, protocol="zvt", timing=PATIENT)


def test_on_a_cable_what_was_not_heard_is_said_again(pull: Any, scripted: Any) -> None:
    def script(body: bytes, n: int) -> list[bytes]:
        if n < 2:
            return [bytes((Control.NAK,))]
        if body[:1] in {b"\x80", b"\x84"}:
            return [bytes((Control.ACK,))]
        return [bytes((Control.ACK,)) + framed(DONE), framed(END)[:-1] + b"\0", framed(END)]

    terminal = scripted(script, SERIAL)
    pulled = pull(terminal.url, known=KNOWN, protocol="zvt", timing=PATIENT, framing=SERIAL)
    assert (pulled.error, pulled.entries, pulled.complete) == (None, (), False)
    assert [each for each in terminal.heard if each is Control.NAK]
    assert [each.body[:2] for each in terminal.heard if isinstance(each, Frame)][:3] == [
        records.REGISTRATION
    ] * 3


@pytest.mark.parametrize("answer", [b"\x15", framed(b"\x80\x00\x00")[:-1] + b"\0", framed(b"\x06")])
def test_nothing_but_nonsense_is_given_up(pull: Any, scripted: Any, answer: bytes) -> None:
    terminal = scripted(lambda *_: [answer * 20], SERIAL)
    with pytest.raises((ProtocolError, TerminalSilent)):
        pull(terminal.url, known=KNOWN, protocol="zvt", timing=Timing(answer=0.05, silence=0.2),
             framing=SERIAL)  # fmt: skip


def test_damage_and_then_silence_is_no_silence(pull: Any, scripted: Any) -> None:
    bad = framed(DONE)[:-1] + b"\0"
    terminal = scripted(lambda _body, n: [bad] if not n else [], SERIAL)
    with pytest.raises(ProtocolError):
        pull(terminal.url, known=KNOWN, protocol="zvt", timing=Timing(answer=0.05, silence=0.2),
             framing=SERIAL)  # fmt: skip


def test_prints_that_are_no_receipts_and_messages_that_are_none_are_told(
    pull: Any, scripted: Any
) -> None:
    paid = [records.print_line(each) for each in (*PAID.splitlines(), "Beleg 1")]
    other = [records.print_line(each) for each in ("", "Guten Morgen")]
    list_ = [records.print_line("UMSATZ EUR"), records.print_line("Gesamt 1 9,99")]
    wrong = [command(records.PRINT_LINE), command(records.STATUS, b"\x77")]

    def script(body: bytes, _n: int) -> list[bytes]:
        if body[:2] == records.RECEIPTS:
            prints = [*paid, records.PRINT_END, *other, records.PRINT_END, *list_, *wrong]
            return [DONE + b"".join(prints) + END]
        return [] if body[:1] in {b"\x80", b"\x84"} else [DONE + END]

    pulled = pull(scripted(script, NETWORK).url, known=KNOWN, protocol="zvt", timing=PATIENT)
    assert [str(each.amount) for each in pulled.entries] == ["CHF 1,234.50"]
    assert (pulled.totals_agree, pulled.complete) == (None, False)
    assert [str(each) for each in pulled.warnings] == [
        "A message of the terminal cannot be read: 06d1",
        "A message of the terminal cannot be read: 040f",
        "A print of the terminal is no receipt: Guten Morgen",
        TOTAL_SAYS,
    ]


def test_a_total_that_is_less_than_the_receipts_is_no_agreement(pull: Any, journal: Any) -> None:
    rows = germany(journal, 4)
    terminal = SimulatedTerminal(rows, serial_number="52525252", protocol="zvt")
    plain = terminal.answer

    def answer(body: bytes) -> Any:
        for each in plain(body):
            yield records.print_line("Gesamt 1 0,01") if b"Gesamt" in each else each

    terminal.answer = answer  # type: ignore[method-assign]
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="zvt", timing=PATIENT)
    assert (pulled.totals_agree, pulled.complete, len(pulled.entries)) == (False, False, 4)


def test_the_simulator_refuses_what_it_must_never_be_asked() -> None:
    terminal = SimulatedTerminal([], serial_number="7", protocol="zvt")
    assert list(terminal.answer(command(b"\x06\x50", bytes(3)))) == [records.NOT_KNOWN]
    assert list(terminal.answer(records.REGISTER)) == [DONE, END]
    (_done, _head, _id, _count, all_, _end, _last) = terminal.answer(command(records.TOTALS))
    assert all_ == records.print_line("Gesamt       0         0,00")


def test_the_simulator_answers_no_command_without_an_end_on_a_network() -> None:
    terminal = SimulatedTerminal([], serial_number="52525252", protocol="zvt")
    with serve(terminal, "127.0.0.1:0") as serving:
        address = urlsplit(serving.url)
        with socket.create_connection((address.hostname, address.port), 2) as line:
            line.sendall(b"\x06\x00\xff\xff\xff")
            time.sleep(0.1)
            line.sendall(command(records.LOG_OFF))
            assert line.recv(20) == DONE + END


def test_receipts_say_what_became_of_a_payment() -> None:
    row = JournalEntry(
        row=1, terminal_id="7", type=EntryType.VOID, amount=Money.of(-500, "EUR"),
        occurred_at=dt.datetime(2026, 9, 1, 9, tzinfo=VIENNA), status=EntryStatus.DECLINED,
    )  # fmt: skip
    assert {"STORNO", "ABGELEHNT", "BETRAG: EUR 5,00"} <= set(receipts.receipt(row, "7"))


# --- captures -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("packed", "kept"),
    [
        ("22 f0 f8 41 11 11 11 11 11 11 11", "22 f0 f8 41 11 11 ee ee ee 11 11"),
        ("22 f0 f8 41 11 11 11 11 11 11 1f", "22 f0 f8 41 11 11 ee ee e1 11 1f"),
        ("22 f1 f0 62 22 02 12 34 56 78 90 12 3f", "22 f1 f0 62 22 02 ee ee ee ee e0 12 3f"),
        ("22 f0 f8 ee ee ee ee ee ee 47 71", "22 f0 f8 ee ee ee ee ee ee 47 71"),
        ("22 f0 f2 41 11", "22 f0 f2 41 11"),
    ],
)
def test_packed_card_numbers_are_struck_in_a_capture(packed: str, kept: str) -> None:
    body = command(records.STATUS, b"\x27\x00" + bytes.fromhex(packed))
    clean, changed = kept_body(Frame(body, sound=True))
    assert clean[5:].hex(" ").startswith(kept)
    assert changed is (packed != kept)
    damaged, _changed = kept_body(Frame(body, sound=False))
    assert damaged == body[:3]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"", ""),
        (b"\x00", ""),
        (b"\xf0\xf0\xf72.14.15\x00", ""),
        (b"\xf0\xf0\xf72.14.15\xcc", "The terminal says of itself: its printer is not ready (CC)"),
        (b"\x62", "The terminal says of itself: its date or time is wrong (62)"),
        (b"\xf0\xf0\xf92.1\x00", "A message of the terminal cannot be read: 060f"),
        (b"\x01\x01\x01\x01\x00", "A message of the terminal cannot be read: 060f"),
    ],
)
def test_what_is_wrong_with_the_terminal_is_said(
    pull: Any, scripted: Any, answer: bytes, says: str
) -> None:
    """The version and state of the third line are a recorded answer (ecrterm)."""

    def script(body: bytes, _n: int) -> list[bytes]:
        if body[:1] in {b"\x80", b"\x84"}:
            return []
        told = answer if body[:2] == records.STATUS_ENQUIRY else b""
        return [DONE + command(records.COMPLETION, told)]

    terminal = scripted(script, NETWORK)
    pulled = pull(terminal.url, known=KNOWN, protocol="zvt", timing=PATIENT)
    assert pulled.error is None
    assert "".join(map(str, pulled.warnings)) == says


def test_a_terminal_that_has_no_answer_to_how_it_is_costs_nothing(pull: Any, scripted: Any) -> None:
    def script(body: bytes, _n: int) -> list[bytes]:
        if body[:1] in {b"\x80", b"\x84"} or body[:2] == records.STATUS_ENQUIRY:
            return []
        return [DONE + END]

    terminal = scripted(script, NETWORK)
    pulled = pull(
        terminal.url, known=KNOWN, protocol="zvt", timing=Timing(answer=0.05, silence=0.05)
    )
    assert pulled.error is None
    assert [str(each) for each in pulled.warnings] == ["The terminal does not answer"]
    asked = [each.body[:2] for each in terminal.heard if isinstance(each, Frame)]
    assert records.LOG_OFF in asked
