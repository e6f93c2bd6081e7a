"""diagnose, and how a cause is shown."""

from typing import Annotated

import typer

from posassist.base.i18n import N_, Language, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.cli.statements import AsOf
from posassist.domain.discrepancy import Cause
from posassist.domain.words import Question
from posassist.usecases import diagnose as diagnosing


def cause_document(cause: Cause, words: Language) -> dict[str, object]:
    """Return a cause as scripts see it."""
    code = words.code
    return {
        "rule": cause.rule,
        "title": cause.title.in_language(code),
        "likelihood": cause.likelihood,
        "check": [check.in_language(code) for check in cause.check],
        "contact": cause.contact.in_language(code),
        "next_step": cause.next_step.in_language(code),
        "speaks_for": [words.render(each) for each in cause.speaks_for],
        "speaks_against": [words.render(each) for each in cause.speaks_against],
        "ask": _question(cause.ask, words) if cause.ask else None,
        "escalate_after": cause.escalate_after,
    }


def _question(ask: Question, words: Language) -> dict[str, str]:
    return {"id": ask.id, "question": ask.words.in_language(words.code)}


def diagnose(
    context: typer.Context,
    about: Annotated[
        str,
        typer.Argument(
            metavar="ABOUT",
            help=N_("A discrepancy, the entry_id of a journal row, or what was seen."),
        ),
    ],
    yes: Annotated[
        list[str] | None, typer.Option(metavar="QUESTION", help=N_("Answer a question with yes."))
    ] = None,
    no: Annotated[
        list[str] | None, typer.Option(metavar="QUESTION", help=N_("Answer a question with no."))
    ] = None,
    as_of: AsOf = None,
) -> Answer:
    session: Session = context.obj
    words = session.output.words
    answers = dict.fromkeys(no or (), False) | dict.fromkeys(yes or (), True)
    with session.shop() as shop:
        found = diagnosing.diagnose(shop, about, answers=answers, as_of=day(as_of))
    document = {
        "symptom": found.symptom,
        "response": {
            "code": found.code,
            "outcome": found.response.outcome,
            "meaning": found.response.meaning.in_language(words.code),
        }
        if found.response
        else None,
        "causes": [cause_document(each, words) for each in found.causes],
        "questions": [_question(each, words) for each in found.questions],
    }
    lines: list[Line] = []
    for each in found.causes:
        fields = {
            "title": each.title.in_language(words.code),
            "next": each.next_step.in_language(words.code),
            "contact": each.contact.in_language(words.code),
            "rule": each.rule,
        }
        lines.append(Text(N_("{rule}  {title}: {next} (whom to ask: {contact})"), fields))
        lines += [Text(N_("  because {sign}"), {"sign": one}) for one in each.speaks_for]
        lines += [Text(N_("  although {sign}"), {"sign": one}) for one in each.speaks_against]
    lines += [
        Text("{id}? {question}", {"id": each.id, "question": each.words.in_language(words.code)})
        for each in found.questions
    ]
    return Answer(document, lines)
