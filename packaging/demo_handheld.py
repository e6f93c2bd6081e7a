"""The demo's second shop: a handheld without a cable, its app's export, the slips that were kept.

All invented, in whole fen; no code of posassist is used. `files` gives every file by name.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from demo_plants import AS_OF
from demo_shop import Card, Dice, fee, next_working_day

SHOP = "小巷米线馆"
ACQUIRER = "样例支付"
MERCHANT = "999290058120002"  # acquirer 999, area 2900, category 5812, shop 0002
TERMINAL = "99000201"
EXPORT = "app-export.csv"
SLIPS = "slips.txt"
BANK = "bank.csv"
FIRST = dt.date(2026, 9, 14)
DAYS = tuple(FIRST + dt.timedelta(n) for n in range(10))
NOT_ARRIVED = dt.date(2026, 9, 22)  # the day of the payout that never came
TOTALLED = dt.date(2026, 9, 21)  # the day whose every card slip was kept, and the batch's total
_PAYER = "样例支付有限公司备付金"
_QR_PRICES = (600, 800, 900, 1000, 1200, 1300, 1500, 1600, 1800, 2200, 2600, 3200)
_EXPORT = (
    "清算日期,交易日期,交易时间,终端号,交易类型,卡号,交易金额,手续费,清算金额,流水号,参考号,卡类型,发卡行,商户号,"
    "分店简称,支付产品,备注"
)
_BANK = "记账日,支出,收入,账户余额,币种,摘要,对方账号,对方户名,交易地点"
# Card sales whose slips were kept: moment, fen, kind, card, how the slip gets in, what was done.
_KEPT = (
    ("2026-09-14T12:08:31", 8600, "credit", ("622230", "4417", "工商银行"), "pasted", ""),
    ("2026-09-15T18:40:02", 13200, "debit", ("622848", "0953", "农业银行"), "twice", ""),
    ("2026-09-16T19:12:47", 32800, "credit", ("622575", "7702", "招商银行"), "pasted", "missing"),
    ("2026-09-17T12:31:20", 26000, "credit", ("625907", "3318", "中国银行"), "pasted", "dear"),
    ("2026-09-17T18:55:09", 9800, "debit", ("621700", "6640", "建设银行"), "reprint", ""),
    ("2026-09-18T18:22:15", 15600, "debit", ("622202", "5129", "工商银行"), "typed", "missing"),
    ("2026-09-19T12:47:58", 11800, "credit", ("622230", "8026", "工商银行"), "pasted", ""),
    ("2026-09-20T19:03:36", 20400, "debit", ("621660", "2294", "中国银行"), "typed", ""),
    ("2026-09-21T11:58:12", 7600, "debit", ("621700", "6640", "建设银行"), "typed", ""),
    ("2026-09-21T18:36:44", 21800, "credit", ("622575", "1180", "招商银行"), "pasted", "other"),
    ("2026-09-21T20:14:05", 9800, "debit", ("622848", "3571", "农业银行"), "typed", ""),
    ("2026-09-23T12:20:51", 14400, "credit", ("625907", "9035", "中国银行"), "pasted", ""),
)
_OTHER_AMOUNT = 12800  # what the provider settled of the sale of 218.00
_DEAR = 68  # basis points, where 60 were agreed
_OTHERS = (  # what else moves on the account: day of September, memo, fen, other party
    (14, "转账", -180000, "虚构房东"),
    (16, "电子汇入", 20000, "周七样"),
    (18, "转账", -92450, "虚构粮油行"),
    (22, "电子汇入", 35000, "周七样"),
    (25, "消费", -12690, "样例燃气站"),
    (28, "转账", -230000, "虚构粮油行"),
    (30, "代发工资", -420000, "店员丙样"),
)
_TOML = """\
# The demo's shop without a cable, all invented; packaging/make_demo.py writes this file.
schema = 1
as_of = {as_of}

[shop]
name = "{shop}"
address = "上海市虚构区小巷 2 号"
phone = "021-00000001"
licence = "00000000MA0DEMO01X"
jurisdiction = "CN"
timezone = "Asia/Shanghai"
currency = "CNY"

[account]
name = "建行尾号6602"
bank = "中国建设银行"
holder = "{shop}"
number_last4 = "6602"

[terminal]
name = "手持机"
terminal_id = "{terminal}"
merchant_id = "{merchant}"
currency = "CNY"

[agreement]
acquirer = "{acquirer}"
merchant_id = "{merchant}"
cycle = "T+1"
cut_off = "22:00"
calendar = "CN"
payout = "auto"
account = "建行尾号6602"
currency = "CNY"
from = {first}
fees = ["debit:0.5%:cap=20", "credit:0.6%", "qr:0.38%"]

[files]
settlement = ["{export}"]
slips = "{slips}"
bank = "{bank}"
answers = "answers.json"

