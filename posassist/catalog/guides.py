"""Diagnosis rules: what may be behind a symptom, one file a rule set."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.files import CatalogFile, Fields, entries
from posassist.catalog.sources import CONFIDENCE, OWN_ADVICE, Source, sources
from posassist.domain.words import Question, Words
from posassist.reconcile.diagnosis import LIKELIHOODS, DiagnosisRule
from posassist.reconcile.signs import is_known
from posassist.reconcile.symptom import SYMPTOMS

KIND: Final = "guides"
SCHEMA: Final = 2


@dataclass(frozen=True, slots=True)
class Advice:
    """A rule with how well it is known: own advice, or read in the sources."""

    rule: DiagnosisRule
    confidence: str
    sources: tuple[Source, ...]


def advice(own: Path | None = None) -> tuple[Advice, ...]:
    """Return every rule with its sources, in the order of the files. Raises CatalogError."""
    return tuple(each for file in entries(KIND, own) for each in _of(file))


def diagnosis_rules(own: Path | None = None) -> tuple[DiagnosisRule, ...]:
    """Return every rule, in the order of the files. Raises CatalogError."""
    return tuple(each.rule for each in advice(own))


@functools.cache
def _of(file: CatalogFile) -> tuple[Advice, ...]:
    fields = file.fields
    if fields.integer("schema") != SCHEMA:
        detail = Text(N_("this program reads schema {schema}"), {"schema": SCHEMA})
        fields.wrong("schema", detail)
    fields.text("id")
    found = tuple(_advice(each) for each in fields.inners("rule"))
    fields.done()
    return found


def _advice(fields: Fields) -> Advice:
    rule = DiagnosisRule(
        id=fields.text("id"),
        symptoms=frozenset(_symptoms(fields)),
        title=fields.words("title"),
        likelihood=fields.choice("likelihood", LIKELIHOODS),
        check=tuple(_words(each) for each in fields.inners("check")),
        contact=fields.words("contact"),
        next_step=fields.words("next_step"),
        needs=_signs(fields, "needs"),
        for_=_signs(fields, "for"),
        against=_signs(fields, "against"),
        ask=_question(fields.inner("ask")) if "ask" in fields else None,
        escalate_after=fields.integer("escalate_after", 0),
    )
    confidence = fields.choice("confidence", CONFIDENCE)
    made = Advice(rule, confidence, sources(fields, needed=confidence != OWN_ADVICE))
    fields.done()
    return made


def _symptoms(fields: Fields) -> tuple[str, ...]:
    named = fields.texts("symptoms")
    if not named or not set(named) <= set(SYMPTOMS):
        detail = Text(N_("one of these is needed: {allowed}"), {"allowed": SYMPTOMS})
        fields.wrong("symptoms", detail)
    return named


def _signs(fields: Fields, key: str) -> tuple[str, ...]:
    named = fields.texts(key)
    for each in named:
        if not is_known(each):
            fields.wrong(key, Text(N_("the program knows no sign {name}"), {"name": each}))
    return named


def _question(fields: Fields) -> Question:
    return Question(fields.text("id"), _words(fields))


def _words(fields: Fields) -> Words:
    made = Words(fields.text("zh_CN"), fields.text("en"))
    fields.done()
    return made
