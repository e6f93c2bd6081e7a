"""What can be owed and how to ask: both languages, six ways, texts that fit an app's chat."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.arrears import LONGEST, arrears_catalogue
from posassist.domain.arrears import Way

OWN = """
id = "mine"
confidence = "own advice"
[[kind]]
id = "sticker"
title = { zh_CN = "贴纸费", en = "Sticker fee" }
[[way]]
id = "phone"
title = { zh_CN = "打电话", en = "Call" }
text = { zh_CN = "%s", en = "x" }
"""


def test_every_way_is_there_in_both_languages() -> None:
    kinds, ways = arrears_catalogue()
    assert set(ways) == set(Way)
    assert {"service", "deposit", "other"} <= kinds.keys()
    for way in ways.values():
        assert way.steps
        assert way.need
        assert max(len(way.text.zh_CN), len(way.text.en)) <= LONGEST
    assert all(each.disputable for each in kinds.values())


def test_the_owners_own_file_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "arrears").mkdir()
    file = tmp_path / "arrears" / "mine.toml"
    file.write_text(OWN % "你好", encoding="utf-8")
    kinds, ways = arrears_catalogue(own=tmp_path)
    assert kinds["sticker"].title.en == "Sticker fee"
    assert ways["phone"].text.zh_CN == "你好"
    file.write_text(OWN % ("长" * 501), encoding="utf-8")
    with pytest.raises(CatalogError, match="at most 500 characters"):
        arrears_catalogue(own=tmp_path)
