"""The help: found by a word in either language, shown with what it rests on, leading on."""

import socket
import threading
from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest

from posassist.base.errors import TerminalNotFound
from posassist.terminals.ports import PortInfo
from posassist.ui.views.help import HelpView
from posassist.ui.views.terminal import OTHER, TerminalView
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window
from posassist.usecases import listing, look_at_help, terminal_info
from tests.ui.test_views import press, says

Settle = Callable[[Window], None]


@pytest.fixture
def help_view(example_window: Window) -> HelpView:
    example_window.show_view("help")
    view = example_window.view
    assert isinstance(view, HelpView)
    return view


def test_a_page_is_found_by_a_word_and_leads_on(
    example_window: Window, help_view: HelpView, settle: Settle
) -> None:
    assert "The money of a card sale did not arrive" in says(help_view)
    assert "our own advice" in says(help_view)
    QTest.keyClicks(help_view.search, "chargeback")
    settle(example_window)
    assert "reply-by date" in says(help_view)
    press(example_window, "Go to Evidence & letters")
    assert example_window.view.ID == "evidence"
    example_window.show_view("help")
    help_view.search.setText("no such word at all")
    assert "reply-by date" not in says(help_view)
    help_view.search.setText("")
    assert help_view.table.current is not None


def test_the_pages_speak_the_language_of_the_window(help_view: HelpView) -> None:
    help_view.search.setText("扣了两次")
    assert "debited twice" in says(help_view)
    speak("zh_CN")
    assert "同一笔扣了两次" in says(help_view)
    assert "自己的建议" in says(help_view)


def test_what_went_wrong_is_explained(example_window: Window, settle: Settle) -> None:
    example_window.session.failed.emit(TerminalNotFound("There is no port"))
    press(example_window, "What does this mean?")
    settle(example_window)
    told = says(example_window.view)
    assert example_window.view.ID == "help"
    assert next(
        each.title.en for each in look_at_help.pages_named("errors/TerminalNotFound")
    ) in told  # fmt: skip
    example_window.session.failed.emit(RuntimeError("bug"))
    press(example_window, "What does this mean?")
    assert look_at_help.pages_named("errors/Bug")[0].title.en in says(example_window.view)


def test_the_chosen_protocol_is_explained(example_window: Window, settle: Settle) -> None:
    example_window.show_view("terminal")
    settle(example_window)
    view = example_window.view
    assert isinstance(view, TerminalView)
    view.protocol.choose("zvt")
    press(example_window, "How to connect it")
    assert "Reading a ZVT terminal" in says(example_window.view)


def test_a_device_that_is_plugged_in_is_chosen_and_one_taken_out_is_told(
    example_window: Window, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[PortInfo] = []
    monkeypatch.setattr(terminal_info, "all_ports", lambda: list(there))
    example_window.show_view("terminal")
    view = example_window.view
    assert isinstance(view, TerminalView)

    def look() -> str:
        settle(example_window)
        view._watch.timeout.emit()  # noqa: SLF001 - the timer, without waiting for it
        settle(example_window)
        return view.plugged.text()

    assert look() == ""
    there.append(PortInfo("COM7", "PAX S300", 0x2FB8, 0, likely_terminal=True))
    assert look() == "COM7 was plugged in: PAX S300"
    assert view.port.value == "COM7"
    there.clear()
    assert look() == "COM7 was unplugged: PAX S300"
    assert view.port.value is not None


SLIP = """\x1b@银联POS签购单
商户编号(MERCHANT NO):M1
终端编号(TERMINAL NO):T1
交易类型(TXN. TYPE):消费(SALE)
凭证号(VOUCHER NO):000004
日期/时间(DATE/TIME):2026/09/15 11:00:00
金额(AMOUNT):RMB:1286.00
"""


def test_what_is_printed_is_caught_and_shown_at_the_import(
    empty_window: Window, settle: Settle
) -> None:
    empty_window.show_view("terminal")
    settle(empty_window)
    view = empty_window.view
    assert isinstance(view, TerminalView)
    view.port.choose(OTHER)
    press(empty_window, "Catch what it prints")  # without an address nothing begins
    assert view.catch_button.isEnabled()
    with socket.create_server(("127.0.0.1", 0)) as server:
        view.address.setText(f"socket://127.0.0.1:{server.getsockname()[1]}")

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(SLIP.encode("gb18030"))

        printing = threading.Thread(target=serve, daemon=True)
        printing.start()
        press(empty_window, "Catch what it prints")
        settle(empty_window)
        printing.join(5)
    assert empty_window.view.ID == "import"
    assert "1,286.00" in says(empty_window.view)
    press(empty_window, "Import 1 rows")
    settle(empty_window)
    (row,) = listing.journal_entries(empty_window.session.shop)
    assert row.record.trace_no == "000004"
