"""Letters: flat {{field}} blanks filled from texts; a page, a DOCX file, or a short text."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from posassist.base.errors import DocumentError
from posassist.base.i18n import N_, Language, language
from posassist.catalog.letters import BLANK, SHORT_LIMIT, Letter, Part
from posassist.documents import tables
from posassist.documents.amounts import in_words
from posassist.documents.pack import ClaimItem, EvidencePack, said
from posassist.documents.page import Rendered, Sheet
from posassist.documents.pdfa import archived
from posassist.documents.word import Document
from posassist.documents.writer import Writer

EMPTY: Final = "________"
_LARGEST: Final = 1_000_000
_REASONS: Final = 8


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter with its blanks filled; the names of those nobody knew are in `blanks_left`."""

    letter: Letter
    title: str
    to: str
    parts: tuple[Part, ...]
    short: str
    blanks_left: tuple[str, ...]
    short_blanks_left: tuple[str, ...]


def fill(letter: Letter, fields: Mapping[str, str]) -> Filled:
    """Fill a letter. What a field holds is text and never looked at again.

    Raises DocumentError when the result would be absurdly long.
    """
    known = {name: text.strip() for name, text in fields.items() if text.strip()}
    parts = tuple(
        replace(
            part,
            heading=_filled(part.heading, known),
            text=_filled(part.text, known),
            points=tuple(_filled(point, known) for point in part.points),
        )
        for part in letter.parts
    )
    in_short = dict.fromkeys(BLANK.findall(letter.short))
    rest = [letter.title, letter.to]
    rest += [text for part in letter.parts for text in part.texts]
    in_letter = dict.fromkeys(name for text in rest for name in BLANK.findall(text))
    return Filled(
        letter=letter,
        title=_filled(letter.title, known),
        to=_filled(letter.to, known),
        parts=parts,
        short=_short(letter.short, known),
        blanks_left=tuple(name for name in in_letter if name not in known),
        short_blanks_left=tuple(name for name in in_short if name not in known),
    )


def letter_pdf(filled: Filled, pack: EvidencePack, *, paper: str = "a4") -> Rendered:
    """Print a filled letter, its tables taken from the pack. Raises DocumentError."""
    words = language(filled.letter.language)
    case = words.say(N_("Case {number}"), number=pack.case_number)
    sheet = Sheet(words, title=filled.title, head=(case, pack.shop.name), paper=paper)
    sheet.space(4)
    _write(sheet, filled, pack)
    printed = sheet.rendered(pack.printed_on)
    made, passed = archived(printed.pdf, pack.printed_on)
    return replace(printed, pdf=made, pdfa=passed)


def letter_docx(filled: Filled, pack: EvidencePack, *, paper: str = "a4") -> bytes:
    """Write a filled letter as a DOCX file, its tables taken from the pack."""
    words = language(filled.letter.language)
    document = Document(words, title=filled.title, author=pack.shop.name, paper=paper)
    _write(document, filled, pack)
    return document.written(pack.printed_on)


def letter_txt(filled: Filled) -> str:
    """Return the short form: one flat text of at most 500 characters."""
    return filled.short


