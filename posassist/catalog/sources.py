"""What a claim of a catalogue file was read in, where, and when."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.files import Fields

OWN_ADVICE: Final = "own advice"
CONFIDENCE: Final = ("primary", "secondary", OWN_ADVICE)


@dataclass(frozen=True, slots=True)
class Source:
    """What a claim was read in, where, and when."""

    title: str
    site: str
    checked: dt.date


def sources(fields: Fields, *, needed: bool = True) -> tuple[Source, ...]:
    """Return the sources of a claim. Raises CatalogError where one is needed and none is there."""
    found = []
    for each in fields.inners("source"):
        found.append(Source(each.text("title"), each.text("site"), each.day("checked")))
        each.done()
    if needed and not found:
        fields.wrong("source", Text(N_("a claim needs a source")))
    return tuple(found)
