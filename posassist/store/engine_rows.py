"""A shop's rows by column, as the engine takes them: packed in blocks, the newest from their table.

Rows never change, so a block of them is good until one of its rows is taken out; then all of the
shop's blocks of that table go. Without blocks everything is read from the table.
"""

import datetime as dt
from dataclasses import fields
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, Table, select

from posassist.reconcile.rows import JournalRows, LineRows, ints, of_one_exponent, ranks
from posassist.reconcile.texts import Figures, Ints, Texts
from posassist.store import tables
from posassist.store.engine_part import SHAPE, Part
from posassist.store.rows import chunks

_SAME = (
    "id", "fingerprint", "occurrence", "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn",
    "auth_code", "type", "currency", "card_masked", "channel", "status",
)  # fmt: skip
NAMES: Final = {
    tables.journal_entry: (*_SAME, "amount", "occurred_at", "original_rrn"),
    tables.settlement_line: (
        *_SAME, "gross", "net", "net_exponent", "net_currency", "settled_on", "occurred_on",
        "occurred_time", "payout_ref", "order_id",
    ),
}  # fmt: skip
MANY: Final = 5_000  # rows that are worth a block
_CHUNKS: Final = 10  # that a block holds at most
_UTC = dt.timedelta(0)
_STEP = 900  # clocks are changed on a quarter of an hour


def journal_rows(connection: Connection, shop_id: int, *, keep: bool = False) -> JournalRows:
    """Return the shop's journal; the wall clock is the shop's.

    `keep` makes blocks of many new rows, in the transaction under way.
    """
    part = _read(connection, tables.journal_entry, shop_id, keep=keep)
    return journal_of(part, _zone(connection, shop_id))


def journal_of(part: Part, zone: ZoneInfo) -> JournalRows:
    """Return the journal a part holds."""
    moment = part.numbers["occurred_at"]
    return JournalRows(
        ids=part.numbers["id"],
        rank=ranks(part.prints, part.numbers["occurrence"]),
        amount=part.numbers["amount"],
        moment=moment,
        second=_wall(moment, zone),
        **_texts(part, JournalRows),
    )


def line_rows(connection: Connection, shop_id: int, *, keep: bool = False) -> LineRows:
    """Return the shop's settlement and wallet lines; `keep` as for the journal."""
    return lines_of(_read(connection, tables.settlement_line, shop_id, keep=keep))


def lines_of(part: Part) -> LineRows:
    """Return the lines a part holds."""
    return LineRows(
        ids=part.numbers["id"],
        rank=ranks(part.prints, part.numbers["occurrence"]),
        gross=part.numbers["gross"],
        **of_one_exponent(part.numbers["net"], part.numbers["net_exponent"]),
        settled_on=part.numbers["settled_on"],
        occurred_on=part.numbers["occurred_on"],
        occurred_second=part.numbers["occurred_time"],
        **_texts(part, LineRows),
    )


def texts_of(kind: type[JournalRows | LineRows]) -> dict[str, Any]:
    """Return the columns of text, and their class."""
    return {each.name: each.type for each in fields(kind) if each.type in {Texts, Figures}}


def _texts(part: Part, kind: type[JournalRows | LineRows]) -> dict[str, Any]:
    columns = part.words | part.figures
    return {name: columns[name] for name in texts_of(kind)}


def _read(connection: Connection, table: Table, shop_id: int, *, keep: bool) -> Part:
    block, names = tables.engine_block, NAMES[table]
    mine = (block.c.shop_id == shop_id) & (block.c.kind == table.name) & (block.c.shape == SHAPE)
    kept = select(block.c.last, block.c.data).where(mine).order_by(block.c.last)
    last, parts = 0, []
    for last, data in connection.execute(kept):  # noqa: B007 - how far the blocks reach
        parts.append(Part.unpacked(data))
    query = select(*(table.c[name] for name in names)).where(
        table.c.shop_id == shop_id, table.c.id > last
    )
    fresh = [Part.of(names, rows) for rows in chunks(connection, query.order_by(table.c.id))]
    if keep and sum(map(len, fresh)) >= MANY:
        for first in range(0, len(fresh), _CHUNKS):
            one = Part.joined(fresh[first : first + _CHUNKS])
            connection.execute(
                block.insert().values(
                    shop_id=shop_id,
                    kind=table.name,
                    last=int(one.numbers["id"][-1]),
                    shape=SHAPE,
                    data=one.packed(),
                )
            )
    return Part.joined([*parts, *fresh] or [Part.of(names, [])])


def _zone(connection: Connection, shop_id: int) -> ZoneInfo:
    named = select(tables.shop.c.timezone).where(tables.shop.c.shop_id == shop_id)
    return ZoneInfo(connection.scalar(named) or "UTC")


def _wall(moment: Ints, zone: ZoneInfo) -> Ints:
    """Return the seconds a clock on the wall of the shop showed."""
    steps, which = np.unique(moment // _STEP, return_inverse=True)
    moments = (dt.datetime.fromtimestamp(step * _STEP, zone) for step in steps.tolist())
    offsets = ints(int((each.utcoffset() or _UTC).total_seconds()) for each in moments)
    return moment + offsets[which]
