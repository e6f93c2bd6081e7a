"""Settlement lines come back from the books as they went in, to the last digit."""

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from posassist.base.i18n import Text
from posassist.domain.money import Money
from posassist.domain.party import ShopDetails
from posassist.domain.settlement import LineStatus, LineType, SettlementLine, StatementKind
from posassist.store import engine_rows, imports, settlement, shops
from posassist.store.books import Books

NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
DAY = dt.date(2026, 9, 14)


def line(row: int, gross: Money, fee: Money, net: Money) -> SettlementLine:
    return SettlementLine(
        row, LineType.SALE, LineStatus.SETTLED, gross, fee, net, DAY, rrn=f"{row}"
    )


LINES = (
    line(1, Money.of(1, "CNY"), Money.parse_fine("0.00020", "CNY"),
         Money.parse_fine("0.00980", "CNY")),
    line(2, Money.of(10_000, "CNY"), Money.of(60, "CNY"), Money.of(9_940, "CNY")),
    line(3, Money.of(10_000, "USD"), Money.of(100, "EUR"), Money.of(9_000, "EUR")),
    line(4, Money.of(500, "JPY"), Money.parse_fine("1.5", "JPY"), Money.parse_fine("498.5", "JPY")),
)  # fmt: skip


@pytest.fixture
def books(tmp_path: Path, record: imports.ImportRecord) -> Path:
    path = tmp_path / "books.sqlite"
    with Books.open(path) as books:
        with books.writing(1, at=NOW, kind="shop", title=Text("s"), undoable=False) as change:
            shops.add_shop(change, ShopDetails(1, "A"))
        with books.writing(1, at=NOW, kind="import", title=Text("i")) as change:
            imports.add(change, record)
            settlement.add_lines(change, record.id, LINES, kind=StatementKind.SETTLEMENT)
    return path


@pytest.fixture
def record() -> imports.ImportRecord:
    return imports.ImportRecord(
        id="i", source="file", kind=StatementKind.SETTLEMENT, format="f", format_version="1",
        file_name="a.csv", sha256="0", sha256_given="0", encoding="utf-8", account="", options={},
        period_from=DAY, period_to=DAY, checks=[], warnings=[], bad_rows=[], lines=4, new=4,
        complete=True, imported_at=NOW, plan_sha256="0", size=1, struck=[],
    )  # fmt: skip


def test_a_net_keeps_its_digits_and_its_currency(books: Path) -> None:
    with Books.open(books) as opened, opened.reading() as connection:
        assert [each.record for each in settlement.lines(connection, 1)] == list(LINES)
        rows = engine_rows.line_rows(connection, 1)
    nets = dict(zip(rows.ids.tolist(), rows.net.tolist(), strict=True))
    assert (rows.exponent, nets) == (5, {1: 980, 2: 9_940_000, 3: 9_000_000, 4: 49_850_000})


def test_nets_written_by_an_earlier_version_are_mended(books: Path) -> None:
    with contextlib.closing(sqlite3.connect(books)) as connection:
        for column in ("net_exponent", "net_currency"):
            connection.execute(f"ALTER TABLE settlement_line DROP COLUMN {column}")
        for column in ("operation_codes", "suspended_until", "merchant_name"):
            connection.execute(f"ALTER TABLE terminal DROP COLUMN {column}")
        for column in ("filled", "failed", "case_id", "remind_on", "settled_on"):
            connection.execute(f"ALTER TABLE checklist_record DROP COLUMN {column}")
        connection.execute("ALTER TABLE shop DROP COLUMN mcc")
        connection.execute('ALTER TABLE "case" DROP COLUMN deposit_id')
        for table in ("payer_rule", "engine_block", "arrears_answer", "arrears", "account_check"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        connection.commit()
    with Books.open(books) as opened, opened.reading() as connection:
        found = [each.record.net for each in settlement.lines(connection, 1)]
    assert found == [each.net if n != 2 else Money.of(9_000, "USD") for n, each in enumerate(LINES)]
