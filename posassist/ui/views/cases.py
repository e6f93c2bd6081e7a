"""Cases: where each stands, what to say, what was said, by when, and the papers."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.views.arrears_panel import ArrearsPanel
from posassist.ui.views.case_parts import (
    closing,
    contact_form,
    contacts,
    deadlines,
    papers,
    script,
    step,
)
from posassist.ui.views.monitor_panels import compared, money_back
from posassist.ui.views.records_panel import CaseRecords, RecordsPanel
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.empty import Empty
from posassist.ui.widgets.layout import Card, clear, column, page, row, show_now
from posassist.ui.widgets.said import said
from posassist.ui.widgets.stages import StageBar, short
from posassist.ui.widgets.tabs import Tabs
from posassist.ui.widgets.text import Label, sums
from posassist.usecases import cases
from posassist.usecases.arrears import ArrearsLook, look_at_arrears
from posassist.usecases.look_at_cases import CaseLook, look_at_cases
from posassist.usecases.look_at_checklists import ChecklistLook, look_at_checklists
from posassist.usecases.report import Recovery, report
from posassist.usecases.reviews import ProviderReviews, reviews
from posassist.usecases.shop import Progress, Shop

TABS = (
    Text(N_("What is pursued")),
    Text(N_("What is said to be owed")),
    Text(N_("Customer desk")),
    Text(N_("Money back")),
)


class CasesView(View):
    """The screen where what is missing is pursued."""

    ID = "cases"
    TITLE = Text(N_("Cases"))
    DRAWING = "cases"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._wanted: int | None = None
        self._about_cases: tuple[ChecklistLook, ...] = ()
        self.table: Table[CaseLook] = Table(
            Text(N_("Cases")),
            (
                Column(
                    Text(N_("No.")),
                    lambda each: str(each.case.number),
                    lambda each: each.case.number,
                ),
                Column(
                    Text(N_("Stands at")), lambda each: short(said(each.step.title)), stretches=True
                ),
                Column(Text(N_("At stake")), lambda each: sums(each.case.at_stake), is_figure=True),
            ),
            _sentence,
        )
        self.table.chosen.connect(self._tell)
        self._detail = QVBoxLayout()
        self._detail.setSpacing(Space.MEDIUM)
        inner = QWidget()
        inner.setLayout(self._detail)
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(page(inner, None))
        self._split.setSizes([300, 760])
        self._empty = Empty(
            Text(N_("No case yet. A case is opened from what does not add up.")),
            Text(N_("See what does not add up")),
            partial(session.go, "reconcile", "findings"),
        )
        pursued = QWidget()
        pursued.setLayout(column(self._split, self._empty))
        self.arrears = ArrearsPanel(session)
        self.desk = RecordsPanel(session)
        self.money, self.compared = money_back(), compared()
        report = QWidget()
        report.setLayout(column(self.money, self.compared, gap=Space.MEDIUM))
        self.tabs = Tabs(*zip(TABS, (pursued, self.arrears, self.desk, report), strict=True))
        whole = column(self.tabs)
        whole.setContentsMargins(Space.WIDE, Space.MEDIUM, 0, 0)
        self.body.addLayout(whole)

    def refresh(self) -> None:
        """Read the cases again."""
        self.ask(_everything, self._show)

    def about(self, what: object) -> None:
        """Turn to a case, or take files dropped on the chosen one."""
        if what in ("arrears", "customer"):
            self.tabs.choose(1 if what == "arrears" else 2)
        elif isinstance(what, int):
            self.tabs.choose(0)
            self._wanted = what
            self.refresh()
        elif isinstance(what, list):
            self._attach(what)

    def _show(self, look: "_Everything") -> None:
        every = look.cases
        self.arrears.show_look(look.owed)
        self.desk.show_looks(look.desk)
        self.money.show_rows(look.months)
        self.compared.show_rows(look.providers)
        self._about_cases = look.about_cases
        kept = self.table.current
        number = self._wanted or (kept.case.number if kept else None)
        self._wanted = None
        self.table.show_rows(every, keep=lambda each: each.case.number == number)
        self._split.setVisible(bool(every))
        self._empty.setVisible(not every)

    def _tell(self, look: CaseLook | None) -> None:
        clear(self._detail)
        if look is None:
            return
        self._head(look)
        stages = StageBar()
        stages.show_stages([each.title for each in look.dossier.ladder.steps], look.place)
        self._detail.addWidget(Card(stages))
        self._detail.addWidget(step(look))
        self._detail.addWidget(script(look))
        self._detail.addWidget(deadlines(look))
        log = Card(Label(Text(N_("Contacts")), "heading"), gap=Space.MEDIUM)
        contacts(log.body, look)
        if look.case.closed_on is None:
            log.body.addLayout(contact_form(self.session, look.case.number))
        self._detail.addWidget(log)
        self._detail.addWidget(papers(look, self._choose_files))
        if look.case.closed_on is None:
            self._detail.addWidget(closing(self.session, look.case.number))
        self._detail.addWidget(CaseRecords(self.session, self._about_cases, look.case))
        show_now(self._detail)

    def _head(self, look: CaseLook) -> None:
        number = look.case.number
        title = Label(Text(N_("Case {number}"), {"number": number}), "title")
        buttons = row(title, Label(sums(look.case.at_stake), "title"), None)
        if look.case.closed_on is not None:
            words = Text(N_("Closed on {day}"), {"day": look.case.closed_on})
            buttons.addWidget(Label(words, "chip-good"))
            again = partial(self.session.write, lambda shop, _progress: cases.reopen(shop, number))
            buttons.addWidget(Button(Text(N_("Open it again")), again, "plain"))
        elif look.place + 1 < len(look.dossier.ladder.steps):
            buttons.addWidget(Button(Text(N_("Next step")), partial(self._advance, number)))
        buttons.addWidget(
            Button(
                Text(N_("Print the evidence")),
                partial(self.session.go, "evidence", number),
                "primary",
                "evidence",
            )
        )
        self._detail.addLayout(buttons)

    def _advance(self, number: int) -> None:
        self.session.write(lambda shop, _progress: cases.advance(shop, number))

    def _choose_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, said(Text(N_("Choose files…"))))
        self._attach([Path(name) for name in names])

    def _attach(self, paths: list[Path]) -> None:
        look = self.table.current
        if look is None:
            return
        number = look.case.number

        def work(shop: Shop, _progress: Progress) -> None:
            for path in paths:
                cases.attach(shop, number, path)

        if paths:
            self.session.write(work)


def _sentence(each: CaseLook) -> Text:
    return Text(
        N_("Case {number}, {sums}: {step}"),
        {
            "number": each.case.number,
            "sums": sums(each.case.at_stake),
            "step": said(each.step.title),
        },
    )


@dataclass(frozen=True, slots=True)
class _Everything:
    cases: tuple[CaseLook, ...]
    owed: ArrearsLook
    desk: tuple[ChecklistLook, ...]
    about_cases: tuple[ChecklistLook, ...]
    months: tuple[Recovery, ...]
    providers: tuple[ProviderReviews, ...]


def _everything(shop: Shop) -> _Everything:
    return _Everything(
        look_at_cases(shop),
        look_at_arrears(shop),
        look_at_checklists(shop, "customer"),
        look_at_checklists(shop, "case"),
        tuple(report(shop)),
        tuple(reviews(shop)[1]),
    )
