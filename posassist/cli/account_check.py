"""account-check: what the owner saw in the bank's app."""

from typing import Annotated

import typer

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Language, Text
from posassist.cli.output import Answer
from posassist.cli.session import Session, day
from posassist.domain.account_check import Saw
from posassist.usecases.account_checks import Seen, all_seen, check, sentence_of


def account_check(
    context: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help=N_("The account's name."))],
    arrived: Annotated[bool, typer.Option("--arrived", help=N_("What was due is there."))] = False,
    not_arrived: Annotated[
        bool, typer.Option("--not-arrived", help=N_("Nothing of it is there."))
    ] = False,
    amount: Annotated[
        str | None, typer.Option(help=N_("Another amount is there, like 99.00."))
    ] = None,
    on: Annotated[str | None, typer.Option(help=N_("The day (default: today)."))] = None,
) -> Answer:
    session: Session = context.obj
    if arrived + not_arrived + (amount is not None) != 1:
        raise WrongUsage(
            N_("Say one thing of what you saw"),
            N_("Give --arrived, --not-arrived or --amount A."),
        )
    saw = Saw.ARRIVED if arrived else Saw.NOT_ARRIVED if not_arrived else Saw.AMOUNT
    words = session.output.words
    with session.shop() as shop:
        seen = check(shop, account, saw, amount=amount, on=day(on))
        every = all_seen(shop, day(on) or shop.today())
    lines = [sentence_of(seen)]
    if seen.alerts and seen.cases:
        fields = {"names": " ".join(seen.cases)}
        lines.append(Text(N_("A case can be opened: posassist cases open {names}"), fields))
    document = {"check": _document(seen, words), "checks": [_document(e, words) for e in every]}
    return Answer(document, lines)


def _document(seen: Seen, words: Language) -> dict[str, object]:
    states = {None: None, True: "confirmed", False: "contradicted"}
    return {
        "account": seen.check.account,
        "on": seen.check.on,
        "saw": seen.check.saw,
        "amount": seen.check.amount,
        "expected": {each.currency: each.plain for each in seen.due.amounts},
        "alert": seen.alerts,
        "statement": states[seen.statement],
        "evidence": False,
        "discrepancies": list(seen.cases),
        "title": words.render(sentence_of(seen)),
    }
