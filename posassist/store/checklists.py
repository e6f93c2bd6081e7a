"""The checklists that were done, in the books."""

import datetime as dt

from sqlalchemy import Connection, select

from posassist.domain.checklist import ChecklistRecord
from posassist.store import tables
from posassist.store.books import Change


def add(change: Change, record: ChecklistRecord) -> None:
    """Store that a checklist was done."""
    table = tables.checklist_record
    change.insert(
        table,
        id=change.next_id(table),
        checklist=record.checklist,
        done_on=record.done_on.isoformat(),
        who=record.who,
        note=record.note,
    )


def all_records(connection: Connection, shop_id: int) -> list[ChecklistRecord]:
    """Return every record of the shop, oldest first."""
    table = tables.checklist_record
    rows = connection.execute(
        select(table).where(table.c.shop_id == shop_id).order_by(table.c.done_on, table.c.id)
    )
    return [
        ChecklistRecord(row.checklist, dt.date.fromisoformat(row.done_on), row.who, row.note)
        for row in rows
    ]
