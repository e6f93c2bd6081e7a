"""providers."""

import typer

from posassist.base.i18n import Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session
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
