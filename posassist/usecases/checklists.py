"""Go through a checklist and leave a dated record; say which are due, or wait for something."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.catalog.checklists import Checklist, Entry, EntryKind, checklists
from posassist.domain.checklist import ChecklistRecord
from posassist.domain.money import Money
from posassist.domain.words import Words
from posassist.store import cases
from posassist.store import checklists as records
from posassist.usecases.shop import Shop

BLANK: Final = "____"


@dataclass(frozen=True, slots=True)
class Standing:
    """A checklist with when it was last done, and when it is due again (None: never, or no rhythm).

    `records` are all of it, the newest first.
    """

    checklist: Checklist
    records: tuple[ChecklistRecord, ...] = ()

    @property
    def last(self) -> ChecklistRecord | None:
        """The newest record."""
        return self.records[0] if self.records else None

    @property
    def due_on(self) -> dt.date | None:
        """The day it is due again."""
        if self.last is None or not self.checklist.every_days:
            return None
        return self.last.due_again(self.checklist.every_days)


@dataclass(frozen=True, slots=True)
class Said:
    """A text to read out, send or hand over, its blanks filled as far as they are known."""

    title: Words
    text: Words


def standings(shop: Shop, where: str | None = None, case: int | None = None) -> list[Standing]:
    """Return every checklist (of one place) with where it stands; of a case its own records."""
    with shop.books.reading() as connection:
        every = records.all_records(connection, shop.id)[::-1]
    return [
        Standing(
            each,
            tuple(one for one in every if one.checklist == each.id and case in (None, one.case)),
        )
        for each in checklists(own=shop.profile.root)
        if where in (None, each.where)
    ]


def overdue(shop: Shop, day: dt.date) -> Iterator[Standing]:
    """Yield the checklists due by a day; one the shop never did is not one it follows."""
    for each in standings(shop):
        if each.due_on is not None and each.due_on <= day:
            yield each


def waiting(shop: Shop) -> Iterator[tuple[Checklist, ChecklistRecord]]:
    """Yield the records that ask for something more, with their checklists."""
    for each in standings(shop):
        for record in each.records:
            if record.is_waiting:
                yield each.checklist, record


def done(
    shop: Shop,
    name: str,
    *,
    on: dt.date | None = None,
    who: str = "",
    note: str = "",
    filled: Mapping[str, str] | None = None,
    failed: Sequence[int] = (),
    case: int | None = None,
) -> ChecklistRecord:
    """Record that a checklist was done; `failed` are the numbers of points that did not hold.

    Raises WrongUsage for a name, an entry, a point or a case there is not, and for an entry that
    is lacking or cannot be what it says.
    """
    about = checklist_named(shop, name)
    written = _filled(shop, about, filled or {})
    if not set(failed) <= set(range(1, len(about.points) + 1)):
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("{name} has {count} points."),
            option="--failed",
            value=tuple(map(str, failed)),
            name=name,
            count=len(about.points),
        )
    _check_case(shop, about, case)
    day = on or shop.today()
    reminders = [written[each.id] for each in about.entries if each.reminds and each.id in written]
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="checklist",
        title=Text(N_("Checklist {name} done"), {"name": about.title}),
    ) as change:
        record = ChecklistRecord(
            number=change.next_id("checklist_record"),
            checklist=name,
            done_on=day,
            who=mask(who),
            note=mask(note),
            filled=written,
            failed=tuple(about.points[each - 1] for each in sorted(set(failed))),
            case=case,
            remind_on=min(map(dt.date.fromisoformat, reminders), default=None),
        )
        records.add(change, record)
    return record


def settle(shop: Shop, number: int, *, on: dt.date | None = None) -> ChecklistRecord:
    """Record that what a record asks for is done. Raises WrongUsage where it asks for nothing."""
    record = record_of(shop, number)
    if not record.is_waiting:
        raise WrongUsage(
            N_("Record {number} waits for nothing"),
            N_("posassist checklists records shows those that do."),
            number=number,
        )
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="checklist",
        title=Text(N_("Record {number} done with"), {"number": number}),
    ) as change:
        records.settle(change, number, on or shop.today())
    return record_of(shop, number)


def record_of(shop: Shop, number: int) -> ChecklistRecord:
    """Return a record. Raises WrongUsage when there is none of that number."""
    with shop.books.reading() as connection:
        for each in records.all_records(connection, shop.id):
            if each.number == number:
                return each
    raise WrongUsage(
        N_("There is no record {number}"),
        N_("posassist checklists records shows those there are."),
        number=number,
    )


def record_for(shop: Shop, about: Checklist, number: int) -> ChecklistRecord:
    """Return a record of a checklist. Raises WrongUsage for none, or one of another."""
    record = record_of(shop, number)
    if record.checklist != about.id:
        raise WrongUsage(
            N_("Record {number} is of {other}, not of {name}"),
            N_("posassist checklists records shows those there are."),
            number=number,
            other=record.checklist,
            name=about.id,
        )
    return record


def checklist_named(shop: Shop, name: str) -> Checklist:
    """Return a checklist. Raises WrongUsage when there is none of that name."""
    known = {each.id: each for each in checklists(own=shop.profile.root)}
    if name not in known:
        raise WrongUsage(
            N_("There is no checklist {name}"),
            N_("The checklists are: {names}"),
            name=name,
            names=tuple(known),
        )
    return known[name]


def proposed(shop: Shop, entry: Entry) -> dt.date:
    """Return the day a date is proposed to be: so many working days from today."""
    calendar = shop.calendar(shop.details.jurisdiction)
    return calendar.add(shop.today(), entry.days) if entry.days else shop.today()


def sayings(shop: Shop, about: Checklist, record: ChecklistRecord | None) -> list[Said]:
    """Return the texts that fit a record (without one: all), blanks filled from it and the shop."""
    answers = set(record.filled.values()) if record else set()
    return [
        Said(
            each.title,
            Words(*(_said(shop, about, record, each.text, code) for code in ("zh_CN", "en"))),
        )
        for each in about.sayings
        if record is None or not each.when or each.when in answers
    ]


def answer_words(entry: Entry, value: str) -> Words:
    """Return what was written into an entry: a choice in its words, an amount as one is read."""
    if entry.kind is EntryKind.AMOUNT and value:
        shown = str(Money.parse(*value.split()))
        return Words(shown, shown)
    for each in entry.options:
        if each.id == value:
            return each.words
    return Words(value, value)


def _said(
    shop: Shop, about: Checklist, record: ChecklistRecord | None, text: Words, code: str
) -> str:
    values = {"shop": shop.details.name, "phone": shop.details.phone}
    if record is not None:
        values |= {"day": record.done_on.isoformat(), "who": record.who}
        for entry in about.entries:
            value = record.filled.get(entry.id, "")
            values[entry.id] = answer_words(entry, value).in_language(code)
    return re.sub(
        r"\{([a-z_]+)\}", lambda found: values.get(found[1]) or BLANK, text.in_language(code)
    )


def _filled(shop: Shop, about: Checklist, given: Mapping[str, str]) -> dict[str, str]:
    known = {each.id: each for each in about.entries}
    for name in given:
        if name not in known:
            raise WrongUsage(
                N_("There is no entry {name}"),
                N_("The entries of {checklist} are: {names}"),
                name=name,
                checklist=about.id,
                names=tuple(known),
            )
    written = {
        name: _value(shop, entry, given[name].strip())
        for name, entry in known.items()
        if given.get(name, "").strip()
    }
    for entry in about.entries:
        if entry.needed and entry.id not in written:
            raise WrongUsage(
                N_("{what} is lacking"),
                N_("Say it with --set {name}=…, then do it again."),
                what=entry.title,
                name=entry.id,
            )
    return written


def _value(shop: Shop, entry: Entry, text: str) -> str:
    """Return what is kept of an entry: a day in ISO form, an amount with its currency."""
    try:
        if entry.kind is EntryKind.DATE:
            return dt.date.fromisoformat(text).isoformat()
        if entry.kind is EntryKind.AMOUNT:
            amount, _space, currency = text.partition(" ")
            money = Money.parse(amount, currency or shop.details.currency)
            if money.minor >= 0:
                return _written(money)
            raise _not(entry, text)
    except ValueError as wrong:
        raise _not(entry, text) from wrong
    if entry.kind is EntryKind.CHOICE and text not in {each.id for each in entry.options}:
        raise _not(entry, text)
    return mask(text)


def _written(amount: Money) -> str:
    return f"{amount.decimal:.{amount.exponent}f} {amount.currency}"


def _not(entry: Entry, text: str) -> WrongUsage:
    steps = {
        EntryKind.DATE: N_("Write a day like 2026-09-30."),
        EntryKind.AMOUNT: N_("Write an amount like 99.00."),
    }
    return WrongUsage(
        N_("{option} cannot be {value}"),
        steps.get(entry.kind, N_("It is one of: {values}")),
        option=entry.id,
        value=text,
        values=tuple(each.id for each in entry.options),
    )


def _check_case(shop: Shop, about: Checklist, case: int | None) -> None:
    with shop.books.reading() as connection:
        is_there = case is None or cases.case(connection, shop.id, case) is not None
    if not is_there or (about.where == "case" and case is None):
        raise WrongUsage(
            N_("There is no case {number}"),
            N_("posassist cases list shows those there are."),
            number=case or "",
        )
