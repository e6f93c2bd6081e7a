"""The totals of a batch, as the settlement print has them: Enter goes on, at the end it stores."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.journal import EntryType
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.views.setting_forms import Form
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Line
from posassist.ui.widgets.layout import Card, column, page
from posassist.ui.widgets.text import Label
from posassist.usecases.add_slips import Held
from posassist.usecases.pasted import total_words
from posassist.usecases.typed_slip import add_totals, next_batch


class TotalsPanel(QWidget):
    """The form of a batch's totals, and those so far held against the books."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.terminal = Line(Text(N_("Terminal number")))
        self.batch = Line(Text(N_("Batch number")), hint="000123")
        self.sales = Line(Text(N_("Number of sales")))
        self.sold = Line(Text(N_("Sum of sales")), hint="1286.00")
        self.refunds = Line(Text(N_("Number of refunds")), hint="0")
        self.refunded = Line(Text(N_("Sum of refunds")), hint="0.00")
        self._fields = (
            self.terminal, self.batch, self.sales, self.sold, self.refunds, self.refunded,
        )  # fmt: skip
        for place, line in enumerate(self._fields[:-1]):
            line.on_enter(partial(self._go, self._fields[place + 1]))
        self.refunded.on_enter(self.store)
        form = Form(
            (
                (Text(N_("Terminal number")), self.terminal),
                (Text(N_("Batch number")), self.batch),
                (Text(N_("Number of sales")), self.sales),
                (Text(N_("Sum of sales")), self.sold),
                (Text(N_("Number of refunds")), self.refunds),
                (Text(N_("Sum of refunds")), self.refunded),
            ),
            Button(Text(N_("Store the totals")), self.store, "primary", "check"),
        )
        hint = Text(
            N_(
                "Enter goes to the next field, at the end it stores and takes the next batch. Add "
                "inland and foreign cards together. The totals say whether every slip of the "
                "batch is in the books."
            )
        )
        self.table: Table[Held] = Table(
            Text(N_("Totals so far")),
            (
                Column(
                    Text(N_("Beside the books")),
                    total_words,
                    stretches=True,
                    role=lambda each: "good" if each.agrees else "warn",
                ),
            ),
            total_words,
        )
        self.table.setMinimumHeight(200)
        self._past = QWidget()
        self._past.setLayout(
            column(Label(Text(N_("Totals so far")), "heading"), self.table, gap=Space.MEDIUM)
        )
        whole = page(
            Card(Label(hint, "quiet", wrap=True), form, gap=Space.MEDIUM), self._past, None
        )
        self.setLayout(column(whole))

    def begin(self) -> None:
        """Take the keyboard: to the terminal, or where that is known to the batch."""
        self._go(self.batch if self.terminal.text() else self.terminal)

    def show_totals(self, totals: Sequence[Held], terminals: list[str]) -> None:
        """Show the totals so far."""
        self.table.show_rows(totals)
        self._past.setVisible(bool(totals))
        if terminals and not self.terminal.text():
            self.terminal.setText(terminals[0])

    def store(self) -> None:
        """Store the totals that are typed and take the next batch."""
        needed = (self.terminal, self.batch, self.sales, self.sold)
        lacking = next((each for each in needed if not each.text().strip()), None)
        if lacking is not None:
            lacking.setFocus()
            return
        terminal, batch = self.terminal.text(), self.batch.text()
        totals = {
            EntryType.SALE.value: (self.sales.text(), self.sold.text()),
            EntryType.REFUND.value: (self.refunds.text(), self.refunded.text()),
        }
        self._session.write(
            lambda shop, _progress: add_totals(shop, totals, terminal_id=terminal, batch_no=batch),
            lambda _added: self._next(batch),
        )

    def _next(self, batch: str) -> None:
        for line in (self.sales, self.sold, self.refunds, self.refunded):
            line.clear()
        self.batch.setText(next_batch(batch))
        self._go(self.batch)

    def _go(self, line: Line) -> None:
        line.setFocus()
        line.selectAll()
