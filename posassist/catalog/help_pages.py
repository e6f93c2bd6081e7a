"""Pages that help on: what an error means and what to do, in both languages."""

from dataclasses import dataclass
from typing import Final

from posassist.catalog.files import Fields, entries
from posassist.domain.words import Words

KIND: Final = "help"


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page; `id` is a kind and a name, as errors name their page (errors/BooksLocked)."""

    id: str
    title: Words
    text: Words


def help_pages() -> tuple[HelpPage, ...]:
    """Return every page, in the order of the files. Raises CatalogError."""
    found = []
    for file in entries(KIND, None):
        fields = file.fields
        fields.integer("schema")
        kind = fields.text("id")
        found += [_page(kind, each) for each in fields.inners("page")]
        fields.done()
    return tuple(found)


def _page(kind: str, fields: Fields) -> HelpPage:
    page = HelpPage(f"{kind}/{fields.text('name')}", fields.words("title"), fields.words("text"))
    fields.done()
    return page
