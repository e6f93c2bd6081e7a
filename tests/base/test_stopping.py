"""A Stop reaches work between two steps, and never anything else."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from posassist.base.errors import Stopped
from posassist.base.stopping import beside, checkpoint, stoppable
from posassist.store.books import Books

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def test_a_loop_ends_at_its_next_step_and_only_where_it_may_be_stopped() -> None:
    checkpoint()
    with stoppable(lambda: False):
        checkpoint()
    with stoppable(lambda: True), pytest.raises(Stopped):
        checkpoint()
    checkpoint()


def test_work_beside_answers_or_fails_as_it_would_alone() -> None:
    def fails() -> None:
        raise TimeoutError("its own")

    with stoppable(lambda: False):
        assert beside(lambda: 7) == 7
        with pytest.raises(TimeoutError, match="its own"):
            beside(fails)


def test_work_beside_is_left_behind_and_told_to_end() -> None:
    asked, ended = threading.Event(), threading.Event()

    def work() -> None:
        asked.set()
        try:
            while True:
                checkpoint()
        finally:
            ended.set()

    with stoppable(asked.is_set), pytest.raises(Stopped):
        beside(work)
    assert ended.wait(10)


def test_a_statement_of_the_books_ends_where_it_stands(tmp_path: Path) -> None:
    with (
        Books.open(tmp_path / "books.sqlite") as books,
        stoppable(lambda: True),
        pytest.raises(Stopped),
        books.reading() as connection,
    ):
        connection.execute(text(LONG))
