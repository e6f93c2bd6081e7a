"""Go through a checklist and leave a dated record; say which are due again."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.catalog.checklists import Checklist, checklists
from posassist.domain.checklist import ChecklistRecord
from posassist.store import checklists as records
from posassist.usecases.shop import Shop


@dataclass(frozen=True, slots=True)
class Standing:
    """A checklist with when it was last done, and when it is due again (None: never done)."""

    checklist: Checklist
    last: ChecklistRecord | None

    @property
    def due_on(self) -> dt.date | None:
        """The day it is due again."""
        if self.last is None:
            return None
        return self.last.due_again(self.checklist.every_days)


def standings(shop: Shop) -> list[Standing]:
    """Return every checklist with where it stands."""
    with shop.books.reading() as connection:
        last = {each.checklist: each for each in records.all_records(connection, shop.id)}
    return [Standing(each, last.get(each.id)) for each in checklists(own=shop.profile.root)]


def overdue(shop: Shop, day: dt.date) -> Iterator[Standing]:
    """Yield the checklists due by a day; one the shop never did is not one it follows."""
    for each in standings(shop):
        if each.due_on is not None and each.due_on <= day:
            yield each


def done(
    shop: Shop, name: str, *, on: dt.date | None = None, who: str = "", note: str = ""
) -> Standing:
    """Record that a checklist was done. Raises WrongUsage when there is none of that name."""
    known = {each.id: each for each in checklists(own=shop.profile.root)}
    if name not in known:
        raise WrongUsage(
            N_("There is no checklist {name}"),
            N_("The checklists are: {names}"),
            name=name,
            names=tuple(known),
        )
    record = ChecklistRecord(name, on or shop.today(), mask(who), mask(note))
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="checklist",
        title=Text(N_("Checklist {name} done"), {"name": name}),
    ) as change:
        records.add(change, record)
    return Standing(known[name], record)
