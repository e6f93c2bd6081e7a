"""Reconcile: what does not add up, what waits for a decision, and every deposit as an equation."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QStackedWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.views.decisions import DecisionsPanel
from posassist.ui.views.findings import FindingsPanel
from posassist.ui.views.payouts import PayoutsPanel
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.layout import column, row
from posassist.usecases.look_at_deposits import Deposits, look_at_deposits
from posassist.usecases.look_at_findings import Finding, look_at_findings
from posassist.usecases.look_at_today import Group
from posassist.usecases.shop import Shop

TABS = ("findings", "decide", "deposits")
Both = tuple[tuple[Finding, ...], Deposits]


class ReconcileView(View):
    """The screen where exceptions are cleared."""

    ID = "reconcile"
    TITLE = Text(N_("Reconcile"))
    DRAWING = "reconcile"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.findings = FindingsPanel(session)
        self.decisions = DecisionsPanel(session)
        self.payouts = PayoutsPanel(session)
        self._stack = QStackedWidget()
        for panel in (self.findings, self.decisions, self.payouts):
            self._stack.addWidget(panel)
        group = QButtonGroup(self)
        self._tabs = [
            Button("", partial(self._show_tab, place), "tab", checkable=True) for place in range(3)
        ]
        for tab in self._tabs:
            group.addButton(tab)
        self._tabs[0].setChecked(True)
        self._count(0, 0, 0)
        head = row(*self._tabs, None, gap=Space.HAIR)
        whole = column(head, self._stack, gap=Space.MEDIUM)
        whole.setContentsMargins(Space.WIDE, Space.MEDIUM, Space.WIDE, Space.LARGE)
        self.body.addLayout(whole)

    def refresh(self) -> None:
        """Judge again."""
        self.ask(_both, self._show)

    def about(self, what: object) -> None:
        """Turn to a group of findings."""
        if isinstance(what, Group):
            self._show_tab(0)
            self.findings.only(what)
        elif isinstance(what, str):
            self._show_tab(TABS.index(what))

    def _show(self, both: Both) -> None:
        findings, deposits = both
        self.findings.show_findings(findings)
        self.decisions.show_deposits(deposits)
        self.payouts.show_equations(deposits.equations)
        self._count(len(findings), self.decisions.count, len(deposits.equations))

    def _show_tab(self, place: int) -> None:
        self._tabs[place].setChecked(True)
        self._stack.setCurrentIndex(place)

    def _count(self, *counts: int) -> None:
        words = (
            N_("Does not add up ({count})"),
            N_("To decide ({count})"),
            N_("Deposits ({count})"),
        )
        for tab, template, count in zip(self._tabs, words, counts, strict=True):
            tab.say(Text(template, {"count": count}))


def _both(shop: Shop) -> Both:
    return look_at_findings(shop), look_at_deposits(shop)
