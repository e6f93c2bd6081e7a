"""Diagnosis rules: every kind of discrepancy has a cause to check, in both languages."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.guides import diagnosis_rules
from posassist.domain.discrepancy import Kind

RULE = """
schema = 1
id = "mine"
[[rule]]
id = "MY01"
kinds = {{ first = "{kind}", second = "late" }}
likelihood = "likely"
source = "ours"
confidence = "own advice"
title = {{ zh_CN = "题", en = "Title" }}
check_1 = {{ zh_CN = "查", en = "Check" }}
contact = {{ zh_CN = "收单机构", en = "the provider" }}
next_step = {{ zh_CN = "问", en = "Ask" }}
"""


def _own(folder: Path, text: str) -> Path:
    (folder / "guides").mkdir()
    (folder / "guides" / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_rules_have_an_id_of_their_own_and_words_in_both_languages() -> None:
    rules = diagnosis_rules()
    assert len({each.id for each in rules}) == len(rules)
    for each in rules:
        assert each.kinds
        for words in (each.title, each.contact, each.next_step, *each.check):
            assert words.in_language("en") != words.in_language("zh_CN")


def test_the_owner_adds_a_rule(profile_folder: Path) -> None:
    rules = diagnosis_rules(_own(profile_folder, RULE.format(kind="missing")))
    mine = next(each for each in rules if each.id == "MY01")
    assert mine.kinds == {Kind.MISSING, Kind.LATE}
    assert [each.in_language("en") for each in mine.check] == ["Check"]


@pytest.mark.parametrize(
    "text",
    [
        RULE.format(kind="vanished"),
        RULE.format(kind="missing") + 'check_9 = "x"\n',
        RULE.format(kind="missing").replace("likely", "perhaps"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(profile_folder: Path, text: str) -> None:
    with pytest.raises(CatalogError, match=r"mine\.toml"):
        diagnosis_rules(_own(profile_folder, text))
