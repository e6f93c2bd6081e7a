"""Which shop is open; where the books hold several, the button that turns to another."""

from functools import partial

from PySide6.QtWidgets import QMenu

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.widgets.buttons import Button


class ShopButton(Button):
    """The name of the open shop, with a menu of the others."""

    def __init__(self, session: Session) -> None:
        super().__init__("", role="plain")
        self._session = session
        self._menu = QMenu(self)
        self.hide()

    def refresh(self) -> None:
        """Show the shop that is open, and offer the others."""
        session = self._session
        name, shops = session.shop.details.name, session.shops
        self.say(name)
        self.named(Text(N_("Shop: {name}"), {"name": name}))
        self._menu.clear()
        for each in shops:
            action = self._menu.addAction(each.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(each.id == session.shop.id)
            action.triggered.connect(partial(session.open_own, each.name))
        if len(shops) > 1:
            self.setMenu(self._menu)
        self.setEnabled(len(shops) > 1)
        self.show()
