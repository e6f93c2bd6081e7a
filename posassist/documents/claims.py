"""The sections of an evidence pack that make the claim: why, the items, the comparison."""

from posassist.base.i18n import N_
from posassist.documents import tables
from posassist.documents.amounts import figures
from posassist.documents.chart import chart
from posassist.documents.grid import Column, Row
from posassist.documents.pack import EvidencePack
from posassist.documents.page import Sheet
from posassist.domain.money import Money


def why(sheet: Sheet, pack: EvidencePack) -> None:
    """Add what is missing, and the terms and reasons by which it is due."""
    say = sheet.say
    sheet.section(say(N_("What is missing, and why it is due")), new_page=True)
    if pack.agreement:
        sheet.paragraph(
            say(N_("The provider has to pay under these terms; all of them stand further below."))
        )
        sheet.facts([(sheet.text(name), sheet.text(value)) for name, value in pack.agreement])
    sums: dict[tuple[str, str], tuple[int, Money]] = {}
    for item in pack.items:
        kind = (sheet.text(item.kind), item.at_stake.currency)
        count, money = sums.get(kind, (0, Money.zero(item.at_stake.currency)))
        sums[kind] = (count + 1, money + item.at_stake)
    sheet.heading(say(N_("By kind")))
    sheet.table(
        [
            Column(say(N_("What is wrong")), 90),
            Column(say(N_("Items")), 30, right=True),
            Column(say(N_("Amount")), 50, right=True, bold=True),
        ],
        [Row((kind, str(count), str(money))) for (kind, _), (count, money) in sums.items()],
        size=8.6,
    )
    sheet.heading(say(N_("Reasons, item by item")))
    sheet.table(
        [
            Column(say(N_("No.")), 11, muted=True),
            Column(say(N_("What is wrong")), 32),
            Column(say(N_("Amount")), 25, right=True, bold=True),
            Column(say(N_("Reason")), 102),
        ],
        (
            Row(
                (
                    str(number),
                    sheet.text(item.kind),
                    str(item.at_stake),
                    sheet.text(item.reason),
                )
            )
            for number, item in enumerate(pack.items, 1)
        ),
        size=8.2,
    )


def items(sheet: Sheet, pack: EvidencePack) -> None:
    """Add the table of all items with their sum."""
    sheet.section(sheet.say(N_("Items claimed")))
    total = "；".join(figures(money, sheet.words) for money in pack.at_stake)
    sheet.paragraph(sheet.say(N_("Total: {amount}"), amount=total or "0"), "h2")
    tables.items(sheet, pack)


def comparison(sheet: Sheet, pack: EvidencePack) -> None:
    """Add the same money as the terminal, the provider and the bank record it."""
    say = sheet.say
    sheet.section(say(N_("Three-way comparison")))
    if not pack.comparison:
        sheet.paragraph(say(N_("No comparison belongs to this case.")))
        return
    sheet.paragraph(
        say(
            N_(
                "The same money in three records: what the terminal rang up, what the provider "
                "settled (gross, fee, net), what reached the bank. — means that there is nothing."
            )
        ),
        "small",
    )
    sheet.table(
        [
            Column(say(N_("Day")), 17),
            Column(say(N_("Transaction")), 49),
            Column(say(N_("Terminal")), 18, right=True),
            Column(say(N_("Provider")), 18, right=True),
            Column(say(N_("Fee")), 13, right=True),
            Column(say(N_("Net")), 18, right=True),
            Column(say(N_("Bank")), 18, right=True),
            Column(say(N_("At stake")), 19, right=True, bold=True),
        ],
        (
            Row(
                (
                    each.on.isoformat(),
                    sheet.text(each.what),
                    _money(each.journal),
                    _money(each.settled),
                    _money(each.fee),
                    _money(each.net),
                    _money(each.arrived),
                    _money(each.difference),
                ),
                note=sheet.text(each.note),
            )
            for each in pack.comparison
        ),
    )


def flow(sheet: Sheet, pack: EvidencePack) -> None:
    """Draw the arrivals against the sales around the case, where there are statements of them."""
    say = sheet.say
    if not pack.flow:
        return
    sheet.section(say(N_("Arrivals against sales")), room=75.0)
    unknown = sum(each.arrived is None for each in pack.flow)
    drawn = say(
        N_(
            "Filled: card sales of the day at the terminal ({currency}). Open: deposits of the "
            "provider that day, as matched in the bank's statement. A deposit usually pays an "
            "earlier day, less the fee."
        ),
        currency=pack.flow[0].sold.currency,
    )
    lacking = say(
        N_("No bank statement covers {days} of these days: nothing is drawn for them."),
        days=unknown,
    )
    sheet.paragraph(f"{drawn} {lacking}" if unknown else drawn, "small")
    sheet.drawing(chart(pack.flow))


def _money(money: Money | None) -> str:
    return str(money) if money is not None else "—"
