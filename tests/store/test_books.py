"""The books: one transaction, one event, one undo, and original bytes that stay."""

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from posassist.base.errors import BooksDamaged, BooksError, BooksLocked, BooksNewer
from posassist.base.i18n import Text
from posassist.domain.party import Account, ShopDetails
from posassist.store import accounts, events, shops, tables
from posassist.store.books import Books
from posassist.store.vault import Vault

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "books.sqlite"


def opened(path: Path) -> Books:
    books = Books.open(path)
    with books.reading() as connection:
        fresh = not shops.all_shops(connection)
    if fresh:
        with books.writing(1, at=NOW, kind="shop", title=Text("first"), undoable=False) as change:
            shops.add_shop(change, ShopDetails(1, "A"))
    return books


def add(books: Books, name: str) -> None:
    with books.writing(1, at=NOW, kind="account", title=Text("add {name}", {"name": name})) as one:
        accounts.add_account(one, Account(one.next_id("account"), name, "1234"))


def names(books: Books) -> list[str]:
    with books.reading() as connection:
        return [each.name for each in accounts.all_accounts(connection, 1)]


def test_an_edit_is_undone_and_done_again_exactly(path: Path) -> None:
    with opened(path) as books:
        add(books, "x")
        add(books, "y")
        for expected in (["x"], []):
            with books.reading() as connection:
                event = events.next_undo(connection, 1)
            assert event is not None
            with books.writing(1, at=NOW, kind="undo", title=Text("undo")) as change:
                events.revert(change, event)
            assert names(books) == expected
        with books.reading() as connection:
            event = events.next_redo(connection, 1)
        assert event is not None
        with books.writing(1, at=NOW, kind="redo", title=Text("redo")) as change:
            events.reapply(change, event)
        assert names(books) == ["x"]
        with books.reading() as connection:
            assert events.verify_chain(connection, 1).ok


def test_an_exception_leaves_nothing_behind(path: Path) -> None:
    with opened(path) as books:
        with (
            pytest.raises(KeyboardInterrupt),
            books.writing(1, at=NOW, kind="account", title=Text("t")) as change,
        ):
            accounts.add_account(change, Account(1, "x", "1234"))
            raise KeyboardInterrupt
        assert names(books) == []
        with books.reading() as connection:
            assert len(events.history(connection, 1)) == 1


def test_a_row_changed_since_stands_in_the_way_of_an_undo(path: Path) -> None:
    with opened(path) as books:
        add(books, "x")
        with books.reading() as connection:
            event = events.next_undo(connection, 1)
        assert event is not None
        with books.writing(1, at=NOW, kind="account", title=Text("t")) as change:
            change.update(tables.account, {"id": 1}, bank="B")
        with (
            pytest.raises(BooksError, match="stands in the way"),
            books.writing(1, at=NOW, kind="undo", title=Text("undo")) as change,
        ):
            events.revert(change, event)


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_the_log_cannot_be_changed(path: Path, statement: str) -> None:
    with opened(path):
        pass
    with (
        sqlite3.connect(path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)
    connection.close()


def test_a_log_tampered_with_names_the_first_bad_event(path: Path) -> None:
    with opened(path) as books:
        add(books, "x")
        add(books, "y")
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER event_no_update")
    connection.execute("UPDATE event SET title = replace(title, 'x', 'z') WHERE seq = 2")
    connection.commit()
    connection.close()
    with Books.open(path) as books, books.reading() as reading:
        verdict = events.verify_chain(reading, 1)
        assert (verdict.ok, verdict.first_bad) == (False, 2)


def test_only_the_owner_can_read_the_books(path: Path) -> None:
    if os.name != "posix":
        pytest.skip("Windows has no permission bits")
    with opened(path) as books:
        add(books, "x")
        for each in path.parent.iterdir():
            assert each.stat().st_mode & 0o777 == 0o600


def test_the_tables_are_what_the_migrations_make(path: Path) -> None:
    with opened(path) as books, books.reading() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, tables.shop.metadata) == []
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_books_of_a_newer_program_and_other_files_are_refused(path: Path) -> None:
    with opened(path):
        pass
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(BooksNewer):
        Books.open(path)
    path.write_bytes(b"this is no book file" * 100)
    with pytest.raises(BooksDamaged):
        Books.open(path)


def test_a_second_writer_waits_and_is_then_told(path: Path) -> None:
    with opened(path):
        pass
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    with Books.open(path, wait_seconds=0.1) as books, pytest.raises(BooksLocked):
        add(books, "x")
    other.rollback()
    other.close()


CHILD = """
import datetime as dt, sys
from pathlib import Path
from posassist.base.i18n import Text
from posassist.domain.party import Account
from posassist.store import accounts
from posassist.store.books import Books
with Books.open(Path(sys.argv[1])) as books:
    for number in range(1, 100000):
        with books.writing(1, at=dt.datetime.now(dt.UTC), kind="account", title=Text("t")) as one:
            accounts.add_account(one, Account(one.next_id("account"), f"n{number}a", "1234"))
            accounts.add_account(one, Account(one.next_id("account"), f"n{number}b", "1234"))
        print(number, flush=True)
"""


def test_killed_at_any_moment_the_books_hold_whole_transactions(path: Path) -> None:
    with opened(path):
        pass
    for wait in (0.01, 0.05, 0.1):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, path], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        said = child.stdout.readline()
        time.sleep(wait)
        child.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        rest = child.communicate()[0].split()
        acknowledged = int((said.split() + rest)[-1])
        with Books.open(path) as books, books.reading() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            found = connection.scalars(select(tables.account.c.name)).all()
            assert len(found) % 2 == 0
            assert len(found) // 2 >= acknowledged
            assert events.verify_chain(connection, 1).ok
        with Books.open(path) as books:
            for _ in range(1):
                connection_ = sqlite3.connect(path)
                connection_.execute("DELETE FROM account")
                connection_.commit()
                connection_.close()


def test_the_vault_keeps_bytes_once_and_notices_a_change(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    sha = vault.keep(b"original")
    assert vault.keep(b"original") == sha
    assert vault.read(sha) == b"original"
    assert list(vault.known()) == [sha]
    vault.path(sha).chmod(0o600)
    vault.path(sha).write_bytes(b"altered!")
    with pytest.raises(BooksDamaged, match="altered"):
        vault.read(sha)
    vault.path(sha).unlink()
    with pytest.raises(BooksDamaged, match="gone"):
        vault.read(sha)
