"""cases report: what was found, claimed and recovered."""

import typer

from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.cli.statements import AsOf
from posassist.domain.money import Money
from posassist.usecases.report import report


def cases_report(context: typer.Context, as_of: AsOf = None) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        months = report(shop, as_of=day(as_of))
    document = [
        {
            "month": each.month,
            "provider": each.provider or None,
            "found": _plain(each.found),
            "claimed": _plain(each.claimed),
            "recovered": _plain(each.recovered),
            "cases": each.cases,
            "open": each.still_open,
            "days": each.days,
        }
        for each in months
    ]
    lines: list[Line] = [
        Text(
            N_(
                "{month}  {provider}: found {found}; claimed {claimed} in {cases} cases, "
                "{open} open; recovered {recovered}"
            ),
            {
                "month": each.month,
                "provider": each.provider or "?",
                "found": _said(each.found),
                "claimed": _said(each.claimed),
                "cases": each.cases,
                "open": each.still_open,
                "recovered": _said(each.recovered),
            },
        )
        for each in months
    ]
    return Answer({"report": document}, lines or [Text(N_("There is nothing to report yet."))])


def _plain(sums: dict[str, Money]) -> dict[str, str]:
    return {currency: money.plain for currency, money in sums.items()}


def _said(sums: dict[str, Money]) -> tuple[str, ...]:
    return tuple(map(str, sums.values())) or ("0",)
