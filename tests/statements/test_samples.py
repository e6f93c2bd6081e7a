"""Real files give the figures that were worked out by other programs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.statements.statement import Statement

Read = Callable[..., Statement]
FILES = (
    "cn_bank_csv/icbc_debit_v1.csv",
    "cn_bank_csv/icbc_credit.csv",
    "chinaums_xlsx/89813014812B06R_MX_20260914101809_1.xlsx",
)
MERCHANT = """
schema = 1
id = "wechat"
kind = "settlement"
title = { zh_CN = "微信", en = "WeChat" }
[detect]
columns_required = ["公众账号ID", "商户号", "微信订单号", "手续费", "费率"]
[file]
format = "csv"
encodings = ["utf-8-sig", "gb18030"]
[rows]
header = { match = ["交易时间", "微信订单号"], max_line = 10 }
footer = { header_match = "总交易单数", values = "next_row" }
[cells]
strip = " \\t`"
null = ["", "0"]
[columns]
occurred_at = "交易时间"
txn_id = "微信订单号"
order_id = "商户订单号"
merchant_id = "商户号"
terminal_id = "设备号"
txn_type = "交易状态"
gross = "应结订单金额|总金额"
refund_amount = "退款金额"
fee = "手续费"
currency = "货币种类"
memo = "商品名称"
[dates]
formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d%H:%M:%S"]
timezone = "Asia/Shanghai"
[amount]
sign = "by_type"
fee_scale = 5
[types]
"SUCCESS" = "sale"
"REFUND" = "refund"
[footer]
checks = [
  { column = "总交易单数", field = "count" },
  { column = "应结订单总金额|总交易额", field = "sum_gross" },
  { column = "手续费总金额", field = "sum_fee" },
]
"""
ALIPAY = """
schema = 1
id = "alipay"
kind = "settlement"
title = { zh_CN = "支付宝", en = "Alipay" }
[detect]
first_lines_contain = ["支付宝业务明细查询"]
columns_required = ["支付宝交易号|交易号", "业务类型"]
[file]
format = "csv"
encodings = ["utf-8-sig", "gb18030"]
[rows]
header = { match = ["商户订单号", "业务类型"], max_line = 60 }
skip_prefix = ["#"]
[cells]
strip = " \\t\\u3000`'"
null = ["", "-", "/", "--"]
[columns]
txn_id = "支付宝交易号|交易号"
order_id = "商户订单号"
txn_type = "业务类型"
occurred_at = "完成时间"
terminal_id = "终端号"
gross = "订单金额(元)"
net = "商家实收(元)"
fee = "服务费(元)"
counterparty = "对方账户"
memo = "备注"
[dates]
formats = ["%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S"]
timezone = "Asia/Shanghai"
[period]
regex = '起始日期：\\[(?P<first>[^\\]]*)\\].*终止日期：\\[(?P<last>[^\\]]*)\\]'
[amount]
sign = "as_is"
currency = "CNY"
scale = 2
[types]
"交易" = "sale"
"退款" = "refund"
"""


@pytest.mark.parametrize("file", FILES)
def test_a_real_file_gives_its_known_figures(read: Read, samples: Path, file: str) -> None:
    known = json.loads((samples / "expected.json").read_text(encoding="utf-8"))[file]
    found = read((samples / file).read_bytes(), name=Path(file).name)
    assert _figures(found) == {key: known[key] for key in _figures(found)}
    assert not found.bad_rows


@pytest.mark.parametrize("file", FILES[:2])
def test_a_footer_that_does_not_match_is_a_warning(read: Read, samples: Path, file: str) -> None:
    known = json.loads((samples / "expected.json").read_text(encoding="utf-8"))[file]
    found = read((samples / file).read_bytes())
    by_name = {each.name: each for each in found.checks}
    assert by_name["sum_credit"].declared == known["footer"][0].replace(",", "")
    assert by_name["sum_credit"].counted == known["sum_in"]
    assert f"-{by_name['sum_debit'].counted}" == known["sum_out"]
    assert not by_name["sum_credit"].agrees
    assert any("sum_debit" in str(each) for each in found.warnings)


@pytest.mark.parametrize("file", FILES)
def test_the_kept_original_of_a_file_without_cards_is_the_file(
    read: Read, samples: Path, file: str
) -> None:
    data = (samples / file).read_bytes()
    assert read(data).kept == data


@pytest.mark.parametrize(
    ("file", "layout"),
    [
        ("wechat_merchant_csv/wechat_merchant_bill_2015_v2.csv", MERCHANT),
        ("wechat_merchant_csv/wechat_merchant_bill_2026_nobacktick.csv", MERCHANT),
        ("alipay_merchant_csv/alipay_merchant_trade_2017_gbk.csv", ALIPAY),
    ],
)
def test_another_provider_is_one_toml_file(
    read: Read, own_format: Callable[[str], Path], samples: Path, file: str, layout: str
) -> None:
    known = json.loads((samples / "expected.json").read_text(encoding="utf-8"))[file]
    found = read((samples / file).read_bytes(), own=own_format(layout))
    assert _figures(found) == {key: known[key] for key in _figures(found)}
    assert all(each.agrees for each in found.checks)
    assert not found.bad_rows


def _figures(found: Statement) -> dict[str, object]:
    return {
        "n": len(found.bank) + len(found.settlement),
        "sums": found.sums,
        "gross": found.gross,
        "fees": found.fees,
        "first": str(found.first),
        "last": str(found.last),
    }
