"""Workbooks are read exactly, and refused before they can do harm."""

import datetime as dt
import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.base.errors import (
    StatementError,
    StatementHostile,
    StatementLocked,
    StatementUnreadable,
)
from posassist.statements import spreadsheet
from posassist.statements.spreadsheet import checked, opened, plain_number, shown
from posassist.statements.statement import Statement

pytestmark = pytest.mark.usefixtures("here")
Read = Callable[..., Statement]
Book = Callable[..., bytes]
Sheet = Callable[[list[list[str]]], str]
NAME = "898130148120001_MX_20260914101809_1.xlsx"
HEAD = [
    "清算时间", "交易时间", "终端号", "交易类型", "卡号", "交易金额", "清算金额", "手续费",
    "流水号", "检索号", "卡类型", "发卡行", "商户号", "商户订单号", "银商订单号", "交易方式",
    "备注",
]  # fmt: skip
ROW = [
    "20260902", "2026-09-01 12:00:05", "T1", "消费", "622202******1234", "100.00", "99.40", "0.60",
    "000123", "632410000102", "借记卡", "工商银行", "898130148120001", "O1", "U1", "POS", "memo",
]  # fmt: skip
NOTICE = ["请注意：D1手续费字段为预估数据仅供参考"]
ACCOUNT = """
schema = 1
id = "mine"
kind = "bank"
title = { zh_CN = "我的", en = "mine" }
[detect]
columns_required = ["day"]
[file]
format = "xlsx"
[rows]
header = { match = ["day"], max_line = 3 }
[columns]
booked_on = "day"
amount = "sum"
reference = "ref?"
memo = "memo?"
[dates]
formats = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]
[amount]
sign = "as_is"
"""


