"""No card number passes: not in rows, raw cells, messages, or the kept original."""

import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.base.cards import luhn, masked
from posassist.base.errors import StatementUnreadable
from posassist.statements import workbook
from posassist.statements.masking import card_masked, struck_card
from posassist.statements.spreadsheet import plain_number
from posassist.statements.statement import Statement, Struck
from posassist.statements.struck_sheets import struck

pytestmark = pytest.mark.usefixtures("here")
Read = Callable[..., Statement]
Book = Callable[..., bytes]
Sheet = Callable[[list[list[str]]], str]
# An invented account, written as a BIFF8 workbook: two lines and their balances.
OLD_BOOK = Path(__file__).parent / "data" / "old.xls"
JOURNAL = (
    "terminal_id,merchant_id,batch_no,trace_no,rrn,auth_code,type,amount,currency,occurred_at,"
    "card_masked,channel,response_code,status,original_rrn,note"
)
JOURNAL_ROW = (
    "T1,M1,000007,000123,632410000102,A1,sale,1.00,CNY,2026-09-01 12:00:00,622202******1234,"
    "debit,00,approved,,note"
)
SETTLED = (
    "merchant_id,terminal_id,occurred_on,occurred_time,settled_on,type,gross,fee,net,currency,"
    "rrn,trace_no,auth_code,batch_no,card_masked,channel,status,payout_ref,note"
)
SETTLED_ROW = (
    "M1,T1,2026-09-01,12:00:05,2026-09-02,sale,100.00,0.60,99.40,CNY,632410000102,000123,A1,"
    "000007,622202******1234,debit,settled,P1,note"
)
BANK = "booked_on,amount,currency,balance,counterparty,memo,reference"
BANK_ROW = "2026-09-02,1.00,CNY,5.00,Acquirer,payout,R1"


def card(seed: int, prefix: str = "622202", length: int = 16) -> str:
    rng = random.Random(seed)
    body = prefix + "".join(str(rng.randrange(10)) for _ in range(length - len(prefix) - 1))
    return next(body + str(each) for each in range(10) if luhn(body + str(each)))


def shown(found: Statement) -> str:
    rows = (*found.journal, *found.settlement, *found.bank, *found.bad_rows, *found.checks)
    said = [*map(str, found.warnings), *(str(each.reason) for each in found.bad_rows)]
    return repr(rows) + " ".join(said) + repr(found.struck) + found.sheet


def rows_of(found: Statement) -> tuple[object, ...]:
    return (found.journal, found.settlement, found.bank, [each.row for each in found.bad_rows])


def planted() -> list[tuple[str, str, int]]:
    places = []
    for head, row in ((JOURNAL, JOURNAL_ROW), (SETTLED, SETTLED_ROW), (BANK, BANK_ROW)):
        places += [(head, row, at) for at in range(len(head.split(",")))]
    return places


@pytest.mark.parametrize(("head", "row", "at"), planted())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_card_number_in_any_column_is_gone_everywhere(
    read: Read, head: str, row: str, at: int, encoding: str
) -> None:
    number = card(at)
    cells = row.split(",")
    cells[at] = number
    data = f"{head}\n{','.join(cells)}\n{row}\n".encode(encoding)
    found = read(data)
    assert number not in shown(found)
    assert number not in found.kept.decode(encoding)
    assert f"{number[:6]}******{number[-4:]}" in found.kept.decode(encoding)
    assert len(found.kept) == len(data)
    assert found.struck == (Struck(head.split(",")[at], 1),)
    again = read(found.kept)
    assert rows_of(again) == rows_of(found)
    assert again.kept == found.kept
    assert again.struck == ()


