"""The pages that help on, as the owner asks for them."""

from collections.abc import Sequence
from typing import Final

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.catalog.help_pages import HelpPage, help_pages

__all__ = ["HelpPage", "basis", "pages_named", "pages_with", "way"]

# Where a page can lead, and how the way there is called.
WAYS: Final = {
    "today": Text(N_("Go to Today")),
    "terminal": Text(N_("Go to Terminal")),
    "import": Text(N_("Go to Import")),
    "reconcile": Text(N_("Go to Reconcile")),
    "cases": Text(N_("Go to Cases")),
    "evidence": Text(N_("Go to Evidence & letters")),
    "slips": Text(N_("Go to Slips")),
    "daily": Text(N_("Go to Daily checks")),
    "shop": Text(N_("Go to Shop and devices")),
    "settings": Text(N_("Go to Settings")),
}


def pages_named(name: str) -> tuple[HelpPage, ...]:
    """Return the pages of a name (BooksLocked, errors/BooksLocked), or all. Raises WrongUsage."""
    found = [each for each in help_pages() if name in {"", each.id, each.id.rpartition("/")[2]}]
    if not found:
        raise WrongUsage(
            N_("There is no help page named {name}"),
            N_("posassist help lists the pages."),
            name=name,
        )
    return tuple(found)


def pages_with(pages: Sequence[HelpPage], words: str) -> tuple[HelpPage, ...]:
    """Return the pages that hold every word, in either language; those of the title first."""
    wanted = words.casefold().split()

    def holds(*texts: str) -> bool:
        whole = "\n".join(texts).casefold()
        return all(each in whole for each in wanted)

    titled = [each for each in pages if holds(each.title.zh_CN, each.title.en)]
    others = [
        each
        for each in pages
        if each not in titled
        and holds(each.id, each.title.zh_CN, each.title.en, each.text.zh_CN, each.text.en)
    ]
    return (*titled, *others)


def basis(page: HelpPage) -> Text:
    """Say what a page rests on."""
    if page.source:
        return Text(N_("Source: {source}, read on {day}"), {"source": page.source, "day": page.on})
    return Text(N_("This is our own advice, not a rule."))


def way(page: HelpPage) -> Text | None:
    """Return the name of where a page leads, None where it leads nowhere."""
    return WAYS.get(page.leads_to)
