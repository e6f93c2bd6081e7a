"""Takings and arrivals around a case: matched deposits only, and no day without a statement."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.base.paths import Profile
from posassist.documents.pack import EvidencePack
from posassist.usecases import cases
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.print_evidence import assembled
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.registers import Terms, add_account, set_agreement
from posassist.usecases.shop import Shop, open_shop

AS_OF = dt.date(2026, 9, 20)
JOURNAL = b"""\
terminal_id,merchant_id,type,amount,currency,occurred_at,rrn,channel,status
T1,M1,sale,100.00,CNY,2026-09-14T10:00:00,626000000001,credit,approved
T1,M1,sale,1286.00,CNY,2026-09-15T11:00:00,626000000002,credit,approved
T1,M1,sale,9.00,CNY,2026-09-15T12:00:00,626000000004,credit,declined
"""
SETTLEMENT = b"""\
merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn
M1,T1,2026-09-14,2026-09-15,sale,100.00,0.60,99.40,CNY,626000000001
M1,T1,2026-09-16,2026-09-17,sale,50.00,0.30,49.70,CNY,626000000003
"""
BANK = b"""\
booked_on,amount,currency,balance,counterparty,memo,reference
2026-09-14,5.00,CNY,,,rent,
2026-09-15,99.40,CNY,,,,
2026-09-18,5.00,CNY,,,rent,
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    clock = dt.datetime(2026, 9, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    with open_shop(Profile(tmp_path / "own"), clock=lambda: clock) as opened:
        add_account(opened, "ICBC", last4="8801")
        set_agreement(opened, Terms("Acquirer", "T+1", "22:00", "CN", ("credit:0.60%",)))
        yield opened


def pack(shop: Shop, **files: bytes) -> EvidencePack:
    for name, data in files.items():
        import_bytes(shop, f"{name}.csv", data)
    found = reconcile_period(shop, as_of=AS_OF).found
    case = cases.open_case(shop, tuple(each.id for each in found), on=AS_OF)
    return assembled(shop, case, AS_OF)[0]


def test_a_week_before_the_case_and_the_days_since(shop: Shop) -> None:
    flow = pack(shop, journal=JOURNAL, settlement=SETTLEMENT, bank=BANK).flow
    assert (flow[0].on, flow[-1].on, len(flow)) == (dt.date(2026, 9, 8), AS_OF, 13)
    assert {each.on.day: str(each.sold) for each in flow if each.sold.minor} == {
        14: "¥100.00",
        15: "¥1,286.00",
    }
    assert {each.on.day: str(each.arrived) for each in flow if each.arrived is not None} == {
        14: "¥0.00",
        15: "¥99.40",
        16: "¥0.00",
        17: "¥0.00",
        18: "¥0.00",
    }


def test_without_a_bank_statement_nothing_is_drawn(shop: Shop) -> None:
    assert pack(shop, journal=JOURNAL, settlement=SETTLEMENT).flow == ()


def test_without_a_sale_of_the_journal_nothing_is_drawn(shop: Shop) -> None:
    made = pack(shop, settlement=SETTLEMENT, bank=BANK)
    assert (len(made.items), made.flow) == (1, ())