@pytest.mark.parametrize(
    "written",
    ["{0} {1} {2} {3}", "{0}-{1}-{2}-{3}", "card {0}{1}{2}{3}!", "{0}{1}{2}{3} 2026-09-01",
     "买家{0}{1}{2}{3}付", "'{0}{1}{2}{3}"],
)  # fmt: skip
def test_free_text_is_searched_however_it_is_written(read: Read, written: str) -> None:
    number = card(1)
    text = written.format(*(number[n : n + 4] for n in range(0, 16, 4)))
    found = read(f'{BANK}\n2026-09-02,1.00,CNY,,"{text}","say ""{text}""",R1\n')
    digits = re.sub(r"[ -]", "", shown(found) + found.kept.decode())
    assert number not in digits
    assert rows_of(read(found.kept)) == rows_of(found)


def test_full_width_digits_are_digits(read: Read) -> None:
    wide = "".join(chr(0xFF10 + int(each)) for each in card(2))
    found = read(f"{BANK}\n2026-09-02,1.00,CNY,,{wide},x,{wide}\n")
    assert wide not in found.kept.decode()
    assert wide not in shown(found)
    assert rows_of(read(found.kept)) == rows_of(found)


def test_oddly_quoted_rows_are_written_anew(read: Read) -> None:
    number = card(3)
    found = read(f'{BANK}\r\n2026-09-02,1.00,CNY,,"{number[:9]}"{number[9:]},x,R1\r\n')
    assert number not in found.kept.decode()
    assert found.kept.endswith(b"\r\n")
    assert rows_of(read(found.kept)) == rows_of(found)


def test_preamble_header_and_closing_rows_are_searched_too(read: Read) -> None:
    number = card(4)
    text = (
        f'明细查询文件下载\n卡号: {number},"卡别名"\n'
        f"交易日期,摘要,交易场所,记账金额(收入),记账金额(支出),记账币种,余额,对方户名,{number}\n"
        "2026-09-01,a,b,1.00,,人民币,5.00,c,d\n"
        f",\t {number},\n人民币合计,,,1.00,0.00,{number}\n \n"
    )
    found = read(text.replace(f",\t {number},\n", ""))
    assert number not in found.kept.decode() + shown(found)
    assert found.struck == (Struck("outside the table", 3),)
    assert found.bank[0].amount.plain == "1.00"


@pytest.mark.parametrize(
    ("cell", "kept", "masked"),
    [
        ("6222021234567890123", "622202*********0123", "622202*********0123"),
        ("1234567890123456", "123456******3456", "123456******3456"),
        ("6222 0212 3456 1234", "6222 02** **** 1234", "622202******1234"),
        ("62220212****1234", "622202******1234", "622202******1234"),
        ("622202******61234", "622202*******1234", "622202*******1234"),
        ("622202xxxxxx1234", "622202xxxxxx1234", "622202******1234"),
        ("622***1234", "622***1234", "622***1234"),
        ("6222**55**1234", "6222******1234", "6222******1234"),
        ("1234", "1234", "1234"),
        ("****", "****", ""),
        ("", "", ""),
        ("ICBC 62220212345678901", "ICBC 622202*******8901", "622202*******8901"),
        ("工行 1234", "工行 1234", "1234"),
        ("４１１１１１１１１１１１１１１１", "４１１１１１******１１１１", "411111******1111"),
    ],
)
def test_a_card_column_keeps_six_and_four_digits(cell: str, kept: str, masked: str) -> None:
    assert struck_card(cell) == kept
    assert card_masked(cell) == masked
    assert struck_card(kept) == kept


def test_a_column_the_owner_confirmed_keeps_its_numbers(read: Read) -> None:
    number, other = card(5), card(6)
    cells = SETTLED_ROW.replace("632410000102", number).replace("P1", other)
    data = f"{SETTLED}\n{cells}\n"
    assert "--references rrn" in " ".join(map(str, read(data).warnings))
    found = read(data, references=["rrn"])
    assert found.settlement[0].rrn == number
    assert found.settlement[0].payout_ref != other
    assert "rrn" not in [each.where for each in found.struck]
    assert read(data, references=["rrn", "payout_ref"]).kept == data.encode()


