"""Check that what the program ships is whole: drivers, catalogues, languages, a Chinese page."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from posassist.base.errors import DocumentError, PosassistError
from posassist.base.i18n import LANGUAGES, N_, language
from posassist.base.paths import Profile
from posassist.catalog.arrears import arrears_catalogue
from posassist.catalog.calendars import calendar
from posassist.catalog.checklists import checklists
from posassist.catalog.guides import diagnosis_rules
from posassist.catalog.jurisdictions import jurisdictions
from posassist.catalog.letters import letters
from posassist.catalog.patterns import patterns
from posassist.catalog.providers import providers
from posassist.documents.page import Sheet
from posassist.terminals.driver import all_drivers
from posassist.usecases.explain_format import all_formats


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing looked at, and what was wrong with it, if anything."""

    name: str
    detail: str
    error: PosassistError | None = None


def self_check(profile: Profile) -> list[Checked]:
    """Look at everything that is shipped, and at the owner's own catalogue files."""
    own = profile.root
    return [
        _checked("drivers", lambda: ", ".join(sorted(all_drivers()))),
        _checked("formats", lambda: ", ".join(each.id for each in all_formats(profile))),
        _checked("calendars", lambda: f"CN {calendar('CN', own=own).known_until}"),
        _checked("guides", lambda: str(len(diagnosis_rules(own=own)))),
        _checked("jurisdictions", lambda: ", ".join(each.code for each in jurisdictions(own=own))),
        _checked("providers", lambda: str(len(providers(own=own)))),
        _checked("checklists", lambda: str(len(checklists(own=own)))),
        _checked("arrears", lambda: str(len(arrears_catalogue(own=own)[1]))),
        _checked("letters", lambda: str(len(letters(own=own)))),
        _checked("patterns", lambda: f"{len(patterns(own=own).labels)}"),
        _checked("languages", lambda: ", ".join(language(code).code for code in LANGUAGES)),
        _checked("page", _page),
    ]


def _page() -> str:
    """Print a page with Chinese on it and say what was on it. Raises DocumentError."""
    written = "晨光便利店 喆堃镕 人民币壹仟贰佰捌拾陆元整 ¥1,286.00"
    sheet = Sheet(language("zh_CN"), title=written, head=("posassist", ""))
    sheet.paragraph(written)
    made = sheet.rendered(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    if made.replaced_glyphs:
        raise DocumentError(
            N_("The font of the pages lacks {signs}"),
            N_("Install the program again; its fonts are not whole."),
            signs=made.replaced_glyphs,
        )
    return written


def _checked(name: str, look: Callable[[], str]) -> Checked:
    try:
        return Checked(name, look())
    except PosassistError as wrong:
        return Checked(name, "", wrong)
