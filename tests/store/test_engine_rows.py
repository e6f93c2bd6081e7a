"""Packed rows are the rows: whatever is in blocks, the engine reads the same."""

import contextlib
import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, event

from posassist.base.paths import Profile
from posassist.reconcile.rows import JournalRows, LineRows
from posassist.reconcile.texts import Figures, Texts
from posassist.store import engine_rows, links
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.match_by_hand import all_matches
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop, open_shop
from posassist.usecases.undo import undo

NOW = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)
JOURNAL = "terminal_id,merchant_id,rrn,auth_code,type,amount,currency,occurred_at,channel"
LINES = (
    "merchant_id,terminal_id,occurred_on,occurred_time,settled_on,type,gross,fee,net,currency,rrn,"
    "order_id"
)


def reference(number: int) -> str:
    """Return a reference, every third of which is no number."""
    return f"{'' if number % 3 else 'X'}6260000{number:05}"


def journal(first: int, count: int) -> bytes:
    rows = [
        f"T{n % 2},M1,{reference(n)},{n:06},sale,{n}.00,CNY,2026-09-14T10:{n:02}:00,credit"
        for n in range(first, first + count)
    ]
    return "\n".join((JOURNAL, *rows)).encode()


def settlement(first: int, count: int) -> bytes:
    rows = [
        f"M1,T{n % 2},{'2026-09-14' if n % 2 else ''},{f'10:{n:02}:00' if n % 4 == 1 else ''},"
        f"2026-09-15,sale,{n}.00,0.00,{n}.00,CNY,{reference(n)},O{n}"
        for n in range(first, first + count)
    ]
    return "\n".join((LINES, *rows)).encode()


def told(rows: JournalRows | LineRows) -> dict[str, list[object]]:
    """Return the columns as lists."""
    found: dict[str, list[object]] = {}
    for each in dataclasses.fields(rows):
        column = getattr(rows, each.name)
        if isinstance(column, np.ndarray):
            found[each.name] = column.tolist()
        elif isinstance(column, Texts | Figures):
            found[each.name] = [column[row] for row in range(len(column))]
        else:
            found[each.name] = [column]
    return found


def read(shop: Shop) -> list[dict[str, list[object]]]:
    with shop.books.reading() as connection:
        return [
            told(engine_rows.journal_rows(connection, shop.id)),
            told(engine_rows.line_rows(connection, shop.id)),
        ]


def blocks(shop: Shop) -> list[tuple[str, int]]:
    with contextlib.closing(sqlite3.connect(shop.profile.books)) as books:
        query = "SELECT kind, last FROM engine_block WHERE kind NOT LIKE 'links/%' ORDER BY 1, 2"
        return [(kind, last) for kind, last in books.execute(query)]


def unpacked(shop: Shop) -> list[dict[str, list[object]]]:
    """Read the same without blocks, which are put back."""
    with contextlib.closing(sqlite3.connect(shop.profile.books)) as books:
        kept = books.execute("SELECT * FROM engine_block").fetchall()
        books.execute("DELETE FROM engine_block")
        books.commit()
        found = read(shop)
        books.executemany("INSERT INTO engine_block VALUES (?, ?, ?, ?, ?)", kept)
        books.commit()
    return found


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setattr(engine_rows, "MANY", 10)
    with open_shop(Profile(tmp_path / "profile"), clock=lambda: NOW) as shop:
        yield shop


def test_many_new_rows_make_a_block_and_few_are_read_beside_it(shop: Shop) -> None:
    import_bytes(shop, "journal-a.csv", journal(1, 12))
    import_bytes(shop, "settlement-b.csv", settlement(1, 14))
    assert blocks(shop) == [("journal_entry", 12), ("settlement_line", 14)]
    import_bytes(shop, "journal-c.csv", journal(13, 4))
    assert blocks(shop) == [("journal_entry", 12), ("settlement_line", 14)]
    assert read(shop) == unpacked(shop)
    assert len(read(shop)[0]["ids"]) == 16
    import_bytes(shop, "journal-d.csv", journal(17, 6))
    assert blocks(shop)[:2] == [("journal_entry", 12), ("journal_entry", 22)]
    assert read(shop) == unpacked(shop)


def test_what_is_taken_out_is_in_no_block(shop: Shop) -> None:
    import_bytes(shop, "journal-a.csv", journal(1, 12))
    before = read(shop)
    import_bytes(shop, "journal-b.csv", journal(13, 12))
    undo(shop)
    assert read(shop) == before == unpacked(shop)
    import_bytes(shop, "journal-c.csv", journal(30, 12))  # under the ids of those taken out
    assert read(shop) == unpacked(shop)
    assert reference(41) in read(shop)[0]["rrn"]


def test_links_are_written_where_they_change_and_are_not_read_elsewhere(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(links, "AT_ONCE", 5)
    import_bytes(shop, "journal-a.csv", journal(1, 12))
    import_bytes(shop, "settlement-b.csv", settlement(1, 12))
    pairs = all_matches(shop).pairs
    assert len(pairs) == 12
    seen: list[object] = []

    def watch(_connection: object, _cursor: object, said: str, values: object, *_: object) -> None:
        if said.startswith("SELECT settlement_line.id, settlement_line.journal_id"):
            seen.append(values)

    event.listen(Engine, "before_cursor_execute", watch)
    request.addfinalizer(lambda: event.remove(Engine, "before_cursor_execute", watch))
    reconcile_period(shop, full=True)
    assert [each for each in seen if each != (shop.id,)] == []  # but to look at them
    seen.clear()
    import_bytes(shop, "settlement-c.csv", settlement(13, 3))
    assert seen == [(shop.id, 15, 20)]  # the new lines are 13 to 15; none of them is linked yet
    undo(shop)
    assert all_matches(shop).pairs == pairs
