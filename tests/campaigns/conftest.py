"""What long campaigns share: how many rounds, and the ledger of what was tried."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from posassist import __version__

LEDGER = Path(__file__).with_name("ledger.jsonl")
Record = Callable[[str, int, int], None]


@pytest.fixture
def record(request: pytest.FixtureRequest, seed: int) -> Record:
    """Add a campaign's outcome to the ledger, when one was asked for with --count."""

    def add(row: str, trials: int, failures: int) -> None:
        if request.config.getoption("--count") is None:
            return
        line = {
            "row": row,
            "trials": trials,
            "failures": failures,
            "seed": seed,
            "date": dt.datetime.now(dt.UTC).date().isoformat(),
            "version": __version__,
        }
        with LEDGER.open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps(line) + "\n")

    return add
