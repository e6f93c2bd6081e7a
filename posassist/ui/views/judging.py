"""A list that is worked through: Enter accepts and goes on below, Delete rejects."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.layout import column, row
from posassist.ui.widgets.said import Said
from posassist.ui.widgets.text import Label
from posassist.usecases import match_by_hand

Row = TypeVar("Row")


class JudgingPanel(QWidget, Generic[Row]):
    """The list, its two verdicts, and the place for the chosen row's detail."""

    def __init__(
        self,
        session: Session,
        name: Said,
        columns: Sequence[Column[Row]],
        sentence: Callable[[Row], Said],
        match_id: Callable[[Row], str],
        detail: QWidget,
        *,
        tall: bool = False,
    ) -> None:
        super().__init__()
        self._session = session
        self._match_id = match_id
        self.table: Table[Row] = Table(name, columns, sentence, tall=tall)
        self.table.entered_row.connect(lambda _row: self.accept())
        self.table.deleted_row.connect(lambda _row: self.reject())
        self.accept_button = Button(Text(N_("Accept")), self.accept, "primary", "check")
        self.reject_button = Button(Text(N_("Reject")), self.reject, drawing="close")
        words = Text(N_("Enter accepts and goes on · Delete rejects · Ctrl+Z undoes"))
        keys = Label(words, "small")
        verdicts = row(self.accept_button, self.reject_button, keys, None, gap=Space.MEDIUM)
        whole = column(self.table, detail, verdicts, gap=Space.MEDIUM)
        whole.setStretchFactor(self.table, 1)
        self.setLayout(whole)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the place that was reached is kept."""
        kept = self.table.current
        name = self._match_id(kept) if kept is not None else ""
        self.table.show_rows(rows, keep=lambda each: self._match_id(each) == name)

    def accept(self) -> None:
        """Accept the chosen row and go on below."""
        self._judge(match_by_hand.accept)

    def reject(self) -> None:
        """Reject the chosen row and go on below."""
        self._judge(match_by_hand.reject)

    def _judge(self, verdict: Callable[..., None]) -> None:
        chosen = self.table.current
        if chosen is None:
            return
        name = self._match_id(chosen)
        rows = self.table.rows_model.rows
        place = rows.index(chosen) + 1
        # The list moves at once; the books follow on their lane.
        if place < len(rows):
            self.table.choose(place)
        self._session.write(lambda shop, _progress: verdict(shop, name))
