"""What the checks notice, and what they leave alone."""

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest

from posassist.domain.coverage import Coverage
from posassist.domain.journal import EntryStatus
from posassist.domain.money import Money
from posassist.domain.provider import ExportWindow
from posassist.domain.settlement import LineStatus, StatementKind
from posassist.reconcile.checks import CheckKind, Noticed, checks

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

LATER = dt.date(2026, 9, 30)
WINDOW = ExportWindow(keeps_days=180, query_days=31)


def on(day: int) -> dt.date:
    return dt.date(2026, 9, day)


def noticed(
    books: "Books", kind: str, as_of: dt.date = LATER, **windows: ExportWindow
) -> list[Noticed]:
    found = books.verdict(as_of).discrepancies
    by_merchant = {name.replace("any", ""): each for name, each in windows.items()}
    every = checks(books.picture(), found, by_merchant, as_of)
    assert every == sorted(every, key=lambda each: each.on)
    return [each for each in every if each.kind == kind]


def busy(books: "Books", *, days: int = 20, each: int = 12, seed: int = 1) -> None:
    """Fill September with sales of a shop open from 8 to 22, amounts of a usual spread."""
    rng = random.Random(seed)
    for day in range(1, days + 1):
        for _ in range(each):
            amount = Money.of(max(100, round(3000 * rng.lognormvariate(0, 0.8))), "CNY")
            books.sale(day, amount, at=f"{rng.randrange(8, 22):02d}:{rng.randrange(60):02d}")


def covered(books: "Books", kind: StatementKind, *days: tuple[int, int], **more: object) -> None:
    books.coverage = tuple(
        Coverage(kind, on(first), on(last), **more)  # type: ignore[arg-type]
        for first, last in days
    )


@pytest.mark.parametrize("seed", range(4))
def test_an_ordinary_month_gives_no_alarm(books: "Books", seed: int) -> None:
    busy(books, seed=seed, each=16)
    assert noticed(books, CheckKind.ODD_AMOUNT) == []
    assert noticed(books, CheckKind.ODD_HOUR) == []


def test_an_amount_far_above_the_habit_is_odd(books: "Books") -> None:
    busy(books)
    odd = books.sale(15, "98000.00", at="12:00")
    books.sale(15, "97000.00", at="12:00", status=EntryStatus.DECLINED)
    books.sale(15, "0.00", at="12:01")
    (found,) = noticed(books, CheckKind.ODD_AMOUNT)
    assert (found.journal, found.amount, found.on) == ((odd,), Money.of(9800000, "CNY"), on(15))
    assert "99 in 100" in str(found.title)


def test_a_shop_of_equal_prices_has_a_habit_too(books: "Books") -> None:
    for n in range(80):
        books.sale(1 + n % 20, "15.00", at=f"10:{n % 60:02d}")
    books.sale(9, "28.00", at="10:00")
    assert noticed(books, CheckKind.ODD_AMOUNT) == []
    books.sale(9, "60.00", at="10:00")
    assert [each.amount for each in noticed(books, CheckKind.ODD_AMOUNT)] == [Money.of(6000, "CNY")]


def test_a_habit_is_known_only_from_enough_sales(books: "Books") -> None:
    busy(books, days=4)
    books.sale(3, "98000.00", at="03:00")
    assert noticed(books, CheckKind.ODD_AMOUNT) == []
    busy(books, days=9)
    assert len(noticed(books, CheckKind.ODD_AMOUNT)) == 1
    assert noticed(books, CheckKind.ODD_HOUR) == []


def test_a_sale_at_an_hour_of_no_other_day_is_odd(books: "Books") -> None:
    busy(books, each=16)
    night = [books.sale(15, "30.00", at="03:10"), books.sale(15, "31.00", at="03:40")]
    found = noticed(books, CheckKind.ODD_HOUR)
    assert [each.journal for each in found] == [(each,) for each in night]
    assert "other 19 days" in str(found[0].title)
    books.sale(18, "30.00", at="03:20")
    assert noticed(books, CheckKind.ODD_HOUR) == []


def test_a_shop_open_over_midnight_has_no_odd_hour_there(books: "Books") -> None:
    for day in range(1, 25):
        for at in ("22:00", "23:40", "00:20"):
            books.sale(day, "30.00", at=at)
    books.sale(12, "30.00", at="00:45")
    assert noticed(books, CheckKind.ODD_HOUR) == []


def test_doubles_are_listed_with_their_reason(books: "Books") -> None:
    rows = tuple(
        books.sale(14, "10.00", at=at, card_masked="622202******1111") for at in ("10:00", "10:05")
    )
    (found,) = noticed(books, CheckKind.DUPLICATE)
    assert (found.journal, found.on) == (rows, on(14))
    assert "again at" in str(found.title)


def test_working_days_no_bank_file_covers_are_a_gap(books: "Books") -> None:
    covered(books, StatementKind.BANK, (1, 10), (16, 25), (3, 8), account="ICBC")
    (found,) = noticed(books, CheckKind.GAP)
    assert found.on == on(11)
    assert "ICBC covers 2026-09-11 to 2026-09-15" in str(found.title)


