"""Whatever bytes come in, rows or a StatementError come out."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posassist.base.errors import StatementError
from posassist.statements.spreadsheet import opened
from posassist.statements.statement import Statement
from posassist.statements.table import ZIP

pytestmark = pytest.mark.usefixtures("here")
Read = Callable[..., Statement]
HEADS = (
    b"terminal_id,type,amount,currency,occurred_at,card_masked,status\n",
    b"gross,net,currency,settled_on,fee,type,occurred_on,occurred_time\n",
    b"booked_on,amount,currency,balance,memo\n",
    "明细查询文件下载\n交易日期,摘要,交易场所,记账金额(收入),记账金额(支出),记账币种,余额,对方户名\n".encode(),
)
WORDS = st.sampled_from(
    ["1.00", "-1.00", "2026-09-01", "2026-09-01 12:00", "CNY", "sale", "refund", "approved", "",
     "人民币合计", '"', '""', ",", "\n", "\r\n", "\t", "4111111111111111", "99999999999999999999",
     "１", "=1+1", "\ufeff", "\u2028", "24:00", "12:00", "0001-01-01", "-0.00", "held"]
)  # fmt: skip


def safely(read: Read, data: bytes, name: str = "x.csv") -> None:
    try:
        found = read(data, name=name)
    except StatementError as refused:
        if name not in str(refused):
            raise AssertionError(str(refused)) from refused
        return
    again = read(found.kept, name=name)
    assert (again.journal, again.settlement, again.bank) == (
        found.journal,
        found.settlement,
        found.bank,
    )
    assert again.kept == found.kept


@settings(max_examples=150)
@given(head=st.sampled_from(HEADS), parts=st.lists(WORDS, max_size=60))
def test_rows_of_odd_cells(read: Read, head: bytes, parts: list[str]) -> None:
    safely(read, head + ",".join(parts).encode())


@settings(max_examples=100)
@given(
    head=st.sampled_from((b"", b"\xff\xfe", b"\xef\xbb\xbf", *HEADS)),
    tail=st.binary(),
)
def test_bytes_of_any_kind(read: Read, head: bytes, tail: bytes) -> None:
    safely(read, head + tail)


@settings(max_examples=100)
@given(head=st.sampled_from((ZIP, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), tail=st.binary())
def test_containers_of_any_bytes_are_rows_or_a_refusal(head: bytes, tail: bytes) -> None:
    with contextlib.suppress(StatementError):
        list(opened("x.xlsx", head + tail))


@settings(max_examples=60)
@given(data=st.data())
def test_workbooks_with_odd_sheets(
    read: Read, book: Callable[..., bytes], sheet: Callable[..., str], data: st.DataObject
) -> None:
    head = ["清算时间", "终端号", "检索号", "清算金额", "银商订单号", "交易时间", "交易类型",
            "卡号", "交易金额", "手续费", "流水号", "卡类型", "发卡行", "商户号", "商户订单号",
            "交易方式", "备注"]  # fmt: skip
    plain = st.text(st.characters(min_codepoint=32, max_codepoint=0x9FFF), max_size=6)
    cell = WORDS.filter(str.isprintable) | plain
    rows = data.draw(st.lists(st.lists(cell, max_size=18), max_size=4))
    junk = data.draw(
        st.sampled_from(["", "<row r='3'/>", "<x/>", "<row><c t='s'/></row>", "</row>"])
    )
    safely(read, book(sheet([head, *rows]) + junk), "x.xlsx")
