"""Every value of every enum has its words, in both languages."""

from enum import StrEnum

import pytest

from posassist.base.i18n import language
from posassist.domain.discrepancy import Kind
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.labels import label
from posassist.domain.match import MatchState
from posassist.domain.settlement import LineStatus, LineType, StatementKind
from posassist.domain.words import Words


@pytest.mark.parametrize(
    "enum",
    [Kind, Channel, EntryStatus, EntryType, MatchState, LineStatus, LineType, StatementKind],
)
def test_every_value_is_said_in_chinese_and_english(enum: type[StrEnum]) -> None:
    chinese, english = language("zh_CN"), language("en")
    for each in enum:
        assert english.render(label(each)).isascii()
        assert not chinese.render(label(each)).isascii()


def test_words_of_a_catalogue_file_fall_back_to_english() -> None:
    words = Words("参考号", "reference number")
    assert [words.in_language(code) for code in ("zh_CN", "en", "fr")] == [
        "参考号", "reference number", "reference number",
    ]  # fmt: skip
