"""The rows of a shop with their matches, looked up in every direction the findings need."""

import datetime as dt
import functools
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from posassist.base.i18n import Text
from posassist.domain.booked import Booked
from posassist.domain.coverage import Coverage
from posassist.domain.deposit import BankLine
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.journal import Channel, JournalEntry
from posassist.domain.match import MatchState
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, SettlementLine, StatementKind
from posassist.reconcile.matching import Decisions, Matching
from posassist.reconcile.terms import Terms

Entry = Booked[JournalEntry]
Line = Booked[SettlementLine]
AnyRow = Booked[JournalEntry] | Booked[SettlementLine] | Booked[BankLine]


@dataclass(frozen=True, slots=True)
class Expected:
    """Money on its way that is not due yet."""

    amount: Money
    due_on: dt.date
    journal: tuple[int, ...] = ()
    settlement: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What does not add up (uncovered rows too), and what is not due yet."""

    discrepancies: tuple[Discrepancy, ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True)
class Picture:
    """Everything the findings are made of."""

    journal: Sequence[Entry]
    settlement: Sequence[Line]
    bank: Sequence[Booked[BankLine]]
    matching: Matching
    decisions: Decisions
    terms: Terms
    coverage: tuple[Coverage, ...]

    @functools.cached_property
    def pair_of(self) -> dict[int, tuple[Entry, str]]:
        """Journal row and rule of every matched settlement line."""
        entries = {each.id: each for each in self.journal}
        pairs = {
            each.settlement: (entries[each.journal], each.rule)
            for each in self.matching.matches
            if each.state is not MatchState.REJECTED
        }
        for each in self.decisions.manual:
            if each.journal:
                pairs |= dict.fromkeys(each.settlement, (entries[each.journal[0]], "manual"))
        return pairs

    @functools.cached_property
    def line_of(self) -> dict[int, Line]:
        """The settlement line of every matched journal row."""
        lines = {each.id: each for each in self.settlement}
        found = {each.journal: lines[each.settlement] for each in self.matching.matches}
        for each in self.decisions.manual:
            if each.settlement:
                found |= dict.fromkeys(each.journal, lines[each.settlement[0]])
        return found

    @functools.cached_property
    def arrived(self) -> frozenset[int]:
        """Journal rows whose money the bank shows directly."""
        direct = {row for each in self.matching.deposits for row in each.journal}
        return frozenset(
            direct | {row for each in self.decisions.manual if each.bank for row in each.journal}
        )

    @functools.cached_property
    def by_hand(self) -> frozenset[int]:
        """Settlement lines linked by hand."""
        return self.decisions.by_hand("settlement")

    @functools.cached_property
    def _by_key(self) -> dict[tuple[str, str, int], list[Line]]:
        keys: dict[tuple[str, str, int], list[Line]] = {}
        for each in sorted(
            self.settlement,
            key=lambda one: (one.record.settled_on, one.fingerprint, one.occurrence),
        ):
            for key in _keys(each.record):
                keys.setdefault(key, []).append(each)
        return keys

    def settled_elsewhere(self, line: Line) -> bool:
        """Say whether the same sale is settled by another line."""
        return any(
            other.record.status is LineStatus.SETTLED and other.id != line.id
            for key in _keys(line.record)
            for other in self._by_key[key]
        )

    def twin_of(self, line: Line) -> Line | None:
        """Return the settled line of the same sale that came first, if this one is a second."""
        for key in _keys(line.record):
            settled = [
                each for each in self._by_key[key] if each.record.status is LineStatus.SETTLED
            ]
            known = [each for each in settled if each.id in self.pair_of] or settled
            if known[0].id != line.id:
                return known[0]
        return None

    @functools.cached_property
    def _classes(self) -> tuple[Counter[tuple[object, ...]], Counter[tuple[object, ...]]]:
        every: Counter[tuple[object, ...]] = Counter()
        open_: Counter[tuple[object, ...]] = Counter()
        weak = {
            each.journal for each in self.matching.matches if each.state is MatchState.SUGGESTED
        }
        for each in self.journal:
            if each.id in self.line_of and each.id not in weak:
                continue
            key = self._class(each, self.terms.trade_and_due(each.record)[0])
            every[key] += 1
            open_[key] += each.id not in self.line_of
        return every, open_

    def _class(self, each: Entry, traded: dt.date) -> tuple[object, ...]:
        entry = each.record
        return (entry.terminal_id, entry.amount.minor, entry.amount.currency, entry.type, traded)

    def equal_rows(self, each: Entry, traded: dt.date) -> tuple[int, int] | None:
        """Return (n, m) when n of m rows nobody can tell apart are missing, else None."""
        every, open_ = self._classes
        key = self._class(each, traded)
        return (open_[key], every[key]) if every[key] > open_[key] else None

    def channel_of(self, line: Line) -> Channel:
        """Return a line's channel: its own, or that of the sale it settles."""
        pair = self.pair_of.get(line.id)
        if line.record.channel is Channel.OTHER and pair is not None:
            return pair[0].record.channel
        return line.record.channel

    def settlement_covers(
        self, merchant: str, terminal: str, due: dt.date, traded: dt.date
    ) -> bool:
        """Say whether absence on the due day means anything: a file covers it."""
        files = [
            each
            for each in self.coverage
            if each.kind in {StatementKind.SETTLEMENT, StatementKind.WALLET}
        ]
        if not files:
            return self.bank_covers("", due)
        mine = [each for each in files if each.concerns(merchant, terminal)]
        return any(each.covers(due) for each in mine) and any(
            each.traded_from is None
            or each.traded_to is None
            or each.traded_from <= traded <= each.traded_to
            for each in mine
        )

    def bank_covers(self, account: str, day: dt.date) -> bool:
        """Say whether a bank file of the account covers a day."""
        return any(
            each.covers(day)
            for each in self.coverage
            if each.kind is StatementKind.BANK
            and (each.account == account or not (each.account and account))
        )

    def journal_covers(self, line: SettlementLine) -> bool:
        """Say whether a journal covers the terminal and day of a line."""
        day = line.occurred_on
        return day is not None and any(
            each.kind is StatementKind.JOURNAL
            and each.covers(day)
            and (line.terminal_id in each.terminals or not line.terminal_id)
            for each in self.coverage
        )

    def day_of(self, each: Discrepancy) -> dt.date | None:
        """Return the day a discrepancy belongs to: when its sale was rung up, else when due."""
        entries = self._entries
        if each.journal:
            return entries[each.journal[0]].record.occurred_at.date()
        return each.due_on

    @functools.cached_property
    def _entries(self) -> dict[int, Entry]:
        return {each.id: each for each in self.journal}


