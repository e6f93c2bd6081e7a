"""What an owner pasted - text of slips, messages of the bank - understood part by part."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from posassist.base.errors import StatementUnreadable
from posassist.base.i18n import N_, Text
from posassist.catalog.patterns import patterns
from posassist.statements.messages import are_messages
from posassist.terminals.slips import Given, read_slips, struck
from posassist.usecases.add_messages import add_messages, read_pasted
from posassist.usecases.add_slips import Held, add_slips, given
from posassist.usecases.sentences import sentence
from posassist.usecases.shop import Progress, Shop, silent

MESSAGES, SLIPS = "messages", "slips"
_LONGEST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Part:
    """A message or a print as it was pasted: what it says, or why it cannot be taken."""

    text: str
    says: Text | None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text understood part by part, and what storing it would add; nothing is stored yet."""

    kind: str
    text: str
    beside: Given
    parts: tuple[Part, ...]
    notes: tuple[Text, ...]
    new: int
    already_known: int

    @property
    def understood(self) -> int:
        """How many parts can be taken."""
        return sum(each.says is not None for each in self.parts)


def look_at_pasted(
    shop: Shop,
    text: str,
    *,
    terminal_id: str = "",
    at: str = "",
    progress: Progress = silent,
) -> Pasted:
    """Say what a pasted text holds; `terminal_id` and `at` stand where slips leave them out.

    Raises StatementUnreadable for a text that is too long.
    """
    progress(0, 0, Text(N_("Reading what was pasted")))
    if len(text) > _LONGEST:
        raise StatementUnreadable(
            N_("The text is longer than a day's slips can be"), N_("Paste it in parts.")
        )
    beside = given(shop, terminal_id=terminal_id.strip(), at=at)
    if are_messages(text, patterns(own=shop.profile.root)):
        return _messages(shop, text, beside)
    return _slips(shop, text, beside)


def store_pasted(shop: Shop, pasted: Pasted, *, progress: Progress = silent) -> int:
    """Store what was understood, and return how much of it is new. Raises StatementUnreadable."""
    progress(0, 0, Text(N_("Storing what was pasted")))
    if pasted.kind == MESSAGES:
        return add_messages(shop, pasted.text, day=_day(pasted.beside)).new
    return add_slips(shop, pasted.text.encode(), pasted.beside, in_part=True).new


def _messages(shop: Shop, text: str, beside: Given) -> Pasted:
    day = _day(beside)
    messages, account, _tail = read_pasted(shop, text, day)
    parts = tuple(
        Part(each.text, sentence(each.line) if each.line else None, each.reason)
        for each in messages
    )
    new = known = 0
    notes: list[Text] = []
    if any(each.says for each in parts):
        done = add_messages(shop, text, day=day, dry_run=True)
        new, known = done.new, done.already_known
        notes.append(
            Text(
                N_(
                    "These are the bank's messages to you, not a statement: a statement of the "
                    "same days takes their place."
                )
            )
        )
    if account:
        notes.append(Text(N_("Account: {account}"), {"account": account}))
    return Pasted(MESSAGES, text, beside, parts, tuple(notes), new, known)


def _slips(shop: Shop, text: str, beside: Given) -> Pasted:
    vocabulary = patterns(own=shop.profile.root)
    found = read_slips(struck(text, vocabulary), vocabulary, beside)
    parts = [Part(each.raw, sentence(each)) for each in found.entries]
    parts += [Part(each.text, None, each.reason) for each in found.unread]
    new = known = 0
    notes: list[Text] = []
    if found.entries or found.totals:
        done = add_slips(shop, text.encode(), beside, in_part=True, dry_run=True)
        new, known = done.new, done.already_known
        parts += [Part("", total_words(each)) for each in done.totals]
        notes += done.slips.warnings
    elif not found.unread:
        parts.append(Part(text.strip(), None, _nothing()))
    return Pasted(SLIPS, text, beside, tuple(parts), tuple(notes), new, known)


def total_words(each: Held) -> Text:
    """Say of a batch's total whether the books agree with it."""
    if not each.agrees:
        return each.lacking
    return Text(
        N_("The total of batch {batch} agrees: {count}, {amount}"),
        {
            "batch": each.total.batch_no or "?",
            "count": each.total.count,
            "amount": str(each.total.amount),
        },
    )


def _day(beside: Given) -> dt.date | None:
    with suppress(ValueError):
        return dt.date.fromisoformat(beside.at)
    return None


def _nothing() -> Text:
    return Text(N_("there is no slip, list, total or bank message in it"))
