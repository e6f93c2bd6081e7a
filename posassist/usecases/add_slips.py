"""Take slips into the books as the owner types them: kept as a file of ours, and marked as typed.

A typed slip is the owner's word: it covers no day, so no settlement line is called unknown for it,
and it is never shown as the terminal's own record.
"""

import datetime as dt
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.catalog.formats import formats
from posassist.domain.booked import Booked
from posassist.domain.journal import NEGATIVE_ENTRIES, Channel, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.domain.settlement import StatementKind
from posassist.statements.own_csv import write_journal
from posassist.statements.reader import read_statement
from posassist.store import imports, journal
from posassist.store.imports import ImportRecord
from posassist.usecases.rows import Rows, bring_in
from posassist.usecases.shop import Shop

TYPED = "slips"
FORMAT = "posassist.journal"


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip as typed: amount in figures, always positive; what is not on it stays empty."""

    terminal_id: str
    amount: str
    occurred_at: dt.datetime
    type: EntryType = EntryType.SALE
    trace_no: str = ""
    rrn: str = ""
    auth_code: str = ""
    batch_no: str = ""
    last4: str = ""
    channel: Channel = Channel.OTHER


def add_slips(shop: Shop, slips: Sequence[Slip]) -> int:
    """Store slips and match them; return how many were not there yet.

    Raises WrongUsage for a slip without a terminal id or with an amount that is none.
    """
    entries = [_entry(shop, each, row) for row, each in enumerate(slips, 1)]
    handle = io.StringIO()
    write_journal(handle, entries)
    data = handle.getvalue().encode()
    rows = typed_rows(data, zone=shop.zone, currency=shop.details.currency, at=shop.now())
    shop.vault.keep(data)
    title = Text(N_("Slips typed in: {count}"), {"count": len(entries)})
    with shop.books.writing(shop.id, at=shop.now(), kind="import", title=title) as change:
        new, _known = bring_in(shop, change, rows)
    return new


def typed_rows(kept: bytes, *, zone: ZoneInfo, currency: str, at: dt.datetime) -> Rows:
    """Read typed slips again from what the vault keeps."""
    sha256 = hashlib.sha256(kept).hexdigest()
    name = f"slips-{sha256[:8]}.csv"
    # Our own format, never the owner's variant of it: the same bytes give the same rows.
    statement = read_statement(
        name, kept, formats(own=None), format_id=FORMAT, zone=zone, currency=currency
    )
    record = ImportRecord(
        id=hashlib.sha256(json.dumps([TYPED, sha256]).encode()).hexdigest()[:12],
        source=TYPED,
        kind=StatementKind.JOURNAL,
        format=FORMAT,
        format_version=statement.format_version,
        file_name=name,
        sha256=sha256,
        sha256_given=sha256,
        size=len(kept),
        encoding=statement.encoding,
        account="",
        options={},
        period_from=statement.first,
        period_to=statement.last,
        checks=[],
        warnings=[],
        bad_rows=[],
        struck=[],
        lines=len(statement.journal),
        new=0,
        complete=True,
        imported_at=at,
        plan_sha256="",
    )
    return Rows(
        record, (), journal=tuple(replace(each, proven=False) for each in statement.journal)
    )


def typed_slips(shop: Shop) -> list[Booked[JournalEntry]]:
    """Return the slips typed so far, newest first."""
    with shop.books.reading() as connection:
        ours = {
            each.id for each in imports.all_imports(connection, shop.id) if each.source == TYPED
        }
        every = journal.entries(connection, shop.id)
    return [each for each in reversed(every) if each.import_id in ours]


def _entry(shop: Shop, slip: Slip, row: int) -> JournalEntry:
    terminal = mask(slip.terminal_id.strip())
    if not terminal:
        raise WrongUsage(
            N_("A slip needs the number of its terminal"),
            N_("It stands on the slip as terminal id, TID or 终端号."),
        )
    try:
        amount = abs(Money.parse(slip.amount.replace(",", "").strip(), shop.details.currency))
    except ValueError as wrong:
        raise WrongUsage(
            N_("The amount {value} cannot be read"), N_("Write it like 1286.00."), value=slip.amount
        ) from wrong
    if slip.last4 and not (len(slip.last4) == 4 and slip.last4.isdecimal()):
        raise WrongUsage(
            N_("Of a card only the last four figures are typed"), N_("Leave out the rest.")
        )
    return JournalEntry(
        row=row,
        terminal_id=terminal,
        type=slip.type,
        amount=-amount if slip.type in NEGATIVE_ENTRIES else amount,
        occurred_at=slip.occurred_at,
        batch_no=mask(slip.batch_no.strip()),
        trace_no=mask(slip.trace_no.strip()),
        rrn=mask(slip.rrn.strip()),
        auth_code=mask(slip.auth_code.strip()),
        card_masked=f"******{slip.last4}" if slip.last4 else "",
        channel=slip.channel,
        proven=False,
    )
