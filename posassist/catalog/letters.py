"""The letters the program can write: whole texts per language with flat {{field}} blanks.

A letter is a file `letters/<where>/<id>.<language>.toml`, shipped or the owner's own; those in
`letters/all` hold for every place that has none of the same name. Its blanks are names of FIELDS,
filled from a dict of texts: there is no template code, so none can run. A part that cites a law
must name its sources.
"""

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.abc import Traversable
from pathlib import Path
from typing import Final

from posassist.base.errors import WrongUsage
from posassist.base.i18n import LANGUAGES, N_, Text
from posassist.base.paths import resources
from posassist.catalog.files import CatalogFile, Fields, entries

KIND: Final = "letters"
EVERYWHERE: Final = "all"
BLANK: Final = re.compile(r"\{\{([^{}]*)\}\}")
TABLES: Final = ("items", "chronology", "contacts", "exhibits")
CONFIDENCE: Final = ("primary", "secondary", "own advice")
SHORT_LIMIT: Final = 500
# What makes a sentence a claim about the law, in either language.
_LAW: Final = re.compile(
    r"《[^》]*(?:法|条例|办法|规定|规则|解释)》|第\s*[\d一二三四五六七八九十百]+\s*条"
    r"|\bArt(?:icles?|\.)\s*\d|\bOrder\s+\d|\bDirective\b|\bCivil Code\b"
    r"|\b[Rr]eg(?:ulation)?\.?\s*\d"
)
# Every blank a letter may have, and what it stands for.
FIELDS: Final[Mapping[str, str]] = {
    "account.label": N_("the account the money should reach"),
    "agreement.cut_off": N_("the agreed cut-off time"),
    "agreement.cycle": N_("the agreed settlement cycle"),
    "agreement.signed_on": N_("the day the contract was signed"),
    "body.channel": N_("how the body of the case's step is reached"),
    "body.title": N_("the body of the case's step"),
    "case.as_of": N_("the day the records were judged"),
    "case.contacted_on": N_("the day the provider was first told"),
    "case.count": N_("how many items the case has"),
    "case.days_late": N_("the longest delay in days"),
    "case.due_date": N_("the day the first money was due"),
    "case.first_day": N_("the day of the first item"),
    "case.last_day": N_("the day of the last item"),
    "case.number": N_("the number of the case"),
    "case.opened_on": N_("the day the case was opened"),
    "case.period": N_("the days of the first and the last item"),
    "case.reasons": N_("the reasons in words, a line each"),
    "case.tickets": N_("ticket numbers given so far"),
    "case.total": N_("the amount in figures"),
    "case.total_capitals": N_("the amount in words or capitals"),
    "court.name": N_("the court asked"),
    "customer.name": N_("the customer's name"),
    "delivery.number": N_("the tracking number of the registered letter"),
    "dispute.reason": N_("the reason the cardholder's bank gives"),
    "dispute.reply_by": N_("the day the acquirer must be answered by"),
    "letter.date": N_("the date of the letter"),
    "letter.reply_by": N_("the day we ask to be answered by"),
    "letter.reply_days": N_("the working days we give for it"),
    "merchant.address": N_("the shop's address"),
    "merchant.contact": N_("the shop's contact person"),
    "merchant.credit_code": N_("the shop's registration number"),
    "merchant.full_name": N_("the shop's full name"),
    "merchant.numbers": N_("the merchant numbers"),
    "merchant.phone": N_("the shop's telephone"),
    "merchant.representative": N_("the shop's legal representative or owner"),
    "provider.address": N_("the provider's address"),
    "provider.credit_code": N_("the provider's registration number"),
    "provider.department": N_("the provider's department"),
    "provider.full_name": N_("the provider's full name"),
    "provider.phone": N_("the provider's telephone"),
    "provider.representative": N_("the provider's legal representative"),
    "terminal.numbers": N_("the terminal numbers"),
    "terminal.serials": N_("the serial numbers of the terminals"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim comes from and when it was looked up; own advice has no site.

    `id` is what a part cites it by.
    """

    id: str
    title: str
    site: str
    checked: dt.date
    confidence: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter: a heading, then text, numbered points, or a table of the case."""

    heading: str
    text: str = ""
    points: tuple[str, ...] = ()
    table: str = ""
    style: str = "body"
    cites: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything the part says."""
        return (self.heading, self.text, *self.points)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language; `short` is the form for an app's chat, `reply_days` our request.

    `where` is a country code, or empty for a letter that holds everywhere.
    """

    id: str
    language: str
    where: str
    title: str
    to: str
    reply_days: int
    parts: tuple[Part, ...]
    short: str
    sources: tuple[Source, ...]
    file: str
    origin: str

    @property
    def blanks(self) -> tuple[str, ...]:
        """Every field the letter asks for, in the order of its text."""
        texts = [self.title, self.to, self.short]
        for part in self.parts:
            texts += part.texts
        return tuple(dict.fromkeys(name for text in texts for name in BLANK.findall(text)))


def letters(*, where: str | None = None, own: Path | None = None) -> tuple[Letter, ...]:
    """Return the letters that hold in a jurisdiction (or all there are), by place and id.

    Raises CatalogError for a file that is wrong or a letter that lacks a language.
    """
    places = sorted(_places(own))
    if where is not None:
        places = [each for each in (EVERYWHERE, where.lower()) if each in places]
    found = [_letter(file, place) for place in places for file in entries(f"{KIND}/{place}", own)]
    spoken = {(each.where, each.id, each.language) for each in found}
    for each in found:
        for code in LANGUAGES:
            if (each.where, each.id, code) not in spoken:
                detail = Text(N_("the letter has no text in {language}"), {"language": code})
                Fields(each.file, {}).wrong("language", detail)
    if where is None:
        return tuple(found)
    nearest = {(each.id, each.language): each for each in found}  # a place's own comes later
    return tuple(nearest[key] for key in sorted(nearest))


def letter(name: str, language: str, *, where: str, own: Path | None = None) -> Letter:
    """Return one letter of a jurisdiction. Raises WrongUsage when there is none of that name."""
    every = letters(where=where, own=own)
    for each in every:
        if (each.id, each.language) == (name, language):
            return each
    raise WrongUsage(
        N_("There is no letter {name} for {where} in {language}"),
        N_("The letters there are: {names}"),
        name=name,
        where=where,
        language=language,
        names=tuple(dict.fromkeys(each.id for each in every)),
    )


def _places(own: Path | None) -> Iterator[str]:
    folders: list[Traversable] = [resources() / KIND]
    if own is not None:
        folders.append(own / KIND)
    found = {
        each.name for folder in folders if folder.is_dir()
        for each in folder.iterdir() if each.is_dir()
    }  # fmt: skip
    yield from found


@functools.cache
def _letter(file: CatalogFile, where: str) -> Letter:
    fields = file.fields
    name, _, code = file.id.rpartition(".")
    if not name or code not in LANGUAGES:
        fields.wrong(
            "id",
            Text(N_("the file must be named LETTER.LANGUAGE.toml; languages: {languages}"),
                 {"languages": LANGUAGES}),
        )  # fmt: skip
    made = Letter(
        id=name,
        language=code,
        where="" if where == EVERYWHERE else where.upper(),
        title=fields.text("title"),
        to=fields.text("to"),
        reply_days=fields.integer("reply_days"),
        parts=tuple(_part(each) for each in fields.inners("part")),
        short=fields.text("short"),
        sources=tuple(_source(each) for each in fields.inners("source")),
        file=file.name,
        origin=file.origin,
    )
    fields.done()
    if not made.parts:
        fields.wrong("part", Text(N_("this entry is missing")))
    _check_sources(fields, made)
    for blank in made.blanks:
        if blank not in FIELDS:
            fields.wrong(blank, Text(N_("no such field; the fields are: {names}"),
                                     {"names": tuple(sorted(FIELDS))}))  # fmt: skip
    return made


def _check_sources(fields: Fields, made: Letter) -> None:
    """Refuse a letter that says something about the law, or names a source, without having one."""
    if not made.sources:
        fields.wrong("source", Text(N_("a claim needs a source")))
    known = {each.id: each for each in made.sources}
    for number, part in enumerate(made.parts, 1):
        name = f"part[{number}].cites"
        for cited in part.cites:
            if cited not in known:
                detail = Text(N_("there is no source {name}"), {"name": cited})
                fields.wrong(name, detail)
        read = [each for each in part.cites if known[each].confidence != "own advice"]
        if not read and any(_LAW.search(text) for text in part.texts):
            fields.wrong(name, Text(N_("a claim needs a source")))


def _part(fields: Fields) -> Part:
    made = Part(
        heading=fields.text("heading", ""),
        text=fields.text("text", "").strip(),
        points=fields.texts("points"),
        table=fields.choice("table", ("", *TABLES), ""),
        style=fields.choice("style", ("body", "right", "small"), "body"),
        cites=fields.texts("cites"),
    )
    fields.done()
    if not (made.text or made.points or made.table):
        fields.wrong("text", Text(N_("this entry is missing")))
    return made


def _source(fields: Fields) -> Source:
    made = Source(
        id=fields.text("id", ""),
        title=fields.text("title"),
        site=fields.text("site", ""),
        checked=fields.day("checked"),
        confidence=fields.choice("confidence", CONFIDENCE),
    )
    fields.done()
    if not made.site and made.confidence != "own advice":
        fields.wrong("site", Text(N_("this entry is missing")))
    return made
