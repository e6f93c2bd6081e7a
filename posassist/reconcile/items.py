"""Takings as the bank should see them: settled lines, or sales net of the agreed fees."""

import datetime as dt
from collections import defaultdict

import numpy as np

from posassist.domain.agreement import Payout
from posassist.domain.cycle import NO_CUT_OFF
from posassist.domain.fees import expected_fee
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.money import Money, exponent_of
from posassist.domain.settlement import LineStatus, LineType
from posassist.reconcile.columns import day_of, traded_on
from posassist.reconcile.payouts import Takings
from posassist.reconcile.rows import (
    JournalRows,
    LineRows,
    agreed,
    comes_by,
    content_order,
    distinct,
    due_of,
    ints,
    merchants_of,
    of_one_exponent,
)
from posassist.reconcile.terms import Terms
from posassist.reconcile.texts import Codes, Ints, Mask, Texts

_PAID = frozenset({EntryType.SALE, EntryType.COMPLETION, EntryType.REFUND})
_LEAVES_WALLET = frozenset({LineType.OTHER, LineType.ADJUSTMENT})


def settled(rows: LineRows, terms: Terms, gone: Ints) -> Takings:
    """Give the lines that moved money but those `gone`; of a wallet, only its withdrawals."""
    merchants = merchants_of(rows, terms)
    agreements, which = agreed(terms, merchants, rows.net_currency, rows.settled_on)
    withdrawn = comes_by(Payout.WITHDRAWAL, agreements, which)
    leaves = rows.type.among(_LEAVES_WALLET)
    net = np.where(withdrawn, np.where(leaves, -rows.net, 0), rows.net)
    moved = rows.status.among({LineStatus.SETTLED})
    keep = moved & ~(withdrawn & (net <= 0)) & ~np.isin(rows.ids, gone)
    order = content_order(rows)
    return Takings.of(
        rows,
        order[keep[order]],
        merchants=merchants,
        agreed=(agreements, which),
        net={"net": net, "exponent": rows.exponent},
        day=rows.settled_on,
    )


def direct(rows: JournalRows, settlement: LineRows, terms: Terms, gone: Ints) -> Takings:
    """Give the approved sales and refunds for whose merchant and due day no line is known.

    `gone` are ids of rows that are settled or taken back.
    """
    merchants = merchants_of(rows, terms)
    day = day_of(rows.second)
    agreements, which = agreed(terms, merchants, rows.currency, day)
    cut = 60 * ints(each.cut_off if each else NO_CUT_OFF for each in agreements)[which]
    traded = traded_on(rows.second, cut)
    due = due_of(terms, agreements, which, traded)
    paid, approved = rows.type.among(_PAID), rows.status.among({EntryStatus.APPROVED})
    # Which way money comes is told by the agreement of the provider's day, as for its lines.
    agreements, which = agreed(terms, merchants, rows.currency, traded)
    keep = paid & approved & ~comes_by(Payout.WITHDRAWAL, agreements, which)
    keep &= ~np.isin(rows.ids, gone)
    order = content_order(rows)
    order = order[keep[order]]
    order = order[~_spoken_for(rows, order, due, settlement, terms)]
    net, sure = _nets(rows, merchants, day, terms, order, same_day=due == traded)
    return Takings.of(
        rows,
        order,
        merchants=merchants,
        agreed=(agreements, which),
        net=of_one_exponent(net, rows.currency.told(exponent_of)),
        day=due,
        sure=sure,
    )


def net_of(
    gross: Money,
    merchant: str,
    on: dt.date,
    channel: Channel,
    terms: Terms,
    *,
    same_day: bool,
) -> Money | None:
    """Return what a sale should bring, less the agreed fee; None where no agreement states it."""
    if gross.minor <= 0:
        return gross
    fee = terms.fee_terms(merchant, gross.currency, on, channel)
    return None if fee is None else gross - expected_fee(gross, fee, same_day=same_day)


def _spoken_for(
    rows: JournalRows, places: Ints, due: Ints, settlement: LineRows, terms: Terms
) -> Mask:
    """Say of which rows the settlement speaks: lines of their merchant were paid when they are due.

    A line that names neither merchant nor terminal speaks for all of its day.
    """
    codes = Codes()
    merchant, terminal = (
        merchants_of(settlement, terms).coded(codes),
        settlement.terminal_id.coded(codes),
    )
    spoken: defaultdict[int, set[int]] = defaultdict(set)
    first, _line = distinct(settlement.settled_on, merchant, terminal)
    for line in first.tolist():
        named = {int(merchant[line]), int(terminal[line])} - {0}
        spoken[int(settlement.settled_on[line])] |= named or {0}
    due = due[places]
    merchant, terminal = (
        merchants_of(rows, terms).coded(codes)[places],
        rows.terminal_id.coded(codes)[places],
    )
    first, same = distinct(due, merchant, terminal)
    said = np.zeros(len(first), dtype=np.bool_)
    for place, row in enumerate(first.tolist()):
        named = spoken.get(int(due[row]), set())
        mine = int(merchant[row])
        said[place] = bool(named and (not mine or {mine, int(terminal[row]), 0} & named))
    return said[same]


def _nets(
    rows: JournalRows,
    merchants: Texts,
    day: Ints,
    terms: Terms,
    places: Ints,
    *,
    same_day: Mask,
) -> tuple[Ints, Mask]:
    """Return what the rows should bring, and whether an agreement states it."""
    net = rows.amount.copy()
    sure = np.ones(len(net), dtype=np.bool_)
    codes = Codes()
    texts = (each.coded(codes)[places] for each in (rows.currency, merchants, rows.channel))
    first, same = distinct(net[places], day[places], same_day[places].astype(np.int64), *texts)
    known = np.zeros(len(first), dtype=np.int64)
    stated = np.zeros(len(first), dtype=np.bool_)
    for number, place in enumerate(places[first].tolist()):
        amount = Money.of(int(net[place]), rows.currency[place])
        left = net_of(
            amount,
            merchants[place],
            dt.date.fromordinal(int(day[place])),
            Channel(rows.channel[place]),
            terms,
            same_day=bool(same_day[place]),
        )
        stated[number] = left is not None
        known[number] = (amount if left is None else left).minor
    net[places], sure[places] = known[same], stated[same]
    return net, sure
