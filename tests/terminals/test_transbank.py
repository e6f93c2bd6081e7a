"""Transbank: recorded frames decode, the stream is read twice, nothing but questions is sent."""

import dataclasses
import datetime as dt
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from posassist.base.errors import PullInterrupted, Stopped, TerminalRefused, TerminalSilent
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.terminals import transbank_records as records
from posassist.terminals.faults import Faults
from posassist.terminals.framing import Frame, Framer, framed
from posassist.terminals.records import Registered, Timing
from posassist.terminals.simulator import SimulatedTerminal, serve

ZONE = ZoneInfo("America/Santiago")
KNOWN = Registered("", "", "CLP", ZONE, dt.date(2026, 11, 24))


# Recorded by the vendor's own tests (BSD-3), LRC and all.
def _frame(ticket: str, auth: str, amount: str, rest: str, check: str) -> bytes:
    head = f"0261|00|597029414300|75001637|{ticket}|{auth}|{amount}|"
    return b"\x02" + f"{head}{rest}\x03{check}".encode()


RECORDED = (
    _frame("406915", "125194", "25000", "0461|000121|CR|||  |10072023|145623|0|0|12500|2|", "]"),
    _frame("012423", "467984", "1500", "0461|000122|CR|||  |20072023|123700|0|0||0|", "Y"),
    _frame("001234", "794981", "25000", "0461|000123|CR|||  |28072023|172129|0|0||0|", "b"),
    _frame("001234", "794981", "-25000", "0461|000123|CR|||  |28072023|172129|0|0||0|", "O"),
    _frame(" ", " ", " ", " |000124|||| || | | | | |||", "~"),
)
TOTALS = b"\x020710|00|2|26500|\x03\x06"
ACK = b"\x06"
PATIENT = Timing(answer=0.3, silence=2.0)


def bodies() -> list[bytes]:
    heard = Framer().feed(b"".join(RECORDED))
    assert all(isinstance(each, Frame) and each.sound for each in heard)
    return [each.body for each in heard if isinstance(each, Frame)]


def chile(journal: Any, count: int) -> list[Any]:
    """An invented journal in pesos; the fifth sale is taken back."""
    rows = [
        dataclasses.replace(
            each, type=EntryType.SALE, amount=Money.of(1000 + number, "CLP"),
            terminal_id="75001637", merchant_id="597029414300", rrn="", batch_no="",
            channel=Channel.CREDIT,
            response_code="00", status=EntryStatus.APPROVED,
            card_masked=f"************{each.card_masked[-4:]}",
            occurred_at=dt.datetime(2026, 9, 1, 9, tzinfo=ZONE) + dt.timedelta(minutes=number),
        )
        for number, each in enumerate(journal(count))
    ]  # fmt: skip
    if count > 5:
        rows.insert(5, dataclasses.replace(rows[4], type=EntryType.VOID, amount=-rows[4].amount))
    return [dataclasses.replace(each, row=n) for n, each in enumerate(rows, 1)]


def test_recorded_frames_are_three_sales_and_a_void() -> None:
    *sales, last = [records.parse(body) for body in bodies()]
    assert last is not None
    assert last.is_end
    rows = [records.entry(each, n, KNOWN) for n, each in enumerate(sales, 1) if each]
    assert [(each.type.value, each.amount.plain, each.trace_no) for each in rows] == [
        ("sale", "25000", "000121"),
        ("sale", "1500", "000122"),
        ("sale", "25000", "000123"),
        ("void", "-25000", "000123"),
    ]
    first = rows[0]
    assert (first.terminal_id, first.merchant_id) == ("75001637", "597029414300")
    assert (first.auth_code, first.card_masked) == ("125194", "************0461")
    assert first.occurred_at == dt.datetime(2023, 7, 10, 14, 56, 23, tzinfo=ZONE)
    totals = records.parse(TOTALS[1:-2])
    assert totals is not None
    assert records.counted(rows) == records.totals(totals) == (2, 26500)


