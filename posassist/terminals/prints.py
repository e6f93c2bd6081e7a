"""Text of printed paper cut into prints: which line belongs to which slip, list or total."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from posassist.catalog.patterns import LIST, OTHER, SLIP, Patterns, even, plain

_TITLE_ROOM: Final = 24  # what may stand in a title's line beside it
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]")
# The whole of what is known before it is printed again: who, where, in which batch.
_HEAD: Final = ("merchant_id", "terminal_id", "batch_no", "at", "occurred_on", "occurred_time")


@dataclass(slots=True)
class Print:
    """One print: its kind, the value behind each label, the marks on it, its lines."""

    kind: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The print as it stands on the paper."""
        return "\n".join(self.lines).strip("\n")


class Cutter:
    """Cuts text into prints, by the words of the patterns."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._titles = sorted(patterns.titles, key=len, reverse=True)

    def prints(self, text: str) -> list[Print]:
        """Return the prints of a text that say anything, in their order."""
        found = [Print()]
        again: dict[str, str] = {}  # said twice alike: a second slip without a title, or a copy
        waiting = ""  # the label whose value stands on the next line
        for line in even(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            clean = _UNSEEN.sub("", line).rstrip()
            kind = self._title(clean)
            if kind and _is_one(found[-1], kind):
                found.append(Print())
                again = {}
            current = found[-1]
            current.kind = kind or current.kind
            bare = plain(clean)
            current.marks |= {mark for word, mark in self._patterns.marks.items() if word in bare}
            pairs = list(self._pairs(clean))
            if waiting and clean and not pairs and not kind:
                pairs, waiting = [(waiting, clean.strip())], ""
            for name, value in pairs:
                waiting = "" if value else name
                if not value or name == OTHER:
                    continue
                before = found[-1].fields.get(name)
                if before == value:
                    again[name] = value
                elif before is not None:
                    found.append(Print(found[-1].kind, again))
                    again = {}
                    found[-1].fields[name] = value
                else:
                    found[-1].fields[name] = value
            found[-1].lines.append(clean)
        return [
            each for each in found if each.fields or (each.kind and re.search(r"\d", each.text))
        ]

    def _title(self, line: str) -> str:
        """Return the kind of print a line announces."""
        bare = plain(line)
        if not bare or self._label.search(line):
            return ""
        for title in self._titles:
            if title in bare and len(bare) <= len(title) + _TITLE_ROOM:
                return self._patterns.titles[title]
        return ""

    def _pairs(self, line: str) -> Iterator[tuple[str, str]]:
        """Yield the labels of a line, each with what stands behind it."""
        matches = list(self._label.finditer(line))
        for place, match in enumerate(matches):
            end = matches[place + 1].start() if place + 1 < len(matches) else len(line)
            yield self._patterns.labels[plain(match["label"])], line[match.end() : end].strip()

    @cached_property
    def _label(self) -> re.Pattern[str]:
        """A known label, spread out or not, its English name behind it or not, and a colon.

        What a camera read may lack the colon: a Chinese label then has figures behind it.
        """
        words = sorted(self._patterns.labels, key=len, reverse=True)
        spread = "|".join(r"\s*".join(map(re.escape, word)) for word in words)
        beside = r"(?:\s*\([^()]*\)|\s*/?\s*[A-Z][A-Z. ]*)?"
        colon = r"\s*[:;]|(?<=[\u4e00-\u9fff)])[ \t]+(?=(?:RMB|CNY)?[ \t]*[\u00a5-]?\d)"
        return re.compile(rf"(?<!\w)(?P<label>{spread}){beside}(?:{colon})", re.IGNORECASE)


def _is_one(each: Print, following: str) -> bool:
    """Say whether a print is told already, so that a title begins the next one."""
    if each.kind and each.kind != following:
        return True
    return bool(each.fields) and (bool(each.kind) or "amount" in each.fields)


def completed(prints: list[Print]) -> list[Print]:
    """Give a list what only the total before or behind it says: terminal, batch, day."""
    for place, each in enumerate(prints):
        if each.kind != LIST:
            continue
        beside = [*prints[max(place - 1, 0) : place], *prints[place + 1 : place + 2]]
        for other in beside:
            if other.kind != SLIP and _same_batch(each, other):
                for name in _HEAD:
                    if name in other.fields:
                        each.fields.setdefault(name, other.fields[name])
    return prints


def _same_batch(one: Print, other: Print) -> bool:
    return all(
        one.fields.get(name, "") in ("", other.fields.get(name, one.fields.get(name)))
        for name in ("terminal_id", "batch_no")
    )
