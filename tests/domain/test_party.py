"""Who takes part; of an account only the last four digits are known."""

from dataclasses import fields

from posassist.domain.party import Account, ShopDetails, Terminal


def test_no_field_can_hold_a_whole_account_number() -> None:
    names = {each.name for each in fields(Account)}
    assert names == {"id", "name", "number_last4", "bank", "holder"}


def test_a_shop_is_chinese_unless_said_otherwise() -> None:
    shop = ShopDetails(1, "晨光")
    assert (shop.jurisdiction, shop.timezone, shop.currency) == ("CN", "Asia/Shanghai", "CNY")
    assert Terminal(1, "front").serial == ""
