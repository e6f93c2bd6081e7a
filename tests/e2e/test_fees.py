"""fees audit: what CONTRACT promises of it."""

from pathlib import Path
from typing import Any

SETTLED = """\
merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn,channel,status
M1,T1,2026-08-30,2026-08-31,sale,1000.00,6.00,994.00,CNY,626000000001,credit,settled
M1,T1,2026-08-30,2026-08-31,sale,1000.00,6.30,993.70,CNY,626000000002,credit,settled
M1,T1,2026-09-01,2026-09-02,sale,9000.00,22.00,8978.00,CNY,626000000003,debit,settled
M1,T1,2026-09-02,2026-09-02,fee,0.00,3.00,-3.00,CNY,,,settled
"""


def test_fees_above_the_agreement_are_added_up(registered: Any, tmp_path: Path) -> None:
    assert registered("fees", "audit") == {
        "overcharged": {}, "by_month": [], "by_kind": [], "rises": [], "lines": [],
    }  # fmt: skip
    (tmp_path / "s.csv").write_text(SETTLED, encoding="utf-8")
    registered.within("import", tmp_path / "s.csv")
    audit = registered("fees", "audit")
    assert audit["overcharged"] == {"CNY": "5.30"}
    assert audit["by_month"] == [
        {"month": "2026-08", "count": 1, "overcharged": {"CNY": "0.30"}},
        {"month": "2026-09", "count": 2, "overcharged": {"CNY": "5.00"}},
    ]
    assert audit["by_kind"] == [
        {"kind": "overcharged_fee", "count": 2, "overcharged": {"CNY": "2.30"}},
        {"kind": "unexpected_fee", "count": 1, "overcharged": {"CNY": "3.00"}},
    ]
    shown = [(each["row"], each["charged"], each["agreed"]) for each in audit["lines"]]
    assert shown == [(2, "6.30", "6.00"), (3, "22.00", "20.00"), (4, "3.00", "0.00")]
    august = registered.within("fees", "audit", "--to", "2026-08-31")
    assert august["overcharged"] == {"CNY": "0.30"}
    assert "5.30" in registered.says("fees", "audit", language="zh_CN")


def test_a_raised_rate_is_told_with_the_day_it_began(registered: Any, tmp_path: Path) -> None:
    rows = ["merchant_id,occurred_on,settled_on,type,gross,fee,net,currency,channel,rrn"]
    for day in range(1, 13):
        fee = "0.60" if day < 7 else "2.99"
        rows.append(f"M1,2026-09-{day:02},2026-09-{day + 1:02},sale,100.00,{fee},"
                    f"{100 - float(fee):.2f},CNY,credit,R{day}")  # fmt: skip
    (tmp_path / "s.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    registered.within("import", tmp_path / "s.csv")
    (rise,) = registered.within("fees", "audit")["rises"]
    assert rise == {
        "merchant": "M1", "channel": "credit", "since": "2026-09-08", "agreed": "0.60%",
        "charged": "2.99%", "lines": 6,
    }  # fmt: skip
    assert "2.99%" in registered.says("fees", "audit", language="zh_CN")
