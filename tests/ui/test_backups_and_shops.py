"""Backups and several shops, as the window shows them."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel

from posassist.ui.views.settings import SettingsView
from posassist.ui.window import Window
from posassist.usecases import backups, listing, registers

Settle = Callable[[Window], None]


def settings(window: Window, settle: Settle) -> SettingsView:
    window.session.go("settings")
    settle(window)
    view = window.view
    assert isinstance(view, SettingsView)
    return view


def test_the_day_is_backed_up_by_itself_and_a_backup_put_in_place_in_the_window(
    example_window: Window, settle: Settle
) -> None:
    session = example_window.session
    settle(example_window)
    daily = backups.all_backups(session.shop.profile)
    assert [each.verified_at is not None for each in daily] == [True]
    view = settings(example_window, settle)
    shown = [each.text() for each in view.findChildren(QLabel)]
    assert any(each.startswith("✔ 2026-10-11") and "read back whole" in each for each in shown)

    before = len(listing.all_imports(session.shop))
    example_window.undo()  # the case that was opened
    settle(example_window)
    session.write(lambda shop, _progress: registers.add_account(shop, "x", last4="0001"))
    settle(example_window)
    view.backups.look_at(daily[0].path)
    settle(example_window)
    assert view.backups.put_back.isVisibleTo(view)
    view.backups.put_back.click()
    settle(example_window)
    names = [each.name for each in registers.all_accounts(session.shop)]
    assert "x" not in names
    assert len(listing.all_imports(session.shop)) == before
    assert len(backups.all_backups(session.shop.profile)) == 2
    assert not example_window.failure.isVisible()


def test_another_shop_is_added_and_turned_to(empty_window: Window, settle: Settle) -> None:
    view = settings(empty_window, settle)
    button = empty_window.shop_button
    assert (button.text(), button.isEnabled()) == ("My shop", False)
    view.another.setText("二店 & co")
    view.add_shop()
    settle(empty_window)
    assert (button.text(), button.isEnabled()) == ("二店 && co", True)
    assert button.accessibleName() == "Shop: 二店 & co"
    first = button.menu().actions()[0]
    first.trigger()
    settle(empty_window)
    assert empty_window.session.shop.details.name == "My shop"
    view.another.setText("My shop")
    view.add_shop()
    settle(empty_window)
    assert empty_window.failure.isVisible()
