"""Put a checklist on paper: blank, as it was filled in, or a text of it as a card."""

from dataclasses import dataclass
from pathlib import Path

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Language, language
from posassist.catalog.checklists import Checklist
from posassist.documents.checklist_page import ChecklistPage, card_pdf, checklist_pdf
from posassist.domain.checklist import ChecklistRecord
from posassist.usecases.checklists import answer_words, checklist_named, record_for, sayings
from posassist.usecases.print_evidence import paper_of
from posassist.usecases.printing import print_file
from posassist.usecases.shop import Shop


@dataclass(frozen=True, slots=True)
class Printed:
    """The page that was written."""

    file: Path
    pages: int


def print_checklist(
    shop: Shop, name: str, out: Path, *, code: str, record: int | None = None
) -> Printed:
    """Print a blank checklist, or a record of it. Raises WrongUsage for neither."""
    about = checklist_named(shop, name)
    words = language(code)
    written = None if record is None else record_for(shop, about, record)
    page = _page(shop, about, written, words)
    made = checklist_pdf(words, [page], shop.now(), paper=paper_of(shop.details.jurisdiction))
    print_file(out, made.pdf)
    return Printed(out, made.pages)


def print_card(
    shop: Shop, name: str, out: Path, *, code: str, record: int | None = None, number: int = 1
) -> Printed:
    """Print one of a checklist's texts: nothing but what stands in it.

    Raises WrongUsage where it has no such text.
    """
    about = checklist_named(shop, name)
    every = sayings(shop, about, None if record is None else record_for(shop, about, record))
    if not 1 <= number <= len(every):
        raise WrongUsage(
            N_("{name} has no text {number}"),
            N_("It has {count}; leave --card out to print the checklist itself."),
            name=name,
            number=number,
            count=len(every),
        )
    said = every[number - 1]
    made = card_pdf(
        language(code),
        said.title.in_language(code),
        said.text.in_language(code),
        shop.details.name,
        shop.now(),
        paper=paper_of(shop.details.jurisdiction),
    )
    print_file(out, made.pdf)
    return Printed(out, made.pages)


def _page(
    shop: Shop, about: Checklist, record: ChecklistRecord | None, words: Language
) -> ChecklistPage:
    code = words.code
    failed = () if record is None else record.failed
    return ChecklistPage(
        title=about.title.in_language(code),
        shop=shop.details.name,
        on=None if record is None else record.done_on,
        who=record.who if record else "",
        note=record.note if record else "",
        points=tuple(
            (each.in_language(code), None if record is None else each not in failed)
            for each in about.points
        ),
        facts=tuple(
            (
                each.title.in_language(code),
                answer_words(each, record.filled.get(each.id, "")).in_language(code)
                if record
                else "",
            )
            for each in about.entries
        ),
        warning=about.warning.in_language(code) if about.warning else "",
        following=about.following.in_language(code) if about.following else "",
    )
