"""Today: what is missing, how much, what to do next, and what is not known yet."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.ui.session import Session
from posassist.ui.theme import Space
from posassist.ui.views.morning_card import MorningCard
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button, Press
from posassist.ui.widgets.layout import Card, clear, column, page, row, rule, show_now
from posassist.ui.widgets.strip import CoverageStrip
from posassist.ui.widgets.text import Label, sums
from posassist.usecases.look_at_today import (
    GROUP_WORDS,
    Group,
    Standing,
    Today,
    ToDo,
    look_at_today,
)

ALARMING = (Group.ABSENT, Group.LESS, Group.HELD)


class TodayView(View):
    """The first screen; on empty books it is the start page."""

    ID = "today"
    TITLE = Text(N_("Today"))
    DRAWING = "today"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._today: Today | None = None
        self._headline = Label(role="display", wrap=True)
        self._on_its_way = Label(role="quiet", wrap=True)
        self._recovered = Label(role="quiet", wrap=True)
        self._cards = QGridLayout()
        self._cards.setSpacing(Space.MEDIUM)
        self._to_do = QVBoxLayout()
        self._to_do_card = Card(
            Label(Text(N_("What to do")), "heading"), self._to_do, gap=Space.SMALL
        )
        self._not_known = QVBoxLayout()
        self._not_known.setSpacing(Space.SMALL)
        self._strip = CoverageStrip()
        self.morning = MorningCard(session)
        filled = page(
            column(self._headline, self._on_its_way, self._recovered, gap=Space.SMALL),
            self.morning,
            self._cards,
            self._to_do_card,
            Card(
                Label(Text(N_("What the files cover")), "heading"),
                self._not_known,
                self._strip,
                gap=Space.MEDIUM,
            ),
            None,
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(QWidget())
        self._pages.addWidget(start_page(session))
        self._pages.addWidget(filled)
        self.body.addWidget(self._pages)

    def refresh(self) -> None:
        """Judge the books again."""
        self.ask(look_at_today, self._show)

    def _show(self, today: Today) -> None:
        # Each call into Qt may wait for a busy lane, so nothing is built again for nothing.
        if today == self._today:
            return
        self._today = today
        self._pages.setCurrentIndex(1 if today.is_empty else 2)
        self._headline.say(today.headline)
        self._on_its_way.say(today.on_its_way or "")
        self._on_its_way.setVisible(today.on_its_way is not None)
        self._recovered.say(today.recovered or "")
        self._recovered.setVisible(today.recovered is not None)
        clear(self._cards)
        for place, standing in enumerate(today.standings):
            self._cards.addWidget(_Tile(self.session, standing), place // 4, place % 4)
        clear(self._to_do)
        for each in today.to_do:
            self._to_do.addLayout(self._line(each))
        self._to_do_card.setVisible(bool(today.to_do))
        clear(self._not_known)
        for words in today.not_known or (Text(N_("Every day that matters is covered.")),):
            self._not_known.addWidget(Label(words, wrap=True))
        for layout in (self._cards, self._to_do, self._not_known):
            show_now(layout)
        self._strip.show_days(today.strip)
        self.morning.tell(today.looks)

    def _line(self, each: ToDo) -> QHBoxLayout:
        press = partial(self.session.go, each.where, each.about)
        line = row(Label(each.text, wrap=True), Button(Text(N_("Do it")), press), gap=Space.MEDIUM)
        line.setStretch(0, 1)
        return line


class _Tile(Button):
    """A group of what does not add up, as one large button."""

    def __init__(self, session: Session, standing: Standing) -> None:
        super().__init__("", partial(session.go, "reconcile", standing.group), "tile")
        words = GROUP_WORDS[standing.group]
        fields = {"what": words, "count": standing.count, "sums": sums(standing.at_stake)}
        self.named(Text(N_("{what}: {count}, {sums}"), fields))
        age = Text(N_("oldest {days} working days"), {"days": standing.oldest_days})
        inner = column(
            Label(words, "bad" if standing.group in ALARMING else "strong"),
            Label(sums(standing.at_stake), "title"),
            row(
                Label(Text(N_("Items: {count}"), {"count": standing.count}), "small"),
                None,
                Label(age if standing.oldest_days else "", "small"),
            ),
            gap=4,
            margin=14,
        )
        self.setLayout(inner)
        for label in self.findChildren(Label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Return the room its words need."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room its words need."""
        inner = self.layout()
        return inner.minimumSize() if inner else super().minimumSizeHint()


class Door(NamedTuple):
    """A way in: its words, what it is for, its drawing, the screen behind it."""

    words: Text
    about: Text
    drawing: str
    where: str


EXAMPLE = "example"
DOORS = (
    Door(
        Text(N_("Look at an example")),
        Text(N_("An invented shop with a month of takings. Nothing of yours is touched.")),
        "spark",
        EXAMPLE,
    ),
    Door(
        Text(N_("Import my files")),
        Text(N_("The provider's settlement, the bank statement, an app's export.")),
        "import",
        "import",
    ),
    Door(
        Text(N_("Connect terminal")),
        Text(N_("Reads the journal over the cable. The terminal is only read.")),
        "terminal",
        "terminal",
    ),
    Door(
        Text(N_("Enter slips")),
        Text(N_("No cable, no export: type the slips, one after the other.")),
        "slips",
        "slips",
    ),
)


def start_page(session: Session) -> QWidget:
    """Return the page of the first start: four doors, none second to another."""
    doors = QGridLayout()
    doors.setHorizontalSpacing(Space.WIDE)
    doors.setVerticalSpacing(Space.WIDE)
    for place, door in enumerate(DOORS):
        press: Press = partial(session.go, door.where)
        if door.where == EXAMPLE:
            press = session.open_example
        button = Button(door.words, press, "door", door.drawing)
        about = Label(door.about, "quiet", wrap=True)
        doors.addLayout(column(button, about, gap=Space.SMALL), place // 2, place % 2)
        doors.setColumnStretch(place % 2, 1)
    steps = Text(
        N_("1. Fetch the records   2. See what does not add up   3. Get it back, with proof")
    )
    question = Text(N_("Card or QR takings that did not arrive? Three steps find them."))
    return page(
        Space.WIDE,
        Label(question, "display", wrap=True),
        Label(steps, "quiet", wrap=True),
        rule(),
        doors,
        Label(Text(N_("Everything stays on this computer. No account, no password.")), "small"),
        None,
        gap=Space.WIDE,
    )
