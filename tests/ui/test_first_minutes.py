"""The first five minutes, walked in both languages: with a cable, then with files alone."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from posassist.base.i18n import language
from posassist.ui.views.evidence import EvidenceView
from posassist.ui.views.reconcile import ReconcileView
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window
from posassist.usecases.look_at_deposits import look_at_deposits
from tests.ui.owner import Owner

Settle = Callable[[Window], None]
MOST_CLICKS = 25


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_the_first_five_minutes(empty_window: Window, settle: Settle, code: str) -> None:
    speak(code)
    owner = Owner(empty_window, settle, code)
    owner.press("Look at an example")
    assert empty_window.session.is_example
    owner.press("{what}: {count}, {sums}", what=language(code).gettext("Not arrived"), count=4,
                sums="¥3,872.40")  # fmt: skip
    owner.press("Open a case")
    assert owner.sees("What to say on the phone")
    owner.press("Print the evidence")
    owner.press("Make the evidence pack")
    view = empty_window.view
    assert isinstance(view, EvidenceView)
    assert view.preview.pages.pageCount() > 3
    owner.press("Connect terminal")
    owner.press("Read the journal")
    assert owner.sees("That is all it holds. What was there already is not doubled.")

    owner.press("Clear the example away")
    assert not empty_window.session.is_example
    owner.press("Today")
    assert owner.sees("Card or QR takings that did not arrive? Three steps find them.")
    owner.drop("999290054110001_MX_20261009201530_1.xlsx")
    owner.press("Import {count} rows", count=2816)
    owner.drop("bank.csv")
    owner.press("Import {count} rows", count=39)
    assert empty_window.view.ID == "today"
    owner.press("Reconcile")
    equations = look_at_deposits(empty_window.session.shop).equations
    owner.press("Deposits ({count})", count=len(equations))
    view = empty_window.view
    assert isinstance(view, ReconcileView)
    QTest.keyClick(view.payouts.table, Qt.Key.Key_Return)
    owner.clicks += 1
    settle(empty_window)
    assert empty_window.undo_bar.isVisible()

    assert owner.clicks <= MOST_CLICKS
