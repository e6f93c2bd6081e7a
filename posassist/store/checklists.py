"""The checklists that were done, in the books."""

import datetime as dt
from dataclasses import asdict

from sqlalchemy import Connection, Row, select

from posassist.domain.checklist import ChecklistRecord
from posassist.domain.words import Words
from posassist.store import tables
from posassist.store.books import Change


def add(change: Change, record: ChecklistRecord) -> None:
    """Store that a checklist was done."""
    change.insert(
        tables.checklist_record,
        id=record.number,
        checklist=record.checklist,
        done_on=record.done_on.isoformat(),
        who=record.who,
        note=record.note,
        filled=dict(record.filled),
        failed=[asdict(each) for each in record.failed],
        case_id=record.case,
        remind_on=record.remind_on and record.remind_on.isoformat(),
        settled_on=None,
    )


def settle(change: Change, number: int, on: dt.date) -> None:
    """Store that what a record asked for is done."""
    change.update(tables.checklist_record, {"id": number}, settled_on=on.isoformat())


def all_records(connection: Connection, shop_id: int) -> list[ChecklistRecord]:
    """Return every record of the shop, oldest first."""
    table = tables.checklist_record
    rows = connection.execute(
        select(table).where(table.c.shop_id == shop_id).order_by(table.c.done_on, table.c.id)
    )
    return [_record(row) for row in rows]


def _record(row: Row[tuple[object, ...]]) -> ChecklistRecord:
    return ChecklistRecord(
        number=row.id,
        checklist=row.checklist,
        done_on=dt.date.fromisoformat(row.done_on),
        who=row.who,
        note=row.note,
        filled=row.filled or {},
        failed=tuple(Words(**each) for each in row.failed or ()),
        case=row.case_id,
        remind_on=row.remind_on and dt.date.fromisoformat(row.remind_on),
        settled_on=row.settled_on and dt.date.fromisoformat(row.settled_on),
    )
