"""Daily checks, and the shop and its devices: prevention, and the record it leaves."""

from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.views.monitor_panels import coming, noticed
from posassist.ui.views.records_panel import RecordsPanel
from posassist.ui.views.view import View
from posassist.ui.widgets.layout import column
from posassist.ui.widgets.tabs import Tabs
from posassist.usecases.agenda import Item, agenda
from posassist.usecases.look_at_checklists import ChecklistLook, look_at_checklists
from posassist.usecases.run_checks import Noticed, run_checks
from posassist.usecases.shop import Shop


class ChecklistsView(View):
    """The checklists of one place."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.records = RecordsPanel(session)
        whole = column(self.inside())
        whole.setContentsMargins(Space.WIDE, Space.MEDIUM, 0, 0)
        self.body.addLayout(whole)

    def inside(self) -> QWidget:
        """Return what stands on the screen."""
        return self.records

    def refresh(self) -> None:
        """Read the checklists again."""
        self.ask(partial(look_at_checklists, where=self.ID), self.records.show_looks)

    def about(self, what: object) -> None:
        """Open a checklist."""
        if isinstance(what, str):
            self.records.choose(what)


class DailyView(ChecklistsView):
    """What is looked at every day: checklists, what is coming, what was noticed."""

    ID: ClassVar[str] = "daily"
    TITLE: ClassVar[Text] = Text(N_("Daily checks"))
    DRAWING: ClassVar[str] = "daily"

    def inside(self) -> QWidget:
        """Return the checklists and the two lists."""
        self.coming = coming(self.session)
        self.noticed = noticed()
        return Tabs(
            (Text(N_("Checklists")), self.records),
            (Text(N_("What is coming")), self.coming),
            (Text(N_("What was noticed")), self.noticed),
        )

    def refresh(self) -> None:
        """Read the checklists, the agenda and the checks again."""
        self.ask(_daily, self._show)

    def _show(
        self, read: tuple[tuple[ChecklistLook, ...], tuple[Item, ...], tuple[Noticed, ...]]
    ) -> None:
        looks, items, seen = read
        self.records.show_looks(looks)
        self.coming.show_rows(items)
        self.noticed.show_rows(seen)


def _daily(
    shop: Shop,
) -> tuple[tuple[ChecklistLook, ...], tuple[Item, ...], tuple[Noticed, ...]]:
    return (
        look_at_checklists(shop, DailyView.ID),
        tuple(agenda(shop)),
        tuple(run_checks(shop)),
    )


class ShopView(ChecklistsView):
    """What is looked at now and then, and what is kept about shop, devices and providers."""

    ID: ClassVar[str] = "shop"
    TITLE: ClassVar[Text] = Text(N_("Shop and devices"))
    DRAWING: ClassVar[str] = "shop"
