"""How long a pack of many rows takes, beside reportlab's own table cut into chunks, in one run.

    python packaging/dev.py bench pages [ROWS]

The whole pack (cover, comparison, digests, PDF/A and its check) may take twice as long as the bare
table does. Times are of the processor, so that a busy computer does not spoil them.
"""

import datetime as dt
import hashlib
import io
import resource
import sys
import time
from collections.abc import Callable
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from posassist.documents import FONT
from posassist.documents.evidence import evidence_pdf
from posassist.documents.fonts import as_text, drawable
from posassist.documents.pack import ClaimItem, EvidencePack, Exhibit, Sourced
from posassist.domain.anchor import ChainHead
from posassist.domain.money import Money
from posassist.domain.party import ShopDetails
from posassist.domain.settlement import LineStatus, LineType, SettlementLine

ROWS: Final = 5_000
CHUNK: Final = 200
MOST: Final = 2.0


def lines(count: int) -> list[SettlementLine]:
    """Return invented settlement lines with a raw row each."""
    day = dt.date(2026, 10, 9)
    return [
        SettlementLine(
            row=number,
            type=LineType.SALE,
            status=LineStatus.SETTLED,
            gross=Money.of(1000 + number, "CNY"),
            fee=Money.of(6, "CNY"),
            net=Money.of(994 + number, "CNY"),
            settled_on=day,
            occurred_on=day,
            occurred_time=dt.time(9, number % 60),
            rrn=f"6280{number:08d}",
            raw=f"20261009,{number:06d},消费,晨光便利店,{1000 + number},交易方式：微信支付",
        )
        for number in range(1, count + 1)
    ]


def bare(rows: list[SettlementLine]) -> bytes:
    """Print the rows as reportlab's own tables of 200 rows, the raw row as a paragraph."""
    style = ParagraphStyle("raw", fontName=FONT, fontSize=6.2, leading=8.8, wordWrap="CJK")
    head = [
        "行号",
        "交易时间",
        "结算日",
        "类型",
        "状态",
        "总额",
        "手续费",
        "净额",
        "参考号",
        "原文",
    ]
    widths = [28, 70, 44, 28, 32, 42, 32, 42, 62, 130]
    story: list[Flowable] = []
    for start in range(0, len(rows), CHUNK):
        data: list[list[object]] = [list(head)]
        for line in rows[start : start + CHUNK]:
            when = f"{line.occurred_on} {line.occurred_time}"
            figures = [str(line.gross), str(line.fee), str(line.net)]
            data.append(
                [
                    str(line.row), when, line.settled_on.isoformat(), "消费", "已结算",
                    *figures, line.rrn, Paragraph(as_text(line.raw), style),
                ]
            )  # fmt: skip
        table = Table(data, widths, repeatRows=1)
        table.setStyle(
            [("FONT", (0, 0), (-1, -1), FONT, 7), ("LINEBELOW", (0, 0), (-1, -1), 0.4, 0)]
        )
        story.append(table)
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4, leftMargin=40, rightMargin=40).build(story)
    return buffer.getvalue()


def whole(rows: list[SettlementLine]) -> bytes:
    """Print the rows as one payout of a case."""
    digest = hashlib.sha256(b"settlement").hexdigest()
    at_stake = sum((each.gross for each in rows), Money.zero("CNY"))
    item = ClaimItem(
        "d", "not_arrived", at_stake, dt.date(2026, 10, 12), 43, "没有到账",
        settlement=tuple(Sourced(each, "settlement.csv", digest) for each in rows),
    )  # fmt: skip
    pack = EvidencePack(
        case_number=1,
        shop=ShopDetails(1, "晨光便利店"),
        acquirer="示例收单",
        items=(item,),
        exhibits=(Exhibit("settlement.csv", "provider", "settlement", digest, 10),),
        as_of=dt.date(2026, 11, 24),
        printed_on=dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC),
        chain_head=ChainHead(digest, 1),
        software="bench",
        version=1,
    )
    rendered = evidence_pdf(pack, "zh_CN", {digest: b"settlement"})
    assert rendered.pdfa
    return rendered.pdf


def timed(printing: Callable[[list[SettlementLine]], bytes], rows: list[SettlementLine]) -> float:
    """Return the processor's seconds for printing, the fonts loaded before."""
    began = time.process_time()
    size = len(printing(rows))
    seconds = time.process_time() - began
    say(f"{printing.__name__:6} {seconds:7.2f} s  {size / 1024:8.0f} KiB")
    return seconds


def say(text: str) -> None:
    """Tell a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Measure both, and fail when the pack takes more than twice the bare table."""
    rows = lines(int(arguments[0]) if arguments else ROWS)
    drawable()
    ratio = timed(whole, rows) / timed(bare, rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{len(rows):,} rows: {ratio:.2f} times the bare table (at most {MOST}); {peak:.0f} MB")
    return int(ratio > MOST)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
