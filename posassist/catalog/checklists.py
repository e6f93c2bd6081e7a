"""The checklists: what to look at or write down, how often, and where it belongs; one file each."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.files import CatalogFile, Fields, entries
from posassist.catalog.sources import CONFIDENCE, OWN_ADVICE, sources
from posassist.domain.words import Words

KIND: Final = "checklists"
PLACES: Final = ("daily", "shop", "customer", "case")
LONGEST: Final = 500  # characters an app's chat takes
# What a text to say may hold besides the checklist's own entries.
GIVEN: Final = ("shop", "phone", "day", "who")
_BLANK = re.compile(r"\{([a-z_]+)\}")


class EntryKind(StrEnum):
    """What is written into an entry."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    id: str
    words: Words


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to write down. `reminds`: the day it asks for something more.

    `days` is what a date is proposed to be, in working days from today; None proposes none.
    """

    id: str
    title: Words
    kind: EntryKind
    options: tuple[Option, ...]
    needed: bool
    reminds: bool
    days: int | None


@dataclass(frozen=True, slots=True)
class Saying:
    """A text to read out, send or hand over; `when` is the answer of a choice it fits, or any."""

    when: str
    title: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Checklist:
    """Points to go through and entries to fill in; `where` is the screen it stands on.

    `every_days` 0 is whenever there is reason. `warning` is said before, `following` after it.
    `first`: of those equally urgent it stands before the others.
    """

    id: str
    title: Words
    where: str
    every_days: int
    points: tuple[Words, ...]
    entries: tuple[Entry, ...]
    sayings: tuple[Saying, ...]
    warning: Words | None
    following: Words | None
    first: bool


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
        every_days=fields.integer("every_days", 0),
        points=tuple(_words(each) for each in fields.inners("points")),
        entries=tuple(_entry(each) for each in fields.inners("entry")),
        sayings=tuple(_saying(each) for each in fields.inners("say")),
        warning=fields.words("warning") if "warning" in fields else None,
        following=fields.words("following") if "following" in fields else None,
        first=fields.flag("first"),
    )
    confidence = fields.choice("confidence", CONFIDENCE)
    sources(fields, needed=confidence != OWN_ADVICE)
    fields.done()
    if not made.points and not made.entries:
        fields.wrong("points", Text(N_("this entry is missing")))
    for where, problem in _problems(made):
        fields.wrong(where, problem)
    return made


def _words(fields: Fields) -> Words:
    made = Words(fields.text("zh_CN"), fields.text("en"))
    fields.done()
    return made


def _entry(fields: Fields) -> Entry:
    kind = EntryKind(fields.choice("kind", tuple(EntryKind), EntryKind.TEXT))
    made = Entry(
        id=fields.text("id"),
        title=fields.words("title"),
        kind=kind,
        options=tuple(_option(each) for each in fields.inners("options")),
        needed=fields.flag("needed"),
        reminds=fields.flag("reminds"),
        days=fields.integer("days") if "days" in fields else None,
    )
    fields.done()
    if (kind is EntryKind.CHOICE) != bool(made.options):
        fields.wrong("options", Text(N_("a choice, and nothing else, has options")))
    if kind is not EntryKind.DATE and (made.reminds or made.days is not None):
        fields.wrong("kind", Text(N_("only a date reminds")))
    return made


def _option(fields: Fields) -> Option:
    made = Option(fields.text("id"), Words(fields.text("zh_CN"), fields.text("en")))
    fields.done()
    return made


def _saying(fields: Fields) -> Saying:
    made = Saying(fields.text("when", ""), fields.words("title"), fields.words("text"))
    fields.done()
    return made


def _problems(made: Checklist) -> Iterator[tuple[str, Text]]:
    """Yield what does not fit together."""
    names = [each.id for each in made.entries]
    if len(set(names)) < len(names):
        yield "entry", Text(N_("an id is used twice"))
    answers = {option.id for each in made.entries for option in each.options}
    known = {*names, *GIVEN}
    for place, each in enumerate(made.sayings, 1):
        where = f"say[{place}]"
        if each.when and each.when not in answers:
            yield where, Text(N_("no choice has the answer {name}"), {"name": each.when})
        for text in (each.text.zh_CN, each.text.en):
            if len(text) > LONGEST:
                yield where, Text(N_("at most {count} characters fit"), {"count": LONGEST})
            for name in _BLANK.findall(text):
                if name not in known:
                    yield where, Text(N_("there is no entry {name} to fill in"), {"name": name})
