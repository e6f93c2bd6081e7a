"""Arrears beside the cases, and the morning look into the bank's app on Today."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from posassist.ui.views.cases import CasesView
from posassist.ui.views.today import TodayView
from posassist.ui.widgets.inputs import Line
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window
from posassist.usecases import account_checks, registers
from posassist.usecases.arrears import all_arrears
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.pasted import look_at_pasted, store_pasted
from tests.ui.test_views import press, says

Settle = Callable[[Window], None]


def named(window: Window, words: str) -> Line:
    return next(
        each
        for each in window.findChildren(Line)
        if each.isVisible() and each.accessibleName() == words
    )


def test_what_is_owed_is_entered_answered_and_paid(
    example_window: Window, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example_window.show_view("cases", "arrears")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, CasesView)
    told = says(view)
    assert "Nothing is said to be owed" in told
    assert "enter merchant number 999290054110001" in told.lower()
    press(example_window, "Enter it")  # without an amount nothing begins
    view.arrears.kind.choose("deposit")
    view.arrears.amount.setText("99.00")
    press(example_window, "Enter it")
    settle(example_window)
    assert "Terminal deposit or activation money: ¥99.00 since 2026-10-11" in says(view)
    for amount in ("99.00", "198.00"):
        press(example_window, "Record the answer")  # without words nothing begins
        named(example_window, "What was answered").setText(f"they say {amount}")
        named(example_window, "Amount by it").setText(amount)
        press(example_window, "Record the answer")
        settle(example_window)
    assert "Two answers differ" in says(view)
    proof = tmp_path / "proof.txt"
    proof.write_text("paid", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(proof), ""))
    press(example_window, "I paid it")  # without a payee nothing begins
    named(example_window, "Paid to").setText("somebody")
    press(example_window, "I paid it")
    settle(example_window)
    assert "is no provider of this shop's agreements" in says(example_window)
    named(example_window, "Paid to").setText("somebody")
    press(example_window, "I paid it, the account is that of the contract")
    settle(example_window)
    assert "Paid on 2026-10-11 to somebody" in says(view)
    (each,) = all_arrears(example_window.session.shop)
    assert each.arrears.payment is not None
    assert each.arrears.payment.proof is not None
    speak("zh_CN")
    assert "机具押金、激活金：¥99.00" in says(view)
    press(example_window, "在追的款")
    assert "案件 1" in says(view)


def test_the_morning_look_takes_one_click(empty_window: Window, settle: Settle) -> None:
    shop = empty_window.session.shop
    registers.add_account(shop, "ICBC", last4="8801")
    import_bytes(
        shop, "s.csv",
        b"merchant_id,gross,fee,net,currency,settled_on\nM1,100.00,0.60,99.40,CNY,2026-10-11\n",
    )  # fmt: skip
    empty_window.session.changed.emit()
    settle(empty_window)
    view = empty_window.views[TodayView.ID]
    assert isinstance(view, TodayView)
    assert "ICBC: ¥99.40 should come today" in says(view)
    message = "您尾号8801卡10月{0}日09:{0}网上银行收入(银联入账){0}.40元，余额1{0}元。【工商银行】"
    texts = [message.format(day) for day in (7, 8, 9)]  # fmt: skip
    store_pasted(shop, look_at_pasted(shop, "\n".join(texts)))
    empty_window.session.changed.emit()
    settle(empty_window)
    assert "should come today, usually at about 09:08" in says(view)
    press(empty_window, "It is not there")
    settle(empty_window)
    assert "is due and was not there" in says(view)
    press(empty_window, "Another amount")  # without one nothing is said
    settle(empty_window)
    named(empty_window, "Another amount for ICBC").setText("99.40")
    press(empty_window, "Another amount")
    settle(empty_window)
    press(empty_window, "It is there")
    settle(empty_window)
    seen = account_checks.all_seen(shop, shop.today())
    assert [each.check.saw.value for each in seen] == ["not-arrived", "amount", "arrived"]
    assert "noted. The statement will confirm it" in says(view)