def test_a_weekend_between_two_files_is_no_gap(books: "Books") -> None:
    covered(books, StatementKind.BANK, (1, 11), (14, 25), account="ICBC")
    assert noticed(books, CheckKind.GAP) == []


@pytest.mark.parametrize(("balance", "count"), [("150.00", 0), ("151.00", 1), (None, 1)])
def test_where_the_balance_goes_on_nothing_is_missing(
    books: "Books", balance: str | None, count: int
) -> None:
    books.credit(10, "100.00", balance=Money.parse("100.00", "CNY"))
    later = None if balance is None else Money.parse(balance, "CNY")
    books.credit(16, "50.00", balance=later)
    covered(books, StatementKind.BANK, (1, 10), (16, 25), account="ICBC")
    assert len(noticed(books, CheckKind.GAP)) == count


def test_nothing_brought_in_for_more_than_a_week_is_a_gap(books: "Books") -> None:
    covered(books, StatementKind.BANK, (1, 20), account="ICBC")
    assert noticed(books, CheckKind.GAP, on(27)) == []
    (found,) = noticed(books, CheckKind.GAP, on(28))
    assert "2026-09-21 to 2026-09-27" in str(found.title)
    assert noticed(books, CheckKind.GAP, dt.date(2026, 8, 1)) == []


def test_a_settlement_is_missed_only_where_the_terminal_shows_sales(books: "Books") -> None:
    covered(books, StatementKind.SETTLEMENT, (1, 10), (16, 30), merchants=frozenset({"M1"}))
    assert len(noticed(books, CheckKind.GAP)) == 1
    books.sale(9, "10.00")
    assert noticed(books, CheckKind.GAP) == []
    books.sale(14, "10.00")
    assert len(noticed(books, CheckKind.GAP)) == 1


def test_a_journal_is_missed_only_where_the_provider_shows_sales(books: "Books") -> None:
    covered(books, StatementKind.JOURNAL, (1, 10), (16, 30), terminals=frozenset({"T1"}))
    books.line(9, "10.00", "R1")
    books.line(14, "10.00", "R2", terminal_id="T9")
    assert noticed(books, CheckKind.GAP) == []
    books.line(14, "10.00", "R3")
    assert len(noticed(books, CheckKind.GAP)) == 1


def test_files_that_name_nobody_speak_for_the_shop(books: "Books") -> None:
    for kind in (StatementKind.JOURNAL, StatementKind.WALLET):
        covered(books, kind, (1, 10), (16, 30))
        (found,) = noticed(books, CheckKind.GAP)
        assert "?" in str(found.title)


def test_an_export_window_about_to_close_is_told_in_time(books: "Books") -> None:
    covered(books, StatementKind.SETTLEMENT, (1, 10), (16, 30), merchants=frozenset({"M1"}))
    closing = on(11) + dt.timedelta(days=180)
    assert noticed(books, CheckKind.WINDOW, closing - dt.timedelta(days=15), any=WINDOW) == []
    (found,) = noticed(books, CheckKind.WINDOW, closing - dt.timedelta(days=14), M1=WINDOW)
    assert found.on == closing
    assert "at most 31 days" in str(found.title)
    assert noticed(books, CheckKind.WINDOW, closing, M2=WINDOW) == []


def test_a_sale_no_settlement_covers_is_fetched_before_the_window_closes(books: "Books") -> None:
    books.sale(14, "10.00")
    books.coverage = ()
    closing = on(14) + dt.timedelta(days=180)
    assert [each.on for each in noticed(books, CheckKind.WINDOW, closing, any=WINDOW)] == [closing]
    gone = closing + dt.timedelta(days=1)
    assert noticed(books, CheckKind.WINDOW, gone, any=WINDOW) == []


def test_money_in_a_currency_of_which_no_agreement_speaks_is_named_once(books: "Books") -> None:
    for day in (15, 14):
        amount = Money.parse(f"{day}.00", "USD")
        books.sale(day, amount, f"R{day}")
        books.line(day, amount, f"R{day}", fee="0.50")
    books.line(14, Money.parse("5.00", "USD"), "R9", status=LineStatus.HELD, fee="0.10")
    books.line(16, Money.parse("1.00", "EUR"), "R10", fee="0.01", merchant_id="M2")
    books.pair(16, "3.00", "R11")
    found = noticed(books, CheckKind.CURRENCY)
    assert [(each.on, str(each.amount), each.settlement) for each in found] == [
        (on(15), "USD 28.00", (1, 2)),
        (on(17), "EUR 0.99", (4,)),
    ]
    assert "No agreement of M1 speaks of USD: since 2026-09-15" in str(found[0].title)
    books.agree(books.agreed(), books.agreed(id=2, currency="USD"))
    assert [str(each.amount) for each in noticed(books, CheckKind.CURRENCY)] == ["EUR 0.99"]
    books.agree()
    assert noticed(books, CheckKind.CURRENCY) == []
