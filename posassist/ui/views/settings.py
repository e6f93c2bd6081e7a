"""Settings: the shop, its accounts, terminals and agreements, each with its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from posassist.base.i18n import N_, Text
from posassist.domain.agreement import Agreement, FeeTerms
from posassist.domain.cycle import cut_off_text
from posassist.domain.journal import Channel
from posassist.domain.labels import label
from posassist.domain.party import Account, Terminal
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.views.backup_card import BackupCard
from posassist.ui.views.payers_card import PayersCard
from posassist.ui.views.setting_forms import (
    AccountForm,
    AgreementForm,
    Form,
    ShopForm,
    TerminalForm,
)
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Line
from posassist.ui.widgets.layout import Card, clear, page, row
from posassist.ui.widgets.text import Label
from posassist.usecases import registers, suggest_agreement, terminal_info
from posassist.usecases.backups import Kept, all_backups
from posassist.usecases.payer_rules import PayerRules, payers
from posassist.usecases.registers import fee_texts
from posassist.usecases.shop import Shop
from posassist.usecases.suggest_agreement import Suggestion


@dataclass(frozen=True, slots=True)
class Registers:
    """What is entered so far, and what there is to choose from."""

    accounts: tuple[Account, ...]
    terminals: tuple[Terminal, ...]
    agreements: tuple[Agreement, ...]
    protocols: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    backups: tuple[Kept, ...]
    payers: PayerRules


def read_registers(shop: Shop) -> Registers:
    """Return what is entered so far."""
    return Registers(
        tuple(registers.all_accounts(shop)),
        tuple(registers.all_terminals(shop)),
        tuple(registers.all_agreements(shop)),
        tuple(each.ID for each in terminal_info.protocols()),
        _fresh(shop),
        tuple(all_backups(shop.profile)),
        payers(shop),
    )


def _fresh(shop: Shop) -> tuple[Suggestion, ...]:
    agreed = {each.merchant_id for each in registers.all_agreements(shop)}
    return tuple(
        each for each in suggest_agreement.suggest_agreement(shop) if each.merchant_id not in agreed
    )


class SettingsView(View):
    """The screen of what changes seldom."""

    ID = "settings"
    TITLE = Text(N_("Settings"))
    DRAWING = "settings"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.shop = ShopForm(session)
        self.account = AccountForm(session)
        self.terminal = TerminalForm(session)
        self.agreement = AgreementForm(session)
        self.another = Line(Text(N_("Name of another shop")))
        self.backups = BackupCard(session)
        self.payers = PayersCard(session)
        self._accounts, self._terminals, self._agreements = (QVBoxLayout() for _ in range(3))
        self.body.addWidget(
            page(
                _card(
                    Text(N_("The shop")),
                    self.shop,
                    Form(
                        ((Text(N_("Name of another shop")), self.another),),
                        Button(Text(N_("Add a shop")), self.add_shop),
                    ),
                ),
                _card(Text(N_("Bank accounts")), self._accounts, self.account),
                _card(Text(N_("Agreements with providers")), self._agreements, self.agreement),
                _card(Text(N_("Terminals")), self._terminals, self.terminal),
                _card(Text(N_("Who pays")), self.payers),
                _card(Text(N_("Backups")), self.backups),
                None,
            )
        )

    def refresh(self) -> None:
        """Read the registers again."""
        self.shop.fill(self.session.shop.details)
        self.ask(read_registers, self._show)

    def add_shop(self) -> None:
        """Add a shop to the books and turn to it."""
        name = self.another.text()
        self.session.write(
            lambda shop, _progress: registers.add_shop(shop, name),
            lambda made: self.session.open_own(made.name),
        )
        self.another.clear()

    def _show(self, found: Registers) -> None:
        _list(self._accounts, [_account(each) for each in found.accounts])
        _list(self._terminals, [_terminal(each) for each in found.terminals])
        _list(self._agreements, [_agreement(each) for each in found.agreements])
        for each in found.suggestions:
            take = Button(Text(N_("Yes, take it over")), partial(self.agreement.take, each))
            line = row(Label(_suggestion(each), wrap=True), take)
            line.setStretch(0, 1)
            self._agreements.addLayout(line)
        self.backups.tell(list(found.backups))
        self.payers.tell(found.payers)
        self.agreement.offer(found.accounts)
        self.terminal.offer(found.protocols)


def _card(words: Text, *parts: QVBoxLayout) -> Card:
    return Card(Label(words, "heading"), *parts, gap=Space.MEDIUM)


def _list(into: QVBoxLayout, sentences: list[Text]) -> None:
    clear(into)
    for words in sentences or [Text(N_("Nothing is entered yet."))]:
        into.addWidget(Label(words, "body" if sentences else "quiet", wrap=True))


def _account(each: Account) -> Text:
    return Text(
        N_("{name} · ending in {last4} · {bank}"),
        {"name": each.name, "last4": each.number_last4, "bank": each.bank or "?"},
    )


def _terminal(each: Terminal) -> Text:
    return Text(
        N_("{name} · terminal {terminal} · merchant {merchant} · serial number {serial}"),
        {
            "name": each.name,
            "terminal": each.terminal_id or "?",
            "merchant": each.merchant_id or "?",
            "serial": each.serial or "?",
        },
    )


def _fees(fees: Mapping[Channel, FeeTerms]) -> tuple[Text, ...]:
    rates = fee_texts(fees)
    return tuple(
        Text("{channel} {rate}", {"channel": label(channel), "rate": rates[channel.value]["rate"]})
        for channel in fees
    )


def _suggestion(each: Suggestion) -> Text:
    return Text(
        N_(
            "Merchant {merchant}: it seems to be {cycle}, before {cut_off}, {fees} "
            "(borne out by {sales} sales). Right?"
        ),
        {
            "merchant": each.merchant_id or "?",
            "cycle": str(each.cycle),
            "cut_off": cut_off_text(each.cut_off),
            "fees": _fees(each.fees) or "?",
            "sales": each.sales,
        },
    )


def _agreement(each: Agreement) -> Text:
    return Text(
        N_("{acquirer} · {cycle} · cut-off {cut_off} · {fees} · merchant {merchant}"),
        {
            "acquirer": each.acquirer,
            "cycle": str(each.cycle),
            "cut_off": cut_off_text(each.cut_off),
            "fees": _fees(each.fees) or "?",
            "merchant": each.merchant_id or Text(N_("every one")),
        },
    )
