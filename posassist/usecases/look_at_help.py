"""The pages that help on, as the owner asks for them."""

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.catalog.help_pages import HelpPage, help_pages


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
