"""The equation of a deposit, drawn large: what was sold, what came off, what came."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from posassist.base.i18n import N_, Text
from posassist.domain.money import Money
from posassist.ui.theme import Space
from posassist.ui.widgets.layout import Card, clear, column, row
from posassist.ui.widgets.said import Said
from posassist.ui.widgets.text import Label
from posassist.usecases.look_at_deposits import Equation

BY_MESSAGE = Text(
    N_("Only the bank's message says so, pasted by you; a statement will confirm it or not.")
)


class EquationCard(Card):
    """Sales - refunds - fees = due, beside the bank line and the difference."""

    def __init__(self) -> None:
        self._terms = row(gap=Space.MEDIUM)
        self._dates = Label(role="small", wrap=True)
        self._why = Label(wrap=True)
        self._verdict = Label(role="chip-good")
        self._told = Label(BY_MESSAGE, "warn", wrap=True)
        super().__init__(
            self._terms,
            row(self._verdict, self._why, gap=Space.SMALL),
            self._told,
            self._dates,
            gap=Space.MEDIUM,
        )

    def show_equation(self, each: Equation) -> None:
        """Show another deposit."""
        clear(self._terms)
        parts: list[tuple[str, Said, Money]] = [("", Text(N_("Sales")), each.sales)]
        parts.append(("−", Text(N_("Refunds")), each.refunds))
        if each.taken_back.minor:
            parts.append(("−", Text(N_("Taken back")), each.taken_back))
        parts.append(("−", Text(N_("Fees")), each.fees.rounded()))
        parts.append(("=", Text(N_("Due")), each.due))
        for sign, words, money in parts:
            if sign:
                self._terms.addWidget(Label(sign, "title"))
            self._terms.addLayout(_term(words, money))
        self._terms.addStretch(1)
        came = _term(Text(N_("Arrived in the bank")), each.arrived)
        self._terms.addWidget(_boxed(came, ok=not each.difference.minor))
        self._tell(each)

    def _tell(self, each: Equation) -> None:
        fields = {"difference": str(abs(each.difference))}
        if not each.difference.minor:
            self._verdict.dress("chip-good")
            self._verdict.say(Text(N_("✔ to the cent")))
        elif each.difference.minor < 0:
            self._verdict.dress("chip-bad")
            self._verdict.say(Text(N_("✖ {difference} too little"), fields))
        else:
            self._verdict.dress("chip-warn")
            self._verdict.say(Text(N_("⚠ {difference} too much"), fields))
        self._why.say(Text(N_("Because: {why}"), {"why": each.why}))
        self._told.setVisible(each.by_message)
        self._dates.say(
            Text(
                N_("Rung up {traded} · settled {settled} · arrived {booked} · {who} · {lines}"),
                {
                    "traded": _span(each.traded),
                    "settled": _span(each.settled),
                    "booked": each.bank.booked_on,
                    "who": each.bank.counterparty or each.bank.memo or "?",
                    "lines": Text(N_("lines: {count}"), {"count": each.lines}),
                },
            )
        )


def _term(words: Said, money: Money) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(2)
    grid.addWidget(Label(words, "small"), 0, 0)
    grid.addWidget(Label(str(money), "heading"), 1, 0, Qt.AlignmentFlag.AlignLeft)
    return grid


def _boxed(inner: QGridLayout, *, ok: bool) -> Card:
    sign = Label("✔" if ok else "≠", "good" if ok else "bad")
    return Card(row(sign, column(inner), gap=Space.SMALL), role="well", margin=Space.SMALL)


def _span(days: tuple[object, object] | None) -> Text | str:
    if days is None:
        return "?"
    if days[0] == days[1]:
        return str(days[0])
    return Text(N_("{first} to {last}"), {"first": days[0], "last": days[1]})
