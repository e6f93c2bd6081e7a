"""How the demo's journals, settlement, notices and bank statement look on disk."""

import csv
import datetime as dt
import io
from dataclasses import dataclass

from demo_plants import BANK_UNTIL, NOT_ARRIVED_ON, Books, Line, money
from demo_sheet import Cell, workbook
from demo_shop import MERCHANT, SHOP, Entry

JOURNAL = (
    "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "type", "amount",
    "currency", "occurred_at", "card_masked", "channel", "response_code", "status", "original_rrn",
)  # fmt: skip
SETTLEMENT = (
    "merchant_id", "terminal_id", "occurred_on", "occurred_time", "settled_on", "type", "gross",
    "fee", "net", "currency", "rrn", "trace_no", "auth_code", "batch_no", "card_masked", "channel",
    "status", "payout_ref",
)  # fmt: skip
_MX = (
    "清算时间", "交易时间", "终端号", "交易类型", "卡号", "交易金额", "清算金额",
    "手续费", "T0手续费", "D1手续费", "流水号", "检索号", "卡类型", "发卡行", "商户号",
    "商户名称", "分店简称", "商户订单号", "银商订单号", "交易方式", "分店", "优惠金额",
    "分期手续费", "付款附言", "备注", "买家ID",
)  # fmt: skip
_MX_NOTICE = "请注意：D1手续费字段为预估数据仅供参考，实际以17：40分之后的D1划付数据为准。"
_MX_TYPES = {"sale": "消费", "void": "消费撤销", "refund": "联机退货"}
_MX_CARDS = {"debit": "借记卡", "credit": "贷记卡", "qr": ""}
_BANK = (
    "交易日期,摘要,交易场所,交易国家或地区简称,钞/汇,交易金额(收入),交易金额(支出),交易币种,"
    "记账金额(收入),记账金额(支出),记账币种,余额,对方户名"
)
_OPENING_BALANCE = 1865027
_PAYER = "示例收单有限公司备付金"
# What else moves on the account: day, kind, fen (from others positive), other party.
_OTHERS = (
    (11, "网转", -860000, "虚构物业管理有限公司"),
    (12, "消费", -21450, "样例加油站"),
    (13, "他行汇入", 30000, "王小样"),
    (14, "跨行汇款", -412680, "虚构食品批发部"),
    (15, "他行汇入", 128600, "样例团购服务有限公司"),
    (16, "消费", -5990, "样例五金店"),
    (16, "跨行汇款", -265000, "虚构饮料经销部"),
    (18, "网转", -150000, "李四样"),
    (19, "他行汇入", 6660, "李四样"),
    (20, "跨行汇款", -388220, "虚构食品批发部"),
    (21, "他行汇入", 10000, "王小样"),
    (22, "他行汇入", 131250, "样例团购服务有限公司"),
    (24, "水电费", -74316, "虚构供电公司"),
    (25, "他行汇入", 26800, "赵六样"),
    (26, "消费", -18800, "样例打印店"),
    (27, "跨行汇款", -305560, "虚构饮料经销部"),
    (28, "跨行汇款", -456790, "虚构食品批发部"),
    (29, "他行汇入", 127980, "样例团购服务有限公司"),
    (30, "工资", -520000, "店员甲样"),
    (30, "工资", -480000, "店员乙样"),
    (32, "他行汇入", 50000, "王小样"),
    (34, "消费", -9900, "样例文具店"),
    (35, "跨行汇款", -610300, "虚构食品批发部"),
    (37, "他行汇入", 38800, "赵六样"),
    (38, "跨行汇款", -298000, "虚构饮料经销部"),
)


@dataclass(frozen=True, slots=True)
class Booking:
    """One line of the bank account, with the balance after it."""

    on: dt.date
    memo: str
    place: str
    amount: int
    party: str
    balance: int = 0


def journal(entries: list[Entry]) -> str:
    """Return a terminal's journal as `posassist.journal`."""
    return _table(
        JOURNAL,
        [
            (
                each.terminal, MERCHANT, each.batch, each.trace, each.rrn, each.auth, each.type,
                money(each.amount), "CNY", each.at.isoformat(),
                each.card.masked if each.card else "", each.channel, each.response, each.status,
                each.original.rrn if each.original else "",
            )
            for each in entries
        ],
    )  # fmt: skip


def notices(lines: list[Line]) -> str:
    """Return what the provider wrote beside its export, as `posassist.settlement`."""
    return _table(
        SETTLEMENT,
        [
            (
                MERCHANT, line.entry.terminal, f"{line.entry.at:%Y-%m-%d}",
                f"{line.entry.at:%H:%M:%S}", line.settled_on.isoformat(), line.type,
                money(line.gross), money(line.fee), money(line.net), "CNY", line.entry.rrn,
                line.entry.trace, line.entry.auth, line.entry.batch,
                line.entry.card.masked if line.entry.card else "", line.entry.channel, line.status,
                "",
            )
            for line in lines
        ],
    )  # fmt: skip


