"""Lists over plain rows: sound models, sorted without losing the chosen row."""

import time
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from posassist.base.i18n import N_, Text
from posassist.ui.tables import Column, Table
from posassist.ui.widgets.said import speak


@dataclass(frozen=True)
class Sale:
    number: int
    amount: int


@pytest.fixture
def table(qtbot: QtBot) -> Table[Sale]:
    made: Table[Sale] = Table(
        "Sales",
        (
            Column(Text(N_("Days")), lambda each: f"no. {each.number}", lambda each: each.number),
            Column("Amount", lambda each: str(each.amount), lambda each: each.amount,
                   is_figure=True, stretches=True),
        ),
        lambda each: f"sale {each.number} of {each.amount}",
    )  # fmt: skip
    qtbot.addWidget(made)
    made.show_rows([Sale(number, number * 7 % 10) for number in range(10)])
    return made


def test_the_model_is_sound(table: Table[Sale], qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(table.rows_model)  # type: ignore[no-untyped-call]  # pytest-qt


def test_sorting_keeps_the_chosen_row(table: Table[Sale]) -> None:
    table.choose(4)
    before = table.current
    table.horizontalHeader().sectionClicked.emit(1)
    assert table.current == before
    assert [each.amount for each in table.rows_model.rows] == list(range(10))
    table.horizontalHeader().sectionClicked.emit(1)
    assert table.current == before
    assert table.rows_model.rows[0].amount == 9


def test_other_rows_keep_the_place_when_the_row_is_gone(table: Table[Sale]) -> None:
    table.choose(4)
    gone = table.current
    rest = [each for each in table.rows_model.rows if each != gone]
    table.show_rows(rest, keep=lambda each: each == gone)
    assert table.current == rest[4]


def test_a_row_is_said_as_a_sentence(table: Table[Sale]) -> None:
    index = table.rows_model.index(3, 0)
    assert table.rows_model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "sale 3 of 1"


def test_headings_change_with_the_language(table: Table[Sale]) -> None:
    def heading() -> object:
        return table.rows_model.headerData(0, Qt.Orientation.Horizontal)

    assert heading() == "Days"
    speak("zh_CN")
    assert heading() == "日期"


def test_enter_and_delete_are_handed_on(table: Table[Sale], qtbot: QtBot) -> None:
    table.choose(2)
    with qtbot.waitSignal(table.entered_row) as entered:
        QTest.keyClick(table, Qt.Key.Key_Return)
    with qtbot.waitSignal(table.deleted_row) as deleted:
        QTest.keyClick(table, Qt.Key.Key_Delete)
    assert entered.args == deleted.args == [Sale(2, 4)]


def test_a_hundred_thousand_rows_sort_within_a_second(table: Table[Sale]) -> None:
    table.show_rows([Sale(number, number * 7919 % 100_003) for number in range(100_000)])
    begun = time.process_time()
    table.rows_model.sort(1)
    assert time.process_time() - begun < 1
