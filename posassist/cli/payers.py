"""payers list, add, set: who pays a provider's payouts."""

from typing import Annotated

import typer

from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session
from posassist.domain.party import PayerRule
from posassist.usecases.payer_rules import add_payer, change_payer, payers


def payers_list(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        found = payers(shop)
    lines: list[Line] = [_line(each) for each in found.rules]
    lines += [
        Text(
            N_("Offered: {text} pays for {acquirer} ({count} confirmed deposits)"),
            {"text": each.text, "acquirer": each.acquirer or "?", "count": each.deposits},
        )
        for each in found.offers
    ]
    offers = [
        {"acquirer": each.acquirer, "text": each.text, "deposits": each.deposits}
        for each in found.offers
    ]
    nothing = Text(N_("Nothing is known of who pays: accept a deposit, then it is offered here."))
    return Answer(
        {"payers": [_document(each) for each in found.rules], "offers": offers}, lines or [nothing]
    )


def payers_add(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help=N_("The payer, as the bank writes it."))
    ],
    acquirer: Annotated[
        str, typer.Option("--acquirer", help=N_("The provider whose payouts these are."))
    ] = "",
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        rule = add_payer(shop, text, acquirer)
    return Answer({"payers": [_document(rule)]}, [_line(rule)])


def payers_set(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=N_("See posassist payers list."))],
    text: Annotated[
        str | None, typer.Option("--text", help=N_("The payer, as the bank writes it."))
    ] = None,
    on: Annotated[
        bool | None, typer.Option("--on/--off", help=N_("Use the rule, or keep it unused."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        rule = change_payer(shop, number, text=text, active=on)
    return Answer({"payers": [_document(rule)]}, [_line(rule)])


def _document(rule: PayerRule) -> dict[str, object]:
    return {
        "number": rule.id,
        "acquirer": rule.acquirer,
        "text": rule.text,
        "active": rule.active,
    }


def _line(rule: PayerRule) -> Line:
    template = (
        N_("{number}  {text} pays for {acquirer}")
        if rule.active
        else N_("{number}  {text} pays for {acquirer} (switched off)")
    )
    fields = {"number": rule.id, "text": rule.text, "acquirer": rule.acquirer or "?"}
    return Text(template, fields)
