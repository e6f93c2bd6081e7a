"""Causes follow from the kind, the likeliest first, and only where a file covers the day."""

from dataclasses import replace
from typing import TYPE_CHECKING

from posassist.catalog.guides import diagnosis_rules
from posassist.domain.discrepancy import Kind
from posassist.domain.words import Words
from posassist.reconcile.diagnosis import DiagnosisRule, causes

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books


def rule(name: str, likelihood: str, *kinds: Kind) -> DiagnosisRule:
    words = Words(name, name)
    return DiagnosisRule(name, frozenset(kinds), words, likelihood, (words,), words, words)


def test_the_likeliest_cause_comes_first(books: "Books") -> None:
    books.sale(14, "1.00")
    (missing,) = books.found()
    rules = [
        rule("A", "rare", Kind.MISSING),
        rule("B", "likely", Kind.HELD),
        rule("C", "likely", Kind.MISSING),
        rule("D", "possible", Kind.MISSING, Kind.LATE),
    ]
    assert [each.rule for each in causes(missing, rules)] == ["C", "D", "A"]
    assert causes(replace(missing, covered=False), rules) == ()


def test_every_kind_has_a_cause_to_look_at() -> None:
    explained = {kind for each in diagnosis_rules() for kind in each.kinds}
    assert explained == set(Kind)
