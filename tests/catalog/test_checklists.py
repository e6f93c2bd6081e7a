"""Checklists: points and entries in both languages, a rhythm, and wrong files refused."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.checklists import Checklist, EntryKind, checklists
from posassist.domain.words import Words

OWN = """
id = "mine"
confidence = "own advice"
where = "shop"
every_days = 7
title = { zh_CN = "题", en = "Title" }
points = [{ zh_CN = "查", en = "Check" }]

[[entry]]
id = "state"
title = { zh_CN = "状态", en = "State" }
kind = "choice"
options = [{ id = "good", zh_CN = "好", en = "Good" }]

[[entry]]
id = "by"
title = { zh_CN = "到", en = "By" }
kind = "date"
reminds = true
days = 2

[[say]]
when = "good"
title = { zh_CN = "说", en = "Say" }
text = { zh_CN = "{state}，{shop}", en = "{state}, {shop}" }
"""


def _own(folder: Path, text: str) -> Path:
    (folder / "checklists").mkdir()
    (folder / "checklists" / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def _words(each: Checklist) -> Iterator[Words]:
    yield each.title
    yield from each.points
    yield from filter(None, (each.warning, each.following))
    for entry in each.entries:
        yield entry.title
        yield from (option.words for option in entry.options)
    for saying in each.sayings:
        yield from (saying.title, saying.text)


def test_the_shipped_checklists_speak_both_languages() -> None:
    found = checklists()
    assert {each.where for each in found} == {"daily", "shop", "customer", "case"}
    for each in found:
        for words in _words(each):
            assert words.en.isascii(), words.en
            assert not words.zh_CN.isascii(), words.zh_CN


def test_every_cause_of_a_conversation_has_a_message() -> None:
    (desk,) = (each for each in checklists() if each.id == "conversation")
    (cause,) = (each for each in desk.entries if each.id == "cause")
    assert {each.when for each in desk.sayings} - {""} == {each.id for each in cause.options}
    for saying in desk.sayings:
        asked = re.search(r"\b(PIN|password|code)\b", saying.text.en)
        assert asked is None or "often it is" in saying.text.en  # a PIN is never asked for


def test_the_owner_adds_a_checklist(profile_folder: Path) -> None:
    mine = next(each for each in checklists(_own(profile_folder, OWN)) if each.id == "mine")
    assert (mine.every_days, mine.points[0].en) == (7, "Check")
    state, by = mine.entries
    assert (state.kind, state.options[0].id, state.days) == (EntryKind.CHOICE, "good", None)
    assert (by.kind, by.reminds, by.days) == (EntryKind.DATE, True, 2)
    assert mine.sayings[0].when == "good"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"own advice"', '"secondary"', "source"),
        ('"shop"', '"moon"', "where"),
        ('kind = "choice"', 'kind = "text"', "options"),
        ('options = [{ id = "good", zh_CN = "好", en = "Good" }]', "", "options"),
        ('kind = "date"', 'kind = "text"', "kind"),
        ("reminds = true\ndays = 2", "days = 2\noptions = []", ""),
        ('id = "by"', 'id = "state"', "entry"),
        ('when = "good"', 'when = "bad"', r"say\[1\]"),
        ("{state}, {shop}", "{nothing}", r"say\[1\]"),
        ("{state}, {shop}", "x" * 501, r"say\[1\]"),
    ],
)
def test_a_wrong_file_is_refused(profile_folder: Path, old: str, new: str, told: str) -> None:
    assert old in OWN
    folder = _own(profile_folder, OWN.replace(old, new))
    if not told:
        assert checklists(folder)
        return
    with pytest.raises(CatalogError, match=told):
        checklists(folder)


def test_a_checklist_of_nothing_is_refused(profile_folder: Path) -> None:
    bare = OWN[: OWN.index("[[entry]]")].replace('[{ zh_CN = "查", en = "Check" }]', "[]")
    with pytest.raises(CatalogError, match="points"):
        checklists(_own(profile_folder, bare))
