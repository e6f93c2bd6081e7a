"""Checklists of one place: choose one, fill it in, see what was written before."""

from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.case import Case
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.views.record_form import RecordForm, add_saying, record_card
from posassist.ui.widgets.inputs import Choice, field
from posassist.ui.widgets.layout import Card, clear, column, page, show_now
from posassist.ui.widgets.said import Said
from posassist.ui.widgets.text import Label
from posassist.usecases.look_at_checklists import ChecklistLook

SHOWN = 20  # records of a checklist, the newest


class RecordsPanel(QWidget):
    """The checklists of a place, what is due first."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._looks: tuple[ChecklistLook, ...] = ()
        self._wanted = ""
        self.form: RecordForm | None = None
        self.table: Table[ChecklistLook] = Table(
            Text(N_("Checklists")),
            (
                Column(Text(N_("What")), lambda each: each.title, stretches=True),
                Column(Text(N_("State")), _state, role=_role),
            ),
            lambda each: each.title,
        )
        self.table.chosen.connect(lambda _each: self._tell())
        self._detail = QVBoxLayout()
        self._detail.setSpacing(Space.MEDIUM)
        inner = QWidget()
        inner.setLayout(self._detail)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(page(inner, None))
        split.setSizes([400, 660])
        self.setLayout(column(split))

    def show_looks(self, looks: tuple[ChecklistLook, ...]) -> None:
        """Show the checklists; the one that is open stays so, and what is typed in it."""
        if looks == self._looks:
            return
        kept = self.table.current
        self._looks = looks
        self._open(self._wanted or (kept.id if kept else ""))

    def choose(self, name: str) -> None:
        """Open a checklist by its id, now or when they are there."""
        self._wanted = name
        if self._looks:
            self._open(name)

    def _open(self, name: str) -> None:
        self.table.show_rows(self._looks, keep=lambda each: each.id == name)
        self._wanted = ""
        self._tell()

    def _tell(self) -> None:
        clear(self._detail)
        look = self.table.current
        if look is None:
            self.form = None
            return
        self.form = RecordForm(self._session, look)
        self._detail.addWidget(self.form)
        if look.sayings:
            texts = Card(Label(Text(N_("What to say")), "heading"), gap=Space.SMALL)
            for each in look.sayings:
                add_saying(texts, each)
            self._detail.addWidget(texts)
        for one in look.records[:SHOWN]:
            self._detail.addWidget(record_card(self._session, look, one))
        if not look.records:
            nothing = Text(N_("Nothing was written down yet."))
            self._detail.addWidget(Label(nothing, "quiet"))
        show_now(self._detail)


class CaseRecords(Card):
    """What is written down about a case: choose what, fill it in, see what there is."""

    def __init__(self, session: Session, looks: tuple[ChecklistLook, ...], case: Case) -> None:
        super().__init__(Label(Text(N_("Written down")), "heading"), gap=Space.MEDIUM)
        self._session, self._case = session, case
        self._looks = {each.id: each for each in looks}
        first = "review" if case.closed_on is not None else "bank-call"
        options = sorted(looks, key=lambda each: each.id != first)
        self.what = Choice(Text(N_("What to write down")), ((e.id, e.title) for e in options))
        self.what.currentIndexChanged.connect(lambda _place: self._show_form())
        self.body.addLayout(field(Text(N_("What to write down")), self.what))
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        for look in looks:
            for each in look.records:
                if each.record.case == case.number:
                    self.body.addWidget(Label(look.title, "strong"))
                    self.body.addWidget(record_card(session, look, each))
        self._show_form()

    def _show_form(self) -> None:
        clear(self._place)
        look = self._looks.get(str(self.what.value))
        if look is not None:
            self.form = RecordForm(self._session, look, case=self._case.number)
            self._place.addWidget(self.form)
            show_now(self._place)


def _state(each: ChecklistLook) -> Said:
    due = each.standing.due_on
    if each.waiting:
        return Text(N_("to do: {count}"), {"count": each.waiting})
    if due is not None:
        return Text(N_("again on {day}"), {"day": due})
    last = each.standing.last
    return Text(N_("never")) if last is None else str(last.done_on)


def _role(each: ChecklistLook) -> str:
    return "warn" if each.waiting else "quiet"
