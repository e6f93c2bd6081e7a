"""import, imports, formats, lines."""

import csv
from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import ExitCode, PosassistError
from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.domain.money import Money
from posassist.usecases import explain_format, listing
from posassist.usecases import undo as undoing
from posassist.usecases.import_statement import (
    Imported,
    ImportOptions,
    files_of,
    import_bytes,
    statements_of,
)

First = Annotated[str | None, typer.Option("--from", help=N_("The first day."))]
Last = Annotated[str | None, typer.Option("--to", help=N_("The last day."))]


def import_files(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument()],
    format_id: Annotated[
        str | None, typer.Option("--format", help=N_("The format, where several claim the file."))
    ] = None,
    account: Annotated[str | None, typer.Option(help=N_("The account a bank file is of."))] = None,
    dry_run: Annotated[bool, typer.Option(help=N_("Show what would be stored; store nothing."))] = (
        False
    ),
    plan: Annotated[str | None, typer.Option(help=N_("Import only if this is still the plan."))] = (
        None
    ),
    accept_warnings: Annotated[
        bool, typer.Option(help=N_("Leave out rows that cannot be read, store the others."))
    ] = False,
    references: Annotated[
        list[str] | None,
        typer.Option(help=N_("A column that only looks like card numbers.")),
    ] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help=N_("A file whose first line is the password of the file."))
    ] = None,
) -> Answer:
    """Import statement files or folders of them; each file is stored whole or not at all."""
    session: Session = context.obj
    options = ImportOptions(format_id, account, accept_warnings, frozenset(references or ()))
    documents: list[dict[str, object]] = []
    lines: list[Line] = []
    refused: list[PosassistError] = []

    def refuse(error: PosassistError) -> None:
        refused.append(error)
        lines.append(Text(error.message, error.fields))
        documents.append({"file": error.fields.get("file", ""), "error": error.name})

    with session.shop() as shop:
        for path in files_of(files):
            try:
                given = statements_of(path, ask=session.asking(passphrase_file))
            except PosassistError as error:
                refuse(error)
                continue
            for each in given:
                try:
                    done = import_bytes(
                        shop, each.name, each.data, options=options, dry_run=dry_run, plan=plan
                    )
                except PosassistError as error:
                    refuse(error)
                else:
                    documents.append(_imported(done, shop.details.name))
                    lines += _sentences(done)
    worst = max(refused, key=lambda each: each.exit_code, default=None)
    return Answer(
        {"files": documents}, lines, worst.exit_code if worst else ExitCode.DONE, error=worst
    )


def imports_list(context: typer.Context) -> Answer:
    """List the imports and pulls."""
    session: Session = context.obj
    with session.shop() as shop:
        every = listing.all_imports(shop)
    document = [
        {
            "import_id": each.id,
            "file": each.file_name,
            "source": each.source,
            "kind": each.kind,
            "format": each.format,
            "account": each.account or None,
            "lines": each.lines,
            "new": each.new,
            "complete": each.complete,
            "first": each.period_from,
            "last": each.period_to,
            "sha256": each.sha256_given,
            "imported_at": each.imported_at,
        }
        for each in every
    ]
    lines = [f"{each.id}  {each.file_name}  {each.new}/{each.lines}" for each in every]
    return Answer({"imports": document}, lines)


def imports_undo(context: typer.Context, import_id: Annotated[str, typer.Argument()]) -> Answer:
    """Take one import out of the books."""
    session: Session = context.obj
    with session.shop() as shop:
        undone = undoing.undo_import(shop, import_id)
    return Answer({"undone": undone}, [Text(N_("Import {number} undone"), {"number": undone})])


def formats_list(context: typer.Context) -> Answer:
    """List the statement formats the program knows."""
    session: Session = context.obj
    every = explain_format.all_formats(session.profile)
    code = session.output.words.code
    document = [
        {"id": each.id, "kind": each.kind, "title": each.title.in_language(code)} for each in every
    ]
    lines = [f"{each.id}  {each.title.in_language(code)}" for each in every]
    return Answer({"formats": document}, lines)