def texts(*cells: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


def account(*rows: str, columns: tuple[str, ...] = ("day", "sum", "ref", "memo")) -> str:
    return f"<row>{texts(*columns)}</row>" + "".join(f"<row>{each}</row>" for each in rows)


def changed(data: bytes, **members: bytes | None) -> bytes:
    """Replace or drop members; a name is written with `_` for `/` and `.`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(out, "w") as now:
        for each in was.namelist():
            key = each.replace("/", "_").replace(".", "_")
            content = members.get(key, was.read(each))
            if content is not None:
                now.writestr(each, content)
    return out.getvalue()


def test_a_providers_workbook_is_read_with_preamble_and_notice(
    read: Read, book: Book, sheet: Sheet
) -> None:
    refund = [*ROW[:3], "联机退货", *ROW[4:10], "境外卡", *ROW[11:]]
    found = read(book(sheet([["汇总1"], HEAD, ROW, refund, NOTICE])), name=NAME)
    assert (found.format_id, found.sheet, found.encoding) == ("cn.chinaums.mx", "Sheet1", "utf-8")
    assert [each.gross.plain for each in found.settlement] == ["100.00", "-100.00"]
    assert [each.fee.plain for each in found.settlement] == ["0.60", "-0.60"]
    assert found.settlement[0].order_id == "O1"
    assert found.fees is None
    assert found.gross == {"CNY": "0.00"}
    assert "境外卡" in " ".join(map(str, found.warnings))


def test_an_unknown_type_keeps_its_signs(read: Read, book: Book, sheet: Sheet) -> None:
    found = read(book(sheet([HEAD, [*ROW[:3], "预授权", *ROW[4:]]])))
    assert found.settlement[0].gross.plain == "100.00"
    assert "预授权" in " ".join(map(str, found.warnings))


def test_the_same_table_on_a_second_sheet_is_pointed_out(
    read: Read, book: Book, sheet: Sheet
) -> None:
    found = read(book(sheet([["x"]]), sheet([HEAD, ROW]), sheet([HEAD, ROW])))
    assert found.sheet == "Sheet2"
    assert "Sheet3" in " ".join(map(str, found.warnings))


def test_cells_are_read_as_what_they_are(
    read: Read, book: Book, own_format: Callable[[str], Path]
) -> None:
    shared = (
        "<si><t>plain</t></si>"
        "<si><r><t>ri</t></r><r><t>ch</t></r><rPh sb='0' eb='1'><t>reading</t></rPh></si>"
    )
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm"/>'
        '<numFmt numFmtId="165" formatCode="&quot;day&quot;0"/>'
        '<numFmt numFmtId="x" formatCode="0"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
        "</cellXfs>"
    )
    rows = account(
        '<c s="1"><v>46267</v></c><c><v>1.1</v></c><c t="s"><v>0</v></c><c t="s"><v>1</v></c>',
        '<c s="2"><v>46267.5</v></c><c s="3"><v>2</v></c><c r="C3"><v>12345678901234567890</v></c>'
        '<c t="b"><v>1</v></c>',
        '<c t="d"><v>2026-09-02</v></c><c><v>12.340000000000002</v></c><c t="e"><v>#N/A</v></c>'
        '<c t="b"><v>0</v></c>',
        '<c t="str"><f>A1</f><v>2026-09-02</v></c><c><v>5E-1</v></c><c s="1"><v>0.5</v></c>'
        '<c s="1"><v>0.25</v></c>',
    )
    found = read(book(rows, shared=shared, styles=styles), own=own_format(ACCOUNT))
    assert not found.bad_rows
    assert [str(each.booked_on) for each in found.bank] == ["2026-09-02"] * 4
    assert [each.amount.plain for each in found.bank] == ["1.10", "2.00", "12.34", "0.50"]
    assert [each.reference for each in found.bank] == [
        "plain", "12345678901234567890", "", "12:00:00",
    ]  # fmt: skip
    assert [each.memo for each in found.bank] == ["rich", "TRUE", "FALSE", "06:00:00"]
    assert "perhaps rounded" in str(found.warnings[0])


def test_days_may_count_from_1904(
    read: Read, book: Book, own_format: Callable[[str], Path]
) -> None:
    styles = '<cellXfs><xf/><xf numFmtId="14"/></cellXfs>'
    data = book(account('<c s="1"><v>44805</v></c><c><v>1</v></c>'), styles=styles)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        main = parts.read("xl/workbook.xml").replace(
            b"<sheets>", b'<workbookPr date1904="1"/><sheets>'
        )
    found = read(changed(data, xl_workbook_xml=main), own=own_format(ACCOUNT))
    assert str(found.bank[0].booked_on) == "2026-09-02"


def test_cells_may_say_where_they_stand(
    read: Read, book: Book, own_format: Callable[[str], Path]
) -> None:
    rows = (
        '<row r="2"><c r="AB2" t="inlineStr"><is><t>sum</t></is></c>'
        '<c r="C2" t="inlineStr"><is><t>day</t></is></c></row>'
        '<row r="5"><c r="C5" t="inlineStr"><is><t>2026-09-02</t></is></c>'
        '<c r="AB5"><v>7</v></c></row><c r="A9"><v>1</v></c>'
    )
    found = read(book(rows), own=own_format(ACCOUNT))
    assert [(each.row, each.amount.plain) for each in found.bank] == [(1, "7.00")]


@pytest.mark.parametrize(
    ("written", "shown"),
    [("100", "100"), ("1E2", "100"), ("0.30000000000000004", "0.3"), ("1.0", "1"), ("-0.5", "-0.5"),
     ("1234567890123456789", "1234567890123456789"), ("1.5E-3", "0.0015")],
)  # fmt: skip
def test_a_stored_number_is_shown_without_its_noise(written: str, shown: str) -> None:
    assert plain_number(written) == shown


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="0"><c/></row>',
        '<row r="x"><c/></row>',
        '<row><c r="1A"/></row>',
        '<row><c t="s"><v>7</v></c></row>',
        '<row><c t="s"><v>x</v></c></row>',
        "<row><c>",
        '<row r="600000"><c r="A600000"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(read: Read, book: Book, rows: str) -> None:
    with pytest.raises(StatementUnreadable, match=r"june\.xlsx"):
        read(book(rows), name="june.xlsx")


def test_a_sheet_of_too_many_cells_or_letters_is_refused(
    book: Book, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = book(sheet([HEAD, ROW]))
    monkeypatch.setattr(spreadsheet, "MAX_TEXT", -20 * len(whole))
    with pytest.raises(StatementHostile, match="swells"):
        list(opened("june.xlsx", whole))
    monkeypatch.setattr(spreadsheet, "MAX_CELLS", 3)
    with pytest.raises(StatementUnreadable, match="more rows"):
        list(opened("june.xlsx", whole))


def test_many_rows_come_in_parts(book: Book, sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "ROWS_AT_ONCE", 2)
    _, *chunks = opened("june.xlsx", book(sheet([["a"], ["b"], ["c"], ["d"], ["e"]])))
    assert [json.loads(each)["rows"] for each in chunks] == [
        [["a"], ["b"]], [["c"], ["d"]], [["e"]],
    ]  # fmt: skip


def test_a_workbook_cut_anywhere_is_refused(read: Read, book: Book, sheet: Sheet) -> None:
    whole = book(sheet([HEAD, ROW]))
    with pytest.raises(StatementUnreadable, match="damaged"):
        read(whole[: len(whole) // 2])
    for keep in range(4, len(whole) - 1, 17):
        with pytest.raises(StatementUnreadable):
            list(opened("june.xlsx", whole[:keep]))


def test_a_flipped_bit_never_passes_unseen_as_another_figure(book: Book, sheet: Sheet) -> None:
    whole = book(sheet([HEAD, ROW]))
    right = list(opened("june.xlsx", whole))
    for at in range(0, len(whole), 7):
        try:
            found = list(
                opened("june.xlsx", whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
            )
        except StatementError:
            continue
        assert found == right


def test_parts_that_are_missing_or_broken_are_refused(read: Read, book: Book, sheet: Sheet) -> None:
    whole = book(sheet([HEAD, ROW]))
    for broken in (
        changed(whole, xl_worksheets_sheet1_xml=None),
        changed(whole, xl__rels_workbook_xml_rels=None),
        changed(whole, xl_workbook_xml=b"<workbook>"),
        changed(whole, xl_workbook_xml=b"\xff\xfe<\0a\0"),
        changed(whole, _rels__rels=None),
        changed(whole, xl_worksheets_sheet1_xml=b""),
    ):
        with pytest.raises(StatementUnreadable, match="damaged"):
            read(broken)


def test_an_archive_of_other_files_is_no_workbook(read: Read) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("bill.csv", "a,b")
    with pytest.raises(StatementUnreadable, match="archive"):
        read(out.getvalue())


def test_entities_and_depth_are_refused(read: Read, book: Book, sheet: Sheet) -> None:
    whole = book(sheet([HEAD, ROW]))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    with pytest.raises(StatementHostile, match="entities"):
        read(changed(whole, xl_worksheets_sheet1_xml=laughs))
    with pytest.raises(StatementError, match=r"june\.xlsx"):
        deep = b"<a>" * 70_000 + b"</a>" * 70_000
        read(changed(whole, xl_worksheets_sheet1_xml=deep), name="june.xlsx")


def test_bombs_are_refused_before_they_unpack(
    read: Read, book: Book, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = book(sheet([HEAD, ROW]))
    with pytest.raises(StatementHostile, match="hundredfold"):
        read(book(sheet([HEAD, ROW]), **{"xl/media/x.xml": b" " * 2_000_000}))
    with pytest.raises(StatementHostile, match="macros"):
        read(book(sheet([HEAD, ROW]), **{"xl/vbaProject.bin": b"x"}))
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 100)
    with pytest.raises(StatementHostile, match="300 MB"):
        checked("june.xlsx", whole)
    monkeypatch.setattr(spreadsheet, "MAX_MEMBERS", 2)
    with pytest.raises(StatementHostile, match="absurd"):
        checked("june.xlsx", whole)
    monkeypatch.setattr(spreadsheet, "MAX_FILE", 10)
    with pytest.raises(StatementHostile, match="50 MB"):
        checked("june.xlsx", whole)


def test_a_member_that_lies_about_its_size_is_refused(read: Read, book: Book, sheet: Sheet) -> None:
    whole = book(sheet([HEAD, ROW]))
    entry = whole.rindex(b"PK\x01\x02")
    size = struct.unpack("<I", whole[entry + 24 : entry + 28])[0]
    lying = whole[: entry + 24] + struct.pack("<I", size // 2) + whole[entry + 28 :]
    with pytest.raises(StatementUnreadable):
        read(lying)


def test_a_locked_archive_asks_for_its_password(read: Read, book: Book, sheet: Sheet) -> None:
    whole = bytearray(book(sheet([HEAD, ROW])))
    entry = whole.index(b"PK\x01\x02")
    whole[entry + 8] |= 1
    with pytest.raises(StatementLocked, match="password"):
        read(bytes(whole))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.timedelta(days=1, hours=2, seconds=5), "26:00:05"),
        (dt.time(9, 5, 1, 400), "09:05:01"),
        (dt.date(2026, 9, 1), "2026-09-01"),
        (dt.datetime(2026, 9, 1, 12, 0, 4, 999_600), "2026-09-01 12:00:05"),  # noqa: DTZ001
        (True, "TRUE"),
        (float("inf"), "inf"),
        (7, "7"),
    ],
)
def test_a_cell_is_shown_as_a_spreadsheet_shows_it(value: object, text: str) -> None:
    assert shown(value) == text


def test_two_long_numbers_keep_their_digits(book: Book) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>12345678901234567</v></c><c r="B1"><v>42000012345678901</v></c>'
        "<c><v>4.2000012345678901E+27</v></c></row>"
    )
    _, chunk = opened("june.xlsx", book(rows))
    found = json.loads(chunk)
    assert found["rows"][0][:2] == ["12345678901234567", "42000012345678901"]
    assert found["rounded"]
