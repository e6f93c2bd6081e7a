"""Write a letter of a case: a page, or the short text for an app's chat."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.base.paths import Profile
from posassist.catalog.letters import Letter, letter, letters
from posassist.documents.letter import fill, letter_fields, letter_pdf, letter_txt
from posassist.domain.cycle import cut_off_text
from posassist.usecases.cases import ladder_of, show_case
from posassist.usecases.print_evidence import assembled, paper_of
from posassist.usecases.printing import print_file
from posassist.usecases.registers import all_agreements
from posassist.usecases.shop import Shop

__all__ = ["Letter", "Written", "all_letters", "write_letter"]


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that was written; `blanks_left` are the fields nobody knew."""

    file: Path
    id: str
    language: str
    to: str
    blanks_left: tuple[str, ...]


def write_letter(
    shop: Shop,
    number: int,
    *,
    letter_id: str,
    code: str,
    form: str,
    out: Path,
    as_of: dt.date | None = None,
    paper: str | None = None,
) -> Written:
    """Write a letter of a case to a file. Raises WrongUsage for an unknown letter or form."""
    if form not in {"pdf", "txt"}:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("It is one of: {values}"),
            option="--format",
            value=form,
            values=("pdf", "txt"),
        )
    case = show_case(shop, number)
    ladder = ladder_of(shop, case)
    text = letter(letter_id, code, where=case.jurisdiction.lower(), own=shop.profile.root)
    today = shop.today()
    pack, _files = assembled(shop, case, as_of or today)
    reply_by = shop.calendar(ladder.calendar).add(today, text.reply_days)
    with_terms = _terms(shop, pack.acquirer)
    filled = fill(text, letter_fields(pack, text, reply_by=reply_by) | with_terms)
    if form == "txt":
        data = letter_txt(filled).encode()
        blanks = filled.short_blanks_left
    else:
        data = letter_pdf(filled, pack, paper=paper or paper_of(case.jurisdiction)).pdf
        blanks = filled.blanks_left
    print_file(out, data)
    return Written(out, text.id, code, filled.to, blanks)


def all_letters(profile: Profile, where: str | None = None) -> tuple[Letter, ...]:
    """Return every letter, or those of one jurisdiction."""
    return letters(where=where, own=profile.root)


def _terms(shop: Shop, acquirer: str) -> dict[str, str]:
    for each in all_agreements(shop):
        if each.acquirer == acquirer:
            return {
                "agreement.cycle": str(each.cycle),
                "agreement.cut_off": cut_off_text(each.cut_off),
            }
    return {}
