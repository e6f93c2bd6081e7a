"""Every deposit as an equation, newest first."""

from posassist.base.i18n import N_, Text
from posassist.domain.labels import label
from posassist.domain.match import MatchState
from posassist.ui.session import Session
from posassist.ui.tables import Column
from posassist.ui.views.judging import JudgingPanel
from posassist.ui.widgets.equation import EquationCard
from posassist.usecases.look_at_deposits import Equation

STATE_ROLES = {
    MatchState.AUTO: "good",
    MatchState.SUGGESTED: "warn",
    MatchState.CONFIRMED: "accent",
    MatchState.MANUAL: "accent",
    MatchState.REJECTED: "bad",
}


def deposit_columns() -> tuple[Column[Equation], ...]:
    """Return the columns of a list of deposits."""
    return (
        Column(
            Text(N_("Arrived on")),
            lambda each: str(each.bank.booked_on),
            lambda each: each.bank.booked_on,
        ),
        Column(
            Text(N_("Payer")),
            lambda each: each.bank.counterparty or each.bank.memo or "?",
            stretches=True,
        ),
        Column(
            Text(N_("Arrived")),
            lambda each: str(each.arrived),
            lambda each: each.arrived.decimal,
            is_figure=True,
        ),
        Column(
            Text(N_("Difference")),
            lambda each: str(each.difference) if each.difference.minor else "✔",
            lambda each: each.difference.decimal,
            is_figure=True,
            role=lambda each: "bad" if each.difference.minor else "good",
        ),
        Column(
            Text(N_("State")),
            lambda each: label(each.state),
            role=lambda each: STATE_ROLES[each.state],
        ),
    )


def deposit_sentence(each: Equation) -> Text:
    """Say a deposit in one sentence."""
    return Text(
        N_("{day}: {arrived} arrived, {due} was due, {state}; {why}"),
        {
            "day": each.bank.booked_on,
            "arrived": str(each.arrived),
            "due": str(each.due),
            "state": label(each.state),
            "why": each.why,
        },
    )


class PayoutsPanel(JudgingPanel[Equation]):
    """The deposits."""

    def __init__(self, session: Session) -> None:
        self._card = EquationCard()
        super().__init__(
            session,
            Text(N_("Deposits")),
            deposit_columns(),
            deposit_sentence,
            lambda each: each.match_id,
            self._card,
        )
        self.table.chosen.connect(self._tell)

    def show_equations(self, equations: tuple[Equation, ...]) -> None:
        """Show other deposits."""
        self.show_rows(equations)

    def _tell(self, each: Equation | None) -> None:
        self._card.setVisible(each is not None)
        undecided = each is not None and each.state in (MatchState.AUTO, MatchState.SUGGESTED)
        self.accept_button.setEnabled(undecided)
        self.reject_button.setEnabled(undecided)
        if each is not None:
            self._card.show_equation(each)
