"""The morning look into the bank's app, on Today: there, not there, or another amount."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from posassist.base.i18n import N_, Text
from posassist.domain.account_check import Saw
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Line
from posassist.ui.widgets.layout import Card, clear, column, row, show_now
from posassist.ui.widgets.text import Label, sums
from posassist.usecases import account_checks
from posassist.usecases.account_checks import Look, sentence_of


class MorningCard(Card):
    """A line an account to which money is due today."""

    def __init__(self, session: Session) -> None:
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.MEDIUM)
        hint = Text(N_("Look into the bank's app. What you say is an alarm, never evidence."))
        super().__init__(
            Label(Text(N_("Has today's money come?")), "heading"),
            Label(hint, "quiet", wrap=True),
            self._list,
            gap=Space.SMALL,
        )
        self._session = session
        self.hide()

    def tell(self, looks: tuple[Look, ...]) -> None:
        """Show what is due today, and what was seen of it."""
        clear(self._list)
        for look in looks:
            self._list.addLayout(self._line(look))
        self.setVisible(bool(looks))
        show_now(self._list)

    def _line(self, look: Look) -> QVBoxLayout:
        account = look.due.account
        due = Text(
            N_("{account}: {sums} should come today"),
            {"account": account, "sums": sums(look.due.amounts)},
        )
        if look.usual is not None:
            words = N_("{account}: {sums} should come today, usually at about {time}")
            due = Text(words, {**due.fields, "time": f"{look.usual:%H:%M}"})
        amount = Line(Text(N_("Another amount for {account}"), {"account": account}), hint="0.00")
        amount.setMaximumWidth(140)
        amount.on_enter(partial(self._other, account, amount))
        buttons = row(
            Button(Text(N_("It is there")), partial(self._say, account, Saw.ARRIVED), "primary"),
            Button(Text(N_("It is not there")), partial(self._say, account, Saw.NOT_ARRIVED)),
            amount,
            Button(Text(N_("Another amount")), partial(self._other, account, amount)),
            None,
        )
        parts = column(Label(due, "strong", wrap=True), buttons, gap=Space.SMALL)
        if look.seen is not None:
            parts.addWidget(Label(sentence_of(look.seen), "quiet", wrap=True))
        return parts

    def _other(self, account: str, amount: Line) -> None:
        if not amount.text().strip():
            amount.setFocus()
            return
        self._say(account, Saw.AMOUNT, amount.text().strip())

    def _say(self, account: str, saw: Saw, amount: str | None = None) -> None:
        self._session.write(
            lambda shop, _progress: account_checks.check(shop, account, saw, amount=amount)
        )
