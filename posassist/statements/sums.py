"""Sums of a file, and its own figures held against them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Final

from posassist.catalog.format import FEES, Format
from posassist.catalog.format import Check as Declared
from posassist.domain.deposit import BankLine
from posassist.domain.journal import EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money, sums
from posassist.domain.settlement import SettlementLine
from posassist.statements.cells import figures, quoted
from posassist.statements.statement import Check

_BALANCES: Final = ("opening", "closing")
_NEWEST_FIRST: Final = "newest_first"
Sums = dict[str, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of a file, of one kind."""

    journal: list[JournalEntry] = field(default_factory=list)
    settlement: list[SettlementLine] = field(default_factory=list)
    bank: list[BankLine] = field(default_factory=list)
    closing: list[Money] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.journal) + len(self.settlement) + len(self.bank)

    @property
    def dates(self) -> list[dt.date]:
        """Booking dates of a bank file, trade dates of others."""
        return [
            *(each.occurred_at.date() for each in self.journal),
            *(each.occurred_on or each.settled_on for each in self.settlement),
            *(each.booked_on for each in self.bank),
        ]

    @property
    def amounts(self) -> list[Money]:
        """The net of every line that moved money."""
        return [
            *(each.amount for each in moved(self.journal)),
            *(each.net for each in self.settlement if each.moved_money),
            *(each.amount for each in self.bank),
        ]

    @property
    def gross(self) -> list[Money]:
        """The gross of every settlement line that moved money."""
        return [each.gross for each in self.settlement if each.moved_money]

    @property
    def fees(self) -> list[Money]:
        """The fee of every settlement line that moved money."""
        return [each.fee for each in self.settlement if each.moved_money]


def moved(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """Return the entries that moved money: approved, and no mere authorization.

    What a reversal or void took back is not counted twice: where the entry it names is itself
    marked reversed, neither counts.
    """
    every = list(entries)
    undone = {
        (each.terminal_id, each.rrn)
        for each in every
        if each.status is EntryStatus.REVERSED and each.rrn
    }
    return [
        each
        for each in every
        if each.status is EntryStatus.APPROVED
        and each.type is not EntryType.PREAUTH
        and (each.terminal_id, each.original_rrn) not in undone
    ]


def by_currency(amounts: Iterable[Money]) -> Sums:
    """Add up, a sum for every currency, digits kept."""
    return {currency: each.plain for currency, each in sums(amounts).items()}


def told_apart(rules: Format) -> tuple[bool, bool]:
    """Say whether the format tells gross and fees from net."""
    gross = bool({"gross", "gross_credit"} & rules.columns.keys())
    if rules.amounts.fee_sign == "open":
        return gross, False
    both = gross and bool({"net", "credit"} & rules.columns.keys())
    return gross, bool(set(FEES) & rules.columns.keys()) or both


def checks(rules: Format, lines: Lines, declared: dict[int, str], currency: str) -> list[Check]:
    """Hold what the file declares (by the number of the format's check) against its rows."""
    if len({each.currency for each in lines.amounts}) > 1:
        return []
    made = [
        _check(each, declared[n], rules, lines)
        for n, each in enumerate(rules.checks)
        if n in declared and each.field not in _BALANCES
    ]
    said = {each.field: declared[n] for n, each in enumerate(rules.checks) if n in declared}
    if set(_BALANCES) <= said.keys():
        made += _opening_and_closing(rules, lines, said, currency)
    if lines.closing:
        nothing = Money.zero(lines.closing[0].currency)
        paid, counted = -_total(lines.closing), _total([nothing, *lines.amounts])
        agrees = paid.decimal == counted.decimal
        made.append(Check("payout", paid.plain, counted.plain, agrees))
    chain = _chain(rules.dates.order, lines.bank)
    return [*made, chain] if chain else made


def _opening_and_closing(
    rules: Format, lines: Lines, said: dict[str, str], currency: str
) -> list[Check]:
    first, last = (_figure(rules, said[each]) for each in _BALANCES)
    try:
        counted = Money.parse(first, currency) + _total([Money.zero(currency), *lines.amounts])
        declared = Money.parse(last, currency)
    except ValueError:
        return [Check("closing", quoted(last), quoted(first), agrees=False)]
    return [Check("closing", declared.plain, counted.plain, declared == counted)]


def _figure(rules: Format, text: str) -> str:
    marks = rules.cells
    return figures(text.strip(marks.strip), marks.thousands, marks.symbols, marks.decimal)


def _total(amounts: list[Money]) -> Money:
    total = amounts[0]
    for each in amounts[1:]:
        total += each
    return total


def _check(check: Declared, declared: str, rules: Format, lines: Lines) -> Check:
    plain = _figure(rules, declared)
    if check.field.startswith("count"):
        signed = {"count_sales": 1, "count_refunds": -1}.get(check.field)
        counted = (
            str(lines.count)
            if signed is None
            else str(sum(each.minor * signed > 0 for each in lines.amounts))
        )
        return Check(check.field, quoted(plain), counted, plain == counted)
    parts = {
        "sum_gross": lines.gross,
        "sum_fee": lines.fees,
        "sum_net": lines.amounts,
        "sum_credit": [each for each in lines.amounts if each.minor > 0],
        "sum_debit": [abs(each) for each in lines.amounts if each.minor < 0],
        "sum_sales": [each for each in lines.gross if each.minor > 0],
        "sum_refunds": [abs(each) for each in lines.gross if each.minor < 0],
    }[check.field]
    counted = next(iter(by_currency(parts).values()), "0")
    try:
        agrees = Money.parse_fine(plain, "").decimal == Decimal(counted)
    except ValueError:
        agrees = False
    return Check(check.field, quoted(plain), counted, agrees)


def _chain(order: str, lines: list[BankLine]) -> Check | None:
    """Check that each balance is the one before plus the amount, in the order of the file."""
    balances = [each.balance for each in lines if each.balance is not None]
    if len(balances) < max(2, len(lines)):
        return None
    pairs = [(each.balance or each.amount, each.amount) for each in lines]
    if not order:
        order = _NEWEST_FIRST if lines[0].booked_on > lines[-1].booked_on else ""
        ways = [pairs, pairs[::-1]] if lines[0].booked_on == lines[-1].booked_on else [pairs]
    else:
        ways = [pairs]
    if order == _NEWEST_FIRST:
        ways = [each[::-1] for each in ways]
    for way in ways:
        if _follows(way):
            return Check("balance", way[-1][0].plain, way[-1][0].plain, agrees=True)
    way = ways[0]
    opening = way[0][0] - way[0][1]
    counted = opening
    for _, amount in way:
        counted += amount
    return Check("balance", way[-1][0].plain, counted.plain, agrees=False)


def _follows(pairs: list[tuple[Money, Money]]) -> bool:
    return all(before[0] + after[1] == after[0] for before, after in pairwise(pairs))
