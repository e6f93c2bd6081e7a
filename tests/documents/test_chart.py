"""The picture in a pack: arrivals against sales, whatever the days hold."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from posassist.documents.chart import chart
from posassist.documents.evidence import evidence_pdf
from posassist.documents.pack import DayFlow
from posassist.domain.money import Money
from tests.documents.conftest import MakePack, ReadPdf

FIRST = dt.date(2026, 10, 1)


def flow(count: int, *, arrived: int | None = 500, currency: str = "CNY") -> tuple[DayFlow, ...]:
    return tuple(
        DayFlow(
            FIRST + dt.timedelta(days=number),
            Money.of(1_000 * number, currency),
            None if arrived is None or number % 2 else Money.of(arrived, currency),
        )
        for number in range(count)
    )


def test_days_are_drawn_in_major_units_and_a_dozen_are_named() -> None:
    bars: Any = chart(flow(31)).contents[0]
    assert bars.data[0][:3] == [0.0, 10.0, 20.0]
    assert bars.data[1][:3] == [5.0, 0.0, 5.0]
    named = [each for each in bars.categoryAxis.categoryNames if each]
    assert named[:2] == ["10-01", "10-04"]
    assert len(named) == 11
    yen: Any = chart(flow(2, currency="JPY")).contents[0]
    assert yen.data[0] == [0.0, 1000.0]


@pytest.mark.parametrize("count", [1, 2, 62])
@pytest.mark.parametrize("sums", [flow, lambda count: flow(count, arrived=-500)])
def test_any_number_of_days_is_printed(
    make_pack: MakePack, read_pdf: ReadPdf, count: int, sums: Callable[[int], Any]
) -> None:
    printed = evidence_pdf(make_pack(flow=sums(count)), "en")
    assert printed.pdfa
    text = read_pdf(printed.pdf)
    assert "Arrivals against sales" in text
    assert ("No bank statement covers" in text) is (count > 1)
    assert "10-01" in text


def test_without_days_there_is_no_picture(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    assert "Arrivals against sales" not in read_pdf(evidence_pdf(make_pack(), "en").pdf)
