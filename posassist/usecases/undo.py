"""One undo for everything: the last edit, import or pull; and its redo."""

import datetime as dt
from dataclasses import dataclass

from posassist.base.errors import NothingToUndo, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.domain.case import CaseItem
from posassist.domain.match import MatchState
from posassist.reconcile.matching import ManualMatch
from posassist.store import events, imports, journal
from posassist.store.books import Change
from posassist.store.events import Event
from posassist.usecases.add_messages import SOURCE as MESSAGE
from posassist.usecases.add_messages import messages_again
from posassist.usecases.add_slips import SOURCE as SLIP
from posassist.usecases.add_slips import slips_again
from posassist.usecases.captures import replayed_rows
from posassist.usecases.cases import all_cases
from posassist.usecases.import_statement import ImportOptions, read_again, statement_rows
from posassist.usecases.match_by_hand import all_matches
from posassist.usecases.rematch import rematch
from posassist.usecases.rows import Rows, bring_in, payload, take_out
from posassist.usecases.shop import Shop

_BRINGS_ROWS = frozenset({"import", "pull", "slips", "messages"})
_TAKES_ROWS = "import-undone"


def history(shop: Shop) -> list[Event]:
    """Return everything that was done, oldest first."""
    with shop.books.reading() as connection:
        return events.history(connection, shop.id)


@dataclass(frozen=True, slots=True)
class Steps:
    """What was done last, and whether an undo or a redo would be about it."""

    newest: Text | None
    can_undo: bool
    can_redo: bool


def next_steps(shop: Shop) -> Steps:
    """Return what was done last and what can be done about it; a printing cannot be undone."""
    with shop.books.reading() as connection:
        every = events.history(connection, shop.id)
        back = events.next_undo(connection, shop.id)
        again = events.next_redo(connection, shop.id)
    if not every:
        return Steps(None, can_undo=False, can_redo=False)
    newest = every[-1]
    stepped = newest.kind in {"undo", "redo"}
    return Steps(
        newest.title,
        can_undo=back is not None and (newest.undoable or stepped),
        can_redo=again is not None and stepped,
    )


def undo(shop: Shop) -> Event:
    """Take the last step back, exactly. Raises NothingToUndo."""
    return _step(shop, forward=False)


def redo(shop: Shop) -> Event:
    """Do the last undone step again. Raises NothingToUndo."""
    return _step(shop, forward=True)


@dataclass(frozen=True, slots=True)
class ManualWork:
    """Matches decided by hand and cases that lean on the rows of an import."""

    matches: tuple[str, ...]
    cases: tuple[int, ...]


def undo_import(shop: Shop, import_id: str) -> ManualWork:
    """Take one import out of the books, wherever it stands; return the manual work on its rows.

    The work outlives it: it holds again when the same rows come back. Raises WrongUsage when there
    is no such import.
    """
    with shop.books.reading() as connection:
        record = imports.by_id(connection, shop.id, import_id)
    if record is None:
        raise WrongUsage(
            N_("There is no import {number}"),
            N_("posassist imports list shows those there are."),
            number=import_id,
        )
    touched = _manual_work(shop, import_id)
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind=_TAKES_ROWS,
        title=Text(N_("Import of {file} undone"), {"file": record.file_name}),
    ) as change:
        change.note(**payload(record))
        take_out(shop, change, import_id)
    return touched


def _manual_work(shop: Shop, import_id: str) -> ManualWork:
    found = all_matches(shop)
    books = found.books
    sides = (("journal", books.journal), ("settlement", books.settlement), ("bank", books.bank))
    rows: set[tuple[str, int]] = set()
    for side, booked in sides:
        rows |= {(side, each.id) for each in booked if each.import_id == import_id}
    matches = [each.match_id for each in found.manual if _named(each) & rows]
    matches += [
        each.id
        for each in found.pairs
        if each.match.state is MatchState.CONFIRMED
        and {("settlement", each.match.settlement), ("journal", each.match.journal)} & rows
    ]
    pursued = [
        each.number for each in all_cases(shop) if any(_named(item) & rows for item in each.items)
    ]
    return ManualWork(tuple(matches), tuple(pursued))


def _named(work: ManualMatch | CaseItem) -> set[tuple[str, int]]:
    return {
        (side, row)
        for side, ids in (
            ("journal", work.journal),
            ("settlement", work.settlement),
            ("bank", work.bank),
        )
        for row in ids
    }


def _step(shop: Shop, *, forward: bool) -> Event:
    word = N_("Done again: {what}") if forward else N_("Undone: {what}")
    kind = "redo" if forward else "undo"
    with shop.books.writing(shop.id, at=shop.now(), kind=kind, title=Text(word)) as change:
        # Read inside the transaction: two programs never take the same step.
        find = events.next_redo if forward else events.next_undo
        event = find(change.connection, shop.id)
        if event is None:
            nothing = N_("There is nothing to redo") if forward else N_("There is nothing to undo")
            raise NothingToUndo(nothing)
        change.title = Text(word, {"what": event.title})
        change.note(of=event.seq)
        brings = event.kind in _BRINGS_ROWS
        if not brings and event.kind != _TAKES_ROWS:
            (events.reapply if forward else events.revert)(change, event)
            rematch(shop, change)
        elif brings is forward:
            bring_in(shop, change, _rows(shop, change, event))
        else:
            take_out(shop, change, str(event.payload["import_id"]))
    return event


def _rows(shop: Shop, change: Change, event: Event) -> Rows:
    """Read the rows of an import, a pull or slips again from what the vault keeps."""
    payload = event.payload
    kept = shop.vault.read(str(payload["sha256"]))
    name = str(payload["file"])
    options = payload["options"]
    imported_at = dt.datetime.fromisoformat(str(payload["imported_at"]))
    if payload["source"] == "pull":
        return replayed_rows(kept, name=name, options=options, imported_at=imported_at)
    if payload["source"] == SLIP:
        return slips_again(
            shop,
            kept,
            name=name,
            sha256_given=str(payload["sha256_given"]),
            options=options,
            imported_at=imported_at,
            booked=journal.entries(change.connection, shop.id),
        )
    if payload["source"] == MESSAGE:
        return messages_again(
            shop,
            kept,
            sha256_given=str(payload["sha256_given"]),
            options=options,
            imported_at=imported_at,
        )
    chosen = ImportOptions.from_json(options)
    return statement_rows(
        read_again(shop, name, kept, chosen),
        name=name,
        sha256_given=str(payload["sha256_given"]),
        size=int(payload["size"]),
        options=chosen,
        imported_at=imported_at,
    )
