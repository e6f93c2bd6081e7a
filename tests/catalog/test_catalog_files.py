"""Catalogue files are typed, complete, and the owner's own win."""

import datetime as dt
from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.base.i18n import N_, Text
from posassist.catalog.files import OWN, SHIPPED, CatalogFile, Fields, entries
from posassist.domain.words import Words


def fields(**table: object) -> Fields:
    return Fields("a.toml", table)


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_shipped_files_come_in_the_order_of_their_ids() -> None:
    found = list(entries("formats", None))
    assert [each.id for each in found] == sorted(each.id for each in found)
    assert {each.origin for each in found} == {SHIPPED}


def test_an_own_file_replaces_a_shipped_one_and_adds_others(profile_folder: Path) -> None:
    write(profile_folder / "calendars", "mine.toml", 'id = "CN"\nx = 1')
    write(profile_folder / "calendars", "XX.toml", "y = 2")
    write(profile_folder / "calendars", "notes.txt", "no catalogue file")
    found = {each.id: each for each in entries("calendars", profile_folder)}
    assert found["CN"].origin == OWN
    assert found["CN"].table["x"] == 1
    assert found["XX"].name == "XX.toml"
    assert found["CN"].version != found["XX"].version


def test_a_kind_without_folder_is_empty(profile_folder: Path) -> None:
    assert not list(entries("no such kind", profile_folder))


def test_two_own_files_with_one_id_are_refused(profile_folder: Path) -> None:
    write(profile_folder / "formats", "a.toml", 'id = "mine"')
    write(profile_folder / "formats", "b.toml", 'id = "mine"')
    with pytest.raises(CatalogError, match=r"b\.toml is wrong at id: a\.toml"):
        list(entries("formats", profile_folder))


@pytest.mark.parametrize("broken", [b"id = ", b"\xff\xfe\xff", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_refused_by_name(profile_folder: Path, broken: bytes) -> None:
    (profile_folder / "formats").mkdir()
    (profile_folder / "formats" / "bad.toml").write_bytes(broken)
    with pytest.raises(CatalogError, match=r"bad\.toml"):
        list(entries("formats", profile_folder))


def test_every_entry_is_read_by_its_type() -> None:
    asked = fields(
        t="x", e="", n=3, f=True, d=dt.date(2026, 1, 2), ds=[dt.date(2026, 1, 2)], ts=["a"],
        w={"zh_CN": "词", "en": "word"}, m={"a": "b"}, i={"k": "v"}, l=[{"k": "v"}],
    )  # fmt: skip
    assert asked.text("t") == "x"
    assert asked.text("e", "default") == ""
    assert asked.text("absent", "default") == "default"
    assert asked.choice("t", ("x", "y")) == "x"
    assert asked.integer("n") == 3
    assert asked.integer("absent", 7) == 7
    assert asked.flag("f")
    assert not asked.flag("absent")
    assert asked.day("d") == dt.date(2026, 1, 2)
    assert asked.days("ds") == (dt.date(2026, 1, 2),)
    assert asked.days("absent") == ()
    assert asked.texts("ts") == ("a",)
    assert asked.words("w") == Words("词", "word")
    assert asked.mapping("m") == {"a": "b"}
    assert asked.inner("i").text("k") == "v"
    assert asked.inner("absent", optional=True).table == {}
    assert asked.inners("l")[0].text("k") == "v"
    assert "t" in asked
    asked.done()


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("text", 1), ("text", ""), ("text", None), ("integer", "1"), ("integer", True),
        ("integer", -1), ("flag", 1), ("day", "2026-01-01"), ("day", dt.datetime(2026, 1, 1)),  # noqa: DTZ001
        ("days", dt.date(2026, 1, 1)), ("days", ["2026-01-01"]), ("texts", "a"), ("texts", [1]),
        ("mapping", []), ("mapping", {"a": 1}), ("inner", "x"), ("inners", {}), ("inners", [1]),
    ],
)  # fmt: skip
def test_an_entry_of_another_type_is_refused_by_name(method: str, value: object) -> None:
    asked = Fields("a.toml", {} if value is None else {"key": value}, "table")
    with pytest.raises(CatalogError) as refused:
        getattr(asked, method)("key")
    assert refused.value.fields["entry"] == "table.key"
    assert refused.value.fields["file"] == "a.toml"


def test_a_word_outside_the_choice_is_refused_with_the_choice() -> None:
    with pytest.raises(CatalogError, match="x, y"):
        fields(key="z").choice("key", ("x", "y"))


def test_an_entry_nobody_asked_for_is_refused() -> None:
    asked = CatalogFile("a.toml", OWN, 'known = "a"\nunkown = "b"').fields
    asked.text("known")
    with pytest.raises(CatalogError, match="unkown"):
        asked.done()


def test_a_list_entry_is_named_with_its_number() -> None:
    with pytest.raises(CatalogError) as refused:
        fields(list=[{"a": "x"}, {}]).inners("list")[1].text("a")
    assert refused.value.fields["entry"] == "list[2].a"


def test_wrong_takes_any_detail() -> None:
    with pytest.raises(CatalogError, match="because"):
        fields().wrong("key", Text(N_("because")))
