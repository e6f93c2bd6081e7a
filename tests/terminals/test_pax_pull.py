"""The PAX driver against the simulated terminal on a bad cable, and against scripted answers."""

import dataclasses
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from posassist.base.errors import (
    ProtocolError,
    PullInterrupted,
    Stopped,
    TerminalBusy,
    TerminalSilent,
)
from posassist.domain.journal import EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.terminals import pax_records
from posassist.terminals.faults import Faults
from posassist.terminals.framing import Control, Frame, framed
from posassist.terminals.records import Timing
from posassist.terminals.simulator import SimulatedTerminal, serve

ACK, NAK, EOT = (bytes((each,)) for each in (Control.ACK, Control.NAK, Control.EOT))
BAD_CABLE = "flip=0.04,drop=0.02,double=0.02,insert=0.01,silence=0.01"
posix = pytest.mark.skipif(os.name != "posix", reason="ptys are a POSIX thing")


@pytest.mark.parametrize("listen", ["127.0.0.1:0", pytest.param("pty", marks=posix)])
def test_a_journal_comes_whole_and_its_capture_replays(
    pull: Any, journal: Any, listen: str
) -> None:
    rows = journal(40)
    terminal = SimulatedTerminal(rows, serial_number="S1")
    with serve(terminal, listen) as serving:
        pulled = pull(serving.url)
    assert (pulled.complete, pulled.error, pulled.warnings) == (True, None, ())
    assert (pulled.identity.serial_number, pulled.totals_agree) == ("S1", True)
    assert pull.told(pulled.entries) == rows
    assert set(terminal.commands_seen) == {"A00", "R00", "R02", "R08"}
    again = pull.replay()
    assert (again.entries, again.complete) == (pulled.entries, True)


@pytest.mark.parametrize("listen", ["127.0.0.1:0", pytest.param("pty", marks=posix)])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_bad_cable_costs_time_and_nothing_else(
    pull: Any, journal: Any, listen: str, seed: int
) -> None:
    rows = journal(100, seed=seed)
    terminal = SimulatedTerminal(
        rows, serial_number="S1", faults=Faults.parse(BAD_CABLE), seed=seed, patience=0.1
    )
    with serve(terminal, listen) as serving:
        pulled = pull(serving.url, timing=Timing(answer=0.05, silence=5))
    assert (pulled.complete, pulled.totals_agree) == (True, True)
    assert pull.told(pulled.entries) == rows
    assert set(terminal.commands_seen) <= {"A00", "R00", "R02", "R08"}
    assert pull.replay().entries == pulled.entries


@pytest.mark.parametrize("at", [0, 1, 5, 8])
def test_what_came_before_the_plug_was_pulled_is_kept(pull: Any, journal: Any, at: int) -> None:
    rows = journal(9)
    terminal = SimulatedTerminal(rows, serial_number="S1", faults=Faults.parse(f"unplug@{at}"))
    with serve(terminal, "127.0.0.1:0") as serving:
        half = pull(serving.url)
        replayed = pull.replay()
        whole = pull(serving.url)
    assert (half.complete, half.totals, half.totals_agree) == (False, (), None)
    assert isinstance(half.error, PullInterrupted)
    assert pull.told(half.entries) == rows[:at]
    assert replayed.entries == half.entries
    assert pull.told(whole.entries) == rows


@posix
def test_a_pty_that_was_unplugged_comes_back_by_the_same_name(
    pull: Any, journal: Any, plugged_in: Any
) -> None:
    rows = journal(9)
    terminal = SimulatedTerminal(rows, serial_number="S1", faults=Faults.parse("unplug@5"))
    with serve(terminal, "pty") as serving:
        half = pull(serving.url)
        plugged_in(serving.url)
        whole = pull(serving.url)
    assert (half.complete, len(half.entries)) == (False, 5)
    assert pull.told(whole.entries) == rows


def test_stop_keeps_what_came(pull: Any, journal: Any) -> None:
    with serve(SimulatedTerminal(journal(9), serial_number="S1"), "127.0.0.1:0") as serving:
        pulled = pull(serving.url, stop_at=4)
    assert (pulled.complete, len(pulled.entries)) == (False, 4)
    assert isinstance(pulled.error, Stopped)


def test_stop_before_the_terminal_said_its_name_keeps_nothing(pull: Any, journal: Any) -> None:
    faults = Faults.parse("silence=1")
    terminal = SimulatedTerminal(journal(1), serial_number="S1", faults=faults)
    with serve(terminal, "127.0.0.1:0") as serving, pytest.raises(Stopped):
        pull(serving.url, stop_at=0)


