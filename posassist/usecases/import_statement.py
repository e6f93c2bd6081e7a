"""Import one file: read, plan, keep the original, store, match: one transaction, or nothing."""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from operator import attrgetter
from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import StatementUnreadable, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.stopping import beside, checkpoint
from posassist.catalog.formats import formats
from posassist.statements.containers import Ask, Given, statements_in
from posassist.statements.coverage import coverage_of
from posassist.statements.reader import Statement, read_statement
from posassist.store import shops
from posassist.store.imports import ImportRecord
from posassist.terminals.capture import is_capture, read_capture, struck
from posassist.terminals.printer import PROTOCOL as PRINT
from posassist.usecases.captured_prints import read_print
from posassist.usecases.captures import captured, settle
from posassist.usecases.given import not_opened
from posassist.usecases.routing import account_of, alike, shop_of
from posassist.usecases.rows import Rows, bring_in
from posassist.usecases.shop import Progress, Shop, silent

MAX_BYTES = 200 * 1024 * 1024
# What a plan stands for, plainly: the words a record has for itself take four times as long.
_ENTRY_FACTS = attrgetter(
    "row", "type.value", "status.value", "amount.minor", "amount.currency", "terminal_id",
    "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "card_masked", "channel.value",
    "response_code", "original_rrn", "occurred_at", "raw",
)  # fmt: skip
_LINE_FACTS = attrgetter(
    "row", "type.value", "status.value", "gross.minor", "gross.currency", "fee.minor",
    "fee.exponent", "net.minor", "net.exponent", "net.currency", "settled_on", "merchant_id",
    "terminal_id", "occurred_on", "occurred_time", "rrn", "trace_no", "auth_code", "batch_no",
    "card_masked", "channel.value", "payout_ref", "order_id", "memo", "raw",
)  # fmt: skip
_BANK_FACTS = attrgetter(
    "row", "booked_on", "amount.minor", "amount.currency", "balance", "counterparty", "memo",
    "reference", "raw",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the owner said beside the file; kept, so that the same import can be done again."""

    format_id: str | None = None
    account: str | None = None
    accept_warnings: bool = False
    references: frozenset[str] = field(default_factory=frozenset)

    def as_json(self) -> dict[str, object]:
        """Return the options for the record of the import."""
        return {
            "format_id": self.format_id,
            "account": self.account,
            "accept_warnings": self.accept_warnings,
            "references": sorted(self.references),
        }

    @classmethod
    def from_json(cls, stored: dict[str, object]) -> "ImportOptions":
        """Read the options back."""
        references = stored.get("references")
        return cls(
            format_id=_text(stored.get("format_id")),
            account=_text(stored.get("account")),
            accept_warnings=bool(stored.get("accept_warnings")),
            references=frozenset(map(str, references if isinstance(references, list) else ())),
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do (`dry_run`)."""

    file: str
    sha256: str
    statement: Statement
    account: str
    new: int
    already_known: int
    import_id: str
    plan_sha256: str
    dry_run: bool

    @property
    def count(self) -> int:
        """Rows of the file."""
        return _count(self.statement)


class _Previewed(Exception):
    def __init__(self, outcome: Imported) -> None:
        super().__init__()
        self.outcome = outcome


def files_of(paths: list[Path]) -> list[Path]:
    """Return the files given, and those anywhere inside folders given, in order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                each
                for each in path.rglob("*")
                if each.is_file() and not _hidden(each.relative_to(path))
            )
        else:
            found.append(path)
    return found


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def statements_of(
    path: Path, *, ask: Ask | None = None, progress: Progress = silent
) -> tuple[Given, ...]:
    """Return the statements a file holds: several in an archive; a lock is opened with `ask`.

    Raises StatementError.
    """
    name = mask(path.name)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as wrong:
        raise not_opened(path) from wrong
    if size > MAX_BYTES:
        raise StatementUnreadable(
            N_("The file {file} is larger than 200 MB"),
            N_("Export a shorter period and import the parts one by one."),
            file=name,
        )
    return statements_in(
        name,
        data,
        ask=ask,
        waiting=lambda: progress(0, 0, Text(N_("Opening {file}"), {"file": name})),
    )


def import_statement(
    shop: Shop,
    path: Path,
    *,
    options: ImportOptions | None = None,
    dry_run: bool = False,
    plan: str | None = None,
    progress: Progress = silent,
) -> Imported:
    """Import a file of one statement. The preview (`dry_run`) runs the very same transaction.

    Raises StatementError when the file is refused, WrongUsage when the plan no longer holds.
    """
    given = statements_of(path, progress=progress)
    if len(given) > 1:
        raise StatementUnreadable(
            N_("The archive {file} holds {count} files"),
            N_("Unpack it and import the files inside one by one."),
            file=mask(path.name),
            count=len(given),
        )
    return import_bytes(
        shop,
        given[0].name,
        given[0].data,
        options=options,
        dry_run=dry_run,
        plan=plan,
        progress=progress,
    )


def shop_for(shop: Shop, name: str, data: bytes, options: ImportOptions) -> Shop:
    """Return the shop of the books that a file's own numbers, or earlier files like it, name.

    Raises WrongUsage where they name none or several, StatementError for a file that is refused.
    """
    with shop.books.reading() as connection:
        if len(shops.all_shops(connection)) == 1:
            return shop
    if is_capture(data):
        return shop_of(shop, name, _captured(shop, name, data, options)[0])
    return shop_of(shop, name, read_again(shop, name, data, options))


def import_bytes(
    shop: Shop,
    name: str,
    data: bytes,
    *,
    options: ImportOptions | None = None,
    dry_run: bool = False,
    plan: str | None = None,
    progress: Progress = silent,
) -> Imported:
    """Import the bytes of a statement, as `import_statement` does.

    The preview (`dry_run`) runs the very same transaction and rolls it back.
    """
    chosen = options or ImportOptions()
    if is_capture(data):
        statement, rows = _captured(shop, name, data, chosen)
        account = ""
    else:
        statement, account, rows = _read(shop, name, data, chosen, progress)
    planned = rows.record.plan_sha256
    if plan is not None and plan != planned:
        raise WrongUsage(
            N_("The plan for {file} no longer holds"),
            N_("Look at the preview again with --dry-run, then import with its plan."),
            file=name,
        )
    if not dry_run:
        shop.vault.keep(statement.kept)
    title = Text(N_("Imported {file}"), {"file": name})
    try:
        with shop.books.writing(shop.id, at=shop.now(), kind="import", title=title) as change:
            new, known = bring_in(shop, change, rows, progress)
            outcome = Imported(
                name,
                rows.record.sha256_given,
                statement,
                account,
                new,
                known,
                rows.record.id,
                planned,
                dry_run,
            )
            if dry_run:
                raise _Previewed(outcome)  # noqa: TRY301 - leaving the block rolls it back
    except _Previewed as previewed:
        return previewed.outcome
    settle(shop, outcome.sha256)
    return outcome


def _captured(shop: Shop, name: str, data: bytes, chosen: ImportOptions) -> tuple[Statement, Rows]:
    """Read a capture: of a pull, or of what was printed."""
    recorded = read_capture(name, struck(data))
    if recorded.protocol == PRINT:
        return read_print(shop, name, data, recorded, in_part=chosen.accept_warnings)
    return captured(shop, name, data)


def _read(
    shop: Shop, name: str, data: bytes, chosen: ImportOptions, progress: Progress
) -> tuple[Statement, str, Rows]:
    """Read a statement file; say which account it is of, and what it brings."""
    statement = read_again(shop, name, data, chosen, progress)
    if statement.bad_rows and not chosen.accept_warnings:
        first = statement.bad_rows[0]
        raise StatementUnreadable(
            N_("{count} rows of {file} cannot be read; the first is row {row}: {reason}"),
            N_("Export the file again, or import the other rows with --accept-warnings."),
            count=len(statement.bad_rows),
            file=name,
            row=first.row,
            reason=first.reason,
            bad_rows=statement.bad_rows,
        )
    account = account_of(shop, name, statement, chosen.account)
    rows = statement_rows(
        statement,
        name=name,
        sha256_given=_sha(data),
        size=len(data),
        options=replace(chosen, account=account or None),
        imported_at=shop.now(),
    )
    return statement, account, rows


def read_again(
    shop: Shop, name: str, data: bytes, options: ImportOptions, progress: Progress = silent
) -> Statement:
    """Read a file, or its kept original, with what the owner said beside it."""
    return beside(
        lambda: read_statement(
            name,
            data,
            formats(own=shop.profile.root),
            format_id=options.format_id,
            zone=shop.zone,
            currency=shop.details.currency,
            references=options.references,
            waiting=lambda: progress(0, 0, Text(N_("Opening {file}"), {"file": name})),
        )
    )


def statement_rows(
    statement: Statement,
    *,
    name: str,
    sha256_given: str,
    size: int,
    options: ImportOptions,
    imported_at: dt.datetime,
) -> Rows:
    """Return what the file brings: its record, rows and coverage. The id comes from content."""
    account = options.account or ""
    record = ImportRecord(
        id=_digest("import", sha256_given, statement.format_id, account)[:12],
        source="file",
        kind=statement.kind,
        format=statement.format_id,
        format_version=statement.format_version,
        file_name=name,
        sha256=_sha(statement.kept),
        sha256_given=sha256_given,
        encoding=statement.encoding,
        account=account,
        options=options.as_json() | {"alike": alike(name, statement)},
        period_from=statement.first,
        period_to=statement.last,
        checks=[asdict(each) for each in statement.checks],
        warnings=[str(each) for each in statement.warnings],
        bad_rows=[{"row": each.row, "reason": str(each.reason)} for each in statement.bad_rows],
        lines=_count(statement),
        new=0,
        complete=True,
        imported_at=imported_at,
        plan_sha256=_plan(sha256_given, statement, account),
        size=size,
        struck=[asdict(each) for each in statement.struck],
    )
    return Rows(
        record,
        coverage_of(statement, account),
        journal=statement.journal,
        settlement=statement.settlement,
        bank=statement.bank,
    )


def _plan(sha256: str, statement: Statement, account: str) -> str:
    plan = hashlib.sha256(
        _digest(sha256, statement.format_id, statement.format_version, account).encode()
    )
    for rows, facts in (
        (statement.journal, _ENTRY_FACTS),
        (statement.settlement, _LINE_FACTS),
        (statement.bank, _BANK_FACTS),
    ):
        for each in map(facts, rows):
            checkpoint()
            plan.update(f"{each!r}\n".encode())
    return plan.hexdigest()


def _digest(*parts: str) -> str:
    return _sha(json.dumps(parts, ensure_ascii=False).encode())


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _count(statement: Statement) -> int:
    return len(statement.journal) + len(statement.settlement) + len(statement.bank)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