def formats_explain(context: typer.Context, file: Annotated[Path, typer.Argument()]) -> Answer:
    """Say which formats claim a file, and why."""
    session: Session = context.obj
    words = session.output.words
    claims = [
        {
            "format": each.format_id,
            "score": each.score,
            "why": [words.render(why) for why in each.why],
        }
        for each in explain_format.explain(session.profile, file)
    ]
    lines: list[Line] = [f"{each['format']}  {each['score']}" for each in claims]
    lines = lines or [Text(N_("No format claims this file."))]
    return Answer({"claims": claims}, lines)


def lines_list(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option(help=N_("settlement, wallet or bank."))] = None,
    first: First = None,
    last: Last = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help=N_("Write them to this file."))
    ] = None,
) -> Answer:
    """List settlement, wallet and bank lines."""
    session: Session = context.obj
    with session.shop() as shop:
        settled = listing.settlement_lines(shop, first=day(first), last=day(last))
        booked = listing.bank_lines(shop, first=day(first), last=day(last))
    rows = [
        {
            "line_id": each.id,
            "kind": "settlement",
            "file": each.file,
            "row": each.record.row,
            "date": each.record.settled_on,
            "type": each.record.type,
            "status": each.record.status,
            "gross": each.record.gross.plain,
            "fee": each.record.fee.plain,
            "net": each.record.net.plain,
            "currency": each.record.gross.currency,
            "merchant_id": each.record.merchant_id,
            "terminal_id": each.record.terminal_id,
            "rrn": each.record.rrn,
            "payout_ref": each.record.payout_ref,
            "text": each.record.memo,
        }
        for each in settled
    ] + [
        {
            "line_id": each.id,
            "kind": "bank",
            "file": each.file,
            "row": each.record.row,
            "date": each.record.booked_on,
            "type": "",
            "status": "posted",
            "gross": "",
            "fee": "",
            "net": each.record.amount.plain,
            "currency": each.record.amount.currency,
            "merchant_id": "",
            "terminal_id": "",
            "rrn": "",
            "payout_ref": each.record.reference,
            "text": " ".join(filter(None, (each.record.counterparty, each.record.memo))),
        }
        for each in booked
    ]
    rows = [each for each in rows if kind in (None, each["kind"])]
    write_csv(csv_file, list(rows[0]) if rows else ["line_id", "kind"], rows)
    lines = [
        f"{each['line_id']}  {each['kind']}  {each['date']}  {each['net']} {each['currency']}"
        for each in rows
    ]
    return Answer({"lines": rows}, lines)


def write_csv(path: Path | None, columns: list[str], rows: list[dict[str, object]]) -> None:
    """Write rows where a file is named; text that a spreadsheet would run is guarded."""
    if path is None:
        return
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns)
        writer.writeheader()
        for row in rows:
            writer.writerow({name: listing.guarded(row[name]) for name in columns})


def _imported(done: Imported, shop: str) -> dict[str, object]:
    statement = done.statement
    return {
        "file": done.file,
        "sha256": done.sha256,
        "format": statement.format_id,
        "kind": statement.kind,
        "encoding": statement.encoding,
        "shop": shop,
        "account": done.account or None,
        "lines": done.count,
        "new": done.new,
        "already_known": done.already_known,
        "bad_rows": [{"row": each.row, "reason": each.reason} for each in statement.bad_rows],
        "warnings": list(statement.warnings),
        "first": statement.first,
        "last": statement.last,
        "sums": statement.sums,
        "gross": statement.gross,
        "fees": statement.fees,
        "checks": list(statement.checks),
        "import_id": done.import_id,
        "plan_sha256": done.plan_sha256,
        "dry_run": done.dry_run,
    }


def _sentences(done: Imported) -> list[Line]:
    statement = done.statement
    fields: dict[str, object] = {
        "file": done.file,
        "new": done.new,
        "known": done.already_known,
        "sums": tuple(str(Money.parse_fine(sum_, cur)) for cur, sum_ in statement.sums.items()),
        "first": statement.first or "?",
        "last": statement.last or "?",
    }
    would = N_("{file}: would add {new} rows ({known} known), {first} to {last}, net {sums}")
    did = N_("{file}: {new} new rows ({known} known), {first} to {last}, net {sums}")
    return [Text(would if done.dry_run else did, fields), *statement.warnings]
