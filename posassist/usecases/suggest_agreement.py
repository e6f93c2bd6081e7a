"""Suggest what was agreed with the provider, from the sales the books hold."""

from posassist.domain.match import MatchState
from posassist.domain.settlement import LineType
from posassist.reconcile.suggest import SettledSale, Suggestion, suggestions
from posassist.store import links
from posassist.usecases.rematch import read_picture
from posassist.usecases.shop import Shop

__all__ = ["Suggestion", "suggest_agreement"]


def suggest_agreement(shop: Shop) -> list[Suggestion]:
    """Return what seems to be agreed for every merchant; nothing is stored."""
    with shop.books.reading() as connection:
        books = read_picture(shop, connection)
        matches, _deposits = links.links(connection, shop.id)
    entries = {each.id: each.record for each in books.journal}
    rung_up = {
        each.settlement: entries[each.journal]
        for each in matches
        if each.state is not MatchState.SUGGESTED
    }
    sales = []
    for each in books.settlement:
        line, entry = each.record, rung_up.get(each.id)
        day = line.occurred_on or (entry and entry.occurred_at.date())
        if line.type is not LineType.SALE or not line.moved_money or not day:
            continue
        time = line.occurred_time or (entry and entry.occurred_at.time())
        channel = line.channel
        if entry is not None and channel.value == "other":
            channel = entry.channel
        sales.append(
            SettledSale(
                merchant_id=books.terms.merchant(line) or (entry.merchant_id if entry else ""),
                day=day,
                # A sale in the first minute after the cut-off is after it.
                minute=60 * time.hour + time.minute + bool(time.second) if time else None,
                settled_on=line.settled_on,
                gross=line.gross,
                fee=line.fee,
                channel=channel,
            )
        )
    return suggestions(sales, shop.calendar(shop.details.jurisdiction))
