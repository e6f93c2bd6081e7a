"""Sentences as data, in two languages."""

import datetime as dt

import pytest

from posassist.base.i18n import Text, language, system_language
from posassist.domain.words import Words


def test_a_text_is_looked_up_before_it_is_filled() -> None:
    inner = Text("{count} matches", {"count": 3})
    text = Text("Undone: {what}", {"what": inner})
    assert str(text) == "Undone: 3 matches"
    assert language("zh_CN").render(text) != str(text)
    assert "3" in language("zh_CN").render(text)


def test_lists_and_times_read_naturally() -> None:
    text = Text("The shops are: {names}", {"names": ("a", "b")})
    assert language("en").render(text).endswith("a, b")
    assert language("zh_CN").render(text).endswith("a、b")
    moment = dt.datetime(2026, 9, 14, 10, 18, 9, tzinfo=dt.UTC)
    assert language("en").say("{at}", at=moment) == "2026-09-14 10:18:09"


def test_words_of_a_catalogue_file_are_said_in_the_readers_language() -> None:
    text = Text("{who}", {"who": Words("收单机构", "The acquirer")})
    assert [language(code).render(text) for code in ("zh_CN", "en")] == ["收单机构", "The acquirer"]


def test_an_unknown_language_gives_english() -> None:
    assert language("fr").code == "en"
    assert language("en").gettext("") == ""


@pytest.mark.parametrize(
    ("spoken", "code"), [("zh_CN.UTF-8", "zh_CN"), ("zh_TW", "zh_CN"), ("de_DE", "en"), ("C", "en")]
)
def test_the_systems_language_is_taken(
    monkeypatch: pytest.MonkeyPatch, spoken: str, code: str
) -> None:
    monkeypatch.setenv("LC_ALL", spoken)
    assert system_language() == code
