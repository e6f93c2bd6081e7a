"""A checklist on paper: blank, to go through with a pen, or as it was filled in; and a card."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from posassist.base.i18n import N_, Language
from posassist.documents.page import Rendered, Sheet
from posassist.documents.pdfa import archived

LINE: Final = "_" * 34
BOX, TICK, CROSS = "□", "✓", "×"


@dataclass(frozen=True, slots=True)
class ChecklistPage:
    """What stands on the page, in its language; `held` None leaves a box to tick.

    `facts` are entries with what was written into them, empty for a line to write on.
    """

    title: str
    shop: str
    on: dt.date | None
    who: str
    note: str
    points: tuple[tuple[str, bool | None], ...]
    facts: tuple[tuple[str, str], ...]
    warning: str
    following: str


def checklist_pdf(
    words: Language, pages: Sequence[ChecklistPage], at: dt.datetime, *, paper: str
) -> Rendered:
    """Print checklists one below the other, as PDF/A-3b. Raises DocumentError."""
    sheet = _sheet(words, pages[0].title, pages[0].shop, paper)
    for each in pages:
        _write(sheet, each)
    return _finished(sheet, at)


def card_pdf(
    words: Language, title: str, text: str, shop: str, at: dt.datetime, *, paper: str
) -> Rendered:
    """Print one text to hand over or hang up, and nothing beside it. Raises DocumentError."""
    sheet = _sheet(words, title, shop, paper)
    sheet.paragraph(title, "title")
    for part in text.split("\n"):
        sheet.paragraph(part, "amount")
    return _finished(sheet, at)


def _sheet(words: Language, title: str, shop: str, paper: str) -> Sheet:
    return Sheet(words, title=title, head=(title, shop), paper=paper)


def _finished(sheet: Sheet, at: dt.datetime) -> Rendered:
    printed = sheet.rendered(at)
    made, passed = archived(printed.pdf, at)
    return replace(printed, pdf=made, pdfa=passed)


def _write(sheet: Sheet, page: ChecklistPage) -> None:
    sheet.paragraph(page.title, "title")
    if page.warning:
        sheet.paragraph(page.warning)
    sheet.facts(
        [
            (sheet.say(N_("Day")), str(page.on) if page.on else LINE),
            (sheet.say(N_("Who")), page.who or LINE),
        ]
    )
    for text, held in page.points:
        box = BOX if held is None else TICK if held else CROSS
        sheet.paragraph(f"{box}  {text}")
    if page.facts:
        sheet.space(2)
        sheet.facts([(name, value or LINE) for name, value in page.facts], label_width=58)
    if page.note:
        sheet.heading(sheet.say(N_("Remark")))
        sheet.paragraph(page.note)
    if page.following:
        sheet.heading(sheet.say(N_("What comes next")))
        sheet.paragraph(page.following)
    sheet.space(6)
