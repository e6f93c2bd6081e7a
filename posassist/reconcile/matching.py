"""Match a shop's rows: what a person decided stays, kernel and deposit rules do the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posassist.domain.agreement import Payout
from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.fees import expected_fee
from posassist.domain.journal import EntryStatus, JournalEntry
from posassist.domain.match import DepositMatch, Match, MatchState
from posassist.domain.settlement import SettlementLine
from posassist.reconcile.columns import columns, matchable_entry
from posassist.reconcile.deposits import Desk, Item
from posassist.reconcile.kernel import match
from posassist.reconcile.rules import SUGGESTED
from posassist.reconcile.terms import Terms

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ManualMatch:
    """Rows put together by hand, by id, and why their sums may differ."""

    match_id: str
    journal: tuple[int, ...]
    settlement: tuple[int, ...]
    bank: tuple[int, ...]
    difference: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided: (settlement, journal) pairs and (bank, settlement) pairs, by id."""

    confirmed: frozenset[Pair] = frozenset()
    manual: tuple[ManualMatch, ...] = ()
    rejected: frozenset[Pair] = frozenset()
    rejected_deposits: frozenset[Pair] = frozenset()

    def by_hand(self, kind: str) -> frozenset[int]:
        """Return the ids of a kind (journal, settlement, bank) that are linked by hand."""
        return frozenset(row for each in self.manual for row in getattr(each, kind))


@dataclass(frozen=True, slots=True)
class Matching:
    """Every match of a shop but those made by hand, by ids."""

    matches: tuple[Match, ...]
    deposits: tuple[DepositMatch, ...]


def match_books(
    journal: Sequence[Booked[JournalEntry]],
    settlement: Sequence[Booked[SettlementLine]],
    bank: Sequence[Booked[BankLine]],
    terms: Terms,
    decisions: Decisions,
) -> Matching:
    """Match everything that is not locked. The same rows in any order give the same matching."""
    confirmed = tuple(
        Match(line, entry, "confirmed", MatchState.CONFIRMED, 1)
        for line, entry in sorted(decisions.confirmed)
    )
    paired_by_hand = {
        kind: {
            row
            for each in decisions.manual
            if each.journal and each.settlement
            for row in getattr(each, kind)
        }
        for kind in ("journal", "settlement")
    }
    left, right = columns(
        [
            each
            for each in journal
            if each.id not in paired_by_hand["journal"]
            and all(each.id != one.journal for one in confirmed)
        ],
        [
            each
            for each in settlement
            if each.id not in paired_by_hand["settlement"]
            and all(each.id != one.settlement for one in confirmed)
        ],
        terms,
    )
    pairs = match(left, right, decisions.rejected)
    matches = tuple(
        Match(
            settlement=int(right.ids[line]),
            journal=int(left.ids[row]),
            rule=rule,
            state=MatchState.SUGGESTED if rule in SUGGESTED else MatchState.AUTO,
            alternatives=int(count),
        )
        for row, line, rule, count in zip(
            pairs.journal, pairs.settlement, pairs.rule, pairs.alternatives, strict=True
        )
    )
    return Matching(
        tuple(sorted(confirmed + matches, key=lambda each: each.settlement)),
        _deposits(journal, settlement, bank, terms, decisions),
    )


def _deposits(
    journal: Sequence[Booked[JournalEntry]],
    settlement: Sequence[Booked[SettlementLine]],
    bank: Sequence[Booked[BankLine]],
    terms: Terms,
    decisions: Decisions,
) -> tuple[DepositMatch, ...]:
    banked = {row for each in decisions.manual if each.bank for row in each.settlement}
    used = decisions.by_hand("bank")
    items = [item for item in _settled(settlement, terms) if item.id not in banked]
    if not settlement:
        items = list(_direct(journal, terms))
    desk = Desk(
        items,
        [each for each in bank if each.id not in used],
        frozenset(each.acquirer for each in terms.agreements),
        decisions.rejected_deposits,
    )
    return desk.settle()


def _settled(settlement: Sequence[Booked[SettlementLine]], terms: Terms) -> Iterator[Item]:
    for each in sorted(settlement, key=lambda one: (one.fingerprint, one.occurrence)):
        line = each.record
        agreed = terms.agreement(line.merchant_id, line.gross.currency, line.settled_on)
        kind = agreed.payout if agreed else Payout.AUTO
        if not line.moved_money or kind is Payout.WITHDRAWAL:
            continue
        yield Item(
            id=each.id,
            net=line.net.minor,
            currency=line.net.currency,
            day=line.settled_on,
            account=agreed.account if agreed else "",
            reference=f"{each.id}" if kind is Payout.PER_SALE else line.payout_ref,
            unit=(line.merchant_id, line.terminal_id, line.channel.value, line.batch_no),
        )


def _direct(journal: Sequence[Booked[JournalEntry]], terms: Terms) -> Iterator[Item]:
    for each in sorted(journal, key=lambda one: (one.fingerprint, one.occurrence)):
        entry = each.record
        if not matchable_entry(entry) or entry.status is not EntryStatus.APPROVED:
            continue
        merchant = terms.merchant(entry)
        traded, due = terms.trade_and_due(entry)
        agreed = terms.agreement(merchant, entry.amount.currency, traded)
        fee = terms.fee_terms(merchant, entry.amount.currency, traded, entry.channel)
        cost = expected_fee(entry.amount, fee).minor if fee and entry.amount.minor > 0 else 0
        yield Item(
            id=each.id,
            net=entry.amount.minor - cost,
            currency=entry.amount.currency,
            day=due,
            account=agreed.account if agreed else "",
            reference="",
            unit=(merchant, entry.terminal_id, entry.channel.value, entry.batch_no),
            journal=True,
        )
