"""Who pays, in the settings: rules that were confirmed, and those the deposits suggest."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from posassist.base.i18n import N_, Text
from posassist.domain.party import PayerRule
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Line
from posassist.ui.widgets.layout import clear, row
from posassist.ui.widgets.text import Label
from posassist.usecases.payer_rules import PayerOffer, PayerRules, add_payer, change_payer


class PayersCard(QVBoxLayout):
    """One line a rule: read it, write it anew, switch it off; and what is offered as one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.SMALL)
        self.setSpacing(Space.MEDIUM)
        hint = N_(
            "Deposits of these payers are taken for the provider's payouts. Accept a deposit in "
            "Reconcile, and its payer is offered here."
        )
        self.addWidget(Label(Text(hint), "quiet", wrap=True))
        self.addLayout(self._list)

    def tell(self, found: PayerRules) -> None:
        """Show the rules and the offers there are."""
        clear(self._list)
        for rule in found.rules:
            self._rule(rule)
        for offer in found.offers:
            self._offer(offer)

    def _rule(self, rule: PayerRule) -> None:
        written = Line(Text(N_("The payer, as the bank writes it")))
        written.setText(rule.text)
        written.editingFinished.connect(partial(self._rewrite, rule, written))
        template = N_("pays for {acquirer}") if rule.active else N_("pays for {acquirer}, unused")
        switch = Text(N_("Switch off")) if rule.active else Text(N_("Switch on"))
        line = row(
            written,
            Label(Text(template, {"acquirer": rule.acquirer or "?"})),
            Button(switch, partial(self._switch, rule)),
        )
        line.setStretch(0, 1)
        self._list.addLayout(line)

    def _offer(self, offer: PayerOffer) -> None:
        words = Text(
            N_("{text} paid {count} deposits you accepted for {acquirer}. Always?"),
            {"text": offer.text, "count": offer.deposits, "acquirer": offer.acquirer or "?"},
        )
        take = Button(Text(N_("Yes, always")), partial(self._take, offer))
        line = row(Label(words, wrap=True), take)
        line.setStretch(0, 1)
        self._list.addLayout(line)

    def _take(self, offer: PayerOffer) -> None:
        self._session.write(lambda shop, _progress: add_payer(shop, offer.text, offer.acquirer))

    def _switch(self, rule: PayerRule) -> None:
        self._session.write(
            lambda shop, _progress: change_payer(shop, rule.id, active=not rule.active)
        )

    def _rewrite(self, rule: PayerRule, written: Line) -> None:
        text = written.text()
        if text.strip() != rule.text:
            self._session.write(lambda shop, _progress: change_payer(shop, rule.id, text=text))
