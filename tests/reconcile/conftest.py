"""A shop's books in memory: rows are added in the field's words, then matched and judged."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

import pytest

from posassist.domain.agreement import Agreement, FeeTerms
from posassist.domain.booked import Booked
from posassist.domain.coverage import Coverage
from posassist.domain.cycle import Calendar, Cycle
from posassist.domain.deposit import BankLine
from posassist.domain.discrepancy import Discrepancy
from posassist.domain.journal import Channel, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType, SettlementLine, StatementKind
from posassist.reconcile.findings import judge
from posassist.reconcile.matching import Decisions, Matching, match_books
from posassist.reconcile.picture import Picture
from posassist.reconcile.rows import JournalRows, LineRows
from posassist.reconcile.terms import Terms
from posassist.reconcile.verdict import Verdict

HOLIDAYS = frozenset(dt.date(2026, 10, day) for day in range(1, 8))
CALENDAR = Calendar(
    "CN",
    HOLIDAYS,
    frozenset({dt.date(2026, 9, 20), dt.date(2026, 10, 10)}),
    known_until=dt.date(2026, 12, 31),
)
AGREED = Agreement(
    id=1,
    acquirer="Acquirer",
    cycle=Cycle.parse("T+1"),
    cut_off=22 * 60,
    account="ICBC",
    fees={
        Channel.CREDIT: FeeTerms(Decimal("0.006")),
        Channel.DEBIT: FeeTerms(Decimal("0.005"), cap=Decimal(20)),
    },
)
LATER = dt.date(2026, 9, 30)
COVERED = (dt.date(2026, 9, 1), dt.date(2026, 10, 31))
Rows = tuple[list[Booked[JournalEntry]], list[Booked[SettlementLine]], list[Booked[BankLine]]]


def cny(amount: str | Money) -> Money:
    return amount if isinstance(amount, Money) else Money.parse(amount, "CNY")


def on(day: int | str) -> dt.date:
    return dt.date(2026, 9, day) if isinstance(day, int) else dt.date.fromisoformat(day)


@dataclass
class Books:
    """Days are days of September 2026, amounts CNY, the terminal T1 of merchant M1."""

    journal: list[JournalEntry] = field(default_factory=list)
    settlement: list[SettlementLine] = field(default_factory=list)
    bank: list[BankLine] = field(default_factory=list)
    decisions: Decisions = field(default_factory=Decisions)
    terms: Terms = field(default_factory=lambda: Terms((AGREED,), {"CN": CALENDAR}, "CN", {}))
    coverage: tuple[Coverage, ...] = (
        Coverage(StatementKind.JOURNAL, *COVERED, terminals=frozenset({"T1", "T2"})),
        Coverage(StatementKind.SETTLEMENT, *COVERED, merchants=frozenset({"M1", "M2"})),
        Coverage(StatementKind.BANK, *COVERED, account="ICBC"),
    )

    def sale(
        self, day: int | str, amount: str | Money, rrn: str = "", at: str = "10:00", **more: object
    ) -> int:
        """Ring up a sale; return its id."""
        base = JournalEntry(
            row=1,
            terminal_id="T1",
            type=EntryType.SALE,
            amount=cny(amount),
            occurred_at=dt.datetime.combine(on(day), dt.time.fromisoformat(at), dt.UTC),
            merchant_id="M1",
            rrn=rrn,
            channel=Channel.CREDIT,
        )
        self.journal.append(replace(base, **more))  # type: ignore[arg-type]
        return len(self.journal)

    def line(
        self,
        day: int | str | None,
        amount: str | Money,
        rrn: str = "",
        settled: int | str | None = None,
        fee: str | None = None,
        **more: object,
    ) -> int:
        """Settle a sale of a day, the next day if not said otherwise; return the line's id."""
        gross = cny(amount)
        cost = gross.decimal * Decimal("0.006") if gross.minor > 0 else Decimal(0)
        charged = (
            Money.parse_fine(f"{cost.quantize(Decimal('0.01'), ROUND_HALF_UP)}", gross.currency)
            if fee is None
            else Money.parse_fine(fee, gross.currency)
        )
        base = SettlementLine(
            row=1,
            type=LineType.SALE,
            status=LineStatus.SETTLED,
            gross=gross,
            fee=charged,
            net=(gross - charged).rounded(),
            settled_on=on(settled) if settled else on(day or 14) + dt.timedelta(days=1),
            merchant_id="M1",
            terminal_id="T1",
            occurred_on=on(day) if day else None,
            rrn=rrn,
            channel=Channel.CREDIT,
        )
        self.settlement.append(replace(base, **more))  # type: ignore[arg-type]
        return len(self.settlement)

    def credit(
        self, day: int | str, amount: str | Money, who: str = "Acquirer Ltd", **more: object
    ) -> int:
        """Book a bank line; return its id."""
        base = BankLine(1, on(day), cny(amount), counterparty=who)
        self.bank.append(replace(base, **more))  # type: ignore[arg-type]
        return len(self.bank)

    def pair(self, day: int, amount: str, rrn: str, at: str = "10:00", **more: object) -> None:
        """Ring up a sale and settle it as it should be."""
        self.sale(day, amount, rrn, at, **more)
        self.line(day, amount, rrn)

    def agree(self, *agreements: Agreement, merchants: dict[str, str] | None = None) -> None:
        """Put other agreements in force."""
        self.terms = Terms(agreements, {"CN": CALENDAR}, "CN", merchants or {})

    def agreed(self, **more: object) -> Agreement:
        """Return the usual agreement, changed."""
        return replace(AGREED, **more)  # type: ignore[arg-type]

    def booked(self) -> Rows:
        """Return the rows as the books hold them: equal rows are told apart by occurrence."""
        seen: dict[str, int] = {}

        def name(row: object) -> tuple[str, int]:
            seen[str(row)] = seen.get(str(row), 0) + 1
            return hashlib.sha256(str(row).encode()).hexdigest()[:32], seen[str(row)]

        return (
            [Booked(n, row, "j", "j", *name(row)) for n, row in enumerate(self.journal, 1)],
            [Booked(n, row, "s", "s", *name(row)) for n, row in enumerate(self.settlement, 1)],
            [Booked(n, row, "b", "b", *name(row), "ICBC") for n, row in enumerate(self.bank, 1)],
        )

    @property
    def matching(self) -> Matching:
        journal, settlement, bank = self.booked()
        return match_books(
            JournalRows.of(journal), LineRows.of(settlement), bank, self.terms, self.decisions
        ).matching

    @property
    def pairs(self) -> dict[int, tuple[int, str]]:
        """Journal row and rule of every matched line, by ids."""
        return {each.settlement: (each.journal, each.rule) for each in self.matching.matches}

    @property
    def states(self) -> dict[int, str]:
        return {each.settlement: each.state.value for each in self.matching.matches}

    @property
    def paid(self) -> dict[int, tuple[str, tuple[int, ...], str]]:
        """Rule, rows paid and state of every deposit, by id."""
        return {
            each.bank: (each.rule, each.settlement + each.journal, each.state.value)
            for each in self.matching.deposits
        }

    def picture(self) -> Picture:
        return Picture(*self.booked(), self.matching, self.decisions, self.terms, self.coverage)

    def verdict(self, as_of: dt.date | int | str = LATER, **more: object) -> Verdict:
        day = as_of if isinstance(as_of, dt.date) else on(as_of)
        return judge(self.picture(), as_of=day, **more)  # type: ignore[arg-type]

    def found(self, as_of: dt.date | int | str = LATER, **more: object) -> list[Discrepancy]:
        return list(self.verdict(as_of, **more).discrepancies)

    def stakes(self, as_of: dt.date | int | str = LATER, *, but: Iterable[str] = ()) -> list[str]:
        """Return what was found as "kind amount", sorted."""
        return sorted(
            f"{each.kind} {each.at_stake.plain}"
            for each in self.found(as_of)
            if each.kind not in but
        )


@pytest.fixture
def books() -> Books:
    """Return the books of a shop in which nothing happened yet."""
    return Books()


@pytest.fixture(scope="session")
def new_books() -> type[Books]:
    """Return the maker of such books."""
    return Books
