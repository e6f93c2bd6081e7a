"""shop, account, terminal, agreement: what CONTRACT promises of the registers."""

from typing import Any

SHOP = {"id", "name", "address", "phone", "licence", "jurisdiction", "timezone", "currency", "mcc"}


def test_a_shop_is_described_and_a_second_one_added(posassist: Any) -> None:
    given = {
        "name": "柏林 Laden", "address": "街 1", "phone": "010-1", "licence": "L1",
        "jurisdiction": "de", "timezone": "Europe/Berlin", "currency": "EUR", "mcc": "5411",
    }  # fmt: skip
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    shop = posassist("shop", "set", *options)["shops"][0]
    assert shop.keys() == SHOP
    assert {name: shop[name] for name in given} == given | {"jurisdiction": "DE"}
    assert [each["name"] for each in posassist("shop", "add", "二店")["shops"]] == [
        "柏林 Laden", "二店",
    ]  # fmt: skip
    assert len(posassist("shop", "list")["shops"]) == 2
    assert "二店" in posassist.within("account", "list", code=2)["error"]["message"]
    for name in ("柏林 Laden", "二店"):  # one account may serve several shops
        posassist.within("--shop", name, "account", "add", "ICBC", "--number-last4", "8801")
        accounts = posassist.within("--shop", name, "account", "list")["accounts"]
        assert [each["number_last4"] for each in accounts] == ["8801"]
    assert (
        posassist.within("--shop", "三店", "shop", "list", code=2)["error"]["name"] == "WrongUsage"
    )


def test_a_terminal_maps_its_serial_to_its_numbers(registered: Any) -> None:
    registered("terminal", "set", "前台", "--protocol", "pax", "--port", "socket://127.0.0.1:9",
               "--serial", "S1", "--terminal-id", "T1", "--merchant", "M1",
               "--currency", "CNY")  # fmt: skip
    registered.within("terminal", "set", "前台", "--merchant", "M2")
    assert registered("terminal", "list")["terminals"] == [
        {
            "id": 1, "name": "前台", "protocol": "pax", "port": "socket://127.0.0.1:9",
            "serial": "S1", "terminal_id": "T1", "merchant_id": "M2", "currency": "CNY",
            "operation_codes": "", "merchant_name": "", "suspended_until": None,
        }
    ]  # fmt: skip


def test_an_agreement_keeps_every_option(registered: Any) -> None:
    registered(
        "agreement", "set", "--acquirer", "拉付", "--merchant", "M7", "--cycle", "D+0",
        "--cut-off", "23:30", "--calendar", "DE", "--payout", "per-sale", "--account", "ICBC",
        "--currency", "EUR", "--from", "2026-09-01", "--no-make-up-days",
        "--fee", "debit:0.50%:cap=20:floor=0.1:fixed=0.05", "credit:0.60%:d0=0.03%+2",
    )  # fmt: skip
    own = next(each for each in registered("agreement", "show")["agreements"] if each["merchant"])
    assert own == {
        "acquirer": "拉付", "merchant": "M7", "cycle": "D+0", "cut_off": "23:30", "calendar": "DE",
        "payout": "per-sale", "account": "ICBC", "currency": "EUR", "from": "2026-09-01",
        "make_up_days": False,
        "fees": {
            "debit": {"rate": "0.5%", "cap": "20", "floor": "0.1", "fixed": "0.05"},
            "credit": {
                "rate": "0.6%", "cap": None, "floor": None, "fixed": None, "d0": "0.03%+2",
            },
        },
    }  # fmt: skip
    said = registered.says("agreement", "show", language="zh_CN")
    assert "debit:0.5%:cap=20:floor=0.1:fixed=0.05" in said
