"""Journal rows in the books."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from posassist.domain.booked import Booked
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.store import tables
from posassist.store.books import Change
from posassist.store.rows import Added, add_rows, fingerprint, ordered, sources

_COLUMNS = (
    "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "type", "amount",
    "currency", "occurred_at", "card_masked", "channel", "response_code", "status", "original_rrn",
    "proven", "raw",
)  # fmt: skip
_TYPES = {each.value: each for each in EntryType}
_STATUSES = {each.value: each for each in EntryStatus}
_CHANNELS = {each.value: each for each in Channel}


def add_entries(change: Change, import_id: str, entries: Sequence[JournalEntry]) -> Added:
    """Add the entries that are not there yet."""
    return add_rows(
        change,
        tables.journal_entry,
        import_id,
        _COLUMNS,
        ((_print(each), each.row, _values(each)) for each in entries),
    )


def entries(connection: Connection, shop_id: int) -> list[Booked[JournalEntry]]:
    """Return the whole journal of a shop, in the order it came in; times in the shop's zone."""
    zone = ZoneInfo(
        connection.scalar(select(tables.shop.c.timezone).where(tables.shop.c.shop_id == shop_id))
        or "UTC"
    )
    where = sources(connection, shop_id, tables.journal_entry)
    names = ("id", "fingerprint", "occurrence", *_COLUMNS)
    found = []
    for (
        row_id, print_, occurrence, terminal, merchant, batch, trace, rrn, auth, kind, amount,
        currency, at, card, channel, code, status, original, proven, raw,
    ) in ordered(connection, shop_id, tables.journal_entry, names):  # fmt: skip
        source = where[row_id]
        record = JournalEntry(
            row=source.row,
            terminal_id=terminal,
            type=_TYPES[kind],
            amount=Money.of(amount, currency),
            occurred_at=dt.datetime.fromisoformat(at).astimezone(zone),
            merchant_id=merchant,
            batch_no=batch,
            trace_no=trace,
            rrn=rrn,
            auth_code=auth,
            card_masked=card,
            channel=_CHANNELS[channel],
            response_code=code,
            status=_STATUSES[status],
            original_rrn=original,
            proven=bool(proven),
            raw=raw,
        )
        found.append(Booked(row_id, record, source.file, source.import_id, print_, occurrence))
    return found


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def _print(each: JournalEntry) -> str:
    return fingerprint(
        "journal", each.terminal_id, each.batch_no, each.trace_no, each.rrn, each.auth_code,
        each.type.value, each.amount.minor, each.amount.currency, _utc(each.occurred_at),
        each.card_masked,
    )  # fmt: skip


def _values(each: JournalEntry) -> tuple[object, ...]:
    return (
        each.terminal_id, each.merchant_id, each.batch_no, each.trace_no, each.rrn, each.auth_code,
        each.type.value, each.amount.minor, each.amount.currency, _utc(each.occurred_at),
        each.card_masked, each.channel.value, each.response_code, each.status.value,
        each.original_rrn, each.proven, each.raw,
    )  # fmt: skip