def test_the_journal_is_read_twice_and_the_totals_agree(pull: Any, scripted: Any) -> None:
    def script(body: bytes, _n: int) -> list[bytes]:
        if body == records.TOTALS:
            return [ACK + TOTALS]
        assert body == records.DETAIL
        return [ACK, *RECORDED]

    pulled = pull(scripted(script).url, known=KNOWN, protocol="transbank")
    assert (len(pulled.entries), pulled.complete, pulled.totals_agree) == (4, True, True)
    assert (pulled.terminal_id, pulled.identity.merchant_id) == ("75001637", "597029414300")
    assert [(each.kind, each.count, each.amount.plain) for each in pulled.totals] == [
        ("sales", 2, "26500")
    ]
    assert pull.told(pull.replay().entries) == pull.told(
        dataclasses.replace(each, terminal_id="T1", merchant_id="M1",
                            amount=Money.of(each.amount.minor * 100, "CNY"),
                            occurred_at=each.occurred_at.replace(tzinfo=ZoneInfo("Asia/Shanghai")))
        for each in pulled.entries
    )  # fmt: skip


def test_a_long_journal_comes_whole_over_a_bad_cable(pull: Any, journal: Any) -> None:
    rows = chile(journal, 60)
    faults = Faults.parse("flip=0.05,drop=0.02,double=0.05,insert=0.02,silence=0.01")
    terminal = SimulatedTerminal(
        rows, serial_number="75001637", protocol="transbank", faults=faults, seed=3, patience=0.05
    )
    with serve(terminal, "pty") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="transbank", timing=PATIENT)
    assert (pulled.error, pulled.complete, pulled.totals_agree) == (None, True, True)
    assert pull.told(pulled.entries) == pull.told(rows)
    assert set(terminal.commands_seen) <= {"0260", "0700"}


def test_an_unplugged_cable_leaves_what_was_read_twice(pull: Any, journal: Any) -> None:
    rows = chile(journal, 8)
    terminal = SimulatedTerminal(rows, serial_number="75001637", protocol="transbank")
    asked = []

    def answer(body: bytes) -> Iterator[bytes]:
        asked.append(body)
        if len(asked) == 4:
            terminal._unplug_at = 6  # noqa: SLF001 - the plug comes out in the second reading
        return SimulatedTerminal.answer(terminal, body)

    terminal.answer = answer  # type: ignore[method-assign]
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="transbank")
    assert isinstance(pulled.error, PullInterrupted)
    assert not pulled.complete
    assert pull.told(pulled.entries) == pull.told(rows[:6])


@pytest.mark.parametrize("at", [0, 3])
def test_what_was_read_once_proves_nothing(pull: Any, journal: Any, at: int) -> None:
    faults = Faults.parse(f"unplug@{at}")
    terminal = SimulatedTerminal(
        chile(journal, 4), serial_number="1", protocol="transbank", faults=faults
    )
    with serve(terminal, "127.0.0.1:0") as serving, pytest.raises(PullInterrupted):
        pull(serving.url, known=KNOWN, protocol="transbank")


def test_an_empty_journal_still_says_which_terminal_it_is(pull: Any, scripted: Any) -> None:
    head, rest = "0260|00|597029414300|75001637|001234|252985|", "0461|000123|CR|||  |"
    last = f"{head}25000|0||{rest}26072023|113748|0|0||".encode()

    def script(body: bytes, _n: int) -> list[bytes]:
        answer = {records.DETAIL: records.end("75001637", "5970"), records.LAST_SALE: last,
                  records.TOTALS: b"0710|00|0|0|"}[body]  # fmt: skip
        return [ACK + framed(b"0900|80|"), framed(answer)]

    pulled = pull(scripted(script).url, known=KNOWN, protocol="transbank")
    assert (pulled.entries, pulled.complete, pulled.totals_agree) == ((), True, True)
    assert pulled.identity.terminal_id == "75001637"


def test_an_empty_simulated_terminal_is_read_too(pull: Any) -> None:
    terminal = SimulatedTerminal([], serial_number="7", protocol="transbank")
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled = pull(serving.url, known=KNOWN, protocol="transbank", timing=PATIENT)
    assert (pulled.complete, terminal.commands_seen) == (
        True, ["0700", "0700", "0260", "0260", "0250"],
    )  # fmt: skip


def test_a_stream_that_reads_differently_every_time_is_not_taken(pull: Any, scripted: Any) -> None:
    def script(body: bytes, n: int) -> list[bytes]:
        if body == records.TOTALS:
            return [ACK + TOTALS]
        changed = bodies()[0].replace(b"25000", f"{25000 + n}".encode())
        return [ACK + framed(changed), framed(bodies()[1]), RECORDED[-1]]

    pulled = pull(scripted(script).url, known=KNOWN, protocol="transbank")
    assert isinstance(pulled.error, PullInterrupted)
    assert [each.trace_no for each in pulled.entries] == ["000122"]