{typed}
[total]
batch_no = "{batch}"
total = "{total}"
"""


@dataclass(slots=True)
class Sale:
    """A sale at the handheld; `slip` says how its slip gets in, `plant` what was done with it."""

    at: dt.datetime
    amount: int
    channel: str
    card: Card | None = None
    slip: str = ""
    plant: str = ""
    batch: str = ""
    trace: str = ""
    rrn: str = ""
    auth: str = ""

    @property
    def due(self) -> dt.date:
        """T+1; nothing is sold here after the cut-off."""
        return next_working_day(self.at.date())

    @property
    def settled(self) -> int:
        """What the provider says was rung up."""
        return _OTHER_AMOUNT if self.plant == "other" else self.amount

    @property
    def fee(self) -> int:
        """What the provider took."""
        return fee(self.settled, self.channel, _DEAR if self.plant == "dear" else None)


@dataclass(slots=True)
class Books:
    """Everything that was rung up, and the payouts made of it."""

    sales: list[Sale]
    payouts: dict[dt.date, list[Sale]] = field(default_factory=dict)

    @property
    def kept(self) -> list[Sale]:
        """The sales whose slips were kept."""
        return [each for each in self.sales if each.slip]


def books() -> Books:
    """Return the ten days."""
    dice = Dice(20260914)
    sales = [
        Sale(dt.datetime.fromisoformat(at), cents, kind, Card(*card, kind), slip, plant)
        for at, cents, kind, card, slip, plant in _KEPT
    ]
    taken = {each.at for each in sales}
    for day in DAYS:
        for _ in range(11 + dice.below(5)):
            time = dt.time(10 + dice.below(11), dice.below(60), dice.below(60))
            at = dt.datetime.combine(day, time)
            if at not in taken:
                taken.add(at)
                sales.append(Sale(at, _QR_PRICES[dice.below(len(_QR_PRICES))], "qr"))
    sales.sort(key=lambda each: each.at)
    host = 710000
    for number, each in enumerate(sales, start=1):
        host += 1 + dice.below(70)
        each.batch = f"{(each.at.date() - FIRST).days + 211:06d}"
        each.trace = f"{1830 + number:06d}"
        each.rrn = f"6{each.at:%j%H}{host:06d}"
        each.auth = f"{dice.below(1000000):06d}" if each.card else ""
    made = Books(sales)
    for each in sales:
        if each.plant != "missing":
            made.payouts.setdefault(each.due, []).append(each)
    return made


def files() -> dict[str, bytes]:
    """Return every file of the shop by name."""
    made = books()
    booked = _bookings(made)
    return {
        EXPORT: _export(made).encode("gb18030"),
        SLIPS: "".join(map(_prints, made.kept)).encode("gb18030"),
        BANK: _bank(booked).encode("gb18030"),
        "demo.toml": _told(made).encode(),
        "answers.json": (
            json.dumps(_answers(made, booked), ensure_ascii=False, indent=1) + "\n"
        ).encode(),
    }


def _export(made: Books) -> str:
    rows = [
        (
            day.isoformat(), f"{each.at:%Y-%m-%d}", f"{each.at:%H:%M:%S}", TERMINAL, "消费",
            each.card.masked if each.card else "", _money(each.settled), _money(each.fee),
            _money(each.settled - each.fee), each.trace, each.rrn,
            {"debit": "借记卡", "credit": "贷记卡", "qr": ""}[each.channel],
            each.card.issuer if each.card else "", MERCHANT, SHOP,
            "银行卡" if each.card else "扫码支付", "",
        )
        for day, group in made.payouts.items()
        for each in group
    ]  # fmt: skip
    return _table(_EXPORT, rows)


def _prints(sale: Sale) -> str:
    """Return what a phone recognised of a sale's slip: nothing where it was typed in."""
    if sale.slip == "typed":
        return ""
    stubs = ["商户存根 MERCHANT COPY"]
    if sale.slip == "twice":
        stubs.append("持卡人存根 CARDHOLDER COPY")
    prints = [_slip(sale, stub, "") for stub in stubs]
    if sale.slip == "reprint":
        prints.append(_slip(sale, stubs[0], "****重打印/DUPLICATED****\n"))
    return "".join(prints)


def _slip(sale: Sale, stub: str, end: str) -> str:
    assert sale.card is not None  # noqa: S101 - the generator checks itself
    card = f"{sale.card.bin[:4]} {sale.card.bin[4:]}** **** {sale.card.last4}"
    return (
        f"      银联POS签购单\n{stub}\n{'-' * 32}\n商户名称(MERCHANT NAME):\n{SHOP}\n"
        f"商户编号(MERCHANT NO):\n{MERCHANT}\n终端编号(TERMINAL NO):\n{TERMINAL}\n"
        f"操作员号(OPERATOR NO):01\n发卡行(ISSUER):{sale.card.issuer}\n收单行(ACQ):{ACQUIRER}\n"
        f"卡号(CARD NO):\n{card} C\n交易类型(TXN. TYPE):\n消费(SALE)\n"
        f"批次号(BATCH NO)  ：{sale.batch}\n凭证号(VOUCHER NO)：{sale.trace}\n"
        f"授权码(AUTH NO)   ：{sale.auth}\n日期/时间(DATE/TIME)：\n   {sale.at:%Y/%m/%d %H:%M:%S}\n"
        f"交易参考号(REF. NO)：{sale.rrn}\n金额(AMOUNT)：\nRMB:{_money(sale.amount)}\n"
        f"备注/REFERENCE:\n{end}持卡人签名(CARDHOLDER SIGNATURE)\n\n"
    )


