"""The table of brands says for each whether a cable helps, and the best other way."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.brands import brands

OWN = """
schema = 1
id = "mine"
[[brand]]
name = { zh_CN = "我的", en = "Mine" }
way = { zh_CN = "录入", en = "Type" }
source = "own advice"
confidence = "own advice"
checked = 2026-11-21
"""


def test_the_brand_with_a_driver_has_a_cable_and_the_others_another_way() -> None:
    every = brands()
    assert {each.protocol for each in every if "PAX" in each.name.en} == {"pax"}
    assert [each for each in every if not (each.way.zh_CN and each.way.en)] == []
    assert {"China UMS", "Lakala"} <= {each.name.en for each in every if not each.protocol}


def test_an_own_file_adds_a_brand(tmp_path: Path) -> None:
    (tmp_path / "brands").mkdir()
    (tmp_path / "brands" / "mine.toml").write_text(OWN, encoding="utf-8")
    assert "Mine" in {each.name.en for each in brands(own=tmp_path)}


def test_an_entry_nobody_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "brands").mkdir()
    (tmp_path / "brands" / "mine.toml").write_text(OWN + 'colour = "red"\n', encoding="utf-8")
    with pytest.raises(CatalogError):
        brands(own=tmp_path)
