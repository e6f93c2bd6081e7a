"""arrears: what a provider says is owed."""

from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Language, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.domain.arrears import Answer as Given
from posassist.domain.arrears import Cause, Way
from posassist.domain.words import Words
from posassist.usecases import arrears as owed
from posassist.usecases.arrears import Ask, Owed
from posassist.usecases.print_arrears import print_arrears
from posassist.usecases.shop import Shop

Number = Annotated[int, typer.Argument(metavar="NUMBER", help=N_("Its number in arrears list."))]
Channel = Annotated[
    str, typer.Option(help=N_("How it is asked: statement|phone|web|platform|sms|branch."))
]
On = Annotated[str | None, typer.Option(help=N_("The day (default: today)."))]


def arrears_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        return _listed(shop, session.output.words, found=True)


def arrears_add(
    context: typer.Context,
    kind: Annotated[str, typer.Option(help=N_("What for: service|deposit|rental|late|other …"))],
    amount: Annotated[str, typer.Option(help=N_("How much, like 99.00."))],
    since: Annotated[str, typer.Option(help=N_("Since which day."))],
    currency: Annotated[str, typer.Option(help=N_("Like CNY."))] = "",
    due: Annotated[str | None, typer.Option(help=N_("By when it is to be paid."))] = None,
    terminal: Annotated[str, typer.Option(help=N_("The registered terminal."))] = "",
    note: Annotated[str, typer.Option(help=N_("Whatever else is known."))] = "",
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        owed.add(
            shop, kind=kind, amount=amount, currency=currency,
            since=day(since) or shop.today(), due_on=day(due),
            terminal=terminal, note=note,
        )  # fmt: skip
        return _listed(shop, session.output.words)


def arrears_ask(
    context: typer.Context,
    channel: Channel,
    number: Annotated[
        int | None, typer.Option("--arrears", help=N_("Its number in arrears list."))
    ] = None,
    phone: Annotated[str, typer.Option(help=N_("The number in the contract."))] = "",
    site: Annotated[str, typer.Option(help=N_("The address in the contract."))] = "",
    sms_number: Annotated[str, typer.Option(help=N_("Where the message goes to."))] = "",
    sms_command: Annotated[str, typer.Option(help=N_("What the message says."))] = "",
) -> Answer:
    session: Session = context.obj
    words = session.output.words
    filled = {
        "phone": phone, "site": site, "sms_number": sms_number, "sms_command": sms_command,
    }  # fmt: skip
    with session.shop() as shop:
        told = owed.ask(shop, _way(channel), number=number, filled=filled)
        listed = _listed(shop, words)
    lines: list[Line] = [Text("{title}", {"title": told.title})]
    lines += [Text("  {n}. {step}", {"n": n, "step": each}) for n, each in enumerate(told.steps, 1)]
    lines.append(Text("{text}", {"text": told.text}))
    return Answer({**listed.document, "ask": _asked(told, words)}, lines)


def arrears_answer(
    context: typer.Context,
    number: Number,
    channel: Channel,
    text: Annotated[str, typer.Option(help=N_("What was answered."))],
    amount: Annotated[str | None, typer.Option(help=N_("How much is owed by it."))] = None,
    who: Annotated[str, typer.Option("--with", help=N_("Who answered."))] = "",
    ticket: Annotated[str, typer.Option(help=N_("The ticket number."))] = "",
    cause: Annotated[
        str,
        typer.Option(help=N_("Why: amount|time|type|no-top-up|wrong-transfer|fault.")),
    ] = "",
    on: On = None,
) -> Answer:
    session: Session = context.obj
    if cause and cause not in set(Cause):
        raise _cannot_be("--cause", cause)
    with session.shop() as shop:
        given = Given(
            day(on) or shop.today(),
            _way(channel),
            text,
            who,
            ticket,
            cause=Cause(cause or Cause.UNKNOWN),
        )
        found = owed.answer(shop, number, given, amount=amount)
        listed = _listed(shop, session.output.words)
    differ = Text(N_("Two answers differ: posassist letters list has the letter of objection."))
    return Answer(
        listed.document, [*listed.lines, *([differ] if found.arrears.answers_differ else [])]
    )


def arrears_pay(
    context: typer.Context,
    number: Number,
    to: Annotated[str, typer.Option(help=N_("Whom it was paid to."))],
    amount: Annotated[str | None, typer.Option(help=N_("How much, if not all of it."))] = None,
    proof: Annotated[Path | None, typer.Option(help=N_("The proof, which is kept."))] = None,
    payee_checked: Annotated[
        bool, typer.Option("--payee-checked", help=N_("The account is that of the contract."))
    ] = False,
    on: On = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        owed.pay(
            shop, number, to=to, amount=amount, proof=proof, on=day(on), payee_checked=payee_checked
        )
        return _listed(shop, session.output.words)


def _way(channel: str) -> Way:
    if channel not in set(Way):
        raise _cannot_be("--channel", channel)
    return Way(channel)


def _cannot_be(option: str, value: str) -> WrongUsage:
    return WrongUsage(
        N_("{option} cannot be {value}"),
        N_("See posassist arrears COMMAND --help."),
        option=option,
        value=value,
    )


def _listed(shop: Shop, words: Language, *, found: bool = False) -> Answer:
    every = owed.all_arrears(shop)
    document: dict[str, object] = {"arrears": [_document(each, words) for each in every]}
    lines: list[Line] = [
        Text(
            N_("{number}  {kind}: {amount} since {day}{state}"),
            {
                "number": each.arrears.number,
                "kind": each.kind.title,
                "amount": str(each.arrears.amount),
                "day": each.arrears.since,
                "state": Text("") if each.arrears.is_open else Text(N_(", paid")),
            },
        )
        for each in every
    ]
    if found:
        taken = owed.taken_beside_fees(shop)
        document["found"] = [
            {
                "line_id": each.id,
                "settled_on": each.record.settled_on,
                "amount": abs(each.record.net.rounded()),
                "text": each.record.memo,
                "file": each.file,
                "row": each.record.row,
            }
            for each in taken
        ]
        lines += [
            Text(
                N_("Taken beside the fees of sales: {amount} on {day} {text}"),
                {
                    "amount": str(abs(each.record.net.rounded())),
                    "day": each.record.settled_on,
                    "text": each.record.memo,
                },
            )
            for each in taken
        ]
    return Answer(document, lines or [Text(N_("Nothing is said to be owed."))])


def arrears_print(
    context: typer.Context,
    number: Number,
    out: Annotated[Path, typer.Option(help=N_("The file to write."))],
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        made = print_arrears(shop, number, out, code=session.output.words.code)
    return Answer({"page": made}, [Text(N_("{file} written"), {"file": str(made.file)})])


def _document(each: Owed, words: Language) -> dict[str, object]:
    record = each.arrears
    return {
        "number": record.number,
        "kind": record.kind,
        "title": _say(each.kind.title, words),
        "amount": record.amount,
        "since": record.since,
        "due_on": record.due_on,
        "terminal": record.terminal or None,
        "note": record.note,
        "open": record.is_open,
        "disputable": [_say(one, words) for one in each.kind.disputable],
        "answers": [
            {
                "on": one.on,
                "channel": one.way,
                "text": one.text,
                "with": one.who,
                "ticket": one.ticket,
                "amount": one.amount,
                "cause": one.cause,
            }
            for one in record.answers
        ],
        "answers_differ": record.answers_differ,
        "paid": record.payment
        and {
            "on": record.payment.on,
            "amount": record.payment.amount,
            "to": record.payment.to,
            "proof": record.payment.proof and record.payment.proof.name,
        },
        "letters": list(each.letters),
    }


def _asked(told: Ask, words: Language) -> dict[str, object]:
    return {
        "channel": told.way,
        "title": _say(told.title, words),
        "steps": [_say(each, words) for each in told.steps],
        "need": [_say(each, words) for each in told.need],
        "text": _say(told.text, words),
        "blanks": list(told.blanks),
    }


def _say(what: Words, words: Language) -> str:
    return what.in_language(words.code)
