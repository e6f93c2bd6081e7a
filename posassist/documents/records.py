"""The sections of an evidence pack that show the rows themselves, file by file, as read."""

import json
from collections.abc import Callable, Iterable
from typing import TypeVar

from posassist.base.i18n import N_
from posassist.documents.grid import Column, Row
from posassist.documents.pack import EvidencePack, Sourced
from posassist.documents.page import Sheet
from posassist.documents.tables import exhibit_place
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.labels import label
from posassist.domain.settlement import SettlementLine

Record = TypeVar("Record", JournalEntry, SettlementLine, BankLine)


def journal(sheet: Sheet, pack: EvidencePack) -> None:
    """Add the terminal's records, under the capture or file each stands in."""
    say = sheet.say
    sheet.section(say(N_("Records of the terminal")), new_page=True)
    columns = [
        Column(say(N_("Row")), 10, muted=True),
        Column(say(N_("Date and time")), 28),
        Column(say(N_("Type")), 13),
        Column(say(N_("Amount")), 20, right=True, bold=True),
        Column(say(N_("Merchant number")), 26),
        Column(say(N_("Terminal number")), 15),
        Column(say(N_("Batch")), 11),
        Column(say(N_("Trace")), 12),
        Column(say(N_("Reference (RRN)")), 21),
        Column(say(N_("Auth. code")), 14),
    ]

    def row(entry: JournalEntry) -> Row:
        raw = say(N_("As read: {raw}"), raw=as_read(entry.raw)) if entry.raw else ""
        card = say(N_("Card: {card}"), card=entry.card_masked) if entry.card_masked else ""
        weak = "" if entry.proven else say(N_("Not proven: read once, or from a slip."))
        return Row(
            (
                str(entry.row),
                entry.occurred_at.strftime("%Y-%m-%d %H:%M:%S"),
                sheet.text(label(entry.type)),
                str(entry.amount),
                entry.merchant_id,
                entry.terminal_id,
                entry.batch_no,
                entry.trace_no,
                entry.rrn,
                entry.auth_code,
            ),
            note="  ".join(part for part in (card, weak, raw) if part),
        )

    _by_file(sheet, pack, (each for item in pack.items for each in item.journal), columns, row)


def settlement(sheet: Sheet, pack: EvidencePack) -> None:
    """Add the provider's lines with the raw row beneath each."""
    say = sheet.say
    sheet.section(say(N_("Lines of the provider's settlement")))
    columns = [
        Column(say(N_("Row")), 10, muted=True),
        Column(say(N_("Traded on")), 28),
        Column(say(N_("Paid out on")), 18),
        Column(say(N_("Type")), 13),
        Column(say(N_("State")), 14),
        Column(say(N_("Gross")), 20, right=True),
        Column(say(N_("Fee")), 14, right=True),
        Column(say(N_("Net")), 20, right=True, bold=True),
        Column(say(N_("Reference (RRN)")), 33),
    ]

    def row(line: SettlementLine) -> Row:
        traded = f"{line.occurred_on or ''} {line.occurred_time or ''}".strip()
        return Row(
            (
                str(line.row),
                traded,
                line.settled_on.isoformat(),
                sheet.text(label(line.type)),
                sheet.text(label(line.status)),
                str(line.gross),
                str(line.fee),
                str(line.net),
                line.rrn or line.order_id or line.trace_no,
            ),
            note=say(N_("As read: {raw}"), raw=as_read(line.raw)) if line.raw else "",
        )

    _by_file(sheet, pack, (each for item in pack.items for each in item.settlement), columns, row)


def bank(sheet: Sheet, pack: EvidencePack) -> None:
    """Add the bank's lines with the raw row beneath each."""
    say = sheet.say
    sheet.section(say(N_("Lines of the bank statement")))
    columns = [
        Column(say(N_("Row")), 10, muted=True),
        Column(say(N_("Booked on")), 20),
        Column(say(N_("Amount")), 26, right=True, bold=True),
        Column(say(N_("Counterparty")), 46),
        Column(say(N_("Memo")), 40),
        Column(say(N_("Reference")), 28),
    ]

    def row(line: BankLine) -> Row:
        return Row(
            (
                str(line.row),
                line.booked_on.isoformat(),
                str(line.amount),
                line.counterparty,
                line.memo,
                line.reference,
            ),
            note=say(N_("As read: {raw}"), raw=as_read(line.raw)) if line.raw else "",
        )

    _by_file(sheet, pack, (each for item in pack.items for each in item.bank), columns, row)


def as_read(raw: str) -> str:
    """Write a raw row for a reader: a table's row as names and values, anything else as it is.

    Cells that were empty are left out; the file itself lies in the pack.
    """
    try:
        cells = json.loads(raw)
    except ValueError:
        return raw
    if not isinstance(cells, dict):
        return raw
    return " · ".join(
        f"{name}: {value}" for name, value in cells.items() if value not in {"", None}
    )


def _by_file(
    sheet: Sheet,
    pack: EvidencePack,
    rows: Iterable[Sourced[Record]],
    columns: list[Column],
    shown: Callable[[Record], Row],
) -> None:
    """Group rows by their file, each row once, in the order of the file."""
    files: dict[tuple[int, str, str], dict[int, Record]] = {}
    for each in rows:
        number = pack.exhibit_number(each.sha256) or 0
        files.setdefault((number, each.file, each.sha256), {})[each.record.row] = each.record
    if not files:
        sheet.paragraph(sheet.say(N_("No row of this kind belongs to this case.")))
        return
    for (number, name, digest), found in sorted(files.items()):
        title = sheet.say(N_("Exhibit {number}: {file}"), number=number, file=name)
        sheet.heading(title if number else name, bookmark=True)
        sheet.place(exhibit_place(digest))
        sheet.paragraph(f"SHA-256 {digest}", "small")
        sheet.table(columns, (shown(found[row]) for row in sorted(found)), size=7)
        sheet.place(exhibit_place(digest))
