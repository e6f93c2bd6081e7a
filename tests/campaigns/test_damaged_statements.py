"""Damaged files of formats that need code, and web pages: rows that add up, or a refusal."""

import os
import random
import time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.base.errors import StatementError
from posassist.base.i18n import language
from posassist.catalog.formats import Format, formats
from posassist.statements.code_format import code_formats
from posassist.statements.reader import read_statement
from posassist.statements.statement import Statement
from tests.campaigns.conftest import Record

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("ofx", "qif", "mt940", "camt", "bai2", "coda")
ZONE = ZoneInfo("Asia/Shanghai")
PER_ROUND = 150
SLOWEST = 5
WHOLE = (
    (
        "OFXHEADER:100\nCHARSET:936\n\n<OFX><STMTRS><CURDEF>CNY<BANKACCTFROM><ACCTID>12345678"
        "</BANKACCTFROM><BANKTRANLIST><DTSTART>20260901<DTEND>20260930<STMTTRN><TRNTYPE>POS"
        "<DTPOSTED>20260910<TRNAMT>-6,60<FITID>1<NAME>收款 4111111111111111</STMTTRN>"
        "</BANKTRANLIST></STMTRS></OFX>"
    ),
    "!Type:Bank\nD8/15/13\nT-1,000.00\nPPayee\nSFood\n$-1000.00\n^\nD3/4/13\nU7.00\nMcafé\n^\n",
    (
        ":20:R\r\n:25:DE1\r\n:28C:1\r\n:60F:C260831EUR100,00\r\n:61:2609100910C100,00NTRFNONREF//B1"
        "\r\n:86:batch 411111111\r\n1111111\r\n:90C:1EUR100,00\r\n:62F:C260930EUR200,00\r\n-\r\n"
    ),
    (
        '<?xml version="1.0"?><Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE1</IBAN></Id></Acct>'
        "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>1</Amt><CdtDbtInd>DBIT"
        "</CdtDbtInd><Dt><Dt>2026-08-31</Dt></Dt></Bal><TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries>"
        "<Sum>9.50</Sum></TtlNtries></TxsSummry><Ntry><Amt Ccy='EUR'>9.50</Amt><CdtDbtInd>CRDT"
        "</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-09-12</Dt></BookgDt><AddtlNtryInf>batch"
        "</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>"
    ),
    (
        "01,S,R,260911,0829,1,80,1,2/\n02,R,S,1,260910,2400,USD,2/\n03,1,,010,10,,,015,160,,/\n"
        "88,100,150,1,,400,0,0,/\n16,195,150,V,260910,,B,C,ACQUIRER 41111111/\n88,11111111/\n"
        "49,470,5/\n98,470,1,7/\n99,470,1,9/"
    ),
    (
        '<html><head><meta charset="gb2312"><style>td{}</style></head><!-- 账单 --><table><tr>'
        "<td>x</table><table border=1><tr><th>booked_on<th>amount<th>currency<th>balance<th>"
        "counterparty<th>memo<th>reference</tr><tr><td>2026-09-14</td><td>5.00</td><td>CNY</td>"
        "<td></td><td>甲&nbsp;乙</td><td>4111111111111111</td><td>1</td></tr><tr><td>2026-09-15<td>"
        "-1286.00<td>CNY<td><td><b>刷卡</b><br>款<td>&#36716;&amp;<td></table></body></html>"
    ),
)
JUNK = (
    b"", b"\0", b"\xff", b"\xa1\xa1", b"4111111111111111", b"4111 1111 1111 1111", b"<", b">",
    b"</", b"<!--", b"<![CDATA[", b"<?", b"&#x0;", b"&lol;", b"<!DOCTYPE a>", b"\n", b"\r\n", b"/",
    b",", b"^", b":61:", b":62F:", b"-}", b"88,", b"49,", b"16,", b"99999999999999999999", b"-",
    b"'", b"\xef\xbb\xbf", b"\x1a", b'"', b"1e5", b"NaN", b"\xe4\xb8\xad", b"0", b"2099",
    b"<STMTTRN>", b"</OFX>", b"<Ntry>", b"!Type:Bank\n", b"21", b"22", b"\xe2\x80\xa8",
    b"\xd9\xa1", b"CHARSET:949", b"ENCODING:UTF-7",
    b"<td>", b"<table>", b"</table>", b"<tr><td colspan=99999>", b"&nbsp;", b"&#1114112;",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> list[bytes]:
    """The files to damage: invented ones, and the real ones where they are."""
    samples = Path(os.environ.get("POSASSIST_SAMPLES", ROOT.parent / "shared" / "samples"))
    real = [file for each in FOLDERS for file in sorted((samples / each).glob("*"))]
    small = [each.read_bytes() for each in real if each.stat().st_size < 8_000]
    return [*(each.encode("gb18030") for each in WHOLE), *small]


@pytest.mark.usefixtures("here")  # a child a file would take hours
def test_a_damaged_file_is_read_to_the_cent_or_refused(
    whole: list[bytes], seed: int, count: int, record: Record
) -> None:
    every, ids = formats(), [None, None, None, *(each.id for each in code_formats())]
    for number in range(seed * PER_ROUND, (seed + count) * PER_ROUND):
        chance = random.Random(number)
        data = damaged(chance, chance.choice(whole))
        begun = time.process_time()
        told = hold(data, every, chance.choice(ids))
        assert time.process_time() - begun < SLOWEST, number
        assert not told, (number, told)
    record("damaged statement files: read to the cent, or refused", count * PER_ROUND, 0)


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Return the bytes with some changed, lost, doubled, cut off or put in."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(out) + 1)
        to = at + chance.choice((1, 1, 2, 5, 30, 300))
        out[at:to] = chance.choice(
            (
                bytes([chance.randrange(256)]),
                b"",
                bytes(out[at:to]) * 2,
                chance.choice(JUNK) + bytes(out[at:to]),
                chance.choice(JUNK),
                bytes(out[at : at + 400])[::-1],
            )
        )
        if chance.random() < 0.1:
            del out[at:]
    return bytes(out)


def hold(data: bytes, every: tuple[Format, ...], format_id: str | None) -> str:
    """Return what is wrong with what came of a file, or nothing."""
    try:
        found = reading(data, every, format_id)
    except StatementError as refused:
        for code in ("en", "zh_CN"):
            language(code).say(refused.message, **refused.fields)
            language(code).say(refused.next_step, **refused.fields)
        return ""
    for each in (*found.warnings, *(bad.reason for bad in found.bad_rows)):
        language("zh_CN").render(each)
    rows = sorted([*(each.row for each in found.bank), *(each.row for each in found.bad_rows)])
    if len(set(rows)) != len(rows) or (rows and rows[0] < 1):
        return "rows are not numbered"
    for currency, total in found.sums.items():
        amounts = [each.amount for each in found.bank if each.amount.currency == currency]
        if Decimal(total) != sum((each.decimal for each in amounts), Decimal(0)):
            return "the sum is not that of the rows"
    again = reading(found.kept, every, found.format_id)
    return "" if (again.bank, again.kept) == (found.bank, found.kept) else "the kept file differs"


def reading(data: bytes, every: tuple[Format, ...], format_id: str | None) -> Statement:
    return read_statement("x.dat", data, every, format_id=format_id, zone=ZONE, currency="CNY")