def letter_fields(pack: EvidencePack, letter: Letter, *, reply_by: dt.date) -> dict[str, str]:
    """Return the fields a pack answers by itself; the caller adds contact, provider and terms."""
    words = language(letter.language)
    days = [day for item in pack.items for day in [_day_of(item)] if day]
    due = min((item.due_on for item in pack.items if item.due_on), default=None)
    told = min((each.on for each in pack.contacts), default=None)
    late = max((item.days_late for item in pack.items), default=0)
    first = day_words(min(days, default=None), words)
    last = day_words(max(days, default=None), words)
    period = words.gettext(N_("{first} to {last}"))
    serials = dict.fromkeys(each.device_serial for each in pack.acquisitions if each.device_serial)
    tickets = dict.fromkeys(each.ticket for each in pack.contacts if each.ticket)
    joint = "、" if words.code.startswith("zh") else ", "
    return {
        "account.label": pack.account,
        "case.as_of": day_words(pack.as_of, words),
        "case.count": str(len(pack.items)),
        "case.days_late": str(late) if late > 0 else "",
        "case.due_date": day_words(due, words),
        "case.first_day": first,
        "case.last_day": last,
        "case.contacted_on": day_words(told, words),
        "case.number": str(pack.case_number),
        "case.opened_on": day_words(pack.opened_on, words),
        "case.period": first if first == last else period.format(first=first, last=last),
        "case.reasons": _reasons(pack, words),
        "case.tickets": joint.join(tickets) or words.gettext(N_("none")),
        "case.total": joint.join(map(str, pack.at_stake)),
        "case.total_capitals": joint.join(in_words(each, words) for each in pack.at_stake),
        "letter.date": day_words(pack.printed_on.date(), words),
        "letter.reply_by": day_words(reply_by, words),
        "letter.reply_days": str(letter.reply_days),
        "merchant.address": pack.shop.address,
        "merchant.credit_code": pack.shop.licence,
        "merchant.full_name": pack.shop.name,
        "merchant.numbers": joint.join(pack.merchants),
        "merchant.phone": pack.shop.phone,
        "provider.full_name": pack.acquirer,
        "terminal.numbers": joint.join(pack.terminals),
        "terminal.serials": joint.join(serials),
    }


def day_words(day: dt.date | None, words: Language) -> str:
    """Write a day as a letter does: 2026年10月12日, 12 October 2026."""
    if day is None:
        return ""
    if words.code.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    from babel.dates import format_date  # noqa: PLC0415 - half the start of a command that prints none

    return str(format_date(day, "d MMMM y", locale="en"))


def _write(writer: Writer, filled: Filled, pack: EvidencePack) -> None:
    writer.paragraph(filled.title, "letter")
    for part in filled.parts:
        if part.heading:
            writer.heading(part.heading)
        if part.text:
            writer.paragraph(part.text, part.style)
        if part.points:
            writer.numbered(part.points)
        if part.table == "items":
            tables.items(writer, pack)
        elif part.table == "exhibits":
            tables.exhibits(writer, pack)
        elif part.table:
            made = {"chronology": tables.chronology, "contacts": tables.contacts}[part.table]
            if not made(writer, pack):
                writer.paragraph(writer.say(N_("none")))


def _filled(text: str, known: Mapping[str, str]) -> str:
    size = len(text) + sum(len(known.get(name, EMPTY)) for name in BLANK.findall(text))
    if size > _LARGEST:
        raise DocumentError(
            N_("The letter would be longer than {limit} characters"),
            N_("Use fewer fields in the letter, or shorten the texts of the case."),
            limit=_LARGEST,
        )
    return BLANK.sub(lambda found: known.get(found[1], EMPTY), text)


def _short(text: str, known: Mapping[str, str]) -> str:
    """Fill the short form; long values are cut before the sentences are."""
    for longest in (400, 160, 80, 40, 20, 10):
        cut = {
            name: value if len(value) <= longest else f"{value[: longest - 1]}…"
            for name, value in known.items()
        }
        flat = " ".join(_filled(text, cut).split())
        if len(flat) <= SHORT_LIMIT:
            return flat
    return f"{flat[: SHORT_LIMIT - 1]}…"


def _reasons(pack: EvidencePack, words: Language) -> str:
    """Write each different reason once, the first few of many."""
    found = dict.fromkeys(said(words, item.reason) for item in pack.items)
    lines = [f"· {reason}" for reason in list(found)[:_REASONS]]
    if len(found) > _REASONS:
        more = len(found) - _REASONS
        lines.append(words.say(N_("· and {count} more; see the table"), count=more))
    return "\n".join(lines)


def _day_of(item: ClaimItem) -> dt.date | None:
    if item.journal:
        return item.journal[0].record.occurred_at.date()
    if item.settlement:
        line = item.settlement[0].record
        return line.occurred_on or line.settled_on
    return item.bank[0].record.booked_on if item.bank else None
