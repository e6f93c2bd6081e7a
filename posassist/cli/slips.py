"""journal add: slips and totals, typed in or pasted; lines add: the bank's messages."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.usecases.add_messages import add_messages
from posassist.usecases.add_slips import AddedSlips, Held, add_slips, given, written
from posassist.usecases.given import read_given
from posassist.usecases.keep_file import kept_file
from posassist.usecases.sentences import sentence
from posassist.usecases.typed_slip import typed_text

PASTED = "-"


def journal_add(
    context: typer.Context,
    text: Annotated[
        str | None,
        typer.Argument(metavar="-|FILE", help=N_("Printed text: - reads what is pasted.")),
    ] = None,
    terminal: Annotated[str | None, typer.Option(help=N_("The registered terminal."))] = None,
    terminal_id: Annotated[str, typer.Option(help=N_("The terminal's id, as printed."))] = "",
    merchant: Annotated[str, typer.Option(help=N_("The merchant id, as printed."))] = "",
    amount: Annotated[str, typer.Option(help=N_("The amount, without a sign."))] = "",
    kind: Annotated[
        str,
        typer.Option(
            "--type",
            metavar="sale|refund|void|preauth|completion|reversal|other",
            help=N_("What kind it is; a sale, where nothing is said."),
        ),
    ] = "",
    at: Annotated[str, typer.Option(help=N_("Day and time, like 2026-09-30T18:05."))] = "",
    rrn: Annotated[str, typer.Option(help=N_("The reference number."))] = "",
    trace: Annotated[str, typer.Option(help=N_("The trace or voucher number."))] = "",
    batch: Annotated[str, typer.Option(help=N_("The batch number."))] = "",
    auth: Annotated[str, typer.Option(help=N_("The authorization code."))] = "",
    card: Annotated[str, typer.Option(help=N_("The card: last four digits, or masked."))] = "",
    channel: Annotated[
        str, typer.Option(metavar="debit|credit|qr|other", help=N_("How the customer paid."))
    ] = "",
    currency: Annotated[str, typer.Option(help=N_("The currency, like CNY."))] = "",
    status: Annotated[
        str,
        typer.Option(
            metavar="approved|declined|reversed|unknown",
            help=N_("What became of it; approved, where nothing is said."),
        ),
    ] = "",
    note: Annotated[str, typer.Option(help=N_("A note, kept with the slip."))] = "",
    batch_total: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[TYPE:]COUNT:AMOUNT",
            help=N_("A total of the batch, held against what the books have of it."),
        ),
    ] = None,
    photo: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help=N_("A photo kept with the slips; may be repeated.")),
    ] = None,
) -> Answer:
    session: Session = context.obj
    typed = {
        "amount": amount,
        "rrn": rrn,
        "trace_no": trace,
        "auth_code": auth,
        "card_masked": card,
    }
    if text is not None and (batch_total or note or any(typed.values())):
        raise WrongUsage(
            N_("A slip is either typed in or read from text"),
            N_("Beside text give only terminal, merchant, batch, type, channel, currency, day."),
        )
    data = None if text is None else _text(text)
    with session.shop() as shop:
        beside = given(
            shop,
            terminal=terminal,
            terminal_id=terminal_id.strip(),
            merchant_id=merchant.strip(),
            batch_no=batch.strip(),
            type=kind.strip(),
            channel=channel.strip(),
            currency=currency.strip().upper(),
            at=at.strip(),
        )
        if data is None:
            slip = typed | {
                "type": kind,
                "channel": channel,
                "status": status,
                "occurred_at": at,
                "note": note,
            }
            data = typed_text(beside, slip=slip, totals=batch_total or ())
        kept = [kept_file(shop, each) for each in photo or ()]
        done = add_slips(shop, data, beside, photos=[each for each, _unread in kept])
    unread = [each for _photo, each in kept if each is not None]
    document = _document(done) | {"photos": [each.sha256 for each, _unread in kept]}
    return Answer(document, [*_sentences(done), *unread])


def lines_add(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="-|FILE", help=N_("Messages, one a line: - reads them."))
    ],
    on: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help=N_("The day, where a message says none.")),
    ] = None,
) -> Answer:
    session: Session = context.obj
    pasted, _encoding = written(_text(text))
    with session.shop() as shop:
        done = add_messages(shop, pasted, day=day(on))
    document = {
        "messages": [
            {
                "text": each.text,
                "booked_on": each.line.booked_on if each.line else None,
                "amount": each.line.amount.plain if each.line else None,
                "currency": each.line.amount.currency if each.line else None,
                "reason": each.reason,
            }
            for each in done.messages
        ],
        "account": done.account,
        "new": done.new,
        "already_known": done.already_known,
        "file": done.file,
        "sha256": done.sha256,
        "import_id": done.import_id,
    }
    lines: list[Line] = [
        sentence(each.line)
        if each.line
        else Text(N_("✖ not taken: {reason}"), {"reason": each.reason or ""})
        for each in done.messages
    ]
    return Answer(document, lines)


def _text(name: str) -> bytes:
    if name == PASTED:
        return sys.stdin.buffer.read()
    return read_given(Path(name))


def _document(done: AddedSlips) -> dict[str, object]:
    slips = done.slips
    return {
        "entries": len(slips.entries),
        "new": done.new,
        "already_known": done.already_known,
        "copies": slips.copies,
        "totals": [_total(each) for each in done.totals],
        "totals_agree": all(each.agrees for each in done.totals) if done.totals else None,
        "balanced": slips.balanced,
        "warnings": list(done.warnings),
        "sums": done.sums,
        "file": done.file,
        "sha256": done.sha256,
        "import_id": done.import_id,
    }


def _total(held: Held) -> dict[str, object]:
    return {
        "kind": held.total.kind,
        "terminal_id": held.total.terminal_id,
        "batch_no": held.total.batch_no,
        "count": held.total.count,
        "currency": held.total.amount.currency,
        "amount": held.total.amount.plain,
        "counted": {"count": held.count, "amount": held.amount.plain},
        "agrees": held.agrees,
    }


def _sentences(done: AddedSlips) -> list[Line]:
    return [
        Text(
            N_("{count} records read from slips, {new} of them new"),
            {"count": len(done.slips.entries), "new": done.new},
        ),
        *(
            Text(
                N_("The total of batch {batch} agrees: {count}, {amount}"),
                {
                    "batch": each.total.batch_no or "?",
                    "count": each.total.count,
                    "amount": str(each.total.amount),
                },
            )
            for each in done.totals
            if each.agrees
        ),
        *done.warnings,
    ]
