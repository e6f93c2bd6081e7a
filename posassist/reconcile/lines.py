"""Judge the settlement: what was held, taken back, settled twice or wrongly, overcharged."""

import datetime as dt
from collections.abc import Iterator

from posassist.base.i18n import N_, Text
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.fees import expected_fee
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType
from posassist.reconcile.matching import ManualMatch
from posassist.reconcile.picture import Line, Picture, content_order
from posassist.reconcile.verdict import discrepancy

_STOPPED = {
    LineStatus.HELD: (Kind.HELD, N_("The provider holds back {amount} since {day}.")),
    LineStatus.RETURNED: (
        Kind.RETURNED,
        N_("The payout of {amount} on {day} came back to the provider."),
    ),
}
_RECORDED = N_("The terminal recorded {recorded}, the provider settled {amount} on {day}.")


def lines(picture: Picture, as_of: dt.date) -> Iterator[Discrepancy]:
    """Judge every settlement line."""
    for each in picture.settlement:
        line = each.record
        if line.type is LineType.CHARGEBACK:
            yield _finding(
                picture,
                each,
                Kind.CHARGEBACK,
                N_("The provider took back {amount} on {day} as a chargeback."),
            )
        elif line.status in _STOPPED:
            if not picture.settled_elsewhere(each):
                kind, words = _STOPPED[line.status]
                yield _finding(picture, each, kind, words, late_on=as_of)
        elif line.status is LineStatus.SETTLED:
            yield from _settled(picture, each)
    for by_hand in picture.decisions.manual:
        yield from _by_hand(picture, by_hand)


def _settled(picture: Picture, each: Line) -> Iterator[Discrepancy]:
    line = each.record
    if line.type is LineType.FEE:
        cost = abs(line.net if line.net.minor else line.fee)
        if cost.minor:
            yield _finding(
                picture,
                each,
                Kind.UNEXPECTED_FEE,
                N_("The provider took a fee of {amount} on {day} that the agreement lacks."),
                at_stake=_whole(cost),
                amount=str(_whole(cost)),
            )
        return
    match = picture.pair_of.get(each.id)
    if match is not None:
        recorded = picture.entries[match.journal].record.amount
        if recorded != line.gross:
            yield _finding(
                picture,
                each,
                Kind.AMOUNT_DIFFERS,
                _RECORDED,
                at_stake=abs(line.gross - recorded),
                recorded=str(abs(recorded)),
            )
    elif each.id not in picture.decisions.by_hand("settlement", with_="journal"):
        twin = picture.twin_of(each) if line.type in {LineType.SALE, LineType.REFUND} else None
        if twin is not None:
            yield _finding(
                picture,
                each,
                Kind.DUPLICATE_SETTLEMENT,
                N_("{amount} was settled on {day} although the same sale is settled already."),
                settlement=(twin.id, each.id),
            )
            return
        yield from _unmatched(picture, each)
    if line.type is LineType.SALE:
        yield from _fee(picture, each)


def _unmatched(picture: Picture, each: Line) -> Iterator[Discrepancy]:
    line = each.record
    if (sale := picture.sale_of(each)) and line.settled_on < sale.record.occurred_at.date():
        yield _finding(
            picture,
            each,
            Kind.UNKNOWN_LINE,
            N_("{amount} was settled on {day}, before the sale of that reference was rung up."),
        )
    elif sale and sale.record.amount.currency != line.gross.currency:
        yield _finding(
            picture,
            each,
            Kind.UNKNOWN_LINE,
            N_(
                "{amount} was settled on {day}, but the terminal recorded {recorded} under that "
                "reference: another currency."
            ),
            recorded=str(abs(sale.record.amount)),
        )
    elif not picture.journal_covers(each) or picture.is_undone(each):
        return
    elif line.type is LineType.SALE:
        yield _finding(
            picture,
            each,
            Kind.UNKNOWN_LINE,
            N_("{amount} was settled on {day}, but the terminal knows no such sale."),
        )
    elif line.type in {LineType.REFUND, LineType.VOID}:
        yield _finding(
            picture,
            each,
            Kind.REFUND_UNMATCHED,
            N_("{amount} was refunded on {day}, but the terminal knows no such refund."),
        )


def _fee(picture: Picture, each: Line) -> Iterator[Discrepancy]:
    line = each.record
    agreed = picture.terms.fee_terms(
        picture.terms.merchant(line),
        line.gross.currency,
        picture.traded_on(each),
        picture.channel_of(each),
    )
    if agreed is None or line.gross.minor <= 0 or line.fee.currency != line.gross.currency:
        return
    same_day = line.settled_on == picture.traded_on(each)
    due = max(
        expected_fee(line.gross, agreed, line.fee.exponent, same_day=same_day),
        expected_fee(line.gross, agreed, same_day=same_day),
        key=lambda money: money.decimal,
    )
    over = line.fee - due
    if over.minor > 0:
        yield _finding(
            picture,
            each,
            Kind.OVERCHARGED_FEE,
            N_("The fee of {gross} is {charged}; the agreement makes it {agreed}."),
            at_stake=_whole(over),
            gross=str(line.gross),
            charged=str(line.fee),
            agreed=str(due),
        )


def _by_hand(picture: Picture, match: ManualMatch) -> Iterator[Discrepancy]:
    """Say by how much rows linked by hand differ, where the owner did not say why."""
    entries = [picture.entries[row].record.amount for row in match.journal]
    settled = [picture.lines[row] for row in match.settlement]
    if match.difference or not entries or not settled:
        return
    currencies = {each.currency for each in entries}
    currencies |= {each.record.gross.currency for each in settled}
    if len(currencies) != 1:
        return
    zero = Money.zero(entries[0].currency)
    recorded = sum(entries, zero)
    gross = sum((each.record.gross for each in settled), zero)
    if recorded != gross:
        yield _finding(
            picture,
            content_order(settled)[0],
            Kind.AMOUNT_DIFFERS,
            _RECORDED,
            at_stake=abs(gross - recorded),
            amount=str(abs(gross)),
            recorded=str(abs(recorded)),
            journal=match.journal,
            settlement=match.settlement,
        )


def _whole(money: Money) -> Money:
    """Round to the currency's digits, but never to nothing."""
    return money.rounded() if money.rounded().minor else money


def _finding(
    picture: Picture,
    each: Line,
    kind: Kind,
    template: str,
    *,
    at_stake: Money | None = None,
    late_on: dt.date | None = None,
    journal: tuple[int, ...] = (),
    settlement: tuple[int, ...] = (),
    **fields: object,
) -> Discrepancy:
    line = each.record
    sale = picture.sale_of(each)
    amount = abs(line.gross)
    stopped = sale is not None and line.status in _STOPPED
    return discrepancy(
        picture.terms,
        kind,
        (each,),
        at_stake=amount if at_stake is None else at_stake,
        reason=Text(template, {"amount": str(amount), "day": line.settled_on, **fields}),
        due=picture.trade_and_due(sale)[1] if sale and stopped else line.settled_on,
        late_on=late_on,
        merchant=picture.terms.merchant(line),
        journal=journal or ((sale.id,) if sale else ()),
        settlement=settlement or (each.id,),
    )
