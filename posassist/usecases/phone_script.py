"""What to say on the telephone, with the case's own numbers filled in."""

from posassist.base.i18n import N_, Text
from posassist.domain.case import Case
from posassist.domain.discrepancy import Kind
from posassist.domain.labels import label
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.shop import Shop

MOST_ITEMS = 5


def phone_script(shop: Shop, case: Case) -> tuple[Text, ...]:
    """Return the call, a sentence a line."""
    return _script(shop, case, reconcile_period(shop))


def _script(shop: Shop, case: Case, found: Reconciled) -> tuple[Text, ...]:
    merchants, terminals = _numbers(case, found)
    nobody = Text(N_("(see the slip)"))
    items = [
        Text(
            N_("{amount}, {kind}, due on {day}."),
            {
                "amount": str(each.at_stake),
                "kind": label(Kind(each.kind)),
                "day": each.due_on or "?",
            },
        )
        for each in case.items[:MOST_ITEMS]
    ]
    return (
        Text(
            N_("Hello, this is {shop}. Merchant number {merchants}, terminal {terminals}."),
            {
                "shop": shop.details.name,
                "merchants": merchants or nobody,
                "terminals": terminals or nobody,
            },
        ),
        Text(
            N_("I am calling about {sums}, items: {count}."),
            {"sums": tuple(map(str, case.at_stake)), "count": len(case.items)},
        ),
        *items,
        Text(
            N_(
                "Please tell me for each: its status, the clearing batch, the day of the payout "
                "and the payout's reference."
            )
        ),
        Text(
            N_(
                "Please give me a ticket number, your staff number, and the day by which I get "
                "an answer."
            )
        ),
    )


def _numbers(case: Case, found: Reconciled) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = {row for item in case.items for row in item.journal}
    lines = {row for item in case.items for row in item.settlement}
    entries = [each.record for each in found.books.journal if each.id in rows]
    settled = [each.record for each in found.books.settlement if each.id in lines]
    merchants = {found.books.terms.merchant(each) for each in entries}
    merchants |= {each.merchant_id for each in settled}
    terminals = {each.terminal_id for each in entries}
    if not terminals:
        terminals = {each.terminal_id for each in settled}
    return tuple(sorted(filter(None, merchants))), tuple(sorted(filter(None, terminals)))
