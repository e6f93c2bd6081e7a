"""What a file speaks for: its days, both ends included, and the merchants or terminals in it."""

import datetime as dt

import pytest

from posassist.domain.coverage import Coverage
from posassist.domain.settlement import StatementKind

DAYS = (dt.date(2026, 9, 14), dt.date(2026, 9, 20))


@pytest.mark.parametrize(("day", "covered"), [(13, False), (14, True), (20, True), (21, False)])
def test_both_ends_are_covered(day: int, covered: bool) -> None:
    file = Coverage(StatementKind.BANK, *DAYS)
    assert file.covers(dt.date(2026, 9, day)) is covered


def test_a_file_speaks_for_its_merchants_and_terminals_or_for_all() -> None:
    named = Coverage(
        StatementKind.SETTLEMENT, *DAYS, merchants=frozenset({"M1"}), terminals=frozenset({"T1"})
    )
    assert named.concerns("M1", "T9")
    assert named.concerns("M9", "T1")
    assert not named.concerns("M9", "T9")
    assert Coverage(StatementKind.SETTLEMENT, *DAYS).concerns("M9", "T9")


@pytest.mark.parametrize(("day", "covered"), [(12, False), (13, True), (18, True), (19, False)])
def test_an_export_by_trade_date_covers_only_its_trades(day: int, covered: bool) -> None:
    file = Coverage(
        StatementKind.SETTLEMENT,
        *DAYS,
        traded_from=dt.date(2026, 9, 13),
        traded_to=dt.date(2026, 9, 18),
    )
    assert file.traded_in(dt.date(2026, 9, day)) is covered
    assert Coverage(StatementKind.SETTLEMENT, *DAYS).traded_in(dt.date(2026, 1, 1))
