"""Look at a file before it is imported, then import exactly what was shown."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from posassist.base.errors import PosassistError, StatementError, StatementLocked, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.statements.containers import Given
from posassist.usecases.import_statement import (
    Imported,
    ImportOptions,
    import_bytes,
    statements_of,
)
from posassist.usecases.registers import all_accounts
from posassist.usecases.routing import another_shop
from posassist.usecases.sentences import AnyRow
from posassist.usecases.shop import Progress, Shop, silent

__all__ = ["Given", "Preview", "Refused", "commit", "opened", "preview"]

FIRST_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; `questions` are rows and figures that need a look."""

    given: Given
    planned: Imported
    options: ImportOptions
    questions: tuple[Text, ...]

    @property
    def rows(self) -> tuple[AnyRow, ...]:
        """The first rows of the file, as many as are looked at."""
        statement = self.planned.statement
        return (*statement.journal, *statement.settlement, *statement.bank)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be taken, is locked, or (with `accounts`) may belong to any of these."""

    source: Path | Given
    error: PosassistError
    accounts: tuple[str, ...] = ()

    @property
    def is_locked(self) -> bool:
        """Say whether a password would open it."""
        return isinstance(self.error, StatementLocked)

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.source.name


def opened(
    path: Path, *, password: str | None = None, progress: Progress = silent
) -> tuple[Given, ...] | Refused:
    """Open a file: several statements in an archive; the password is used once and never kept."""
    try:
        return statements_of(
            path, ask=None if password is None else lambda _name: password, progress=progress
        )
    except StatementError as error:
        return Refused(path, error)


def preview(
    shop: Shop, given: Given, *, account: str | None = None, progress: Progress = silent
) -> Preview | Refused:
    """Read a statement and say what importing it would do; nothing is stored."""
    options = ImportOptions(account=account, accept_warnings=True)
    progress(0, 0, Text(N_("Reading {file}"), {"file": given.name}))
    try:
        planned = import_bytes(
            shop, given.name, given.data, options=options, dry_run=True, progress=progress
        )
    except WrongUsage as error:
        accounts = tuple(each.name for each in all_accounts(shop))
        return Refused(given, error, accounts if account is None and len(accounts) > 1 else ())
    except StatementError as error:
        return Refused(given, error)
    statement = planned.statement
    questions = [
        Text(
            N_("Row {row} cannot be read and would be left out: {reason}"),
            {"row": each.row, "reason": each.reason},
        )
        for each in statement.bad_rows
    ]
    if other := another_shop(shop, statement):
        questions.append(Text(N_("Its numbers are those of the shop {name}"), {"name": other}))
    # Whoever holds the preview does not hold every row: what is imported is read again.
    shown = replace(
        statement,
        journal=statement.journal[:FIRST_ROWS],
        settlement=statement.settlement[:FIRST_ROWS],
        bank=statement.bank[:FIRST_ROWS],
    )
    planned = replace(planned, statement=shown)
    return Preview(given, planned, options, (*questions, *statement.warnings))


def commit(shop: Shop, shown: Preview, *, progress: Progress = silent) -> Imported:
    """Import what was shown. Raises WrongUsage when the file is no longer what it was."""
    progress(0, 0, Text(N_("Importing {file}"), {"file": shown.given.name}))
    return import_bytes(
        shop,
        shown.given.name,
        shown.given.data,
        options=shown.options,
        plan=shown.planned.plan_sha256,
        progress=progress,
    )
