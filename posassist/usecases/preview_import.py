"""Look at a file before it is imported, then import exactly what was shown."""

from dataclasses import dataclass
from pathlib import Path

from posassist.base.errors import PosassistError, StatementError, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.usecases.import_statement import Imported, ImportOptions, import_statement
from posassist.usecases.registers import all_accounts
from posassist.usecases.sentences import AnyRow
from posassist.usecases.shop import Progress, Shop, silent


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; `questions` are rows and figures that need a look."""

    path: Path
    planned: Imported
    options: ImportOptions
    questions: tuple[Text, ...]

    @property
    def rows(self) -> tuple[AnyRow, ...]:
        """The rows of the file."""
        statement = self.planned.statement
        return (*statement.journal, *statement.settlement, *statement.bank)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be taken, or (with `accounts`) that may belong to any of these."""

    path: Path
    error: PosassistError
    accounts: tuple[str, ...] = ()


def preview(
    shop: Shop, path: Path, *, account: str | None = None, progress: Progress = silent
) -> Preview | Refused:
    """Read a file and say what importing it would do; nothing is stored."""
    options = ImportOptions(account=account, accept_warnings=True)
    progress(0, 2, Text(N_("Reading {file}"), {"file": path.name}))
    try:
        planned = import_statement(shop, path, options=options, dry_run=True, progress=progress)
    except WrongUsage as error:
        accounts = tuple(each.name for each in all_accounts(shop))
        return Refused(path, error, accounts if account is None and len(accounts) > 1 else ())
    except StatementError as error:
        return Refused(path, error)
    statement = planned.statement
    questions = [
        Text(N_("Row {row} cannot be read and would be left out: {reason}"),
             {"row": each.row, "reason": each.reason})
        for each in statement.bad_rows
    ]  # fmt: skip
    return Preview(path, planned, options, (*questions, *statement.warnings))


def commit(shop: Shop, shown: Preview, *, progress: Progress = silent) -> Imported:
    """Import what was shown. Raises WrongUsage when the file is no longer what it was."""
    progress(1, 2, Text(N_("Importing {file}"), {"file": shown.path.name}))
    return import_statement(
        shop,
        shown.path,
        options=shown.options,
        plan=shown.planned.plan_sha256,
        progress=progress,
    )
