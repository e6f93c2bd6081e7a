"""An unknown sheet: few clicks, or the keyboard alone, to a right import; left out, no trace."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from posassist.base.i18n import language
from posassist.ui.views.imports import ImportView
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window
from posassist.ui.wizards.format_wizard import FormatWizard
from posassist.usecases import listing
from tests.campaigns.test_unknown_sheets import sheet

Settle = Callable[[Window], None]
MOST_CLICKS = 6
OPEN = (
    "发生,到期,进账,出账,余额\n"
    "03/04/2026,05/04/2026,10.00,,110.00\n05/02/2026,06/02/2026,,20.00,90.00\n"
    "04/05/2026,07/05/2026,5.00,,95.00\n06/01/2026,08/01/2026,1.00,,96.00\n"
)


class Owner:
    """Somebody with one language; clicks are counted."""

    def __init__(self, window: Window, settle: Settle, code: str) -> None:
        self.window, self.settle, self.clicks = window, settle, 0
        self.words = language(code)
        speak(code)

    @property
    def wizard(self) -> FormatWizard:
        found = self.window.view.findChild(FormatWizard)
        assert found is not None
        return found

    def drop(self, path: Path) -> None:
        self.window.session.go("import", [path])
        self.settle(self.window)

    def press(self, words: str, **fields: object) -> None:
        said = self.words.say(words, **fields)
        found = [each for each in self.window.view.findChildren(QAbstractButton)
                 if each.isVisible() and each.accessibleName() == said]  # fmt: skip
        assert found, said
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
        self.clicks += 1
        self.settle(self.window)

    def key(self, key: Qt.Key) -> None:
        focused = self.window.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        self.settle(self.window)

    def sees(self) -> str:
        every = self.window.view.findChildren(QLabel)
        return "\n".join(each.text() for each in every if each.isVisible())


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_an_unknown_sheet_is_imported_in_few_clicks_and_the_next_by_itself(
    empty_window: Window, settle: Settle, tmp_path: Path, code: str
) -> None:
    owner = Owner(empty_window, settle, code)
    (tmp_path / "sheet.csv").write_text(OPEN, encoding="gb18030")
    owner.drop(tmp_path / "sheet.csv")
    assert not owner.wizard.go.isEnabled()
    owner.press("{column}: {cells}", column="发生",
                cells="03/04/2026  05/02/2026  04/05/2026")  # fmt: skip
    owner.press("2026-04-03")
    assert owner.words.gettext("Every balance follows from the one before it and the amount "
                               "between.") in owner.sees()  # fmt: skip
    owner.press("Remember this format and go on")
    owner.press("Import {count} rows", count=4)
    assert owner.clicks <= MOST_CLICKS
    booked = [(str(each.record.booked_on), each.record.amount.plain)
              for each in listing.bank_lines(empty_window.session.shop)]  # fmt: skip
    assert sorted(booked) == [("2026-01-06", "1.00"), ("2026-02-05", "-20.00"),
                              ("2026-04-03", "10.00"), ("2026-05-04", "5.00")]  # fmt: skip
    (tmp_path / "next.csv").write_text(OPEN.replace("2026", "2025"), encoding="gb18030")
    owner.drop(tmp_path / "next.csv")
    assert empty_window.view.findChild(FormatWizard) is None
    owner.press("Import {count} rows", count=4)


@pytest.mark.parametrize("number", range(1, 4))
def test_sheets_of_the_campaign_go_in_by_keyboard_alone(
    empty_window: Window, settle: Settle, tmp_path: Path, number: int
) -> None:
    data, rows = sheet(random.Random(number))
    (tmp_path / "sheet.csv").write_bytes(data)
    owner = Owner(empty_window, settle, "en")
    owner.drop(tmp_path / "sheet.csv")
    if empty_window.view.findChild(FormatWizard) is not None:
        owner.key(Qt.Key.Key_Return)
    owner.key(Qt.Key.Key_Return)
    booked = [(str(each.record.booked_on), each.record.amount.decimal)
              for each in listing.bank_lines(empty_window.session.shop)]  # fmt: skip
    assert sorted(booked) == rows


def test_a_column_told_wrong_is_corrected_and_a_wrong_answer_is_said(
    empty_window: Window, settle: Settle, tmp_path: Path
) -> None:
    owner = Owner(empty_window, settle, "en")
    (tmp_path / "sheet.csv").write_text(
        "记账日期,金额,应付,说明x\n2026-09-25,1.00,7.00,a\n2026-09-26,2.00,8.00,b\n",
        encoding="utf-8",
    )
    owner.drop(tmp_path / "sheet.csv")
    owner.press("Plus is money that went out")
    assert "2026-09-25: ¥1.00 went out" in owner.sees()
    for header, entry in (("金额", ""), ("应付", "amount")):
        choice = owner.wizard.choices[header]
        choice.choose(entry)
        choice.activated.emit(choice.currentIndex())
        settle(empty_window)
    assert "2026-09-25: ¥7.00 went out" in owner.sees()
    choice = owner.wizard.choices["说明x"]
    choice.choose("booked_on")
    choice.activated.emit(choice.currentIndex())
    settle(empty_window)
    assert "The column 说明x cannot hold that: a" in owner.sees()
    assert not owner.wizard.go.isEnabled()
    unnamed = [each for each in owner.wizard.findChildren(QWidget)
               if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.isVisible()
               and not each.accessibleName()]  # fmt: skip
    assert unnamed == []


def test_a_sheet_left_out_leaves_nothing(
    empty_window: Window, settle: Settle, tmp_path: Path
) -> None:
    formats = tmp_path / "own" / "formats"
    owner = Owner(empty_window, settle, "en")
    (tmp_path / "sheet.csv").write_bytes(sheet(random.Random(1))[0])
    owner.drop(tmp_path / "sheet.csv")
    owner.press("Leave this file out")
    assert not list(formats.glob("*"))
    owner.drop(tmp_path / "sheet.csv")
    owner.press("Remember this format and go on")
    assert len(list(formats.glob("*"))) == 1
    owner.press("Leave this file out")
    assert not list(formats.glob("*"))
    assert listing.all_imports(empty_window.session.shop) == []
    view = empty_window.view
    assert isinstance(view, ImportView)
    (tmp_path / "list.csv").write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    owner.drop(tmp_path / "list.csv")
    assert "No table with a header, a date and an amount" in owner.sees()
