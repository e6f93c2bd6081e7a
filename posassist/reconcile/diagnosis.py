"""Probable causes of a discrepancy, ranked, from rules handed in as records."""

from collections.abc import Sequence
from dataclasses import dataclass

from posassist.domain.discrepancy import Cause, Discrepancy, Kind
from posassist.domain.words import Words

LIKELIHOODS = ("likely", "possible", "rare")


@dataclass(frozen=True, slots=True)
class DiagnosisRule:
    """A cause and the kinds of discrepancy it explains; a file's order ranks equals."""

    id: str
    kinds: frozenset[Kind]
    title: Words
    likelihood: str
    check: tuple[Words, ...]
    contact: Words
    next_step: Words


def causes(discrepancy: Discrepancy, rules: Sequence[DiagnosisRule]) -> tuple[Cause, ...]:
    """Return the causes that fit, likeliest first; none where no file covers the day."""
    if not discrepancy.covered:
        return ()
    fitting = [each for each in rules if discrepancy.kind in each.kinds]
    fitting.sort(key=lambda each: LIKELIHOODS.index(each.likelihood))
    return tuple(
        Cause(each.id, each.title, each.likelihood, each.check, each.contact, each.next_step)
        for each in fitting
    )