def _bookings(made: Books) -> list[tuple[dt.date, str, int, str]]:
    found = [
        (day, "商户结算", sum(each.settled - each.fee for each in group), _PAYER)
        for day, group in made.payouts.items()
        if day != NOT_ARRIVED
    ]
    found += [(dt.date(2026, 9, day), memo, cents, who) for day, memo, cents, who in _OTHERS]
    return sorted(found, key=lambda each: each[0])


def _bank(booked: list[tuple[dt.date, str, int, str]]) -> str:
    balance, rows = 1204566, []
    for on, memo, cents, who in booked:
        balance += cents
        spent, came = (_money(-cents), "") if cents < 0 else ("", _money(cents))
        day = f"{on:%Y%m%d}"
        rows.append((day, spent, came, _money(balance), "人民币", memo, "", who, ""))
    return _table(_BANK, rows)


def _told(made: Books) -> str:
    typed = [each for each in made.kept if each.slip == "typed"]
    day = [each for each in made.kept if each.at.date() == TOTALLED]
    return _TOML.format(
        as_of=AS_OF,
        shop=SHOP,
        acquirer=ACQUIRER,
        merchant=MERCHANT,
        terminal=TERMINAL,
        first=FIRST,
        export=EXPORT,
        slips=SLIPS,
        bank=BANK,
        typed="\n".join(map(_typed, typed)),
        batch=day[0].batch,
        total=f"{len(day)}:{_money(sum(each.amount for each in day))}",
    )


def _typed(sale: Sale) -> str:
    assert sale.card is not None  # noqa: S101 - the generator checks itself
    said = {
        "amount": _money(sale.amount),
        "occurred_at": sale.at.isoformat(),
        "batch_no": sale.batch,
        "trace_no": sale.trace,
        "rrn": sale.rrn,
        "auth_code": sale.auth,
        "card_masked": sale.card.last4,
        "channel": sale.channel,
    }
    return "[[typed]]\n" + "".join(f'{name} = "{value}"\n' for name, value in said.items())


def _answers(made: Books, booked: list[tuple[dt.date, str, int, str]]) -> dict[str, object]:
    found: list[dict[str, object]] = []
    for each in made.kept:
        if each.plant == "missing":
            found.append(_finding("missing", each.amount, each.due, [each]))
        elif each.plant == "other":
            found.append(_finding("amount_differs", each.amount - each.settled, None, [each]))
        elif each.plant == "dear":
            excess = each.fee - fee(each.amount, each.channel)
            found.append(_finding("overcharged_fee", excess, None, [each]))
    lost = made.payouts[NOT_ARRIVED]
    found.append(_finding("not_arrived", sum(each.settled for each in lost), NOT_ARRIVED, []))
    kinds = sorted({str(each["kind"]) for each in found})
    return {
        "as_of": AS_OF.isoformat(),
        "currency": "CNY",
        "rows": {
            "slips": len(made.kept),
            "typed": sum(each.slip == "typed" for each in made.kept),
            "copies": sum(each.slip in {"twice", "reprint"} for each in made.kept),
            "settlement": sum(map(len, made.payouts.values())),
            "bank": len(booked),
        },
        "by_kind": {
            kind: {
                "count": sum(each["kind"] == kind for each in found),
                "at_stake": _money(sum(_stake(each) for each in found if each["kind"] == kind)),
            }
            for kind in kinds
        },
        "discrepancies": found,
        "payouts": [
            {
                "settled_on": day.isoformat(),
                "lines": len(group),
                "bank": None
                if day == NOT_ARRIVED
                else _money(sum(each.settled - each.fee for each in group)),
            }
            for day, group in made.payouts.items()
        ],
    }


def _finding(kind: str, cents: int, due: dt.date | None, sales: list[Sale]) -> dict[str, object]:
    return {
        "kind": kind,
        "at_stake": {"currency": "CNY", "amount": _money(cents)},
        "due_on": due and due.isoformat(),
        "journal": [
            {"terminal_id": TERMINAL, "trace_no": each.trace, "rrn": each.rrn} for each in sales
        ],
    }


def _stake(finding: dict[str, object]) -> int:
    stake = finding["at_stake"]
    assert isinstance(stake, dict)  # noqa: S101 - the generator checks itself
    return int(str(stake["amount"]).replace(".", ""))


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _table(header: str, rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue()
