"""What is to be explained, and what lies around it: the rows a sign is read from."""

import bisect
import datetime as dt
import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from posassist.domain.agreement import Agreement
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineType, SettlementLine
from posassist.reconcile.cancelled import MONEY_IN
from posassist.reconcile.picture import Credit, Entry, Line, Picture


class State(StrEnum):
    """What can be asked about and is no discrepancy, or not one that counts."""

    UNCOVERED = "uncovered"
    EXPECTED = "expected"
    DECLINED = "declined"
    REVERSED = "reversed"
    PREAUTH = "preauth"


SYMPTOMS = (*(each.value for each in Kind), *(each.value for each in State))


@dataclass(frozen=True)
class Symptom:
    """One thing to explain; `answers` are the owner's, by the id of the question."""

    kind: str
    amount: Money
    due: dt.date
    days_late: int = 0
    working_days_late: int = 0
    entries: tuple[Entry, ...] = ()
    lines: tuple[Line, ...] = ()
    credits: tuple[Credit, ...] = ()
    answers: Mapping[str, bool] = field(default_factory=dict)

    @functools.cached_property
    def said(self) -> str:
        """Everything the rows say in words, in small letters."""
        words = [
            text
            for line in self.lines
            for text in (line.record.memo, line.record.order_id, *_cells(line.record.raw))
        ]
        for credit in self.credits:
            bank = credit.record
            words += [bank.counterparty, bank.memo, bank.reference, *_cells(bank.raw)]
        return " ".join(words).lower()


