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
    "net_exponent", "net_currency",
)  # fmt: skip
_TYPES = {each.value: each for each in LineType}
_STATUSES = {each.value: each for each in LineStatus}
_CHANNELS = {each.value: each for each in Channel}


def add_lines(
    change: Change, import_id: str, lines: Sequence[SettlementLine], *, kind: StatementKind
) -> Added:
    """Add the lines that are not there yet."""
    rows = []
    for each in lines:
        values = _values(each, kind)
        # What a line is called by leaves out what is only said of it, and what 0003 added.
        rows.append((fingerprint(*values[:-4]), each.row, values))
    return add_rows(change, tables.settlement_line, import_id, _COLUMNS, rows)


def lines(connection: Connection, shop_id: int) -> list[Booked[SettlementLine]]:
    """Return every settlement and wallet line of a shop."""
    where = sources(connection, shop_id, tables.settlement_line)
    names = ("id", "fingerprint", "occurrence", *_COLUMNS[1:])
    found = []
    for (
        row_id, print_, occurrence, kind, status, gross, fee, fee_exponent, net, currency, settled,
        merchant, terminal, on, at, rrn, trace, auth, batch, card, channel, payout, order, memo,
        raw, net_exponent, net_currency,
    ) in ordered(connection, shop_id, tables.settlement_line, names):  # fmt: skip
        source = where[row_id]
        record = SettlementLine(
            row=source.row,
            type=_TYPES[kind],
            status=_STATUSES[status],
            gross=Money.of(gross, currency),
            fee=Money(fee, net_currency, fee_exponent),
            net=Money(net, net_currency, net_exponent),
            settled_on=dt.date.fromisoformat(settled),
            merchant_id=merchant,
            terminal_id=terminal,
            occurred_on=on and dt.date.fromisoformat(on),
            occurred_time=at and dt.time.fromisoformat(at),
            rrn=rrn,
            trace_no=trace,
            auth_code=auth,
            batch_no=batch,
            card_masked=card,
            channel=_CHANNELS[channel],
            payout_ref=payout,
            order_id=order,
            memo=memo,
            raw=raw,
        )
        found.append(Booked(row_id, record, source.file, source.import_id, print_, occurrence))
    return found


def _values(each: SettlementLine, kind: StatementKind) -> tuple[object, ...]:
    return (
        kind.value, each.type.value, each.status.value, each.gross.minor, each.fee.minor,
        each.fee.exponent, each.net.minor, each.gross.currency, each.settled_on.isoformat(),
        each.merchant_id, each.terminal_id,
        each.occurred_on.isoformat() if each.occurred_on else None,
        each.occurred_time.isoformat() if each.occurred_time else None,
        each.rrn, each.trace_no, each.auth_code, each.batch_no, each.card_masked,
        each.channel.value, each.payout_ref, each.order_id, each.memo, each.raw,
        each.net.exponent, each.net.currency,
    )  # fmt: skip
