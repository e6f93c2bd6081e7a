"""Every deposit as an equation: sales - refunds - fees = what is due, beside what came."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from posassist.base.i18n import N_, Text
from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.match import MatchState
from posassist.domain.money import Money
from posassist.domain.settlement import LineType, SettlementLine
from posassist.reconcile.rules import reason
from posassist.usecases.match_by_hand import Matches, all_matches
from posassist.usecases.shop import Shop

_SALES = frozenset({LineType.SALE})
_REFUNDS = frozenset({LineType.REFUND, LineType.VOID})


@dataclass(frozen=True, slots=True)
class Equation:
    """One deposit: sales - refunds - taken_back - fees = due; arrived - due = difference.

    `by_message`: only a message of the bank says that it arrived, no statement.
    """

    match_id: str
    state: MatchState
    why: Text
    bank: BankLine
    account: str
    lines: int
    traded: tuple[dt.date, dt.date] | None
    settled: tuple[dt.date, dt.date] | None
    sales: Money
    refunds: Money
    taken_back: Money
    fees: Money
    due: Money
    arrived: Money
    difference: Money
    by_message: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sale and a settlement line that may belong together; a person decides."""

    match_id: str
    entry: JournalEntry
    line: SettlementLine
    why: Text
    alternatives: int


@dataclass(frozen=True, slots=True)
class Deposits:
    """What there is to look at and to decide."""

    equations: tuple[Equation, ...]
    suggestions: tuple[Suggestion, ...]


def look_at_deposits(shop: Shop) -> Deposits:
    """Return every deposit as an equation, newest first, and the suggested pairs."""
    found = all_matches(shop)
    return Deposits(
        tuple(sorted(_equations(found), key=lambda each: each.bank.booked_on, reverse=True)),
        tuple(_suggestions(found)),
    )


def _equations(found: Matches) -> Iterable[Equation]:
    lines = {each.id: each for each in found.books.settlement}
    entries = {each.id: each for each in found.books.journal}
    bank = {each.id: each for each in found.books.bank}
    for each in found.deposits:
        deposit = each.deposit
        yield _equation(
            each.id,
            deposit.state,
            reason(deposit.rule),
            [bank[deposit.bank]],
            [lines[line].record for line in deposit.settlement],
            [entries[entry].record for entry in deposit.journal],
            deposit.difference_minor,
            found.books.told,
        )
    for by_hand in found.manual:
        if by_hand.bank:
            yield _equation(
                by_hand.match_id,
                MatchState.MANUAL,
                Text(N_("linked by hand")),
                [bank[one] for one in by_hand.bank],
                [lines[one].record for one in by_hand.settlement],
                [entries[one].record for one in by_hand.journal if not by_hand.settlement],
                None,
                found.books.told,
            )


def _equation(
    match_id: str,
    state: MatchState,
    why: Text,
    bank: Sequence[Booked[BankLine]],
    lines: Sequence[SettlementLine],
    entries: Sequence[JournalEntry],
    difference_minor: int | None,
    told: frozenset[int],
) -> Equation:
    currency = bank[0].record.amount.currency
    zero = Money.zero(currency)
    # Of a sale in another currency only the net is of the deposit's.
    gross = [
        (each.type, each.gross if each.gross.currency == currency else each.net) for each in lines
    ]
    gross += [(_line_type(each), each.amount) for each in entries]
    sales = sum((money for kind, money in gross if kind in _SALES), zero)
    refunds = -sum((money for kind, money in gross if kind in _REFUNDS), zero)
    taken = -sum((money for kind, money in gross if kind not in _SALES | _REFUNDS), zero)
    arrived = sum((each.record.amount for each in bank), zero)
    if difference_minor is None:
        due = sum((each.net for each in lines), sum((each.amount for each in entries), zero))
    else:
        due = arrived - Money.of(difference_minor, currency)
    traded = [each.occurred_on for each in lines if each.occurred_on]
    traded += [each.occurred_at.date() for each in entries]
    return Equation(
        match_id=match_id,
        state=state,
        why=why,
        bank=bank[0].record,
        account=bank[0].account,
        lines=len(lines) + len(entries),
        traded=_span(traded),
        settled=_span([each.settled_on for each in lines]),
        sales=sales,
        refunds=refunds,
        taken_back=taken,
        fees=sales - refunds - taken - due,
        due=due,
        arrived=arrived,
        difference=arrived - due,
        by_message=any(each.id in told for each in bank),
    )


def _line_type(entry: JournalEntry) -> LineType:
    return LineType.SALE if entry.amount.minor >= 0 else LineType.REFUND


def _span(days: list[dt.date]) -> tuple[dt.date, dt.date] | None:
    return (min(days), max(days)) if days else None


def _suggestions(found: Matches) -> Iterable[Suggestion]:
    lines = {each.id: each for each in found.books.settlement}
    entries = {each.id: each for each in found.books.journal}
    for each in found.pairs:
        if each.match.state is MatchState.SUGGESTED:
            yield Suggestion(
                each.id,
                entries[each.match.journal].record,
                lines[each.match.settlement].record,
                reason(each.match.rule),
                each.match.alternatives,
            )
