"""The rows of a shop with their matches, looked up in every direction the findings need."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from posassist.domain.booked import Booked
from posassist.domain.coverage import Coverage
from posassist.domain.deposit import BankLine
from posassist.domain.journal import Channel, EntryStatus, JournalEntry
from posassist.domain.match import DepositMatch, Match, MatchState
from posassist.domain.money import Money, total
from posassist.domain.settlement import LineType, SettlementLine, StatementKind
from posassist.reconcile.cancelled import MONEY_IN, TakenBack, taken_back
from posassist.reconcile.clock import clocks
from posassist.reconcile.items import net_of
from posassist.reconcile.matching import Decisions, ManualMatch, Matching
from posassist.reconcile.rows import JournalRows
from posassist.reconcile.terms import Terms

Entry = Booked[JournalEntry]
Line = Booked[SettlementLine]
Credit = Booked[BankLine]

_RIGHT: Final = dt.timedelta(0)
_WRONG_CLOCK: Final = 30 * 60
_WITNESSES: Final = 3
_LONGEST_CYCLE: Final = 15


@dataclass(frozen=True)
class Picture:
    """Everything the findings are made of."""

    journal: Sequence[Entry]
    settlement: Sequence[Line]
    bank: Sequence[Credit]
    matching: Matching
    decisions: Decisions
    terms: Terms
    coverage: tuple[Coverage, ...]

    def until(self, day: dt.date) -> "Picture":
        """Return what was there to see on a day: what is dated later has not happened yet."""
        journal = [each for each in self.journal if each.record.occurred_at.date() <= day]
        settlement = [each for each in self.settlement if each.record.settled_on <= day]
        bank = [each for each in self.bank if each.record.booked_on <= day]
        if (len(journal), len(settlement), len(bank)) == (
            len(self.journal), len(self.settlement), len(self.bank),
        ):  # fmt: skip
            return self
        rows, lines, credits_ = _ids(journal), _ids(settlement), _ids(bank)
        return replace(
            self,
            journal=journal,
            settlement=settlement,
            bank=bank,
            matching=Matching(
                tuple(
                    each
                    for each in self.matching.matches
                    if each.journal in rows and each.settlement in lines
                ),
                tuple(each for each in self.matching.deposits if each.bank in credits_),
            ),
            decisions=replace(
                self.decisions,
                manual=tuple(
                    replace(
                        each,
                        journal=tuple(one for one in each.journal if one in rows),
                        settlement=tuple(one for one in each.settlement if one in lines),
                        bank=tuple(one for one in each.bank if one in credits_),
                    )
                    for each in self.decisions.manual
                ),
            ),
        )

    @functools.cached_property
    def entries(self) -> dict[int, Entry]:
        """Journal rows by id."""
        return {each.id: each for each in self.journal}

    @functools.cached_property
    def lines(self) -> dict[int, Line]:
        """Settlement lines by id."""
        return {each.id: each for each in self.settlement}

    @functools.cached_property
    def pair_of(self) -> dict[int, Match]:
        """The match of every settlement line that belongs to one sale, refund or void."""
        return {each.settlement: each for each in self.matching.matches}

    @functools.cached_property
    def line_of(self) -> dict[int, Line]:
        """The settlement line of every matched journal row."""
        found = {each.journal: self.lines[each.settlement] for each in self.matching.matches}
        for each in self.decisions.manual:
            if each.settlement:
                found |= dict.fromkeys(each.journal, self.lines[each.settlement[0]])
        return found

    @functools.cached_property
    def deposits(self) -> tuple[DepositMatch, ...]:
        """Every deposit with what it pays, those linked by hand too."""
        by_hand = (
            DepositMatch(
                each.bank[0],
                each.settlement,
                "manual",
                MatchState.MANUAL,
                difference_minor=0 if each.difference else self._difference(each),
                journal=() if each.settlement else each.journal,
            )
            for each in self.decisions.manual
            if each.bank
        )
        return (*self.matching.deposits, *by_hand)

    def _difference(self, match: ManualMatch) -> int:
        """Return what deposits linked by hand brought less what they pay, as far as it is known."""
        came = [each.record.amount for each in self.bank if each.id in match.bank]
        nets: list[Money | None] = [self.lines[line].record.net for line in match.settlement]
        nets = nets or [self._net(self.entries[row].record) for row in match.journal]
        known = [each for each in nets if each is not None]
        due, arrived = total(known), total(came)
        if len(known) < len(nets) or not due or not arrived or due.currency != arrived.currency:
            return 0
        return arrived.minor - due.rounded().minor

    def _net(self, entry: JournalEntry) -> Money | None:
        on, merchant = entry.occurred_at.date(), self.terms.merchant(entry)
        traded, due = self.terms.trade_and_due(entry)
        return net_of(entry.amount, merchant, on, entry.channel, self.terms, same_day=traded == due)

    @functools.cached_property
    def arrived(self) -> frozenset[int]:
        """Settlement lines whose money a deposit brought."""
        return frozenset(line for each in self.deposits for line in each.settlement)

    @functools.cached_property
    def arrived_directly(self) -> frozenset[int]:
        """Journal rows whose money the bank shows without a settlement."""
        return frozenset(row for each in self.deposits for row in each.journal)

    @functools.cached_property
    def taken_back(self) -> TakenBack:
        """The sales the terminal took back itself."""
        return taken_back(JournalRows.of(self.journal))

    def settles_no_more(self, each: Entry) -> bool:
        """Say whether no settlement is owed: taken back, or in the bank already."""
        refund = self.taken_back.refunds.get(each.id)
        return (
            each.id in self.taken_back.cancelled
            or each.id in self.arrived_directly
            or (refund is not None and refund not in self.line_of)
        )

    @functools.cached_property
    def _clocks(self) -> dict[tuple[str, dt.timedelta | None], dt.timedelta]:
        """What the clocks of terminals lack, where it is much and several sales bear it out.

        By terminal and season (what the shop's clock is ahead of UTC), and by terminal alone.
        """
        timed = [
            (self.entries[match.journal].record, line)
            for match in self.matching.matches
            if match.state is not MatchState.SUGGESTED
            and (line := self.lines[match.settlement].record).occurred_time is not None
        ]
        difference = np.fromiter(
            (
                (_moment(line) - entry.occurred_at.replace(tzinfo=None)).total_seconds()
                for entry, line in timed
            ),
            dtype=np.int64,
        )
        found: dict[tuple[str, dt.timedelta | None], dt.timedelta] = {}
        for by_season in (False, True):
            names = [_clock(entry, by_season=by_season) for entry, _line in timed]
            codes = {name: code for code, name in enumerate(dict.fromkeys(names))}
            lacking, support = clocks(
                np.array([codes[name] for name in names], dtype=np.int64), difference
            )
            for name, code in codes.items():
                if support[code] >= _WITNESSES:
                    much = abs(int(lacking[code])) >= _WRONG_CLOCK
                    found[name] = dt.timedelta(seconds=int(lacking[code])) if much else _RIGHT
        return found

    def trade_and_due(self, each: Entry) -> tuple[dt.date, dt.date]:
        """Return the provider's date of a sale and its due day, by a clock that is right."""
        entry = each.record
        names = (_clock(entry, by_season=True), _clock(entry, by_season=False))
        known = (self._clocks[name] for name in names if name in self._clocks)
        return self.terms.trade_and_due(entry, next(known, _RIGHT))

    @functools.cached_property
    def _by_name(self) -> dict[tuple[str, str, int], list[Line]]:
        found: defaultdict[tuple[str, str, int], list[Line]] = defaultdict(list)
        for each in sorted(
            self.settlement,
            key=lambda one: (one.record.settled_on, one.fingerprint, one.occurrence),
        ):
            for name in _names(each.record):
                found[name].append(each)
        return found

    def settled_elsewhere(self, line: Line) -> bool:
        """Say whether the same sale is settled by another line."""
        return any(
            other.record.moved_money and other.id != line.id
            for name in _names(line.record)
            for other in self._by_name[name]
        )

    def twin_of(self, line: Line) -> Line | None:
        """Return the settled line of the same sale that stands, if this one is a second."""
        for name in _names(line.record):
            settled = [each for each in self._by_name[name] if each.record.moved_money]
            known = [each for each in settled if each.id in self.pair_of] or settled
            if known[0].id != line.id:
                return known[0]
        return None

    @functools.cached_property
    def _sales(self) -> dict[tuple[str, str], Entry]:
        found: dict[tuple[str, str], Entry] = {}
        for each in self.journal:
            entry = each.record
            if entry.type in MONEY_IN and entry.rrn and entry.status is not EntryStatus.DECLINED:
                found.setdefault((entry.terminal_id, entry.rrn), each)
                found.setdefault(("", entry.rrn), each)
        return found

    def sale_of(self, line: Line) -> Entry | None:
        """Return the journal row a line is matched with, else the sale its reference names."""
        match = self.pair_of.get(line.id)
        if match is not None:
            return self.entries[match.journal]
        return self._sales.get((line.record.terminal_id, line.record.rrn))

    def channel_of(self, line: Line) -> Channel:
        """Return a line's channel: its own, or that of the sale it settles."""
        sale = self.sale_of(line)
        if line.record.channel is Channel.OTHER and sale is not None:
            return sale.record.channel
        return line.record.channel

    def traded_on(self, line: Line) -> dt.date:
        """Return the day a line's sale was rung up, as far as anybody says."""
        sale = self.sale_of(line)
        own = line.record.occurred_on
        return own or (sale.record.occurred_at.date() if sale else line.record.settled_on)

    @functools.cached_property
    def _classes(self) -> dict[tuple[object, ...], list[Entry]]:
        found: defaultdict[tuple[object, ...], list[Entry]] = defaultdict(list)
        weak = {each.journal for each in self.matching.matches if _weak(each)}
        for each in self.journal:
            known = each.id in self.line_of and each.id not in weak
            if not known and not self.settles_no_more(each):
                found[self._class(each)].append(each)
        return found

    def _class(self, each: Entry) -> tuple[object, ...]:
        entry = each.record
        return (entry.terminal_id, entry.amount, entry.type, self.trade_and_due(each)[0])

    def equal_rows(self, each: Entry) -> tuple[int, int] | None:
        """Return (n, m) when n of m rows nobody can tell apart are missing, else None."""
        mine = each.record.channel
        same = [
            one
            for one in self._classes[self._class(each)]
            if (self.line_of[one.id].record.channel in {mine, Channel.OTHER}
                if one.id in self.line_of
                else one.record.channel is mine)
        ]  # fmt: skip
        missing = sum(one.id not in self.line_of for one in same)
        return (missing, len(same)) if missing < len(same) else None

    def settlement_covers(self, each: Entry, traded: dt.date, due: dt.date) -> bool:
        """Say whether absence on the due day means anything: a file covers it."""
        entry = each.record
        merchant = self.terms.merchant(entry)
        mine = [
            one
            for one in self.coverage
            if one.kind in {StatementKind.SETTLEMENT, StatementKind.WALLET}
            and one.concerns(merchant, entry.terminal_id)
        ]
        if not mine:
            agreed = self.terms.agreement(merchant, entry.amount.currency, traded)
            return self.bank_covers(agreed.account if agreed else "", due)
        days = (entry.occurred_at.date(), traded)
        return any(one.covers(due) for one in mine) and any(
            one.traded_in(day) for one in mine for day in days
        )

    def bank_covers(self, account: str, day: dt.date) -> bool:
        """Say whether a bank file of the account covers a day."""
        return any(
            each.covers(day)
            for each in self.coverage
            if each.kind is StatementKind.BANK
            and (each.account == account or not (each.account and account))
        )

    def journal_covers(self, line: Line) -> bool:
        """Say whether journals cover the terminals and days a line can be of."""
        record = line.record
        files = [each for each in self.coverage if each.kind is StatementKind.JOURNAL]
        merchant = self.terms.merchant(record)
        terminals = {record.terminal_id} if record.terminal_id else self._terminals(merchant)
        days = [record.occurred_on] if record.occurred_on else self._days_due(merchant, record)
        return bool(terminals and days) and all(
            any(each.covers(day) and terminal in each.terminals for each in files)
            for terminal in terminals
            for day in days
        )

    def _terminals(self, merchant: str) -> set[str]:
        """Return the terminals a line of the merchant may be of, where it names none."""
        known = {
            each.record.terminal_id
            for each in self.journal
            if self.terms.merchant(each.record) in {merchant, ""} or not merchant
        }
        return known | {
            terminal
            for terminal, owner in self.terms.merchants.items()
            if owner == merchant or not merchant
        }

    def _days_due(self, merchant: str, line: SettlementLine) -> list[dt.date]:
        """Return the days whose sales were due when a line was settled."""
        days = (line.settled_on - dt.timedelta(days=n) for n in range(_LONGEST_CYCLE + 1))
        return [
            day
            for day in days
            if self.terms.due(merchant, line.gross.currency, day) == line.settled_on
        ]

    def is_undone(self, line: Line) -> bool:
        """Say whether a line only takes back a sale that the terminal took back as well."""
        sale = self._sales.get((line.record.terminal_id, line.record.rrn))
        return (
            line.record.type is LineType.VOID and sale is not None and (sale.id in self.taken_back)
        )


def content_order(rows: Iterable[Line]) -> list[Line]:
    """Sort lines by content, never by id."""
    return sorted(rows, key=lambda each: (each.fingerprint, each.occurrence))


def _weak(match: Match) -> bool:
    return match.state is MatchState.SUGGESTED


def _ids(rows: Iterable[Entry] | Iterable[Line] | Iterable[Credit]) -> set[int]:
    return {each.id for each in rows}


def _clock(entry: JournalEntry, *, by_season: bool) -> tuple[str, dt.timedelta | None]:
    return entry.terminal_id, entry.occurred_at.utcoffset() if by_season else None


def _moment(line: SettlementLine) -> dt.datetime:
    return dt.datetime.combine(line.occurred_on or line.settled_on, line.occurred_time or dt.time())


def _names(line: SettlementLine) -> list[tuple[str, str, int]]:
    """Return what tells a line's sale from every other, the surest first."""
    amount = line.gross.minor
    names = [(line.terminal_id, f"r{line.rrn}", amount)] if line.rrn else []
    day = line.occurred_on or line.settled_on
    if line.trace_no and line.terminal_id:
        names.append((line.terminal_id, f"t{line.batch_no}/{line.trace_no}/{day}", amount))
    if line.auth_code and line.card_masked:
        names.append((line.terminal_id, f"a{line.auth_code}/{line.card_masked}", amount))
    if line.occurred_on and line.occurred_time and line.terminal_id and not names:
        names.append((line.terminal_id, f"s{line.occurred_time}/{day}", amount))
    return names
