"""Two hundred invented card numbers, planted wherever text comes in, are nowhere afterwards."""

import contextlib
import io
import json
import random
import re
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from posassist.base.cards import luhn
from posassist.documents import FONT
from posassist.documents.fonts import drawable

PROGRAM = Path(sys.executable).with_name("posassist")
PREFIXES = ("622202", "4", "51", "37", "3528", "6011", "62", "2221", "81", "36")
_DIGITS = re.compile(r"[0-9](?:[ \-\u00a0\n]?[0-9]){12,}")
_GAP = re.compile(r"[^0-9]")
JOURNAL = (
    "terminal_id,merchant_id,batch_no,trace_no,rrn,auth_code,type,amount,currency,occurred_at,"
    "card_masked,channel,response_code,status,original_rrn,note"
)
SETTLEMENT = (
    "merchant_id,terminal_id,occurred_on,occurred_time,settled_on,type,gross,fee,net,currency,rrn,"
    "trace_no,auth_code,batch_no,card_masked,channel,status,payout_ref,note"
)
BANK = "booked_on,amount,currency,balance,counterparty,memo,reference,note"
MX_HEAD = ["清算时间", "检索号", "终端号", "清算金额", "银商订单号", "交易时间", "交易类型", "卡号",
           "交易金额", "手续费", "流水号", "卡类型", "发卡行", "商户号", "商户订单号", "交易方式",
           "备注"]  # fmt: skip
MX_ROW = ["20260915", "632410000102", "T1", "99.40", "U1", "2026-09-14 12:00:05", "消费",
          "622202******1234", "100.00", "0.60", "000123", "借记卡", "工商银行", "M1", "O1", "POS",
          "memo"]  # fmt: skip
ICBC = "交易日期,摘要,交易场所,记账金额(收入),记账金额(支出),记账币种,余额,对方户名,对方账户"


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKED = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Cards:
    """Two hundred invented numbers, handed out one by one."""

    def __init__(self, count: int, seed: int) -> None:
        rng = random.Random(seed)
        self.all: list[str] = []
        while len(self.all) < count:
            prefix = PREFIXES[len(self.all) % len(PREFIXES)]
            length = {"37": 15, "36": 14}.get(prefix) or rng.choice((16, 16, 19))
            body = prefix + "".join(rng.choices("0123456789", k=length - len(prefix) - 1))
            number = next(body + str(n) for n in range(10) if luhn(body + str(n)))
            if number not in self.all:
                self.all.append(number)
        self.used = 0

    def __call__(self) -> str:
        self.used += 1
        return self.all[(self.used - 1) % len(self.all)]


@pytest.fixture
def cards() -> Cards:
    return Cards(200, 7)


def planted(cards: Cards, head: str, row: str, fixed: str) -> str:
    """Return a table with one row a column, a card number in that column."""
    names, cells = head.split(","), row.split(",")
    lines = [head, row]
    for at, name in enumerate(names):
        if name not in fixed.split(","):
            lines.append(",".join([*cells[:at], cards(), *cells[at + 1 :]]))
    return "\n".join(lines) + "\n"


def workbook(rows: list[list[str]]) -> bytes:
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{each}</t></is></c>' for each in row) + "</row>"
        for row in rows
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{_PACKED}"><Relationship Id="b" '
            f'Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKED}"><Relationship Id="a" '
            f'Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData>'
            "</worksheet>",
        }.items():
            book.writestr(name, text)
    return out.getvalue()


def page(cards: Cards) -> bytes:
    """Return a PDF with cards in plain and embedded fonts, title, kerned text and a file in it."""
    out = io.BytesIO()
    drawable()
    canvas = Canvas(out, pageCompression=1)
    canvas.setTitle(f"slip {cards()}")
    canvas.drawString(72, 700, f"card {cards()} paid")
    canvas.setFont(FONT, 12)
    canvas.drawString(72, 650, f"卡号 {cards()} 已付")
    number = cards()
    for n in range(0, len(number), 4):
        canvas.drawString(72 + 40 * n, 600, number[n : n + 4])
    canvas.bookmarkPage("a")
    canvas.addOutlineEntry(f"about {cards()}", "a")
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        name = f"{cards()}.txt"
        pdf.attachments[name] = pikepdf.AttachedFileSpec(
            pdf, f"inside {cards()}".encode(), filename=name
        )
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def texts_of(data: bytes) -> Iterator[str]:
    """Yield all text that can be got out of a file: as bytes, unpacked, decompressed, as a page."""
    for codec in ("latin-1", "utf-16-le", "utf-16-be"):
        yield data.decode(codec, errors="ignore")
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            for each in opened.infolist():
                yield each.filename
                yield from texts_of(opened.read(each))
    if b"%PDF" in data[:100]:
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
            with contextlib.suppress(zlib.error):
                yield zlib.decompress(stream).decode("latin-1")
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for inner in pdf.attachments.values():
                yield from texts_of(inner.get_file().read_bytes())
            yield str(pdf.docinfo)
        yield subprocess.run(
            ["pdftotext", "-", "-"], input=data, capture_output=True, check=True
        ).stdout.decode()


