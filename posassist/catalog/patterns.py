"""What terminals print: the words of every pattern file, put together into one vocabulary."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.files import Fields, entries
from posassist.domain.journal import Channel, EntryType

KIND: Final = "patterns"
SLIP, LIST, TOTALS = "slip", "list", "totals"
REPRINT, UNBALANCED, UNSURE = "reprint", "unbalanced", "unsure"
INTO, OUT_OF = "into", "out_of"
OTHER: Final = "other"
FIELDS: Final = (
    "merchant_id", "terminal_id", "batch_no", "voucher_no", "trace_no", "rrn", "auth_code", "type",
    "card", "channel", "amount", "currency", "at", "occurred_on", "occurred_time", "original_rrn",
    "response_code", "status", "merchant_name", OTHER,
)  # fmt: skip
# What a bank's message says, and the named groups its expressions find it by.
IN_A_MESSAGE: Final[Mapping[str, frozenset[str]]] = {
    "signed": frozenset({"amount"}),
    "time": frozenset({"time"}),
    "skip": frozenset(),
    "bank": frozenset({"bank"}),
    "party": frozenset({"party"}),
    "memo": frozenset({"memo"}),
    "balance": frozenset({"balance"}),
    "account": frozenset({"account"}),
    "day": frozenset({"day"}),
    "amount": frozenset({"amount"}),
}
WAYS: Final = ("came_in", "went_out", "foreign")
_IN_A_ROW: Final = frozenset({"voucher_no", "trace_no", "type", "auth_code", "amount", "card"})


@dataclass(frozen=True, slots=True)
class Patterns:
    """Every word a print may use, in its plain form, and what it means.

    `labels` lead to a field, `titles` to a kind of print, `marks` to what is stamped on it,
    `totals` to a direction of money; `rows` are the records of a list, an expression a layout.
    `messages` are the expressions that find each part of a bank's message, `ways` the words by
    which it says that money came in, went out, or is in another currency.
    """

    version: str
    titles: Mapping[str, str]
    marks: Mapping[str, str]
    labels: Mapping[str, str]
    types: Mapping[str, EntryType]
    letters: Mapping[str, EntryType]
    channels: Mapping[str, Channel]
    totals: Mapping[str, str]
    rows: tuple[re.Pattern[str], ...]
    messages: Mapping[str, tuple[re.Pattern[str], ...]]
    ways: Mapping[str, tuple[str, ...]]


def patterns(own: Path | None = None) -> Patterns:
    """Return the words of every pattern file; `own` is the profile folder. Raises CatalogError."""
    groups: dict[str, dict[str, str]] = {
        name: {} for name in ("titles", "marks", "labels", "types", "letters", "channels", "totals")
    }
    allowed: dict[str, tuple[str, ...]] = {
        "titles": (SLIP, LIST, TOTALS),
        "marks": (REPRINT, UNBALANCED, UNSURE),
        "labels": FIELDS,
        "types": tuple(EntryType),
        "letters": tuple(EntryType),
        "channels": tuple(Channel),
        "totals": (INTO, OUT_OF),
    }
    rows: list[re.Pattern[str]] = []
    messages: dict[str, list[re.Pattern[str]]] = {part: [] for part in IN_A_MESSAGE}
    ways: dict[str, list[str]] = {way: [] for way in WAYS}
    versions = []
    for file in entries(KIND, own):
        fields = file.fields
        fields.integer("schema")
        fields.text("id")
        fields.words("title")
        for name, words in groups.items():
            _add(fields.inner(name, optional=True), words, allowed[name])
        layouts = fields.inner("rows", optional=True)
        rows += [_row(layouts, each) for each in layouts.texts(LIST)]
        layouts.done()
        told = fields.inner("messages", optional=True)
        for part, groups_ in IN_A_MESSAGE.items():
            messages[part] += [_part(told, part, each, groups_) for each in told.texts(part)]
        for way in WAYS:
            ways[way] += [plain(each) for each in told.texts(way)]
        told.done()
        fields.done()
        versions.append(file.version)
    return Patterns(
        version=hashlib.sha256(" ".join(versions).encode()).hexdigest()[:12],
        titles=groups["titles"],
        marks=groups["marks"],
        labels=groups["labels"],
        types={word: EntryType(kind) for word, kind in groups["types"].items()},
        letters={word: EntryType(kind) for word, kind in groups["letters"].items()},
        channels={word: Channel(kind) for word, kind in groups["channels"].items()},
        totals=groups["totals"],
        rows=tuple(rows),
        messages={part: tuple(each) for part, each in messages.items()},
        ways={way: tuple(each) for way, each in ways.items()},
    )


def even(text: str) -> str:
    """Return text with full-width figures, letters and signs made half-width."""
    return unicodedata.normalize("NFKC", text)


def plain(text: str) -> str:
    """Return a word as words are compared: no spaces, half-width, capitals."""
    return "".join(even(text).split()).upper()


def _add(fields: Fields, words: dict[str, str], allowed: tuple[str, ...]) -> None:
    for meaning in allowed:
        for word in fields.texts(meaning):
            if not plain(word):
                fields.wrong(meaning, Text(N_("a text is needed")))
            before = words.setdefault(plain(word), meaning)
            if before != meaning:
                fields.wrong(
                    meaning,
                    Text(N_("{word} already means {meaning}"), {"word": word, "meaning": before}),
                )
    fields.done()


def _row(fields: Fields, expression: str) -> re.Pattern[str]:
    made = _expression(fields, LIST, expression)
    if not {"amount"} <= set(made.groupindex) <= _IN_A_ROW:
        allowed = tuple(sorted(_IN_A_ROW))
        fields.wrong(LIST, Text(N_("one of these is needed: {allowed}"), {"allowed": allowed}))
    return made


def _part(fields: Fields, part: str, expression: str, groups: frozenset[str]) -> re.Pattern[str]:
    made = _expression(fields, part, expression)
    if not groups <= set(made.groupindex):
        needed = tuple(sorted(groups))
        fields.wrong(part, Text(N_("these groups are needed: {groups}"), {"groups": needed}))
    return made


def _expression(fields: Fields, entry: str, expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression, re.MULTILINE)
    except re.error as wrong:
        fields.wrong(entry, Text(N_("it cannot be read: {detail}"), {"detail": str(wrong)}))
