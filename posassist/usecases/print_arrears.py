"""Put on a page what is said to be owed: to ask with it, to object with it, to keep it."""

from pathlib import Path

from posassist.base.i18n import N_, Language, language
from posassist.documents.arrears_page import ArrearsPage, arrears_pdf
from posassist.domain.arrears import Answer, Way
from posassist.usecases.arrears import Ask, Owed, ask, one
from posassist.usecases.print_checklist import Printed
from posassist.usecases.print_evidence import paper_of
from posassist.usecases.printing import print_file
from posassist.usecases.shop import Shop

DIFFER = N_("Two answers differ: do not pay before it is explained in writing.")


def print_arrears(shop: Shop, number: int, out: Path, *, code: str) -> Printed:
    """Print one of the arrears with its answers and every way to ask. Raises WrongUsage."""
    owed = one(shop, number)
    words = language(code)
    ways = {way: ask(shop, way, number=number, filled={}) for way in Way}
    page = _page(shop, owed, ways, words)
    made = arrears_pdf(words, page, shop.now(), paper=paper_of(shop.details.jurisdiction))
    print_file(out, made.pdf)
    return Printed(out, made.pages)


def _page(shop: Shop, owed: Owed, ways: dict[Way, Ask], words: Language) -> ArrearsPage:
    record, code = owed.arrears, words.code
    paid = record.payment

    def answered(each: Answer) -> tuple[str, str, str, str, str]:
        who = " ".join(filter(None, (each.who, each.ticket)))
        how = ways[each.way].title.in_language(code)
        return str(each.on), how, who, each.text, str(each.amount or "")

    facts = (
        (words.gettext(N_("What for")), owed.kind.title.in_language(code)),
        (words.gettext(N_("Amount")), str(record.amount)),
        (words.gettext(N_("Since")), str(record.since)),
        (words.gettext(N_("To be paid by")), str(record.due_on or "")),
        (words.gettext(N_("Terminal")), record.terminal),
        (words.gettext(N_("Remark")), record.note),
        (
            words.gettext(N_("Paid")),
            words.say(N_("{sum} on {day} to {to}"), sum=str(paid.amount), day=paid.on, to=paid.to)
            if paid
            else "",
        ),
    )
    return ArrearsPage(
        title=words.say(N_("Said to be owed, no. {number}"), number=record.number),
        shop=shop.details.name,
        facts=facts,
        disputable=tuple(each.in_language(code) for each in owed.kind.disputable),
        answers=tuple(map(answered, record.answers)),
        differ=words.gettext(DIFFER) if record.answers_differ else "",
        asking=[
            (each.title.in_language(code), each.text.in_language(code)) for each in ways.values()
        ],
    )
