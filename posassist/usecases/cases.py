"""Pursue what is missing: open a case, log contacts, attach files, move along the ladder, close."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text, language
from posassist.catalog.jurisdictions import Jurisdiction, jurisdiction
from posassist.domain.case import Attachment, Case, CaseItem, Contact, Outcome
from posassist.domain.discrepancy import Discrepancy
from posassist.domain.money import Money
from posassist.store import cases, deposits, imports, tables
from posassist.store.imports import ImportRecord
from posassist.store.rows import first_imports
from posassist.usecases.keep_file import kept_file, photos_of
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop


def open_case(
    shop: Shop,
    discrepancies: tuple[str, ...],
    *,
    where: str | None = None,
    on: dt.date | None = None,
) -> Case:
    """Open a case over discrepancies, by their ids, as they stand today.

    Raises WrongUsage for an id that is not there, or not covered by any file.
    """
    day = on or shop.today()
    found = {each.id: each for each in reconcile_period(shop, as_of=day).verdict.discrepancies}
    chosen = []
    for name in dict.fromkeys(discrepancies):
        each = found.get(name)
        if each is None:
            raise WrongUsage(
                N_("There is no discrepancy {name} as of {day}"),
                N_("posassist discrepancies lists those there are."),
                name=name,
                day=day,
            )
        chosen.append(each)
    code = where or shop.details.jurisdiction
    ladder = jurisdiction(code, own=shop.profile.root)
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="case",
        title=Text(N_("Case opened over {count} items"), {"count": len(chosen)}),
    ) as change:
        return cases.add_case(
            change,
            Case(
                number=change.next_id("case"),
                opened_on=day,
                jurisdiction=ladder.code,
                step=ladder.steps[0].id,
                items=tuple(_item(each) for each in chosen),
                advanced_on=day,
            ),
        )


def all_cases(shop: Shop) -> list[Case]:
    """Return every case, oldest first."""
    with shop.books.reading() as connection:
        return cases.all_cases(connection, shop.id)


def show_case(shop: Shop, number: int) -> Case:
    """Return a case. Raises WrongUsage when there is none of that number."""
    with shop.books.reading() as connection:
        case = cases.case(connection, shop.id, number)
    if case is None:
        raise WrongUsage(
            N_("There is no case {number}"),
            N_("posassist cases list shows those there are."),
            number=number,
        )
    return case


def _still_open(shop: Shop, number: int) -> Case:
    case = show_case(shop, number)
    if case.closed_on is not None:
        raise WrongUsage(
            N_("Case {number} was closed on {day}"),
            N_("posassist cases reopen opens it again."),
            number=number,
            day=case.closed_on,
        )
    return case


def ladder_of(shop: Shop, case: Case) -> Jurisdiction:
    """Return the escalation steps of the case's jurisdiction."""
    return jurisdiction(case.jurisdiction, own=shop.profile.root)


def log_contact(shop: Shop, number: int, contact: Contact) -> Case:
    """Add an entry to the contact log; card numbers in it are struck."""
    show_case(shop, number)
    clean = Contact(
        contact.on,
        mask(contact.text),
        mask(contact.with_whom),
        mask(contact.ticket),
        contact.promise,
    )
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="case",
        title=Text(N_("Contact logged in case {number}"), {"number": number}),
    ) as change:
        cases.add_contact(change, number, clean)
    return show_case(shop, number)


def attach(shop: Shop, number: int, path: Path) -> Text | None:
    """Keep a file with the case, card numbers struck; say what the program could not look into.

    Raises StatementError when it cannot be opened, is too large, locked or hostile.
    """
    show_case(shop, number)
    attachment, unread = kept_file(shop, path)
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="case",
        title=Text(
            N_("{file} attached to case {number}"), {"file": attachment.name, "number": number}
        ),
    ) as change:
        cases.add_attachment(change, number, attachment)
    return unread


def advance(shop: Shop, number: int, *, to: str | None = None, on: dt.date | None = None) -> Case:
    """Move a case to the next ladder step, or to a named one.

    Raises WrongUsage for no such step, and for a case that is closed.
    """
    case = _still_open(shop, number)
    steps = [each.id for each in ladder_of(shop, case).steps]
    following = steps[min(steps.index(case.step) + 1, len(steps) - 1)]
    target = to or following
    if target not in steps or (to is None and case.step == steps[-1]):
        raise WrongUsage(
            N_("Case {number} has no step {step} to go to"),
            N_("Its steps are: {steps}"),
            number=number,
            step=to or "",
            steps=tuple(steps),
        )
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="case",
        title=Text(N_("Case {number} moved to {step}"), {"number": number, "step": target}),
    ) as change:
        cases.advance(change, number, target, on or shop.today())
    return show_case(shop, number)


