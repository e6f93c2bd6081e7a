"""reconcile, matches, deposits, discrepancies, match, undo, redo, history."""

from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import ExitCode
from posassist.base.i18n import N_, Language, Text
from posassist.cli.diagnosing import cause_document
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day, period
from posassist.cli.statements import AsOf, First, Last, write_csv
from posassist.domain.discrepancy import Discrepancy
from posassist.domain.labels import label
from posassist.usecases import match_by_hand
from posassist.usecases import undo as undoing
from posassist.usecases.reconcile_period import Reconciled, Side, Tally, reconcile_period

Csv = Annotated[Path | None, typer.Option("--csv", help=N_("Write them to this file."))]
MatchId = Annotated[
    str, typer.Argument(metavar="MATCH_ID", help=N_("See posassist matches and deposits."))
]


def reconcile(
    context: typer.Context,
    first: First = None,
    last: Last = None,
    as_of: AsOf = None,
    full: Annotated[bool, typer.Option("--full", help=N_("Match everything again."))] = False,
) -> Answer:
    session: Session = context.obj
    start, end = period(first, last)
    with session.shop() as shop:
        found = reconcile_period(shop, as_of=day(as_of), first=start, last=end, full=full)
    code = ExitCode.DISCREPANCIES if found.found else ExitCode.DONE
    return Answer(_reconciled(found), _sentences(found), code)


def matches(context: typer.Context, csv_file: Csv = None) -> Answer:
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        found = match_by_hand.all_matches(shop)
    settled = {each.id: each for each in found.books.settlement}
    journal = {each.id: each for each in found.books.journal}
    pairs = [
        (each.id, each.match.settlement, each.match.journal, each.match, each.reason)
        for each in found.pairs
    ]
    rows: list[dict[str, object]] = [
        {
            "match_id": name,
            "settlement_file": settled[line].file,
            "settlement_row": settled[line].record.row,
            "journal_file": journal[entry].file,
            "journal_row": journal[entry].record.row,
            "rule": match.rule,
            "state": match.state.value,
            "alternatives": match.alternatives,
            "reason": words.render(why),
        }
        for name, line, entry, match, why in pairs
    ]
    rows += [
        {
            "match_id": each.match_id,
            "settlement_file": settled[line].file,
            "settlement_row": settled[line].record.row,
            "journal_file": journal[entry].file,
            "journal_row": journal[entry].record.row,
            "rule": "manual",
            "state": "manual",
            "alternatives": 1,
            "reason": words.render(match_by_hand.BY_HAND),
        }
        for each in found.manual
        for line in each.settlement
        for entry in each.journal
    ]
    columns = [
        "match_id", "settlement_file", "settlement_row", "journal_file", "journal_row", "rule",
        "state", "alternatives", "reason",
    ]  # fmt: skip
    write_csv(csv_file, columns, rows)
    lines: list[Line] = [Text(N_("{count} matches"), {"count": len(rows)})]
    if csv_file is None:
        lines += ["  ".join(str(value) for value in each.values()) for each in rows]
    return Answer({"matches": rows}, lines)


def deposits(context: typer.Context, csv_file: Csv = None) -> Answer:
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        found = match_by_hand.all_matches(shop)
    settled = {each.id: each for each in found.books.settlement}
    journal = {each.id: each for each in found.books.journal}
    bank = {each.id: each for each in found.books.bank}
    paid = [
        (each.id, (each.deposit.bank,), each.deposit.settlement, each.deposit.journal,
         each.deposit.rule, each.deposit.state.value, each.reason)
        for each in found.deposits
    ] + [
        (each.match_id, each.bank, each.settlement, () if each.settlement else each.journal,
         "manual", "manual", match_by_hand.BY_HAND)
        for each in found.manual
    ]  # fmt: skip
    rows: list[dict[str, object]] = [
        {
            "match_id": name,
            "bank_file": bank[booked].file,
            "bank_row": bank[booked].record.row,
            "settlement_file": settled[line].file if source == "settlement" else "",
            "settlement_row": settled[line].record.row if source == "settlement" else "",
            "rule": rule,
            "state": state,
            "journal_file": journal[line].file if source == "journal" else "",
            "journal_row": journal[line].record.row if source == "journal" else "",
            "reason": words.render(why),
        }
        for name, booked_lines, lines_paid, sales_paid, rule, state, why in paid
        for booked in booked_lines
        for source, ids in (("settlement", lines_paid), ("journal", sales_paid))
        for line in ids
    ]
    columns = [
        "match_id", "bank_file", "bank_row", "settlement_file", "settlement_row", "rule", "state",
        "journal_file", "journal_row", "reason",
    ]  # fmt: skip
    write_csv(csv_file, columns, rows)
    lines: list[Line] = [Text(N_("{count} lines paid"), {"count": len(rows)})]
    if csv_file is None:
        lines += ["  ".join(str(value) for value in each.values()) for each in rows]
    return Answer({"deposits": rows}, lines)


def discrepancies(context: typer.Context, as_of: AsOf = None, csv_file: Csv = None) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        found = reconcile_period(shop, as_of=day(as_of))
    words = session.output.words
    documents = [document(each, words) for each in found.verdict.discrepancies]
    flat = [
        {
            **each,
            "currency": one.at_stake.currency,
            "amount": one.at_stake.plain,
            "causes": [cause.rule for cause in one.causes],
        }
        for each, one in zip(documents, found.verdict.discrepancies, strict=True)
    ]
    write_csv(csv_file, _FLAT, flat)
    lines: list[Line] = [
        Text(
            "{id}  {kind}  {amount}  {reason}",
            {
                "id": each.id,
                "kind": label(each.kind),
                "amount": str(each.at_stake),
                "reason": each.reason,
            },
        )
        for each in found.verdict.discrepancies
    ]
    return Answer({"discrepancies": documents}, lines)


