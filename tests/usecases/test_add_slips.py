"""Typed slips are the owner's word: kept, matched, undone, redone, and no alarm by themselves."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.base.errors import WrongUsage
from posassist.base.paths import Profile
from posassist.domain.discrepancy import Kind
from posassist.domain.journal import EntryType
from posassist.usecases import undo
from posassist.usecases.add_slips import Slip, add_slips, typed_slips
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop, open_shop

ZONE = ZoneInfo("Asia/Shanghai")
AT = dt.datetime(2026, 9, 14, 10, 18, 9, tzinfo=ZONE)
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


def slip(amount: str = "100.00", rrn: str = "626000000001", **more: str) -> Slip:
    return Slip("T1", amount, AT, rrn=rrn, **more)  # type: ignore[arg-type]  # texts only


def test_a_slip_meets_its_settlement_and_covers_no_day(shop: Shop) -> None:
    import_bytes(shop, "settlement.csv", SETTLEMENT)
    assert add_slips(shop, [slip()]) == 1
    found = reconcile_period(shop)
    assert len(found.matching.matches) == 1
    assert Kind.UNKNOWN_LINE not in found.by_kind
    assert [each.record.proven for each in typed_slips(shop)] == [False]


def test_a_slip_that_was_never_settled_is_missing(shop: Shop) -> None:
    import_bytes(shop, "settlement.csv", SETTLEMENT)
    add_slips(shop, [slip("77.00", "626000000009")])
    assert reconcile_period(shop).by_kind[Kind.MISSING].count == 1


def test_the_same_slip_again_adds_nothing(shop: Shop) -> None:
    assert [add_slips(shop, [slip()]), add_slips(shop, [slip()])] == [1, 0]


def test_slips_are_undone_and_redone(shop: Shop) -> None:
    add_slips(shop, [slip(last4="4321")])
    before = [each.record for each in typed_slips(shop)]
    undo.undo(shop)
    assert typed_slips(shop) == []
    undo.redo(shop)
    assert [each.record for each in typed_slips(shop)] == before
    assert before[0].card_masked.endswith("4321")


def test_a_refund_is_negative_however_it_was_typed(shop: Shop) -> None:
    add_slips(shop, [Slip("T1", "-30", AT, EntryType.REFUND)])
    assert [str(each.record.amount) for each in typed_slips(shop)] == ["-¥30.00"]


@pytest.mark.parametrize(
    "wrong", [Slip(" ", "1.00", AT), Slip("T1", "a lot", AT), Slip("T1", "1", AT, last4="12345")]
)
def test_a_slip_that_cannot_be_is_refused_in_words(shop: Shop, wrong: Slip) -> None:
    with pytest.raises(WrongUsage):
        add_slips(shop, [wrong])
    assert typed_slips(shop) == []
