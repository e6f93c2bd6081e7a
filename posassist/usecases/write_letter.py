"""Write a letter of a case: a page, an editable file, or the short text for an app's chat."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.base.paths import Profile
from posassist.base.stopping import beside
from posassist.catalog.jurisdictions import Jurisdiction
from posassist.catalog.letters import FIELDS, Letter, letter, letters
from posassist.documents.letter import (
    fill,
    letter_docx,
    letter_fields,
    letter_pdf,
    letter_txt,
)
from posassist.domain.case import Case
from posassist.domain.cycle import cut_off_text
from posassist.domain.discrepancy import Kind
from posassist.usecases.cases import ladder_of, show_case
from posassist.usecases.print_evidence import assembled, paper_of
from posassist.usecases.printing import print_file
from posassist.usecases.registers import all_agreements
from posassist.usecases.shop import Shop

__all__ = ["FIELDS", "Letter", "Own", "Written", "all_letters", "letters_for", "write_letter"]
FORMS = ("pdf", "docx", "txt")
# What fits what the case is about, beside the first request and the complaint.
FITTING: Final = {
    Kind.HELD: "hold-release",
    Kind.RETURNED: "re-payout-request",
    Kind.CHARGEBACK: "chargeback-defence",
    Kind.OVERCHARGED_FEE: "fee-refund",
    Kind.UNEXPECTED_FEE: "fee-refund",
    Kind.DUPLICATE_CHARGE: "customer-reply",
    Kind.AMOUNT_DIFFERS: "correction-request",
    Kind.UNKNOWN_OUTCOME: "one-sided-entry",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that was written; `blanks_left` are the fields nobody knew, `texts` its parts."""

    file: Path
    id: str
    language: str
    to: str
    blanks_left: tuple[str, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """What the owner puts into a letter: blanks the books know nothing of, by their names, and
    texts in the place of the letter's own, by the place of the part.
    """

    blanks: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)


def write_letter(
    shop: Shop,
    number: int,
    *,
    letter_id: str,
    code: str,
    form: str,
    out: Path,
    as_of: dt.date | None = None,
    own: Own | None = None,
) -> Written:
    """Write a letter of a case to a file, with what the owner put into it.

    Raises WrongUsage for an unknown letter, form or field.
    """
    own = own or Own()
    if form not in FORMS:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("It is one of: {values}"),
            option="--format",
            value=form,
            values=FORMS,
        )
    case = show_case(shop, number)
    ladder = ladder_of(shop, case)
    text = letter(letter_id, code, where=case.jurisdiction.lower(), own=shop.profile.root)
    today = shop.today()
    pack, _files = assembled(shop, case, as_of or today)
    reply_by = shop.calendar(ladder.calendar).add(today, text.reply_days)
    filled = fill(
        text,
        letter_fields(pack, text, reply_by=reply_by)
        | _terms(shop, pack.acquirer)
        | _step(ladder, case, code)
        | _known(own.blanks),
    )
    parts = tuple(
        replace(part, text=mask(own.texts[n])) if n in own.texts else part
        for n, part in enumerate(filled.parts)
    )
    filled = replace(filled, parts=parts)
    paper = paper_of(case.jurisdiction)
    if form == "txt":
        data = letter_txt(filled).encode()
    elif form == "docx":
        data = beside(partial(letter_docx, filled, pack, paper=paper))
    else:
        data = beside(partial(letter_pdf, filled, pack, paper=paper)).pdf
    print_file(out, data)
    blanks = filled.short_blanks_left if form == "txt" else filled.blanks_left
    texts = tuple(part.text for part in filled.parts)
    return Written(out, text.id, code, filled.to, blanks, texts)


def all_letters(profile: Profile, where: str | None = None) -> tuple[Letter, ...]:
    """Return every letter, or those of one jurisdiction."""
    return letters(where=where, own=profile.root)


def letters_for(shop: Shop, case: Case) -> tuple[Letter, ...]:
    """Return the letters of the case's place, in every language, those that fit it best first."""
    kinds = [FITTING[kind] for each in case.items if (kind := Kind(each.kind)) in FITTING]
    first = [*kinds, "complaint-provider" if case.contacts else "first-request"]
    every = letters(where=case.jurisdiction, own=shop.profile.root)
    return tuple(
        sorted(every, key=lambda each: first.index(each.id) if each.id in first else len(first))
    )


def _step(ladder: Jurisdiction, case: Case, code: str) -> dict[str, str]:
    step = next(each for each in ladder.steps if each.id == case.step)
    return {
        "body.title": step.title.in_language(code),
        "body.channel": step.channel.in_language(code),
    }


def _known(given: Mapping[str, str]) -> dict[str, str]:
    for name in given:
        if name not in FIELDS:
            raise WrongUsage(
                N_("There is no field {name}"),
                N_("The fields are: {names}"),
                name=name,
                names=tuple(FIELDS),
            )
    return {name: mask(value) for name, value in given.items()}


def _terms(shop: Shop, acquirer: str) -> dict[str, str]:
    for each in all_agreements(shop):
        if each.acquirer == acquirer:
            return {
                "agreement.cycle": str(each.cycle),
                "agreement.cut_off": cut_off_text(each.cut_off),
            }
    return {}
