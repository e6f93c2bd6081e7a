"""Labels: plain text only, in the roles of the theme."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from posassist.domain.money import Money
from posassist.ui.widgets.said import Said, Speaking


class Label(Speaking, QLabel):
    """A text nobody can turn into markup; a role gives size, weight and colour."""

    def __init__(self, what: Said = "", role: str = "body", *, wrap: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("role", role)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        elif role.startswith("chip"):
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.say(what)

    def say(self, what: Said) -> None:
        """Show another text."""
        self.says(what, self.setText)

    def dress(self, role: str) -> None:
        """Take another role."""
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)


def sums(amounts: tuple[Money, ...] | list[Money]) -> str:
    """Write one sum a currency: ¥1,286.00, EUR 12.00."""
    return "  ".join(map(str, amounts)) or "—"


class Copyable(Label):
    """A number that can be selected and copied."""

    def __init__(self, what: Said = "", role: str = "body") -> None:
        super().__init__(what, role)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def say(self, what: Said) -> None:
        """Show another text, which is its name, too."""
        super().say(what)
        self.says(what, self.setAccessibleName)
