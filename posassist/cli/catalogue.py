"""providers, checklists."""

from typing import Annotated

import typer

from posassist.base.i18n import N_, Language, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.usecases import checklists
from posassist.usecases.known_providers import COMPARE, known_providers


def providers_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    words = session.output.words
    found = known_providers(session.profile)
    document = [
        {
            "id": each.id,
            "name": each.name.in_language(words.code),
            "kind": each.kind,
            "numbers": [
                {
                    "number": one.number,
                    "confidence": one.claim.confidence,
                    "sources": list(one.claim.sources),
                }
                for one in each.numbers
            ],
            "keeps_days": each.window.keeps_days if each.window else None,
            "query_days": each.window.query_days if each.window else None,
            "statements": each.statements.in_language(words.code) if each.statements else None,
            "note": each.note.in_language(words.code) if each.note else None,
        }
        for each in found
    ]
    lines: list[Line] = [
        "  ".join(
            (each.id, each.name.in_language(words.code), *(one.number for one in each.numbers))
        )
        for each in found
    ]
    lines.append(Text(COMPARE))
    return Answer({"providers": document, "warning": words.render(COMPARE)}, lines)


def checklists_list(context: typer.Context) -> Answer:
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
                    "title": each.checklist.title.in_language(words.code),
                    "due": each.due_on or "",
                },
            )
            for each in found
        ],
    )


def checklists_done(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="CHECKLIST", help=N_("See posassist checklists list."))
    ],
    on: Annotated[str | None, typer.Option(help=N_("The day it was done, YYYY-MM-DD."))] = None,
    who: Annotated[str, typer.Option(help=N_("Who did it."))] = "",
    note: Annotated[str, typer.Option(help=N_("What was noticed."))] = "",
) -> Answer:
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        standing = checklists.done(shop, name, on=day(on), who=who, note=note)
    return Answer(
        {"checklist": _standing(standing, words)},
        [Text(N_("Checklist {name} done"), {"name": standing.checklist.id})],
    )


def _standing(each: checklists.Standing, words: Language) -> dict[str, object]:
    return {
        "id": each.checklist.id,
        "title": each.checklist.title.in_language(words.code),
        "where": each.checklist.where,
        "every_days": each.checklist.every_days,
        "points": [one.in_language(words.code) for one in each.checklist.points],
        "last_done": each.last.done_on if each.last else None,
        "due_on": each.due_on,
    }
