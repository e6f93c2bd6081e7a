"""A shop's rows by column, straight from SQL, as the engine takes them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, Table, select

from posassist.reconcile.rows import (
    Ints,
    JournalRows,
    LineRows,
    Told,
    ints,
    of_one_exponent,
    second_of,
)
from posassist.store import tables
from posassist.store.rows import chunks

_SAME = (
    "id", "fingerprint", "occurrence", "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn",
    "auth_code", "type", "currency", "card_masked", "channel", "status",
)  # fmt: skip
# Hardly two rows share these.
_VARIED = frozenset({"id", "fingerprint", "occurrence", "trace_no", "rrn", "auth_code", "amount",
                     "gross", "net", "net_exponent", "occurred_at"})  # fmt: skip
_UTC = dt.timedelta(0)
_STEP = 900  # clocks are changed on a quarter of an hour


def journal_rows(connection: Connection, shop_id: int) -> JournalRows:
    """Return the shop's journal; the wall clock is the shop's."""
    names = (*_SAME, "amount", "occurred_at", "original_rrn")
    (
        ids, prints, occurrences, terminals, merchants, batches, traces, rrns, auths, types,
        currencies, cards, channels, statuses, amounts, times, originals,
    ) = _columns(connection, tables.journal_entry, shop_id, names)  # fmt: skip
    moment = _moments(times)
    return JournalRows(
        ids=_numbers(ids),
        fingerprint=prints,
        occurrence=_numbers(occurrences),
        terminal_id=terminals,
        merchant_id=merchants,
        batch_no=batches,
        trace_no=traces,
        rrn=rrns,
        auth_code=auths,
        type=types,
        amount=_numbers(amounts),
        currency=currencies,
        moment=moment,
        second=_wall(moment, _zone(connection, shop_id)),
        card_masked=cards,
        channel=channels,
        status=statuses,
        original_rrn=originals,
    )


def line_rows(connection: Connection, shop_id: int) -> LineRows:
    """Return the shop's settlement and wallet lines."""
    names = (*_SAME, "gross", "net", "net_exponent", "net_currency", "settled_on", "occurred_on",
             "occurred_time", "payout_ref", "order_id")  # fmt: skip
    (
        ids, prints, occurrences, terminals, merchants, batches, traces, rrns, auths, types,
        currencies, cards, channels, statuses, gross, net, exponents, paid_in, settled, on,
        at, payouts, orders,
    ) = _columns(connection, tables.settlement_line, shop_id, names)  # fmt: skip
    days = Told(lambda text: dt.date.fromisoformat(text).toordinal() if text else 0)
    times = Told(lambda text: second_of(dt.time.fromisoformat(text)) if text else -1)
    return LineRows(
        ids=_numbers(ids),
        fingerprint=prints,
        occurrence=_numbers(occurrences),
        type=types,
        status=statuses,
        gross=_numbers(gross),
        **of_one_exponent(_numbers(net), _numbers(exponents)),
        net_currency=paid_in,
        currency=currencies,
        settled_on=days.column(settled),
        merchant_id=merchants,
        terminal_id=terminals,
        occurred_on=days.column(on),
        occurred_second=times.column(at),
        rrn=rrns,
        trace_no=traces,
        auth_code=auths,
        batch_no=batches,
        card_masked=cards,
        channel=channels,
        payout_ref=payouts,
        order_id=orders,
    )


def _columns(
    connection: Connection, table: Table, shop_id: int, names: Sequence[str]
) -> list[list[Any]]:
    """Return columns; equal texts of a column are one object, which is most of the memory saved."""
    query = select(*(table.c[name] for name in names)).where(table.c.shop_id == shop_id)
    found: list[list[Any]] = [[] for _ in names]
    same: list[dict[str, str] | None] = [None if name in _VARIED else {} for name in names]
    for rows in chunks(connection, query):
        for column, values, known in zip(found, zip(*rows, strict=True), same, strict=True):
            column.extend(values if known is None else map(known.setdefault, values, values))
    return found


def _zone(connection: Connection, shop_id: int) -> ZoneInfo:
    named = select(tables.shop.c.timezone).where(tables.shop.c.shop_id == shop_id)
    return ZoneInfo(connection.scalar(named) or "UTC")


def _numbers(values: Iterable[object]) -> Ints:
    return np.array(values, dtype=np.int64)


def _moments(texts: Sequence[str]) -> Ints:
    """Return the seconds of UTC of ISO times, which are stored with +00:00."""
    bare = [text[:19] for text in texts]
    return np.array(bare, dtype="datetime64[s]").astype(np.int64)


def _wall(moment: Ints, zone: ZoneInfo) -> Ints:
    """Return the seconds a clock on the wall of the shop showed."""
    steps, which = np.unique(moment // _STEP, return_inverse=True)
    moments = (dt.datetime.fromtimestamp(step * _STEP, zone) for step in steps.tolist())
    offsets = ints(int((each.utcoffset() or _UTC).total_seconds()) for each in moments)
    return moment + offsets[which]
