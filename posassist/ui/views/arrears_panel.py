"""Arrears, beside the cases: what is owed, how to ask, what was answered, and the payment."""

import datetime as dt
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.arrears import Answer, Way
from posassist.domain.words import Words
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice, Day, Line, field
from posassist.ui.widgets.layout import Card, clear, column, page, row, show_now
from posassist.ui.widgets.said import current_language, said
from posassist.ui.widgets.text import Copyable, Label
from posassist.usecases import arrears
from posassist.usecases.arrears import ArrearsLook, Owed
from posassist.usecases.print_arrears import print_arrears


class ArrearsPanel(QWidget):
    """What the provider says is owed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._look: ArrearsLook | None = None
        self.table: Table[Owed] = Table(
            Text(N_("Arrears")),
            (
                Column(Text(N_("No.")), lambda each: str(each.arrears.number)),
                Column(Text(N_("What for")), lambda each: each.kind.title, stretches=True),
                Column(Text(N_("Amount")), lambda each: str(each.arrears.amount), is_figure=True),
                Column(
                    Text(N_("State")),
                    lambda each: Text(N_("open")) if each.arrears.is_open else Text(N_("paid")),
                    role=lambda each: "bad" if each.arrears.is_open else "good",
                ),
            ),
            lambda each: each.kind.title,
        )
        self.table.chosen.connect(lambda _each: self._tell())
        self.table.setMinimumHeight(160)
        self._none = Label(Text(N_("Nothing is said to be owed.")), "quiet", wrap=True)
        self.kind = Choice(Text(N_("What for")))
        self.amount = Line(Text(N_("Amount")), hint="99.00")
        self.since = Day(Text(N_("Since")), dt.date.max)
        self._found = Label(role="quiet", wrap=True)
        left = QWidget()
        left.setLayout(
            column(
                self._none,
                self.table,
                Card(
                    Label(Text(N_("They say I owe something")), "heading"),
                    field(Text(N_("What for")), self.kind),
                    row(
                        field(Text(N_("Amount")), self.amount),
                        field(Text(N_("Since")), self.since),
                        gap=Space.MEDIUM,
                    ),
                    row(Button(Text(N_("Enter it")), self.add, "primary"), None),
                    self._found,
                    gap=Space.SMALL,
                ),
                None,
                gap=Space.MEDIUM,
            )
        )
        self._detail = QVBoxLayout()
        self._detail.setSpacing(Space.MEDIUM)
        inner = QWidget()
        inner.setLayout(self._detail)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(page(inner, None))
        split.setSizes([430, 630])
        self.setLayout(column(split))

    def show_look(self, look: ArrearsLook) -> None:
        """Show what is owed and what was found in the statements."""
        if self._look is None:
            self.since.put(look.today)
        self._look = look
        kept = self.table.current
        self.kind.offer((each.id, each.title) for each in look.kinds)
        found = Text(
            N_("Taken beside the fees of sales, by your statements: {count}, {sums}"),
            {"count": len(look.found), "sums": tuple(map(str, look.found_sums))},
        )
        self._found.say(found if look.found else "")
        self._found.setVisible(bool(look.found))
        self._none.setVisible(not look.owed)
        self.table.setVisible(bool(look.owed))
        self.table.show_rows(
            look.owed,
            keep=lambda each: kept is not None and each.arrears.number == kept.arrears.number,
        )
        self._tell()

    def add(self) -> None:
        """Enter what is owed."""
        amount, since, kind = self.amount.text().strip(), self.since.value, str(self.kind.value)
        if not amount:
            self.amount.setFocus()
            return
        self._session.write(
            lambda shop, _progress: arrears.add(
                shop, kind=kind, amount=amount, currency="", since=since
            ),
            lambda _made: self.amount.clear(),
        )

    def _tell(self) -> None:
        clear(self._detail)
        if self._look is None:
            return
        chosen = self.table.current
        if chosen is not None:
            self._detail.addWidget(self._about(chosen))
        for told in self._look.ways:
            steps = [
                Label(Words(f"{n}. {each.zh_CN}", f"{n}. {each.en}"), wrap=True)
                for n, each in enumerate(told.steps, 1)
            ]
            text = Copyable(told.text)
            text.setWordWrap(True)
            self._detail.addWidget(Card(Label(told.title, "heading"), *steps, text))
        show_now(self._detail)

    def _about(self, each: Owed) -> Card:
        record = each.arrears
        title = Text(
            N_("{kind}: {amount} since {day}"),
            {"kind": each.kind.title, "amount": str(record.amount), "day": record.since},
        )
        press = partial(self._print, record.number)
        card = Card(
            row(Label(title, "heading"), None,
                Button(Text(N_("Print")), press, "plain", "print")),
            gap=Space.MEDIUM,
        )  # fmt: skip
        for one in each.kind.disputable:
            card.body.addWidget(
                Label(Text(N_("To be disputed where {reason}"), {"reason": one}), wrap=True)
            )
        for answer in record.answers:
            words = Text(
                N_("{day}, {who}: {text} {amount}"),
                {"day": answer.on, "who": answer.who or "?", "text": answer.text,
                 "amount": str(answer.amount or "")},
            )  # fmt: skip
            card.body.addWidget(Label(words, wrap=True))
        if record.answers_differ:
            differ = Text(N_("Two answers differ: do not pay before it is explained in writing."))
            card.body.addWidget(Label(differ, "bad", wrap=True))
        if record.payment is not None:
            paid = Text(
                N_("Paid on {day} to {to}"), {"day": record.payment.on, "to": record.payment.to}
            )
            card.body.addWidget(Label(paid, "good", wrap=True))
            return card
        self._answering(card, each)
        self._paying(card, each)
        return card

    def _print(self, number: int) -> None:
        code = current_language().code
        name, _kind = QFileDialog.getSaveFileName(
            self, said(Text(N_("Print"))), f"{number}.pdf", "*.pdf"
        )
        if name:
            self._session.read(
                lambda shop: print_arrears(shop, number, Path(name), code=code), lambda _made: None
            )

    def _answering(self, card: Card, each: Owed) -> None:
        assert self._look is not None
        way = Choice(Text(N_("How")), ((one.way, one.title) for one in self._look.ways))
        who = Line(Text(N_("Who answered")))
        text = Line(Text(N_("What was answered")))
        amount = Line(Text(N_("Amount by it")), hint="0.00")
        number = each.arrears.number

        def save() -> None:
            if not text.text().strip():
                text.setFocus()
                return
            chosen = way.value
            given = (chosen, text.text().strip(), who.text().strip(), amount.text().strip())
            self._session.write(
                lambda shop, _progress: arrears.answer(
                    shop,
                    number,
                    Answer(shop.today(), Way(str(given[0])), given[1], given[2]),
                    amount=given[3] or None,
                )
            )

        card.body.addLayout(
            row(field(Text(N_("How")), way), field(Text(N_("Who answered")), who),
                field(Text(N_("Amount by it")), amount), gap=Space.MEDIUM)
        )  # fmt: skip
        card.body.addLayout(field(Text(N_("What was answered")), text))
        card.body.addLayout(row(Button(Text(N_("Record the answer")), save), None))

    def _paying(self, card: Card, each: Owed) -> None:
        to = Line(Text(N_("Paid to")), hint=Text(N_("the account in the contract")))
        number = each.arrears.number

        def pay(*, checked: bool) -> None:
            if not to.text().strip():
                to.setFocus()
                return
            name, _kind = QFileDialog.getOpenFileName(self, said(Text(N_("Proof of payment"))))
            payee = to.text().strip()
            self._session.write(
                lambda shop, _progress: arrears.pay(
                    shop,
                    number,
                    to=payee,
                    proof=Path(name) if name else None,
                    payee_checked=checked,
                )
            )

        card.body.addLayout(field(Text(N_("Paid to")), to))
        card.body.addLayout(
            row(
                Button(Text(N_("I paid it")), partial(pay, checked=False)),
                Button(
                    Text(N_("I paid it, the account is that of the contract")),
                    partial(pay, checked=True),
                    "plain",
                ),
                None,
            )
        )
