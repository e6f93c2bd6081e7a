"""The parts of a case's screen: step, script, dates, contacts, papers, closing."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.case import Contact, Outcome
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice, Day, Line, field
from posassist.ui.widgets.layout import Card, column, row, rule
from posassist.ui.widgets.said import said
from posassist.ui.widgets.text import Copyable, Label
from posassist.usecases import cases, listing
from posassist.usecases.look_at_cases import CaseLook
from posassist.usecases.shop import Progress, Shop

OUTCOMES = (
    (Outcome.RECOVERED, Text(N_("All of it came"))),
    (Outcome.PARTLY, Text(N_("Part of it came"))),
    (Outcome.GIVEN_UP, Text(N_("Given up"))),
)


def step(look: CaseLook) -> Card:
    """Tell the step the case stands on: whom, how, in what time, on what ground."""
    now = look.step
    card = Card(Label(now.title, "heading", wrap=True), Label(now.channel, wrap=True))
    for words in (now.first, now.note):
        if words is not None:
            card.body.addWidget(Label(words, "quiet", wrap=True))
    if now.answer is not None:
        card.body.addWidget(Label(now.answer.meaning, "quiet", wrap=True))
    if now.sources:
        checked = max(each.checked for each in now.sources)
        source = Text(
            N_("Source: {titles}; checked on {day}"),
            {"titles": tuple(each.title for each in now.sources), "day": checked},
        )
        card.body.addWidget(Label(source, "small", wrap=True))
    return card


def script(look: CaseLook) -> Card:
    """Show what to say, with a button that copies it."""

    def copy() -> None:
        QGuiApplication.clipboard().setText("\n".join(map(said, look.script)))

    return Card(
        row(
            Label(Text(N_("What to say on the phone")), "heading"),
            None,
            Button(Text(N_("Copy")), copy, "plain", "copy"),
        ),
        *(Label(words, wrap=True) for words in look.script),
    )


def deadlines(look: CaseLook) -> Card:
    """Show the dates, and what the evidence has and lacks."""
    card = Card(Label(Text(N_("Dates and papers")), "heading"))
    for each in look.dossier.deadlines:
        words = Text(N_("{day}: {what}"), {"day": each.on, "what": each.about})
        card.body.addWidget(Label(words, wrap=True))
    if look.limitation is not None:
        lapses = Text(
            N_("The claim lapses on {day}, counted from {since}."),
            {"day": look.limitation.on, "since": look.limitation.since},
        )
        card.body.addWidget(Label(lapses, wrap=True))
        card.body.addWidget(Label(look.limitation.meaning, "small", wrap=True))
    have, lack = look.dossier.have, look.dossier.lack
    total = Text(N_("Evidence: {have} of {all}"), {"have": len(have), "all": len(have) + len(lack)})
    card.body.addWidget(rule())
    card.body.addWidget(Label(total, "strong"))
    for sign, role, every in (("✔", "good", have), ("✖", "bad", lack)):
        for words in every:
            card.body.addLayout(row(Label(sign, role), Label(words), None))
    return card


def contacts(into: QVBoxLayout, look: CaseLook) -> None:
    """Show what was said so far, the newest first; ticket numbers can be copied."""
    for each in reversed(look.case.contacts):
        head = row(Label(str(each.on), "strong"), Label(each.with_whom, "quiet"))
        if each.ticket:
            head.addWidget(Copyable(each.ticket, "accent"))
        head.addStretch(1)
        if each.promise is not None:
            head.addWidget(Label(Text(N_("promised by {day}"), {"day": each.promise}), "chip-warn"))
        into.addLayout(column(head, Label(each.text, wrap=True), gap=2))
    if not look.case.contacts:
        into.addWidget(Label(Text(N_("Nobody was called yet.")), "quiet"))


def contact_form(session: Session, number: int) -> QVBoxLayout:
    """Return one line to log a contact with; Enter stores it."""
    text = Line(Text(N_("What was said")))
    who = Line(Text(N_("With whom")))
    ticket = Line(Text(N_("Ticket number")))
    promise = Day(Text(N_("Promised by")), session.shop.today())
    promised = Choice(
        Text(N_("Was a day promised?")),
        ((False, Text(N_("no day promised"))), (True, Text(N_("promised by")))),
    )

    def log() -> None:
        if not text.text().strip():
            text.setFocus()
            return
        contact = Contact(
            session.shop.today(),
            text.text().strip(),
            who.text().strip(),
            ticket.text().strip(),
            promise.value if promised.value else None,
        )
        session.write(lambda shop, _progress: cases.log_contact(shop, number, contact))

    for line in (text, who, ticket):
        line.on_enter(log)
    second = row(
        field(Text(N_("With whom")), who),
        field(Text(N_("Ticket number")), ticket),
        field(Text(N_("Was a day promised?")), promised),
        field(Text(N_("Promised by")), promise),
        gap=Space.MEDIUM,
    )
    button = Button(Text(N_("Log this contact")), log, drawing="phone")
    return column(field(Text(N_("What was said")), text), second, row(button, None))


def papers(look: CaseLook, choose: Callable[[], object]) -> QWidget:
    """Show the papers of a case and how to add to them."""
    card = Card(Label(Text(N_("Papers")), "heading"))
    for each in look.case.attachments:
        words = Text(N_("{file}, added on {day}"), {"file": each.name, "day": each.added_on})
        card.body.addWidget(Label(words))
    if look.case.closed_on is None:
        hint = Text(N_("Drop slips, screenshots or contracts here: they are kept with the case."))
        card.body.addWidget(Label(hint, "quiet", wrap=True))
        card.body.addLayout(row(Button(Text(N_("Add files…")), choose, drawing="attach"), None))
    return card


def closing(session: Session, number: int) -> Card:
    """Offer to close a case: with the deposit that solved it, or given up."""
    outcome = Choice(Text(N_("How it ended")), OUTCOMES)
    deposit = Choice(Text(N_("The deposit that solved it")))

    def offer(lines: list[tuple[object, str]]) -> None:
        deposit.offer([(None, Text(N_("none"))), *lines])

    def close() -> None:
        ended = outcome.value
        assert isinstance(ended, Outcome)
        line = deposit.value if isinstance(deposit.value, int) else None

        def work(shop: Shop, _progress: Progress) -> object:
            return cases.close(shop, number, outcome=ended, deposit=line)

        session.write(work)

    offer([])
    session.read(_credits, offer)
    return Card(
        Label(Text(N_("Close the case")), "heading"),
        row(
            field(Text(N_("How it ended")), outcome),
            field(Text(N_("The deposit that solved it")), deposit),
            column(None, Button(Text(N_("Close the case")), close)),
            None,
            gap=Space.MEDIUM,
        ),
    )


def _credits(shop: Shop) -> list[tuple[object, str]]:
    return [
        (each.id, f"{each.record.booked_on}  {each.record.amount}  {each.record.counterparty}")
        for each in reversed(listing.bank_lines(shop))
        if each.record.amount.minor > 0
    ]
