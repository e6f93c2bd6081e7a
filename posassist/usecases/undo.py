"""One undo for everything: the last edit, import or pull; and its redo."""

import datetime as dt
from dataclasses import dataclass

from posassist.base.errors import NothingToUndo, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.store import events, imports
from posassist.store.events import Event
from posassist.usecases.import_statement import ImportOptions, read_again, statement_rows
from posassist.usecases.pull_journal import replayed_rows
from posassist.usecases.rematch import rematch
from posassist.usecases.rows import Rows, bring_in, payload, take_out
from posassist.usecases.shop import Shop

_BRINGS_ROWS = frozenset({"import", "pull"})
_TAKES_ROWS = "import-undone"


def history(shop: Shop) -> list[Event]:
    """Return everything that was done, oldest first."""
    with shop.books.reading() as connection:
        return events.history(connection, shop.id)


@dataclass(frozen=True, slots=True)
class Steps:
    """What was done last, and what an undo and a redo would do now."""

    newest: Text | None
    undo: Text | None
    redo: Text | None


def next_steps(shop: Shop) -> Steps:
    """Return what was done last and what can be done about it."""
    with shop.books.reading() as connection:
        every = events.history(connection, shop.id)
        back = events.next_undo(connection, shop.id)
        again = events.next_redo(connection, shop.id)
    return Steps(
        every[-1].title if every else None,
        back.title if back else None,
        again.title if again else None,
    )


def undo(shop: Shop) -> Event:
    """Take the last step back, exactly. Raises NothingToUndo."""
    with shop.books.reading() as connection:
        event = events.next_undo(connection, shop.id)
    if event is None:
        raise NothingToUndo(N_("There is nothing to undo"))
    _step(shop, event, forward=False)
    return event


def redo(shop: Shop) -> Event:
    """Do the last undone step again. Raises NothingToUndo."""
    with shop.books.reading() as connection:
        event = events.next_redo(connection, shop.id)
    if event is None:
        raise NothingToUndo(N_("There is nothing to redo"))
    _step(shop, event, forward=True)
    return event


def undo_import(shop: Shop, import_id: str) -> str:
    """Take one import out of the books, wherever it stands in the history.

    Raises WrongUsage when there is no such import.
    """
    with shop.books.reading() as connection:
        record = imports.by_id(connection, shop.id, import_id)
    if record is None:
        raise WrongUsage(
            N_("There is no import {number}"),
            N_("posassist imports list shows those there are."),
            number=import_id,
        )
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind=_TAKES_ROWS,
        title=Text(N_("Import of {file} undone"), {"file": record.file_name}),
    ) as change:
        change.note(**payload(record))
        take_out(shop, change, import_id)
    return import_id


def _step(shop: Shop, event: Event, *, forward: bool) -> None:
    word = N_("Done again: {what}") if forward else N_("Undone: {what}")
    rows = None
    brings = event.kind in _BRINGS_ROWS
    if brings or event.kind == _TAKES_ROWS:
        rows = _rows(shop, event) if brings is forward else None
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="redo" if forward else "undo",
        title=Text(word, {"what": event.title}),
    ) as change:
        change.note(of=event.seq)
        if rows is not None:
            bring_in(shop, change, rows)
        elif brings or event.kind == _TAKES_ROWS:
            take_out(shop, change, str(event.payload["import_id"]))
        else:
            (events.reapply if forward else events.revert)(change, event)
            rematch(shop, change)


def _rows(shop: Shop, event: Event) -> Rows:
    """Read the rows of an import or pull again from what the vault keeps."""
    payload = event.payload
    kept = shop.vault.read(str(payload["sha256"]))
    name = str(payload["file"])
    options = payload["options"]
    imported_at = dt.datetime.fromisoformat(str(payload["imported_at"]))
    if payload["source"] == "pull":
        return replayed_rows(kept, name=name, options=options, imported_at=imported_at)
    chosen = ImportOptions.from_json(options)
    return statement_rows(
        read_again(shop, name, kept, chosen),
        name=name,
        sha256_given=str(payload["sha256_given"]),
        size=int(payload["size"]),
        options=chosen,
        imported_at=imported_at,
    )
