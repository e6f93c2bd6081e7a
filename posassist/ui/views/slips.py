"""Slips: typed one after the other by keyboard alone, Enter stores one and takes the next."""

import datetime as dt
from contextlib import suppress

from posassist.base.i18n import N_, Text
from posassist.domain.booked import Booked
from posassist.domain.journal import Channel, EntryType, JournalEntry
from posassist.domain.labels import label
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.views.setting_forms import Form
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice, Day, Line
from posassist.ui.widgets.layout import Card, page
from posassist.ui.widgets.text import Label
from posassist.usecases import registers
from posassist.usecases.add_slips import slips_so_far
from posassist.usecases.sentences import sentence
from posassist.usecases.shop import Shop
from posassist.usecases.typed_slip import add_typed

Known = tuple[list[Booked[JournalEntry]], list[str]]
TYPES = (EntryType.SALE, EntryType.REFUND, EntryType.VOID)


class SlipsView(View):
    """The door for a terminal without a cable and an app without an export."""

    ID = "slips"
    TITLE = Text(N_("Enter slips"))
    DRAWING = "slips"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.amount = Line(Text(N_("Amount")), hint="1286.00")
        self.type = Choice(Text(N_("Type")), ((each, label(each)) for each in TYPES))
        self.day = Day(Text(N_("Day")), dt.date(2000, 1, 1))
        self.time = Line(Text(N_("Time")), hint="14:32:05")
        self.terminal = Line(Text(N_("Terminal number")))
        self.trace = Line(Text(N_("Trace number")))
        self.rrn = Line(Text(N_("Reference number")))
        self.auth = Line(Text(N_("Authorization code")))
        self.last4 = Line(Text(N_("Last four figures of the card")))
        self.last4.setMaxLength(4)
        self.channel = Choice(Text(N_("Paid by")), ((each, label(each)) for each in Channel))
        for line in (self.amount, self.time, self.terminal, self.trace, self.rrn, self.auth,
                     self.last4):  # fmt: skip
            line.on_enter(self.store)
        self._dated = False
        self.table: Table[Booked[JournalEntry]] = Table(
            Text(N_("Slips typed so far")),
            (Column(Text(N_("In words")), lambda each: sentence(each.record), stretches=True),),
            lambda each: sentence(each.record),
        )
        self.table.setMinimumHeight(220)
        form = Form(
            (
                (Text(N_("Amount")), self.amount),
                (Text(N_("Type")), self.type),
                (Text(N_("Paid by")), self.channel),
                (Text(N_("Day")), self.day),
                (Text(N_("Time")), self.time),
                (Text(N_("Terminal number")), self.terminal),
                (Text(N_("Trace number")), self.trace),
                (Text(N_("Reference number")), self.rrn),
                (Text(N_("Authorization code")), self.auth),
                (Text(N_("Last four figures of the card")), self.last4),
            ),
            Button(Text(N_("Store the slip")), self.store, "primary", "check"),
        )
        hint = Text(
            N_(
                "Enter stores the slip and takes the next; day and terminal stay. The reference "
                "number makes the match sure."
            )
        )
        self.body.addWidget(
            page(
                Card(Label(hint, "quiet", wrap=True), form, gap=Space.MEDIUM),
                Label(Text(N_("Slips typed so far")), "heading"),
                self.table,
                None,
            )
        )

    def refresh(self) -> None:
        """Read the slips again."""
        if not self._dated:
            self.day.put(self.session.shop.today())
            self._dated = True
        self.ask(_known, self._show)

    def _show(self, known: Known) -> None:
        slips, terminals = known
        self.table.show_rows(slips)
        if terminals and not self.terminal.text():
            self.terminal.setText(terminals[0])

    def store(self) -> None:
        """Store the slip that is typed and take the next."""
        if not self.amount.text().strip():
            self.amount.setFocus()
            return
        time = _time(self.time.text())
        if time is None:
            self.time.setFocus()
            self.time.selectAll()
            return
        kind, channel = self.type.value, self.channel.value
        assert isinstance(kind, EntryType)
        assert isinstance(channel, Channel)
        slip = {
            "amount": self.amount.text(),
            "type": kind.value,
            "occurred_at": dt.datetime.combine(self.day.value, time).isoformat(),
            "trace_no": self.trace.text(),
            "rrn": self.rrn.text(),
            "auth_code": self.auth.text(),
            "card_masked": self.last4.text(),
            "channel": channel.value,
        }
        terminal = self.terminal.text()
        self.session.write(
            lambda shop, _progress: add_typed(shop, slip, terminal_id=terminal),
            lambda _added: self._next(),
        )

    def _next(self) -> None:
        for line in (self.amount, self.time, self.trace, self.rrn, self.auth, self.last4):
            line.clear()
        self.amount.setFocus()


def _known(shop: Shop) -> Known:
    terminals = [each.terminal_id for each in registers.all_terminals(shop) if each.terminal_id]
    return slips_so_far(shop), terminals


def _time(text: str) -> dt.time | None:
    """Read a time as a slip prints it; None where it is not to be read."""
    for pattern in ("%H:%M:%S", "%H:%M", "%H%M%S", "%H%M"):
        with suppress(ValueError):
            return dt.datetime.strptime(text.strip(), pattern).time()  # noqa: DTZ007 - a time only
    return None
