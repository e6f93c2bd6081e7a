"""Whether payouts reached the bank: not arrived, late, short, over, deposited twice."""

import datetime as dt
from collections.abc import Iterator

from posassist.base.i18n import N_, Text
from posassist.domain.agreement import Payout
from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.match import DepositMatch
from posassist.domain.money import Money
from posassist.domain.settlement import SettlementLine
from posassist.reconcile.picture import Expected, Picture, discrepancy

Line = Booked[SettlementLine]


def arrivals(picture: Picture, as_of: dt.date) -> Iterator[Discrepancy | Expected]:
    """Judge every payout the provider says it made, and every deposit that was found."""
    yield from _payouts(picture, as_of)
    bank = {each.id: each for each in picture.bank}
    lines = {each.id: each for each in picture.settlement}
    for deposit in picture.matching.deposits:
        paid = [lines[line] for line in deposit.settlement]
        yield from _deposit(picture, deposit, bank[deposit.bank], paid)
    yield from _doubles(picture, bank)


def _payouts(picture: Picture, as_of: dt.date) -> Iterator[Discrepancy | Expected]:
    arrived = {line for each in picture.matching.deposits for line in each.settlement}
    arrived |= {line for each in picture.decisions.manual if each.bank for line in each.settlement}
    open_: dict[tuple[dt.date, str, str, str], list[Line]] = {}
    for each in sorted(picture.settlement, key=lambda one: (one.fingerprint, one.occurrence)):
        line = each.record
        agreed = picture.terms.agreement(line.merchant_id, line.gross.currency, line.settled_on)
        if not line.moved_money or each.id in arrived:
            continue
        if agreed is not None and agreed.payout is Payout.WITHDRAWAL:
            continue
        account = agreed.account if agreed else ""
        key = (line.settled_on, account, line.payout_ref, line.gross.currency)
        open_.setdefault(key, []).append(each)
    for (day, account, reference, currency), lines in sorted(open_.items()):
        gross = sum((each.record.gross for each in lines), Money.zero(currency))
        net = sum((each.record.net for each in lines), Money.zero(currency))
        if net.minor <= 0:
            continue
        merchant = lines[0].record.merchant_id
        ids = tuple(sorted(each.id for each in lines))
        if as_of < picture.terms.next_working_day(merchant, currency, day):
            yield Expected(gross, day, settlement=ids)
            continue
        covered = picture.bank_covers(account, day)
        words = (
            N_("The payout of {net} ({count} lines) of {day} {reference} is not in the bank.")
            if covered
            else N_(
                "The payout of {net} ({count} lines) of {day} {reference} cannot be checked: no "
                "bank file covers that day. Import the bank statement for it next."
            )
        )
        yield discrepancy(
            picture,
            Kind.NOT_ARRIVED,
            lines,
            at_stake=gross,
            reason=Text(
                words,
                {"net": str(net), "count": len(lines), "day": day, "reference": reference},
            ),
            due=day,
            late_on=as_of,
            merchant=merchant,
            covered=covered,
            settlement=ids,
        )


def _deposit(
    picture: Picture, deposit: DepositMatch, bank: Booked[BankLine], paid: list[Line]
) -> Iterator[Discrepancy]:
    amount = bank.record.amount
    due = max((each.record.settled_on for each in paid), default=bank.record.booked_on)
    merchant = paid[0].record.merchant_id if paid else ""
    if deposit.difference_minor:
        short = deposit.difference_minor < 0
        words = (
            N_("The deposit of {amount} on {day} is {difference} less than its lines.")
            if short
            else N_("The deposit of {amount} on {day} is {difference} more than its lines.")
        )
        difference = Money.of(abs(deposit.difference_minor), amount.currency)
        yield discrepancy(
            picture,
            Kind.SHORT if short else Kind.OVER,
            (bank,),
            at_stake=difference,
            reason=Text(
                words,
                {
                    "amount": str(amount),
                    "day": bank.record.booked_on,
                    "difference": str(difference),
                },
            ),
            due=due,
            merchant=merchant,
            journal=deposit.journal,
            settlement=deposit.settlement,
            bank=(bank.id,),
        )
    if paid and bank.record.booked_on >= picture.terms.next_working_day(
        merchant, amount.currency, due
    ):
        yield discrepancy(
            picture,
            Kind.LATE,
            (bank,),
            at_stake=Money.zero(amount.currency),
            reason=Text(
                N_("The payout of {amount} was due in the bank on {due} and came on {day}."),
                {"amount": str(amount), "due": due, "day": bank.record.booked_on},
            ),
            due=due,
            late_on=bank.record.booked_on,
            merchant=merchant,
            settlement=deposit.settlement,
            bank=(bank.id,),
        )


def _doubles(picture: Picture, bank: dict[int, Booked[BankLine]]) -> Iterator[Discrepancy]:
    used = {each.bank for each in picture.matching.deposits} | picture.decisions.by_hand("bank")
    matched = [bank[each.bank] for each in picture.matching.deposits]
    for each in sorted(picture.bank, key=lambda one: (one.fingerprint, one.occurrence)):
        line = each.record
        if each.id in used or line.amount.minor <= 0:
            continue
        for twin in matched:
            other = twin.record
            same_reference = bool(line.reference) and line.reference == other.reference
            same_text = (line.counterparty, line.memo, line.booked_on) == (
                other.counterparty, other.memo, other.booked_on,
            ) and bool(line.counterparty or line.memo)  # fmt: skip
            if line.amount == other.amount and (same_reference or same_text):
                yield discrepancy(
                    picture,
                    Kind.DUPLICATE_DEPOSIT,
                    (each,),
                    at_stake=line.amount,
                    reason=Text(
                        N_("The deposit of {amount} on {day} came a second time."),
                        {"amount": str(line.amount), "day": line.booked_on},
                    ),
                    due=line.booked_on,
                    bank=(twin.id, each.id),
                )
                break
