"""Checklists as their screens show them: the days proposed, and what to say for every record."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from posassist.catalog.checklists import Entry, EntryKind
from posassist.domain.checklist import ChecklistRecord
from posassist.domain.words import Words
from posassist.usecases.checklists import (
    Said,
    Standing,
    answer_words,
    proposed,
    sayings,
    standings,
)
from posassist.usecases.shop import Shop

__all__ = ["ChecklistLook", "Entry", "EntryKind", "RecordLook", "look_at_checklists"]


_NEVER = 1_000_000


@dataclass(frozen=True, slots=True)
class RecordLook:
    """A record: its entries in words, and the texts that fit it."""

    record: ChecklistRecord
    entries: tuple[tuple[Words, Words], ...]
    sayings: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ChecklistLook:
    """A checklist with its records, the newest first; `proposed` are days by entry."""

    standing: Standing
    proposed: Mapping[str, dt.date]
    sayings: tuple[Said, ...]
    records: tuple[RecordLook, ...]

    @property
    def id(self) -> str:
        """What it is known by."""
        return self.standing.checklist.id

    @property
    def title(self) -> Words:
        """What it is called."""
        return self.standing.checklist.title

    @property
    def waiting(self) -> int:
        """How many of its records ask for something more."""
        return sum(each.record.is_waiting for each in self.records)


def look_at_checklists(shop: Shop, where: str) -> tuple[ChecklistLook, ...]:
    """Return the checklists of one place: what waits or is due first, then the most frequent."""
    today = shop.today()
    found = [
        ChecklistLook(
            each,
            {one.id: proposed(shop, one) for one in each.checklist.entries if one.days is not None},
            tuple(sayings(shop, each.checklist, None)),
            tuple(
                RecordLook(
                    record,
                    tuple(
                        (one.title, answer_words(one, record.filled[one.id]))
                        for one in each.checklist.entries
                        if one.id in record.filled
                    ),
                    tuple(sayings(shop, each.checklist, record)),
                )
                for record in each.records
            ),
        )
        for each in standings(shop, where)
    ]

    def urgency(each: ChecklistLook) -> tuple[bool, bool, int, bool]:
        due = each.standing.due_on
        often = each.standing.checklist.every_days or _NEVER
        is_due = due is not None and due <= today
        return not each.waiting, not is_due, often, not each.standing.checklist.first

    return tuple(sorted(found, key=urgency))
