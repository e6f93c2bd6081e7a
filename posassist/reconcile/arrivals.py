"""Whether payouts reached the bank: not arrived, late, short, over, deposited twice."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.match import DepositMatch
from posassist.domain.money import Money, total
from posassist.reconcile.items import settled
from posassist.reconcile.payouts import Payout, names, payouts, same_payer, words
from posassist.reconcile.picture import Credit, Line, Picture
from posassist.reconcile.rows import LineRows, ints
from posassist.reconcile.rules import UNSTATED_FEE
from posassist.reconcile.verdict import Expected, discrepancy

_SOON: Final = dt.timedelta(days=3)
_NOT_ARRIVED: Final = N_(
    "The payout of {net} ({count} lines) of {day} {reference} is not in the bank."
)
_UNCOVERED: Final = N_(
    "The payout of {net} ({count} lines) of {day} {reference} cannot be checked: no bank file "
    "covers that day. Import the bank statement for it next."
)


def arrivals(picture: Picture, as_of: dt.date) -> Iterator[Discrepancy | Expected]:
    """Judge every payout the provider says it made, and every deposit that was found."""
    lines = LineRows.of(picture.settlement)
    for payout in payouts(settled(lines, picture.terms, ints(picture.arrived))):
        if payout.net > 0:
            yield _open(picture, payout, as_of)
    bank = {each.id: each for each in picture.bank}
    for deposit in picture.deposits:
        yield from _difference(picture, deposit, bank[deposit.bank])
        yield from _late(picture, deposit, bank[deposit.bank])
    yield from _twice(picture, bank)


def _open(picture: Picture, payout: Payout, as_of: dt.date) -> Discrepancy | Expected:
    lines = [picture.lines[line] for line in payout.ids]
    currency, day = (
        payout.stream.currency,
        max(picture.terms.paid_by(each.record) for each in lines),
    )
    sold = total(each.record.gross for each in lines)
    gross = abs(sold) if sold and sold.currency == currency else Money.of(payout.net, currency)
    ids = tuple(sorted(each.id for each in lines))
    merchant = picture.terms.merchant(lines[0].record)
    if as_of < picture.terms.next_working_day(merchant, currency, day):
        return Expected(gross, day, settlement=ids)
    covered = picture.bank_covers(payout.stream.account, day)
    fields = {
        "net": str(Money.of(payout.net, currency)),
        "count": len(lines),
        "day": day,
        "reference": payout.reference,
    }
    return discrepancy(
        picture.terms,
        Kind.NOT_ARRIVED,
        lines,
        at_stake=gross,
        reason=Text(_NOT_ARRIVED if covered else _UNCOVERED, fields),
        due=day,
        late_on=as_of,
        merchant=merchant,
        covered=covered,
        settlement=ids,
    )


def _paid(picture: Picture, deposit: DepositMatch) -> list[Line]:
    return [picture.lines[line] for line in deposit.settlement if line in picture.lines]


def _difference(picture: Picture, deposit: DepositMatch, credit: Credit) -> Iterator[Discrepancy]:
    if not deposit.difference_minor or deposit.rule == UNSTATED_FEE:
        return
    amount = credit.record.amount
    short = deposit.difference_minor < 0
    difference = Money.of(abs(deposit.difference_minor), amount.currency)
    words_ = (
        N_("The deposit of {amount} on {day} is {difference} less than its lines.")
        if short
        else N_("The deposit of {amount} on {day} is {difference} more than its lines.")
    )
    fields = {
        "amount": str(amount),
        "day": credit.record.booked_on,
        "difference": str(difference),
    }
    paid = _paid(picture, deposit)
    yield discrepancy(
        picture.terms,
        Kind.SHORT if short else Kind.OVER,
        (credit,),
        at_stake=difference,
        reason=Text(words_, fields),
        due=_due(picture, deposit, credit),
        merchant=picture.terms.merchant(paid[0].record) if paid else "",
        journal=deposit.journal,
        settlement=deposit.settlement,
        bank=(credit.id,),
    )


def _late(picture: Picture, deposit: DepositMatch, credit: Credit) -> Iterator[Discrepancy]:
    due, day, amount = _due(picture, deposit, credit), credit.record.booked_on, credit.record.amount
    paid = _paid(picture, deposit)
    merchant = picture.terms.merchant(paid[0].record) if paid else ""
    first_late = (
        picture.terms.next_working_day(merchant, amount.currency, due)
        if paid
        else due + dt.timedelta(days=1)
    )
    if day >= first_late:
        yield discrepancy(
            picture.terms,
            Kind.LATE,
            (credit,),
            at_stake=Money.zero(amount.currency),
            reason=Text(
                N_("The payout of {amount} was due in the bank on {due} and came on {day}."),
                {"amount": str(amount), "due": due, "day": day},
            ),
            due=due,
            late_on=day,
            merchant=merchant,
            journal=deposit.journal,
            settlement=deposit.settlement,
            bank=(credit.id,),
        )


def _due(picture: Picture, deposit: DepositMatch, credit: Credit) -> dt.date:
    """Return the day a deposit was due: its last lines', or its last sales'."""
    settled_on = [picture.terms.paid_by(each.record) for each in _paid(picture, deposit)]
    due = [picture.trade_and_due(picture.entries[row])[1] for row in deposit.journal]
    return max(settled_on + due, default=credit.record.booked_on)


def _twice(picture: Picture, bank: dict[int, Credit]) -> Iterator[Discrepancy]:
    """Find deposits of no payout that repeat one that is."""
    used = {each.bank for each in picture.deposits} | picture.decisions.by_hand("bank")
    known: dict[tuple[str, int], list[tuple[Credit, Sequence[Line]]]] = {}
    for deposit in picture.deposits:
        credit = bank[deposit.bank]
        amount = credit.record.amount
        known.setdefault((amount.currency, amount.minor), []).append(
            (credit, _paid(picture, deposit))
        )
    for each in picture.bank:
        amount = each.record.amount
        twins = known.get((amount.currency, amount.minor), ())
        twin = next((one for one, paid in twins if _repeats(each, one, paid)), None)
        if each.id not in used and twin is not None:
            yield discrepancy(
                picture.terms,
                Kind.DUPLICATE_DEPOSIT,
                (each,),
                at_stake=amount,
                reason=Text(
                    N_("The deposit of {amount} on {day} came a second time."),
                    {"amount": str(amount), "day": each.record.booked_on},
                ),
                due=each.record.booked_on,
                bank=(twin.id, each.id),
            )


def _repeats(credit: Credit, other: Credit, paid: Sequence[Line]) -> bool:
    """Say whether a deposit repeats another: its reference, its payout's, or its payer and time."""
    line, twin = credit.record, other.record
    return (
        bool(line.reference and line.reference == twin.reference)
        or any(names(words(line), each.record.payout_ref) for each in paid)
        or (same_payer(line, twin) and abs(line.booked_on - twin.booked_on) <= _SOON)
    )
