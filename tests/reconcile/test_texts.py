"""Columns of texts and figures say what the texts say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.reconcile.rows import distinct, prints_of, ranks
from posassist.reconcile.texts import NONE, Codes, Figures, Ints, Mask, Texts

NUMBERS = st.text("01", max_size=4) | st.sampled_from(
    ("", "0", "007", "9" * 18, "9" * 19, "0" * 5 + "9" * 18, "A1", "0A1", "é", "١٢", "12 ")
)


def same(codes: Ints) -> Mask:
    """Say which rows are equal to which."""
    found: Mask = codes[:, None] == codes[None, :]
    return found


@given(st.lists(NUMBERS, max_size=12))
def test_a_column_holds_its_texts_and_tells_them_apart(texts: list[str]) -> None:
    figures, words = Figures.of(texts), Texts.of(texts)
    assert len(figures) == len(words) == len(texts)
    assert [figures[row] for row in range(len(texts))] == list(words) == texts
    assert [words[row] for row in range(len(texts))] == texts
    bare = [each.lstrip("0") for each in texts]
    for column in (figures, words):
        for codes, plain in ((column.coded(Codes()), texts), (column.bare(Codes()), bare)):
            alike = [[one == other for other in plain] for one in plain]
            assert same(codes).tolist() == alike
            assert (codes == 0).tolist() == [not each for each in plain]


@given(st.lists(NUMBERS, max_size=12), st.frozensets(NUMBERS, max_size=3))
def test_texts_are_among_the_wanted(texts: list[str], wanted: frozenset[str]) -> None:
    assert Texts.of(texts).among(wanted).tolist() == [each in wanted for each in texts]
    named = wanted - {""}
    assert Figures.of(texts).among(wanted).tolist() == [each in named for each in texts]


@given(st.lists(st.sampled_from(("", "a", "b")), max_size=12))
def test_another_column_speaks_where_one_says_nothing(texts: list[str]) -> None:
    column = Texts.of(texts)
    other = Texts.of([f"{row}" for row in range(len(texts))])
    filled = [each or f"{row}" for row, each in enumerate(texts)]
    assert list(column.otherwise(other)) == filled
    assert list(column.mapped(str.upper)) == [each.upper() for each in texts]
    some = np.flatnonzero(column.told(len))
    assert list(column.at(some)) == [each for each in texts if each]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 2)), max_size=9))
def test_rows_rank_by_content_and_then_by_occurrence(rows: list[tuple[int, int]]) -> None:
    prints = [f"{which // 2:016x}{which % 2:016x}" for which, _times in rows]
    found = ranks(prints_of(prints), np.array([times for _, times in rows], dtype=np.int64))
    named = [(each, times) for each, (_, times) in zip(prints, rows, strict=True)]
    assert [named[place] for place in np.argsort(found)] == sorted(named)


@pytest.mark.parametrize("scale", [1, 1 << 20, 1 << 40, 1 << 60])
@given(rows=st.lists(st.tuples(*[st.integers(-2, 3)] * 3), max_size=9))
def test_combinations_are_numbered_in_their_order(
    scale: int, rows: list[tuple[int, int, int]]
) -> None:
    columns = [np.array([row[part] for row in rows], dtype=np.int64) * scale for part in range(3)]
    first, number = distinct(*columns)
    every = sorted(set(rows))
    assert first.tolist() == [rows.index(each) for each in every]
    assert [every[each] for each in number.tolist()] == rows


def test_nothing_has_no_combinations() -> None:
    assert [each.tolist() for each in distinct(NONE, NONE)] == [[], []]