def leaks(cards: list[str], texts: Iterator[str]) -> set[str]:
    """Return every number that stands whole in one of the texts, with or without gaps."""
    found: set[str] = set()
    for text in texts:
        for run in _DIGITS.findall(text):
            bare = _GAP.sub("", run)
            found |= {each for each in cards if each in bare}
    return found


class Runs:
    """The command over one profile; remembers everything it said."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self.said: list[str] = []

    def __call__(self, *arguments: object, codes: tuple[int, ...] = (0,)) -> Any:
        done = subprocess.run(
            [str(PROGRAM), "--profile", str(self.profile), "--language", "en", "--json",
             *map(str, arguments)],
            capture_output=True, text=True, check=False, timeout=120, encoding="utf-8",
        )  # fmt: skip
        self.said += [done.stdout, done.stderr]
        assert done.returncode in codes, done.stdout[-2000:] + done.stderr[-2000:]
        return json.loads(done.stdout) if done.stdout else None


def test_none_of_two_hundred_card_numbers_is_anywhere_afterwards(
    cards: Cards, tmp_path: Path
) -> None:
    run = Runs(tmp_path / "profile")
    given = tmp_path / "given"
    given.mkdir()
    journal_row = (
        "T1,M1,000007,000123,632410000102,A1,sale,100.00,CNY,2026-09-14 12:00:00,"
        "622202******1234,debit,00,approved,,note"
    )
    settled_row = (
        "M1,T1,2026-09-14,12:00:05,2026-09-15,sale,100.00,0.60,99.40,CNY,632410000109,000123,A1,"
        "000007,622202******1234,debit,settled,P1,note"
    )
    tables = {
        f"journal {cards()}.csv": planted(
            cards, JOURNAL, journal_row, "amount,currency,occurred_at"
        ),
        f"settlement-{cards()}.csv": planted(
            cards, SETTLEMENT, settled_row,
            "occurred_on,occurred_time,settled_on,gross,fee,net,currency",
        ),
        f"1-{cards()}.csv": planted(
            cards, BANK, "2026-09-15,99.40,CNY,5.00,Acquirer,payout,R1,n",
            "booked_on,amount,currency,balance",
        ),
        f"{cards()}_icbc.csv": f"明细查询文件下载\n卡号: {cards()}\n{ICBC}\n"
        f"2026-09-15,{cards()},{cards()},1.00,,人民币,5.00,{cards()},{cards()}\n"
        "人民币合计,,,1.00,0.00\n",
    }  # fmt: skip
    styles = ("{}", "card {}!", "1-{}", "2026-09-14 {}", "{} 12", "买家{}付", "'{}", "IMG_2026_{}")
    tables["memos.csv"] = (
        BANK
        + "\n"
        + "".join(
            f"2026-09-16,{n}.00,CNY,,,{styles[n % len(styles)].format(each)},R{n},\n"
            for n, each in enumerate(cards.all, 1)
        )
    )
    assert leaks(cards.all, iter(tables.values())) == set(cards.all)
    for name, text in tables.items():
        (given / name).write_text(text, encoding="utf-8")
    rows = [MX_HEAD, MX_ROW]
    rows += [[*MX_ROW[:n], cards(), *MX_ROW[n + 1 :]] for n in (1, 2, 4, 7, 10, 12, 13, 14, 16)]
    (given / f"mx {cards()}.xlsx").write_bytes(workbook(rows))

    run("shop", "set", "--name", f"Shop {cards()}", "--address", cards(), "--phone", cards(),
        "--licence", cards())  # fmt: skip
    run("account", "add", f"A {cards()}", "--number-last4", "8801", "--bank", cards(),
        "--holder", cards())  # fmt: skip
    run("terminal", "set", f"T {cards()}", "--serial", cards(), "--terminal-id", "T1",
        "--merchant", cards(), "--port", cards())  # fmt: skip
    run("agreement", "set", "--acquirer", f"Acquirer {cards()}", "--cycle", "T+1", "--cut-off",
        "22:00", "--calendar", "CN", "--fee", "debit:0.60%")  # fmt: skip
    done = run("import", given, "--accept-warnings", codes=(0, 4))
    assert len(done["files"]) == 6
    assert sum(each.get("new", 0) for each in done["files"]) > 240
    run("import", given / f"{cards()}.csv", codes=(4,))
    run("cases", "show", cards(), codes=(2,))
    run("match", "accept", cards(), codes=(2,))
    run("--shop", cards(), "reconcile", codes=(2,))
    found = run("discrepancies", "--as-of", "2026-09-25")["discrepancies"]
    run("cases", "open", *(each["id"] for each in found if each["covered"]), "--on", "2026-09-25")
    run("cases", "log", 1, "--text", f"card {cards()} and {cards()[:4]} ", "--with", cards(),
        "--ticket", cards())  # fmt: skip

    attached = {
        f"slip {cards()}.txt": f"卡号 {cards()}".encode("gb18030"),
        "wide.txt": f"card {cards()}".encode("utf-16"),
        "table.csv": "".join(f"a,{each},b\n" for each in cards.all).encode(),
        "page.pdf": page(cards),
        "book.xlsx": workbook([["a", cards()], [cards(), "b"]]),
        "all.zip": archive({
            f"{cards()}.txt": cards().encode(),
            "inner.zip": archive({"x.csv": cards().encode(), "y.pdf": page(cards)}),
        }),
        "photo.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + cards().encode() + b"\0" * 40,
    }  # fmt: skip
    for name, data in attached.items():
        (tmp_path / name).write_bytes(data)
    run("cases", "attach", 1, *(tmp_path / name for name in attached))
    assert "holds pictures" in run.said[-1]

    out = tmp_path / "out"
    run("evidence", 1, "--out", out, "--language", "zh_CN", "--language", "en",
        "--as-of", "2026-09-25")  # fmt: skip
    run("letter", 1, "--letter", "complaint-provider", "--out", out / "letter.pdf")
    run("letter", 1, "--letter", "complaint-provider", "--format", "txt", "--out", out / "l.txt")
    for name in ("journal", "lines"):
        run(name, "list", "--csv", out / f"{name}.csv")
    run("matches", "--csv", out / "matches.csv")
    run("discrepancies", "--as-of", "2026-09-25", "--csv", out / "discrepancies.csv")
    run("undo")
    run("history")
    run("imports", "list")

    assert leaks(cards.all, iter(run.said)) == set()
    files = [each for folder in (tmp_path / "profile", out) for each in folder.rglob("*")]
    assert len(files) > 25
    for path in files:
        assert leaks(cards.all, iter([path.name])) == set()
        if path.is_file():
            assert leaks(cards.all, texts_of(path.read_bytes())) == set(), path
    with contextlib.closing(sqlite3.connect(tmp_path / "profile" / "books.sqlite")) as books:
        assert leaks(cards.all, iter(books.iterdump())) == set()


def test_what_was_struck_keeps_its_first_six_and_last_four(cards: Cards, tmp_path: Path) -> None:
    from posassist.statements.originals import struck_file  # noqa: PLC0415

    number = cards()
    inner = archive({"a.txt": f"card {number}".encode(), "b.txt": b"whole"})
    clean = struck_file("x.zip", archive({"inner.zip": inner, "c.bin": b"\0\1"})).data
    with zipfile.ZipFile(io.BytesIO(clean)) as opened:
        with zipfile.ZipFile(io.BytesIO(opened.read("inner.zip"))) as again:
            text = again.read("a.txt").decode()
            assert again.read("b.txt") == b"whole"
        assert opened.read("c.bin") == b"\0\1"
    assert text == f"card {number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    del tmp_path


def test_a_confirmed_reference_column_stays_whole_except_the_rows_own_card(
    cards: Cards, tmp_path: Path
) -> None:
    run = Runs(tmp_path / "profile")
    reference, own = cards(), cards()
    masked = f"{own[:6]}******{own[-4:]}"
    path = tmp_path / "settlement.csv"
    path.write_text(
        "merchant_id,settled_on,gross,net,currency,rrn,card_masked\n"
        f"M1,2026-09-15,1.00,1.00,CNY,{reference},622202******0000\n"
        f"M1,2026-09-15,2.00,2.00,CNY,{own},{masked}\n",
        encoding="utf-8",
    )
    run("import", path, "--references", "rrn")
    lines = run("lines", "list")["lines"]
    assert reference in [each["rrn"] for each in lines]
    assert own not in json.dumps(lines)
    for kept in (tmp_path / "profile").rglob("*"):
        if kept.is_file():
            assert leaks([own], texts_of(kept.read_bytes())) == set()
