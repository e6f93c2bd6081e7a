"""capture-print: what a terminal prints is caught at the printer's port and imported as slips."""

import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posassist.terminals.peers import open_pty

SLIP = """\x1b@\x1ba1银联POS签购单\x1ba0
商户编号(MERCHANT NO):M1
终端编号(TERMINAL NO):
T1
卡号(CARD NO):
6222 0212 3456 7890 123 S
交易类型(TXN. TYPE):消费(SALE)
批次号(BATCH NO)  :000001
凭证号(VOUCHER NO):{trace:06}
日期/时间(DATE/TIME):
   2026/09/15 11:00:00
金额(AMOUNT):
\x1d!\x11RMB:{amount}\x1d!\x00
\x1dV\x00"""
TWO = (SLIP.format(trace=4, amount="1,286.00") + SLIP.format(trace=5, amount="20.00")).encode(
    "gb18030"
)


def printing(data: bytes, send: Callable[[bytes], object], captures: Path) -> None:
    """Print in the background, in pieces, once the program has opened the port."""

    def work() -> None:
        while not list(captures.glob("*.capture")):
            time.sleep(0.02)
        for start in range(0, len(data), 97):
            send(data[start : start + 97])
            time.sleep(0.01)

    threading.Thread(target=work, daemon=True).start()


def caught_from_a_socket(posassist: Any, data: bytes, code: int = 0) -> Any:
    """Print over a connection that ends with the print, as where the cable is pulled."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(data)

        threading.Thread(target=serve, daemon=True).start()
        return posassist.within("capture-print", "--port", port, code=code)


@pytest.mark.skipif(os.name != "posix", reason="ptys are POSIX things")
def test_what_a_serial_printer_port_carries_becomes_slips(posassist: Any) -> None:
    ours, theirs = open_pty()
    printing(TWO, lambda data: os.write(ours, data), posassist.profile / "captures")
    found = posassist.within("capture-print", "--port", os.ttyname(theirs), "--quiet", "0.5")
    os.close(ours)
    os.close(theirs)
    path = Path(found["capture"])
    assert (found["lines"], path.parent) == (26, posassist.profile / "captures")
    assert b"3456" not in path.read_bytes()
    preview = posassist.within("import", path, "--dry-run")["files"][0]
    assert (preview["new"], preview["kind"], preview["format"]) == (2, "journal", "slip")
    taken = posassist.within("import", path)["files"][0]
    assert (taken["new"], taken["sums"]) == (2, {"CNY": "1306.00"})
    assert not path.exists()  # the vault holds it now
    rows = posassist.within("journal", "list")["journal"]
    assert [(each["trace_no"], each["amount"], each["card_masked"]) for each in rows] == [
        ("000004", "1286.00", "622202*********0123"),
        ("000005", "20.00", "622202*********0123"),
    ]
    assert {each["source"] for each in rows} == {path.name}
    posassist.within("undo")
    assert posassist.within("journal", "list")["journal"] == []
    posassist.within("redo")
    assert posassist.within("journal", "list")["journal"] == rows


def test_a_print_that_cannot_be_read_is_said_and_the_rest_is_taken_on_request(
    posassist: Any,
) -> None:
    broken = SLIP.replace("T1\n", "").replace("终端编号(TERMINAL NO):\n", "")
    found = caught_from_a_socket(
        posassist, TWO + broken.format(trace=6, amount="7.00").encode("gb18030")
    )
    refused = posassist.within("import", found["capture"], code=4)["error"]
    assert "the first is number 3: it does not say the terminal" in refused["message"]
    taken = posassist.within("import", found["capture"], "--accept-warnings")["files"][0]
    assert (taken["new"], [each["row"] for each in taken["bad_rows"]]) == (2, [3])


def test_a_port_at_which_nothing_is_printed_leaves_nothing(posassist: Any) -> None:
    refused = caught_from_a_socket(posassist, b"\x1b@\n\n", code=5)["error"]
    assert "Nothing was printed" in refused["message"]
    assert "--baud" in refused["next_step"]
    assert list((posassist.profile / "captures").glob("*")) == []
