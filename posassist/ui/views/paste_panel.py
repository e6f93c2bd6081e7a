"""Pasted text - slips as a phone read them, the bank's messages - understood before it is kept."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Line, Paragraph, field
from posassist.ui.widgets.layout import Card, clear, column, page, row
from posassist.ui.widgets.text import Label
from posassist.usecases.pasted import MESSAGES, Part, Pasted, look_at_pasted, store_pasted

PAUSE = 300


class PastePanel(QWidget):
    """A field for the text, what of it is understood line by line, and one button."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._seen: Pasted | None = None
        self.text = Paragraph(Text(N_("Pasted text")))
        self.text.setFixedHeight(132)
        self.terminal = Line(Text(N_("Terminal number")))
        self.day = Line(Text(N_("Day")), hint="2026-09-30")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._look)
        for changed in (self.text.textChanged, self.terminal.textChanged, self.day.textChanged):
            changed.connect(self._changed)
        self._what = Label(role="heading")
        self._notes = column()
        self.table: Table[Part] = Table(
            Text(N_("What was pasted, and what it says")),
            (
                Column(
                    Text(N_("What it says")),
                    _says,
                    role=lambda each: "good" if each.says else "bad",
                    stretches=True,
                ),
                Column(Text(N_("As it was pasted")), lambda each: _short(each.text)),
            ),
            _says,
        )
        self.table.setMinimumHeight(200)
        self.button = Button(Text(N_("Store what is understood")), self.store, "primary", "check")
        self._found = QWidget()
        self._found.setLayout(
            column(row(self._what, None, self.button), self.table, self._notes, gap=Space.MEDIUM)
        )
        hint = Text(
            N_(
                "Paste what the phone read off a slip, or the bank's messages, one a line. It is "
                "shown what is understood before anything is stored."
            )
        )
        beside = row(
            field(Text(N_("Terminal number, where the text has none")), self.terminal),
            field(Text(N_("Day, where the text has none")), self.day),
            gap=Space.MEDIUM,
        )
        whole = page(
            Card(Label(hint, "quiet", wrap=True), self.text, beside, gap=Space.MEDIUM),
            self._found,
            None,
        )
        self.setLayout(column(whole))
        self._found.hide()
        self.button.setEnabled(False)

    def begin(self) -> None:
        """Take the keyboard."""
        self.text.setFocus()

    def show_terminal(self, terminals: list[str]) -> None:
        """Fill in the terminal that is known."""
        if terminals and not self.terminal.text():
            self.terminal.setText(terminals[0])

    def store(self) -> None:
        """Store what was shown."""
        seen = self._seen
        if seen is None or not seen.understood:
            return
        self.button.setEnabled(False)
        self._session.write(
            lambda shop, progress: store_pasted(shop, seen, progress=progress),
            lambda _new: self._next(),
            visible=True,
        ).failed.connect(lambda _error: self.button.setEnabled(True))

    def _changed(self) -> None:
        """What was shown is of another text now: nothing of it is stored."""
        self._seen = None
        self.button.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        text = self.text.toPlainText()
        if not text.strip():
            self._found.hide()
            return
        terminal, day = self.terminal.text(), self.day.text().strip()
        self._session.write(
            lambda shop, progress: look_at_pasted(
                shop, text, terminal_id=terminal, at=day, progress=progress
            ),
            self._show,
            visible=True,
        )

    def _show(self, seen: Pasted) -> None:
        if seen.text != self.text.toPlainText():  # it was changed meanwhile
            return
        self._seen = seen
        words = N_("Slips: {count} understood, {new} new")
        if seen.kind == MESSAGES:
            words = N_("The bank's messages: {count} understood, {new} new")
        self._what.say(Text(words, {"count": seen.understood, "new": seen.new}))
        self.table.show_rows(seen.parts)
        clear(self._notes)
        for each in seen.notes:
            self._notes.addWidget(Label(each, "quiet", wrap=True))
        self.button.setEnabled(bool(seen.understood))
        self._found.show()

    def _next(self) -> None:
        self.text.clear()
        self._found.hide()
        self.text.setFocus()


def _says(each: Part) -> Text:
    if each.says is not None:
        return Text(N_("✔ {what}"), {"what": each.says})
    return Text(N_("✖ not taken: {reason}"), {"reason": each.reason or ""})


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"
