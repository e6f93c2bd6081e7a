"""Our own CSV columns, and how a cell is written so that no spreadsheet runs it."""

import csv
import re
from collections.abc import Iterable
from typing import Final, TextIO

from posassist.domain.journal import JournalEntry

JOURNAL_COLUMNS: Final = (
    "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "type", "amount",
    "currency", "occurred_at", "card_masked", "channel", "response_code", "status", "original_rrn",
)  # fmt: skip
SETTLEMENT_COLUMNS: Final = (
    "merchant_id", "terminal_id", "occurred_on", "occurred_time", "settled_on", "type", "gross",
    "fee", "net", "currency", "rrn", "trace_no", "auth_code", "batch_no", "card_masked", "channel",
    "status", "payout_ref",
)  # fmt: skip
BANK_COLUMNS: Final = (
    "booked_on", "amount", "currency", "balance", "counterparty", "memo", "reference",
)  # fmt: skip
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_RUNS: Final = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
_UNSEEN: Final = " \u00a0\u3000\u200b\ufeff"


def guard(text: str) -> str:
    """Return text with an apostrophe before it where a spreadsheet would run it.

    Covers = + - @ TAB CR LF NUL and their full-width forms, also behind unseen characters; numbers
    stay numbers. `unguard` gives the text back exactly.
    """
    bare = text.lstrip(_UNSEEN + "'")
    if bare and bare[0] in _RUNS and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguard(text: str) -> str:
    """Return text without the apostrophe that `guard` put before it."""
    return text[1:] if text.startswith("'") and guard(text[1:]) == text else text


def journal_row(entry: JournalEntry) -> dict[str, str]:
    """Return an entry as the cells of `posassist.journal`, guarded; times are the shop's."""
    cells = {
        "terminal_id": entry.terminal_id,
        "merchant_id": entry.merchant_id,
        "batch_no": entry.batch_no,
        "trace_no": entry.trace_no,
        "rrn": entry.rrn,
        "auth_code": entry.auth_code,
        "type": entry.type.value,
        "amount": entry.amount.plain,
        "currency": entry.amount.currency,
        "occurred_at": entry.occurred_at.strftime("%Y-%m-%dT%H:%M:%S"),
        "card_masked": entry.card_masked,
        "channel": entry.channel.value,
        "response_code": entry.response_code,
        "status": entry.status.value,
        "original_rrn": entry.original_rrn,
    }
    return {name: guard(cells[name]) for name in JOURNAL_COLUMNS}


def write_journal(handle: TextIO, entries: Iterable[JournalEntry]) -> None:
    """Write entries as `posassist.journal`, which `import` reads again."""
    writer = csv.DictWriter(handle, JOURNAL_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(journal_row(each) for each in entries)
