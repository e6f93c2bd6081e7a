"""China's MIS-POS: recorded replies decode, pages are read twice, one entered code is ever sent."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from posassist.base.errors import (
    ProtocolError,
    PullInterrupted,
    Stopped,
    TerminalRefused,
    TerminalSilent,
    WrongUsage,
)
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals import cn_mis_records as records
from posassist.terminals.drivers import cn_mis
from posassist.terminals.faults import Faults
from posassist.terminals.framing import LARGEST, Control, Frame
from posassist.terminals.operation_codes import asks_for_journal, kind_of, read_codes
from posassist.terminals.records import Registered, Timing
from posassist.terminals.simulator import SimulatedTerminal, serve
from posassist.terminals.tlv_framing import TLV, TlvFramer, framed

ZONE = ZoneInfo("Asia/Shanghai")
CODES = read_codes("journal=31 refund=47 preauth=48")
ON = dt.date(2026, 11, 24)
KNOWN = Registered("T1", "M1", "CNY", ZONE, ON, CODES)
PATIENT = Timing(answer=0.3, silence=2.0)

# Recorded replies of a Bank of China cash desk's terminal (public code of hehe02921/qqq); shop,
# merchant, terminal, cashier and order number are invented values of the same length.
RECORDED = json.loads(Path(__file__).with_name("cn_mis_vectors.json").read_text("utf-8"))
SALE, VOID = RECORDED["sale"], RECORDED["void"]


def body(recorded: str) -> bytes:
    (frame,) = TlvFramer().feed(bytes.fromhex(recorded))
    assert isinstance(frame, Frame)
    assert frame.sound
    return frame.body


def china(journal: Any, count: int) -> list[Any]:
    """An invented journal as this protocol can tell it."""
    return [
        dataclasses.replace(
            each,
            channel=Channel.OTHER if each.type is EntryType.REFUND else Channel.QR,
            response_code="00" if each.status is EntryStatus.APPROVED else "51",
            auth_code=each.auth_code,
        )
        for each in journal(count)
    ]


def test_recorded_replies_are_a_sale_and_its_void() -> None:
    known = dataclasses.replace(KNOWN, terminal_id="", merchant_id="")
    found: list[JournalEntry] = []
    for reply in (SALE, VOID):
        page = records.parse(body(reply))
        assert page is not None
        assert not page.more
        (record,) = page.records
        found.append(records.entry(record, len(found) + 1, known))
    sale, void = found
    assert [(each.amount.plain, each.channel) for each in found] == [
        ("0.20", Channel.QR),
        ("-0.20", Channel.QR),
    ]
    assert (sale.type, void.type) == (EntryType.SALE, EntryType.VOID)
    assert (void.rrn, void.original_rrn, sale.rrn) == ("925498334778",) * 3
    assert sale.original_rrn == ""
    assert (sale.terminal_id, sale.merchant_id) == ("99000001", "104990054119001")
    assert (sale.batch_no, sale.trace_no, void.trace_no) == ("130911", "000065", "000066")
    assert sale.occurred_at == dt.datetime(2026, 9, 11, 15, 42, 13, tzinfo=ZONE)
    assert sale.card_masked == "************84"
    assert "向阳市青禾里示范超市有限" in sale.raw
    assert sale.status is EntryStatus.APPROVED


def test_a_journal_comes_whole_over_a_pty_and_a_socket(pull: Any, journal: Any) -> None:
    rows = china(journal, 10)
    for listen in ("pty", "127.0.0.1:0"):
        terminal = SimulatedTerminal(rows, serial_number="T1", protocol="cn-mis")
        with serve(terminal, listen) as serving:
            pulled = pull(serving.url, known=KNOWN, protocol="cn-mis")
        assert (pulled.error, pulled.complete, pulled.warnings) == (None, True, ())
        assert pull.told(pulled.entries) == pull.told(rows)
        assert set(terminal.commands_seen) == {"31"}
        assert pulled.days == (rows[0].occurred_at.date(), rows[-1].occurred_at.date())


def test_a_bad_cable_changes_nothing(pull: Any, journal: Any) -> None:
    rows = china(journal, 24)
    faults = Faults.parse("flip=0.06,drop=0.02,double=0.04,insert=0.02,silence=0.01")
    terminal = SimulatedTerminal(
        rows, serial_number="T1", protocol="cn-mis", faults=faults, seed=3, patience=0.05
    )
    with serve(terminal, "pty") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="cn-mis", timing=PATIENT)
    assert (pulled.error, pulled.complete) == (None, True)
    assert pull.told(pulled.entries) == pull.told(rows)
    assert pull.told(pull.replay(KNOWN).entries) == pull.told(rows)


def test_what_was_read_once_proves_nothing(pull: Any, journal: Any) -> None:
    terminal = SimulatedTerminal(
        china(journal, 12), serial_number="1", protocol="cn-mis", faults=Faults.parse("unplug@7")
    )
    with serve(terminal, "127.0.0.1:0") as serving, pytest.raises(PullInterrupted):
        pull(serving.url, known=KNOWN, protocol="cn-mis")


def test_an_empty_list_is_a_journal_all_the_same(pull: Any) -> None:
    terminal = SimulatedTerminal([], serial_number="1", protocol="cn-mis")
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="cn-mis")
    assert (pulled.entries, pulled.complete) == ((), True)


def reply_to(question: bytes, *content: tuple[int, bytes], random: bytes | None = None) -> bytes:
    asked = dict(records.tags(question))
    return framed(
        records.written(
            (
                (records.PACKET, b"\x02"),
                (records.OPERATION, asked[records.OPERATION]),
                (records.RANDOM, asked[records.RANDOM] if random is None else random),
                (records.CONTENT, records.written(content)),
            )
        )
    )


def test_a_page_answers_its_own_question_only(pull: Any, scripted: Any) -> None:
    def script(asked: bytes, _number: int) -> list[Any]:
        if not asked:
            return []
        wrong = reply_to(asked, (records.RESULT, b"00"), random=b"\xff\xff")
        return [b"LOGLOG\x06", framed(b"nonsense"), framed(b"\xdf\x01\x01\x07"), wrong, wrong]

    quick = Timing(answer=0.05, silence=0.3)
    with pytest.raises(ProtocolError):
        pull(scripted(script, TLV).url, known=KNOWN, protocol="cn-mis", timing=quick)


def test_a_terminal_that_refuses_is_quoted(pull: Any, scripted: Any) -> None:
    def script(asked: bytes, _number: int) -> list[Any]:
        return [reply_to(asked, (records.RESULT, bytes.fromhex("00010014")))]

    with pytest.raises(TerminalRefused) as refused:
        pull(scripted(script, TLV).url, known=KNOWN, protocol="cn-mis")
    assert refused.value.fields["code"] == "00010014"


def test_a_list_without_end_proves_nothing_whole(pull: Any, scripted: Any, journal: Any) -> None:
    (row,) = china(journal, 1)
    record = list(records.tags(records.record(row, "45")))

    def script(asked: bytes, _number: int) -> list[Any]:
        return [reply_to(asked, *record, (records.MORE, b"\x01"))]

    pulled = pull(scripted(script, TLV).url, known=KNOWN, protocol="cn-mis")
    assert (len(pulled.entries), pulled.complete) == (1, False)
    assert isinstance(pulled.error, PullInterrupted)


def test_what_cannot_be_read_or_is_of_no_known_kind_is_said(
    pull: Any, scripted: Any, journal: Any
) -> None:
    rows = china(journal, 2)
    known = records.record(rows[0], "44")
    broken = records.record(rows[1], "45").replace(b"RMB", b"USD")

    def script(asked: bytes, _number: int) -> list[Any]:
        return [reply_to(asked, *records.tags(known + broken))]

    pulled = pull(scripted(script, TLV).url, known=KNOWN, protocol="cn-mis")
    assert [each.fields["row"] for each in pulled.warnings] == [1, 2]
    assert pulled.warnings[0].fields["kind"] == "44"
    assert [each.type for each in pulled.entries] == [EntryType.OTHER]
    assert not pulled.complete


def test_stop_before_anything_was_read_twice(pull: Any, journal: Any) -> None:
    terminal = SimulatedTerminal(china(journal, 9), serial_number="1", protocol="cn-mis")
    with serve(terminal, "127.0.0.1:0") as serving, pytest.raises(Stopped):
        pull(serving.url, known=KNOWN, protocol="cn-mis", stop_at=3)


def test_an_unplugged_second_reading_keeps_what_came_twice(pull: Any, journal: Any) -> None:
    rows = china(journal, 4)
    faults = Faults.parse("unplug@3")
    terminal = SimulatedTerminal(rows, serial_number="1", protocol="cn-mis")
    answer = terminal.answer
    asked: list[bytes] = []

    def unplugged_later(body: bytes) -> Any:
        asked.append(body)
        if len(asked) == 4:
            terminal._unplug_at = faults.unplug_at  # noqa: SLF001 - in the second reading
        return answer(body)

    terminal.answer = unplugged_later  # type: ignore[method-assign]
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="cn-mis")
    assert isinstance(pulled.error, PullInterrupted)
    assert pull.told(pulled.entries) == pull.told(rows[:3])


def test_only_the_entered_code_is_sent() -> None:
    for code in ("45", "46"):
        assert not cn_mis.ALLOWED.match(records.question(code, 7))
    assert cn_mis.ALLOWED.match(records.question("31", 7))
    with_amount = records.question("31", 7) + records.written(((records.AMOUNT, b"RMB 1.00"),))
    assert not cn_mis.ALLOWED.match(with_amount)


@pytest.mark.parametrize(
    "text", ["journal", "journal=3", "journal=45", "sale=46", "x=31", "journal=31 sale=31"]
)
def test_codes_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(WrongUsage):
        read_codes(text)


def test_codes_say_what_records_are() -> None:
    codes = read_codes("journal=31 sale=41,42 void=43,46")
    assert asks_for_journal(codes) == "31"
    assert [kind_of(code, codes) for code in ("42", "45", "46", "31", "99")] == [
        EntryType.SALE, EntryType.SALE, EntryType.VOID, None, None,
    ]  # fmt: skip
    with pytest.raises(WrongUsage):
        asks_for_journal(read_codes("sale=41"))


@pytest.mark.parametrize(
    ("day", "time", "told"),
    [
        ("1124", "235959", dt.datetime(2026, 11, 24, 23, 59, 59, tzinfo=ZONE)),
        ("1125", "000100", dt.datetime(2026, 11, 25, 0, 1, tzinfo=ZONE)),  # a clock that is fast
        ("1126", "000100", dt.datetime(2025, 11, 26, 0, 1, tzinfo=ZONE)),
        ("0229", "120000", dt.datetime(2024, 2, 29, 12, tzinfo=ZONE)),
    ],
)
def test_the_year_is_the_latest_that_fits(
    journal: Any, day: str, time: str, told: dt.datetime
) -> None:
    (row,) = china(journal, 1)
    found = dict(records.tags(records.record(row, "45")))
    found |= {records.DAY: day.encode(), records.TIME: time.encode()}
    assert records.entry(records.written(found.items()), 1, KNOWN).occurred_at == told


@pytest.mark.parametrize(
    ("number", "value"),
    [(records.DAY, b"1332"), (records.DAY, b"x"), (records.TIME, b"99"), (records.AMOUNT, b"1.00")],
)
def test_a_record_that_makes_no_sense_is_none(journal: Any, number: int, value: bytes) -> None:
    (row,) = china(journal, 1)
    found = dict(records.tags(records.record(row, "45"))) | {number: value}
    with pytest.raises(ValueError, match=r".*"):
        records.entry(records.written(found.items()), 1, KNOWN)


def test_a_refund_is_negative_and_no_result_is_not_approved(journal: Any) -> None:
    (row,) = china(journal, 1)
    row = dataclasses.replace(row, amount=Money.of(500, "CNY"))
    found = dict(records.tags(records.record(row, "47")))
    del found[records.RESULT]
    entry = records.entry(records.written(found.items()), 1, KNOWN)
    assert (entry.type, entry.amount.minor) == (EntryType.REFUND, -500)
    assert entry.status is EntryStatus.UNKNOWN


def test_what_has_no_code_and_was_taken_back_is_a_void() -> None:
    (record,) = records.parse(body(VOID)).records  # type: ignore[union-attr]
    found = dict(records.tags(record))
    del found[records.OPERATION]
    assert records.entry(records.written(found.items()), 1, KNOWN).type is EntryType.VOID


@pytest.mark.parametrize(
    "data", ["df01", "df0181", "df018301", "df0180", "df010502", "1f010102", "df0182ffff00"]
)
def test_tags_that_lie_about_their_length_are_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        list(records.tags(bytes.fromhex(data)))


def test_frames_come_out_however_they_are_split() -> None:
    data = b"\x06noise" + bytes.fromhex(SALE) + b"\x15" + framed(b"a" * 300) + b"\x04"
    whole = TlvFramer().feed(data)
    assert [type(each) for each in whole] == [Control, Frame, Control, Frame, Control]
    for step in (1, 7, 100):
        framer = TlvFramer()
        assert [
            each for at in range(0, len(data), step) for each in framer.feed(data[at : at + step])
        ] == whole
        assert not framer.within


def test_lengths_that_are_no_number_or_too_long_and_damaged_frames() -> None:
    framer = TlvFramer()
    assert framer.feed(b"\x02\xff\xff" + framed(b"ok")) == [
        Frame(b"", sound=False), Frame(b"ok", sound=True),
    ]  # fmt: skip
    assert framer.feed(b"\x02\x99\x99") == [Frame(b"", sound=False)]
    assert LARGEST < 9999
    damaged = bytearray(framed(b"abc"))
    damaged[4] ^= 1
    (frame,) = framer.feed(bytes(damaged))
    assert not frame.sound  # type: ignore[union-attr]
    assert framer.feed(b"\x02\x00\x05ab") == []
    assert framer.within
    framer.reset()
    assert not framer.within


def test_the_simulated_terminal_does_not_answer_nonsense(pull: Any) -> None:
    terminal = SimulatedTerminal([], serial_number="1", protocol="cn-mis")
    assert list(terminal.answer(b"nonsense")) == []
    assert list(terminal.answer(b"")) == []
    with serve(terminal, "127.0.0.1:0") as serving, pytest.raises(WrongUsage):
        pull(serving.url, known=dataclasses.replace(KNOWN, codes={}), protocol="cn-mis")


def test_a_silent_line(pull: Any, scripted: Any) -> None:
    quick = Timing(answer=0.05, silence=0.2)
    with pytest.raises(TerminalSilent):
        pull(scripted(lambda *_: [], TLV).url, known=KNOWN, protocol="cn-mis", timing=quick)
