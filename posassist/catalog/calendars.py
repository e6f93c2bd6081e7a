"""Working days: the `holidays` library, and an overlay file for what it does not know yet.

A notice of the State Council, or a local bank holiday, is added by a TOML file of the country's
code in `resources/calendars` or in the owner's own folder, without a new release.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import holidays

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.catalog.files import CatalogFile, entries
from posassist.domain.cycle import Calendar

KIND: Final = "calendars"
# The library knows the Hindu holidays until 2035 and warns when asked for more.
_YEARS: Final = range(2015, 2036)
# Which days are meant where a country has several kinds: the general holidays of Hong Kong,
# on which banks are closed, Canada's days of federal law, which the banks keep, and the bank
# holidays of England and Wales.
_KINDS: Final = {"CA": ("public", "government"), "HK": ("public", "optional")}
_PARTS: Final = {"GB": "ENG"}
_CODE: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a calendar file adds: days off, working weekend days, and up to when it is official.

    `works` takes a day back that the library calls off. Every file names its source and check.
    """

    code: str
    known_until: dt.date
    off: frozenset[dt.date]
    works: frozenset[dt.date]
    make_up: frozenset[dt.date]
    source: str
    checked_on: dt.date


def calendar(code: str, *, own: Path | None = None) -> Calendar:
    """Return the working days of a country by its ISO code, `own` files of the profile included.

    Raises WrongUsage for a code nobody knows, CatalogError when a calendar file is wrong.
    """
    overlay = overlays(own).get(code)
    try:
        base = _library(code if _CODE.fullmatch(code) else "")
    except NotImplementedError:
        raise WrongUsage(
            N_("There is no calendar named {code}"),
            N_("Give the two letters of a country: CN, DE, GB, US …"),
            code=code,
        ) from None
    if overlay is None:
        return base
    return Calendar(
        code,
        off=(base.off | overlay.off) - overlay.works - overlay.make_up,
        make_up=(base.make_up | overlay.make_up) - overlay.off,
        known_until=overlay.known_until,
        weekend=base.weekend,
    )


def overlays(own: Path | None = None) -> dict[str, Overlay]:
    """Return every calendar file by its code. Raises CatalogError."""
    return {file.id: _overlay(file) for file in entries(KIND, own)}


@cache
def _overlay(file: CatalogFile) -> Overlay:
    fields = file.fields
    if fields.integer("schema") != 1:
        fields.wrong("schema", Text(N_("this program reads schema {schema}"), {"schema": 1}))
    code = fields.text("id")
    if not _CODE.fullmatch(code):
        fields.wrong("id", Text(N_("two capital letters of a country are needed")))
    made = Overlay(
        code=code,
        known_until=fields.day("known_until"),
        off=frozenset(fields.days("off")),
        works=frozenset(fields.days("works")),
        make_up=frozenset(fields.days("make_up")),
        source=fields.text("source"),
        checked_on=fields.day("checked_on"),
    )
    fields.done()
    if made.off & (made.make_up | made.works):
        fields.wrong("off", Text(N_("a day is both off and worked")))
    return made


@cache
def _library(code: str) -> Calendar:
    """Read the library; known up to the year before it only estimates the moon's holidays."""
    country = holidays.country_holidays(
        code, subdiv=_PARTS.get(code), years=_YEARS, categories=_KINDS.get(code), language="en_US"
    )
    weekend = frozenset(country.weekend)
    off = frozenset(day for day in country if day.weekday() not in weekend)
    make_up = frozenset(day for day in country.weekend_workdays if day.year in _YEARS)
    estimated = {day.year for day, name in country.items() if "estimated" in name}
    known = max((year for year in _YEARS if year not in estimated), default=_YEARS[0] - 1)
    return Calendar(code, off - make_up, make_up, dt.date(known, 12, 31), weekend)
