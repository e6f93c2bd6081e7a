"""Older books are brought up to date on a copy; when that fails they are as they were."""

import contextlib
import datetime as dt
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from posassist.base.errors import BooksDamaged, BooksError, BooksLocked, PosassistError
from posassist.base.i18n import Text
from posassist.domain.party import ShopDetails
from posassist.store import migrating, shops
from posassist.store.books import Books
from posassist.store.trouble import told

STEP = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "0009", "0008", None, None
def upgrade():
    op.execute("CREATE TABLE later (x)")
    op.execute("{more}")
"""
HARMLESS = "UPDATE shop SET phone = '1'"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "books.sqlite"
    at = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    with (
        Books.open(path) as books,
        books.writing(1, at=at, kind="shop", title=Text("t"), undoable=False) as change,
    ):
        shops.add_shop(change, ShopDetails(1, "A"))
    return path


def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    """Be a program whose books have one step more."""
    here = tmp_path / "migrations"
    shutil.copytree(migrating._HERE, here, ignore=shutil.ignore_patterns("__pycache__"))  # noqa: SLF001 - the folder is the program's own
    (here / "versions" / "0009_later.py").write_text(STEP.format(more=more), encoding="utf-8")
    monkeypatch.setattr(migrating, "_HERE", here)


def tables(path: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def test_older_books_are_migrated_with_all_their_rows(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(tmp_path, monkeypatch, HARMLESS)
    with Books.open(path) as books, books.reading() as connection:
        assert [each.phone for each in shops.all_shops(connection)] == ["1"]
    assert "later" in tables(path)
    left = {each.name for each in tmp_path.iterdir()} - {"migrations"}
    assert left == {"books.sqlite", "books.sqlite.lock"}


@pytest.mark.parametrize(
    ("harm", "error"),
    [("DELETE FROM shop", BooksDamaged), ("UPDATE event SET shop_id = shop_id", IntegrityError)],
)
def test_a_step_that_loses_rows_or_fails_leaves_the_books_as_they_were(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str, error: type[Exception]
) -> None:
    newer_program(tmp_path, monkeypatch, harm)
    before = path.read_bytes()
    with pytest.raises(error):
        Books.open(path)
    assert path.read_bytes() == before
    assert not path.with_name("books.sqlite.new").exists()


def test_books_that_somebody_has_open_are_not_migrated(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM shop").fetchall()
        newer_program(tmp_path, monkeypatch, HARMLESS)
        with pytest.raises(BooksLocked):
            Books.open(path, wait_seconds=0.1)
    assert "later" not in tables(path)


def test_what_a_killed_migration_left_does_not_harm_the_next(path: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "books.sqlite"
    new.parent.mkdir()
    for suffix in (".new", ".new-journal", ".new-wal", ".new-shm"):
        new.with_name(new.name + suffix).write_bytes(b"left behind")
    with Books.open(new):
        pass
    assert tables(new) == tables(path)
    assert [each.name for each in new.parent.iterdir() if ".new" in each.name] == []


def test_rows_of_books_that_are_gone_are_not_taken_for_new_ones(path: Path) -> None:
    path.with_name("books.sqlite-wal").write_bytes(b"x")
    path.unlink()
    with pytest.raises(BooksDamaged):
        Books.open(path)


def test_the_newest_step_is_the_one_alembic_names(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (row,) = connection.execute("SELECT version_num FROM alembic_version")
    assert row[0] == migrating.steps()[-1]


def test_trouble_is_told_and_our_own_faults_are_not_hidden() -> None:
    with pytest.raises(BooksError, match="no such table"), told():
        sqlite3.connect(":memory:").execute("SELECT * FROM nowhere")
    with pytest.raises(sqlite3.IntegrityError), told():
        raise sqlite3.IntegrityError
    with pytest.raises(PosassistError, match="as it was"), told():
        raise PosassistError("as it was")
