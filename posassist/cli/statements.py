"""import, imports, formats, lines."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from posassist.base.errors import PosassistError, WrongUsage
from posassist.base.i18n import N_, Language, Text
from posassist.cli.output import Answer, Line, Output
from posassist.cli.session import Session, period
from posassist.domain.money import Money
from posassist.domain.settlement import StatementKind
from posassist.usecases import explain_format, listing
from posassist.usecases import undo as undoing
from posassist.usecases.import_statement import (
    Imported,
    ImportOptions,
    files_of,
    import_bytes,
    shop_for,
    statements_of,
)
from posassist.usecases.new_format import new_format

First = Annotated[str | None, typer.Option("--from", help=N_("The first day."))]
AsOf = Annotated[str | None, typer.Option("--as-of", help=N_("Judge as of this day."))]
Last = Annotated[str | None, typer.Option("--to", help=N_("The last day."))]
LINE_KINDS = ("settlement", "wallet", "bank")
LINE_COLUMNS = (
    "line_id", "kind", "file", "row", "date", "type", "status", "gross", "fee", "net", "currency",
    "merchant_id", "terminal_id", "rrn", "payout_ref", "text",
)  # fmt: skip


def import_files(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE|DIR", help=N_("Statement files, or folders of them.")),
    ],
    format_id: Annotated[
        str | None, typer.Option("--format", help=N_("The format, where several claim the file."))
    ] = None,
    account: Annotated[str | None, typer.Option(help=N_("The account a bank file is of."))] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Show what would be stored; store nothing."))
    ] = False,
    plan: Annotated[str | None, typer.Option(help=N_("Import only if this is still the plan."))] = (
        None
    ),
    accept_warnings: Annotated[
        bool,
        typer.Option(
            "--accept-warnings", help=N_("Leave out rows that cannot be read, store the others.")
        ),
    ] = False,
    references: Annotated[
        list[str] | None,
        typer.Option(help=N_("A column that only looks like card numbers.")),
    ] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help=N_("A file whose first line is the password of the file."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    options = ImportOptions(format_id, account, accept_warnings, frozenset(references or ()))
    documents: list[dict[str, object]] = []
    lines: list[Line] = []
    refused: list[PosassistError] = []
    every = files_of(files)
    if plan is not None and len(every) != 1:
        raise WrongUsage(
            N_("A plan is of one file, and {count} were given"),
            N_("Import them one by one, each with its own --plan."),
            count=len(every),
        )

    def refuse(error: PosassistError, path: Path) -> None:
        refused.append(error)
        documents.append(_refused(error, path, session.output))

    with session.shop(any_will_do=session.shop_name is None) as opened:
        for path in every:
            try:
                given = statements_of(path, ask=session.asking(passphrase_file))
            except PosassistError as error:
                refuse(error, path)
                continue
            for each in given:
                try:
                    named = session.shop_name is not None
                    shop = opened if named else shop_for(opened, each.name, each.data, options)
                    done = import_bytes(
                        shop, each.name, each.data, options=options, dry_run=dry_run, plan=plan
                    )
                except PosassistError as error:
                    refuse(error, Path(each.name))
                else:
                    documents.append(_imported(done, shop.details.name, session.output.words))
                    lines += _sentences(done)
    if not every:
        lines.append(Text(N_("There is no file in these folders.")))
    return Answer({"files": documents}, lines, errors=refused)


def imports_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        every = listing.all_imports(shop)
        zone = shop.zone
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
            "imported_at": each.imported_at.astimezone(zone),
        }
        for each in every
    ]
    lines = [
        Text(
            N_("{id}  {file}: {new} of {count} rows new, {first} to {last}, taken in {at}"),
            {
                "id": each.id,
                "file": each.file_name,
                "new": each.new,
                "count": each.lines,
                "first": each.period_from or "?",
                "last": each.period_to or "?",
                "at": each.imported_at.astimezone(zone),
            },
        )
        for each in every
    ]
    return Answer({"imports": document}, lines)


def imports_undo(
    context: typer.Context,
    import_id: Annotated[str, typer.Argument(metavar="ID", help=N_("See posassist imports list."))],
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        touched = undoing.undo_import(shop, import_id)
    lines: list[Line] = []
    if touched.matches or touched.cases:
        lines.append(
            Text(
                N_("Manual work on its rows: matches {matches}; cases {cases}"),
                {"matches": touched.matches or "-", "cases": touched.cases or "-"},
            )
        )
    lines.append(Text(N_("Import {number} undone"), {"number": import_id}))
    return Answer({"manual_work": touched, "undone": import_id}, lines)


def formats_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    every = explain_format.all_formats(session.profile)
    code = session.output.words.code
    document = [
        {"id": each.id, "kind": each.kind, "title": each.title.in_language(code)} for each in every
    ]
    lines = [f"{each.id}  {each.title.in_language(code)}" for each in every]
    return Answer({"formats": document}, lines)


def formats_explain(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The file to look at."))],
) -> Answer:
    session: Session = context.obj
    words = session.output.words
    every = explain_format.explain(session.profile, file)
    claims = [
        {
            "format": each.format_id,
            "score": each.score,
            "why": [words.render(why) for why in each.why],
        }
        for each in every
    ]
    lines: list[Line] = [
        Text(
            "{format}  {score}  {why}",
            {"format": each.format_id, "score": each.score, "why": each.why},
        )
        for each in every
    ]
    lines = lines or [Text(N_("No format claims this file."))]
    return Answer({"claims": claims}, lines)


def formats_new(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The file to look at."))],
    kind: Annotated[
        str | None, typer.Option(metavar="settlement|bank", help=N_("What it is a list of."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    words = session.output.words
    if kind not in {None, "settlement", "bank"}:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("It is one of: {values}"),
            option="--kind",
            value=kind,
            values=("settlement", "bank"),
        )
    with session.shop() as shop:
        made = new_format(shop, file, kind=StatementKind(kind) if kind else None)
    guess, statement = made.proposal.guess, made.proposal.statement
    document = {
        "format": made.id,
        "file": made.path,
        "kind": guess.kind,
        "encoding": guess.table.encoding,
        "sheet": guess.table.sheet,
        "delimiter": guess.delimiter,
        "header_row": guess.header_row,
        "columns": {key: each.header for key, each in guess.columns.items()},
        "dates": guess.dates,
        "sign": guess.sign,
        "lines": made.proposal.rows,
        "sums": statement.sums if statement else {},
        "rows": [words.render(each) for each in made.proposal.sentences],
        "balances_chain": guess.balances_chain,
        "warnings": made.proposal.warnings,
    }
    lines: list[Line] = [
        Text(
            N_("The format {format} was written to {file}; the next import uses it by itself."),
            {"format": made.id, "file": str(made.path)},
        ),
        *made.proposal.sentences,
        *made.proposal.warnings,
    ]
    return Answer(document, lines)


def lines_list(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option(help=N_("settlement, wallet or bank."))] = None,
    first: First = None,
    last: Last = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help=N_("Write them to this file."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    if kind not in {None, *LINE_KINDS}:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("It is one of: {values}"),
            option="--kind",
            value=kind,
            values=LINE_KINDS,
        )
    start, end = period(first, last)
    with session.shop() as shop:
        settled = listing.settlement_lines(shop, first=start, last=end)
        booked = listing.bank_lines(shop, first=start, last=end)
        kinds = {each.id: each.kind for each in listing.all_imports(shop)}
    rows: list[dict[str, object]] = [
        {
            "line_id": each.id,
            "kind": kinds[each.import_id],
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
    write_csv(csv_file, LINE_COLUMNS, rows)
    lines = [
        f"{each['line_id']}  {each['kind']}  {each['date']}  {each['net']} {each['currency']}"
        for each in rows
    ]
    return Answer({"lines": rows}, lines)


def write_csv(path: Path | None, columns: Sequence[str], rows: list[dict[str, object]]) -> None:
    """Write rows where a file is named. Raises DocumentError when it cannot be written."""
    if path is not None:
        listing.write_table(path, columns, rows)


def _refused(error: PosassistError, path: Path, output: Output) -> dict[str, object]:
    document: dict[str, object] = {
        "file": error.fields.get("file", path.name),
        "error": output.error(error),
    }
    if "bad_rows" in error.fields:
        document["bad_rows"] = _bad_rows(error.fields["bad_rows"], output.words)
    return document


def _bad_rows(rows: Any, words: Language) -> list[dict[str, object]]:  # noqa: ANN401 - BadRow
    return [{"row": each.row, "reason": words.render(each.reason)} for each in rows]


def _imported(done: Imported, shop: str, words: Language) -> dict[str, object]:
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
        "bad_rows": _bad_rows(statement.bad_rows, words),
        "warnings": [words.render(each) for each in statement.warnings],
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
