"""The findings: a list of sentences, and beside it why, what to check, and the case to open."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QSplitter, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.labels import label
from posassist.domain.words import Words
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.empty import Empty
from posassist.ui.widgets.flow import Flow
from posassist.ui.widgets.layout import Card, clear, column, page, row
from posassist.ui.widgets.text import Label
from posassist.usecases import cases
from posassist.usecases.look_at_findings import Finding
from posassist.usecases.look_at_today import GROUP_WORDS, Group

CAUSES = 3
GRAVE = (Group.ABSENT, Group.LESS, Group.HELD)


class FindingsPanel(QWidget):
    """What does not add up."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._every: tuple[Finding, ...] = ()
        self._group: Group | None = None
        self._filters = Flow()
        self._buttons = QButtonGroup(self)
        self.table: Table[Finding] = Table(
            Text(N_("What does not add up")),
            (
                Column(
                    Text(N_("What")),
                    lambda each: label(each.discrepancy.kind),
                    role=lambda each: "bad" if each.group in GRAVE else "ink",
                ),
                Column(Text(N_("In words")), lambda each: each.discrepancy.reason, stretches=True),
                Column(
                    Text(N_("At stake")),
                    lambda each: str(each.discrepancy.at_stake),
                    lambda each: each.discrepancy.at_stake.decimal,
                    is_figure=True,
                ),
                Column(
                    Text(N_("Case")),
                    lambda each: str(each.case or ""),
                    lambda each: each.case or 0,
                    is_figure=True,
                ),
            ),
            lambda each: Text(
                "{kind}: {reason}",
                {"kind": label(each.discrepancy.kind), "reason": each.discrepancy.reason},
            ),
            many=True,
            tall=True,
        )
        self.table.chosen.connect(self._tell)
        self.table.entered_row.connect(lambda _row: self.open_case())
        self._detail = QVBoxLayout()
        self._detail.setSpacing(Space.MEDIUM)
        self._detail.setContentsMargins(0, 0, Space.SMALL, 0)
        self.case_button = Button(Text(N_("Open a case")), self.open_case, "primary", "cases")
        inner = QWidget()
        inner.setLayout(self._detail)
        side = page(inner, None)
        beside = QWidget()
        beside.setLayout(column(side, row(Space.WIDE, self.case_button), gap=Space.SMALL))
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.table)
        self._split.addWidget(beside)
        self._split.setSizes([640, 360])
        self._empty = Empty(
            Text(N_("Nothing is wrong on the days your files cover.")),
            Text(N_("Import more files")),
            partial(session.go, "import"),
        )
        whole = column(self._filters, self._split, self._empty, gap=Space.SMALL)
        whole.setStretchFactor(self._split, 1)
        self.setLayout(whole)

    def show_findings(self, every: tuple[Finding, ...]) -> None:
        """Show other findings, the chosen one kept."""
        self._every = every
        if self._group not in {each.group for each in every}:
            self._group = None
        self._show_filters()
        self._show()

    def only(self, group: Group | None) -> None:
        """Show one group, or all."""
        self._group = group
        self._show_filters()
        self._show()

    def open_case(self) -> None:
        """Open a case over the chosen findings that have none yet, or show the one there is."""
        chosen = self.table.selected
        fresh = tuple(each.discrepancy.id for each in chosen if each.case is None)
        if fresh:
            self._session.write(
                lambda shop, _progress: cases.open_case(shop, fresh),
                lambda case: self._session.go("cases", case.number),
            )
        elif chosen:
            self._session.go("cases", chosen[0].case)

    def _show(self) -> None:
        shown = [each for each in self._every if self._group in (None, each.group)]
        kept = self.table.current
        name = kept.discrepancy.id if kept else ""
        self.table.show_rows(shown, keep=lambda each: each.discrepancy.id == name)
        self._split.setVisible(bool(self._every))
        self._empty.setVisible(not self._every)

    def _show_filters(self) -> None:
        clear(self._filters)
        counts = dict.fromkeys(GROUP_WORDS, 0)
        for each in self._every:
            counts[each.group] += 1
        self._add_filter(None, Text(N_("All ({count})"), {"count": len(self._every)}))
        for group, count in counts.items():
            if count:
                fields = {"what": GROUP_WORDS[group], "count": count}
                self._add_filter(group, Text(N_("{what} ({count})"), fields))

    def _add_filter(self, group: Group | None, words: Text) -> None:
        button = Button(words, partial(self.only, group), "tab", checkable=True)
        button.setChecked(group is self._group)
        self._buttons.addButton(button)
        self._filters.addWidget(button)

    def _tell(self, each: Finding | None) -> None:
        clear(self._detail)
        self.case_button.setEnabled(each is not None)
        if each is None:
            return
        found = each.discrepancy
        grave = each.group in GRAVE
        self._detail.addLayout(
            row(
                Label(label(found.kind), "chip-bad" if grave else "chip-warn"),
                None,
                Label(str(found.at_stake), "title"),
            )
        )
        self._detail.addWidget(Label(found.reason, wrap=True))
        if found.due_on is not None:
            due = Text(
                N_("Due on {day}, {days} working days late."),
                {"day": found.due_on, "days": found.working_days_late},
            )
            self._detail.addWidget(Label(due, "quiet", wrap=True))
        for cause in found.causes[:CAUSES]:
            self._detail.addWidget(_cause(cause.title, cause.check, cause.next_step))
        if each.rows:
            lines = [Label(words, "small", wrap=True) for words in each.rows]
            self._detail.addWidget(
                Card(Label(Text(N_("The rows behind it")), "strong"), *lines, role="well")
            )
        self.case_button.say(
            Text(N_("Go to case {number}"), {"number": each.case})
            if each.case
            else Text(N_("Open a case"))
        )


def _cause(title: Words, checks: tuple[Words, ...], following: Words) -> Card:
    card = Card(Label(title, "strong", wrap=True), role="well")
    for check in checks:
        line = row(Label("•", "quiet"), Label(check, "quiet", wrap=True))
        line.setStretch(1, 1)
        card.body.addLayout(line)
    card.body.addWidget(Label(following, wrap=True))
    return card
