"""Pasted text: understood part by part, stored as the owner's own, replaced by a statement."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.base.errors import StatementUnreadable, WrongUsage
from posassist.base.paths import Profile
from posassist.domain.discrepancy import Kind
from posassist.usecases import cases, listing, registers, undo
from posassist.usecases.add_slips import given, slips_so_far
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.look_at_deposits import look_at_deposits
from posassist.usecases.match_by_hand import accept
from posassist.usecases.pasted import look_at_pasted, store_pasted
from posassist.usecases.print_evidence import assembled
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop, open_shop
from posassist.usecases.slip_papers import attach_photo, photos_so_far, totals_so_far
from posassist.usecases.typed_slip import add_totals, add_typed

ZONE = ZoneInfo("Asia/Shanghai")
SETTLEMENT = b"""\
merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn,status
M1,T1,2026-09-14,2026-09-15,sale,100.00,0.60,99.40,CNY,626000000001,settled
"""
BANK = b"""\
booked_on,amount,currency,balance,counterparty,memo,reference
2026-09-14,5.00,CNY,,,,
2026-09-15,%s,CNY,,,,
2026-09-16,5.00,CNY,,,,
"""
MESSAGES = (
    "您尾号8801卡9月15日09:26网上银行收入(银联入账)99.40元，余额104.77元。【工商银行】\n"
    "您的验证码是 123456，请勿告诉他人。【工商银行】\n"
    "您尾号1234卡9月15日09:26网上银行收入(银联入账)7元，余额11元。【工商银行】\n"
)
SLIP = (
    "银联POS签购单\n商户编号：M1\n终端编号：T1\n交易类型：消费\n批次号：000001 凭证号：000{0}\n"
    "日期/时间：2026/09/14 10:18:09\n金额：RMB {1}\n\n"
)
PHOTO = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    clock = dt.datetime(2026, 9, 20, 9, tzinfo=ZONE)
    with open_shop(Profile(tmp_path / "own"), clock=lambda: clock) as opened:
        yield opened


def test_messages_are_understood_one_by_one_and_are_no_statement(shop: Shop) -> None:
    registers.add_account(shop, "ICBC", last4="8801")
    import_bytes(shop, "settlement.csv", SETTLEMENT)
    seen = look_at_pasted(shop, MESSAGES)
    assert [(each.says is not None, str(each.reason or "")) for each in seen.parts] == [
        (True, ""),
        (False, "it names no amount"),
        (False, "the account ending in 1234 is none of the shop's; add it in the settings"),
    ]
    assert (seen.new, listing.bank_lines(shop)) == (1, [])
    assert store_pasted(shop, seen) == 1
    found = reconcile_period(shop)
    assert [each.state.value for each in found.matching.deposits] == ["auto"]
    assert not any(each.kind.value == "bank" for each in found.books.coverage)
    assert [each.by_message for each in look_at_deposits(shop).equations] == [True]
    assert look_at_pasted(shop, MESSAGES).already_known == 1
    undo.undo(shop)
    assert listing.bank_lines(shop) == []
    undo.redo(shop)
    assert [each.account for each in listing.bank_lines(shop)] == ["ICBC"]


@pytest.mark.parametrize(("came", "kinds"), [(b"99.40", set()), (b"7.00", {Kind.NOT_ARRIVED})])
def test_a_statement_takes_the_place_of_a_message(
    shop: Shop, came: bytes, kinds: set[Kind]
) -> None:
    registers.add_account(shop, "ICBC", last4="8801")
    import_bytes(shop, "settlement.csv", SETTLEMENT)
    store_pasted(shop, look_at_pasted(shop, MESSAGES))
    accept(shop, look_at_deposits(shop).equations[0].match_id)
    import_bytes(shop, "bank.csv", BANK % came)
    found = reconcile_period(shop)
    assert len(found.books.bank) == 3
    assert not found.books.told & {each.id for each in found.books.bank}
    assert set(found.by_kind) & {Kind.NOT_ARRIVED, Kind.DUPLICATE_DEPOSIT} == kinds


def test_messages_of_any_account_where_none_is_registered(shop: Shop) -> None:
    seen = look_at_pasted(shop, MESSAGES)
    assert [str(each.reason or "") for each in seen.parts][2].startswith("it is of another account")
    with pytest.raises(StatementUnreadable, match="names no amount"):
        store_pasted(shop, look_at_pasted(shop, "您尾号8801卡余额104.77元。【工商银行】"))


def test_a_pasted_slip_that_cannot_be_read_is_shown_beside_those_that_can(shop: Shop) -> None:
    text = SLIP.format("001", "88.00") + SLIP.format("002", "x").replace("T1", "T1")
    seen = look_at_pasted(shop, text)
    assert [each.says is not None for each in seen.parts] == [True, False]
    assert str(seen.parts[1].reason) == "it does not say the amount"
    assert "000002" in seen.parts[1].text
    assert (seen.new, slips_so_far(shop)) == (1, [])
    assert store_pasted(shop, seen) == 1
    undo.undo(shop)
    undo.redo(shop)
    assert [str(each.record.amount) for each in slips_so_far(shop)] == ["¥88.00"]
    assert [str(each.reason) for each in look_at_pasted(shop, "hello").parts] == [
        "there is no slip, list, total or bank message in it"
    ]
    with pytest.raises(StatementUnreadable):
        look_at_pasted(shop, "x" * 200_001)


def test_what_a_slip_leaves_out_is_said_beside_it(shop: Shop) -> None:
    bare = "签购单\n消费金额 88.00\n凭证号 000001\n交易类型；消费\n"  # as a camera reads it
    assert str(look_at_pasted(shop, bare).parts[0].reason) == "it does not say the day"
    assert str(look_at_pasted(shop, bare, at="2026-09-14").parts[0].reason) == (
        "it does not say the terminal"
    )
    seen = look_at_pasted(shop, bare, terminal_id="T1", at="2026-09-14")
    assert [str(each) for each in seen.notes] == [
        "A slip says no time: noon of 2026-09-14 stands for it"
    ]


def test_totals_are_held_against_the_books_of_now(shop: Shop) -> None:
    added = add_totals(
        shop, {"sale": ("2", "150.00"), "refund": ("", "")}, terminal_id="T1", batch_no="000001"
    )
    assert [each.agrees for each in added.totals] == [False]
    seen = look_at_pasted(shop, SLIP.format("001", "100.00") + SLIP.format("002", "50.00"))
    store_pasted(shop, seen)
    assert [each.agrees for each in totals_so_far(shop)] == [True]
    total = look_at_pasted(
        shop, "结算总计单\n终端编号：T1\n批次号：000001\n消费/SALE   2   150.00\n"
    )
    assert [str(each.says) for each in total.parts] == [
        "The total of batch 000001 agrees: 2, ¥150.00"
    ]
    with pytest.raises(WrongUsage):
        add_totals(shop, {"sale": ("1", "")}, terminal_id="T1", batch_no="1")


def test_photos_are_kept_with_slips_undone_and_shown_as_evidence(
    shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(PHOTO)
    (tmp_path / "b.jpg").write_bytes(PHOTO + b"b")
    import_bytes(shop, "settlement.csv", SETTLEMENT)
    slip = {"amount": "77.00", "occurred_at": "2026-09-14T10:18:09"}
    add_typed(shop, slip, terminal_id="T1", photo=tmp_path / "a.jpg")
    slips = slips_so_far(shop)[0].import_id
    assert "look that no whole card number" in str(attach_photo(shop, slips, tmp_path / "b.jpg"))
    assert [each.name for each in photos_so_far(shop)[slips]] == ["a.jpg", "b.jpg"]
    undo.undo(shop)
    assert [each.name for each in photos_so_far(shop)[slips]] == ["a.jpg"]
    undo.undo(shop)
    undo.redo(shop)
    undo.redo(shop)
    assert [each.name for each in photos_so_far(shop)[slips]] == ["a.jpg", "b.jpg"]
    missing = [each.id for each in reconcile_period(shop).found if each.kind is Kind.MISSING]
    case = cases.open_case(shop, tuple(missing))
    pack, files = assembled(shop, case, shop.today())
    assert [each.name for each in pack.exhibits][-2:] == ["a.jpg", "b.jpg"]
    assert PHOTO in files.values()
    assert [str(each) for each in cases.dossier(shop, case).have][-1] == "Slips or other papers"
    with pytest.raises(WrongUsage):
        attach_photo(shop, "none", tmp_path / "a.jpg")


def test_a_pasted_text_is_kept_without_card_numbers(shop: Shop) -> None:
    beside = given(shop, terminal_id="T1")
    assert beside.terminal_id == "T1"
    number = "6222" + "0" * 11 + "9"
    seen = look_at_pasted(shop, MESSAGES + f"尾号8801 {number}")
    assert number not in seen.parts[-1].text
