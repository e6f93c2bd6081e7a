"""How a failure is told: one plain sentence and the next step, in the window, never in a pop-up."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from posassist.base.errors import PosassistError
from posassist.base.i18n import N_, Text
from posassist.ui.widgets.buttons import Button, IconButton
from posassist.ui.widgets.layout import column, row
from posassist.ui.widgets.text import Label


def sentences(error: Exception) -> tuple[Text, Text]:
    """Return what happened and what to do next; anything but ours is a fault of the program."""
    if isinstance(error, PosassistError):
        return Text(error.message, error.fields), Text(error.next_step, error.fields)
    return (
        Text(N_("This is a fault of the program. Nothing was lost; the log has details.")),
        Text(N_("Do the step again. If it fails again, send the file named posassist.log.")),
    )


class FailurePanel(QFrame):
    """The panel that tells it, above the view; `explain` shows a page of the help."""

    def __init__(self, explain: Callable[[str], object]) -> None:
        super().__init__()
        self.setProperty("role", "failure")
        self._page = ""
        self._what = Label(role="strong", wrap=True)
        self._next = Label(wrap=True)
        close = IconButton(Text(N_("Close this message")), self.hide, "close")
        more = Button(Text(N_("What does this mean?")), lambda: explain(self._page), "plain")
        layout = row(column(self._what, self._next, gap=4), more, close, gap=8, margin=12)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.hide()

    def tell(self, error: Exception) -> None:
        """Show what went wrong."""
        what, following = sentences(error)
        self._page = (
            f"errors/{type(error).__name__ if isinstance(error, PosassistError) else 'Bug'}"
        )
        self._what.say(what)
        self._next.say(following)
        self._next.setVisible(bool(following.template))
        self.show()
