"""Help: every page of the playbook, found by a word, each leading to where the work is done."""

from PySide6.QtWidgets import QSplitter, QWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Line
from posassist.ui.widgets.layout import Card, column, page, row
from posassist.ui.widgets.text import Copyable, Label
from posassist.usecases import look_at_help
from posassist.usecases.look_at_help import HelpPage


class HelpView(View):
    """The screen of the pages that help on."""

    ID = "help"
    TITLE = Text(N_("Help"))
    DRAWING = "help"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._pages: tuple[HelpPage, ...] = ()
        self.search = Line(
            Text(N_("Search the help")), hint=Text(N_("A word: money, 退单, COM, fee …"))
        )
        self.search.textChanged.connect(lambda _text: self._list())
        self.table: Table[HelpPage] = Table(
            Text(N_("Pages")),
            (Column(Text(N_("Page")), lambda each: each.title, stretches=True),),
            lambda each: each.title,
        )
        self.table.chosen.connect(self._show)
        self._title = Label(role="heading", wrap=True)
        self._text = Copyable()
        self._text.setWordWrap(True)
        self._basis = Label(role="quiet", wrap=True)
        self.go_button = Button("", self._go, "primary")
        split = QSplitter()
        left = QWidget()
        left.setLayout(column(self.search, self.table, gap=Space.MEDIUM))
        self._right = page(
            Card(self._title, self._text, self._basis, row(self.go_button, None), gap=Space.MEDIUM),
            None,
        )
        split.addWidget(left)
        split.addWidget(self._right)
        split.setChildrenCollapsible(False)
        split.setSizes([420, 560])
        whole = column(split)
        whole.setContentsMargins(Space.WIDE, Space.MEDIUM, Space.WIDE, Space.LARGE)
        self.body.addLayout(whole)

    def refresh(self) -> None:
        """Show the pages."""
        if not self._pages:
            self._pages = look_at_help.pages_named("")
            self._list()

    def about(self, what: object) -> None:
        """Turn to a page by its id."""
        self.refresh()
        self.search.clear()
        self.table.show_rows(self._pages, keep=lambda each: each.id == what)

    def _list(self) -> None:
        shown = self.table.current
        found = look_at_help.pages_with(self._pages, self.search.text())
        self.table.show_rows(found, keep=lambda each: each == shown)

    def _show(self, chosen: HelpPage | None) -> None:
        self._right.setVisible(chosen is not None)
        if chosen is None:
            return
        self._title.say(chosen.title)
        self._text.say(chosen.text)
        self._basis.say(look_at_help.basis(chosen))
        self._basis.setVisible(chosen.part == "playbook")
        self.go_button.says(look_at_help.way(chosen) or "", self.go_button.setText)
        self.go_button.named(look_at_help.way(chosen) or "")
        self.go_button.setVisible(bool(chosen.leads_to))

    def _go(self) -> None:
        chosen = self.table.current
        if chosen is not None:
            self.session.go(chosen.leads_to)
