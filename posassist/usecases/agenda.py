"""What is coming: money on its way, answers and promises due in open cases."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from posassist.base.i18n import N_, Text
from posassist.domain.money import Money
from posassist.usecases.arrears import all_arrears
from posassist.usecases.cases import all_cases, dossier
from posassist.usecases.checklists import waiting
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.registers import all_terminals
from posassist.usecases.reviews import unreviewed
from posassist.usecases.shop import Shop


@dataclass(frozen=True, slots=True)
class Item:
    """Something on a day; `about` names what it is about.

    `kind` is deposit, deadline, arrears, terminal, record or review.
    """

    on: dt.date
    kind: str
    title: Text
    about: Mapping[str, object]


def agenda(shop: Shop, *, as_of: dt.date | None = None) -> list[Item]:
    """Return what is due, day by day; deadlines that have passed stay until the case moves on."""
    day = as_of or shop.today()
    due: defaultdict[tuple[dt.date, str], list[Money]] = defaultdict(list)
    for each in reconcile_period(shop, as_of=day).verdict.expected:
        due[each.due_on, each.amount.currency].append(each.amount)
    items = [
        Item(
            on,
            "deposit",
            Text(
                N_("{sum} is due, of {count} sales or payouts"),
                {"sum": str(total), "count": len(amounts)},
            ),
            {"count": len(amounts), "at_stake": total},
        )
        for (on, currency), amounts in due.items()
        for total in [sum(amounts, Money.zero(currency))]
    ]
    items += [
        Item(
            each.on,
            "deadline",
            Text(N_("Case {number}: {what}"), {"number": case.number, "what": each.about}),
            {"case": case.number},
        )
        for case in all_cases(shop)
        if case.closed_on is None
        for each in dossier(shop, case).deadlines
    ]
    items += [
        Item(
            each.arrears.due_on,
            "arrears",
            Text(
                N_("{kind}, {amount}: to be paid, or objected to"),
                {"kind": each.kind.title, "amount": str(each.arrears.amount)},
            ),
            {"arrears": each.arrears.number},
        )
        for each in all_arrears(shop)
        if each.arrears.is_open and each.arrears.due_on is not None
    ]
    items += [
        Item(
            each.suspended_until,
            "terminal",
            Text(N_("Terminal {terminal} rests until this day"), {"terminal": each.name}),
            {"terminal": each.name},
        )
        for each in all_terminals(shop)
        if each.suspended_until is not None and each.suspended_until >= day
    ]
    items += [
        Item(
            record.remind_on,
            "record",
            Text(
                N_("{what}, of {day}: to be done"),
                {"what": checklist.title, "day": record.done_on},
            ),
            {
                "record": record.number,
                "checklist": checklist.id,
                "where": checklist.where,
                "case": record.case,
            },
        )
        for checklist, record in waiting(shop)
        if record.remind_on is not None
    ]
    items += [
        Item(
            on,
            "review",
            Text(N_("Case {number} is closed: what worked, what did not?"), {"number": number}),
            {"case": number},
        )
        for number, on in unreviewed(shop, day)
    ]
    return sorted(items, key=lambda each: (each.on, each.kind, str(each.title)))
