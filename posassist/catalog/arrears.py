"""What a shop can be said to owe, and the ways to ask; the owner's own file adds to both."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.files import Fields, entries
from posassist.catalog.sources import CONFIDENCE, OWN_ADVICE, sources
from posassist.domain.words import Words

KIND: Final = "arrears"
LONGEST: Final = 500  # characters an app's chat takes
BLANKS: Final = ("phone", "site", "sms_number", "sms_command")


@dataclass(frozen=True, slots=True)
class ArrearsKind:
    """A kind of fee, and when it can be disputed."""

    id: str
    title: Words
    disputable: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class AskingWay:
    """A way to ask: its steps, what to have ready, and a text of at most 500 characters."""

    id: str
    title: Words
    steps: tuple[Words, ...]
    need: tuple[Words, ...]
    text: Words


def arrears_catalogue(
    own: Path | None = None,
) -> tuple[dict[str, ArrearsKind], dict[str, AskingWay]]:
    """Return kinds and ways by their ids, in the order of the files. Raises CatalogError."""
    kinds: dict[str, ArrearsKind] = {}
    ways: dict[str, AskingWay] = {}
    for file in entries(KIND, own):
        fields = file.fields
        fields.text("id")
        confidence = fields.choice("confidence", CONFIDENCE)
        sources(fields, needed=confidence != OWN_ADVICE)
        kinds |= {each.id: each for each in map(_kind, fields.inners("kind"))}
        ways |= {each.id: each for each in map(_way, fields.inners("way"))}
        fields.done()
    return kinds, ways


def _kind(fields: Fields) -> ArrearsKind:
    made = ArrearsKind(fields.text("id"), fields.words("title"), _every(fields, "disputable"))
    fields.done()
    return made


def _way(fields: Fields) -> AskingWay:
    made = AskingWay(
        fields.text("id"),
        fields.words("title"),
        _every(fields, "steps"),
        _every(fields, "need"),
        fields.words("text"),
    )
    if max(len(made.text.zh_CN), len(made.text.en)) > LONGEST:
        fields.wrong("text", Text(N_("at most {count} characters fit"), {"count": LONGEST}))
    fields.done()
    return made


def _every(fields: Fields, key: str) -> tuple[Words, ...]:
    found = []
    for each in fields.inners(key):
        found.append(Words(each.text("zh_CN"), each.text("en")))
        each.done()
    return tuple(found)
