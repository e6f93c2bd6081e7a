"""A file's own name never decides where it lands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.documents.names import cleaned, paths


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("bank.csv", "bank.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\zhang\\十月.xlsx", "十月.xlsx"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com¹.csv", "_com¹.csv"),
        ("a:b?.csv", "a_b_.csv"),
        ("name. . ", "name"),
        (".hidden", "_.hidden"),
        ("-rf", "_-rf"),
        ("a\nb\x00.csv", "ab.csv"),
        ("", "file"),
        ("..", "file"),
    ],
)
def test_names_are_cleaned(given_name: str, kept: str) -> None:
    assert cleaned(given_name) == kept


def test_a_long_name_keeps_its_ending() -> None:
    long = cleaned("长" * 300 + ".xlsx")
    assert long.endswith("长.xlsx")
    assert len(long.encode()) <= 150
    assert len(cleaned("x" * 200 + "." + "y" * 90).encode()) <= 150


def test_equal_names_are_numbered_whatever_their_case() -> None:
    assert paths(["a.csv", "A.csv", "x/a.csv", "b", "B"]) == (
        "originals/a.csv",
        "originals/A (2).csv",
        "originals/a (3).csv",
        "originals/b",
        "originals/B (2)",
    )


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_names_give_safe_and_different_paths(names: list[str]) -> None:
    made = paths(names)
    assert len({path.casefold() for path in made}) == len(names)
    for path in made:
        folder, _, name = path.partition("/")
        assert folder == "originals"
        assert name.strip(". ")
        assert not set(name) & set('/\\:*?"<>|\n\r\0')