@dataclass(frozen=True)
class Surroundings:
    """The books as they were to be seen on a day, looked up the way signs need them."""

    picture: Picture

    def of(self, found: Discrepancy, answers: Mapping[str, bool] | None = None) -> Symptom:
        """Return a discrepancy as a symptom; where no file covers the day, that is what it is."""
        picture = self.picture
        entries = [picture.entries[each] for each in found.journal if each in picture.entries]
        lines = [picture.lines[each] for each in found.settlement if each in picture.lines]
        known = {each.id for each in entries}
        entries += [
            sale
            for line in lines
            if (sale := picture.sale_of(line)) is not None and sale.id not in known
        ]
        return Symptom(
            kind=found.kind.value if found.covered else State.UNCOVERED.value,
            amount=found.at_stake,
            due=found.due_on or dt.date.min,
            days_late=found.days_late,
            working_days_late=found.working_days_late,
            entries=tuple(entries),
            lines=tuple(lines),
            credits=tuple(self.credits[each] for each in found.bank if each in self.credits),
            answers=answers or {},
        )

    def of_row(self, each: Entry, answers: Mapping[str, bool] | None = None) -> Symptom | None:
        """Return a journal row that is no discrepancy as a symptom; None where all is well."""
        entry = each.record
        kind: str | None = None
        if entry.status is EntryStatus.DECLINED:
            kind = State.DECLINED
        elif each.id in self.picture.taken_back.cancelled:
            kind = State.REVERSED
        elif entry.type is EntryType.PREAUTH:
            kind = State.PREAUTH
        elif entry.type in MONEY_IN and each.id not in self.picture.line_of:
            kind = State.EXPECTED
        if kind is None:
            return None
        due = self.picture.trade_and_due(each)[1]
        return Symptom(kind, entry.amount, due, entries=(each,), answers=answers or {})

    @functools.cached_property
    def credits(self) -> dict[int, Credit]:
        """Bank lines by id."""
        return {each.id: each for each in self.picture.bank}

    @functools.cached_property
    def by_terminal(self) -> dict[str, list[Entry]]:
        """The rows of every terminal, oldest first."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for each in sorted(self.picture.journal, key=_time):
            found[each.record.terminal_id].append(each)
        return found

    @functools.cached_property
    def batch_codes(self) -> dict[tuple[str, str], set[str]]:
        """The response codes in every batch of a terminal."""
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for each in self.picture.journal:
            entry = each.record
            found[entry.terminal_id, entry.batch_no].add(entry.response_code)
        return found

    @functools.cached_property
    def settled_batches(self) -> dict[str, set[str]]:
        """The batches of every terminal of which a sale is settled."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.picture.line_of:
            entry = self.picture.entries[row].record
            found[entry.terminal_id].add(entry.batch_no)
        return found

    @functools.cached_property
    def pending_reversals(self) -> list[Entry]:
        """The reversals nobody accepted."""
        return [
            each
            for each in self.picture.journal
            if each.record.type is EntryType.REVERSAL
            and each.record.status is not EntryStatus.APPROVED
        ]

    def row_before(self, each: Entry) -> Entry | None:
        """Return the terminal's row before this one."""
        rows = self.by_terminal[each.record.terminal_id]
        at = bisect.bisect_left(rows, each.record.occurred_at, key=_time)
        return rows[at - 1] if at else None

    def rows_near(self, each: Entry, span: dt.timedelta) -> list[Entry]:
        """Return the terminal's rows within a span of this one."""
        rows, at = self.by_terminal[each.record.terminal_id], each.record.occurred_at
        first = bisect.bisect_left(rows, at - span, key=_time)
        return rows[first : bisect.bisect_right(rows, at + span, key=_time)]

    @functools.cached_property
    def _rates(self) -> dict[Channel, tuple[list[dt.date], list[Decimal]]]:
        """For every channel the days of settlement, and the lowest rate up to each."""
        found: dict[Channel, tuple[list[dt.date], list[Decimal]]] = {}
        for each in sorted(self.picture.settlement, key=lambda one: one.record.settled_on):
            line = each.record
            same = line.fee.currency == line.gross.currency
            if line.type is LineType.SALE and line.gross.minor > 0 and same:
                days, rates = found.setdefault(line.channel, ([], []))
                rate = line.fee.decimal / line.gross.decimal
                days.append(line.settled_on)
                rates.append(min(rate, rates[-1]) if rates else rate)
        return found

    def lowest_rate(self, line: SettlementLine) -> Decimal | None:
        """Return the lowest rate of a line's channel on the days before it."""
        days, rates = self._rates.get(line.channel, ([], []))
        before = bisect.bisect_left(days, line.settled_on)
        return rates[before - 1] if before else None

    @functools.cached_property
    def nets(self) -> dict[tuple[str, str, dt.date], Money]:
        """The net of every merchant, currency and day of settlement."""
        found: dict[tuple[str, str, dt.date], Money] = {}
        for each in self.picture.settlement:
            line = each.record
            if line.moved_money:
                key = (self.picture.terms.merchant(line), line.net.currency, line.settled_on)
                found[key] = found.get(key, Money.zero(line.net.currency)) + line.net.rounded()
        return found

    @functools.cached_property
    def refunds(self) -> dict[Money, list[dt.date]]:
        """The days of refunds, by their amount without its sign."""
        found: defaultdict[Money, list[dt.date]] = defaultdict(list)
        for each in self.picture.settlement:
            if each.record.gross.minor < 0:
                found[abs(each.record.gross)].append(each.record.settled_on)
        for row in self.picture.journal:
            if row.record.amount.minor < 0:
                found[abs(row.record.amount)].append(row.record.occurred_at.date())
        return found

    @functools.cached_property
    def refunds_of_card(self) -> dict[str, list[dt.date]]:
        """The days on which money went back to a card."""
        found: defaultdict[str, list[dt.date]] = defaultdict(list)
        for each in self.picture.settlement:
            if each.record.gross.minor < 0 and each.record.card_masked:
                found[each.record.card_masked].append(each.record.settled_on)
        return found

    @functools.cached_property
    def credits_of(self) -> dict[Money, list[Credit]]:
        """The bank lines of every amount."""
        found: defaultdict[Money, list[Credit]] = defaultdict(list)
        for each in self.picture.bank:
            found[each.record.amount].append(each)
        return found

    @functools.cached_property
    def open_lines_of(self) -> dict[Money, list[dt.date]]:
        """The days of settlement of the lines of every net amount that no deposit brought."""
        found: defaultdict[Money, list[dt.date]] = defaultdict(list)
        for each in self.picture.settlement:
            if each.id not in self.picture.arrived:
                found[each.record.net.rounded()].append(each.record.settled_on)
        return found

    @functools.cached_property
    def spent_credits(self) -> frozenset[int]:
        """The bank lines that pay something."""
        return frozenset(each.bank for each in self.picture.deposits)

    @functools.cached_property
    def merchants(self) -> frozenset[str]:
        """The merchant ids the shop registered or agreed on."""
        terms = self.picture.terms
        named = {each.merchant_id for each in terms.agreements} | set(terms.merchants.values())
        return frozenset(named - {""})

    def agreement(self, symptom: Symptom) -> Agreement | None:
        """Return the terms in force when what is to be explained was rung up."""
        if not symptom.entries:
            return None
        terms, entry = self.picture.terms, symptom.entries[0].record
        merchant, day = terms.merchant(entry), entry.occurred_at.date()
        return terms.agreement(merchant, entry.amount.currency, day)


def _time(each: Entry) -> dt.datetime:
    return each.record.occurred_at


def _cells(raw: str) -> Iterable[str]:
    """Return the cells of a kept row without the names of its columns."""
    try:
        row = json.loads(raw)
    except ValueError:
        return (raw,)
    return map(str, row.values()) if isinstance(row, dict) else (raw,)