_FLAT = (
    "id", "kind", "currency", "amount", "due_on", "days_late", "working_days_late", "of_equal",
    "covered", "provisional", "journal", "settlement", "bank", "causes", "reason",
)  # fmt: skip


def document(each: Discrepancy, words: Language) -> dict[str, object]:
    """Return a discrepancy as scripts see it."""
    return {
        "id": each.id,
        "kind": each.kind,
        "at_stake": each.at_stake,
        "due_on": each.due_on,
        "days_late": each.days_late,
        "working_days_late": each.working_days_late,
        "of_equal": list(each.of_equal) if each.of_equal else None,
        "covered": each.covered,
        "provisional": each.provisional,
        "journal": list(each.journal),
        "settlement": list(each.settlement),
        "bank": list(each.bank),
        "causes": [cause_document(cause, words) for cause in each.causes],
        "reason": words.render(each.reason),
    }


def match_accept(context: typer.Context, match_id: MatchId) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        match_by_hand.accept(shop, match_id)
    return Answer({"accepted": match_id}, [Text(N_("Match accepted"))])


def match_reject(context: typer.Context, match_id: MatchId) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        match_by_hand.reject(shop, match_id)
    return Answer({"rejected": match_id}, [Text(N_("Match rejected"))])


def match_link(
    context: typer.Context,
    journal: Annotated[list[int] | None, typer.Option(help=N_("Journal rows by id."))] = None,
    settlement: Annotated[list[int] | None, typer.Option(help=N_("Settlement lines by id."))] = (
        None
    ),
    bank: Annotated[list[int] | None, typer.Option(help=N_("Bank lines by id."))] = None,
    difference: Annotated[str, typer.Option(help=N_("Why the sums differ."))] = "",
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        match_id = match_by_hand.link(
            shop,
            journal=tuple(journal or ()),
            settlement=tuple(settlement or ()),
            bank=tuple(bank or ()),
            difference=difference,
        )
    return Answer({"match_id": match_id}, [Text(N_("Rows linked by hand"))])


def match_unlink(context: typer.Context, match_id: MatchId) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        match_by_hand.unlink(shop, match_id)
    return Answer({"unlinked": match_id}, [Text(N_("Rows unlinked by hand"))])


def undo(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        event = undoing.undo(shop)
    title = Text(N_("Undone: {what}"), {"what": event.title})
    return Answer({"undone": session.output.words.render(event.title), "seq": event.seq}, [title])


def redo(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        event = undoing.redo(shop)
    title = Text(N_("Done again: {what}"), {"what": event.title})
    return Answer({"redone": session.output.words.render(event.title), "seq": event.seq}, [title])


def history(context: typer.Context) -> Answer:
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        every = undoing.history(shop)
        zone = shop.zone
    document = [
        {
            "seq": each.seq,
            "at": each.at.astimezone(zone),
            "kind": each.kind,
            "title": words.render(each.title),
            "hash": each.hash,
        }
        for each in every
    ]
    lines = [
        Text(
            "{seq}  {at}  {title}",
            {"seq": each.seq, "at": each.at.astimezone(zone), "title": each.title},
        )
        for each in every
    ]
    return Answer({"history": document}, lines)


def _reconciled(found: Reconciled) -> dict[str, object]:
    return {
        "journal": _side(found.journal),
        "settlement": _side(found.settlement),
        "bank": _side(found.bank),
        "matches": len(found.matching.matches),
        "suggestions": sum(each.state == "suggested" for each in found.matching.matches)
        + sum(each.state == "suggested" for each in found.matching.deposits),
        "expected": tally_document(found.expected),
        "uncovered": tally_document(found.uncovered),
        "discrepancies": {kind.value: tally_document(each) for kind, each in found.by_kind.items()},
        "seconds": round(found.seconds, 4),
        "match_seconds": round(found.match_seconds, 4),
    }


def _side(side: Side) -> dict[str, int]:
    return {"rows": side.rows, "matched": side.matched, "open": side.open}


def tally_document(tally: Tally) -> dict[str, object]:
    """Return a count and the sums of each currency as JSON."""
    return {
        "count": tally.count,
        "at_stake": {currency: money.plain for currency, money in tally.at_stake.items()},
    }


def _sentences(found: Reconciled) -> list[Line]:
    if not found.by_kind:
        first: Line = Text(N_("Everything that is due and covered by a file has arrived."))
    else:
        first = Text(N_("This does not add up:"))
    lines = [first]
    lines += [
        Text(
            N_("  {kind}: {count}, {sums}"),
            {
                "kind": label(kind),
                "count": tally.count,
                "sums": tuple(map(str, tally.at_stake.values())),
            },
        )
        for kind, tally in found.by_kind.items()
    ]
    for template, tally in (
        (N_("Not yet due: {count}, {sums}"), found.expected),
        (N_("On days no file covers: {count}, {sums}"), found.uncovered),
    ):
        if tally.count:
            sums = tuple(map(str, tally.at_stake.values()))
            lines.append(Text(template, {"count": tally.count, "sums": sums}))
    return lines
