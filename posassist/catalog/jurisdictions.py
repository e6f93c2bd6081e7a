"""The ladder of each place: who can be asked for the money, in what order, by when, on what ground.

Every step names its sources with the day they were checked. Nothing unverified is shipped as fact:
a time nobody could verify is either left out or marked as our own advice.
"""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.catalog.files import CatalogFile, Fields, entries
from posassist.catalog.sources import CONFIDENCE, Source, sources
from posassist.domain.words import Words

KIND: Final = "jurisdictions"
KINDS: Final = (
    "provider", "network", "association", "regulator", "ombudsman", "demand", "payment-order",
    "court", "arbitration", "police",
)  # fmt: skip
UNITS: Final = ("working day", "calendar day", "month", "year")
_DAYS: Final = {"working day": 1, "calendar day": 1, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Term:
    """A time: so many units, what happens in it, and how well it is known."""

    count: int
    unit: str
    meaning: Words
    confidence: str

    @property
    def days(self) -> int:
        """The term in days; a month counts 30, for reminders only."""
        return self.count * _DAYS[self.unit]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: `answer` is the body's time, `file_within` the shop's own.

    `ask` are the questions whose answers say whether the step is open to this shop at all.
    """

    id: str
    kind: str
    title: Words
    who_may: Words
    channel: Words
    confidence: str
    sources: tuple[Source, ...]
    first: Words | None = None
    note: Words | None = None
    fee: Words | None = None
    answer: Term | None = None
    file_within: Term | None = None
    ask: tuple[Words, ...] = ()
    fields: tuple[Words, ...] = ()

    @property
    def deadline_days(self) -> int | None:
        """How many days the body has to answer, where anything is known."""
        return self.answer.days if self.answer else None

    @property
    def working_days(self) -> bool:
        """Whether those days are working days."""
        return self.answer is not None and self.answer.unit == "working day"


@dataclass(frozen=True, slots=True)
class Fact:
    """A rule worth knowing in this place, with its source."""

    id: str
    text: Words
    confidence: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A place: its ladder in order, currency, calendar and facts."""

    code: str
    name: Words
    currency: str
    calendar: str
    steps: tuple[Step, ...]
    facts: tuple[Fact, ...]


def jurisdictions(*, own: Path | None = None) -> tuple[Jurisdiction, ...]:
    """Return every place we know a ladder for. Raises CatalogError."""
    return tuple(_jurisdiction(file) for file in entries(KIND, own))


def jurisdiction(code: str, *, own: Path | None = None) -> Jurisdiction:
    """Return one place by its country code. Raises WrongUsage when we have no ladder for it."""
    every = jurisdictions(own=own)
    for each in every:
        if each.code == code.upper():
            return each
    raise WrongUsage(
        N_("There are no escalation steps for {code}"),
        N_("There are steps for: {codes}. Your own file in the folder jurisdictions adds another."),
        code=code,
        codes=tuple(each.code for each in every),
    )


@functools.cache
def _jurisdiction(file: CatalogFile) -> Jurisdiction:
    fields = file.fields
    made = Jurisdiction(
        code=fields.text("id"),
        name=fields.words("name"),
        currency=fields.text("currency"),
        calendar=fields.text("calendar"),
        steps=tuple(_step(each) for each in fields.inners("step")),
        facts=tuple(_fact(each) for each in fields.inners("fact")),
    )
    fields.done()
    if not made.steps:
        fields.wrong("step", Text(N_("this entry is missing")))
    names = [each.id for each in made.steps]
    prefix = f"{made.code.lower()}-"
    for name in names:
        if not name.startswith(prefix) or names.count(name) > 1:
            detail = Text(N_("step {name} must be there once and begin with {prefix}"),
                          {"name": name, "prefix": prefix})  # fmt: skip
            fields.wrong("step", detail)
    return made


def _step(fields: Fields) -> Step:
    made = Step(
        id=fields.text("id"),
        kind=fields.choice("kind", KINDS),
        title=fields.words("title"),
        who_may=fields.words("who_may"),
        channel=fields.words("channel"),
        confidence=fields.choice("confidence", CONFIDENCE),
        sources=sources(fields),
        first=_optional(fields, "first"),
        note=_optional(fields, "note"),
        fee=_optional(fields, "fee"),
        answer=_term(fields, "answer"),
        file_within=_term(fields, "file_within"),
        ask=tuple(_words(each) for each in fields.inners("ask")),
        fields=tuple(_words(each) for each in fields.inners("fields")),
    )
    fields.done()
    return made


def _fact(fields: Fields) -> Fact:
    made = Fact(
        id=fields.text("id"),
        text=fields.words("text"),
        confidence=fields.choice("confidence", CONFIDENCE),
        sources=sources(fields),
    )
    fields.done()
    return made


def _term(fields: Fields, key: str) -> Term | None:
    if key not in fields:
        return None
    inner = fields.inner(key)
    made = Term(
        count=inner.integer("count"),
        unit=inner.choice("unit", UNITS),
        meaning=inner.words("meaning"),
        confidence=inner.choice("confidence", CONFIDENCE),
    )
    inner.done()
    return made


def _optional(fields: Fields, key: str) -> Words | None:
    return fields.words(key) if key in fields else None


def _words(fields: Fields) -> Words:
    made = Words(fields.text("zh_CN"), fields.text("en"))
    fields.done()
    return made
