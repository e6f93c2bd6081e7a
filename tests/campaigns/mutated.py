"""Sheets of a bank or an app as nobody described them, each with the rows it means.

Every sheet is one of the ways such files are written, drawn by a seed: names of columns, their
order, what stands above and below, how days, amounts and signs are written, encoding, delimiter.
"""

import csv
import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Draw = random.Random
Row = tuple[dt.date, Decimal, str]
NAMES = {
    "on": ("发生", "Value", "哪天", "记账日", "Wann", "时间"),
    "amount": ("多少", "Sum", "变动", "金额", "Betrag", "数额"),
    "credit": ("进账", "In", "存入", "Gut", "收入金额", "来款"),
    "debit": ("出账", "Out", "支取", "Last", "支出金额", "付款"),
    "way": ("进出", "C/D", "借贷", "Art", "方向", "收付"),
    "balance": ("结余", "Left", "余额", "Stand", "账面", "剩余"),
    "currency": ("币别", "Cur", "币种", "Währung", "货币", "钱币"),
    "party": ("对方", "Who", "户名", "Name", "往来方", "何人"),
    "memo": ("说明", "Text", "附言", "Zweck", "备注", "用途"),
    "order": ("流水编号", "Ref.", "凭证", "Beleg", "单据", "业务号"),
    "serial": ("序", "No.", "行号", "Nr", "#", "第"),
    "branch": ("网点", "Branch", "机构", "Filiale", "柜台", "渠道"),
}
DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%Y年%m月%d日", "%d/%m/%Y", "%m/%d/%Y",
    "%Y-%m-%d %H:%M:%S", "%Y.%m.%d", "%d-%m-%Y", "%d/%m/%y", "%m月%d日",
)  # fmt: skip
WAYS = (("收", "支"), ("贷", "借"), ("CR", "DR"), ("进", "出"), ("+", "-"), ("C", "D"))
PARTIES = ("样例公司", "王小样", "Sample Ltd", "甲收单机构", "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file, and what it says: day and signed amount of each row, in the file's order."""

    data: bytes
    rows: tuple[Row, ...]
    form: str
    heads: dict[str, str]
    encoding: str
    came_in: str
    drawn: tuple[str, ...] = ()


@dataclass(slots=True)
class _Shape:
    figure: Callable[[Decimal], str]
    delimiter: str
    signs: str
    drawn: list[str] = field(default_factory=list)


def sheet(draw: Draw) -> Sheet:
    """Return a sheet nobody described."""
    count = draw.randrange(6, 40)
    day, balance, rows, lefts = dt.date(2026, draw.randrange(1, 9), draw.randrange(1, 20)), (
        Decimal(draw.randrange(0, 900000)) / 100), [], []  # fmt: skip
    for _ in range(count):
        day += dt.timedelta(draw.choice((0, 1, 1, 2)))
        amount = Decimal(draw.randrange(1, 300000)) / 100 * draw.choice((1, 1, -1))
        balance += amount
        rows.append((day, amount, "CNY"))
        lefts.append(balance)
    shape = _shape(draw)
    if draw.random() < 0.4:
        rows, lefts = rows[::-1], lefts[::-1]
        shape.drawn.append("newest first")
    money = draw.choice((("amount",), ("credit", "debit"), ("amount", "way")))
    columns = ["on", *money]
    chained = draw.random() < 0.7
    columns += ["balance"] if chained else []
    for each, share in (("party", 0.7), ("memo", 0.6), ("order", 0.4), ("serial", 0.3),
                        ("branch", 0.2)):  # fmt: skip
        columns += [each] if draw.random() < share else []
    foreign = not chained and draw.random() < 0.2
    if foreign or draw.random() < 0.2:
        columns.append("currency")
    if foreign:
        rows = [(on, amount, draw.choice(("CNY", "USD"))) for on, amount, _ in rows]
    draw.shuffle(columns)
    form, language = draw.choice(DAYS), draw.randrange(6)
    heads = {each: NAMES[each][language] for each in columns}
    ways = draw.choice(WAYS)
    inverted = money == ("amount",) and chained and draw.random() < 0.2
    shape.drawn += [form, "+".join(money), "inverted" if inverted else "", f"chained {chained}"]
    body = [
        _cells(draw, columns, row, left, number, form=form, shape=shape, ways=ways,
               way_signed=money == ("amount",), inverted=inverted)
        for number, (row, left) in enumerate(zip(rows, lefts, strict=True), start=1)
    ]  # fmt: skip
    text = _written(draw, [heads[each] for each in columns], body, shape)
    encoding = draw.choice(("utf-8", "gb18030", "utf-8-sig", "utf-16"))
    shape.drawn.append(encoding)
    return Sheet(
        text.encode(encoding),
        tuple(rows),
        form,
        heads,
        encoding,
        ways[0],
        tuple(filter(None, shape.drawn)),
    )


def _shape(draw: Draw) -> _Shape:
    thousands, decimal = draw.choice((("", "."), ("", "."), (",", "."), (".", ","), ("", ",")))
    signs = draw.choice(("plain", "plain", "plain", "wide", "plus", "brackets", "behind"))
    dress = draw.choice(("{}", "{}", "{}", "¥{}", "{}元", "\t{}", "`{}", "CNY {}"))

    def figure(value: Decimal) -> str:
        whole = f"{abs(value):,.2f}".replace(",", "\0").replace(".", decimal)
        whole = whole.replace("\0", thousands)
        if signs == "wide":
            whole = ("-" if value < 0 else "") + whole
            return whole.translate(str.maketrans("0123456789-.", "０１２３４５６７８９－．"))
        written = dress.format(whole)
        if value >= 0:
            return f"+{written}" if signs == "plus" and dress == "{}" else written
        if signs == "brackets":
            return f"({written})"
        return f"{written}-" if signs == "behind" else dress.format("-" + whole)

    delimiter = draw.choice((",", ";", "\t", "|")) if decimal == "." else draw.choice((";", "\t"))
    return _Shape(figure, delimiter, signs, [f"{thousands}0{decimal}00", signs, dress])


def _cells(
    draw: Draw, columns: Sequence[str], row: Row, left: Decimal,
    number: int, *, form: str, shape: _Shape, ways: tuple[str, str], way_signed: bool,
    inverted: bool,
) -> list[str]:  # fmt: skip
    on, amount, currency = row
    signed = -amount if inverted else amount
    said = {
        "on": on.strftime(form),
        "amount": shape.figure(signed if way_signed else abs(amount)),
        "credit": shape.figure(amount) if amount > 0 else draw.choice(("", "")),
        "debit": shape.figure(-amount) if amount < 0 else "",
        "way": ways[amount < 0],
        "balance": shape.figure(left),
        "currency": currency,
        "party": draw.choice(PARTIES),
        "memo": draw.choice(("转账", "", "结算款", "12月货款", "thanks")),
        "order": f"2026{draw.randrange(10**14):014d}",
        "serial": str(number),
        "branch": draw.choice(("0201", "0202", "网银")),
    }
    return [said[each] for each in columns]


def _written(draw: Draw, heads: Sequence[str], body: Sequence[Sequence[str]], shape: _Shape) -> str:
    out = io.StringIO()
    end = draw.choice(("\n", "\r\n"))
    writer = csv.writer(out, delimiter=shape.delimiter, lineterminator=end)
    for number in range(draw.choice((0, 0, 1, 3, 12, 30))):
        writer.writerow(draw.choice((
            ["账户明细"], ["账号", "6222****1234"], [], [f"note {number}"],
            ["起始日期", "2026-01-01", "终止日期", "2026-12-31"],
        )))  # fmt: skip
    writer.writerow(heads)
    gap = draw.random() < 0.1
    for each in body:
        writer.writerow(each)
        if gap:
            writer.writerow([""] * len(heads))
    for foot in draw.sample((["合计", *[""] * (len(heads) - 1)], ["本页结束"], [], ["共", "笔"]),
                            draw.randrange(3)):  # fmt: skip
        writer.writerow(foot)
    return out.getvalue()


def hopeless(draw: Draw) -> tuple[bytes, frozenset[Row]]:
    """Return a table that is cut off or cannot be told, and the rows that may be read of it."""
    made = sheet(draw)
    rows = made.data.decode(made.encoding).splitlines()
    if draw.random() < 0.5:
        cut = "\n".join(rows)
        return cut[: len(cut) // draw.randrange(2, 9)].encode(), frozenset(made.rows)
    data = draw.choice((
        "\n".join(each for each in rows if made.heads["on"] not in each).encode(),
        "只有文字\n没有表格\n".encode(),
        b"a;b;c\n1;2;3\n4;5;6\n",
        bytes(draw.randrange(256) for _ in range(4000)),
    ))  # fmt: skip
    return data, frozenset()