def test_the_rows_own_card_is_struck_even_in_a_confirmed_column(read: Read) -> None:
    number = card(7)
    masked = f"{number[:6]}******{number[-4:]}"
    for own in (masked, number, f"6222***{number[-4:]}"):
        cells = SETTLED_ROW.replace("632410000102", number).replace("622202******1234", own)
        found = read(f"{SETTLED}\n{cells}\n", references=["rrn"])
        assert found.settlement[0].rrn == masked
        assert number not in found.kept.decode()


@pytest.mark.parametrize("own", ["622203******{last}", "****0000", "622202******", ""])
def test_another_card_in_the_row_says_nothing_of_a_confirmed_column(read: Read, own: str) -> None:
    number = card(8)
    cells = SETTLED_ROW.replace("632410000102", number)
    cells = cells.replace("622202******1234", own.format(last=number[-4:]))
    assert read(f"{SETTLED}\n{cells}\n", references=["rrn"]).settlement[0].rrn == number


def test_a_card_without_check_digit_is_known_from_the_rows_own_column(read: Read) -> None:
    cells = SETTLED_ROW.replace("622202******1234", "6222021111111234").replace(
        "note", "6222021111111234"
    )
    found = read(f"{SETTLED}\n{cells}\n")
    assert "6222021111111234" not in found.kept.decode() + shown(found)


def test_references_may_be_named_by_meaning(read: Read, book: Book, sheet: Sheet) -> None:
    head = ["清算时间", "检索号", "终端号", "清算金额", "银商订单号", *_OTHERS]
    row = ["20260902", card(9), "T1", "99.40", "U1", *_OTHER_CELLS]
    data = book(sheet([head, row]))
    assert read(data, references=["rrn"]).settlement[0].rrn == card(9)
    assert read(data, references=["检索号"]).settlement[0].rrn == card(9)
    assert read(data).settlement[0].rrn != card(9)


_OTHERS = ["交易时间", "交易类型", "卡号", "交易金额", "手续费", "流水号", "卡类型", "发卡行",
           "商户号", "商户订单号", "交易方式", "备注"]  # fmt: skip
_OTHER_CELLS = ["2026-09-01 12:00:05", "消费", "622202******1234", "100.00", "0.60", "000123",
                "借记卡", "工商银行", "M1", "O1", "POS", "memo"]  # fmt: skip
_HEAD = ["清算时间", "检索号", "终端号", "清算金额", "银商订单号", *_OTHERS]
_ROW = ["20260902", "632410000102", "T1", "99.40", "U1", *_OTHER_CELLS]


def unpacked(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(each).decode() for each in parts.namelist())


@pytest.mark.parametrize("at", range(len(_HEAD)))
def test_a_card_number_in_any_cell_of_a_workbook_is_gone(
    read: Read, book: Book, sheet: Sheet, at: int
) -> None:
    number = card(at + 100)
    cells = list(_ROW)
    cells[at] = number
    found = read(book(sheet([_HEAD, cells, _ROW])))
    assert number not in unpacked(found.kept) + shown(found)
    again = read(found.kept)
    assert rows_of(again) == rows_of(found)
    assert again.kept == found.kept


def test_a_card_number_stored_as_a_number_or_shared_text_is_gone(
    read: Read, book: Book, sheet: Sheet
) -> None:
    number, shared, alone = card(200, length=19), card(201), card(202)
    cells = sheet([_ROW]).removesuffix("</row>")
    data = book(
        sheet([[*_HEAD, "a", "b"]])
        + f'{cells}<c r="R2" s="3" t="n"><v>{number}</v></c><c t="s"><v>0</v></c></row>'
        + sheet([_ROW]),
        sheet([[f"note {shared}", "<b>&"]])
        + '<row><c t="s"><v>0</v></c><c><f>"4111111111111111"</f>'
        "<v>1</v></c><c t='s'><v>1</v></c></row>",
        shared=f"<si><t>{shared}</t></si><si><t>kept &amp; whole</t></si><si><t>x {alone}</t></si>",
        styles="<cellXfs/>",
        **{"docProps/core.xml": f"<a>{card(203)}</a>".encode(), "xl/media/a.bin": b"\x00\x01"},
    )
    found = read(data)
    text = unpacked(found.kept)
    for each in (number, shared, alone, card(203), "4111111111111111"):
        assert each not in text + shown(found)
    assert f"{number[:6]}*********{number[-4:]}" in text
    assert 's="3"' in text
    assert "kept &amp; whole" in text
    assert "&lt;b&gt;&amp;" in text
    assert Struck("elsewhere in the workbook", 4) in found.struck
    again = read(found.kept)
    assert rows_of(again) == rows_of(found)
    assert again.kept == found.kept


