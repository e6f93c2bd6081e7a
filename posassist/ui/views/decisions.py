"""What waits for a person: suggested pairs, and deposits that do not fit to the cent."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.match import MatchState
from posassist.domain.money import Money
from posassist.ui.session import Session
from posassist.ui.tables import Column
from posassist.ui.theme import Space
from posassist.ui.views.judging import JudgingPanel
from posassist.ui.views.payouts import deposit_sentence
from posassist.ui.widgets.empty import Empty
from posassist.ui.widgets.equation import EquationCard
from posassist.ui.widgets.layout import Card, clear, column, row
from posassist.ui.widgets.text import Label
from posassist.usecases.look_at_deposits import Deposits, Equation, Suggestion
from posassist.usecases.sentences import sentence

Decision = Equation | Suggestion


class DecisionsPanel(QWidget):
    """The list of what waits."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.count = 0
        self._equation = EquationCard()
        self._pair = QVBoxLayout()
        self._pair.setContentsMargins(0, 0, 0, 0)
        pair = QWidget()
        pair.setLayout(self._pair)
        self._detail = QStackedWidget()
        self._detail.addWidget(self._equation)
        self._detail.addWidget(pair)
        self.panel: JudgingPanel[Decision] = JudgingPanel(
            session,
            Text(N_("To decide")),
            (
                Column(Text(N_("In words")), _sentence, stretches=True),
                Column(
                    Text(N_("Amount")),
                    lambda each: str(_amount(each)),
                    lambda each: _amount(each).decimal,
                    is_figure=True,
                ),
            ),
            _sentence,
            lambda each: each.match_id,
            self._detail,
            tall=True,
        )
        self.panel.table.chosen.connect(self._tell)
        self._empty = Empty(
            Text(N_("Nothing waits for a decision.")),
            Text(N_("See what does not add up")),
            partial(session.go, "reconcile", "findings"),
        )
        self.setLayout(column(self.panel, self._empty))

    def show_deposits(self, deposits: Deposits) -> None:
        """Show what waits among these."""
        waiting: list[Decision] = [
            each for each in deposits.equations if each.state is MatchState.SUGGESTED
        ]
        waiting += deposits.suggestions
        self.count = len(waiting)
        self.panel.show_rows(waiting)
        self.panel.setVisible(bool(waiting))
        self._empty.setVisible(not waiting)

    def _tell(self, each: Decision | None) -> None:
        if isinstance(each, Equation):
            self._equation.show_equation(each)
            self._detail.setCurrentIndex(0)
        elif each is not None:
            clear(self._pair)
            self._pair.addLayout(
                row(
                    Card(Label(Text(N_("The terminal says")), "small"),
                         Label(sentence(each.entry), wrap=True), None),
                    Card(Label(Text(N_("The provider says")), "small"),
                         Label(sentence(each.line), wrap=True), None),
                    gap=Space.MEDIUM,
                )
            )  # fmt: skip
            self._pair.addWidget(Label(Text(N_("Because: {why}"), {"why": each.why}), wrap=True))
            self._detail.setCurrentIndex(1)


def _amount(each: Decision) -> Money:
    return each.arrived if isinstance(each, Equation) else each.line.gross


def _sentence(each: Decision) -> Text:
    if isinstance(each, Equation):
        return deposit_sentence(each)
    words = Text(
        N_("{line} - perhaps the sale of {at} at {terminal}; {why}"),
        {
            "line": sentence(each.line),
            "at": f"{each.entry.occurred_at:%Y-%m-%d %H:%M}",
            "terminal": each.entry.terminal_id,
            "why": each.why,
        },
    )
    if each.alternatives <= 1:
        return words
    return Text(N_("{what} (one of {count} that fit)"), {"what": words, "count": each.alternatives})
