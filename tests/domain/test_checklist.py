"""What was gone through is due again, and may ask for something more."""

import datetime as dt
from dataclasses import replace

from posassist.domain.checklist import ChecklistRecord


def test_a_checklist_is_due_again_after_so_many_days() -> None:
    done = ChecklistRecord(1, "terminal", dt.date(2026, 2, 26), who="Li", note="seal whole")
    assert done.due_again(7) == dt.date(2026, 3, 5)


def test_a_record_waits_until_what_it_asks_for_is_done() -> None:
    record = ChecklistRecord(1, "refund", dt.date(2026, 2, 26))
    assert not record.is_waiting
    waiting = replace(record, remind_on=dt.date(2026, 3, 2))
    assert waiting.is_waiting
    assert not replace(waiting, settled_on=dt.date(2026, 3, 1)).is_waiting
