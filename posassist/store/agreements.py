"""What was agreed with providers."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection, select

from posassist.domain.agreement import Agreement, FeeTerms, Payout
from posassist.domain.cycle import Cycle
from posassist.domain.journal import Channel
from posassist.store import tables
from posassist.store.books import Change

_FIGURES = ("rate", "cap", "floor", "fixed", "d0_rate", "d0_fixed")


def all_agreements(connection: Connection, shop_id: int) -> list[Agreement]:
    """Return every agreement of a shop, oldest first."""
    table = tables.agreement
    rows = connection.execute(select(table).where(table.c.shop_id == shop_id).order_by(table.c.id))
    return [
        Agreement(
            id=row.id,
            acquirer=row.acquirer,
            cycle=Cycle.parse(row.cycle),
            merchant_id=row.merchant_id,
            cut_off=row.cut_off,
            calendar=row.calendar,
            payout=Payout(row.payout),
            account=row.account,
            currency=row.currency,
            valid_from=dt.date.fromisoformat(row.valid_from),
            make_up_days=bool(row.make_up_days),
            fees={Channel(name): _terms(stored) for name, stored in row.fees.items()},
        )
        for row in rows
    ]


def set_agreement(change: Change, agreement: Agreement) -> Agreement:
    """Add terms, or replace those of the same merchant, currency and first day."""
    same = [
        each.id
        for each in all_agreements(change.connection, change.shop_id)
        if (each.merchant_id, each.currency, each.valid_from)
        == (agreement.merchant_id, agreement.currency, agreement.valid_from)
    ]
    stored = replace(agreement, id=same[0] if same else change.next_id(tables.agreement))
    values: dict[str, object] = {
        "acquirer": stored.acquirer,
        "merchant_id": stored.merchant_id,
        "cycle": str(stored.cycle),
        "cut_off": stored.cut_off,
        "calendar": stored.calendar,
        "payout": stored.payout.value,
        "account": stored.account,
        "currency": stored.currency,
        "valid_from": stored.valid_from.isoformat(),
        "make_up_days": stored.make_up_days,
        "fees": {
            channel.value: {
                name: str(figure)
                for name in _FIGURES
                if (figure := getattr(terms, name)) is not None
            }
            for channel, terms in stored.fees.items()
        },
    }
    if same:
        change.update(tables.agreement, {"id": stored.id}, **values)
    else:
        change.insert(tables.agreement, id=stored.id, **values)
    return stored


def _terms(stored: dict[str, str]) -> FeeTerms:
    return FeeTerms(**{name: Decimal(figure) for name, figure in stored.items()})
