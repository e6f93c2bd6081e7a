"""Who pays, in the settings: an offer is taken, rewritten and switched off."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from posassist.ui.views.settings import SettingsView
from posassist.ui.widgets.inputs import Line
from posassist.ui.window import Window
from posassist.usecases import match_by_hand
from posassist.usecases.payer_rules import payers

Settle = Callable[[Window], None]


def button(view: SettingsView, words: str) -> QPushButton:
    return next(each for each in view.findChildren(QPushButton) if each.text() == words)


def test_an_offered_payer_is_taken_rewritten_and_switched_off(
    example_window: Window, settle: Settle
) -> None:
    session = example_window.session
    settle(example_window)
    found = match_by_hand.all_matches(session.shop)
    lines = [each.id for each in found.books.settlement if each.record.moved_money][:1]
    free = {each.id for each in found.books.bank} - {each.deposit.bank for each in found.deposits}
    strange = next(each for each in found.books.bank if each.id in free and each.record.memo)
    session.write(
        lambda shop, _progress: match_by_hand.link(
            shop, journal=(), settlement=tuple(lines), bank=(strange.id,), difference="rest"
        )
    )
    settle(example_window)
    session.go("settings")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, SettingsView)
    (offer,) = payers(session.shop).offers
    button(view, "Yes, always").click()
    settle(example_window)
    (rule,) = payers(session.shop).rules
    assert (rule.text, rule.active) == (offer.text, True)

    written = next(each for each in view.findChildren(Line) if each.text() == rule.text)
    assert written.accessibleName()
    written.setText("Another Ltd")
    written.editingFinished.emit()
    settle(example_window)
    assert payers(session.shop).rules[0].text == "Another Ltd"
    button(view, "Switch off").click()
    settle(example_window)
    assert not payers(session.shop).rules[0].active
    assert button(view, "Switch on").isVisibleTo(view)
    assert not example_window.failure.isVisible()
