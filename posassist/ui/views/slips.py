"""Slips: typed one after the other, a batch's totals, or pasted text, each by keyboard alone."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QStackedWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.views.intake_panel import IntakePanel
from posassist.ui.views.paste_panel import PastePanel
from posassist.ui.views.slip_panel import SlipPanel
from posassist.ui.views.totals_panel import TotalsPanel
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.layout import column, row
from posassist.usecases import registers
from posassist.usecases.keep_file import is_photo
from posassist.usecases.look_at_slips import SlipsPicture, look_at_slips
from posassist.usecases.shop import Shop

TABS: Final = ("typed", "totals", "pasted", "intake")
Known = tuple[SlipsPicture, list[str]]


class SlipsView(View):
    """The door for a terminal without a cable and an app without an export."""

    ID = "slips"
    TITLE = Text(N_("Enter slips"))
    DRAWING = "slips"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setAcceptDrops(True)
        self.typed = SlipPanel(session)
        self.totals = TotalsPanel(session)
        self.pasted = PastePanel(session)
        self.intake = IntakePanel(session)
        self._panels = (self.typed, self.totals, self.pasted, self.intake)
        self._stack = QStackedWidget()
        for panel in self._panels:
            self._stack.addWidget(panel)
        group = QButtonGroup(self)
        self._tabs = [
            Button(words, partial(self.turn, place), "tab", checkable=True)
            for place, words in enumerate((
                Text(N_("Type a slip")),
                Text(N_("Totals of a batch")),
                Text(N_("Paste text or messages")),
                Text(N_("What happened?")),
            ))
        ]  # fmt: skip
        for tab in self._tabs:
            group.addButton(tab)
        self._tabs[0].setChecked(True)
        tabs = row(*self._tabs, None, gap=Space.HAIR)
        tabs.setContentsMargins(Space.WIDE, Space.MEDIUM, Space.WIDE, 0)
        whole = column(tabs, self._stack, gap=0)
        self.body.addLayout(whole)

    def refresh(self) -> None:
        """Read the slips again."""
        self.ask(_known, self._show)

    def about(self, what: object) -> None:
        """Turn to a way of entering."""
        if isinstance(what, str) and what in TABS:
            self.turn(TABS.index(what))

    def turn(self, place: int) -> None:
        """Show a way of entering; the keyboard goes to its first field."""
        self._tabs[place].setChecked(True)
        self._stack.setCurrentIndex(place)
        self._panels[place].begin()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos of slips, and any other file for the import."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Keep a photo for the slip that is typed; hand other files to the import."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.take(paths)

    def take(self, paths: list[Path]) -> None:
        """Take dropped files."""
        photos = [each for each in paths if is_photo(each)]
        others = [each for each in paths if not is_photo(each)]
        if photos:
            self.turn(0)
            self.typed.choose_photo(photos[0])
        if others:
            self.session.go("import", others)

    def _show(self, known: Known) -> None:
        picture, terminals = known
        self.typed.show_slips(picture, terminals)
        self.totals.show_totals(picture.totals, terminals)
        self.pasted.show_terminal(terminals)


def _known(shop: Shop) -> Known:
    terminals = [each.terminal_id for each in registers.all_terminals(shop) if each.terminal_id]
    return look_at_slips(shop), terminals
