"""When money is due: working days, make-up days, cut-off."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.domain.cycle import (
    NO_CUT_OFF,
    Calendar,
    Cycle,
    cut_off_text,
    due_on,
    parse_cut_off,
    trade_date,
)

CN = Calendar(
    "CN",
    off=frozenset(dt.date(2026, 10, day) for day in range(1, 8)),
    make_up=frozenset({dt.date(2026, 9, 20), dt.date(2026, 10, 10)}),
    known_until=dt.date(2026, 12, 31),
)
DAYS = st.dates(dt.date(2026, 9, 1), dt.date(2026, 10, 31))


@pytest.mark.parametrize(
    ("traded", "cycle", "make_up", "due"),
    [
        ("2026-09-30", "T+1", True, "2026-10-08"),
        ("2026-10-09", "T+1", True, "2026-10-10"),
        ("2026-10-09", "T+1", False, "2026-10-12"),
        ("2026-10-08", "T+2", True, "2026-10-10"),
        ("2026-09-19", "T+1", True, "2026-09-20"),
        ("2026-09-30", "D+1", True, "2026-10-01"),
        ("2026-09-30", "D+0", True, "2026-09-30"),
        ("2026-10-03", "T+0", True, "2026-10-03"),
    ],
)
def test_the_last_day_money_is_in_time(traded: str, cycle: str, make_up: bool, due: str) -> None:
    day = dt.date.fromisoformat(traded)
    assert str(due_on(day, Cycle.parse(cycle), CN, make_up=make_up)) == due


@given(start=DAYS, count=st.integers(0, 12), make_up=st.booleans())
def test_adding_and_counting_working_days_agree(start: dt.date, count: int, make_up: bool) -> None:
    end = CN.add(start, count, make_up=make_up)
    assert CN.working_days_between(start, end, make_up=make_up) == count
    assert CN.working_days_between(end, start - dt.timedelta(1), make_up=make_up) == 0
    if count:
        assert CN.is_working_day(end, make_up=make_up)


def test_days_after_the_last_notice_are_provisional() -> None:
    assert not CN.provisional(dt.date(2026, 12, 31))
    assert CN.provisional(dt.date(2027, 1, 1))


@pytest.mark.parametrize("text", ["T+1", "t+2", " D+0 ", "T+15"])
def test_cycles_are_read_and_written(text: str) -> None:
    assert str(Cycle.parse(text)) == text.strip().upper()


@pytest.mark.parametrize("text", ["", "T1", "T+", "W+1", "T+100", "T-1"])
def test_other_cycles_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Cycle.parse(text)


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("22:00", 1320), ("24:00", 1440)])
def test_cut_offs_are_read_and_written(text: str, minutes: int) -> None:
    assert parse_cut_off(text) == minutes
    assert cut_off_text(minutes) == text


@pytest.mark.parametrize("text", ["24:01", "25:00", "7:00", "22", "22:60", ""])
def test_other_cut_offs_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_cut_off(text)


@pytest.mark.parametrize(
    ("at", "cut_off", "day"),
    [
        ("22:00:00", 1320, 14),
        ("22:00:01", 1320, 15),
        ("23:59:59", NO_CUT_OFF, 14),
        ("00:00:00", 1320, 14),
        ("00:00:01", 0, 15),
    ],
)
def test_after_the_cut_off_a_sale_is_of_the_next_day(at: str, cut_off: int, day: int) -> None:
    moment = dt.datetime.combine(dt.date(2026, 9, 14), dt.time.fromisoformat(at), dt.UTC)
    assert trade_date(moment, cut_off) == dt.date(2026, 9, day)
