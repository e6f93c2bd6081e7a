"""What was gone through is due again."""

import datetime as dt

from posassist.domain.checklist import ChecklistRecord


def test_a_checklist_is_due_again_after_so_many_days() -> None:
    done = ChecklistRecord("terminal", dt.date(2026, 2, 26), who="Li", note="seal whole")
    assert done.due_again(7) == dt.date(2026, 3, 5)
