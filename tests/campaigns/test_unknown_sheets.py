"""A campaign: an unknown table is told from its content, or refused; the next import knows it."""

import csv
import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from posassist.base.paths import Profile
from posassist.usecases.explain_format import explain
from posassist.usecases.import_statement import import_statement
from posassist.usecases.new_format import new_format
from posassist.usecases.shop import Shop, open_shop

Record = Callable[[str, int, int], None]
Row = tuple[str, Decimal] | tuple[str, Decimal, Decimal]
HEADERS = {
    "on": ("入账日期", "Booked date", "记账日期"),
    "credit": ("收入金额", "Money in credit", "贷方发生额"),
    "debit": ("支出金额", "Money out debit", "借方发生额"),
    "amount": ("发生金额", "Amount (CNY)", "金额（元）"),
    "balance": ("账户余额", "Running balance", "余额（元）"),
    "party": ("对方户名/名称", "Counterparty name", "对方户名"),
    "memo": ("摘要说明", "Memo text", "摘要"),
}
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%Y年%m月%d日")


def sheet(draw: random.Random) -> tuple[bytes, Sequence[Row]]:
    """Return a bank's table nobody described, and its rows."""
    form = draw.choice(DATES)
    two = draw.random() < 0.5
    way = draw.randrange(3)
    on, rows, balance = dt.date(2026, 9, draw.randrange(1, 9)), [], Decimal(5000)
    for _ in range(draw.randrange(8, 25)):
        on += dt.timedelta(draw.randrange(1, 3))
        amount = Decimal(draw.randrange(-90000, 90000) or 1) / 100
        balance += amount
        rows.append((on, amount, balance))
    decimal = draw.choice((".", ".", ","))
    delimiter = draw.choice((",", ";", "\t", "|")) if decimal == "." else ";"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=draw.choice(("\n", "\r\n")))
    for _ in range(draw.randrange(4)):
        writer.writerow(["账户明细 2026"])
    columns = ["on", *(("credit", "debit") if two else ("amount",)), "balance", "party", "memo"]
    draw.shuffle(columns)
    writer.writerow([HEADERS[each][way] for each in columns])

    def figure(value: Decimal) -> str:
        return f"{value:.2f}".replace(".", decimal)

    for day, amount, left in rows if draw.random() < 0.7 else rows[::-1]:
        cells = {
            "on": day.strftime(form),
            "credit": figure(amount) if amount > 0 else "",
            "debit": figure(-amount) if amount < 0 else "",
            "amount": figure(amount),
            "balance": figure(left),
            "party": draw.choice(("样例公司", "王小样", "Sample Ltd")),
            "memo": draw.choice(("转账", "", "结算款")),
        }
        writer.writerow([cells[each] for each in columns])
    if draw.random() < 0.5:
        writer.writerow(["合计", *[""] * (len(columns) - 1)])
    encoding = draw.choice(("utf-8", "gb18030", "utf-8-sig", "utf-16"))
    told = sorted((day.isoformat(), amount) for day, amount, _ in rows)
    return out.getvalue().encode(encoding), told


def settled(draw: random.Random) -> tuple[bytes, Sequence[Row]]:
    """Return a provider's table nobody described, and its rows: trade day, gross, fee."""
    form, way = draw.choice(DATES), draw.randrange(2)
    heads = (
        (
            "交易日期(本地)",
            "商户编号",
            "终端编号",
            "交易金额(元)",
            "手续费(元)",
            "清算金额(元)",
            "参考号",
        ),
        ("交易日期", "商户号", "终端号", "订单金额", "服务费", "商家实收", "检索号"),
    )[way]
    rows: list[Row] = []
    out = io.StringIO()
    order = list(range(len(heads)))
    draw.shuffle(order)
    writer = csv.writer(out, delimiter=draw.choice((",", ";", "\t", "|")))
    writer.writerow([heads[n] for n in order])
    refunds = draw.random() < 0.5
    for number in range(draw.randrange(14, 30)):
        day = dt.date(2026, 9, 1) + dt.timedelta(number)
        gross = Decimal(draw.randrange(100, 90000)) / 100
        gross = -gross if refunds and number % 5 == 4 else gross
        fee = (gross * Decimal("0.006")).quantize(Decimal("0.01"))
        rows.append((day.isoformat(), gross, fee))
        cells = (day.strftime(form), "M1", "T1", f"{gross:,.2f}", f"{fee:.2f}",
                 f"{gross - fee:,.2f}", f"6260000{number:05d}")  # fmt: skip
        writer.writerow([cells[n] for n in order])
    return out.getvalue().encode(draw.choice(("utf-8", "gb18030"))), rows


def read_by_a_new_format(shop: Shop, file: Path, *, bank: bool) -> Sequence[Row]:
    """Return the rows of an import that follows `formats new`, by the format it wrote."""
    made = new_format(shop, file)
    statement = import_statement(shop, file).statement
    assert (statement.format_id, len(made.proposal.sentences)) == (made.id, 5)
    assert statement.warnings == ()
    if bank:
        return sorted((str(each.booked_on), each.amount.decimal) for each in statement.bank)
    return [
        (str(each.occurred_on), each.gross.decimal, each.fee.decimal)
        for each in statement.settlement
    ]


@pytest.mark.timeout(3600)
def test_sheets_nobody_described_are_read_rightly(
    tmp_path: Path, seed: int, count: int, record: Record
) -> None:
    known, failures = 0, []
    for number in range(seed, seed + count):
        draw = random.Random(number)
        bank = number % 3 > 0
        data, rows = sheet(draw) if bank else settled(draw)
        file = tmp_path / f"unknown-{number}.csv"
        file.write_bytes(data)
        profile = Profile(tmp_path / f"profile-{number}")
        with open_shop(profile) as shop:
            if explain(profile, file):
                known += 1
            elif read_by_a_new_format(shop, file, bank=bank) != rows:
                failures.append(number)
    record("unknown sheets read by a format of their own", count - known, len(failures))
    assert failures == []
    assert known * 3 <= count  # most are like no format that is known
