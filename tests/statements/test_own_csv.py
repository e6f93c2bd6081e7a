"""What we write, no spreadsheet runs, and we read it again."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.statements.own_csv import JOURNAL_COLUMNS, guard, journal_row, unguard, write_journal
from posassist.statements.statement import Statement

Read = Callable[..., Statement]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\rx", "\nx", "\0x", "＝1", "＋1", "－1", "＠x",
     " =1", "\ufeff=1", "\u200b=1", "\u3000@x", "--1", "-1-1", "+1e9", "-"],
)  # fmt: skip
def test_text_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-12.00", "+5", "12", "", " ", "x=1", "2026-09-01", "a-b", "房租"]
)
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert guard(text) == text


@given(st.text())
def test_no_text_begins_a_formula(text: str) -> None:
    bare = guard(text).lstrip(" \u00a0\u3000\u200b\ufeff")
    assert not bare or bare[0] not in "=@\t\r\n\0＝＋－＠"


def test_a_journal_written_is_the_journal_read(read: Read) -> None:
    found = read(
        "terminal_id,type,amount,currency,occurred_at,card_masked,channel,status,rrn,merchant_id\n"
        "T1,sale,1.00,CNY,2026-09-01 12:00:07,622202******1234,qr,approved,000000000001,M1\n"
        "T1,refund,-1.00,CNY,2026-09-01 12:00:08,,,declined,,\n"
    )
    out = io.StringIO()
    write_journal(out, found.journal)
    again = read(out.getvalue())
    assert [journal_row(each) for each in again.journal] == [
        journal_row(each) for each in found.journal
    ]
    assert out.getvalue().splitlines()[0] == ",".join(JOURNAL_COLUMNS)
    assert not again.bad_rows


@given(st.text(alphabet="'=+-@1a. \t\uff1d\u3000", max_size=6))
def test_a_guarded_text_comes_back_exactly(text: str) -> None:
    assert unguard(guard(text)) == text


def test_an_apostrophe_of_its_own_stays() -> None:
    assert unguard("'00") == "'00"
    assert unguard("'") == "'"
