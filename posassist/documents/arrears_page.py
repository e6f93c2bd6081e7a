"""What is said to be owed, on a page: what for, every answer, the payment, and what to ask."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from posassist.base.i18n import N_, Language
from posassist.documents.grid import Column, Row
from posassist.documents.page import Rendered, Sheet
from posassist.documents.pdfa import archived


@dataclass(frozen=True, slots=True)
class ArrearsPage:
    """What stands on the page, in its language.

    `answers` are (day, how, who and ticket, what was said, amount by it).
    """

    title: str
    shop: str
    facts: tuple[tuple[str, str], ...]
    disputable: tuple[str, ...]
    answers: tuple[tuple[str, str, str, str, str], ...]
    differ: str
    asking: Sequence[tuple[str, str]]


def arrears_pdf(words: Language, page: ArrearsPage, at: dt.datetime, *, paper: str) -> Rendered:
    """Print the page, as PDF/A-3b. Raises DocumentError."""
    sheet = Sheet(words, title=page.title, head=(page.title, page.shop), paper=paper)
    sheet.paragraph(page.title, "title")
    sheet.facts(page.facts)
    if page.disputable:
        sheet.heading(sheet.say(N_("It can be disputed where")))
        sheet.numbered(page.disputable)
    sheet.heading(sheet.say(N_("What was answered")))
    if page.answers:
        columns = (
            Column(sheet.say(N_("Day")), 20), Column(sheet.say(N_("How")), 30),
            Column(sheet.say(N_("Who, ticket")), 34), Column(sheet.say(N_("What was said")), 62),
            Column(sheet.say(N_("Amount by it")), 24, right=True),
        )  # fmt: skip
        sheet.table(columns, [Row(each) for each in page.answers])
    else:
        sheet.paragraph(sheet.say(N_("Nobody was asked yet.")))
    if page.differ:
        sheet.paragraph(page.differ)
    sheet.heading(sheet.say(N_("How to ask")))
    for title, text in page.asking:
        sheet.paragraph(title, "h2")
        sheet.paragraph(text)
    printed = sheet.rendered(at)
    made, passed = archived(printed.pdf, at)
    return replace(printed, pdf=made, pdfa=passed)
