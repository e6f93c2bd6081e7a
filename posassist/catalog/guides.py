"""Diagnosis rules: what may be behind a discrepancy, one file a rule set."""

from pathlib import Path

from posassist.catalog.files import Fields, entries
from posassist.domain.discrepancy import Kind
from posassist.reconcile.diagnosis import LIKELIHOODS, DiagnosisRule

KIND = "guides"
_KINDS = tuple(kind.value for kind in Kind)


def diagnosis_rules(own: Path | None = None) -> tuple[DiagnosisRule, ...]:
    """Return every rule, in the order of the files. Raises CatalogError."""
    rules = []
    for file in entries(KIND, own):
        fields = file.fields
        fields.integer("schema")
        fields.text("id")
        rules += [_rule(each) for each in fields.inners("rule")]
        fields.done()
    return tuple(rules)


def _rule(fields: Fields) -> DiagnosisRule:
    names = fields.inner("kinds")
    kinds = [names.choice(key, _KINDS) for key in ("first", "second", "third") if key in names]
    names.done()
    rule = DiagnosisRule(
        id=fields.text("id"),
        kinds=frozenset(map(Kind, kinds)),
        title=fields.words("title"),
        likelihood=fields.choice("likelihood", LIKELIHOODS),
        check=tuple(
            fields.words(key) for key in ("check_1", "check_2", "check_3") if key in fields
        ),
        contact=fields.words("contact"),
        next_step=fields.words("next_step"),
    )
    fields.text("source")
    fields.text("confidence")
    fields.done()
    return rule
