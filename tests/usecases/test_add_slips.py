"""Typed slips are the owner's word: kept, matched, undone, redone, and no alarm by themselves."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.base.errors import WrongUsage
from posassist.base.paths import Profile
from posassist.domain.discrepancy import Kind
from posassist.usecases import undo
from posassist.usecases.add_slips import slips_so_far
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop, open_shop
from posassist.usecases.typed_slip import add_typed

ZONE = ZoneInfo("Asia/Shanghai")
AT = "2026-09-14T10:18:09"
SETTLEMENT = b"""\
merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn,status
M1,T1,2026-09-14,2026-09-15,sale,100.00,0.60,99.40,CNY,626000000001,settled
M1,T1,2026-09-14,2026-09-15,sale,50.00,0.30,49.70,CNY,626000000002,settled
"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    clock = dt.datetime(2026, 9, 20, 9, tzinfo=ZONE)
    with open_shop(Profile(tmp_path), clock=lambda: clock) as opened:
        yield opened


def add(
    shop: Shop,
    amount: str = "100.00",
    rrn: str = "626000000001",
    terminal_id: str = "T1",
    **more: str,
) -> int:
    slip = {"amount": amount, "rrn": rrn, "occurred_at": AT, **more}
    return add_typed(shop, slip, terminal_id=terminal_id).new


def test_a_slip_meets_its_settlement_and_covers_no_day(shop: Shop) -> None:
    import_bytes(shop, "settlement.csv", SETTLEMENT)
    assert add(shop) == 1
    found = reconcile_period(shop)
    assert len(found.matching.matches) == 1
    assert Kind.UNKNOWN_LINE not in found.by_kind
    assert [each.record.proven for each in slips_so_far(shop)] == [False]


def test_a_slip_that_was_never_settled_is_missing(shop: Shop) -> None:
    import_bytes(shop, "settlement.csv", SETTLEMENT)
    add(shop, "77.00", "626000000009")
    assert reconcile_period(shop).by_kind[Kind.MISSING].count == 1


def test_the_same_slip_again_adds_nothing(shop: Shop) -> None:
    assert [add(shop), add(shop)] == [1, 0]


def test_slips_are_undone_and_redone(shop: Shop) -> None:
    add(shop, card_masked="4321")
    before = [each.record for each in slips_so_far(shop)]
    undo.undo(shop)
    assert slips_so_far(shop) == []
    undo.redo(shop)
    assert [each.record for each in slips_so_far(shop)] == before
    assert before[0].card_masked.endswith("4321")


def test_a_refund_is_negative(shop: Shop) -> None:
    add(shop, "30", type="refund")
    assert [str(each.record.amount) for each in slips_so_far(shop)] == ["-¥30.00"]


@pytest.mark.parametrize(
    "wrong", [{"terminal_id": " "}, {"amount": "a lot"}, {"occurred_at": "soon"}]
)
def test_a_slip_that_cannot_be_is_refused_in_words(shop: Shop, wrong: dict[str, str]) -> None:
    with pytest.raises(WrongUsage):
        add(shop, **wrong)
    assert slips_so_far(shop) == []
