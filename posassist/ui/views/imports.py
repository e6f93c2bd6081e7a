"""Import: drop a file, see what it would add, bring in exactly that; and what came before."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posassist.base.errors import StatementNotRecognized
from posassist.base.i18n import N_, Text
from posassist.domain.labels import label
from posassist.domain.money import Money
from posassist.ui.failure import sentences
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.views.view import View
from posassist.ui.views.watch_card import WatchCard
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Line, field
from posassist.ui.widgets.layout import Card, clear, column, page, row, show_now
from posassist.ui.widgets.said import said
from posassist.ui.widgets.text import Label, sums
from posassist.ui.wizards.format_wizard import FormatWizard
from posassist.usecases import new_format, preview_import, undo
from posassist.usecases.listing import ImportHistory, import_history
from posassist.usecases.new_format import Answers, NewFormat, Proposal
from posassist.usecases.preview_import import Given, Preview, Refused
from posassist.usecases.sentences import sentence
from posassist.usecases.shop import Progress, Shop

SAMPLE_ROWS, QUESTIONS = 5, 8
Result = TypeVar("Result")


class ImportView(View):
    """The screen where files come in."""

    ID = "import"
    TITLE = Text(N_("Import"))
    DRAWING = "import"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._waiting: list[Path | Given] = []
        self._preview: Preview | None = None
        self._wizard: FormatWizard | None = None
        self._written: NewFormat | None = None
        drop = Card(
            Label(Text(N_("Drop files anywhere in this window")), "heading"),
            Label(
                Text(
                    N_(
                        "Terminal journals, the provider's settlement or app export, bank "
                        "statements. The format is recognized by itself."
                    )
                ),
                "quiet",
                wrap=True,
            ),
            row(
                Button(Text(N_("Choose files…")), self._choose, "primary", "import"),
                None,
            ),
            role="drop",
            gap=Space.MEDIUM,
            margin=Space.WIDE,
        )
        self._shown = QVBoxLayout()
        self._shown.setContentsMargins(0, 0, 0, 0)
        self._history: Table[ImportHistory] = Table(
            Text(N_("Imports so far")),
            (
                Column(Text(N_("File")), lambda each: each.record.file_name, stretches=True),
                Column(Text(N_("What")), lambda each: each.what),
                Column(
                    Text(N_("Days")),
                    lambda each: (
                        f"{each.record.period_from or '?'} – {each.record.period_to or '?'}"
                    ),
                    lambda each: str(each.record.period_from),
                ),
                Column(
                    Text(N_("Rows")),
                    lambda each: str(each.record.lines),
                    lambda each: each.record.lines,
                    is_figure=True,
                ),
                Column(
                    Text(N_("New")),
                    lambda each: str(each.record.new),
                    lambda each: each.record.new,
                    is_figure=True,
                ),
                Column(
                    Text(N_("Imported")),
                    lambda each: f"{each.imported_at:%Y-%m-%d %H:%M}",
                    lambda each: each.imported_at,
                ),
            ),
            lambda each: Text(
                N_("{file}: {kind}, {count} rows"),
                {
                    "file": each.record.file_name,
                    "kind": each.what,
                    "count": each.record.lines,
                },
            ),
        )
        self._history.setMinimumHeight(220)
        self._undo = Button(Text(N_("Take this import back out")), self._take_back, drawing="undo")
        self._history.chosen.connect(lambda each: self._undo.setEnabled(each is not None))
        self._past = QWidget()
        self._past.setLayout(
            column(
                Label(Text(N_("Imports so far")), "heading"),
                self._history,
                row(self._undo, None),
                gap=Space.MEDIUM,
            )
        )
        self._stack = QStackedWidget()
        self.watch_card = WatchCard(session)
        self.watch_card.chosen.connect(self.about)
        self._stack.addWidget(page(drop, self.watch_card, self._past))
        preview = QWidget()
        preview.setLayout(self._shown)
        self._stack.addWidget(page(preview, None))
        self.body.addWidget(self._stack)

    def refresh(self) -> None:
        """Read the list of imports again."""
        self.ask(import_history, self._show_history)

    def about(self, what: object) -> None:
        """Take files that were dropped."""
        if isinstance(what, list):
            self._waiting += what
            if self._preview is None and self._wizard is None:
                self._next()

    def _show_history(self, history: list[ImportHistory]) -> None:
        self._past.setVisible(bool(history))
        self._history.show_rows(history)

    def _choose(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, said(Text(N_("Choose files…"))))
        self.about([Path(name) for name in names])

    def _next(self) -> None:
        if self._written is not None:  # a format whose file was left out after all
            new_format.discard(self._written)
        self._preview = self._wizard = self._written = None
        if not self._waiting:
            self._stack.setCurrentIndex(0)
            return
        source = self._waiting.pop(0)
        if isinstance(source, Path):
            self._open(source)
        else:
            self._look(source)

    def _open(self, path: Path, password: str | None = None) -> None:
        def work(_shop: Shop, progress: Progress) -> tuple[Given, ...] | Refused:
            return preview_import.opened(path, password=password, progress=progress)

        self._busy(work, self._opened)

    def _opened(self, found: tuple[Given, ...] | Refused) -> None:
        if isinstance(found, Refused):
            self._show_preview(found)
        else:
            self._waiting = [*found, *self._waiting]
            self._next()

    def _look(self, given: Given, account: str | None = None) -> None:
        def work(shop: Shop, progress: Progress) -> Preview | Refused:
            return preview_import.preview(shop, given, account=account, progress=progress)

        self._busy(work, self._show_preview)

    def _busy(
        self, work: Callable[[Shop, Progress], Result], then: Callable[[Result], object]
    ) -> None:
        task = self.session.write(work, then, visible=True)
        task.failed.connect(lambda _error: self._next())

    def _propose(self, given: Given, answers: Answers | None = None) -> None:
        def work(shop: Shop, progress: Progress) -> Proposal | Refused:
            return new_format.proposed(shop, given, answers, progress=progress)

        self._busy(work, self._show_proposal)

    def _show_proposal(self, found: Proposal | Refused) -> None:
        if isinstance(found, Refused) and self._wizard is not None:
            what, following = sentences(found.error)
            self._wizard.refuse(Text("{what} {next}", {"what": what, "next": following}))
            return
        if isinstance(found, Refused):
            self._show_preview(found)
            return
        if self._wizard is None:
            clear(self._shown)
            self._wizard = FormatWizard()
            self._wizard.answered.connect(partial(self._propose, found.given))
            self._wizard.accepted.connect(self._keep)
            self._wizard.left.connect(self._next)
            self._shown.addWidget(self._wizard)
            self._stack.setCurrentIndex(1)
            show_now(self._shown)
        self._wizard.show_proposal(found)

    def _keep(self, proposal: Proposal) -> None:
        def work(shop: Shop, _progress: Progress) -> NewFormat:
            return new_format.keep(shop, proposal)

        def kept(written: NewFormat) -> None:
            self._wizard, self._written = None, written
            self._look(proposal.given)

        self._busy(work, kept)

    def _show_preview(self, found: Preview | Refused) -> None:
        if isinstance(found, Refused) and isinstance(found.error, StatementNotRecognized):
            assert isinstance(found.source, Given)
            self._propose(found.source)
            return
        clear(self._shown)
        self._shown.setSpacing(Space.LARGE)
        if isinstance(found, Refused):
            self._shown.addWidget(self._refusal(found))
        else:
            self._preview = found
            self._tell(found)
        self._stack.setCurrentIndex(1)
        show_now(self._shown)
        primary = [each for each in self.findChildren(Button)
                   if each.property("role") == "primary" and each.isVisible()]  # fmt: skip
        if primary:
            primary[0].setFocus()

    def _refusal(self, found: Refused) -> QWidget:
        what, following = sentences(found.error)
        card = Card(
            Label(found.name, "heading"),
            Label(what, "strong", wrap=True),
            gap=Space.MEDIUM,
            margin=Space.WIDE,
        )
        leave = Button(Text(N_("Leave this file out")), self._next)
        if found.is_locked and isinstance(found.source, Path):
            card.body.addLayout(self._password(found.source))
            card.body.addLayout(row(leave, None))
        elif found.accounts and isinstance(found.source, Given):
            question = Text(N_("Which account is this file the statement of?"))
            card.body.addWidget(Label(question, wrap=True))
            names = [
                Button(name, partial(self._look, found.source, name)) for name in found.accounts
            ]
            card.body.addLayout(row(*names, leave, None))
        else:
            card.body.addWidget(Label(following, wrap=True))
            button = Button(Text(N_("All right")), self._next, "primary")
            card.body.addLayout(row(button, None))
        return card

    def _password(self, path: Path) -> QVBoxLayout:
        password = Line(Text(N_("Password of the file")))
        password.setEchoMode(Line.EchoMode.Password)

        def unlock() -> None:
            self._open(path, password.text())

        password.on_enter(unlock)
        hint = Text(N_("It is used once and never kept."))
        return column(
            field(Text(N_("Password of the file")), password),
            row(Button(Text(N_("Open it")), unlock, "primary"), Label(hint, "quiet"), None),
        )

    def _tell(self, found: Preview) -> None:
        statement = found.planned.statement
        about = Text(
            N_("{kind}, {first} to {last}, read as {format}"),
            {
                "kind": label(statement.kind),
                "first": statement.first or "?",
                "last": statement.last or "?",
                "format": statement.format_id,
            },
        )
        amounts = [Money.parse_fine(value, name) for name, value in statement.sums.items()]
        total = Text(N_("Sum of the rows that moved money: {sums}"), {"sums": sums(amounts)})
        self._shown.addWidget(Label(found.planned.file, "title"))
        self._shown.addWidget(Label(about, "quiet", wrap=True))
        self._shown.addWidget(Label(total, "quiet", wrap=True))
        self._shown.addLayout(self._buckets(found))
        self._shown.addWidget(
            Card(
                Label(Text(N_("The first rows, as they were read")), "heading"),
                *(Label(sentence(each), wrap=True) for each in found.rows[:SAMPLE_ROWS]),
            )
        )
        if found.questions:
            rest = len(found.questions) - QUESTIONS
            self._shown.addWidget(
                Card(
                    Label(Text(N_("In question")), "heading"),
                    *(Label(each, wrap=True) for each in found.questions[:QUESTIONS]),
                    *([Label(Text(N_("and {count} more"), {"count": rest}), "quiet")]
                      if rest > 0 else []),
                )
            )  # fmt: skip
        words = Text(N_("Import {count} rows"), {"count": found.planned.new})
        if not found.planned.new:
            words = Text(N_("Import, nothing is new"))
        self._go = Button(words, self._commit, "primary", "check")
        self._shown.addLayout(
            row(self._go, Button(Text(N_("Leave this file out")), self._next), None)
        )

    def _buckets(self, found: Preview) -> QHBoxLayout:
        buckets = row(gap=Space.MEDIUM)
        for words, count, role in (
            (Text(N_("New")), found.planned.new, "good"),
            (Text(N_("Already there")), found.planned.already_known, "quiet"),
            (
                Text(N_("In question")),
                len(found.questions),
                "warn" if found.questions else "quiet",
            ),
        ):
            buckets.addWidget(Card(Label(words, role), Label(str(count), "title"), gap=4))
        return buckets

    def _commit(self) -> None:
        found = self._preview
        if found is None:
            return
        self._go.setEnabled(False)
        self.session.write(
            lambda shop, progress: preview_import.commit(shop, found, progress=progress),
            lambda _done: self._after_commit(),
            visible=True,
        ).failed.connect(lambda _error: self._go.setEnabled(True))

    def _after_commit(self) -> None:
        last = not self._waiting
        self._written = None
        self._next()
        if last:
            self.session.go("today")

    def _take_back(self) -> None:
        chosen = self._history.current
        if chosen is not None:
            name = chosen.record.id
            self.session.write(lambda shop, _progress: undo.undo_import(shop, name), visible=True)
