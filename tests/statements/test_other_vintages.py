"""Other files of the kinds that are known: read right, or refused with the reason."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.base.errors import StatementError, StatementUnreadable
from posassist.domain.settlement import LineType
from posassist.statements.statement import Statement

pytestmark = pytest.mark.usefixtures("here")
Read = Callable[..., Statement]
Book = Callable[..., bytes]
Sheet = Callable[[list[list[str]]], str]
ICBC = [
    ["明细查询文件下载"],
    [],
    ["卡号: 1234****9876", "卡别名: "],
    ["交易日期", "摘要", "交易场所", "记账金额(收入)", "记账金额(支出)", "记账币种", "余额",
     "对方户名"],
    ["2024-05-02  \t", "收单入账\t", "", "1,286.40  \t", "", "人民币", "5,286.40", "银联商务"],
    ["2024-05-01  \t", "手续费\t", "", "-", "7.72", "人民币", "4,000.00", "银联商务"],
    ["2024-05-01  \t", "手续费\t", "", "-", "7.72", "人民币", "4,007.72", "银联商务"],
    ["人民币合计", "", "", "1,286.40", "15.44"],
]  # fmt: skip
UMS_HEAD = ["清算时间", "交易时间", "终端号", "交易类型", "卡号", "交易金额", "清算金额", "手续费",
            "流水号", "检索号", "卡类型", "发卡行", "商户号", "商户订单号", "银商订单号",
            "交易方式", "备注"]  # fmt: skip
UMS = [
    ["20250901", "2025-08-31 12:00:05", "T1", "消费", "622202******1234", "100.00", "99.40", "0.60",
     "000123", "632410000102", "借记卡", "工商银行", "M1", "O1", "U1", "POS", ""],
    ["20250901", "2025-08-31 13:00:05", "T1", "联机退货", "622202******1234", "100.00", "99.40",
     "0.60", "000123", "632410000102", "借记卡", "工商银行", "M1", "O2", "U2", "POS", ""],
    ["20250901", "2025-08-31 14:00:05", "T2", "消费", "622202******9999", "1200.00", "1192.80",
     "7.20", "000124", "632410000103", "贷记卡", "招商银行", "M2", "O3", "U3", "POS", ""],
]  # fmt: skip
NOTICE = ["请注意：D1手续费字段为预估数据仅供参考"]


def text(rows: list[list[str]], end: str = "\n", mark: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=end, delimiter=mark).writerows(rows)
    return out.getvalue()


def icbc(found: Statement) -> None:
    assert found.format_id == "cn.icbc.debit"
    assert not found.bad_rows
    assert found.sums == {"CNY": "1270.96"}
    assert len(found.bank) == 3
    assert found.checks
    assert all(each.agrees for each in found.checks)


def ums(found: Statement) -> None:
    assert found.format_id == "cn.chinaums.mx"
    assert not found.bad_rows
    assert (found.gross, found.sums) == ({"CNY": "1200.00"}, {"CNY": "1192.80"})
    assert [each.type for each in found.settlement] == [
        LineType.SALE, LineType.REFUND, LineType.SALE,
    ]  # fmt: skip
    assert [each.rrn for each in found.settlement] == ["632410000102"] * 2 + ["632410000103"]
    assert {each.merchant_id for each in found.settlement} <= {"M1", "M2", ""}


def with_column(rows: list[list[str]], at: int, head: str, cell: str) -> list[list[str]]:
    return [
        [*row[:at], head if "交易日期" in row else cell, *row[at:]] if len(row) > 4 else row
        for row in rows
    ]


def changed(rows: list[list[str]], was: str, now: str) -> list[list[str]]:
    return [[cell.replace(was, now) for cell in row] for row in rows]


@pytest.mark.parametrize(
    "rows",
    [
        ICBC,
        [*ICBC[:1], *([["说明"]] * 12), *ICBC[1:]],
        with_column(ICBC, 2, "交易国家或地区简称", "CHN"),
        [*with_column(ICBC, 0, "序号", "1")[:-1], ["人民币合计", "", "", "", "1,286.40", "15.44"]],
        changed(ICBC, "人民币合计", "合计金额"),
        changed(ICBC, "-0", "/0"),
        changed(ICBC, "1,286.40", "１，２８６．４０"),
        changed(ICBC, "15.44", "+15.44"),
        changed(ICBC, "7.72", "￥7.72"),
        changed(ICBC, "(", "（"),
        changed(changed(ICBC, "(", "（"), ")", "）"),
        [[row[n] for n in (0, 5, 4, 3, 2, 1, 7, 6)] if len(row) == 8 else row for row in ICBC[:-1]]
        + [["人民币合计", "", "15.44", "1,286.40"]],
        [*ICBC, [" "], ["以上数据仅供参考"]],
        [[cell + " \t" for cell in row] for row in ICBC],
    ],
)
def test_an_icbc_file_laid_out_otherwise_reads_the_same(read: Read, rows: list[list[str]]) -> None:
    icbc(read(text(rows)))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_an_icbc_file_saved_otherwise_reads_the_same(
    read: Read, end: str, encoding: str, mark: str
) -> None:
    icbc(read(text(ICBC, end, mark).encode(encoding)))


def test_an_icbc_file_saved_as_a_workbook_reads_the_same(
    read: Read, book: Book, sheet: Sheet
) -> None:
    icbc(read(book(sheet(ICBC)), name="june.xlsx"))


def test_a_column_nobody_knows_is_a_refusal_that_names_the_one_lacking(read: Read) -> None:
    with pytest.raises(StatementError) as refused:
        read(text(changed(ICBC, "记账金额(支出)", "出账")), format_id="cn.icbc.debit")
    assert "记账金额(支出)" in str(refused.value)


@pytest.mark.parametrize("keep", range(3, len(ICBC)))
def test_an_icbc_file_without_its_end_is_refused(read: Read, keep: int) -> None:
    with pytest.raises(StatementError):
        read(text(ICBC[:keep]))


@pytest.mark.parametrize(
    "rows",
    [
        [["汇总"], UMS_HEAD, *UMS, NOTICE],
        [UMS_HEAD, *UMS],
        [["汇总"]] * 12 + [UMS_HEAD, *UMS, [""], NOTICE, ["另一条说明"]],
        [list(reversed(UMS_HEAD)), *(list(reversed(row)) for row in UMS), NOTICE],
        [[*UMS_HEAD, "新增列"], *([*row, "x"] for row in UMS), NOTICE],
        [[f"{cell} " for cell in row] for row in (UMS_HEAD, *UMS)],
        changed([UMS_HEAD, *UMS], "1200.00", "1,200.00"),
        changed([UMS_HEAD, *UMS], "1192.80", "１１９２．８０"),
        changed([UMS_HEAD, *UMS], "检索号", "检索参考号"),
        changed([UMS_HEAD, *UMS], "20250901", "2025-09-01"),
        changed([UMS_HEAD, *UMS], "20250901", "2025/9/1"),
        changed([UMS_HEAD, *UMS], "M2", ""),
        [UMS_HEAD, UMS[0], [*UMS[1][:5], "-100.00", "-99.40", "-0.60", *UMS[1][8:]], UMS[2]],
        [row[:-3] for row in (UMS_HEAD, *UMS)],
    ],
)
def test_a_china_ums_sheet_laid_out_otherwise_reads_the_same(
    read: Read, book: Book, sheet: Sheet, rows: list[list[str]]
) -> None:
    ums(read(book(sheet(rows)), name="detail.xlsx"))
    ums(read(book(sheet([["封面"]]), sheet(rows))))
    ums(read(text(rows).encode("gb18030"), name="detail.csv"))


def test_the_detail_with_dates_and_times_apart_is_read(
    read: Read, book: Book, sheet: Sheet
) -> None:
    head = ["清算日期", "交易日期", "交易时间", "交易金额", "终端号", "清算金额", "手续费",
            "交易类型", "参考号"]  # fmt: skip
    row = ["20250901", "20250831", "120005", "100.00", "T1", "99.40", "0.60", "消费", "R1"]
    found = read(book(sheet([head, row, ["合计"]])))
    assert found.format_id == "cn.chinaums.detail"
    assert str(found.settlement[0].occurred_time) == "12:00:05"
    assert found.sums == {"CNY": "99.40"}


def test_an_unknown_type_of_china_ums_is_a_warning(read: Read, book: Book, sheet: Sheet) -> None:
    rows = [UMS_HEAD, *changed(UMS[:1], "消费", "数字人民币消费")]
    found = read(book(sheet(rows)))
    assert found.settlement[0].type is LineType.OTHER
    assert any("数字人民币消费" in str(each) for each in found.warnings)


WECHAT = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,"
    "退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\n"
    "`2026-04-16 10:30:00,`wx1,`190,`0,`T9,`420000123,`O1,`u,`NATIVE,`SUCCESS,`CMB,`CNY,`100.00,"
    "`0.00,`0,`0,`0.00,`0.00,`,`,`饭,`,`0.60000,`0.60%,`100.00,`0.00,`\n"
    "`2026-04-16 11:30:00,`wx1,`190,`0,`T9,`420000123,`O1,`u,`NATIVE,`REFUND,`CMB,`CNY,`0.00,"
    "`0.00,`500,`R1,`40.00,`0.00,`ORIGINAL,`SUCCESS,`饭,`,`-0.24000,`0.60%,`0.00,`40.00,`\n"
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n"
    "`{count},`100.00,`40.00,`0.00,`0.36000,`100.00,`40.00\n"
)


def test_a_wechat_bill_with_a_refund_agrees_with_its_footer(read: Read) -> None:
    found = read(WECHAT.format(count=2))
    assert (found.gross, found.fees) == ({"CNY": "60.00"}, {"CNY": "0.36000"})
    assert found.sums == {"CNY": "59.64000"}
    assert [each.agrees for each in found.checks] == [True] * 4
    wrong = read(WECHAT.format(count=3))
    assert [each.name for each in wrong.checks if not each.agrees] == ["count"]


def test_an_alipay_bill_with_footer_coupon_and_fee_is_read(read: Read, samples: Path) -> None:
    data = (samples / "alipay_merchant_csv" / "alipay_merchant_trade_2017_gbk.csv").read_bytes()
    lines = data.decode("gb18030").rstrip().splitlines()
    cells = lines[5].split(",")
    cells[2], cells[11], cells[12], cells[22] = "退款\t", "-5.00", "-4.00", "0.03"
    whole = [*lines, ",".join(cells), "#业务明细列表结束", "#交易合计：2笔，商家实收共40.00元",
             "#退款合计：1笔，商家实收退款共4.00元",
             "#导出时间：[2017年09月02日 09:00:00]"]  # fmt: skip
    found = read("\n".join(whole).encode("gb18030"))
    assert [each.type for each in found.settlement][2:] == [LineType.REFUND]
    assert found.settlement[2].fee.plain == "-0.03"
    assert found.sums == {"CNY": "36.00"}
    assert [each.agrees for each in found.checks] == [True, True]
    assert any("not gross less fee" in str(each) for each in found.warnings)
    assert found.period


def test_a_jd_ledger_takes_off_what_was_given_back(read: Read) -> None:
    head = (
        "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,"
        "交易订单号,商家订单号,备注"
    )
    row = "2025-01-02 10:00:00\t,京东,书,{},微信支付,交易成功,{},网购,1\t,2\t,"
    rows = [row.format("131.77(已退款89.84)", "支出"), row.format("50.00(已全额退款)", "支出"),
            row.format("7.00", "不计收支"), row.format("9.90", "收入")]  # fmt: skip
    found = read("导出信息：\n京东账号名：x\n\n" + "\n".join([head, *rows]) + "\n")
    assert (found.format_id, found.sums) == ("cn.jd", {"CNY": "-32.03"})
    assert len(found.settlement) == 4


def test_a_construction_bank_file_is_read(read: Read, book: Book, sheet: Sheet) -> None:
    head = ["序号", "摘要", "币别", "钞汇", "记账日", "支出", "收入", "账户余额", "对方户名"]
    rows = [["1", "转账", "人民币", "钞", "20250102", "", "1,000.00", "1,500.00", "银联商务"],
            ["2", "消费", "人民币", "钞", "20250103", "20.00", "", "1,480.00", "甲"]]  # fmt: skip
    found = read(book(sheet([["中国建设银行"], head, *rows])), name="ccb.xlsx")
    assert (found.format_id, found.sums) == ("cn.ccb.debit", {"CNY": "980.00"})
    assert all(each.agrees for each in found.checks)


def test_a_statement_that_reads_wrong_is_refused_with_its_first_row(read: Read) -> None:
    with pytest.raises(StatementUnreadable, match="closing row"):
        read(text(ICBC[:-1]))
