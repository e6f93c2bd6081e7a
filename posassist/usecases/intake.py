"""What an owner without a cable can see: a sign at the counter or in the app, as a symptom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.discrepancy import Kind
from posassist.reconcile.symptom import State


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that was seen, the symptom it is, and what it answers already."""

    words: Text
    symptom: str
    answers: Mapping[str, bool] = field(default_factory=dict)


SEEN: Final[Mapping[str, Sign]] = {
    "not-arrived": Sign(
        Text(N_("The provider says it paid, and the bank shows nothing")), Kind.NOT_ARRIVED
    ),
    "not-settled": Sign(Text(N_("The sale is in no settlement of the provider")), Kind.MISSING),
    "debited": Sign(
        Text(N_("The customer was debited, the terminal says failed or nothing")),
        Kind.UNKNOWN_OUTCOME,
        {"customer_debited": True},
    ),
    "no-slip": Sign(Text(N_("No slip was printed, or no answer came")), Kind.UNKNOWN_OUTCOME),
    "failed": Sign(
        Text(N_("The terminal says failed, and the customer was not debited")), State.DECLINED
    ),
    "odd-record": Sign(
        Text(N_("The record shows another amount or another kind of sale")), Kind.AMOUNT_DIFFERS
    ),
    "twice": Sign(Text(N_("The card was debited twice")), Kind.DUPLICATE_CHARGE),
    "too-little": Sign(Text(N_("Less came than the sales make")), Kind.SHORT),
    "held": Sign(Text(N_("The app says held, frozen or delayed")), Kind.HELD),
    "returned": Sign(Text(N_("The payout came back")), Kind.RETURNED),
    "charged-back": Sign(Text(N_("The money was taken back again")), Kind.CHARGEBACK),
    "fee": Sign(Text(N_("The fee is higher than agreed")), Kind.OVERCHARGED_FEE),
    "other-fee": Sign(Text(N_("Something else was deducted")), Kind.UNEXPECTED_FEE),
}
