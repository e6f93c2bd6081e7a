"""Check that what the program ships is whole: drivers, formats, catalogues, font, languages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from posassist.base.errors import PosassistError
from posassist.base.i18n import LANGUAGES, language
from posassist.base.paths import Profile
from posassist.catalog.calendars import calendar
from posassist.catalog.guides import diagnosis_rules
from posassist.catalog.jurisdictions import jurisdictions
from posassist.catalog.letters import letters
from posassist.documents.fonts import Glyphs
from posassist.terminals.driver import all_drivers
from posassist.usecases.explain_format import all_formats


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def self_check(profile: Profile) -> list[Checked]:
    """Look at everything that is shipped, and at the owner's own catalogue files."""
    own: Path = profile.root
    return [
        _checked("drivers", lambda: ", ".join(sorted(all_drivers()))),
        _checked("formats", lambda: ", ".join(each.id for each in all_formats(profile))),
        _checked("calendars", lambda: f"CN {calendar('CN', own=own).known_until}"),
        _checked("guides", lambda: str(len(diagnosis_rules(own=own)))),
        _checked("jurisdictions", lambda: ", ".join(each.code for each in jurisdictions(own=own))),
        _checked("letters", lambda: str(len(letters(own=own)))),
        _checked("languages", lambda: ", ".join(language(code).code for code in LANGUAGES)),
        _checked("font", lambda: Glyphs().visible("喆堃镕¥")),
    ]


def _checked(name: str, look: Callable[[], str]) -> Checked:
    try:
        return Checked(name, ok=True, detail=look())
    except PosassistError as wrong:
        return Checked(name, ok=False, detail=str(wrong))
