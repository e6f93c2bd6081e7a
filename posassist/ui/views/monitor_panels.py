"""What is coming, what was noticed, and what came back: three lists."""

from collections.abc import Callable, Mapping
from typing import Final, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.money import Money
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.widgets.layout import Card, column
from posassist.ui.widgets.said import Said, said
from posassist.ui.widgets.text import Label, sums
from posassist.usecases.agenda import Item
from posassist.usecases.report import Recovery
from posassist.usecases.reviews import Option, ProviderReviews
from posassist.usecases.run_checks import Noticed

Row = TypeVar("Row")
COMING: Final = {
    "deposit": Text(N_("money")),
    "deadline": Text(N_("case")),
    "review": Text(N_("case")),
    "arrears": Text(N_("arrears")),
    "terminal": Text(N_("terminal")),
    "record": Text(N_("written down")),
}
NOTICED: Final = {
    "duplicate": Text(N_("twice")),
    "odd_amount": Text(N_("odd amount")),
    "odd_hour": Text(N_("odd hour")),
    "no_answers": Text(N_("no answers")),
    "refunds": Text(N_("refunds")),
    "currency": Text(N_("currency")),
    "device": Text(N_("device")),
    "category": Text(N_("trade")),
    "account": Text(N_("account")),
    "gap": Text(N_("no file")),
    "window": Text(N_("export window")),
    "checklist": Text(N_("checklist")),
}


class ListPanel(QWidget, Generic[Row]):
    """A table, or a sentence where it is empty."""

    def __init__(
        self,
        name: Text,
        nothing: Text,
        columns: tuple[Column[Row], ...],
        sentence: Callable[[Row], Said],
    ) -> None:
        super().__init__()
        self.table: Table[Row] = Table(name, columns, sentence, tall=True)
        self._nothing = Card(Label(nothing, "quiet", wrap=True))
        whole = column(self.table, self._nothing, None)
        whole.setStretchFactor(self.table, 100)
        whole.setContentsMargins(0, 0, Space.WIDE, Space.MEDIUM)
        self.setLayout(whole)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows."""
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows)


def coming(session: Session) -> ListPanel[Item]:
    """Return the list of what is due, day by day; Enter goes to where it is done."""
    panel: ListPanel[Item] = ListPanel(
        Text(N_("What is coming")),
        Text(N_("Nothing is due. What you promise, and what you are promised, will stand here.")),
        (
            Column(Text(N_("Day")), lambda each: str(each.on)),
            Column(Text(N_("About")), lambda each: COMING[each.kind]),
            Column(Text(N_("What")), lambda each: each.title, stretches=True),
        ),
        lambda each: Text("{day}: {what}", {"day": each.on, "what": each.title}),
    )
    panel.table.entered_row.connect(lambda each: _go(session, each))
    return panel


def noticed() -> ListPanel[Noticed]:
    """Return the list of what a careful owner would notice."""
    return ListPanel(
        Text(N_("What was noticed")),
        Text(N_("Nothing odd in your files: no doubles, no odd sales, no gaps.")),
        (
            Column(Text(N_("Day")), lambda each: str(each.on)),
            Column(Text(N_("About")), lambda each: NOTICED[each.kind], role=lambda _each: "warn"),
            Column(Text(N_("In words")), _in_words, stretches=True),
            Column(
                Text(N_("Amount")),
                lambda each: str(each.amount or ""),
                lambda each: each.amount.decimal if each.amount else 0,
                is_figure=True,
            ),
        ),
        lambda each: Text("{day}: {what}", {"day": each.on, "what": said(_in_words(each))}),
    )


def money_back() -> ListPanel[Recovery]:
    """Return the months: what was found, claimed and came back, and how long it took."""
    return ListPanel(
        Text(N_("Money back")),
        Text(N_("There is nothing to report yet.")),
        (
            Column(Text(N_("Month")), lambda each: each.month),
            Column(Text(N_("Provider")), lambda each: each.provider or "?", stretches=True),
            Column(Text(N_("Found")), lambda each: _sums(each.found), is_figure=True),
            Column(Text(N_("Claimed")), lambda each: _sums(each.claimed), is_figure=True),
            Column(Text(N_("Came back")), lambda each: _sums(each.recovered), is_figure=True),
            Column(Text(N_("Days")), lambda each: str(each.days or ""), is_figure=True),
        ),
        lambda each: f"{each.month} {each.provider}",
    )


def compared() -> ListPanel[ProviderReviews]:
    """Return the providers, by the cases that are closed."""
    return ListPanel(
        Text(N_("Closed cases, provider by provider")),
        Text(N_("No case is closed yet.")),
        (
            Column(Text(N_("Provider")), lambda each: each.provider or "?", stretches=True),
            Column(Text(N_("Cases")), lambda each: str(each.cases), is_figure=True),
            Column(Text(N_("Came back")), lambda each: _sums(each.recovered), is_figure=True),
            Column(Text(N_("Days")), lambda each: str(each.days), is_figure=True),
            Column(Text(N_("What worked")), lambda each: _counted(each.worked)),
            Column(Text(N_("What did not")), lambda each: _counted(each.failed)),
        ),
        lambda each: each.provider or "?",
    )


def _in_words(each: Noticed) -> Said:
    if each.about is None:
        return each.title
    return Text("{about}: {title}", {"about": each.about, "title": each.title})


def _sums(every: Mapping[str, Money]) -> str:
    return said(sums(tuple(every.values()))) if every else ""


def _counted(answers: tuple[tuple[Option, int], ...]) -> str:
    return ", ".join(f"{said(answer.words)} {count}" for answer, count in answers)


def _go(session: Session, each: Item) -> None:
    about = each.about
    if each.kind == "deposit":
        session.go("today")
    elif each.kind == "terminal":
        session.go("settings")
    elif each.kind == "arrears":
        session.go("cases", "arrears")
    elif about.get("case") is not None:
        session.go("cases", about["case"])
    elif about["where"] == "customer":
        session.go("cases", "customer")
    else:
        session.go(str(about["where"]), about["checklist"])
