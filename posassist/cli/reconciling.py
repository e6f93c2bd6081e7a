"""reconcile, matches, deposits, discrepancies, match, undo, redo, history."""

from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import ExitCode
from posassist.base.i18n import N_, Language, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.cli.statements import First, Last, write_csv
from posassist.domain.discrepancy import Discrepancy
from posassist.domain.labels import label
from posassist.usecases import match_by_hand
from posassist.usecases import undo as undoing
from posassist.usecases.reconcile_period import Reconciled, Side, Tally, reconcile_period

AsOf = Annotated[str | None, typer.Option("--as-of", help=N_("Judge as of this day."))]
Csv = Annotated[Path | None, typer.Option("--csv", help=N_("Write them to this file."))]
MatchId = Annotated[str, typer.Argument()]


def reconcile(
    context: typer.Context,
    first: First = None,
    last: Last = None,
    as_of: AsOf = None,
    full: Annotated[bool, typer.Option(help=N_("Match everything again."))] = False,
) -> Answer:
    """Compare journal, settlement and bank, and say what does not add up."""
    session: Session = context.obj
    with session.shop() as shop:
        found = reconcile_period(
            shop, as_of=day(as_of), first=day(first), last=day(last), full=full
        )
    code = ExitCode.DISCREPANCIES if found.found else ExitCode.DONE
    return Answer(_reconciled(found), _sentences(found), code)


def matches(context: typer.Context, csv_file: Csv = None) -> Answer:
    """List which settlement line belongs to which journal row."""
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
    return Answer({"matches": rows}, [Text(N_("{count} matches"), {"count": len(rows)})])


def deposits(context: typer.Context, csv_file: Csv = None) -> Answer:
    """List which bank line pays which settlement lines, or which sales directly."""
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        found = match_by_hand.all_matches(shop)
    settled = {each.id: each for each in found.books.settlement}
    journal = {each.id: each for each in found.books.journal}
    bank = {each.id: each for each in found.books.bank}
    paid: list[tuple[str, int, str, str, Text, int | None, int | None]] = []
    for each in found.deposits:
        named = (
            each.id,
            each.deposit.bank,
            each.deposit.rule,
            each.deposit.state.value,
            each.reason,
        )
        paid += [(*named, line, None) for line in each.deposit.settlement]
        paid += [(*named, None, entry) for entry in each.deposit.journal]
    for match in found.manual:
        for one in match.bank:
            by_hand = (match.match_id, one, "manual", "manual", match_by_hand.BY_HAND)
            paid += [(*by_hand, line, None) for line in match.settlement]
            if not match.settlement:
                paid += [(*by_hand, None, entry) for entry in match.journal]
    rows: list[dict[str, object]] = [
        {
            "match_id": name,
            "bank_file": bank[one].file,
            "bank_row": bank[one].record.row,
            "settlement_file": settled[line].file if line else "",
            "settlement_row": settled[line].record.row if line else "",
            "rule": rule,
            "state": state,
            "journal_file": journal[entry].file if entry else "",
            "journal_row": journal[entry].record.row if entry else "",
            "reason": words.render(why),
        }
        for name, one, rule, state, why, line, entry in paid
    ]
    columns = [
        "match_id", "bank_file", "bank_row", "settlement_file", "settlement_row", "rule", "state",
        "journal_file", "journal_row", "reason",
    ]  # fmt: skip
    write_csv(csv_file, columns, rows)
    return Answer({"deposits": rows}, [Text(N_("{count} lines paid"), {"count": len(rows)})])


def discrepancies(context: typer.Context, as_of: AsOf = None, csv_file: Csv = None) -> Answer:
    """List what does not add up, with reasons and causes."""
    session: Session = context.obj
    with session.shop() as shop:
        found = reconcile_period(shop, as_of=day(as_of))
    words = session.output.words
    documents = [document(each, words) for each in found.verdict.discrepancies]
    flat = [
        {
            **{name: each[name] for name in _FLAT},
            "currency": one.at_stake.currency,
            "amount": one.at_stake.plain,
        }
        for each, one in zip(documents, found.verdict.discrepancies, strict=True)
    ]
    write_csv(csv_file, [*_FLAT, "currency", "amount"], flat)
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


_FLAT = ("id", "kind", "due_on", "days_late", "working_days_late", "covered", "reason")


def document(each: Discrepancy, words: Language) -> dict[str, object]:
    """Return a discrepancy as scripts see it."""
    code = words.code
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
        "causes": [
            {
                "rule": cause.rule,
                "title": cause.title.in_language(code),
                "likelihood": cause.likelihood,
                "check": [check.in_language(code) for check in cause.check],
                "contact": cause.contact.in_language(code),
                "next_step": cause.next_step.in_language(code),
            }
            for cause in each.causes
        ],
        "reason": words.render(each.reason),
    }


def match_accept(context: typer.Context, match_id: MatchId) -> Answer:
    """Confirm a suggested match."""
    session: Session = context.obj
    with session.shop() as shop:
        match_by_hand.accept(shop, match_id)
    return Answer({"accepted": match_id}, [Text(N_("Match accepted"))])


def match_reject(context: typer.Context, match_id: MatchId) -> Answer:
    """Refuse a match."""
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
    """Put rows together by hand."""
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
    """Take a link made by hand apart."""
    session: Session = context.obj
    with session.shop() as shop:
        match_by_hand.unlink(shop, match_id)
    return Answer({"unlinked": match_id}, [Text(N_("Rows unlinked by hand"))])


def undo(context: typer.Context) -> Answer:
    """Take the last step back."""
    session: Session = context.obj
    with session.shop() as shop:
        event = undoing.undo(shop)
    title = Text(N_("Undone: {what}"), {"what": event.title})
    return Answer({"undone": session.output.words.render(event.title), "seq": event.seq}, [title])


def redo(context: typer.Context) -> Answer:
    """Do the last undone step again."""
    session: Session = context.obj
    with session.shop() as shop:
        event = undoing.redo(shop)
    title = Text(N_("Done again: {what}"), {"what": event.title})
    return Answer({"redone": session.output.words.render(event.title), "seq": event.seq}, [title])


def history(context: typer.Context) -> Answer:
    """List everything that was done."""
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        every = undoing.history(shop)
    document = [
        {
            "seq": each.seq,
            "at": each.at,
            "kind": each.kind,
            "title": words.render(each.title),
            "hash": each.hash,
        }
        for each in every
    ]
    lines = [f"{each['seq']}  {each['at']}  {each['title']}" for each in document]
    return Answer({"history": document}, lines)


def _reconciled(found: Reconciled) -> dict[str, object]:
    return {
        "journal": _side(found.journal),
        "settlement": _side(found.settlement),
        "bank": _side(found.bank),
        "matches": len(found.matching.matches),
        "suggestions": sum(each.state == "suggested" for each in found.matching.matches)
        + sum(each.state == "suggested" for each in found.matching.deposits),
        "expected": _tally(found.expected),
        "uncovered": _tally(found.uncovered),
        "discrepancies": {kind.value: _tally(each) for kind, each in found.by_kind.items()},
        "seconds": round(found.seconds, 4),
        "match_seconds": round(found.match_seconds, 4),
    }


def _side(side: Side) -> dict[str, int]:
    return {"rows": side.rows, "matched": side.matched, "open": side.open}


def _tally(tally: Tally) -> dict[str, object]:
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
