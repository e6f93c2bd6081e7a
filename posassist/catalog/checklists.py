"""The checklists: what to look at, how often, and where it belongs; one file each."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.files import CatalogFile, Fields, entries
from posassist.catalog.sources import CONFIDENCE, OWN_ADVICE, sources
from posassist.domain.words import Words

KIND: Final = "checklists"
PLACES: Final = ("daily", "shop")


@dataclass(frozen=True, slots=True)
class Checklist:
    """Points to go through every so many days; `where` is the screen it stands on."""

    id: str
    title: Words
    where: str
    every_days: int
    points: tuple[Words, ...]


def checklists(own: Path | None = None) -> tuple[Checklist, ...]:
    """Return every checklist, in the order of their ids. Raises CatalogError."""
    return tuple(_checklist(file) for file in entries(KIND, own))


@functools.cache
def _checklist(file: CatalogFile) -> Checklist:
    fields = file.fields
    made = Checklist(
        id=fields.text("id"),
        title=fields.words("title"),
        where=fields.choice("where", PLACES),
        every_days=fields.integer("every_days"),
        points=tuple(_point(each) for each in fields.inners("points")),
    )
    confidence = fields.choice("confidence", CONFIDENCE)
    sources(fields, needed=confidence != OWN_ADVICE)
    fields.done()
    if not made.points or not made.every_days:
        fields.wrong("points", Text(N_("this entry is missing")))
    return made


def _point(fields: Fields) -> Words:
    made = Words(fields.text("zh_CN"), fields.text("en"))
    fields.done()
    return made
