"""CODA: movements, their details, and the balances around them."""

from collections.abc import Callable

import pytest

from posassist.base.errors import StatementUnreadable
from posassist.statements.statement import Statement

Read = Callable[..., Statement]
HEADER = "0000010092672505        00191602  SHOP"
TRAILER = "9               {count:06}{debit:015}{credit:015}"


def old(amount: int = 100_000, sign: int = 0, account: str = "BE12345678901234") -> str:
    return f"12042{account:<34}EUR{sign}{amount:015}310826SHOP"


def new(amount: int = 100_000, sign: int = 0, account: str = "BE12345678901234") -> str:
    return f"8042{account:<34}EUR{sign}{amount:015}300926"


def movement(
    amount: int = 100_000,
    sign: int = 0,
    *,
    number: int = 1,
    detail: int = 0,
    day: str = "100926",
    text: str = "0ACQUIRER batch 7",
    more: tuple[str, ...] = (),
) -> str:
    first = f"21{number:04}{detail:04}{'REF' + str(number):<21}{sign}{amount:015}{day}00450000"
    lines = [
        f"{first}{text:<54}{day}20100",
        *(f"{each[:2]}{number:04}{detail:04}{each[2:]}" for each in more),
    ]
    return "\r\n".join(lines)


def coda(
    *records: str,
    opening: str = old(),
    closing: str = new(200_000),
    debit: int = 0,
    credit: int = 100_000,
    extra: int = 0,
) -> str:
    inside = [opening, *records, closing]
    count = sum(each.count("\r\n") + 1 for each in inside) + extra
    end = TRAILER.format(count=count, debit=debit, credit=credit)
    lines = "\r\n".join((HEADER, *inside, end)).split("\r\n")
    return "".join(f"{each:<128}\r\n" for each in lines)


def test_a_statement_gives_its_lines_period_and_every_check_agrees(read: Read) -> None:
    more = ("22" + " more of it", "23BE99                                 CARD ACQUIRER")
    found = read(coda(movement(more=more)))
    assert (found.format_id, found.kind) == ("coda", "bank")
    one = found.bank[0]
    assert (one.row, str(one.booked_on), one.amount.plain) == (1, "2026-09-10", "100.00")
    assert (one.memo, one.counterparty, one.reference) == (
        "ACQUIRER batch 7 more of it",
        "CARD ACQUIRER",
        "REF1",
    )
    assert found.sums == {"EUR": "100.00"}
    assert tuple(map(str, found.period or ())) == ("2026-09-01", "2026-09-30")
    assert [(each.name, each.agrees) for each in found.checks] == [
        ("balance", True),
        ("sum_debit", True),
        ("sum_credit", True),
        ("records", True),
    ]
    assert not found.warnings


def test_details_repeat_their_movement_and_are_no_rows(read: Read) -> None:
    found = read(
        coda(
            movement(),
            movement(60_000, detail=1, more=("22",)),
            movement(40_000, detail=2),
            movement(30_000, 1, number=2),
            "31" + "information",
            "4" + "free message",
            closing=new(170_000),
            debit=30_000,
        )
    )
    assert [(each.row, each.amount.plain) for each in found.bank] == [(1, "100.00"), (2, "-30.00")]
    assert all(each.agrees for each in found.checks)


def test_a_negative_balance_has_its_sign(read: Read) -> None:
    found = read(coda(movement(), opening=old(150_000, 1), closing=new(50_000, 1)))
    assert all(each.agrees for each in found.checks)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"closing": new(10)}, "balance"),
        ({"credit": 10}, "sum_credit"),
        ({"debit": 10}, "sum_debit"),
        ({"extra": 1}, "records"),
    ],
)
def test_a_figure_of_the_file_that_does_not_agree_is_told(
    read: Read, changed: dict[str, str | int], wrong: str
) -> None:
    found = read(coda(movement(), **changed))  # type: ignore[arg-type]  # one of several options
    assert [each.name for each in found.checks if not each.agrees] == [wrong]
    assert len(found.warnings) == 1


@pytest.mark.parametrize(
    "bad",
    [
        movement(sign=2),
        movement(day="300226"),
        movement(day="      "),
        movement(100_005),
        movement().replace(f"{100_000:015}", "       100.00  "),
    ],
)
def test_a_movement_that_cannot_be_read_is_a_bad_row(read: Read, bad: str) -> None:
    found = read(coda(movement(), bad, movement(number=3)))
    assert [each.row for each in found.bad_rows] == [2]
    assert [each.row for each in found.bank] == [1, 3]


