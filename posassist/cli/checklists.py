"""checklists: what is looked at again and again, what was written down, and its pages."""

from pathlib import Path
from typing import Annotated

import typer

from posassist.base.i18n import N_, Language, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day, named_texts
from posassist.domain.checklist import ChecklistRecord
from posassist.usecases import checklists
from posassist.usecases.checklists import Standing
from posassist.usecases.print_checklist import print_card, print_checklist

Name = Annotated[
    str, typer.Argument(metavar="CHECKLIST", help=N_("See posassist checklists list."))
]
Number = Annotated[
    int, typer.Argument(metavar="RECORD", help=N_("See posassist checklists records."))
]
Record = Annotated[int | None, typer.Option(help=N_("The record to take the blanks from."))]


def show(context: typer.Context) -> Answer:
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        found = checklists.standings(shop)
    return Answer(
        {"checklists": [_standing(each, words) for each in found]},
        [
            Text(
                "{id}  {title}  {due}",
                {
                    "id": each.checklist.id,
                    "title": each.checklist.title,
                    "due": each.due_on or "",
                },
            )
            for each in found
        ],
    )


def done(
    context: typer.Context,
    name: Name,
    on: Annotated[str | None, typer.Option(help=N_("The day it was done, YYYY-MM-DD."))] = None,
    who: Annotated[str, typer.Option(help=N_("Who did it."))] = "",
    note: Annotated[str, typer.Option(help=N_("What was noticed."))] = "",
    filled: Annotated[
        list[str] | None,
        typer.Option("--set", help=N_("ENTRY=TEXT, to fill an entry; may be given again.")),
    ] = None,
    failed: Annotated[
        list[int] | None,
        typer.Option(help=N_("The number of a point that did not hold; may be given again.")),
    ] = None,
    case: Annotated[int | None, typer.Option(help=N_("The case it belongs to."))] = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        record = checklists.done(
            shop,
            name,
            on=day(on),
            who=who,
            note=note,
            filled=named_texts("--set", filled, N_("Give it as ENTRY=TEXT.")),
            failed=tuple(failed or ()),
            case=case,
        )
        about = checklists.checklist_named(shop, name)
        standing = next(each for each in checklists.standings(shop) if each.checklist == about)
    words = session.output.words
    lines: list[Line] = [Text(N_("Checklist {name} done"), {"name": name})]
    lines += [Text("{next}", {"next": each}) for each in (about.following,) if each]
    return Answer({"checklist": _standing(standing, words), "record": _record(record)}, lines)


def records(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="CHECKLIST", help=N_("Only of this one."))
    ] = None,
    case: Annotated[int | None, typer.Option(help=N_("Only of this case."))] = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        if name is not None:
            checklists.checklist_named(shop, name)
        found = [
            (each.checklist, record)
            for each in checklists.standings(shop)
            for record in each.records
            if name in (None, each.checklist.id) and case in (None, record.case)
        ]
    found.sort(key=lambda each: (each[1].done_on, each[1].number))
    lines: list[Line] = [
        Text(
            "{number}  {day}  {title}  {note}",
            {
                "number": record.number,
                "day": record.done_on,
                "title": about.title,
                "note": " · ".join((*record.filled.values(), *filter(None, (record.note,)))),
            },
        )
        for about, record in found
    ]
    return Answer({"records": [_record(record) for _about, record in found]}, lines)


def settle(
    context: typer.Context,
    number: Number,
    on: Annotated[str | None, typer.Option(help=N_("The day it was done, YYYY-MM-DD."))] = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        record = checklists.settle(shop, number, on=day(on))
    return Answer(
        {"record": _record(record)}, [Text(N_("Record {number} done with"), {"number": number})]
    )


def say(context: typer.Context, name: Name, record: Record = None) -> Answer:
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        about = checklists.checklist_named(shop, name)
        written = None if record is None else checklists.record_for(shop, about, record)
        found = checklists.sayings(shop, about, written)
    document = [
        {"title": each.title.in_language(words.code), "text": each.text.in_language(words.code)}
        for each in found
    ]
    lines = [Text("{title}\n{text}", {"title": each.title, "text": each.text}) for each in found]
    return Answer({"texts": document}, lines)


def print_page(
    context: typer.Context,
    name: Name,
    out: Annotated[Path, typer.Option(help=N_("The file to write."))],
    record: Annotated[int | None, typer.Option(help=N_("A record; without one, blank."))] = None,
    card: Annotated[
        int | None, typer.Option(help=N_("Only this text of it, to hand over or hang up."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    code = session.output.words.code
    with session.shop() as shop:
        if card is None:
            made = print_checklist(shop, name, out, code=code, record=record)
        else:
            made = print_card(shop, name, out, code=code, record=record, number=card)
    return Answer({"page": made}, [Text(N_("{file} written"), {"file": str(made.file)})])


def _record(each: ChecklistRecord) -> dict[str, object]:
    return {
        "number": each.number,
        "checklist": each.checklist,
        "done_on": each.done_on,
        "who": each.who,
        "note": each.note,
        "filled": dict(each.filled),
        "failed": [one.en for one in each.failed],
        "case": each.case,
        "remind_on": each.remind_on,
        "settled_on": each.settled_on,
    }


def _standing(each: Standing, words: Language) -> dict[str, object]:
    about = each.checklist
    return {
        "id": about.id,
        "title": about.title.in_language(words.code),
        "where": about.where,
        "every_days": about.every_days,
        "points": [one.in_language(words.code) for one in about.points],
        "entries": [
            {
                "id": one.id,
                "title": one.title.in_language(words.code),
                "kind": one.kind,
                "options": [option.id for option in one.options],
                "needed": one.needed,
            }
            for one in about.entries
        ],
        "last_done": each.last.done_on if each.last else None,
        "due_on": each.due_on,
    }