def test_an_empty_journal_is_complete(pull: Any) -> None:
    with serve(SimulatedTerminal([], serial_number="S1"), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert (pulled.complete, pulled.entries, pulled.days) == (True, (), None)
    assert pulled.totals_agree is None


def test_a_silent_terminal_is_said_to_be_silent(pull: Any) -> None:
    terminal = SimulatedTerminal([], serial_number="S1", faults=Faults.parse("silence=1"))
    with (
        serve(terminal, "127.0.0.1:0") as serving,
        pytest.raises(TerminalSilent, match="does not answer"),
    ):
        pull(serving.url, timing=Timing(answer=0.02, silence=0.2))


def test_a_voided_sale_and_its_void_are_two_records(pull: Any, journal: Any) -> None:
    sale, void = journal(2)
    sale = dataclasses.replace(
        sale, type=EntryType.SALE, amount=Money.of(550, "CNY"), status=EntryStatus.REVERSED
    )
    void = dataclasses.replace(
        void, type=EntryType.VOID, amount=Money.of(-550, "CNY"), status=EntryStatus.APPROVED,
        response_code="00", original_rrn=sale.rrn,
    )  # fmt: skip
    with serve(SimulatedTerminal([sale, void], serial_number="S1"), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert pull.told(pulled.entries) == [sale, void]


def test_equal_records_all_stay(pull: Any, journal: Any) -> None:
    (row,) = journal(1)
    rows = [dataclasses.replace(row, row=number) for number in (1, 2, 3)]
    with serve(SimulatedTerminal(rows, serial_number="S1"), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert pull.told(pulled.entries) == rows


class _Busy(SimulatedTerminal):
    """A terminal at which sales go on while it is read."""

    def __init__(self, rows: Any, meanwhile: Callable[["_Busy", int], None]) -> None:
        super().__init__(rows, serial_number="S1")
        self._meanwhile = meanwhile

    def answer(self, body: bytes) -> Iterator[bytes]:
        if body.startswith(b"R02"):
            self._meanwhile(self, int(body.split(b"\x1c")[5]))
        return super().answer(body)


def test_a_sale_made_meanwhile_comes_too(pull: Any, journal: Any) -> None:
    rows = journal(8)

    def sell(terminal: _Busy, number: int) -> None:
        if number == 4 and len(terminal.entries) < 8:
            terminal.entries = rows

    with serve(_Busy(rows[:6], sell), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert pulled.complete
    assert pull.told(pulled.entries) == rows


def test_a_sale_that_pushes_the_others_on_neither_hides_nor_doubles_one(
    pull: Any, journal: Any
) -> None:
    rows = journal(8)[::-1]

    def sell(terminal: _Busy, number: int) -> None:
        if number == 4:
            terminal.entries = rows

    with serve(_Busy(rows[1:], sell), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert pulled.complete
    assert [each.rrn for each in pulled.entries] == [each.rrn for each in rows]


def test_a_full_terminal_that_forgets_its_oldest_record_has_it_all_the_same(
    pull: Any, journal: Any
) -> None:
    rows = journal(8)

    def sell(terminal: _Busy, number: int) -> None:
        if number == 4:
            terminal.entries = rows[1:]

    with serve(_Busy(rows[:-1], sell), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert pulled.complete
    assert [each.rrn for each in pulled.entries] == [each.rrn for each in rows]


def test_a_batch_settled_meanwhile_leaves_what_came(pull: Any, journal: Any) -> None:
    def settle(terminal: _Busy, number: int) -> None:
        if number == 4:
            terminal.entries = []

    with serve(_Busy(journal(8), settle), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert pulled.complete
    assert pull.told(pulled.entries) == journal(8)[:4]


def test_a_journal_that_never_rests_is_incomplete(pull: Any, journal: Any) -> None:
    rows = journal(200)[::-1]

    def sell(terminal: _Busy, number: int) -> None:
        if number == 2:
            terminal.entries = [rows.pop(), *terminal.entries]

    with serve(_Busy(rows[100:104], sell), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert not pulled.complete
    assert isinstance(pulled.error, PullInterrupted)
    assert len({each.rrn for each in pulled.entries}) == len(pulled.entries) > 3


# --- scripted answers -------------------------------------------------------------------------


def frames(heard: list[Frame | Control]) -> int:
    return sum(isinstance(each, Frame) for each in heard)


def test_bytes_one_by_one_are_a_whole_answer(pull: Any, scripted: Any, answers: Any) -> None:
    terminal = scripted(lambda body, _n: [bytes((each,)) for each in answers(body)] + [EOT])
    pulled = pull(terminal.url)
    assert (pulled.complete, len(pulled.entries)) == (True, 3)


def test_a_pause_within_an_answer_is_waited_out(pull: Any, scripted: Any, answers: Any) -> None:
    terminal = scripted(
        lambda body, n: [answers(body)[:9], 0.03, answers(body)[9:]] if n % 3 else [answers(body)]
    )
    assert pull(terminal.url).complete


def test_a_terminal_that_says_nak_first_is_asked_again(
    pull: Any, scripted: Any, answers: Any
) -> None:
    terminal = scripted(lambda body, n: [NAK] if n % 2 == 0 else [answers(body)])
    pulled = pull(terminal.url)
    assert (pulled.complete, len(pulled.entries)) == (True, 3)


def test_after_three_naks_comes_an_eot_and_another_try(
    pull: Any, scripted: Any, answers: Any
) -> None:
    terminal = scripted(lambda body, n: [NAK] if n < 3 else [answers(body)])
    assert pull(terminal.url).complete
    assert terminal.heard[:4] == [terminal.heard[0]] * 3 + [Control.EOT]


def test_a_damaged_answer_is_refused_and_sent_again(pull: Any, scripted: Any, answers: Any) -> None:
    def script(body: bytes, n: int) -> list[bytes]:
        whole = answers(body)
        spoilt = whole[:-1] + bytes((whole[-1] ^ 0xFF,))
        return [spoilt, spoilt[1:], spoilt[1:]] if n == 0 else [whole]

    terminal = scripted(script)
    assert pull(terminal.url).complete
    said = [each for each in terminal.heard if isinstance(each, Control)]
    assert said[:4] == [Control.NAK, Control.NAK, Control.EOT, Control.ACK]


def test_an_eot_instead_of_an_answer_is_asked_again(pull: Any, scripted: Any, answers: Any) -> None:
    terminal = scripted(lambda body, n: [ACK + EOT] if n == 1 else [answers(body), EOT])
    pulled = pull(terminal.url)
    assert (pulled.complete, len(pulled.entries)) == (True, 3)


def test_answers_that_come_four_times_are_one(pull: Any, scripted: Any, answers: Any) -> None:
    terminal = scripted(lambda body, _n: [answers(body) + answers(body)[1:] * 3])
    pulled = pull(terminal.url)
    assert [each.rrn for each in pulled.entries] == ["626000", "626001", "626002"]


def test_answers_that_all_come_late_fall_to_their_own_record(
    pull: Any, scripted: Any, answers: Any
) -> None:
    before: list[bytes] = []

    def script(body: bytes, n: int) -> list[Any]:
        late = before.pop() if before else b""
        if n % 4 == 3:
            before.append(answers(body))
            return [ACK, late]
        return [late, 0.01, answers(body)]

    pulled = pull(scripted(script).url)
    assert [each.rrn for each in pulled.entries] == ["626000", "626001", "626002"]


def test_a_wrong_text_that_passes_the_check_is_outvoted(
    pull: Any, scripted: Any, answers: Any
) -> None:
    wrong: list[bytes] = []

    def script(body: bytes, _n: int) -> list[Any]:
        whole = answers(body)
        if body.startswith(b"R02") and not wrong:
            # Twice, as a cable that doubles would bring it: the second stands for a second reading.
            wrong.append(framed(whole[2:-2].replace(b"\x1c1000\x1f", b"\x1c9000\x1f")))
            return [ACK + wrong[0], 0.002, ACK + wrong[0]]
        return [whole]

    pulled = pull(scripted(script).url)
    assert pulled.complete
    assert [each.amount.minor for each in pulled.entries] == [1000, 1100, 1200]


def test_a_record_that_reads_differently_every_time_is_left_out(
    pull: Any, scripted: Any, answers: Any
) -> None:
    def script(body: bytes, n: int) -> list[Any]:
        whole = answers(body)
        if body.startswith(b"R02") and b"\x1c1\x1c\x1c" in body:
            return [ACK + framed(whole[2:-2].replace(b"1111", f"{n:04d}".encode()))]
        return [whole]

    pulled = pull(scripted(script).url)
    assert (pulled.complete, pulled.error) == (False, None)
    assert [each.rrn for each in pulled.entries] == ["626000", "626002"]
    assert [str(each) for each in pulled.warnings] == [
        "Record 2 of the terminal reads differently every time and is left out"
    ]


@pytest.mark.parametrize("wanted", [b"A00", b"R02"])
def test_a_terminal_that_contradicts_itself_from_the_start_makes_no_sense(
    pull: Any, scripted: Any, answers: Any, wanted: bytes
) -> None:
    def script(body: bytes, n: int) -> list[bytes]:
        whole = answers(body)
        if body.startswith(wanted):
            return [ACK + framed(whole[2:-2].replace(b"\x1cOK\x1c", f"\x1cOK{n}\x1c".encode()))]
        return [whole]

    terminal = scripted(script)
    if wanted == b"A00":
        with pytest.raises(ProtocolError):
            pull(terminal.url)
    else:
        pulled = pull(terminal.url)
        assert (pulled.entries, type(pulled.error)) == ((), ProtocolError)


def test_a_terminal_that_does_not_count_its_records_makes_no_sense(
    pull: Any, scripted: Any, answers: Any
) -> None:
    terminal = scripted(lambda body, _n: [
        ACK + framed(answers(body)[2:-2].replace(b"\x1cOK\x1c3\x1c", b"\x1cOK\x1cmany\x1c"))
    ])  # fmt: skip
    assert isinstance(pull(terminal.url).error, ProtocolError)


def test_a_count_that_is_lost_later_is_remembered(pull: Any, scripted: Any, answers: Any) -> None:
    terminal = scripted(lambda body, _n: [
        ACK + framed(answers(body)[2:-2].replace(b"\x1cOK\x1c3\x1c1\x1c", b"\x1cOK\x1c\x1c1\x1c"))
    ])  # fmt: skip
    assert len(pull(terminal.url).entries) == 3


def test_noise_alone_makes_no_sense(pull: Any, scripted: Any) -> None:
    for noise in ([ACK], [ACK, 0.015] * 30, [framed(b"hello")],
                  [framed(b"0\x1cT01\x1c1.44\x1c000000")],
                  [framed(b"0\x1cR03\x1c1.44\x1c000000\x1cOK\x1c1\x1cx")]):  # fmt: skip
        terminal = scripted(lambda _body, _n, noise=noise: noise)
        with pytest.raises(ProtocolError, match="makes no sense"):
            pull(terminal.url, timing=Timing(answer=0.02, silence=0.2))


def test_a_terminal_in_a_sale_is_busy(pull: Any, scripted: Any, answers: Any) -> None:
    def script(body: bytes, n: int) -> list[bytes]:
        return [answers(body).replace(b"\x020\x1c", b"\x021\x1c")] if n else [answers(body)]

    busy = framed(b"1\x1cA01\x1c1.44\x1c000000\x1cBUSY")
    terminal = scripted(lambda _body, _n: [ACK + busy])
    with pytest.raises(TerminalBusy, match="is busy"):
        pull(terminal.url, timing=Timing(answer=0.02, silence=0.2))


def test_a_terminal_that_was_busy_for_a_moment_is_read(
    pull: Any, scripted: Any, answers: Any
) -> None:
    busy = framed(b"1\x1cA01\x1c1.44\x1c000000\x1cBUSY")
    terminal = scripted(lambda body, n: [ACK + busy] if n < 2 else [answers(body)])
    assert pull(terminal.url).complete


def test_a_refusal_keeps_what_came_and_gives_the_terminals_words(
    pull: Any, scripted: Any, answers: Any
) -> None:
    refusal = framed(b"0\x1cR03\x1c1.44\x1c100001\x1cTIMEOUT")
    terminal = scripted(
        lambda body, _n: [ACK + refusal] if b"\x1c2\x1c\x1c" in body else [answers(body)]
    )
    pulled = pull(terminal.url)
    assert (len(pulled.entries), pulled.complete) == (2, False)
    assert str(pulled.error) == "The terminal answered: TIMEOUT (100001)"


def test_a_terminal_without_totals_is_read_all_the_same(
    pull: Any, scripted: Any, answers: Any
) -> None:
    terminal = scripted(lambda body, _n: [] if body.startswith(b"R00") else [answers(body)])
    pulled = pull(terminal.url, timing=Timing(answer=0.05, silence=0.3))
    assert (pulled.complete, pulled.totals, pulled.totals_agree) == (True, (), None)


def test_a_line_that_breaks_before_the_name_keeps_nothing(
    pull: Any, scripted: Any, answers: Any
) -> None:
    terminal = scripted(lambda body, n: [None] if n else [answers(body)])
    with pytest.raises(PullInterrupted, match="before the terminal said which one it is"):
        pull(terminal.url)


def test_unknown_kinds_and_records_that_cannot_be_read_are_data(
    pull: Any, scripted: Any, answers: Any
) -> None:
    def script(body: bytes, _n: int) -> list[bytes]:
        whole = answers(body)
        if b"\x1c0\x1c\x1c" in body:
            whole = ACK + framed(whole[2:-2].replace(b"\x1c01\x1c01\x1c", b"\x1c01\x1c77\x1c"))
        if b"\x1c1\x1c\x1c" in body:
            whole = ACK + framed(whole[2:-2].replace(b"20260901", b"20261301"))
        return [whole]

    pulled = pull(scripted(script).url)
    assert [each.rrn for each in pulled.entries] == ["626000", "626002"]
    assert pulled.entries[0].type is EntryType.OTHER
    assert (pulled.complete, pulled.error, len(pulled.warnings)) == (False, None, 2)
    assert "of a kind nobody knows (77)" in str(pulled.warnings[0])
    assert "Record 2 of the terminal cannot be read" in str(pulled.warnings[1])


class _Totals(SimulatedTerminal):
    def answer(self, body: bytes) -> Iterator[bytes]:
        if body.startswith(b"R00"):
            told = ["00", "=".join(["1=999"] + ["0=0"] * 6)]
            return iter([pax_records.response("R01", pax_records.OK, "OK", told)])
        return super().answer(body)


def test_totals_that_differ_are_told(pull: Any, journal: Any) -> None:
    with serve(_Totals(journal(5), serial_number="S1"), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert (pulled.complete, pulled.totals_agree, len(pulled.totals)) == (True, False, 1)
    assert "credit sale 1: 9.99" in str(pulled.warnings[-1])


def test_totals_that_differ_beside_a_void_are_open(pull: Any, journal: Any) -> None:
    *rows, last = journal(5)
    void = dataclasses.replace(last, type=EntryType.VOID, amount=Money.of(-10, "CNY"))
    with serve(_Totals([*rows, void], serial_number="S1"), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert (pulled.totals_agree, len(pulled.totals)) == (None, 1)


@pytest.mark.parametrize("place", ["auth_code", "rrn", "batch_no", "trace_no", "original_rrn"])
def test_a_card_number_in_any_field_is_struck_in_capture_and_row(
    pull: Any, journal: Any, place: str
) -> None:
    (row,) = journal(1)
    leaky = dataclasses.replace(row, **{place: "4539148803436467"})
    terminal = SimulatedTerminal(
        [leaky] * 20, serial_number="4539148803436467", faults=Faults.parse("flip=0.2"), seed=3,
        patience=0.1,
    )  # fmt: skip
    with serve(terminal, "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    assert len(pulled.entries) == 20
    assert pulled.identity.serial_number == "453914******6467"
    assert "4539148803436467" not in repr(pulled)
    for part in ("4539148803436467", "914880343646"):
        assert part.encode().hex().encode() not in pull.capture


def test_the_totals_of_the_batch_closed_last_are_told(pull: Any, journal: Any) -> None:
    rows = journal(130)  # a hundred to a batch
    with serve(SimulatedTerminal(rows, serial_number="S1"), "127.0.0.1:0") as serving:
        pulled = pull(serving.url)
    closed = [each for each in pulled.totals if each.kind.startswith("last batch 000000 ")]
    assert {each.kind.rpartition(" ")[2] for each in closed} == {"credit", "debit"}
    assert sum(each.count for each in closed) == 100
    assert sum(each.amount.minor for each in closed) == sum(
        abs(each.amount.minor) for each in rows[:100]
    )
    assert pulled.totals_agree


@pytest.mark.parametrize(
    "fields", [["1=2", "1", "", "7"], ["x", "1", "", "7"], ["", "", "", ""], []]
)
def test_a_last_batch_of_another_shape_is_left_out(
    pull: Any, scripted: Any, answers: Any, fields: list[str]
) -> None:
    def script(body: bytes, _n: int) -> list[bytes]:
        if body.startswith(b"R08"):
            return [ACK + framed(pax_records.response("R09", pax_records.OK, "OK", fields))]
        return [answers(body)]

    pulled = pull(scripted(script).url)
    assert (pulled.complete, pulled.totals) == (True, ())
