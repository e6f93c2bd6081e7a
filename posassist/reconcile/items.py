"""Takings as the bank should see them: settled lines, or sales net of the agreed fees."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

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
    Codes,
    Ints,
    JournalRows,
    LineRows,
    Mask,
    Texts,
    Told,
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

_PAID = frozenset({EntryType.SALE, EntryType.COMPLETION, EntryType.REFUND})
_LEAVES_WALLET = frozenset({LineType.OTHER, LineType.ADJUSTMENT})


def settled(rows: LineRows, terms: Terms, gone: Collection[int] = ()) -> Takings:
    """Give the lines that moved money but those `gone`; of a wallet, only its withdrawals."""
    merchants = merchants_of(rows, terms)
    agreements, which = agreed(terms, merchants, rows.net_currency, rows.settled_on)
    withdrawn = comes_by(Payout.WITHDRAWAL, agreements, which)
    leaves = ints(each in _LEAVES_WALLET for each in rows.type) > 0
    net = np.where(withdrawn, np.where(leaves, -rows.net, 0), rows.net)
    moved = ints(each == LineStatus.SETTLED for each in rows.status) > 0
    keep = moved & ~(withdrawn & (net <= 0)) & ~np.isin(rows.ids, ints(gone))
    order = content_order(rows)
    return Takings.of(
        rows,
        order[keep[order]],
        merchants=merchants,
        agreed=(agreements, which),
        net={"net": net, "exponent": rows.exponent},
        day=rows.settled_on,
    )


def direct(rows: JournalRows, settlement: LineRows, terms: Terms, gone: Collection[int]) -> Takings:
    """Give the approved sales and refunds for whose merchant and due day no line is known.

    `gone` are ids of rows that are settled or taken back.
    """
    merchants = merchants_of(rows, terms)
    day = day_of(rows.second)
    agreements, which = agreed(terms, merchants, rows.currency, day)
    cut = 60 * ints(each.cut_off if each else NO_CUT_OFF for each in agreements)[which]
    traded = traded_on(rows.second, cut)
    due = due_of(terms, agreements, which, traded)
    paid = ints(each in _PAID for each in rows.type) > 0
    approved = ints(each == EntryStatus.APPROVED for each in rows.status) > 0
    # Which way money comes is told by the agreement of the provider's day, as for its lines.
    agreements, which = agreed(terms, merchants, rows.currency, traded)
    keep = paid & approved & ~comes_by(Payout.WITHDRAWAL, agreements, which)
    keep &= ~np.isin(rows.ids, ints(gone))
    spoken = _spoken_for(settlement, terms)
    order = content_order(rows)
    order = ints(
        place
        for place in order[keep[order]].tolist()
        if not (
            (named := spoken.get(int(due[place]))) is not None
            and (not merchants[place] or {merchants[place], rows.terminal_id[place], ""} & named)
        )
    )
    net, sure = _nets(rows, merchants, day, terms, order, same_day=due == traded)
    return Takings.of(
        rows,
        order,
        merchants=merchants,
        agreed=(agreements, which),
        net=of_one_exponent(net, Told(exponent_of).column(rows.currency)),
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


def _spoken_for(settlement: LineRows, terms: Terms) -> dict[int, set[str]]:
    """Return by day of payment the merchants and terminals of its lines."""
    merchants = merchants_of(settlement, terms)
    codes = Codes()
    first, _combination = distinct(
        settlement.settled_on, codes.column(merchants), codes.column(settlement.terminal_id)
    )
    spoken: defaultdict[int, set[str]] = defaultdict(set)
    for place in first.tolist():
        named = {merchants[place], settlement.terminal_id[place]} - {""}
        spoken[int(settlement.settled_on[place])] |= named or {""}
    return dict(spoken)


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
    known: dict[tuple[int, str, str, int, str, bool], Money | None] = {}
    for place in places.tolist():
        amount, currency, merchant = int(net[place]), rows.currency[place], merchants[place]
        on, channel, at_once = int(day[place]), rows.channel[place], bool(same_day[place])
        key = (amount, currency, merchant, on, channel, at_once)
        if key not in known:
            known[key] = net_of(
                Money.of(amount, currency),
                merchant,
                dt.date.fromordinal(on),
                Channel(channel),
                terms,
                same_day=at_once,
            )
        left = known[key]
        sure[place] = left is not None
        net[place] = amount if left is None else left.minor
    return net, sure
