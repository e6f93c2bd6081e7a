"""One checklist to go through and fill in, and what was written down before."""

from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from posassist.base.i18n import N_, Text
from posassist.domain.words import Words
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice, Day, Input, Line, Tick, field
from posassist.ui.widgets.layout import Card, row, rule
from posassist.ui.widgets.said import current_language, said
from posassist.ui.widgets.text import Label
from posassist.usecases import checklists
from posassist.usecases.checklists import Said
from posassist.usecases.look_at_checklists import (
    ChecklistLook,
    Entry,
    EntryKind,
    RecordLook,
)
from posassist.usecases.print_checklist import print_card, print_checklist

HINTS = {EntryKind.AMOUNT: "0.00", EntryKind.DATE: "2026-09-30"}


class RecordForm(Card):
    """The points and entries of a checklist; what is ticked holds."""

    def __init__(self, session: Session, look: ChecklistLook, *, case: int | None = None) -> None:
        super().__init__(gap=Space.SMALL)
        self._session, self._look, self._case = session, look, case
        about = look.standing.checklist
        self.body.addWidget(Label(about.title, "heading"))
        if about.warning is not None:
            self.body.addWidget(Label(about.warning, "warn", wrap=True))
        self.points = [Tick(each) for each in about.points]
        for point in self.points:
            self.body.addWidget(point)
        self.entries: dict[str, Input] = {each.id: self._input(each) for each in about.entries}
        for each in about.entries:
            self.body.addLayout(field(each.title, self.entries[each.id]))
        self.who = Line(Text(N_("Who")))
        self.note = Line(Text(N_("Remark")))
        self.body.addLayout(
            row(field(Text(N_("Who")), self.who), field(Text(N_("Remark")), self.note),
                gap=Space.MEDIUM)
        )  # fmt: skip
        self.body.addLayout(
            row(
                Button(Text(N_("Write it down")), self.save, "primary", "check"),
                Button(Text(N_("Print it blank")), self._print, "plain", "print"),
                None,
            )
        )
        if about.following is not None:
            self.body.addWidget(Label(about.following, "quiet", wrap=True))

    def save(self) -> None:
        """Store what was ticked and filled in."""
        about = self._look.standing.checklist
        for each in about.entries:
            put = self.entries[each.id]
            if each.needed and isinstance(put, Line) and not put.text().strip():
                put.setFocus()
                return
        filled = {name: _told(put) for name, put in self.entries.items()}
        failed = [n for n, each in enumerate(self.points, 1) if not each.isChecked()]
        who, note, case = self.who.text().strip(), self.note.text().strip(), self._case
        self._session.write(
            lambda shop, _progress: checklists.done(
                shop, about.id, who=who, note=note, filled=filled, failed=failed, case=case
            )
        )

    def _input(self, each: Entry) -> Input:
        if each.kind is EntryKind.CHOICE:
            options = [(one.id, one.words) for one in each.options]
            return Choice(each.title, options if each.needed else [("", "-"), *options])
        if each.id in self._look.proposed:
            return Day(each.title, self._look.proposed[each.id])
        return Line(each.title, hint=HINTS.get(each.kind, ""))

    def _print(self) -> None:
        save_page(self._session, self._look.title, self._look.id, None)


def record_card(session: Session, look: ChecklistLook, each: RecordLook) -> Card:
    """Show one record: what was written, what waits, what to say, and its page."""
    record = each.record
    head = row(Label(str(record.done_on), "strong"), Label(record.who, "quiet"), None)
    if record.is_waiting:
        words = Text(N_("to be done by {day}"), {"day": record.remind_on})
        head.addWidget(Label(words, "chip-warn"))
        settle = partial(_settle, session, record.number)
        head.addWidget(Button(Text(N_("Done")), settle, "plain", "check"))
    elif record.settled_on is not None:
        head.addWidget(Label(Text(N_("done on {day}"), {"day": record.settled_on}), "chip-good"))
    press = partial(save_page, session, look.title, look.id, record.number)
    head.addWidget(Button(Text(N_("Print")), press, "plain", "print"))
    card = Card(head, gap=Space.SMALL)
    for name, value in each.entries:
        words = Text("{name}: {value}", {"name": name, "value": value})
        card.body.addWidget(Label(words, wrap=True))
    for point in record.failed:
        card.body.addWidget(Label(Text(N_("did not hold: {what}"), {"what": point}), "bad"))
    if record.note:
        card.body.addWidget(Label(record.note, "quiet", wrap=True))
    for number, text in enumerate(each.sayings, 1):
        card.body.addWidget(rule())
        press = partial(save_page, session, text.title, look.id, record.number, number)
        add_saying(card, text, Button(Text(N_("Print as a card")), press, "plain", "print"))
    return card


def add_saying(card: Card, text: Said, *more: Button) -> None:
    """Show a text with a button that copies it."""

    def copy() -> None:
        QGuiApplication.clipboard().setText(said(text.text))

    copier = Button(Text(N_("Copy")), copy, "plain", "copy")
    card.body.addLayout(row(Label(text.title, "strong"), None, copier, *more))
    card.body.addWidget(Label(text.text, wrap=True))


def save_page(
    session: Session, title: Words, name: str, record: int | None, card: int | None = None
) -> None:
    """Ask where to put a page, and print it there."""
    code = current_language().code
    proposal = f"{said(title)}.pdf"
    chosen, _kind = QFileDialog.getSaveFileName(None, said(Text(N_("Print"))), proposal, "*.pdf")
    if not chosen:
        return
    path = Path(chosen)
    if card is None:
        session.read(
            lambda shop: print_checklist(shop, name, path, code=code, record=record), _nothing
        )
    else:
        session.read(
            lambda shop: print_card(shop, name, path, code=code, record=record, number=card),
            _nothing,
        )


def _nothing(_made: object) -> None:
    pass


def _settle(session: Session, number: int) -> None:
    session.write(lambda shop, _progress: checklists.settle(shop, number))


def _told(put: Input) -> str:
    if isinstance(put, Choice):
        return str(put.value)
    if isinstance(put, Day):
        return put.value.isoformat()
    assert isinstance(put, Line)
    return put.text().strip()
