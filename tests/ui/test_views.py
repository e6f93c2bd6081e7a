"""Every screen does its job on real books, by click and by key."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from posassist.base.paths import resources
from posassist.domain.case import Contact
from posassist.domain.match import MatchState
from posassist.ui.views.cases import CasesView
from posassist.ui.views.evidence import EvidenceView
from posassist.ui.views.imports import ImportView
from posassist.ui.views.reconcile import ReconcileView
from posassist.ui.views.settings import SettingsView
from posassist.ui.views.terminal import SIMULATED, TerminalView
from posassist.ui.views.today import TodayView
from posassist.ui.window import Window
from posassist.usecases import cases, listing, registers
from posassist.usecases.cases import all_cases
from posassist.usecases.look_at_today import Group

Settle = Callable[[Window], None]
DEMO = Path(str(resources())) / "demo"


def press(window: Window, words: str) -> None:
    """Press the visible button that says this."""
    every = [
        each
        for each in window.findChildren(QAbstractButton)
        if each.isVisible() and each.accessibleName() == words
    ]
    assert every, [each.accessibleName() for each in window.findChildren(QAbstractButton)]
    QTest.mouseClick(every[0], Qt.MouseButton.LeftButton)


def says(inside: QWidget) -> str:
    """Everything the labels of a widget say."""
    return "\n".join(each.text() for each in inside.findChildren(QLabel) if each.isVisible())


def test_the_first_start_offers_the_ways_in(empty_window: Window) -> None:
    told = says(empty_window)
    assert "Three steps find them" in told
    doors = {each.accessibleName() for each in empty_window.findChildren(QAbstractButton)
             if each.property("role") == "door"}  # fmt: skip
    assert {"Look at an example", "Import my files", "Connect terminal"} <= doors


def test_today_says_what_is_missing_and_what_is_not_known(example_window: Window) -> None:
    told = says(example_window.views[TodayView.ID])
    assert "¥3,872.40 should have arrived and has not: 4 payments" in told
    assert "The bank statement for 2026-10-09 is not here yet" in told
    assert "Case 1" in told
    assert "Claimed: ¥" in told


def test_a_tile_of_today_shows_its_findings(example_window: Window, settle: Settle) -> None:
    press(example_window, "Too little: 1, ¥100.00")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, ReconcileView)
    shown = view.findings.table.rows_model.rows
    assert [each.group for each in shown] == [Group.LESS]


@pytest.fixture
def preview(empty_window: Window, settle: Settle) -> ImportView:
    """A dropped bank file, previewed."""
    empty_window.session.go("import", [DEMO / "bank.csv"])
    settle(empty_window)
    view = empty_window.view
    assert isinstance(view, ImportView)
    return view


def test_a_file_is_previewed_imported_and_taken_back(
    empty_window: Window, preview: ImportView, settle: Settle
) -> None:
    told = says(preview)
    assert "Bank statement, 2026-09-11 to 2026-10-08" in told
    assert "came in from" in told
    assert listing.bank_lines(empty_window.session.shop) == []
    press(empty_window, "Import 39 rows")
    settle(empty_window)
    assert len(listing.bank_lines(empty_window.session.shop)) == 39
    assert empty_window.view.ID == "today"
    press(empty_window, "Undo")
    settle(empty_window)
    assert listing.bank_lines(empty_window.session.shop) == []


def test_a_file_left_out_changes_nothing(
    empty_window: Window, preview: ImportView, settle: Settle
) -> None:
    press(empty_window, "Leave this file out")
    settle(empty_window)
    assert listing.all_imports(empty_window.session.shop) == []
    assert "Drop files anywhere" in says(preview)


def test_a_file_nobody_knows_is_refused_with_the_next_step(
    empty_window: Window, settle: Settle, tmp_path: Path
) -> None:
    strange = tmp_path / "strange <b>.csv"
    strange.write_text("a;b\n1;2\n", encoding="utf-8")
    empty_window.session.go("import", [strange, DEMO / "bank.csv"])
    settle(empty_window)
    told = says(empty_window.view)
    assert "strange <b>.csv" in told
    press(empty_window, "All right")
    settle(empty_window)
    assert "Bank statement" in says(empty_window.view)


def test_enter_accepts_and_goes_on_below_and_undo_takes_it_back(
    example_window: Window, settle: Settle
) -> None:
    example_window.session.go("reconcile", "deposits")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, ReconcileView)
    table = view.payouts.table
    table.choose(2)
    first, second = table.rows_model.rows[2:4]
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert table.current == second
    settle(example_window)
    assert table.current is not None
    assert table.current.match_id == second.match_id
    state = {each.match_id: each.state for each in table.rows_model.rows}
    assert state[first.match_id] is MatchState.MANUAL
    example_window.undo()
    settle(example_window)
    state = {each.match_id: each.state for each in table.rows_model.rows}
    assert state[first.match_id] is MatchState.AUTO


def test_delete_rejects_a_deposit(example_window: Window, settle: Settle) -> None:
    example_window.session.go("reconcile", "deposits")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, ReconcileView)
    table = view.payouts.table
    rejected = table.rows_model.rows[0].match_id
    table.choose(0)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    settle(example_window)
    assert rejected not in {each.match_id for each in table.rows_model.rows}


def test_the_equation_of_every_deposit_adds_up(example_window: Window, settle: Settle) -> None:
    example_window.session.go("reconcile", "deposits")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, ReconcileView)
    rows = view.payouts.table.rows_model.rows
    assert len(rows) > 10
    for each in rows:
        assert each.sales - each.refunds - each.taken_back - each.fees == each.due
        assert each.arrived - each.due == each.difference
    short = [str(each.difference) for each in rows if each.difference.minor < 0]
    assert "-¥100.00" in short


def test_a_case_is_opened_logged_advanced_and_closed(
    example_window: Window, settle: Settle
) -> None:
    example_window.session.go("reconcile", Group.HELD)
    settle(example_window)
    press(example_window, "Open a case")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, CasesView)
    assert view.table.current is not None
    number = view.table.current.case.number
    assert number == 2
    told = says(view)
    assert "Hello, this is 晨光便利店" in told
    assert "Evidence:" in told
    field = next(each for each in view.findChildren(QWidget)
                 if each.accessibleName() == "What was said")  # fmt: skip
    QTest.keyClicks(field, "They look into it")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(example_window)
    press(example_window, "Next step")
    settle(example_window)
    press(example_window, "Close the case")
    settle(example_window)
    case = next(each for each in all_cases(example_window.session.shop) if each.number == number)
    assert [each.text for each in case.contacts] == ["They look into it"]
    assert case.step == "cn-unionpay"
    assert case.closed_on is not None


def test_files_dropped_on_a_case_are_kept_with_it(
    example_window: Window, settle: Settle, tmp_path: Path
) -> None:
    slip = tmp_path / "slip.txt"
    slip.write_text("a slip", encoding="utf-8")
    example_window.session.go("cases", 1)
    settle(example_window)
    example_window.session.go("cases", [slip])
    settle(example_window)
    assert "slip.txt, added on 2026-10-11" in says(example_window.view)


def test_the_pack_is_shown_and_printed_as_it_is(
    example_window: Window, settle: Settle, tmp_path: Path
) -> None:
    example_window.session.go("evidence", 1)
    settle(example_window)
    view = example_window.view
    assert isinstance(view, EvidenceView)
    press(example_window, "Make the evidence pack")
    settle(example_window)
    pages = view.preview.pages.pageCount()
    assert pages > 3
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    view.preview.print_to(printer)
    printed = QPdfDocument()
    printed.load(str(tmp_path / "printed.pdf"))
    assert printed.pageCount() == pages


def test_a_letter_is_written_and_shown(example_window: Window, settle: Settle) -> None:
    example_window.session.go("evidence", 1)
    settle(example_window)
    view = example_window.view
    assert isinstance(view, EvidenceView)
    press(example_window, "Write the letter")
    settle(example_window)
    assert view.preview.pages.pageCount() >= 1
    assert "Case 1" in view.preview.pages.getAllText(0).text()


def test_a_letters_blanks_and_words_are_changed_and_shown_after_a_pause(
    example_window: Window, settle: Settle, qtbot: QtBot
) -> None:
    example_window.session.go("evidence", 1)
    settle(example_window)
    view = example_window.view
    assert isinstance(view, EvidenceView)
    view.letter.letter.choose("complaint-provider")
    press(example_window, "Write the letter")
    settle(example_window)
    card = view.letter

    def shows(words: str) -> bool:
        return words in " ".join(
            view.preview.pages.getAllText(page).text()
            for page in range(view.preview.pages.pageCount())
        )

    contact = card.blanks["merchant.contact"]
    contact.setText("Zhang San")
    qtbot.waitUntil(lambda: shows("Zhang San"), timeout=10_000)
    settle(example_window)
    place, part = list(card.parts.items())[-1]
    part.selectAll()
    part.insertPlainText("Our own words, card 4111111111111111.")
    qtbot.waitUntil(lambda: shows("Our own words"), timeout=10_000)
    assert not shows("4111111111111111")
    assert shows("Zhang San")
    cases.log_contact(example_window.session.shop, 1, Contact(dt.date(2026, 10, 11), "called"))
    example_window.session.changed.emit()
    settle(example_window)
    assert card.parts[place] is part  # reading the cases again forgets nothing
    press(example_window, "Back to the letter's own words")
    settle(example_window)
    assert not shows("Our own words")
    assert card.parts[place].toPlainText() != "Our own words, card 4111111111111111."
    press(example_window, "Copy as a chat text")
    settle(example_window)
    assert len(QGuiApplication.clipboard().text()) <= 500


def test_the_terminal_page_tells_who_has_a_cable(example_window: Window, settle: Settle) -> None:
    example_window.session.go("terminal")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, TerminalView)
    cable = {each.brand.name.en: each.has_cable for each in view.ways.rows_model.rows}
    assert cable["PAX (with POSLink)"]
    assert not cable["Lakala"]


def test_a_pull_shows_how_far_it_is_and_doubles_nothing(
    empty_window: Window, settle: Settle, qtbot: QtBot
) -> None:
    empty_window.open_example()
    settle(empty_window)
    empty_window.session.go("terminal")
    settle(empty_window)
    view = empty_window.view
    assert isinstance(view, TerminalView)
    assert view.port.value is SIMULATED
    before = len(listing.journal_entries(empty_window.session.shop))
    steps: list[tuple[int, int]] = []
    empty_window.session.working.connect(
        lambda task: task.stepped.connect(lambda done, total, _: steps.append((done, total)))
    )
    press(empty_window, "Read the journal")
    qtbot.waitUntil(empty_window.jobs.isVisible)
    settle(empty_window)
    assert max(steps)[1] > 1000
    assert "0 of them new" in says(view)
    assert len(listing.journal_entries(empty_window.session.shop)) == before
    assert not empty_window.jobs.isVisible()


def test_an_account_is_added_and_an_agreement_suggested_from_the_shops_own_files(
    empty_window: Window, settle: Settle
) -> None:
    name = "999290054110001_MX_20261009201530_1.xlsx"
    empty_window.session.go("import", [DEMO / name])
    settle(empty_window)
    press(empty_window, "Import 2816 rows")
    settle(empty_window)
    empty_window.session.go("settings")
    settle(empty_window)
    view = empty_window.view
    assert isinstance(view, SettingsView)
    QTest.keyClicks(view.account.name, "ICBC")
    QTest.keyClicks(view.account.last4, "8801")
    press(empty_window, "Add the account")
    settle(empty_window)
    told = says(view)
    assert "ICBC · ending in 8801" in told
    assert "Merchant 999290054110001: it seems to be T+1" in told
    press(empty_window, "Yes, take it over")
    QTest.keyClicks(view.agreement.acquirer, "UMS")
    press(empty_window, "Set the agreement")
    settle(empty_window)
    agreed = registers.all_agreements(empty_window.session.shop)
    assert [(each.acquirer, str(each.cycle)) for each in agreed] == [("UMS", "T+1")]
    assert "it seems to be" not in says(view)
