"""cases report, cases reviews: what was found, claimed and recovered, and what worked."""

import typer

from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.cli.statements import AsOf
from posassist.domain.money import Money
from posassist.usecases.report import report
from posassist.usecases.reviews import ProviderReviews, reviews


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


def cases_reviews(context: typer.Context) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        cases, providers = reviews(shop)
    document = {
        "reviews": [
            {
                "case": each.case.number,
                "provider": each.provider or None,
                "outcome": each.case.outcome,
                "days": each.days,
                "review": each.review.filled if each.review else None,
                "note": each.review.note if each.review else None,
            }
            for each in cases
        ],
        "by_provider": [
            {
                "provider": each.provider or None,
                "cases": each.cases,
                "claimed": _plain(each.claimed),
                "recovered": _plain(each.recovered),
                "days": each.days,
                "worked": {answer.id: count for answer, count in each.worked},
                "failed": {answer.id: count for answer, count in each.failed},
            }
            for each in providers
        ],
    }
    lines: list[Line] = [_compared(each) for each in providers]
    return Answer(document, lines or [Text(N_("No case is closed yet."))])


def _compared(each: ProviderReviews) -> Text:
    return Text(
        N_("{provider}: {cases} cases closed, {recovered} of {claimed} came back, {days} days"),
        {
            "provider": each.provider or "?",
            "cases": each.cases,
            "recovered": _said(each.recovered),
            "claimed": _said(each.claimed),
            "days": each.days,
        },
    )


def _plain(sums: dict[str, Money]) -> dict[str, str]:
    return {currency: money.plain for currency, money in sums.items()}


def _said(sums: dict[str, Money]) -> tuple[str, ...]:
    return tuple(map(str, sums.values())) or ("0",)
