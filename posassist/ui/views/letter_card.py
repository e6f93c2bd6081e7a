"""A letter: chosen, its blanks filled, its words changed, and seen as it will be printed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout

from posassist.base.i18n import N_, Text
from posassist.domain.words import Words
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice, Line, Paragraph, field
from posassist.ui.widgets.layout import Card, clear, row, show_now
from posassist.ui.widgets.text import Label
from posassist.usecases.shop import Shop
from posassist.usecases.write_letter import FIELDS, Letter, Own, Written, write_letter

AFTER_A_PAUSE = 500  # milliseconds without a key, until the page is made again
PART_HEIGHT = 96


class LetterCard(Card):
    """The letters of a case. What is changed here is shown on the page after a short pause."""

    def __init__(
        self,
        session: Session,
        where: Callable[[], tuple[object, str, Path]],
        show: Callable[[Path], object],
    ) -> None:
        self.letter = Choice(Text(N_("Letter")))
        self.letter.currentIndexChanged.connect(lambda _place: self._turned())
        self._edits = QVBoxLayout()
        self._edits.setSpacing(Space.SMALL)
        super().__init__(
            Label(Text(N_("Letter")), "heading"),
            self.letter,
            row(
                Button(Text(N_("Write the letter")), self.write, drawing="evidence"),
                Button(Text(N_("Copy as a chat text")), self.copy_short, "plain", "copy"),
                None,
            ),
            self._edits,
            gap=Space.MEDIUM,
        )
        self._session, self._where, self._present = session, where, show
        self._offered: int | None = None
        self._written = 0
        self._turned_to: object = None
        self.blanks: dict[str, Line] = {}
        self.parts: dict[int, Paragraph] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(AFTER_A_PAUSE)
        self._pause.timeout.connect(self.write)

    def offer(self, case: int, letters: tuple[Letter, ...]) -> None:
        """Offer a case's letters; of another case the one that fits best is chosen."""
        titles: dict[str, dict[str, str]] = {}
        for each in letters:
            titles.setdefault(each.id, {})[each.language] = each.title
        self.letter.offer(
            (name, Words(each.get("zh_CN", name), each.get("en", name)))
            for name, each in titles.items()
        )
        if case != self._offered:
            self._offered = case
            self.letter.setCurrentIndex(0)
            self._forget()

    def write(self) -> None:
        """Write the letter as it stands, and show it."""
        self._write("pdf", self._show)

    def copy_short(self) -> None:
        """Copy the letter's short form, for an app's chat."""

        def copy(written: Written) -> None:
            QGuiApplication.clipboard().setText(written.file.read_text(encoding="utf-8"))

        self._write("txt", copy)

    def _write(self, form: str, then: Callable[[Written], object]) -> None:
        number, code, folder = self._where()
        letter = self.letter.value
        if not isinstance(number, int) or letter is None:
            return
        self._written += 1  # the page that is shown is still open
        out = folder / str(self._written) / f"{letter}-{code}.{form}"
        blanks = {name: each.text() for name, each in self.blanks.items() if each.text().strip()}
        texts = {
            n: each.toPlainText() for n, each in self.parts.items() if each.document().isModified()
        }
        own = Own(blanks, texts)

        def work(shop: Shop) -> Written:
            return write_letter(
                shop, number, letter_id=str(letter), code=code, form=form, out=out,
                own=own,
            )  # fmt: skip

        self._session.read(work, then)

    def _show(self, written: Written) -> None:
        self._present(written.file)
        if not self.parts:
            self._offer_edits(written)
        for place, part in self.parts.items():
            if not part.document().isModified():  # its blanks may have been filled meanwhile
                self._put(part, written.texts[place])

    def _offer_edits(self, written: Written) -> None:
        """Offer the blanks nobody knew and the words of the letter to be changed."""
        if written.blanks_left:
            self._edits.addWidget(Label(Text(N_("To be filled in")), "strong"))
        for name in written.blanks_left:
            line = Line(Text(FIELDS[name]))
            line.textChanged.connect(lambda _text: self._pause.start())
            self.blanks[name] = line
            self._edits.addLayout(field(Text(FIELDS[name]), line))
        self._edits.addWidget(Label(Text(N_("The words of the letter")), "strong"))
        for place, text in enumerate(written.texts):
            if text:
                self._add_part(place, text)
        again = Button(Text(N_("Back to the letter's own words")), self._start_over, "plain")
        self._edits.addLayout(row(again, None))
        show_now(self._edits)

    def _add_part(self, place: int, text: str) -> None:
        part = Paragraph(Text(N_("Part {number} of the letter"), {"number": place + 1}))
        self._put(part, text)
        part.setFixedHeight(PART_HEIGHT)
        part.textChanged.connect(self._pause.start)
        self.parts[place] = part
        self._edits.addWidget(part)

    @staticmethod
    def _put(part: Paragraph, text: str) -> None:
        """Show a text that nobody changed by hand."""
        if part.toPlainText() != text:
            part.blockSignals(True)  # noqa: FBT003 - Qt's
            part.setPlainText(text)
            part.blockSignals(False)  # noqa: FBT003 - Qt's
        part.document().setModified(False)

    def _start_over(self) -> None:
        self._forget()
        self.write()

    def _turned(self) -> None:
        """Forget what was changed once another letter is chosen; offering anew chooses none."""
        if self.letter.value != self._turned_to:
            self._turned_to = self.letter.value
            self._forget()

    def _forget(self) -> None:
        self._pause.stop()
        self.blanks, self.parts = {}, {}
        clear(self._edits)
