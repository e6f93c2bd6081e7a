"""The same words in both languages, for what comes from a catalogue file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words as a catalogue file gives them."""

    zh_CN: str  # noqa: N815 - the language's own code
    en: str

    def in_language(self, code: str) -> str:
        """Return the words in a language; English where we do not speak it."""
        return self.zh_CN if code == "zh_CN" else self.en


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the owner that is answered with yes or no."""

    id: str
    words: Words