def close(
    shop: Shop,
    number: int,
    *,
    outcome: Outcome,
    deposit: int | None = None,
    on: dt.date | None = None,
) -> Case:
    """Close a case with its outcome and, where one is named, the deposit that solved it.

    Raises WrongUsage for no such deposit, and for a case that is closed.
    """
    case = _still_open(shop, number)
    recovered: Money | None = None
    if deposit is not None:
        with shop.books.reading() as connection:
            lines = {each.id: each.record for each in deposits.lines(connection, shop.id)}
        if deposit not in lines:
            raise WrongUsage(
                N_("There is no bank line {row}"),
                N_("posassist lines list --kind bank shows the rows there are."),
                row=deposit,
            )
        recovered = lines[deposit].amount
    elif outcome is Outcome.RECOVERED and len(case.at_stake) == 1:
        recovered = case.at_stake[0]
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="case",
        title=Text(N_("Case {number} closed"), {"number": number}),
    ) as change:
        cases.close(change, number, outcome, recovered, on or shop.today(), deposit)
    return show_case(shop, number)


def reopen(shop: Shop, number: int) -> Case:
    """Open a closed case again, where it stood. Raises WrongUsage for one that is open."""
    if show_case(shop, number).closed_on is None:
        raise WrongUsage(
            N_("Case {number} is open"),
            N_("posassist cases show tells where it stands."),
            number=number,
        )
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="case",
        title=Text(N_("Case {number} opened again"), {"number": number}),
    ) as change:
        cases.reopen(change, number)
    return show_case(shop, number)


def _item(each: Discrepancy) -> CaseItem:
    return CaseItem(
        discrepancy_id=each.id,
        kind=each.kind.value,
        at_stake=each.at_stake,
        due_on=each.due_on,
        reason_zh=language("zh_CN").render(each.reason),
        reason_en=language("en").render(each.reason),
        journal=each.journal,
        settlement=each.settlement,
        bank=each.bank,
    )


def _imports_behind(shop: Shop, case: Case) -> list[ImportRecord]:
    """Return the imports whose rows the case is about."""
    wanted = (
        (tables.journal_entry, {one for each in case.items for one in each.journal}),
        (tables.settlement_line, {one for each in case.items for one in each.settlement}),
        (tables.bank_line, {one for each in case.items for one in each.bank}),
    )
    with shop.books.reading() as connection:
        used = {
            name
            for table, ids in wanted
            for name in first_imports(connection, shop.id, table, ids).values()
        }
        records = imports.all_imports(connection, shop.id)
    return [each for each in records if each.id in used]


def _original(shop: Shop, record: ImportRecord) -> Attachment:
    return Attachment(
        record.file_name,
        record.sha256,
        record.sha256_given,
        record.size,
        record.imported_at.astimezone(shop.zone).date(),
    )


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day something is due in a case, and what."""

    on: dt.date
    about: Text


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with its ladder, its dates, and what its evidence has and lacks."""

    ladder: Jurisdiction
    deadlines: tuple[Deadline, ...]
    exhibits: tuple[Attachment, ...]
    have: tuple[Text, ...]
    lack: tuple[Text, ...]


def dossier(shop: Shop, case: Case) -> Dossier:
    """Return what stands around a case."""
    ladder = ladder_of(shop, case)
    step = next(each for each in ladder.steps if each.id == case.step)
    deadlines = [
        Deadline(each.promise, Text(N_("Promised by {who}"), {"who": each.with_whom or "?"}))
        for each in case.contacts
        if each.promise is not None
    ]
    since = case.advanced_on or case.opened_on
    if step.deadline_days:
        until = (
            shop.calendar(ladder.calendar).add(since, step.deadline_days)
            if step.working_days
            else since + dt.timedelta(days=step.deadline_days)
        )
        deadlines.append(Deadline(until, Text(N_("Answer of step {step}"), {"step": step.title})))
    behind = _imports_behind(shop, case)
    papers = (*(one for each in behind for one in photos_of(each)), *case.attachments)
    facts = (
        (N_("The terminal's journal, or its slips"), any(each.journal for each in case.items)),
        (N_("The provider's settlement"), any(each.settlement for each in case.items)),
        (N_("The bank statement"), any(each.bank for each in case.items)),
        (N_("A contact with the provider"), bool(case.contacts)),
        (N_("Slips or other papers"), bool(papers)),
    )
    return Dossier(
        ladder,
        tuple(sorted(deadlines, key=lambda each: each.on)),
        (*(_original(shop, each) for each in behind), *papers),
        tuple(Text(name) for name, there in facts if there),
        tuple(Text(name) for name, there in facts if not there),
    )
