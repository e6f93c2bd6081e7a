"""Words in two languages at once: gettext catalogues, and sentences carried as data.

A sentence below the edges is a `Text`: an English template with named placeholders and its fields.
The edge renders it in whatever language the reader asked for.
"""

import datetime as dt
import functools
import gettext
import io
import locale
import os
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

from posassist.base.paths import resources

LANGUAGES: Final = ("zh_CN", "en")
DOMAIN: Final = "posassist"


def N_(template: str) -> str:  # noqa: N802 - the field's own name for "mark for translation"
    """Mark a template for extraction; it is looked up later, by the edge."""
    return template


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence as data: template (English, named placeholders) and fields, which may be Text."""

    template: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return language("en").render(self)


@runtime_checkable
class Spoken(Protocol):
    """Words that carry every language themselves, as a catalogue file gives them."""

    def in_language(self, code: str) -> str:
        """Return the words in a language."""


class Language:
    """One language's words; `render` looks the template up before it formats."""

    def __init__(self, code: str, translations: gettext.NullTranslations) -> None:
        self.code = code
        self._translations = translations

    def gettext(self, template: str) -> str:
        """Look up a template (the empty one stays empty)."""
        return self._translations.gettext(template) if template else ""

    def say(self, template: str, **fields: object) -> str:
        """Look up and fill a template."""
        return self.render(Text(template, fields))

    def render(self, text: Text | str) -> str:
        """Turn a Text, or a bare template, into words of this language."""
        if isinstance(text, str):
            return self.gettext(text)
        values = {name: self._value(value) for name, value in text.fields.items()}
        return string.Formatter().vformat(self.gettext(text.template), (), values)

    def _value(self, value: object) -> object:
        if isinstance(value, Text):
            return self.render(value)
        if isinstance(value, Spoken):
            return value.in_language(self.code)
        if isinstance(value, dt.datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S")
        if isinstance(value, (tuple, list)):
            joint = "、" if self.code.startswith("zh") else ", "
            return joint.join(str(self._value(part)) for part in value)
        return value


@functools.cache
def language(code: str) -> Language:
    """Return the words of a language; an unknown code gives English."""
    if code not in LANGUAGES or code == "en":
        return Language("en", gettext.NullTranslations())
    folder = resources() / "locale" / code / "LC_MESSAGES"
    compiled = folder / f"{DOMAIN}.mo"
    if compiled.is_file():
        with compiled.open("rb") as handle:
            return Language(code, gettext.GNUTranslations(handle))
    return Language(code, _from_source((folder / f"{DOMAIN}.po").read_bytes()))


def _from_source(po: bytes) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only a checkout compiles
    from babel.messages.pofile import read_po  # noqa: PLC0415

    buffer = io.BytesIO()
    write_mo(buffer, read_po(io.BytesIO(po)))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def system_language() -> str:
    """Return the language the system speaks, of those we have."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if not spoken:
        spoken = locale.getlocale()[0] or ""
    return "zh_CN" if spoken.lower().startswith(("zh", "chinese")) else "en"
