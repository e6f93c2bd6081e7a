"""The first page of an evidence pack: who asks whom for how much, and where to find what."""

from posassist.base.i18n import N_
from posassist.documents.amounts import in_words
from posassist.documents.pack import ClaimItem, EvidencePack
from posassist.documents.page import Sheet
from posassist.documents.tables import day_text, joined


def cover(sheet: Sheet, pack: EvidencePack, case: str) -> None:
    """Add the cover with the claim in one paragraph and the contents."""
    say = sheet.say
    state = (
        say(N_("Version {number}"), number=pack.version)
        if pack.version
        else say(N_("DRAFT, not to be handed in"))
    )
    sheet.space(4)
    sheet.paragraph(f"{case} · {pack.as_of.isoformat()} · {state}", "kicker")
    sheet.paragraph(say(N_("Evidence of card takings in dispute")), "title")
    sheet.paragraph(
        say(
            N_(
                "{shop} asks {acquirer} to settle {count} items set out in this pack. The records "
                "of the terminal, the provider and the bank were compared as of {day}; every line "
                "below names the file and the row it was read from."
            ),
            shop=pack.shop.name,
            acquirer=pack.acquirer or say(N_("its provider")),
            count=len(pack.items),
            day=pack.as_of.isoformat(),
        )
    )
    for money in pack.at_stake:
        sheet.paragraph(str(money), "amount")
        sheet.paragraph(in_words(money, sheet.words))
    sheet.paragraph(
        say(
            N_(
                "What never came counts with its gross, before the agreed fee; what came wrong "
                "counts with the difference."
            )
        ),
        "small",
    )
    sheet.space(2)
    sheet.facts(_facts(sheet, pack))
    sheet.space(2)
    sheet.heading(say(N_("Contents")))
    sheet.contents()


def _facts(sheet: Sheet, pack: EvidencePack) -> list[tuple[str, str]]:
    say = sheet.say
    due = [item.due_on for item in pack.items if item.due_on]
    return [
        (say(N_("Shop")), pack.shop.name),
        (say(N_("Registration number")), pack.shop.licence),
        (say(N_("Address")), pack.shop.address),
        (say(N_("Phone")), pack.shop.phone),
        (say(N_("Provider")), pack.acquirer),
        (say(N_("Merchant number")), joined(sheet, pack.merchants)),
        (say(N_("Terminal number")), joined(sheet, pack.terminals)),
        (say(N_("Receiving account")), pack.account),
        (say(N_("Case opened on")), day_text(pack.opened_on)),
        (say(N_("First money due on")), day_text(min(due, default=None))),
        (say(N_("Longest delay")), _delay(sheet, pack.items)),
        (say(N_("Judged as of")), pack.as_of.isoformat()),
        (
            say(N_("Printed on")),
            f"{pack.printed_on.strftime('%Y-%m-%d %H:%M %z')} · posassist {pack.software}",
        ),
    ]


def _delay(sheet: Sheet, items: tuple[ClaimItem, ...]) -> str:
    days = max((item.days_late for item in items), default=0)
    return sheet.say(N_("{days} days"), days=days) if days > 0 else ""
