"""Letter files: every blank known, both languages there, nothing silently ignored."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError, WrongUsage
from posassist.base.i18n import LANGUAGES
from posassist.catalog.letters import FIELDS, SHORT_LIMIT, letter, letters

GOOD = """
title = "T {{case.number}}"
to = "{{provider.full_name}}"
reply_days = 5
short = "S"
[[part]]
text = "x"
[[source]]
title = "ours"
confidence = "own advice"
checked = 2026-11-24
"""


def _own(tmp_path: Path, **changes: str) -> Path:
    folder = tmp_path / "letters" / "xx"
    folder.mkdir(parents=True)
    texts = {"mine.en.toml": GOOD, "mine.zh_CN.toml": GOOD, **changes}
    for name, text in texts.items():
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_shipped_complaint_exists_in_both_languages() -> None:
    for code in LANGUAGES:
        text = letter("complaint-provider", code, where="CN")
        assert (text.where, text.language, text.origin) == ("CN", code, "shipped")
        assert set(text.blanks) <= set(FIELDS)
        assert len(text.short) <= SHORT_LIMIT
        assert text.sources


def test_both_languages_ask_for_the_same() -> None:
    found = {each.language: set(each.blanks) for each in letters(where="cn")}
    assert found["en"] == found["zh_CN"]


def test_the_owners_own_letters_join_the_shipped_ones(tmp_path: Path) -> None:
    own = _own(tmp_path)
    (tmp_path / "letters" / "notes.txt").write_text("no folder", encoding="utf-8")
    assert {each.where for each in letters(own=own)} == {"CN", "XX"}
    mine = letter("mine", "en", where="XX", own=own)
    assert mine.origin == "own"
    assert mine.blanks == ("case.number", "provider.full_name")


def test_a_place_without_letters_has_none(tmp_path: Path) -> None:
    assert letters(where="../formats") == ()
    assert letters(where="XX", own=tmp_path) == ()
    with pytest.raises(WrongUsage, match="poem"):
        letter("poem", "en", where="CN")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("{{case.number}}", "{{case.__class__}}"), "case.__class__"),
        (GOOD.replace("case.number", ""), "no such field"),
        (GOOD.replace('text = "x"', ""), "missing"),
        (GOOD.replace('text = "x"', 'table = "everything"'), "table"),
        (GOOD.replace('[[part]]\ntext = "x"', ""), "part"),
        (GOOD.replace('"own advice"', '"secondary"'), "site"),
        (GOOD.replace('"own advice"', '"unverified"'), "confidence"),
        (GOOD.replace("reply_days = 5", "reply_days = 5\ncode = 1"), "code"),
    ],
)
def test_a_wrong_letter_is_refused_by_name(tmp_path: Path, text: str, told: str) -> None:
    own = _own(tmp_path, **{"mine.en.toml": text})
    with pytest.raises(CatalogError, match=told) as refused:
        letters(own=own)
    assert refused.value.fields["file"] == "mine.en.toml"


@pytest.mark.parametrize("name", ["other.fr.toml", "other.toml"])
def test_a_file_must_say_its_language(tmp_path: Path, name: str) -> None:
    with pytest.raises(CatalogError, match=r"LETTER\.LANGUAGE"):
        letters(own=_own(tmp_path, **{name: GOOD}))


def test_a_letter_in_one_language_only_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="zh_CN"):
        letters(own=_own(tmp_path, **{"mine.zh_CN.toml": ""}))
