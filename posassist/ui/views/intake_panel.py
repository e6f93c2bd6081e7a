"""What happened? A sign that was seen, at most three questions, and the likeliest causes."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice, field
from posassist.ui.widgets.layout import Card, clear, column, page, row, show_now
from posassist.ui.widgets.said import said
from posassist.ui.widgets.text import Label
from posassist.usecases import checklists
from posassist.usecases.diagnose import QUESTIONS, Diagnosis, diagnose
from posassist.usecases.intake import SEEN

CAUSES = 3


class IntakePanel(QWidget):
    """For an owner who has seen something and holds no file yet."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._answers: dict[str, bool] = {}
        self._found: Diagnosis | None = None
        self.sign = Choice(
            Text(N_("What was seen")), ((name, each.words) for name, each in SEEN.items())
        )
        self.sign.currentIndexChanged.connect(lambda _place: self.begin())
        self._detail = QVBoxLayout()
        self._detail.setSpacing(Space.MEDIUM)
        hint = Text(N_("No file at hand? Say what was seen; three answers lead to a likely cause."))
        self.setLayout(
            column(
                page(
                    Card(
                        Label(hint, "quiet", wrap=True),
                        field(Text(N_("What was seen")), self.sign),
                        gap=Space.SMALL,
                    ),
                    self._detail,
                    None,
                )
            )
        )

    def begin(self) -> None:
        """Ask anew, from the sign alone."""
        self._answers = {}
        self._ask()
        self.sign.setFocus()

    def _ask(self) -> None:
        name, answers = str(self.sign.value), dict(self._answers)
        self._session.read(lambda shop: diagnose(shop, name, answers=answers), self._show)

    def _show(self, found: Diagnosis) -> None:
        self._found = found
        clear(self._detail)
        open_ = found.questions if len(self._answers) < QUESTIONS else ()
        for question in open_[:1]:
            buttons = row(
                Button(Text(N_("Yes")), partial(self._answer, question.id, yes=True)),
                Button(Text(N_("No")), partial(self._answer, question.id, yes=False)),
                None,
            )
            self._detail.addWidget(Card(Label(question.words, "strong", wrap=True), buttons))
        for cause in found.causes[:CAUSES]:
            card = Card(Label(cause.title, "heading", wrap=True), gap=Space.SMALL)
            for check in cause.check:
                card.body.addWidget(Label(Text("· {check}", {"check": check}), wrap=True))
            ask = Text(N_("Whom to ask: {contact}"), {"contact": cause.contact})
            card.body.addWidget(Label(ask, "quiet", wrap=True))
            card.body.addWidget(Label(cause.next_step, "strong", wrap=True))
            self._detail.addWidget(card)
        save = Button(Text(N_("Write it down")), self.save, "primary", "check")
        again = Button(Text(N_("Start over")), self.begin, "plain")
        self._detail.addLayout(row(save, again, None))
        show_now(self._detail)

    def _answer(self, question: str, *, yes: bool) -> None:
        self._answers[question] = yes
        self._ask()

    def save(self) -> None:
        """Keep what was seen and the likeliest cause as a dated record."""
        if self._found is None or not self._found.causes:
            return
        filled = {"sign": str(self.sign.value), "cause": said(self._found.causes[0].title)}
        self._session.write(lambda shop, _progress: checklists.done(shop, "intake", filled=filled))
