"""Evidence and letters: what a case has and lacks, its pack, its letters, shown as printed."""

import shutil
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTemporaryDir
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.views.letter_card import LetterCard
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.empty import Empty
from posassist.ui.widgets.inputs import Choice, field
from posassist.ui.widgets.layout import Card, clear, column, page, row
from posassist.ui.widgets.preview import Preview
from posassist.ui.widgets.said import current_language, said
from posassist.ui.widgets.text import Label, sums
from posassist.usecases import print_evidence
from posassist.usecases.look_at_cases import CaseLook, look_at_cases
from posassist.usecases.print_evidence import Pack
from posassist.usecases.shop import Progress, Shop
from posassist.usecases.write_letter import Letter, letters_for

TONGUES = {"zh_CN": Text(N_("Chinese")), "en": Text(N_("English"))}
HOW_TO_GET = {
    N_("The terminal's journal, or its slips"): N_(
        "pull it, import the terminal's file, or enter the slips"
    ),
    N_("The provider's settlement"): N_("export it in the provider's app before it forgets"),
    N_("The bank statement"): N_("download it at the bank"),
    N_("A contact with the provider"): N_("call, and log the ticket number in the case"),
    N_("Slips or other papers"): N_("photograph the slip and add it to the case"),
}

Looks = tuple[tuple[CaseLook, tuple[Letter, ...]], ...]


def _looks(shop: Shop) -> Looks:
    return tuple((each, letters_for(shop, each.case)) for each in look_at_cases(shop))


class EvidenceView(View):
    """The screen where pages are made."""

    ID = "evidence"
    TITLE = Text(N_("Evidence and letters"))
    DRAWING = "evidence"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._folder = QTemporaryDir()
        self._made: Path | None = None
        self._pack: Pack | None = None
        self._wanted: int | None = None
        self._looks: dict[object, CaseLook] = {}
        self._letters: dict[object, tuple[Letter, ...]] = {}
        self.case = Choice(Text(N_("Case")))
        self.case.currentIndexChanged.connect(lambda _place: self._tell())
        self.tongue = Choice(Text(N_("Language of the pages")), TONGUES.items())
        self._tongue_taken = False
        self.tongue.activated.connect(lambda _place: setattr(self, "_tongue_taken", True))
        self.make_button = Button(
            Text(N_("Make the evidence pack")), self.make_pack, "primary", "evidence"
        )
        self._meter = QVBoxLayout()
        self.letter = LetterCard(session, self._for_a_letter, self._show_letter)
        self._results = self._result_buttons()
        self.preview = Preview()
        left = page(
            Card(
                field(Text(N_("Case")), self.case),
                field(Text(N_("Language of the pages")), self.tongue),
                self._meter,
                self.make_button,
                gap=Space.MEDIUM,
            ),
            self.letter,
            None,
        )
        left.setFixedWidth(430)
        self._right = QStackedWidget()
        hint = Label(Text(N_("The pages will be shown here before they are printed.")), "quiet")
        nothing = QWidget()
        nothing.setLayout(column(None, row(None, hint, None), None))
        shown = QWidget()
        shown.setLayout(column(self._results, self.preview, gap=Space.SMALL))
        self._right.addWidget(nothing)
        self._right.addWidget(shown)
        self._whole = QWidget()
        whole = row(left, self._right, gap=0)
        whole.setStretch(1, 1)
        whole.setContentsMargins(0, 0, Space.WIDE, Space.WIDE)
        self._whole.setLayout(whole)
        self._empty = Empty(
            Text(N_("No case yet. A case is opened from what does not add up.")),
            Text(N_("See what does not add up")),
            partial(session.go, "reconcile", "findings"),
        )
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self._empty, 1)

    def refresh(self) -> None:
        """Read the cases again; pages are in the window's language till another is taken."""
        if not self._tongue_taken:
            self.tongue.choose(current_language().code)
        self.ask(_looks, self._show)

    def about(self, what: object) -> None:
        """Turn to a case."""
        if isinstance(what, int):
            self._wanted = what
            self.refresh()

    def make_pack(self) -> None:
        """Print the pack of the chosen case to a folder of our own, and show it."""
        number, code, folder = self.case.value, str(self.tongue.value), self._new_folder()
        if not isinstance(number, int):
            return

        def work(shop: Shop, progress: Progress) -> Pack:
            progress(0, 1, Text(N_("Making the pages")))
            return print_evidence.print_evidence(shop, number, folder, languages=(code,))[0]

        self.session.write(work, self._show_pack, visible=True)

    def print_pages(self) -> None:
        """Ask for a printer and print what is shown."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            self.preview.print_to(printer)

    def save(self, suffix: str) -> None:
        """Ask where to, and save what is shown, or the whole pack."""
        source = self._pack.zip if suffix == "zip" and self._pack else self._made
        if source is None:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self, said(Text(N_("Save as"))), source.name, f"*.{suffix}"
        )
        if name:
            shutil.copyfile(source, name)

    def _for_a_letter(self) -> tuple[object, str, Path]:
        """Return the case, the language and the folder of a letter."""
        return self.case.value, str(self.tongue.value), self._new_folder()

    def _show(self, found: Looks) -> None:
        looks = [look for look, _letters in found]
        self._letters = {look.case.number: letters for look, letters in found}
        self._looks = {each.case.number: each for each in looks}
        self.case.offer(
            (
                each.case.number,
                Text(
                    N_("Case {number}: {sums}"),
                    {"number": each.case.number, "sums": sums(each.case.at_stake)},
                ),
            )
            for each in looks
        )
        if self._wanted is not None:
            self.case.choose(self._wanted)
            self._wanted = None
        self._whole.setVisible(bool(looks))
        self._empty.setVisible(not looks)
        self._tell()

    def _tell(self) -> None:
        clear(self._meter)
        look = self._looks.get(self.case.value)
        if look is None:
            return
        have, lack = look.dossier.have, look.dossier.lack
        counts = {"have": len(have), "all": len(have) + len(lack)}
        self._meter.addWidget(Label(Text(N_("Evidence: {have} of {all}"), counts), "strong"))
        for words in have:
            self._meter.addLayout(row(Label("✔", "good"), Label(words), None))
        for words in lack:
            how = HOW_TO_GET.get(words.template, "")
            self._meter.addLayout(row(Label("✖", "bad"), Label(words), None))
            self._meter.addWidget(Label(Text(how), "small", wrap=True))
        self.letter.offer(look.case.number, self._letters[look.case.number])

    def _show_pack(self, pack: Pack) -> None:
        self._pack = pack
        self._present(pack.pdf)

    def _show_letter(self, path: Path) -> None:
        self._pack = None
        self._present(path)

    def _present(self, path: Path) -> None:
        self._made = path
        self.preview.show_file(path)
        self._zip_button.setVisible(self._pack is not None)
        self._right.setCurrentIndex(1)

    def _new_folder(self) -> Path:
        folder = Path(self._folder.path())
        folder.mkdir(exist_ok=True)
        return folder

    def _result_buttons(self) -> QWidget:
        self._zip_button = Button(Text(N_("Save the whole pack…")), partial(self.save, "zip"))
        bar = QWidget()
        bar.setLayout(
            row(
                Button(Text(N_("Print…")), self.print_pages, "primary", "print"),
                Button(Text(N_("Save as PDF…")), partial(self.save, "pdf"), drawing="save"),
                self._zip_button,
                None,
            )
        )
        return bar
