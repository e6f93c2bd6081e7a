"""The providers: names, numbers with their sources, export windows, response codes; a file each.

A number is shipped only with its sources, and still has to be compared with slip or contract. A
code the provider's table lacks, or that vendors use for different things, is never "approved".
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.files import CatalogFile, Fields, entries
from posassist.catalog.sources import CONFIDENCE, OWN_ADVICE, Source, sources
from posassist.domain.provider import UNKNOWN_CODE, CodeOutcome, ExportWindow, ResponseCode
from posassist.domain.words import Words

KIND: Final = "providers"
KINDS: Final = ("acquirer", "network", "wallet", "aggregator")
NEXT: Final = (
    "none", "issuer", "acquirer", "customer", "operator", "retry", "query", "resign_on",
    "batch_upload", "check_amount", "verify", "duplicate",
)  # fmt: skip
COMPARE: Final = N_(
    "Service numbers are often faked: compare it with your slip, the terminal's label or contract."
)
_OUTCOMES: Final = tuple(each.value for each in CodeOutcome)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said of a provider, with its confidence and sources."""

    confidence: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A service number, to be compared with slip or contract before it is used."""

    number: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider; `also` are other names it goes by."""

    id: str
    kind: str
    name: Words
    also: tuple[str, ...] = ()
    note: Words | None = None
    statements: Words | None = None
    numbers: tuple[Number, ...] = ()
    window: ExportWindow | None = None
    codes: Mapping[str, ResponseCode] = field(default_factory=dict)

    def is_called(self, name: str) -> bool:
        """Say whether a name is this provider's, or holds it."""
        mine = (self.name.zh_CN, self.name.en, *self.also)
        return any(each.lower() in name.lower() for each in mine)


def providers(own: Path | None = None) -> tuple[Provider, ...]:
    """Return every provider, in the order of their ids. Raises CatalogError."""
    return tuple(_provider(file) for file in entries(KIND, own))


def provider_named(name: str, every: tuple[Provider, ...]) -> Provider | None:
    """Return the one provider an agreement's acquirer names; None where none, or several, fit."""
    fitting = [each for each in every if each.is_called(name)]
    return fitting[0] if len(fitting) == 1 else None


def response_code(code: str, acquirer: str, every: tuple[Provider, ...]) -> ResponseCode:
    """Return what a code means at an acquirer: by its own table, else by the network's."""
    mine = provider_named(acquirer, every)
    tables = [mine.codes] if mine else []
    tables += [each.codes for each in every if each.kind == "network"]
    return next((table[code] for table in tables if code in table), UNKNOWN_CODE)


@functools.cache
def _provider(file: CatalogFile) -> Provider:
    fields = file.fields
    codes = [_code(each) for each in fields.inners("code")]
    made = Provider(
        id=fields.text("id"),
        kind=fields.choice("kind", KINDS),
        name=fields.words("name"),
        also=fields.texts("also"),
        note=fields.words("note") if "note" in fields else None,
        statements=_claimed(fields.inner("statements")) if "statements" in fields else None,
        numbers=tuple(_number(each) for each in fields.inners("number")),
        window=_window(fields.inner("window")) if "window" in fields else None,
        codes={each.code: each for each in codes},
    )
    if len(made.codes) < len(codes):
        fields.wrong("code", Text(N_("a code stands twice")))
    if codes:
        _claim(fields.inner("codes"), done=True)
    fields.done()
    return made


def _code(fields: Fields) -> ResponseCode:
    made = ResponseCode(
        fields.text("code"),
        CodeOutcome(fields.choice("outcome", _OUTCOMES)),
        fields.words("meaning"),
        fields.choice("next", NEXT),
    )
    fields.done()
    return made


def _number(fields: Fields) -> Number:
    made = Number(fields.text("number"), _claim(fields))
    fields.done()
    return made


def _window(fields: Fields) -> ExportWindow:
    made = ExportWindow(fields.integer("keeps_days"), fields.integer("query_days"))
    _claim(fields, done=True)
    return made


def _claimed(fields: Fields) -> Words:
    made = Words(fields.text("zh_CN"), fields.text("en"))
    _claim(fields, done=True)
    return made


def _claim(fields: Fields, *, done: bool = False) -> Claim:
    confidence = fields.choice("confidence", CONFIDENCE)
    made = Claim(confidence, sources(fields, needed=confidence != OWN_ADVICE))
    if done:
        fields.done()
    return made
