"""The forms of the settings: each enters one record by one use-case."""

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.cycle import cut_off_text
from posassist.domain.party import Account, ShopDetails
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice, Input, Line, field
from posassist.ui.widgets.layout import row
from posassist.usecases import registers
from posassist.usecases.suggest_agreement import Suggestion

PLACES = ("CN", "GB", "DE", "CA")
CYCLES = ("T+1", "T+2", "T+0", "D+0", "D+1", "D+2")
ACROSS = 3


class Form(QVBoxLayout):
    """Fields in a grid, and the button that stores them, with what stands beside it."""

    def __init__(
        self, inputs: Iterable[tuple[Text, Input]], button: Button, *beside: QWidget
    ) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.MEDIUM)
        grid.setVerticalSpacing(Space.MEDIUM)
        for place, (words, put) in enumerate(inputs):
            grid.addLayout(field(words, put), place // ACROSS, place % ACROSS)
        for place in range(ACROSS):
            grid.setColumnStretch(place, 1)
        self.setSpacing(Space.MEDIUM)
        self.addLayout(grid)
        self.addLayout(row(button, *beside, None))


class ShopForm(Form):
    """The shop's details."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.name = Line(Text(N_("Name")))
        self.address = Line(Text(N_("Address")))
        self.phone = Line(Text(N_("Telephone")))
        self.licence = Line(Text(N_("Registration number")))
        self.place = Choice(Text(N_("Country")), ((each, each) for each in PLACES))
        self.currency = Line(Text(N_("Currency")))
        self.mcc = Line(Text(N_("Trade (MCC, four figures)")))
        super().__init__(
            (
                (Text(N_("Name")), self.name),
                (Text(N_("Address")), self.address),
                (Text(N_("Telephone")), self.phone),
                (Text(N_("Registration number")), self.licence),
                (Text(N_("Country")), self.place),
                (Text(N_("Currency")), self.currency),
                (Text(N_("Trade (MCC, four figures)")), self.mcc),
            ),
            Button(Text(N_("Save the shop")), self.save, "primary", "check"),
        )

    def fill(self, shop: ShopDetails) -> None:
        """Show the details as they are."""
        self.name.setText(shop.name)
        self.address.setText(shop.address)
        self.phone.setText(shop.phone)
        self.licence.setText(shop.licence)
        self.place.choose(shop.jurisdiction)
        self.currency.setText(shop.currency)
        self.mcc.setText(shop.mcc)

    def save(self) -> None:
        """Store the details."""
        given = {
            "name": self.name.text().strip(),
            "address": self.address.text().strip(),
            "phone": self.phone.text().strip(),
            "licence": self.licence.text().strip(),
            "jurisdiction": str(self.place.value),
            "currency": self.currency.text().strip().upper(),
            "mcc": self.mcc.text().strip(),
        }
        self._session.write(lambda shop, _progress: registers.set_shop(shop, **given), renews=True)


class AccountForm(Form):
    """A bank account, by its last four figures only."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.name = Line(Text(N_("Name")))
        self.last4 = Line(Text(N_("Last four figures")), hint="8801")
        self.last4.setMaxLength(4)
        self.bank = Line(Text(N_("Bank")))
        super().__init__(
            (
                (Text(N_("Name")), self.name),
                (Text(N_("Last four figures")), self.last4),
                (Text(N_("Bank")), self.bank),
            ),
            Button(Text(N_("Add the account")), self.save),
        )

    def save(self) -> None:
        """Add the account."""
        name, last4, bank = (each.text().strip() for each in (self.name, self.last4, self.bank))
        if not name:
            self.name.setFocus()
            return
        self._session.write(
            lambda shop, _progress: registers.add_account(shop, name, last4=last4, bank=bank)
        )


class TerminalForm(Form):
    """A terminal: what the device says of itself mapped to what the provider calls it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.name = Line(Text(N_("Name")))
        self.terminal_id = Line(Text(N_("Terminal number")))
        self.merchant_id = Line(Text(N_("Merchant number")))
        self.serial = Line(Text(N_("Serial number")))
        self.protocol = Choice(Text(N_("Protocol")))
        self.printed = Line(Text(N_("Merchant name on the slip")))
        self.codes = Line(
            Text(N_("Operation codes")), hint=Text(N_("only for cn-mis: journal=31 sale=41,42"))
        )
        super().__init__(
            (
                (Text(N_("Name")), self.name),
                (Text(N_("Terminal number")), self.terminal_id),
                (Text(N_("Merchant number")), self.merchant_id),
                (Text(N_("Serial number")), self.serial),
                (Text(N_("Merchant name on the slip")), self.printed),
                (Text(N_("Protocol")), self.protocol),
                (Text(N_("Operation codes")), self.codes),
            ),
            Button(Text(N_("Register the terminal")), self.save),
        )

    def offer(self, protocols: Iterable[str]) -> None:
        """Offer the protocols there are."""
        self.protocol.offer([("", Text(N_("no cable"))), *((each, each) for each in protocols)])

    def save(self) -> None:
        """Register the terminal, or change it."""
        name = self.name.text().strip()
        given = {
            "terminal_id": self.terminal_id.text().strip(),
            "merchant_id": self.merchant_id.text().strip(),
            "serial": self.serial.text().strip(),
            "merchant_name": self.printed.text().strip(),
            "protocol": str(self.protocol.value or ""),
            "operation_codes": self.codes.text().strip(),
        }
        if not name:
            self.name.setFocus()
            return
        self._session.write(lambda shop, _progress: registers.set_terminal(shop, name, **given))


class AgreementForm(Form):
    """What was agreed with a provider."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.acquirer = Line(Text(N_("Provider")))
        self.merchant = Line(
            Text(N_("Merchant number")), hint=Text(N_("empty: every merchant number"))
        )
        self.cycle = Choice(Text(N_("Settlement cycle")), ((each, each) for each in CYCLES))
        self.cut_off = Line(Text(N_("Cut-off")), text="24:00")
        self.account = Choice(Text(N_("Account")))
        self.credit = Line(Text(N_("Credit card fee in %")), hint="0.60")
        self.debit = Line(Text(N_("Debit card fee in %")), hint="0.50")
        self.cap = Line(Text(N_("Debit card fee at most")), hint="20")
        self.qr = Line(Text(N_("QR fee in %")), hint="0.38")
        super().__init__(
            (
                (Text(N_("Provider")), self.acquirer),
                (Text(N_("Merchant number")), self.merchant),
                (Text(N_("Account")), self.account),
                (Text(N_("Settlement cycle")), self.cycle),
                (Text(N_("Cut-off")), self.cut_off),
                (Text(N_("Credit card fee in %")), self.credit),
                (Text(N_("Debit card fee in %")), self.debit),
                (Text(N_("Debit card fee at most")), self.cap),
                (Text(N_("QR fee in %")), self.qr),
            ),
            Button(Text(N_("Set the agreement")), self.save),
        )

    def offer(self, accounts: Iterable[Account]) -> None:
        """Offer the accounts there are."""
        self.account.offer([("", Text(N_("none"))), *((each.name, each.name) for each in accounts)])

    def take(self, seems: Suggestion) -> None:
        """Fill the form with what the books suggest; the provider's name is the owner's to say."""
        fees = registers.fee_texts(seems.fees)
        self.merchant.setText(seems.merchant_id)
        self.cycle.choose(str(seems.cycle))
        self.cut_off.setText(cut_off_text(seems.cut_off))
        for channel, line in (("credit", self.credit), ("debit", self.debit), ("qr", self.qr)):
            line.setText((fees.get(channel, {}).get("rate") or "").rstrip("%"))
        self.cap.setText(fees.get("debit", {}).get("cap") or "")
        self.acquirer.setFocus()

    def save(self) -> None:
        """Set the agreement."""
        acquirer = self.acquirer.text().strip()
        if not acquirer:
            self.acquirer.setFocus()
            return
        cap = self.cap.text().strip()
        rates = (
            ("credit", self.credit.text(), ""),
            ("debit", self.debit.text(), f":cap={cap}" if cap else ""),
            ("qr", self.qr.text(), ""),
        )
        country = self._session.shop.details.jurisdiction
        terms = registers.Terms(
            acquirer=acquirer,
            cycle=str(self.cycle.value),
            cut_off=self.cut_off.text().strip(),
            calendar=country,
            fees=tuple(
                f"{channel}:{rate.strip().rstrip('%')}%{extra}"
                for channel, rate, extra in rates
                if rate.strip()
            ),
            merchant=self.merchant.text().strip(),
            account=str(self.account.value or ""),
        )
        self._session.write(
            lambda shop, _progress: registers.set_agreement(shop, terms), visible=True
        )
