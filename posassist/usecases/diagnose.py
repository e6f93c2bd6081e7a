"""Say what may be behind a discrepancy, or behind a sale that is none, with the owner's answers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.catalog.guides import diagnosis_rules
from posassist.catalog.providers import providers, response_code
from posassist.domain.discrepancy import Cause
from posassist.domain.money import Money
from posassist.domain.provider import ResponseCode
from posassist.domain.words import Question
from posassist.reconcile.diagnosis import causes
from posassist.reconcile.symptom import Surroundings, Symptom
from posassist.usecases.intake import SEEN
from posassist.usecases.reconcile_period import Reconciled, picture_of, reconcile_period
from posassist.usecases.shop import Shop

QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The causes of a symptom, likeliest first, and the questions worth asking next.

    `response` is what the terminal's response `code` means at the shop's provider.
    """

    symptom: str
    causes: tuple[Cause, ...]
    code: str = ""
    response: ResponseCode | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """At most three, those of the likeliest causes first."""
        open_ = dict.fromkeys(each.ask for each in self.causes if each.ask is not None)
        return tuple(open_)[:QUESTIONS]


def diagnose(
    shop: Shop,
    about: str,
    *,
    answers: Mapping[str, bool] | None = None,
    as_of: dt.date | None = None,
) -> Diagnosis:
    """Explain a discrepancy by its id, a journal row by its entry id, or what was seen (`SEEN`).

    Raises WrongUsage when there is no such thing, when all is well with it, or when an answer is
    to a question nobody asks.
    """
    rules = diagnosis_rules(own=shop.profile.root)
    given = dict(answers or {})
    asked = {each.ask.id for each in rules if each.ask}
    for name in sorted(set(given) - asked):
        raise WrongUsage(
            N_("There is no question named {name}"),
            N_("The questions are: {names}"),
            name=name,
            names=tuple(sorted(asked)),
        )
    day = as_of or shop.today()
    found = reconcile_period(shop, as_of=day)
    around = Surroundings(picture_of(found.books, found.matching).until(day))
    if about in SEEN:
        sign = SEEN[about]
        none = Money.zero(shop.details.currency)
        symptom = Symptom(sign.symptom, none, day, answers={**sign.answers, **given})
    else:
        symptom = _symptom(found, around, about, given)
    code = next((each.record.response_code for each in symptom.entries), "")
    agreed = around.agreement(symptom)
    return Diagnosis(
        symptom=symptom.kind,
        causes=causes(around, symptom, rules),
        code=code,
        response=response_code(
            code, agreed.acquirer if agreed else "", providers(own=shop.profile.root)
        )
        if code
        else None,
    )


def _symptom(
    found: Reconciled, around: Surroundings, about: str, answers: Mapping[str, bool]
) -> Symptom:
    row = around.picture.entries.get(int(about)) if about.isdecimal() else None
    for each in found.verdict.discrepancies:
        if each.id == about or (row is not None and row.id in each.journal):
            return around.of(each, answers)
    if row is None:
        raise WrongUsage(
            N_("There is no discrepancy or journal row {about}"),
            N_("See posassist discrepancies and journal list, or say what was seen: {names}"),
            about=about,
            names=tuple(SEEN),
        )
    symptom = around.of_row(row, answers)
    if symptom is None:
        raise WrongUsage(
            N_("Journal row {about} is settled as it should be"),
            N_("Give a discrepancy, or a sale that was declined, reversed or is still expected."),
            about=about,
        )
    return symptom
