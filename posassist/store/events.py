"""The append-only log of everything done, chained by hash; the one undo is read off it."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from posassist.base.i18n import Text
from posassist.domain.anchor import ChainHead
from posassist.domain.words import Words
from posassist.store import tables

if TYPE_CHECKING:
    from posassist.store.books import Change

FIRST = "0" * 64
PRINTING = frozenset({"print"})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done."""

    seq: int
    at: dt.datetime
    kind: str
    title: Text
    payload: dict[str, Any]
    prev: str
    hash: str
    undoable: bool


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """Whether the log holds: its head, its length, the first event that does not.

    `anchored`: a head kept elsewhere stands in it.
    """

    ok: bool
    anchored: bool
    head: str
    length: int
    first_bad: int | None


def jsonable(value: Any) -> Any:  # noqa: ANN401 - JSON has no closer type
    """Turn a row or a title's fields into what JSON can hold."""
    if isinstance(value, Text):
        return {"template": value.template, "fields": jsonable(value.fields)}
    if isinstance(value, Words):
        return asdict(value)
    if isinstance(value, Mapping):
        return {str(name): jsonable(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(part) for part in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def append_event(
    connection: Connection,
    shop_id: int,
    *,
    at: dt.datetime,
    kind: str,
    title: Text,
    payload: Mapping[str, object],
    undoable: bool,
) -> None:
    """Add an event to the shop's chain."""
    last = connection.execute(
        select(tables.event.c.seq, tables.event.c.hash)
        .where(tables.event.c.shop_id == shop_id)
        .order_by(tables.event.c.seq.desc())
        .limit(1)
    ).one_or_none()
    row = {
        "shop_id": shop_id,
        "seq": 1 if last is None else last.seq + 1,
        "at": at.astimezone(dt.UTC).isoformat(),
        "kind": kind,
        "title": _canonical(jsonable(title)),
        "payload": _canonical(jsonable(payload)),
        "undoable": undoable,
        "prev": FIRST if last is None else last.hash,
    }
    connection.execute(insert(tables.event).values(**row, hash=_digest(row)))


def history(connection: Connection, shop_id: int) -> list[Event]:
    """Return every event of the shop, oldest first."""
    rows = connection.execute(
        select(tables.event).where(tables.event.c.shop_id == shop_id).order_by(tables.event.c.seq)
    )
    return [
        Event(
            row.seq,
            dt.datetime.fromisoformat(row.at),
            row.kind,
            _title(json.loads(row.title)),
            json.loads(row.payload),
            row.prev,
            row.hash,
            bool(row.undoable),
        )
        for row in rows
    ]


def verify_chain(
    connection: Connection, shop_id: int, held: ChainHead | None = None
) -> ChainVerdict:
    """Compute every hash again; only a head `held` elsewhere shows a cut tail or a new chain."""
    rows = connection.execute(
        select(tables.event).where(tables.event.c.shop_id == shop_id).order_by(tables.event.c.seq)
    ).all()
    prev = FIRST
    for place, row in enumerate(rows, 1):
        content = dict(row._mapping)
        stated = content.pop("hash")
        content["undoable"] = bool(content["undoable"])
        if row.seq != place or row.prev != prev or stated != _digest(content):
            return ChainVerdict(
                ok=False, anchored=False, head=prev, length=len(rows), first_bad=place
            )
        prev = stated
    first_bad = None
    if held is not None and len(rows) < held.length:
        first_bad = len(rows) + 1
    elif held is not None and rows[held.length - 1].hash != held.hash:
        first_bad = held.length
    stands = first_bad is None
    return ChainVerdict(stands, stands and held is not None, prev, len(rows), first_bad)


def head(connection: Connection, shop_id: int, excluding: frozenset[str] = PRINTING) -> ChainHead:
    """Return the last event that is not a printing."""
    found = connection.execute(
        select(tables.event.c.hash, tables.event.c.seq)
        .where(tables.event.c.shop_id == shop_id, tables.event.c.kind.not_in(excluding))
        .order_by(tables.event.c.seq.desc())
        .limit(1)
    ).one_or_none()
    return ChainHead(FIRST, 0) if found is None else ChainHead(found.hash, found.seq)


def heads(connection: Connection) -> dict[int, ChainHead]:
    """Return the last event of every shop."""
    every = connection.scalars(select(tables.shop.c.shop_id).order_by(tables.shop.c.shop_id)).all()
    return {each: head(connection, each, frozenset()) for each in every}


def printed(
    connection: Connection, shop_id: int | None = None, *, before: dt.datetime | None = None
) -> frozenset[str]:
    """Return the digests of everything printed, by one shop or by all.

    `before`: only what came before the shop's last event other than printing, or before that time.
    Printing the same case again at the same time therefore finds the same.
    """
    rows = select(tables.event).where(tables.event.c.kind.in_(PRINTING))
    if shop_id is not None:
        rows = rows.where(tables.event.c.shop_id == shop_id)
    last = 0 if shop_id is None else head(connection, shop_id).length
    return frozenset(
        str(pack[part])
        for row in connection.execute(rows)
        if before is None or row.seq < last or dt.datetime.fromisoformat(row.at) < before
        for pack in json.loads(row.payload)["packs"]
        for part in ("zip", "pdf")
    )


def next_undo(connection: Connection, shop_id: int) -> Event | None:
    """Return the step an undo would take back."""
    done, _undone = _stacks(history(connection, shop_id))
    return done[-1] if done else None


def next_redo(connection: Connection, shop_id: int) -> Event | None:
    """Return the step a redo would do again."""
    _done, undone = _stacks(history(connection, shop_id))
    return undone[-1] if undone else None


def revert(change: "Change", event: Event) -> None:
    """Put every row an event touched back to what it was before."""
    for image in reversed(event.payload["images"]):
        change.apply(image, forward=False)


def reapply(change: "Change", event: Event) -> None:
    """Put every row an undone event touched back to what it was after."""
    for image in event.payload["images"]:
        change.apply(image, forward=True)


def _stacks(events: list[Event]) -> tuple[list[Event], list[Event]]:
    done: list[Event] = []
    undone: list[Event] = []
    for event in events:
        if event.kind == "undo":
            undone.append(done.pop())
        elif event.kind == "redo":
            done.append(undone.pop())
        elif event.undoable:
            done.append(event)
            undone.clear()
    return done, undone


def _title(stored: dict[str, Any]) -> Text:
    return Text(
        stored["template"], {name: _field(value) for name, value in stored["fields"].items()}
    )


def _field(stored: Any) -> object:  # noqa: ANN401 - JSON has no closer type
    if not isinstance(stored, dict):
        return stored
    return _title(stored) if "template" in stored else Words(**stored)


def _digest(row: Mapping[str, object]) -> str:
    prev = str(row["prev"])
    content = {name: value for name, value in row.items() if name != "prev"}
    return hashlib.sha256((prev + _canonical(content)).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
