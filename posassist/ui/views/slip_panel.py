"""One slip typed after the other: Enter stores it and takes the next; a photo may go with it."""

import datetime as dt
from contextlib import suppress
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.journal import Channel, EntryType
from posassist.domain.labels import label
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.views.setting_forms import Form
from posassist.ui.widgets.buttons import Button, IconButton
from posassist.ui.widgets.inputs import Choice, Day, Line
from posassist.ui.widgets.layout import Card, column, page, row
from posassist.ui.widgets.said import said
from posassist.ui.widgets.text import Label
from posassist.usecases.look_at_slips import SlipSoFar, SlipsPicture
from posassist.usecases.sentences import sentence
from posassist.usecases.slip_papers import attach_photo
from posassist.usecases.typed_slip import add_typed

TYPES = (EntryType.SALE, EntryType.REFUND, EntryType.VOID)


class SlipPanel(QWidget):
    """The form of a slip, and the slips so far."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._photo: Path | None = None
        self._dated = False
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
        self._photo_name = Label(role="chip")
        self._drop_photo = IconButton(
            Text(N_("Without this photo")), lambda: self.choose_photo(None), "close"
        )
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
            Button(Text(N_("Photo of the slip…")), self._pick, drawing="attach"),
            self._photo_name,
            self._drop_photo,
        )
        self.choose_photo(None)
        self.table: Table[SlipSoFar] = Table(
            Text(N_("Slips so far")),
            (
                Column(
                    Text(N_("In words")),
                    lambda each: sentence(each.booked.record),
                    stretches=True,
                ),
                Column(
                    Text(N_("Photos")),
                    lambda each: ", ".join(one.name for one in each.photos),
                ),
            ),
            lambda each: sentence(each.booked.record),
        )
        self.table.setMinimumHeight(200)
        self._attach = Button(
            Text(N_("Add a photo to the chosen slip…")), self._attach_chosen, drawing="attach"
        )
        self.table.chosen.connect(lambda each: self._attach.setEnabled(each is not None))
        self._note = Label(role="warn", wrap=True)
        self._note.hide()
        self._past = QWidget()
        self._past.setLayout(
            column(
                Label(Text(N_("Slips so far")), "heading"),
                self.table,
                row(self._attach, None),
                gap=Space.MEDIUM,
            )
        )
        hint = Text(
            N_(
                "Enter stores the slip and takes the next; day and terminal stay. The reference "
                "number makes the match sure."
            )
        )
        whole = page(
            Card(Label(hint, "quiet", wrap=True), form, gap=Space.MEDIUM),
            self._note,
            self._past,
            None,
        )
        self.setLayout(column(whole))

    def begin(self) -> None:
        """Take the keyboard."""
        self.amount.setFocus()

    def show_slips(self, picture: SlipsPicture, terminals: list[str]) -> None:
        """Show the slips so far; the first time, today and the terminal that is known."""
        if not self._dated:
            self.day.put(picture.today)
            self._dated = True
        self.table.show_rows(picture.slips)
        self._past.setVisible(bool(picture.slips))
        if terminals and not self.terminal.text():
            self.terminal.setText(terminals[0])

    def choose_photo(self, path: Path | None) -> None:
        """Let a photo go with the slip that is typed."""
        self._photo = path
        self._photo_name.say(path.name if path else "")
        self._photo_name.setVisible(path is not None)
        self._drop_photo.setVisible(path is not None)

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
        terminal, photo = self.terminal.text(), self._photo
        self._session.write(
            lambda shop, _progress: add_typed(shop, slip, terminal_id=terminal, photo=photo),
            lambda _added: self._next(),
        )

    def _next(self) -> None:
        for line in (self.amount, self.time, self.trace, self.rrn, self.auth, self.last4):
            line.clear()
        self.choose_photo(None)
        self.amount.setFocus()

    def _pick(self) -> None:
        path = self._asked()
        if path is not None:
            self.choose_photo(path)

    def _attach_chosen(self) -> None:
        path = self._asked()
        if path is not None:
            self.attach(path)

    def _asked(self) -> Path | None:
        name, _kind = QFileDialog.getOpenFileName(self, said(Text(N_("Photo of the slip…"))))
        return Path(name) if name else None

    def attach(self, path: Path) -> None:
        """Keep a photo with the chosen slip."""
        chosen = self.table.current
        if chosen is None:
            return
        slips = chosen.booked.import_id
        self._session.write(
            lambda shop, _progress: attach_photo(shop, slips, path), self._tell, visible=True
        )

    def _tell(self, unread: Text | None) -> None:
        self._note.say(unread or "")
        self._note.setVisible(unread is not None)


def _time(text: str) -> dt.time | None:
    """Read a time as a slip prints it; None where it is not to be read."""
    for pattern in ("%H:%M:%S", "%H:%M", "%H%M%S", "%H%M"):
        with suppress(ValueError):
            return dt.datetime.strptime(text.strip(), pattern).time()  # noqa: DTZ007 - a time only
    return None
