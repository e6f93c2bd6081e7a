"""The vendor's own client, unmodified, reads our simulated terminal over a pty."""

import dataclasses
import os
from typing import Any

import pytest
from transbank.POS.POSIntegrado import POSIntegrado

from posassist.domain.money import Money
from posassist.terminals.simulator import SimulatedTerminal, serve

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no ptys on this system")


def test_the_vendors_client_polls_pulls_and_adds_up(journal: Any) -> None:
    rows = [
        dataclasses.replace(each, amount=Money.of(1500 + n, "CLP"), merchant_id="597029414300")
        for n, each in enumerate(journal(6))
    ]
    terminal = SimulatedTerminal(rows, serial_number="75001637", protocol="transbank")
    client = POSIntegrado()
    with serve(terminal, "pty") as serving:
        assert client.open_port(serving.url)
        try:
            assert client.poll()
            totals = client.totals()
            every = client.details(print_on_pos=True)  # its own word for: to the computer
            last = client.last_sale()
        finally:
            client.close_port()
    *details, end = every
    assert not end["authorization_code"].strip()
    assert (int(totals["tx_count"]), int(totals["tx_total"])) == (6, sum(range(1500, 1506)))
    assert [int(each["amount"]) for each in details] == list(range(1500, 1506))
    assert {each["terminal_id"] for each in details} == {"75001637"}
    assert int(last["amount"]) == 1505
    assert set(terminal.commands_seen) == {"0100", "0250", "0260", "0700"}
