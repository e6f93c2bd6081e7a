"""help: what an error means, and what to do."""

from dataclasses import asdict
from typing import Annotated

import typer

from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.usecases.look_at_help import pages_named


def show(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=N_("The page an error names; none lists all."))
    ] = "",
) -> Answer:
    del context
    pages = pages_named(name)
    lines: list[Line] = []
    for each in pages:
        lines.append(Text("{title}" if name else f"{each.id}  {{title}}", {"title": each.title}))
        lines += [Text("{text}", {"text": each.text})] if name else []
    return Answer({"pages": [asdict(each) for each in pages]}, lines)
