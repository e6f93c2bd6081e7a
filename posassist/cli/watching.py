"""watch: a folder of this computer that statements are saved to."""

from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import PosassistError
from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session
from posassist.cli.statements import import_files
from posassist.usecases import watch_folder
from posassist.usecases.watch_folder import Watched


def watch_set(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=N_("The folder that statements are saved to."))
    ],
) -> Answer:
    session: Session = context.obj
    with session.shop(any_will_do=True) as shop:
        return _told(watch_folder.watch(shop, folder))


def watch_off(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop(any_will_do=True) as shop:
        return _told(watch_folder.watch(shop, None))


def watch_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop(any_will_do=True) as shop:
        return _told(watch_folder.watched(shop))


def watch_import(
    context: typer.Context,
    passphrase_file: Annotated[
        Path | None, typer.Option(help=N_("A file whose first line is the password of the file."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    with session.shop(any_will_do=True) as shop:
        found = watch_folder.watched(shop)
    documents: list[object] = []
    lines: list[Line] = []
    errors: list[PosassistError] = []
    for each in found.files:
        answer = import_files(context, [each], passphrase_file=passphrase_file)
        files = answer.document["files"]
        documents += files if isinstance(files, list) else []
        lines += answer.lines
        errors += answer.errors
        if not answer.errors:
            with session.shop(any_will_do=True) as shop:
                watch_folder.leave(shop, [each])
    return Answer({"files": documents}, lines or _told(found).lines, errors=errors)


def _told(found: Watched) -> Answer:
    document = {"folder": found.folder, "files": list(found.files)}
    if found.folder is None:
        return Answer(document, [Text(N_("No folder is watched."))])
    fields = {"folder": str(found.folder), "count": len(found.files)}
    said = Text(N_("{folder} is watched; new files: {count}"), fields)
    return Answer(document, [said, *map(str, found.files)])
