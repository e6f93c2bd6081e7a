"""What belongs together, and what does not add up, on invented rows."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from posassist.domain.agreement import Agreement, FeeTerms
from posassist.domain.booked import Booked
from posassist.domain.coverage import Coverage
from posassist.domain.cycle import Calendar, Cycle
from posassist.domain.deposit import BankLine
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.match import MatchState
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType, SettlementLine, StatementKind
from posassist.reconcile.findings import judge
from posassist.reconcile.matching import Decisions, Matching, match_books
from posassist.reconcile.picture import Picture
from posassist.reconcile.terms import Terms
from posassist.reconcile.verdict import Verdict

HOLIDAYS = frozenset(dt.date(2026, 10, day) for day in range(1, 8))
CALENDAR = Calendar(
    "CN", HOLIDAYS, frozenset({dt.date(2026, 10, 10)}), known_until=dt.date(2026, 12, 31)
)
AGREED = Agreement(
    id=1,
    acquirer="Acquirer",
    cycle=Cycle.parse("T+1"),
    cut_off=22 * 60,
    account="ICBC",
    fees={Channel.CREDIT: FeeTerms(Decimal("0.006"))},
)
TERMS = Terms((AGREED,), {"CN": CALENDAR}, "CN", {})


def cny(text: str) -> Money:
    return Money.parse(text, "CNY")


def at(day: int, hour: int = 10, month: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def sale(day: int, amount: str, rrn: str = "", **more: object) -> JournalEntry:
    base = JournalEntry(
        row=1,
        terminal_id="T1",
        type=EntryType.SALE,
        amount=cny(amount),
        occurred_at=at(day),
        merchant_id="M1",
        rrn=rrn,
        channel=Channel.CREDIT,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def line(day: int, amount: str, rrn: str = "", settled: int = 0, **more: object) -> SettlementLine:
    gross = cny(amount)
    fee = Money.of(round(gross.minor * 0.006 + 1e-9), "CNY")
    base = SettlementLine(
        row=1,
        type=LineType.SALE,
        status=LineStatus.SETTLED,
        gross=gross,
        fee=fee,
        net=gross - fee,
        settled_on=dt.date(2026, 9, settled or day + 1),
        merchant_id="M1",
        terminal_id="T1",
        occurred_on=dt.date(2026, 9, day),
        rrn=rrn,
        channel=Channel.CREDIT,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def credit(day: int, amount: str, who: str = "Acquirer Ltd", **more: object) -> BankLine:
    return replace(BankLine(1, dt.date(2026, 9, day), cny(amount), counterparty=who), **more)  # type: ignore[arg-type]


@dataclass
class Shop:
    journal: list[JournalEntry] = field(default_factory=list)
    settlement: list[SettlementLine] = field(default_factory=list)
    bank: list[BankLine] = field(default_factory=list)
    decisions: Decisions = field(default_factory=Decisions)
    covered: tuple[int, int] = (1, 30)

    def judged(self, as_of: dt.date, **more: object) -> Verdict:
        journal, settlement, bank = self.booked()
        matching = self.matched(journal, settlement, bank)
        days = (dt.date(2026, 9, self.covered[0]), dt.date(2026, 9, self.covered[1]))
        coverage = (
            Coverage(StatementKind.JOURNAL, *days, terminals=frozenset({"T1"})),
            Coverage(StatementKind.SETTLEMENT, *days, merchants=frozenset({"M1"})),
            Coverage(StatementKind.BANK, *days, account="ICBC"),
        )
        picture = Picture(journal, settlement, bank, matching, self.decisions, TERMS, coverage)
        return judge(picture, as_of=as_of, **more)  # type: ignore[arg-type]

    def found(self, as_of: dt.date) -> dict[Kind, list[Discrepancy]]:
        kinds: dict[Kind, list[Discrepancy]] = {}
        for each in self.judged(as_of).discrepancies:
            kinds.setdefault(each.kind, []).append(each)
        return kinds

    def matched(
        self,
        journal: Sequence[Booked[JournalEntry]],
        settlement: Sequence[Booked[SettlementLine]],
        bank: Sequence[Booked[BankLine]],
    ) -> Matching:
        return match_books(journal, settlement, bank, TERMS, self.decisions)

    def booked(
        self,
    ) -> tuple[list[Booked[JournalEntry]], list[Booked[SettlementLine]], list[Booked[BankLine]]]:
        return (
            [Booked(n, row, "j", "j", str(row), 1) for n, row in enumerate(self.journal, 1)],
            [Booked(n, row, "s", "s", str(row), n) for n, row in enumerate(self.settlement, 1)],
            [Booked(n, row, "b", "b", str(row), n, "ICBC") for n, row in enumerate(self.bank, 1)],
        )


LATER = dt.date(2026, 9, 30)


def test_a_sale_that_never_settled_is_missing_from_the_day_after_it_was_due() -> None:
    shop = Shop([sale(14, "1286.00", "R1")])
    assert shop.found(dt.date(2026, 9, 15)) == {}
    assert shop.judged(dt.date(2026, 9, 15)).expected[0].amount == cny("1286.00")
    missing = shop.found(dt.date(2026, 9, 17))[Kind.MISSING][0]
    assert (missing.at_stake, missing.due_on) == (cny("1286.00"), dt.date(2026, 9, 15))
    assert (missing.days_late, missing.working_days_late, missing.covered) == (2, 2, True)


def test_a_sale_after_the_cut_off_is_due_a_day_later_and_over_the_holiday() -> None:
    assert TERMS.trade_and_due(sale(14, "1.00", occurred_at=at(14, 22, minute=1)))[1] == dt.date(
        2026, 9, 16
    )
    assert TERMS.trade_and_due(sale(14, "1.00", occurred_at=at(14, 22)))[1] == dt.date(2026, 9, 15)
    assert TERMS.trade_and_due(sale(30, "1.00"))[1] == dt.date(2026, 10, 8)
    assert TERMS.trade_and_due(sale(9, "1.00", occurred_at=at(9, month=10)))[1] == dt.date(
        2026, 10, 10
    )


def test_what_no_file_covers_is_no_alarm() -> None:
    shop = Shop([sale(14, "5.00", "R1")], covered=(1, 10))
    found = shop.judged(LATER).discrepancies
    assert [(each.kind, each.covered) for each in found] == [(Kind.MISSING, False)]
    assert "Import" in str(found[0].reason)


def test_one_of_three_equal_sales_is_missing() -> None:
    journal = [sale(14, "66.60", occurred_at=at(14, hour)) for hour in (9, 11, 13)]
    shop = Shop(journal, [line(14, "66.60"), line(14, "66.60")], [credit(15, "132.40")])
    found = shop.found(LATER)
    assert [each.of_equal for each in found[Kind.MISSING]] == [(1, 3)]
    matching = shop.matched(*shop.booked())
    assert {each.state for each in matching.matches} == {MatchState.SUGGESTED}
    assert {each.alternatives for each in matching.matches} == {3}


def test_every_kind_of_line_is_named_with_what_is_at_stake() -> None:
    shop = Shop(
        [
            sale(14, "100.00", "R1"),
            sale(14, "50.00", "R2"),
            sale(15, "20.00", "R3", card_masked="622202******1111", occurred_at=at(15, 9)),
            sale(15, "20.00", "R4", card_masked="622202******1111", occurred_at=at(15, 9, 9, 5)),
            sale(16, "8.00", "", status=EntryStatus.UNKNOWN),
            sale(16, "30.00", "R6"),
        ],
        [
            line(14, "100.00", "R1", fee=cny("0.80"), net=cny("99.20")),
            line(14, "45.00", "R2"),
            line(15, "20.00", "R3"),
            line(15, "20.00", "R4"),
            line(15, "20.00", "R4"),
            line(16, "30.00", "R6", status=LineStatus.HELD),
            line(16, "77.00", "R7"),
            line(16, "-12.00", "R8", type=LineType.REFUND),
            line(16, "-9.00", "R1", type=LineType.CHARGEBACK),
            line(16, "-3.00", "", type=LineType.FEE),
        ],
    )
    found = {
        kind: [each.at_stake.plain for each in each_kind]
        for kind, each_kind in shop.found(LATER).items()
    }
    del found[Kind.NOT_ARRIVED]
    assert found == {
        Kind.OVERCHARGED_FEE: ["0.20"],
        Kind.AMOUNT_DIFFERS: ["5.00"],
        Kind.DUPLICATE_CHARGE: ["20.00"],
        Kind.DUPLICATE_SETTLEMENT: ["20.00"],
        Kind.UNKNOWN_OUTCOME: ["8.00"],
        Kind.HELD: ["30.00"],
        Kind.UNKNOWN_LINE: ["77.00"],
        Kind.REFUND_UNMATCHED: ["12.00"],
        Kind.CHARGEBACK: ["9.00"],
        Kind.UNEXPECTED_FEE: [found[Kind.UNEXPECTED_FEE][0]],
    }


def test_a_voided_or_reversed_sale_is_not_missing() -> None:
    void = sale(14, "-40.00", "R2", type=EntryType.VOID, original_rrn="R1")
    shop = Shop(
        [
            sale(14, "40.00", "R1"),
            void,
            sale(14, "7.00", "R3", status=EntryStatus.REVERSED),
            sale(14, "9.00", "R4", status=EntryStatus.DECLINED),
            sale(14, "500.00", "R5", type=EntryType.PREAUTH),
        ]
    )
    assert shop.found(LATER) == {}


def test_deposits_are_found_by_day_merged_and_split_and_what_is_lacking_is_named() -> None:
    sales = [sale(day, "100.00", f"R{day}") for day in (14, 15, 16, 17, 21, 22)]
    lines = [line(day, "100.00", f"R{day}") for day in (14, 15, 16, 17, 21, 22)]
    bank = [
        credit(15, "99.40"),
        credit(15, "99.40", "Somebody Else"),
        credit(17, "198.80"),
        credit(18, "89.40"),
        credit(24, "99.40"),
    ]
    found = Shop(sales, lines, bank).found(LATER)
    assert [each.at_stake.plain for each in found[Kind.SHORT]] == ["10.00"]
    assert [each.at_stake.plain for each in found[Kind.NOT_ARRIVED]] == ["100.00"]
    late = found[Kind.LATE]
    assert {each.at_stake.plain for each in late} == {"0.00"}


def test_a_settled_late_sale_is_late_by_working_days() -> None:
    shop = Shop([sale(11, "10.00", "R1")], [line(11, "10.00", "R1", settled=16)],
                [credit(16, "9.94")])  # fmt: skip
    late = shop.found(LATER)[Kind.LATE][0]
    assert (late.due_on, late.days_late, late.working_days_late) == (dt.date(2026, 9, 14), 2, 2)


def test_without_a_settlement_the_journal_meets_the_bank() -> None:
    shop = Shop(
        [sale(14, "100.00", "R1"), sale(14, "60.00", "R2"), sale(14, "33.00", "R3")],
        [],
        [credit(15, "159.04")],
    )
    journal, settlement, bank = shop.booked()
    matching = shop.matched(journal, settlement, bank)
    assert [each.rule for each in matching.deposits] == ["D7"]
    assert matching.deposits[0].journal == (1, 2)


def test_a_terminals_wrong_clock_is_allowed_for() -> None:
    journal = [sale(14, "10.00", "R1", occurred_at=at(14, 9)),
               sale(14, "10.00", "", occurred_at=at(14, 11))]  # fmt: skip
    lines = [line(14, "10.00", "R1", occurred_time=dt.time(10, 0)),
             line(14, "10.00", "", occurred_time=dt.time(12, 0))]  # fmt: skip
    matching = Shop(journal, lines).matched(*Shop(journal, lines).booked())
    assert {each.rule for each in matching.matches} == {"K1", "K10"}


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_rows_gives_the_same_pairs_and_claims_none_twice(seed: int) -> None:
    rng = random.Random(seed)
    journal, lines = [], []
    for number in range(60):
        day = rng.randrange(7, 12)
        rrn = f"R{number}" if rng.random() < 0.5 else ""
        amount = rng.choice(("5.00", "10.00", "20.00"))
        journal.append(sale(day, amount, rrn, occurred_at=at(day, 9, minute=number % 60)))
        if rng.random() < 0.9:
            lines.append(line(day, amount, rrn))
    shop = Shop(journal, lines)
    left, right, bank = shop.booked()
    first = shop.matched(left, right, bank)
    rng.shuffle(left)
    rng.shuffle(right)
    again = shop.matched(left, right, bank)
    assert first == again
    assert len({each.journal for each in first.matches}) == len(first.matches)


def test_rejected_pairs_stay_apart_and_confirmed_ones_together() -> None:
    shop = Shop([sale(14, "10.00", "R1")], [line(14, "10.00", "R1")])
    rows = shop.booked()
    shop.decisions = Decisions(rejected=frozenset({(1, 1)}))
    assert shop.matched(*rows).matches == ()
    shop.decisions = Decisions(confirmed=frozenset({(1, 1)}))
    assert shop.matched(*rows).matches[0].state is MatchState.CONFIRMED