def test_an_account_without_iban_has_its_currency_elsewhere(read: Read) -> None:
    opening = f"10042{'123456789012 USD0BE':<37}0{0:015}310826SHOP"
    found = read(coda(movement(), opening=opening, closing=new(100_000).replace("EUR", "USD")))
    assert found.sums == {"USD": "100.00"}


def test_a_balance_without_a_day_or_figure_declares_no_period(read: Read) -> None:
    opening = old().replace("310826", "      ").replace(f"{100_000:015}", " " * 15)
    found = read(coda(movement(), opening=opening))
    assert found.period == (found.first, found.last)
    assert not any(each.name == "balance" for each in found.checks)


def test_a_balance_finer_than_a_cent_is_left_out_with_a_warning(read: Read) -> None:
    found = read(coda(movement(), closing=new(200_001)))
    assert "A balance is left out" in str(found.warnings[0])
    assert found.sums == {"EUR": "100.00"}


def test_a_currency_that_is_none_makes_bad_rows(read: Read) -> None:
    found = read(coda(movement(), opening=old().replace("EUR", "   ")))
    assert [each.row for each in found.bad_rows] == [1]


def test_two_statements_in_one_file_are_both_read(read: Read) -> None:
    second = coda(movement(), opening=old(200_000), closing=new(300_000))
    found = read(coda(movement()) + second)
    assert found.sums == {"EUR": "200.00"}
    assert all(each.agrees for each in found.checks)


def test_lines_that_lost_their_trailing_blanks_read_the_same(read: Read) -> None:
    whole = coda(movement())
    cut = "\r\n".join(each.rstrip() for each in whole.split("\r\n"))
    cut = cut.replace(HEADER, HEADER.ljust(128), 1)
    assert read(cut).bank == read(whole).bank


def test_a_trailer_without_figures_is_no_check(read: Read) -> None:
    found = read(coda(movement()).rpartition("\r\n9")[0] + "\r\n9\r\n")
    assert [each.name for each in found.checks] == ["balance"]


def test_a_line_of_an_unknown_kind_is_told(read: Read) -> None:
    found = read(coda(movement(), "7 what is this"))
    assert "unknown kind 7" in str(found.warnings[0])


def test_a_file_cut_off_anywhere_is_refused_or_lacks_nothing(read: Read) -> None:
    whole = coda(movement(), movement(number=2), credit=200_000, closing=new(300_000))
    for cut in range(260, whole.rindex("\r\n9") + 2, 3):
        with pytest.raises(StatementUnreadable):
            read(whole[:cut])


@pytest.mark.parametrize(
    "broken",
    [
        coda(movement()).replace(new(200_000), "4" + " " * (len(new(200_000)) - 1)),
        coda(movement(), opening=movement()),
        coda(movement(), opening=new()),
        coda(movement()) + TRAILER.format(count=0, debit=0, credit=0),
        coda(HEADER),
        coda("22 text of nothing"),
        coda(movement()).replace("\r\n1", "\r\n3", 1),
    ],
)
def test_lines_out_of_their_order_are_refused(read: Read, broken: str) -> None:
    with pytest.raises(StatementUnreadable):
        read(broken, format_id="coda")


def test_an_empty_file_is_refused_where_it_is_asked_for(read: Read) -> None:
    with pytest.raises(StatementUnreadable):
        read("\n \n", format_id="coda")


def test_the_card_of_a_terminal_payment_is_struck_by_its_place(read: Read) -> None:
    found = read(coda(movement(text="111312345678901234560450BANCONTACT")))
    assert "123456******3456" in found.bank[0].memo
    assert [(each.where, each.count) for each in found.struck] == [("21", 1)]
    assert not found.warnings
    assert read(found.kept).bank == found.bank


def test_a_card_number_in_a_continued_text_is_struck(read: Read) -> None:
    found = read(coda(movement(text=f"0{'':<45}41111111", more=("2211111111 end",))))
    assert b"411111**" in found.kept
    assert b"****1111 end" in found.kept
    assert "411111******1111 end" in found.bank[0].memo
