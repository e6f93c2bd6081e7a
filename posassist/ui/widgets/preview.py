"""A PDF as it will be printed: shown, and sent to a printer."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter

from posassist.base.i18n import N_, Text
from posassist.ui.widgets.said import Speaking

DOTS: Final = 300
POINTS: Final = 72


class Preview(Speaking, QPdfView):
    """The pages of one file; it is read whole, so that it may be replaced meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        # No children of the view: it still listens to its document while it destroys its children.
        self._bytes = QBuffer()
        self.pages = QPdfDocument()
        self.setDocument(self.pages)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.named(Text(N_("Preview of the pages")))

    def show_file(self, path: Path) -> None:
        """Show a PDF from its first page."""
        self.pages.close()
        self._bytes.close()
        self._bytes.setData(QByteArray(path.read_bytes()))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self.pages.load(self._bytes)
        self.pageNavigator().jump(0, QPoint())

    def print_to(self, printer: QPrinter) -> None:
        """Print every page, each filling the paper."""
        printer.setFullPage(True)
        painter = QPainter(printer)
        for number in range(self.pages.pageCount()):
            if number:
                printer.newPage()
            points = self.pages.pagePointSize(number)
            size = QSize(
                round(points.width() * DOTS / POINTS), round(points.height() * DOTS / POINTS)
            )
            paper = QRectF(painter.viewport())
            painter.drawImage(paper, self.pages.render(number, size))
        painter.end()
