"""Pattern files: the words terminals print, put together into one vocabulary."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.patterns import patterns, plain
from posassist.domain.journal import Channel, EntryType

HEAD = 'schema = 1\nid = "mine"\ntitle = { zh_CN = "我的", en = "Mine" }\n'


def own(folder: Path, text: str) -> Path:
    (folder / "patterns").mkdir()
    (folder / "patterns" / "mine.toml").write_text(HEAD + text, encoding="utf-8")
    return folder


def test_the_shipped_files_make_one_vocabulary() -> None:
    found = patterns()
    assert found.titles[plain("结 算 总 计 单")] == "totals"
    assert found.labels[plain("ＴＥＲＭＩＮＡＬ　ＮＯ")] == "terminal_id"
    assert found.types["消费撤销"] is EntryType.VOID
    assert found.letters["S"] is EntryType.SALE
    assert found.channels["微信"] is Channel.QR
    assert found.totals == {"借记": "into", "贷记": "out_of"}
    assert len(found.rows) == 2


def test_an_own_file_adds_its_words(profile_folder: Path) -> None:
    words = "[labels]\nrrn = [\"我的参考\"]\n[rows]\nlist = ['(?P<amount>\\d+)']\n"
    found = patterns(own(profile_folder, words))
    assert found.labels["我的参考"] == "rrn"
    assert len(found.rows) == len(patterns().rows) + 1
    assert found.version != patterns().version


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ('[labels]\nrrn = ["凭证号"]', "labels.rrn"),
        ('[labels]\nrrn = [" "]', "labels.rrn"),
        ('[labels]\nsecret = ["a"]', "labels.secret"),
        ('[rows]\nlist = ["("]', "rows.list"),
        ('[rows]\nlist = ["(?P<trace_no>1)"]', "rows.list"),
        ('[rows]\nlist = ["(?P<amount>1)(?P<moon>2)"]', "rows.list"),
        ("[messages]\naccount = ['(?P<moon>1)']", "messages.account"),
        ("[messages]\nday = ['(']", "messages.day"),
        ("[messages]\nmoon = ['1']", "messages.moon"),
        ("more = 1", "more"),
    ],
)
def test_a_wrong_file_is_told_by_its_entry(profile_folder: Path, words: str, entry: str) -> None:
    with pytest.raises(CatalogError) as refused:
        patterns(own(profile_folder, words))
    assert refused.value.fields["entry"] == entry
