"""Daily checks, and the shop and its devices: prevention, and the record it leaves."""

from functools import partial
from typing import ClassVar

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.views.records_panel import RecordsPanel
from posassist.ui.views.view import View
from posassist.ui.widgets.layout import column
from posassist.usecases.look_at_checklists import look_at_checklists


class ChecklistsView(View):
    """The checklists of one place."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.records = RecordsPanel(session)
        whole = column(self.records)
        whole.setContentsMargins(Space.WIDE, Space.MEDIUM, 0, 0)
        self.body.addLayout(whole)

    def refresh(self) -> None:
        """Read the checklists again."""
        self.ask(partial(look_at_checklists, where=self.ID), self.records.show_looks)

    def about(self, what: object) -> None:
        """Open a checklist."""
        if isinstance(what, str):
            self.records.choose(what)


class DailyView(ChecklistsView):
    """What is looked at every day."""

    ID: ClassVar[str] = "daily"
    TITLE: ClassVar[Text] = Text(N_("Daily checks"))
    DRAWING: ClassVar[str] = "daily"


class ShopView(ChecklistsView):
    """What is looked at now and then, and what is kept about shop, devices and providers."""

    ID: ClassVar[str] = "shop"
    TITLE: ClassVar[Text] = Text(N_("Shop and devices"))
    DRAWING: ClassVar[str] = "shop"
