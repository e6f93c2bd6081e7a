"""The same books on a PostgreSQL server: same rows, same findings, several bookkeepers at once."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from posassist.base.errors import BooksLocked
from posassist.base.i18n import Text
from posassist.domain.party import Account, ShopDetails
from posassist.store import accounts, shops, tables
from posassist.store.books import Books, Change
from posassist.store.schema import metadata
from tests import postgresql
from tests.e2e.conftest import Posassist
from tests.e2e.test_fleet import chain, without_seconds

pytestmark = pytest.mark.skipif(
    not postgresql.is_there(),
    reason="left out: this machine has no PostgreSQL server",
)


@dataclass(frozen=True, slots=True)
class AtOffice(Posassist):
    """The command over books on the server."""

    url: str = ""

    def within(self, *arguments: object, code: int = 0, language: str = "en") -> Any:
        return Posassist.within(self, "--books", self.url, *arguments, code=code, language=language)

    def run(self, *arguments: object, stdin: bytes | None = None, **environment: str | None) -> Any:
        return Posassist.run(self, "--books", self.url, *arguments, stdin=stdin, **environment)


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """The folder of the socket of a real server of its own."""
    with postgresql.server() as home:
        yield home


@pytest.fixture
def address(server: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty database."""
    return postgresql.database(server, f"books_{abs(hash(request.node.name))}")


@pytest.fixture
def office(address: str, tmp_path: Path) -> AtOffice:
    """A bookkeeper of the office."""
    return AtOffice(tmp_path / "office", address)


def job(command: Posassist, files: dict[str, Path]) -> list[Any]:
    """Do the main job, with what can go wrong and back, and return what was said."""
    said = [
        command.within("shop", "set", "--name", "晨光", "--timezone", "Asia/Shanghai"),
        command.within("account", "add", "ICBC", "--number-last4", "8801"),
        command.within(
            "agreement", "set", "--acquirer", "Acquirer", "--cycle", "T+1", "--cut-off", "22:00",
            "--calendar", "CN", "--account", "ICBC", "--fee", "credit:0.60%",
        ),
        *(command.within("import", each) for each in files.values()),
        command.within("reconcile", "--as-of", "2026-09-30", code=3),
        command.within("undo"),
        command.within("redo"),
        command.within("import", files["bank"]),
        _opened(command),
        command.within("cases", "log", "1", "--text", "called\tthem \\ twice", "--ticket", "W-1"),
        command.within("discrepancies"),
        command.within("journal", "list"),
        command.within("matches"),
        command.within("deposits"),
        command.within("cases", "show", "1"),
    ]  # fmt: skip
    assert command.within("audit", "verify")["ok"]
    return [_timeless(each) for each in said]


def _opened(command: Posassist) -> Any:
    found = command.within("discrepancies")["discrepancies"]
    return command.within("cases", "open", *(each["id"] for each in found))


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _timeless(part) for name, part in value.items()
            if name not in {"seconds", "match_seconds", "imported_at", "undone_at"}
        }  # fmt: skip
    return [_timeless(each) for each in value] if isinstance(value, list) else value


def rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the books but the log and the time of an import."""
    return {
        table.name: [
            tuple(row)
            for row in connection.execute(
                select(*(each for each in table.c if each.name != "imported_at"))
                .order_by(*table.primary_key.columns)
            )
        ]
        for table in metadata.sorted_tables
        if table is not tables.event
    }  # fmt: skip


def test_the_main_job_leaves_the_same_rows_and_says_the_same(
    posassist: Posassist, office: AtOffice, files: dict[str, Path], address: str, tmp_path: Path
) -> None:
    assert job(office, files) == job(posassist, files)
    with (
        Books.open(posassist.profile / "books.sqlite") as alone,
        Books.open(address) as shared,
        alone.reading() as one,
        shared.reading() as other,
    ):
        assert rows(one) == rows(other)
        assert compare_metadata(MigrationContext.configure(other), metadata) == []
    pack = office("evidence", "1", "--out", tmp_path / "out")["packs"][0]
    assert office("verify", pack["zip"])["ok"]


def test_bookkeepers_write_to_their_shops_at_once(
    office: AtOffice, files: dict[str, Path], tmp_path: Path
) -> None:
    office.within("shop", "set", "--name", "one")
    names = [f"shop {each}" for each in range(4)]

    def keep(name: str) -> int:
        mine = AtOffice(tmp_path / name, office.url)
        mine("shop", "add", name)
        return int(mine("--shop", name, "import", *files.values())["files"][0]["new"])

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(keep, names)) == [3] * 4
    for name in names:
        found = office.within("--shop", name, "reconcile", "--as-of", "2026-09-30", code=3)
        assert found["journal"]["rows"] == 3


def test_who_writes_to_the_same_shop_waits_and_is_told_in_the_end(office: AtOffice) -> None:
    office.within("account", "add", "ICBC", "--number-last4", "8801")
    with Books.open(office.url, wait_seconds=0.2) as one, Books.open(office.url) as other:
        with one.reading() as steady, writing(other, 1) as change:
            assert len(accounts.all_accounts(steady, 1)) == 1
            accounts.add_account(change, Account(2, "BOC", "8802"))
            with pytest.raises(BooksLocked), writing(one, 1):
                pytest.fail("two wrote at once")
            with writing(one, 2) as free:
                shops.add_shop(free, ShopDetails(2, "another shop"))
        with one.reading() as later:
            assert len(accounts.all_accounts(later, 1)) == 2


def writing(books: Books, shop_id: int) -> AbstractContextManager[Change]:
    return books.writing(
        shop_id, at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC), kind="test", title=Text("test")
    )


def test_the_log_on_the_server_cannot_be_altered(office: AtOffice) -> None:
    office.within("account", "add", "ICBC", "--number-last4", "8801")
    engine = create_engine(office.url)
    for statement in ("UPDATE event SET kind = 'x'", "DELETE FROM event", "TRUNCATE event"):
        with engine.begin() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))
    engine.dispose()


def test_what_cannot_be_used_is_said(office: AtOffice, address: str) -> None:
    def said(url: str) -> str:
        answer = AtOffice(office.profile, url).within("account", "list", code=6)["error"]
        assert "secret" not in str(answer)
        assert answer["next_step"]
        return str(answer["name"])

    assert said(address.replace("office@/books", "office:secret@/nothing")) == "BooksError"
    assert said(address.replace("host=/", "host=/nowhere/")) == "BooksError"
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE other (id int)"))
    assert said(address) == "BooksDamaged"
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE other"))
    office.within("account", "list")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert said(address) == "BooksNewer"
    engine.dispose()


def test_text_no_server_can_hold_is_refused_as_a_file_is(
    office: AtOffice, posassist: Posassist, tmp_path: Path, files: dict[str, Path]
) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes(files["bank"].read_bytes().replace(b"payout", b"pay\0out"))
    assert [each.run("--profile", each.profile, "import", path).code
            for each in (office, posassist)] == [4, 4]  # fmt: skip


def test_a_chain_on_the_server_gives_what_files_give(
    office: AtOffice, posassist: Posassist, files: dict[str, Path]
) -> None:
    for command in (office, posassist):
        chain(command, files)
    asked = ("fleet", "reconcile", "--as-of", "2026-09-30", "--workers", "2")
    assert without_seconds(office.within(*asked)) == without_seconds(posassist.within(*asked))
