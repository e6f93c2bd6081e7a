"""Lists: a model over plain rows, sorted as plain rows, and the view that shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from posassist.ui import theme
from posassist.ui.widgets.said import Said, Speaking, said

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_WORDS: Final = frozenset({int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)})
_SENTENCE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_SIDE: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_INK: Final = int(Qt.ItemDataRole.ForegroundRole)
_ANSWERED: Final = _WORDS | {_SENTENCE, _SIDE, _INK}
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MEASURED_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading, what it says of a row, what it is sorted by, how it stands."""

    heading: Said
    says: Callable[[Row], Said]
    order: Callable[[Row], Any] | None = None
    is_figure: bool = False
    stretches: bool = False
    role: Callable[[Row], str] | None = None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Frozen rows as a table; `sentence` is the row as a screen reader says it."""

    def __init__(self, columns: Sequence[Column[Row]], sentence: Callable[[Row], Said]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: list[Row] = []
        self._sentence = sentence

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        # A repaint asks for a dozen roles a cell, and every call into Qt may wait for a busy lane.
        if role not in _ANSWERED or not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role in _WORDS:
            return said(column.says(row))
        if role == _SENTENCE:
            return said(self._sentence(row))
        if role == _SIDE and column.is_figure:
            return _RIGHT
        if role == _INK and column.role is not None:
            return QColor(getattr(theme.colours(), column.role(row)))
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's heading."""
        if orientation is Qt.Orientation.Horizontal:
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return said(column.heading)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignRight if column.is_figure else Qt.AlignmentFlag.AlignLeft
                )
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the plain rows; whoever shows them keeps the selection."""
        chosen = self.columns[column]
        key = chosen.order or (lambda row: said(chosen.says(row)))
        self.layoutAboutToBeChanged.emit()
        self.rows.sort(key=key, reverse=order is Qt.SortOrder.DescendingOrder)
        self.layoutChanged.emit()

    def retell(self) -> None:
        """Say every cell again, in another language or other colours."""
        self.layoutChanged.emit()
        last = max(0, len(self.columns) - 1)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)


class Table(Speaking, QTableView, Generic[Row]):
    """A calm list of rows. Enter and Delete are handed on; sorting keeps the selection."""

    chosen = Signal(object)
    entered_row = Signal(object)
    deleted_row = Signal(object)

    def __init__(
        self,
        name: Said,
        columns: Sequence[Column[Row]],
        sentence: Callable[[Row], Said],
        *,
        many: bool = False,
        tall: bool = False,
    ) -> None:
        super().__init__()
        self.rows_model: RowsModel[Row] = RowsModel(columns, sentence)
        self.setModel(self.rows_model)
        self.named(name)
        self.setShowGrid(False)
        self.setWordWrap(tall)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # noqa: FBT003 - Qt's
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(58 if tall else 40)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for place, column in enumerate(columns):
            resize = QHeaderView.ResizeMode
            header.setSectionResizeMode(
                place, resize.Stretch if column.stretches else resize.ResizeToContents
            )
        header.setResizeContentsPrecision(MEASURED_ROWS)
        header.sectionClicked.connect(self._sort)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self.selectionModel().selectionChanged.connect(lambda *_: self._choose())

    def show_rows(self, rows: Sequence[Row], *, keep: Callable[[Row], bool] | None = None) -> None:
        """Show other rows; the one that fits `keep` is chosen, else the one in the same place."""
        before = max(self.currentIndex().row(), 0)
        self.rows_model.show_rows(rows)
        if self._sorted is not None:
            self.rows_model.sort(*self._sorted)
        fitting = [place for place, row in enumerate(self.rows_model.rows) if keep and keep(row)]
        if self.rows_model.rows:
            self.choose(fitting[0] if fitting else before)
        else:
            self._choose()

    def choose(self, place: int) -> None:
        """Choose a row by its place and bring it into sight."""
        index = self.rows_model.index(max(0, min(place, len(self.rows_model.rows) - 1)), 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    @property
    def current(self) -> Row | None:
        """The chosen row."""
        place = self.currentIndex().row()
        rows = self.rows_model.rows
        return (
            rows[place] if self.selectionModel().hasSelection() and 0 <= place < len(rows) else None
        )

    @property
    def selected(self) -> list[Row]:
        """Every chosen row, in order."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.rows_model.rows[place] for place in places]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand Enter and Delete on as what was decided about a row."""
        row = self.current
        if row is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_row.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_Delete:
            self.deleted_row.emit(row)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Say the cells again in another language."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self.rows_model.retell()

    def _choose(self) -> None:
        self.chosen.emit(self.current)

    def _sort(self, column: int) -> None:
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        again = self._sorted == (column, ascending)
        self._sorted = (column, descending if again else ascending)
        kept = self.current
        self.rows_model.sort(*self._sorted)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(*self._sorted)
        if kept is not None:
            self.choose(self.rows_model.rows.index(kept))
