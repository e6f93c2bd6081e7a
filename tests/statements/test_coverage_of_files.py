"""A file speaks for the days it declares or holds, and for those named in it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from posassist.domain.coverage import Coverage
from posassist.domain.settlement import StatementKind
from posassist.statements.coverage import coverage_of
from posassist.statements.statement import Statement

Read = Callable[..., Statement]
FIRST, SECOND, THIRD = (dt.date(2026, 9, n) for n in (1, 2, 3))


def test_a_journal_covers_its_terminals(read: Read) -> None:
    found = read(
        "terminal_id,merchant_id,type,amount,currency,occurred_at\n"
        "T1,M1,sale,1.00,CNY,2026-09-01 12:00\nT2,M1,sale,1.00,CNY,2026-09-03 12:00\n"
    )
    assert coverage_of(found, "") == (
        Coverage(StatementKind.JOURNAL, FIRST, THIRD, terminals=frozenset({"T1", "T2"})),
    )


def test_a_settlement_covers_days_of_settlement_and_the_trades_it_names(read: Read) -> None:
    found = read(
        "merchant_id,terminal_id,occurred_on,gross,net,currency,settled_on\n"
        "M1,T1,2026-09-01,1.00,1.00,CNY,2026-09-02\nM1,,2026-09-02,1.00,1.00,CNY,2026-09-03\n"
        "M1,,,1.00,1.00,CNY,2026-09-03\n"
    )
    assert coverage_of(found, "main") == (
        Coverage(
            StatementKind.SETTLEMENT,
            SECOND,
            THIRD,
            traded_from=FIRST,
            traded_to=SECOND,
            merchants=frozenset({"M1"}),
            terminals=frozenset({"T1"}),
        ),
    )


def test_a_bank_file_covers_its_account(read: Read) -> None:
    found = read("booked_on,amount,currency\n2026-09-02,1.00,CNY\n")
    assert coverage_of(found, "main") == (
        Coverage(StatementKind.BANK, SECOND, SECOND, account="main"),
    )


def test_a_declared_period_wins_and_nothing_covers_nothing(read: Read) -> None:
    found = read("booked_on,amount,currency\n")
    assert coverage_of(found, "main") == ()
    declared = replace(found, period=(FIRST, THIRD))
    assert coverage_of(declared, "main") == (
        Coverage(StatementKind.BANK, FIRST, THIRD, account="main"),
    )
