"""Pages that help on: what to do, and what a message means, in both languages."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from posassist.catalog.files import Fields, entries
from posassist.domain.words import Words

KIND: Final = "help"
_STEP: Final = re.compile(r"\s*(?<![\d.])([1-9]\. )")
_PARTS: Final = ("playbook", "terminals", "errors")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page; `id` is a part and a name, as errors name their page (errors/BooksLocked).

    Every numbered step of its text is a paragraph. `leads_to` is the screen where its work is done.
    What rests on a source names it and the day it was read; any other page is our own advice.
    """

    id: str
    title: Words
    text: Words
    leads_to: str
    source: str
    on: dt.date | None

    @property
    def part(self) -> str:
        """What the page is about: playbook, terminals, errors."""
        return self.id.partition("/")[0]


def help_pages() -> tuple[HelpPage, ...]:
    """Return every page: what to do, terminals, messages. Raises CatalogError."""
    found = []
    for file in entries(KIND, None):
        fields = file.fields
        fields.integer("schema")
        part = fields.choice("id", _PARTS)
        found += [_page(part, each) for each in fields.inners("page")]
        fields.done()
    return tuple(sorted(found, key=lambda each: _PARTS.index(each.part)))


def _page(part: str, fields: Fields) -> HelpPage:
    source = fields.text("source", "")
    page = HelpPage(
        f"{part}/{fields.text('name')}",
        fields.words("title"),
        _in_lines(fields.words("text")),
        fields.text("leads_to", ""),
        source,
        fields.day("checked") if source else None,
    )
    fields.done()
    return page


def _in_lines(words: Words) -> Words:
    return Words(*(_STEP.sub(r"\n\n\1", each).strip() for each in (words.zh_CN, words.en)))
