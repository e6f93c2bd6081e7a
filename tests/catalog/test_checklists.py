"""Checklists: points in both languages, a rhythm, and wrong files refused."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.checklists import checklists

OWN = """
id = "mine"
confidence = "own advice"
where = "shop"
every_days = 7
title = { zh_CN = "题", en = "Title" }
points = [{ zh_CN = "查", en = "Check" }]
"""


def _own(folder: Path, text: str) -> Path:
    (folder / "checklists").mkdir()
    (folder / "checklists" / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_checklists_speak_both_languages() -> None:
    found = checklists()
    assert {each.where for each in found} == {"daily", "shop"}
    for each in found:
        for words in (each.title, *each.points):
            assert words.en.isascii()
            assert not words.zh_CN.isascii()


def test_the_owner_adds_a_checklist(profile_folder: Path) -> None:
    mine = next(each for each in checklists(_own(profile_folder, OWN)) if each.id == "mine")
    assert (mine.every_days, mine.points[0].en) == (7, "Check")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OWN.replace("every_days = 7", "every_days = 0"), "points"),
        (OWN.replace('[{ zh_CN = "查", en = "Check" }]', "[]"), "points"),
        (OWN.replace('"own advice"', '"secondary"'), "source"),
        (OWN.replace('"shop"', '"moon"'), "where"),
    ],
)
def test_a_wrong_file_is_refused(profile_folder: Path, text: str, told: str) -> None:
    with pytest.raises(CatalogError, match=told):
        checklists(_own(profile_folder, text))
