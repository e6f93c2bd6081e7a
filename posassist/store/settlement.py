"""Settlement and wallet lines in the books."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection

from posassist.domain.booked import Booked
from posassist.domain.journal import Channel
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType, SettlementLine, StatementKind
from posassist.store import tables
from posassist.store.books import Change
from posassist.store.rows import Added, add_rows, fingerprint, ordered, sources

_COLUMNS = (
    "kind", "type", "status", "gross", "fee", "fee_exponent", "net", "currency", "settled_on",
    "merchant_id", "terminal_id", "occurred_on", "occurred_time", "rrn", "trace_no", "auth_code",
    "batch_no", "card_masked", "channel", "payout_ref", "order_id", "memo", "raw",
)  # fmt: skip


def add_lines(
    change: Change, import_id: str, lines: Sequence[SettlementLine], *, kind: StatementKind
) -> Added:
    """Add the lines that are not there yet."""
    rows = []
    for each in lines:
        values = _values(each, kind)
        rows.append((fingerprint(*values[:-2]), each.row, values))
    return add_rows(change, tables.settlement_line, import_id, _COLUMNS, rows)


def lines(connection: Connection, shop_id: int) -> list[Booked[SettlementLine]]:
    """Return every settlement and wallet line of a shop."""
    where = sources(connection, shop_id, tables.settlement_line)
    return [
        Booked(
            id=row.id,
            record=SettlementLine(
                row=where[row.id].row,
                type=LineType(row.type),
                status=LineStatus(row.status),
                gross=Money.of(row.gross, row.currency),
                fee=Money(row.fee, row.currency, row.fee_exponent),
                net=Money.of(row.net, row.currency),
                settled_on=dt.date.fromisoformat(row.settled_on),
                merchant_id=row.merchant_id,
                terminal_id=row.terminal_id,
                occurred_on=row.occurred_on and dt.date.fromisoformat(row.occurred_on),
                occurred_time=row.occurred_time and dt.time.fromisoformat(row.occurred_time),
                rrn=row.rrn,
                trace_no=row.trace_no,
                auth_code=row.auth_code,
                batch_no=row.batch_no,
                card_masked=row.card_masked,
                channel=Channel(row.channel),
                payout_ref=row.payout_ref,
                order_id=row.order_id,
                memo=row.memo,
                raw=row.raw,
            ),
            file=where[row.id].file,
            import_id=where[row.id].import_id,
            fingerprint=row.fingerprint,
            occurrence=row.occurrence,
        )
        for row in ordered(connection, shop_id, tables.settlement_line)
    ]


def _values(each: SettlementLine, kind: StatementKind) -> tuple[object, ...]:
    return (
        kind.value, each.type.value, each.status.value, each.gross.minor, each.fee.minor,
        each.fee.exponent, each.net.minor, each.gross.currency, each.settled_on.isoformat(),
        each.merchant_id, each.terminal_id,
        each.occurred_on.isoformat() if each.occurred_on else None,
        each.occurred_time.isoformat() if each.occurred_time else None,
        each.rrn, each.trace_no, each.auth_code, each.batch_no, each.card_masked,
        each.channel.value, each.payout_ref, each.order_id, each.memo, each.raw,
    )  # fmt: skip