def settlement(lines: list[Line]) -> bytes:
    """Return the provider's export in the layout of 银联商务 MX: amounts bare, the type signs."""
    gross, fees, net = (
        money(sum(getattr(line, column) for line in lines)) for column in ("gross", "fee", "net")
    )
    summary = f"汇总：{len(lines)} 笔，交易金额 {gross}，手续费 {fees}，清算金额 {net}"
    rows: list[list[Cell]] = [[summary], list(_MX)]
    rows += [_mx_row(number, line) for number, line in enumerate(lines, start=1)]
    rows.append([_MX_NOTICE])
    return workbook("对账数据", rows)


def _mx_row(number: int, line: Line) -> list[Cell]:
    entry = line.entry
    # The provider's files name a void by its sale's numbers; two rows then share them.
    first = entry.original if entry.type == "void" and entry.original else entry
    card = entry.card
    shown = card and not line.bare
    qr = "支付宝" if int(entry.trace) % 3 == 0 else "微信支付"
    return [
        f"{line.settled_on:%Y%m%d}",
        f"{entry.at:%Y%m%d}" if line.bare else f"{entry.at:%Y-%m-%d %H:%M:%S}",
        entry.terminal,
        _MX_TYPES[line.type],
        f"{card.bin[:3]}***{card.last4}" if card and shown else "",
        abs(line.gross),
        abs(line.net),
        line.fee,
        0,
        0,
        "" if line.bare else first.trace,
        "" if line.bare else entry.rrn,
        _MX_CARDS[entry.channel],
        card.issuer if card and shown else "",
        MERCHANT,
        SHOP,
        SHOP,
        f"CG{entry.at:%m%d}N{number:06d}",
        f"YS{line.settled_on:%m%d}N{number:06d}",
        "银行卡" if card else qr,
        "",
        0,
        0,
        "",
        "人工补录" if line.bare else "",
        "",
    ]


def bookings(books: Books) -> list[Booking]:
    """Return what moved on the account, oldest first, each with the balance after it."""
    found = [
        Booking(day, "他行汇入", f"商户结算款{day:%m%d}", net, _PAYER)
        for day, net in books.bank_credits().items()
    ]
    found += [
        Booking(dt.date(2026, 9, 1) + dt.timedelta(day - 1), memo, "", amount, party)
        for day, memo, amount, party in _OTHERS
    ]
    # Someone else pays nearly what should have come from the provider that very day.
    near = sum(each.net for each in books.payouts()[NOT_ARRIVED_ON]) + 3520
    found.append(Booking(NOT_ARRIVED_ON, "他行汇入", "", near, "样例外卖平台有限公司"))
    found.sort(key=lambda each: each.on)
    balance = _OPENING_BALANCE
    done = []
    for each in found:
        balance += each.amount
        done.append(Booking(each.on, each.memo, each.place, each.amount, each.party, balance))
    assert done[-1].on == BANK_UNTIL  # noqa: S101 - the generator checks itself
    return done


def bank(booked: list[Booking]) -> str:
    """Return the account's statement in the layout of 工商银行, newest first."""
    rows = [
        ",".join(
            (
                _pad(each.on.isoformat(), 15),
                _quoted(each.memo, 20),
                _quoted(each.place, 60),
                _quoted("CHN", 20),
                _pad("钞", 10),
                _quoted("-", 20),
                _quoted("-", 20),
                _pad("-", 15),
                _quoted(_thousands(each.amount) if each.amount > 0 else "", 20),
                _quoted(_thousands(-each.amount) if each.amount < 0 else "", 20),
                _pad("人民币", 15),
                _quoted(_thousands(each.balance), 20),
                _quoted(each.party, 120),
                "",
            )
        )
        for each in reversed(booked)
    ]
    income = sum(each.amount for each in booked if each.amount > 0)
    spent = -sum(each.amount for each in booked if each.amount < 0)
    sums = ",".join(_quoted(_thousands(cents), 20) for cents in (income, spent))
    return "\n".join(
        (
            "明细查询文件下载",
            "",
            '卡号: 0000****8801,"卡别名: "',
            "",
            '子账户序号: 00000,子账户类别: 活期,"子账户别名: "',
            "",
            _BANK,
            *rows,
            " ",
            f"人民币合计,,,,,,,,{sums},",
            "",
        )
    )


def _thousands(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"


def _pad(text: str, width: int) -> str:
    """Fill up to so many bytes of GBK, as the bank's own files are, and end with a tab."""
    return text + " " * (width - len(text.encode("gbk"))) + "\t"


def _quoted(text: str, width: int) -> str:
    return f'"{_pad(text, width)}"'


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
