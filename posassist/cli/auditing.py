"""fees, checks, agenda."""

import typer

from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day, period
from posassist.cli.statements import AsOf, First, Last
from posassist.domain.labels import label
from posassist.domain.money import Money
from posassist.usecases import agenda as coming
from posassist.usecases.audit_fees import Share, audit_fees
from posassist.usecases.run_checks import run_checks


def fees_audit(context: typer.Context, first: First = None, last: Last = None) -> Answer:
    session: Session = context.obj
    start, end = period(first, last)
    with session.shop() as shop:
        audit = audit_fees(shop, first=start, last=end)
    document = {
        "overcharged": _plain(audit.overcharged),
        "by_month": [_share("month", each) for each in audit.by_month],
        "by_kind": [_share("kind", each) for each in audit.by_kind],
        "rises": [
            {
                "merchant": each.merchant or None,
                "channel": each.channel,
                "since": each.since,
                "agreed": f"{each.agreed * 100:.2f}%",
                "charged": f"{each.charged * 100:.2f}%",
                "lines": each.count,
            }
            for each in audit.rises
        ],
        "lines": [
            {
                "line_id": each.line.id,
                "file": each.line.file,
                "row": each.line.record.row,
                "settled_on": each.line.record.settled_on,
                "channel": each.line.record.channel,
                "kind": each.found.kind,
                "discrepancy": each.found.id,
                "gross": each.line.record.gross.plain,
                "charged": each.charged.plain,
                "agreed": each.agreed.plain,
                "overcharged": each.found.at_stake.plain,
                "currency": each.found.at_stake.currency,
            }
            for each in audit.lines
        ],
    }
    if not audit.lines:
        return Answer(document, [Text(N_("No fee is above what was agreed."))])
    lines: list[Line] = [
        Text(
            N_("{count} fees are above what was agreed, by {sums} in all"),
            {"count": len(audit.lines), "sums": tuple(map(str, audit.overcharged.values()))},
        )
    ]
    lines += [
        Text(
            N_("  {month}: {count}, {sums}"),
            {
                "month": each.name,
                "count": each.count,
                "sums": tuple(map(str, each.overcharged.values())),
            },
        )
        for each in audit.by_month
    ]
    lines += [
        Text(
            N_(
                "  Since {day} all {count} sales by {channel} of {merchant} cost {charged} instead "
                "of {agreed}: ask for the notice of the change, and for the difference back."
            ),
            {
                "day": each.since,
                "count": each.count,
                "channel": label(each.channel),
                "merchant": each.merchant or "?",
                "charged": f"{each.charged * 100:.2f}%",
                "agreed": f"{each.agreed * 100:.2f}%",
            },
        )
        for each in audit.rises
    ]
    return Answer(document, lines)


def _share(name: str, share: Share) -> dict[str, object]:
    return {name: share.name, "count": share.count, "overcharged": _plain(share.overcharged)}


def _plain(sums: dict[str, Money]) -> dict[str, str]:
    return {currency: money.plain for currency, money in sums.items()}


def checks_run(context: typer.Context, as_of: AsOf = None) -> Answer:
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        found = run_checks(shop, as_of=day(as_of))
    document = [
        {
            "kind": each.kind,
            "on": each.on,
            "title": words.render(each.title),
            "about": each.about.in_language(words.code) if each.about else None,
            "at_stake": each.amount,
            "journal": list(each.journal),
            "settlement": list(each.settlement),
            "bank": list(each.bank),
        }
        for each in found
    ]
    lines: list[Line] = [
        Text(
            "{on}  {title}  {about}",
            {
                "on": each.on,
                "title": each.title,
                "about": each.about.in_language(words.code) if each.about else "",
            },
        )
        for each in found
    ]
    return Answer({"findings": document}, lines or [Text(N_("Nothing stands out."))])


def agenda(context: typer.Context, as_of: AsOf = None) -> Answer:
    session: Session = context.obj
    words = session.output.words
    with session.shop() as shop:
        items = coming.agenda(shop, as_of=day(as_of))
    document = [
        {
            "on": each.on,
            "kind": each.kind,
            "title": words.render(each.title),
            "about": dict(each.about),
        }
        for each in items
    ]
    lines: list[Line] = [
        Text("{on}  {title}", {"on": each.on, "title": each.title}) for each in items
    ]
    return Answer({"items": document}, lines or [Text(N_("Nothing is due."))])