@pytest.mark.parametrize(
    ("totals", "rows", "agree"),
    [
        (b"0710|00|9|99|", slice(0, 3), False),
        (b"0710|00|9|99|", slice(0, 4), None),
        (b"0710|00|x|99|", slice(0, 3), None),
        (b"0710|00|4|26500", slice(0, 4), True),
    ],
)
def test_totals_that_differ_are_told(
    pull: Any, scripted: Any, totals: bytes, rows: slice, agree: bool | None
) -> None:
    def script(body: bytes, _n: int) -> list[bytes]:
        if body == records.TOTALS:
            return [ACK + framed(totals)]
        return [ACK, *RECORDED[rows], RECORDED[-1]]

    pulled = pull(scripted(script).url, known=KNOWN, protocol="transbank")
    assert pulled.totals_agree is agree
    assert any("differ" in str(each) for each in pulled.warnings) is (agree is False)


def test_totals_that_never_repeat_say_nothing(pull: Any, scripted: Any) -> None:
    def script(body: bytes, n: int) -> list[bytes]:
        if body == records.TOTALS:
            return [ACK + framed(f"0710|00|{n}|1|".encode())]
        return [ACK, *RECORDED]

    pulled = pull(scripted(script).url, known=KNOWN, protocol="transbank")
    assert (pulled.complete, pulled.totals_agree, pulled.totals) == (True, None, ())


def test_what_the_terminal_refuses_and_what_is_no_record(pull: Any, scripted: Any) -> None:
    def refuses(_body: bytes, _n: int) -> list[bytes]:
        return [ACK + framed(b"0900|80|"), framed(b"nonsense"), framed(b"0261|77|close the batch|")]

    with pytest.raises(TerminalRefused, match=r"close the batch \(77\)"):
        pull(scripted(refuses).url, known=KNOWN, protocol="transbank")

    def silent(_body: bytes, _n: int) -> list[bytes]:
        return []

    with pytest.raises(TerminalSilent):
        pull(scripted(silent).url, known=KNOWN, protocol="transbank")


@pytest.mark.parametrize("wrong", [(b"25000", b"25 00"), (b"10072023", b"10132023")])
def test_a_record_that_cannot_be_read_is_told(
    pull: Any, scripted: Any, wrong: tuple[bytes, bytes]
) -> None:
    def script(body: bytes, _n: int) -> list[bytes]:
        if body == records.TOTALS:
            return [ACK + TOTALS]
        return [ACK + framed(bodies()[0].replace(*wrong)), *RECORDED[1:]]

    pulled = pull(scripted(script).url, known=KNOWN, protocol="transbank")
    assert (len(pulled.entries), pulled.complete, len(pulled.warnings)) == (3, False, 1)


def test_stop_ends_it_between_two_records(pull: Any, scripted: Any) -> None:
    def script(_body: bytes, _n: int) -> list[bytes]:
        return [ACK, *RECORDED]

    with pytest.raises(Stopped):
        pull(scripted(script).url, known=KNOWN, protocol="transbank", stop_at=2)


def test_the_simulator_tells_its_last_sale_and_total(journal: Any) -> None:
    rows = chile(journal, 3)
    terminal = SimulatedTerminal(rows, serial_number="7", protocol="transbank")
    (said,) = terminal.answer(records.LAST_SALE)
    message = records.parse(said)
    assert message is not None
    assert records.identity(message).terminal_id == "7"
    assert records.entry(message, 3, KNOWN).amount == rows[-1].amount
    assert list(terminal.answer(records.TOTALS)) == [b"0710|00|3|3003|"]


def test_a_poll_is_only_acknowledged_and_a_refusal_is_heard(pull: Any) -> None:
    terminal = SimulatedTerminal([], serial_number="7", protocol="transbank")
    with serve(terminal, "127.0.0.1:0") as serving:
        address = urlsplit(serving.url)
        with socket.create_connection((address.hostname, address.port), 2) as line:
            line.sendall(framed(b"0100"))
            assert line.recv(10) == ACK
            line.settimeout(0.4)
            with pytest.raises(TimeoutError):
                line.recv(10)
        pulled = pull(serving.url, known=KNOWN, protocol="transbank", timing=PATIENT)
    assert pulled.complete


def test_other_commands_are_refused_by_the_simulator() -> None:
    terminal = SimulatedTerminal([], serial_number="7", protocol="transbank")
    assert list(terminal.answer(b"0100")) == []
    assert list(terminal.answer(b"0500||")) == [b"0501|12|"]
    assert list(terminal.answer(b"05")) == [b"050|12|"]
