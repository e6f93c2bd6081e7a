"""Probable causes, ranked, from rules handed in as records; what speaks for and against each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from posassist.base.i18n import Text
from posassist.domain.discrepancy import Cause
from posassist.domain.words import Question, Words
from posassist.reconcile.signs import held
from posassist.reconcile.symptom import Surroundings, Symptom

LIKELIHOODS: Final = ("likely", "possible", "rare")


@dataclass(frozen=True, slots=True)
class DiagnosisRule:
    """A cause of the symptoms it explains; a file's order ranks equals.

    `needs` are signs without which the rule says nothing; each of them, and each sign it speaks
    `for_`, raises the rule, each `against` lowers it. A question answered with yes puts it first,
    with no rules it out.
    """

    id: str
    symptoms: frozenset[str]
    title: Words
    likelihood: str
    check: tuple[Words, ...]
    contact: Words
    next_step: Words
    needs: tuple[str, ...] = ()
    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    ask: Question | None = None
    escalate_after: int = 0


def causes(
    around: Surroundings, symptom: Symptom, rules: Sequence[DiagnosisRule]
) -> tuple[Cause, ...]:
    """Return the causes that fit, likeliest first; of equals the one with more behind it."""
    ranked = []
    for place, rule in enumerate(rules):
        if symptom.kind not in rule.symptoms:
            continue
        answer = symptom.answers.get(rule.ask.id) if rule.ask else None
        needed = held(around, symptom, rule.needs)
        if answer is False or len(needed) < len(rule.needs):
            continue
        speaking = [*needed, *held(around, symptom, rule.for_)]
        against = held(around, symptom, rule.against)
        weight = LIKELIHOODS.index(rule.likelihood) - len(speaking) + len(against)
        if answer:  # what the owner knows outweighs what rows only hint at
            weight = min(weight, 0)
        likelihood = LIKELIHOODS[max(0, min(weight, len(LIKELIHOODS) - 1))]
        cause = Cause(
            rule=rule.id,
            title=rule.title,
            likelihood=likelihood,
            check=rule.check,
            contact=rule.contact,
            next_step=rule.next_step,
            speaks_for=tuple(Text(each.words) for each in speaking),
            speaks_against=tuple(Text(each.words) for each in against),
            ask=rule.ask if answer is None else None,
            escalate_after=rule.escalate_after,
        )
        ranked.append((not answer, weight, -len(speaking), place, cause))
    return tuple(each[-1] for each in sorted(ranked, key=lambda one: one[:-1]))
