"""Seven ways in which other programs lose or double rows on import, none of which happens here.

Each was reported of a widely used ledger (actualbudget/actual, by number of the report).
"""

from pathlib import Path
from typing import Any

import pytest

HEAD = "booked_on,amount,currency,counterparty,memo"


class Bank:
    """A shop's bank statements, imported one after the other."""

    def __init__(self, command: Any, folder: Path) -> None:
        self.command, self.folder, self.files = command, folder, 0

    def file(self, *rows: str) -> Path:
        self.files += 1
        path = self.folder / f"bank-{self.files}.csv"
        path.write_text("\n".join((HEAD, *rows, "")), encoding="utf-8")
        return path

    def brings(self, path: Path, *options: str) -> int:
        """Import a file; the preview says before what then happens."""
        planned = self.command.within("import", path, "--dry-run", *options)["files"][0]
        done = self.command.within("import", path, "--plan", planned["plan_sha256"])["files"][0]
        assert (done["new"], done["already_known"]) == (planned["new"], planned["already_known"])
        return int(done["new"])

    @property
    def rows(self) -> list[str]:
        lines = self.command.within("lines", "list", "--kind", "bank")["lines"]
        return sorted(f"{each['date']} {each['net']} {each['text']}" for each in lines)


@pytest.fixture
def bank(registered: Any, tmp_path: Path) -> Bank:
    return Bank(registered, tmp_path)


def test_a_new_row_of_an_amount_seen_that_week_is_not_merged_with_the_other(bank: Bank) -> None:
    """#8464: an equal amount within seven days was merged, though the preview showed it as new."""
    assert bank.brings(bank.file("2026-09-14,99.40,CNY,Acquirer,")) == 1
    assert bank.brings(bank.file("2026-09-17,99.40,CNY,Acquirer,")) == 1
    assert bank.rows == ["2026-09-14 99.40 Acquirer", "2026-09-17 99.40 Acquirer"]


def test_rows_of_one_day_and_amount_from_different_payers_stay_apart(bank: Bank) -> None:
    """#2668: unrelated rows were merged."""
    assert bank.brings(bank.file("2026-09-14,99.40,CNY,Acquirer,")) == 1
    assert bank.brings(bank.file("2026-09-14,99.40,CNY,Somebody,")) == 1
    assert bank.rows == ["2026-09-14 99.40 Acquirer", "2026-09-14 99.40 Somebody"]


def test_older_days_that_come_later_are_all_kept(bank: Bank) -> None:
    """#2420: rows older than the newest import vanished."""
    assert bank.brings(bank.file("2026-09-20,1.00,CNY,A,", "2026-09-21,2.00,CNY,A,")) == 2
    assert bank.brings(bank.file("2026-08-01,3.00,CNY,A,", "2026-09-20,1.00,CNY,A,")) == 1
    assert bank.rows == ["2026-08-01 3.00 A", "2026-09-20 1.00 A", "2026-09-21 2.00 A"]


def test_three_rows_exported_again_are_the_same_three(bank: Bank) -> None:
    """#2432: importing again made a phantom fourth row."""
    three = ("2026-09-14,5.00,CNY,A,", "2026-09-14,5.00,CNY,A,", "2026-09-15,5.00,CNY,A,")
    assert bank.brings(bank.file(*three)) == 3
    assert bank.brings(bank.file(*three, "2026-09-16,7.00,CNY,A,")) == 1
    assert bank.brings(bank.file(*reversed(three))) == 0
    assert len(bank.rows) == 4


def test_the_same_interest_every_day_is_kept_every_day(bank: Bank) -> None:
    """#5627: small interest of equal amount on following days was skipped as seen."""
    days = [f"2026-09-{day},0.01,CNY,Bank," for day in range(10, 20)]
    assert bank.brings(bank.file(*days[:6])) == 6
    assert bank.brings(bank.file(*days[4:])) == 4
    assert bank.rows == [f"2026-09-{day} 0.01 Bank" for day in range(10, 20)]


def test_two_equal_payments_are_two(bank: Bank) -> None:
    """#8221: two real, identical purchases became one."""
    twice = ("2026-09-14,88.00,CNY,A,",) * 2
    assert bank.brings(bank.file(*twice)) == 2
    assert bank.rows == ["2026-09-14 88.00 A"] * 2
    assert bank.brings(bank.file(*twice, twice[0])) == 1
    assert bank.rows == ["2026-09-14 88.00 A"] * 3


def test_what_was_undone_comes_back_when_it_is_imported_again(bank: Bank) -> None:
    """#7580: after an undo the rows counted as deleted and did not come back."""
    path = bank.file("2026-09-14,99.40,CNY,Acquirer,", "2026-09-15,1.00,CNY,A,")
    assert bank.brings(path) == 2
    before = bank.rows
    bank.command.within("undo")
    assert bank.rows == []
    assert bank.brings(path) == 2
    assert bank.rows == before
