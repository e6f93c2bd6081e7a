"""Takings as the bank should see them: settled lines, or sales net of the agreed fees."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator

from posassist.domain.agreement import Payout
from posassist.domain.booked import Booked
from posassist.domain.fees import expected_fee
from posassist.domain.journal import EntryStatus, EntryType, JournalEntry
from posassist.domain.settlement import LineType, SettlementLine
from posassist.reconcile.payouts import Item, fine
from posassist.reconcile.terms import Terms

_PAID = frozenset({EntryType.SALE, EntryType.COMPLETION, EntryType.REFUND})
_LEAVES_WALLET = frozenset({LineType.OTHER, LineType.ADJUSTMENT})


def settled(settlement: Iterable[Booked[SettlementLine]], terms: Terms) -> Iterator[Item]:
    """Give the lines that moved money; of a wallet, only its withdrawals."""
    for each in sorted(settlement, key=lambda one: (one.fingerprint, one.occurrence)):
        line = each.record
        merchant = terms.merchant(line)
        agreed = terms.agreement(merchant, line.gross.currency, line.settled_on)
        way = agreed.payout if agreed else Payout.AUTO
        net = fine(line.net)
        if way is Payout.WITHDRAWAL:
            net = -net if line.type in _LEAVES_WALLET else 0
        if not line.moved_money or (way is Payout.WITHDRAWAL and net <= 0):
            continue
        alone = way is not Payout.AUTO
        yield Item(
            id=each.id,
            net=net,
            currency=line.net.currency,
            day=line.settled_on,
            account=agreed.account if agreed else "",
            source=agreed.acquirer if agreed else "",
            reference=line.payout_ref or (line.rrn if alone else ""),
            unit=(merchant, line.terminal_id, line.channel.value, line.batch_no),
            alone=alone,
        )


def direct(
    journal: Iterable[Booked[JournalEntry]],
    settlement: Iterable[Booked[SettlementLine]],
    terms: Terms,
    gone: Container[int],
) -> Iterator[Item]:
    """Give the approved sales and refunds for whose merchant and due day no line is known.

    `gone` are ids of rows that are settled or taken back.
    """
    spoken: defaultdict[dt.date, set[str]] = defaultdict(set)
    for line in settlement:
        named = {terms.merchant(line.record), line.record.terminal_id} - {""}
        spoken[line.record.settled_on] |= named or {""}
    for each in sorted(journal, key=lambda one: (one.fingerprint, one.occurrence)):
        entry = each.record
        if entry.type not in _PAID or entry.status is not EntryStatus.APPROVED or each.id in gone:
            continue
        merchant = terms.merchant(entry)
        traded, due = terms.trade_and_due(entry)
        agreed = terms.agreement(merchant, entry.amount.currency, traded)
        way = agreed.payout if agreed else Payout.AUTO
        if due in spoken and (not merchant or {merchant, entry.terminal_id, ""} & spoken[due]):
            continue
        if way is Payout.WITHDRAWAL:
            continue
        net = net_of(entry, terms)
        yield Item(
            id=each.id,
            net=fine(entry.amount) if net is None else net,
            currency=entry.amount.currency,
            day=due,
            account=agreed.account if agreed else "",
            source=agreed.acquirer if agreed else "",
            reference=entry.rrn if way is Payout.PER_SALE else "",
            unit=(merchant, entry.terminal_id, entry.channel.value, entry.batch_no),
            journal=True,
            alone=way is Payout.PER_SALE,
            sure=net is not None,
        )


def net_of(entry: JournalEntry, terms: Terms) -> int | None:
    """Return what a sale should bring, less the agreed fee; None where no agreement states it."""
    if entry.amount.minor <= 0:
        return fine(entry.amount)
    on, currency = entry.occurred_at.date(), entry.amount.currency
    agreed = terms.fee_terms(terms.merchant(entry), currency, on, entry.channel)
    return None if agreed is None else fine(entry.amount) - fine(expected_fee(entry.amount, agreed))
