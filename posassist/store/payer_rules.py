"""Who pays a provider's payouts, as the owner confirmed."""

from sqlalchemy import Connection, select

from posassist.domain.party import PayerRule
from posassist.store import tables
from posassist.store.books import Change


def all_rules(connection: Connection, shop_id: int) -> list[PayerRule]:
    """Return every rule of a shop, those switched off too, oldest first."""
    table = tables.payer_rule
    rows = connection.execute(select(table).where(table.c.shop_id == shop_id).order_by(table.c.id))
    return [PayerRule(row.id, row.acquirer, row.text, bool(row.active)) for row in rows]


def add_rule(change: Change, rule: PayerRule) -> None:
    """Add a rule."""
    change.insert(
        tables.payer_rule, id=rule.id, acquirer=rule.acquirer, text=rule.text, active=rule.active
    )


def change_rule(change: Change, rule: PayerRule) -> None:
    """Write a rule anew."""
    change.update(tables.payer_rule, {"id": rule.id}, text=rule.text, active=rule.active)
