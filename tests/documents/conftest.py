"""An invented case, and the bytes of its exhibits."""

import datetime as dt
import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.base.i18n import Text
from posassist.documents.pack import (
    Acquisition,
    ClaimItem,
    Compared,
    EvidencePack,
    Exhibit,
    Happening,
    Sourced,
)
from posassist.domain.anchor import ChainHead
from posassist.domain.case import Contact
from posassist.domain.deposit import BankLine
from posassist.domain.discrepancy import Kind
from posassist.domain.journal import EntryType, JournalEntry
from posassist.domain.labels import label
from posassist.domain.money import Money
from posassist.domain.party import ShopDetails
from posassist.domain.settlement import LineStatus, LineType, SettlementLine

ZONE = ZoneInfo("Asia/Shanghai")
CAPTURE, EXPORT, STATEMENT, PHOTO = b"capture", b"export", b"statement", b"photo"
MakePack = Callable[..., EvidencePack]
ReadPdf = Callable[[bytes], str]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _item(number: int) -> ClaimItem:
    at = dt.datetime(2026, 10, 9, 9, 0, tzinfo=ZONE) + dt.timedelta(minutes=7 * number)
    money = Money.of(12850 + 37 * number, "CNY")
    entry = JournalEntry(
        row=number + 1,
        terminal_id="10001234",
        type=EntryType.SALE,
        amount=money,
        occurred_at=at,
        merchant_id="999290054110001",
        batch_no="000231",
        trace_no=f"{number + 1:06d}",
        rrn=f"2810{number:08d}",
        auth_code=f"{100000 + number}",
        card_masked="622202******1234",
        proven=number % 3 > 0,
        raw=f"raw journal {number}",
    )
    line = SettlementLine(
        row=number + 1,
        type=LineType.SALE,
        status=LineStatus.HELD,
        gross=money,
        fee=Money.of(77, "CNY"),
        net=money - Money.of(77, "CNY"),
        settled_on=dt.date(2026, 10, 12),
        occurred_on=at.date(),
        occurred_time=at.time(),
        rrn=entry.rrn,
        raw=f"{entry.rrn},{money.plain},已冻结",
    )
    bank = BankLine(
        row=3,
        booked_on=dt.date(2026, 10, 12),
        amount=Money.of(523411, "CNY"),
        counterparty="银联商务支付股份有限公司",
        memo="商户结算款",
        reference="B2026101200",
        raw="2026-10-12,5234.11",
    )
    return ClaimItem(
        discrepancy=f"d{number}",
        kind=label(Kind.HELD if number % 2 else Kind.MISSING),
        at_stake=money,
        due_on=dt.date(2026, 10, 12),
        days_late=43,
        reason=Text("Sale {number} stands in no settlement", {"number": number}),
        journal=(Sourced(entry, "capture.bin", sha(CAPTURE)),),
        settlement=(Sourced(line, "十月.xlsx", sha(EXPORT)),) if number % 2 else (),
        bank=(Sourced(bank, "bank.csv", sha(STATEMENT)),) if number < 2 else (),
        of_equal=(1, 3) if number == 2 else None,
    )


@pytest.fixture
def make_pack() -> MakePack:
    """Make the case, with so many items and whatever a test wants otherwise."""

    def make(count: int = 5, **changes: object) -> EvidencePack:
        items = tuple(map(_item, range(count)))
        fields: dict[str, object] = {
            "case_number": 3,
            "shop": ShopDetails(
                1, "解放路老张面馆", "杭州市解放路 88 号", "0571-0000", "92330102MA0000000X"
            ),
            "acquirer": "银联商务支付股份有限公司",
            "items": items,
            "exhibits": (
                Exhibit("capture.bin", "终端读取", "交易", sha(CAPTURE), len(CAPTURE)),
                Exhibit("十月.xlsx", Text("Provider"), "结算", sha(EXPORT), len(EXPORT)),
                Exhibit("bank.csv", "网银", "到账", sha(STATEMENT), len(STATEMENT)),
                Exhibit("小票.jpg", "拍照", "签购单", sha(PHOTO), len(PHOTO), original=False),
            ),
            "as_of": dt.date(2026, 11, 24),
            "printed_on": dt.datetime(2026, 11, 24, 10, 30, tzinfo=ZONE),
            "chain_head": ChainHead(sha(b"head"), 7),
            "software": "0.1.0",
            "opened_on": dt.date(2026, 11, 20),
            "merchants": ("999290054110001",),
            "terminals": ("10001234",),
            "account": "工商银行 6789",
            "agreement": (("结算周期", "T+1"), ("日切", "23:00")),
            "comparison": tuple(
                Compared(dt.date(2026, 10, 9), each.discrepancy, each.at_stake, None, None, None)
                for each in items
            ),
            "chronology": (
                Happening(dt.date(2026, 10, 9), "终端批准", dt.time(9, 0), "capture.bin"),
            ),
            "contacts": (
                Contact(
                    dt.date(2026, 11, 20), "正在核查", "客服", "GD0012", dt.date(2026, 11, 25)
                ),
            ),
            "acquisitions": (
                Acquisition(
                    "串口读取", "capture.bin", sha(CAPTURE), "SN-1", "A920",
                    dt.datetime(2026, 11, 20, 9, 0, tzinfo=ZONE), True, None,  # noqa: FBT003
                    dt.timedelta(seconds=37),
                ),
            ),
        }  # fmt: skip
        return EvidencePack(**(fields | changes))  # type: ignore[arg-type]  # a test's own choice

    return make


@pytest.fixture
def originals() -> dict[str, bytes]:
    """The exhibits' bytes by digest."""
    return {sha(data): data for data in (CAPTURE, EXPORT, STATEMENT, PHOTO)}


@pytest.fixture
def read_pdf(tmp_path: Path) -> ReadPdf:
    """Read a PDF's text back as another program sees it."""

    def read(pdf: bytes) -> str:
        path = tmp_path / "page.pdf"
        path.write_bytes(pdf)
        done = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
        )
        return done.stdout.decode()

    return read
