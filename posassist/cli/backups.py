"""backup create, list, verify, restore."""

from pathlib import Path
from typing import Annotated

import typer

from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, clock, folder
from posassist.usecases import backups as keeping
from posassist.usecases.backups import Kept

File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("A backup."))]


def backup_create(
    context: typer.Context,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=N_("Another folder, like one on a memory stick.")),
    ] = None,
) -> Answer:
    session: Session = context.obj
    made = keeping.create_backup(
        session.profile,
        books_url=session.books_url,
        to=None if to is None else folder(to),
        clock=clock,
        progress=session.progress(),
    )
    return Answer(
        {"backup": _document(made)},
        [Text(N_("Backed up to {file}, read back whole: {rows} rows."), _fields(made))],
    )


def backup_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    found = keeping.all_backups(session.profile)
    lines: list[Line] = [
        Text(
            N_("{at}  {file}  {rows} rows, last read whole {verified}")
            if each.verified_at
            else N_("{at}  {file}  {rows} rows, not read again yet"),
            _fields(each),
        )
        for each in found
    ]
    if not found:
        lines = [Text(N_("There is no backup yet: posassist backup create makes one."))]
    return Answer({"backups": [_document(each) for each in found]}, lines)


def backup_verify(context: typer.Context, file: File) -> Answer:
    session: Session = context.obj
    found = keeping.check_backup(session.profile, file, clock=clock, progress=session.progress())
    return Answer(
        {"backup": _document(found)},
        [_holds(found)],
    )


def backup_restore(
    context: typer.Context,
    file: File,
    yes: Annotated[
        bool, typer.Option("--yes", help=N_("Put it in place; without it only look."))
    ] = False,
) -> Answer:
    session: Session = context.obj
    if not yes:
        found = keeping.check_backup(
            session.profile, file, clock=clock, progress=session.progress()
        )
        return Answer(
            {"backup": _document(found), "restored": False},
            [
                Text(
                    N_("{file} of {at} holds: {rows} rows, every file as it was."), _fields(found)
                ),
                Text(N_("Nothing was changed. Say --yes to put it in the place of the books.")),
            ],
        )
    done = keeping.restore(
        session.profile,
        file,
        books_url=session.books_url,
        clock=clock,
        progress=session.progress(),
    )
    lines: list[Line] = [Text(N_("The books are those of {at} again."), _fields(done.backup))]
    if done.before is not None:
        lines.append(Text(N_("What was there before lies in {file}."), {"file": str(done.before)}))
    return Answer(
        {"backup": _document(done.backup), "restored": True, "before": done.before}, lines
    )


def _holds(kept: Kept) -> Text:
    return Text(N_("{file} of {at} holds: {rows} rows, every file as it was."), _fields(kept))


def _document(kept: Kept) -> dict[str, object]:
    return {
        "file": kept.path,
        "sha256": keeping.digest_of(kept.path),
        "size": kept.size,
        "at": kept.backup.at,
        "rows": kept.backup.rows,
        "verified": kept.verified_at is not None,
        "verified_at": kept.verified_at,
    }


def _fields(kept: Kept) -> dict[str, object]:
    return {
        "file": str(kept.path),
        "at": kept.backup.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        "rows": sum(kept.backup.rows.values()),
        "verified": kept.verified_at.astimezone().strftime("%Y-%m-%d") if kept.verified_at else "",
    }