def discrepancy(  # noqa: PLR0913 - one keyword a field
    picture: Picture,
    kind: Kind,
    rows: Sequence[AnyRow],
    *,
    at_stake: Money,
    reason: Text,
    due: dt.date | None = None,
    late_on: dt.date | None = None,
    merchant: str = "",
    covered: bool = True,
    journal: tuple[int, ...] = (),
    settlement: tuple[int, ...] = (),
    bank: tuple[int, ...] = (),
    of_equal: tuple[int, int] | None = None,
) -> Discrepancy:
    """Make a discrepancy; its id comes from its kind and the content of its rows."""
    names = sorted(f"{each.fingerprint}#{each.occurrence}" for each in rows)
    late = due is not None and late_on is not None and late_on > due
    currency = at_stake.currency
    return Discrepancy(
        id=hashlib.sha256("\n".join((kind, *names)).encode()).hexdigest()[:12],
        kind=kind,
        at_stake=at_stake,
        due_on=due,
        days_late=(late_on - due).days if late and due and late_on else 0,
        working_days_late=(
            picture.terms.working_days_late(merchant, currency, due, late_on)
            if late and due and late_on
            else 0
        ),
        covered=covered,
        reason=reason,
        journal=journal,
        settlement=settlement,
        bank=bank,
        of_equal=of_equal,
        provisional=due is not None
        and picture.terms.calendar(picture.terms.agreement(merchant, currency, due)).provisional(
            due
        ),
    )


def _keys(line: SettlementLine) -> list[tuple[str, str, int]]:
    keys = []
    if line.rrn:
        keys.append((line.terminal_id, f"r{line.rrn}", line.gross.minor))
    if line.trace_no and line.terminal_id:
        day = line.occurred_on or line.settled_on
        keys.append((line.terminal_id, f"t{line.batch_no}/{line.trace_no}/{day}", line.gross.minor))
    return keys
