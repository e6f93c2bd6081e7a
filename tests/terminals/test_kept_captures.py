"""Every driver has a capture of a simulated terminal on a bad cable, which gives its rows for good.

A change that reads an old capture otherwise changes books that were made from one.
"""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posassist.terminals.capture import read_capture
from posassist.terminals.driver import all_drivers
from posassist.terminals.port import Replay
from posassist.terminals.records import Registered, Timing

CAPTURES = Path(__file__).with_name("captures")
ROWS = [
    (1000, "000000", "9325", "01 08:00:00"),
    (1000, "000001", "4179", "01 08:01:01"),
    (1000, "000002", "8117", "01 08:02:02"),
    (1280, "000003", "7737", "01 08:03:03"),
]
CURRENCIES = {"transbank": "CLP", "zvt": "EUR"}


@pytest.mark.parametrize("protocol", all_drivers())
def test_a_kept_capture_gives_its_rows(protocol: str) -> None:
    path = CAPTURES / f"{protocol}.capture"
    recorded = read_capture(path.name, path.read_bytes())
    assert recorded.protocol == protocol
    currency = CURRENCIES.get(protocol, "CNY")
    known = Registered(
        "", "", currency, ZoneInfo("Asia/Shanghai"), dt.date(2026, 11, 24), {"31": "journal"}
    )
    pulled = all_drivers()[protocol].pull(
        Replay(recorded),
        register=lambda _told: known,
        timing=Timing(),
        progress=lambda *_: None,
    )
    assert (pulled.complete, pulled.error, pulled.warnings) == (True, None, ())
    assert [
        (each.amount.minor, each.trace_no, each.card_masked[-4:], f"{each.occurred_at:%d %H:%M:%S}")
        for each in pulled.entries
    ] == ROWS
