"""What was agreed is told from what happened, and only where enough sales bear it out."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from posassist.domain.agreement import FeeTerms
from posassist.domain.cycle import Calendar, Cycle, due_on
from posassist.domain.fees import expected_fee
from posassist.domain.journal import Channel
from posassist.domain.money import Money
from posassist.reconcile.suggest import SettledSale, fee_terms, suggestions

CN = Calendar(
    "CN",
    frozenset(dt.date(2026, 10, day) for day in range(1, 8)),
    frozenset({dt.date(2026, 9, 20), dt.date(2026, 10, 10)}),
    dt.date(2026, 12, 31),
)
PLAIN = FeeTerms(Decimal("0.006"))


def sales(
    cycle: str, cut_off: int, terms: FeeTerms = PLAIN, *, count: int = 200, exponent: int = 2
) -> list[SettledSale]:
    rng = random.Random(count)
    found = []
    for _ in range(count):
        day = dt.date(2026, 9, 1) + dt.timedelta(rng.randrange(40))
        minute = rng.randrange(8 * 60, 24 * 60)
        gross = Money.of(rng.randrange(50, 900_000), "CNY")
        traded = day + dt.timedelta(minute > cut_off)
        settled = due_on(traded, Cycle.parse(cycle), CN)
        fee = expected_fee(gross, terms, exponent)
        found.append(SettledSale("M1", day, minute, settled, gross, fee, Channel.CREDIT))
    return found


@pytest.mark.parametrize(
    ("cycle", "cut_off"), [("T+1", 1320), ("D+1", 1440), ("T+2", 1380), ("D+0", 1440), ("T+0", 840)]
)
def test_cycle_and_cut_off_are_those_the_money_kept_to(cycle: str, cut_off: int) -> None:
    (found,) = suggestions(sales(cycle, cut_off), CN)
    assert (due_on(dt.date(2026, 9, 30), found.cycle, CN), found.cut_off, found.sales) == (
        due_on(dt.date(2026, 9, 30), Cycle.parse(cycle), CN), cut_off, 200,
    )  # fmt: skip
    assert (found.merchant_id, found.currency, found.calendar) == ("M1", "CNY", "CN")
    assert found.fees == {Channel.CREDIT: PLAIN}


@pytest.mark.parametrize(
    "terms",
    [
        PLAIN,
        FeeTerms(Decimal("0.005"), cap=Decimal(20)),
        FeeTerms(Decimal("0.0038"), floor=Decimal("5.00")),
        FeeTerms(Decimal("0.006"), fixed=Decimal("0.30")),
        FeeTerms(Decimal("0.005"), cap=Decimal(20), floor=Decimal("6.00")),
        FeeTerms(Decimal("0.0000")),
    ],
)
def test_rate_cap_floor_and_fixed_are_found_to_the_digit(terms: FeeTerms) -> None:
    for exponent in (2, 5):
        assert fee_terms(sales("T+1", 1320, terms, exponent=exponent)) == terms


def test_a_few_late_or_overcharged_sales_do_not_change_what_holds() -> None:
    good = sales("T+1", 1320)
    bad = [
        SettledSale(
            "M1", each.day, each.minute, each.settled_on + dt.timedelta(days=4), each.gross,
            each.fee + Money.of(50, "CNY"), each.channel,
        )
        for each in good[:20]
    ]  # fmt: skip
    (found,) = suggestions(good[20:] + bad, CN)
    assert (str(found.cycle), found.sales) == ("T+1", 180)
    assert found.fees == {Channel.CREDIT: PLAIN}


def test_too_few_or_too_unlike_sales_suggest_nothing() -> None:
    assert suggestions(sales("T+1", 1320, count=2), CN) == []
    rng = random.Random(1)
    day = dt.date(2026, 9, 14)
    mixed = [
        SettledSale("M1", day, None, day + dt.timedelta(rng.randrange(60)),
                    Money.of(10_000, "CNY"), Money.of(rng.randrange(500), "CNY"), Channel.QR)
        for _ in range(50)
    ]  # fmt: skip
    assert suggestions(mixed, CN) == []
    assert fee_terms(mixed) is None
    nothing = [SettledSale("M1", day, None, day, Money.zero("CNY"), Money.zero("CNY"), Channel.QR)]
    assert fee_terms(nothing * 5) is None
    returned = [
        SettledSale("M1", day, None, day, Money.of(10_000, "CNY"), Money.of(-60, "CNY"), Channel.QR)
    ]
    assert fee_terms(returned * 5) is None