def test_shared_text_of_a_confirmed_column_stays(read: Read, book: Book, sheet: Sheet) -> None:
    number = card(300)
    cells = sheet([_ROW]).replace(
        '<c t="inlineStr"><is><t>632410000102</t></is></c>', '<c t="s"><v>0</v></c>'
    )
    data = book(sheet([_HEAD]) + cells, shared=f"<si><t>{number}</t></si>")
    found = read(data, references=["检索号"])
    assert found.settlement[0].rrn == number
    assert found.kept == data


def test_a_card_in_the_name_of_a_sheet_is_gone(
    read: Read, book: Book, sheet: Sheet, tmp_path: Path
) -> None:
    number = card(301)
    data = book(sheet([_HEAD, _ROW]))
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as was, zipfile.ZipFile(out, "w") as now:
        for each in was.namelist():
            now.writestr(each, was.read(each).replace(b"Sheet1", number.encode()))
    found = read(out.getvalue())
    assert found.sheet == f"{number[:6]}******{number[-4:]}"
    assert number not in unpacked(found.kept)


def test_a_workbook_that_cannot_be_struck_is_refused(
    read: Read, book: Book, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [card(400), *_ROW[1:]]
    monkeypatch.setattr(workbook, "struck", lambda _file, data, _asked: [b"0", data])
    with pytest.raises(StatementUnreadable, match="cannot be struck"):
        read(book(sheet([_HEAD, cells])), name="june.xlsx")


def test_a_workbook_of_the_old_kind_is_struck_in_place() -> None:
    data = OLD_BOOK.read_bytes()
    other, third = card(402), card(403)
    old = "晨光便利店－网上商城".encode("utf-16-le")
    assert old in data
    tail = struct.pack("<d", float(third)) + other.encode() + b"    " + other.encode("utf-16-le")
    wishes = {
        "changed": {"晨光便利店－网上商城": "晨光便利店－网上**", third: masked(third)},
        "kept": [],
    }
    count, new = struck("x.xls", data + tail, json.dumps(wishes).encode())
    assert int(count) == 2
    assert old not in new
    assert other.encode() not in new
    assert other.encode("utf-16-le") not in new
    assert struct.pack("<d", float(third)) not in new
    assert len(new) == len(data + tail)


def test_an_old_workbook_keeps_what_only_looks_like_a_card() -> None:
    data = OLD_BOOK.read_bytes()
    number = card(404)
    tail = b" " + number.encode() + b" " + number.encode("utf-16-le") + b" 12345678901234567"
    wishes = json.dumps({"changed": {}, "kept": [number]}).encode()
    assert list(struck("x.xls", data + tail, wishes)) == [b"0", data + tail]


def test_numbers_are_compared_as_they_are_shown(book: Book, sheet: Sheet) -> None:
    number = card(405)
    rows = (
        sheet([["a"]])
        + f'<row><c><v>{float(number)!r}</v></c><c t="n"><v>x</v></c><c t="str"><v>y</v></c></row>'
    )
    wishes = {"changed": {plain_number(repr(float(number))): "1***"}, "kept": []}
    _, new = struck("x.xlsx", book(rows), json.dumps(wishes).encode())
    assert "1***" in unpacked(new)
