"""Diagnosis rules: sourced or labelled as ours, in both languages, and wrong ones refused."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.guides import advice, diagnosis_rules
from posassist.catalog.sources import OWN_ADVICE
from posassist.domain.words import Words

RULE = """
schema = 2
id = "mine"
[[rule]]
id = "MY01"
symptoms = ["missing", "late"]
likelihood = "likely"
for = ["code:91,96"]
confidence = "own advice"
title = { zh_CN = "题", en = "Title" }
check = [{ zh_CN = "查", en = "Check" }]
contact = { zh_CN = "收单机构", en = "the provider" }
next_step = { zh_CN = "问", en = "Ask" }
ask = { id = "moved", zh_CN = "搬了吗？", en = "Moved?" }
"""


def _own(folder: Path, text: str) -> Path:
    (folder / "guides").mkdir()
    (folder / "guides" / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def _chinese(words: Words) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in words.zh_CN) and not any(
        "\u4e00" <= sign <= "\u9fff" for sign in words.en
    )


def test_the_forty_five_rules_are_there_in_both_languages() -> None:
    rules = diagnosis_rules()
    assert sorted(each.id for each in rules) == [f"DX{n:02d}" for n in range(1, 46)]
    for each in rules:
        asked = [each.ask.words] if each.ask else []
        for words in (each.title, each.contact, each.next_step, *each.check, *asked):
            assert _chinese(words), (each.id, words)
        assert each.check


def test_a_rule_is_sourced_or_labelled_as_our_own_advice() -> None:
    for each in advice():
        assert bool(each.sources) == (each.confidence != OWN_ADVICE), each.rule.id
        assert all(one.title and one.site and one.checked.year >= 2026 for one in each.sources)
    assert {each.confidence for each in advice()} == {"primary", "secondary", OWN_ADVICE}


def test_every_question_has_an_id_of_its_own() -> None:
    asked = [each.ask.id for each in diagnosis_rules() if each.ask]
    assert len(asked) == len(set(asked)) == 12


def test_the_owner_adds_a_rule(profile_folder: Path) -> None:
    mine = next(each for each in diagnosis_rules(_own(profile_folder, RULE)) if each.id == "MY01")
    assert mine.symptoms == {"missing", "late"}
    assert mine.for_ == ("code:91,96",)
    assert mine.ask is not None
    assert mine.ask.words.in_language("en") == "Moved?"
    assert mine.escalate_after == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RULE.replace('"late"', '"vanished"'), "symptoms"),
        (RULE.replace('["missing", "late"]', "[]"), "symptoms"),
        (RULE.replace("code:91,96", "weather"), "weather"),
        (RULE.replace("likely", "perhaps"), "likelihood"),
        (RULE.replace(OWN_ADVICE, "secondary"), "source"),
        (RULE.replace("schema = 2", "schema = 1"), "schema"),
        (RULE + "check_9 = 1\n", "check_9"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(profile_folder: Path, text: str, told: str) -> None:
    with pytest.raises(CatalogError, match=told) as refused:
        diagnosis_rules(_own(profile_folder, text))
    assert refused.value.fields["file"] == "mine.toml"
