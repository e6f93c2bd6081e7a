"""Connect terminal: which way for which brand, the ports, and the journal record by record."""

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posassist.base.errors import PosassistError
from posassist.base.i18n import N_, Text
from posassist.ui.failure import sentences
from posassist.ui.session import Session
from posassist.ui.tables import Column, Table
from posassist.ui.tasks import Lane
from posassist.ui.theme import Space
from posassist.ui.views.view import View
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice, Line, field
from posassist.ui.widgets.layout import Card, page, row
from posassist.ui.widgets.text import Label
from posassist.usecases import captured_prints, example, pull_journal, terminal_info
from posassist.usecases.captured_prints import CapturedPrint
from posassist.usecases.pull_journal import PulledJournal
from posassist.usecases.shop import Progress, Shop
from posassist.usecases.terminal_info import Connections, PortInfo, WayIn, connections

SIMULATED, OTHER = object(), object()
WATCH_MILLISECONDS: Final = 2000


class TerminalView(View):
    """The screen of the cable, and of its two equal neighbours."""

    ID = "terminal"
    TITLE = Text(N_("Connect terminal"))
    DRAWING = "terminal"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.ways: Table[WayIn] = Table(
            Text(N_("Which way for which terminal")),
            (
                Column(Text(N_("Terminal or provider")), lambda each: each.brand.name),
                Column(
                    Text(N_("Cable")),
                    lambda each: Text(N_("✔ yes")) if each.has_cable else Text(N_("✖ no")),
                    lambda each: each.has_cable,
                    role=lambda each: "good" if each.has_cable else "quiet",
                ),
                Column(Text(N_("The best way")), lambda each: each.brand.way, stretches=True),
            ),
            lambda each: each.brand.way,
            tall=True,
        )
        self.ways.setMinimumHeight(300)
        self.port = Choice(Text(N_("Port")))
        self.port.currentIndexChanged.connect(lambda _place: self._choose_port())
        self.address = Line(Text(N_("Address")), hint="socket://192.168.1.20:10009")
        self._address = QWidget()
        self._address.setLayout(field(Text(N_("Address")), self.address))
        self.protocol = Choice(Text(N_("Protocol")))
        self.register = Choice(Text(N_("Registered as")))
        self.pull_button = Button(Text(N_("Read the journal")), self.pull, "primary", "terminal")
        self.catch_button = Button(Text(N_("Catch what it prints")), self.catch, drawing="print")
        self._ports: tuple[PortInfo, ...] | None = None
        self._fresh = ""
        self.plugged = Label(role="quiet", wrap=True)
        self.plugged.hide()
        self._watch = QTimer(self, interval=WATCH_MILLISECONDS)
        self._watch.timeout.connect(self._look)
        self._outcome = Label(role="strong", wrap=True)
        self._detail = Label(role="quiet", wrap=True)
        self._result = Card(self._outcome, self._detail)
        self._result.hide()
        self.body.addWidget(
            page(
                Card(
                    Label(Text(N_("Read it over the cable")), "heading"),
                    row(
                        field(Text(N_("Port")), self.port),
                        self._address,
                        field(Text(N_("Protocol")), self.protocol),
                        field(Text(N_("Registered as")), self.register),
                        gap=Space.MEDIUM,
                    ),
                    self.plugged,
                    self._buttons(),
                    gap=Space.MEDIUM,
                ),
                self._result,
                Card(
                    Label(Text(N_("No cable? The other ways are as good")), "heading"),
                    self.ways,
                    row(
                        Button(Text(N_("Import the app's export")), partial(session.go, "import"),
                               drawing="import"),
                        Button(Text(N_("Enter slips")), partial(session.go, "slips"),
                               drawing="slips"),
                        None,
                    ),
                    gap=Space.MEDIUM,
                ),
                None,
            )
        )  # fmt: skip

    def _buttons(self) -> QHBoxLayout:
        hint = Text(N_("The terminal is only read; nothing is ever changed on it."))
        buttons = row(
            self.pull_button,
            self.catch_button,
            Button(Text(N_("How to connect it")), self._explain, "plain", "help"),
            Label(hint, "quiet", wrap=True),
        )
        buttons.setStretch(3, 1)
        return buttons

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for devices that are plugged in or out, while somebody looks."""
        super().showEvent(event)
        self._watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop watching."""
        super().hideEvent(event)
        self._watch.stop()

    def refresh(self) -> None:
        """Look at ports, drivers and registered terminals again."""
        self.ask(connections, self._show)

    def pull(self) -> None:
        """Read the journal on the terminal's own lane."""
        chosen, port = self.port.value, self._chosen_port()
        protocol = str(self.protocol.value)
        name = self.register.value

        def work(shop: Shop, progress: Progress) -> PulledJournal:
            if chosen is SIMULATED:
                return example.pull_example(shop, progress=progress)
            return pull_journal.pull_journal(
                shop,
                protocol=protocol,
                port=port,
                terminal=name if isinstance(name, str) else None,
                progress=progress,
            )

        if chosen is OTHER and not port:
            self.address.setFocus()
            return
        self.pull_button.setEnabled(False)
        task = self.session.write(work, self._tell, lane=Lane.TERMINAL, visible=True)
        task.finished.connect(lambda: self.pull_button.setEnabled(True))

    def catch(self) -> None:
        """Catch what the terminal prints at the port, until Stop, and show it at the import."""
        port = self._chosen_port()

        def work(shop: Shop, progress: Progress) -> CapturedPrint:
            return captured_prints.capture_print(shop, port=port, progress=progress)

        if not port or self.port.value is SIMULATED:
            self.address.setFocus()
            return
        self.catch_button.setEnabled(False)
        task = self.session.write(
            work, lambda done: self.session.go("import", [done.path]), lane=Lane.TERMINAL,
            visible=True,
        )  # fmt: skip
        task.finished.connect(lambda: self.catch_button.setEnabled(True))

    def _chosen_port(self) -> str:
        chosen = self.port.value
        return self.address.text().strip() if chosen is OTHER else str(chosen)

    def _explain(self) -> None:
        self.session.go("help", f"terminals/{self.protocol.value}")

    def _look(self) -> None:
        if self.session.is_open and self.session.tasks.idle:
            self.session.read(lambda _shop: tuple(terminal_info.ports()), self._compare)

    def _compare(self, ports: tuple[PortInfo, ...]) -> None:
        """Say what was plugged in or out since the last look, and offer what there is."""
        before = self._ports or ()
        if self._ports is None or ports == self._ports:
            self._ports = ports
            return
        come = [each for each in ports if each not in before]
        gone = [each for each in before if each not in ports]
        fields = {"port": (come or gone)[0].url, "what": (come or gone)[0].description}
        said = N_("{port} was plugged in: {what}") if come else N_("{port} was unplugged: {what}")
        self.plugged.say(Text(said, fields))
        self.plugged.show()
        self._ports = ports
        self.refresh()
        if come:
            self._fresh = come[0].url

    def _show(self, found: Connections) -> None:
        self.ways.show_rows(found.ways)
        options: list[tuple[object, Text | str]] = [
            (each.url, f"{each.url} · {each.description}") for each in found.ports
        ]
        if self.session.is_example:
            options.insert(0, (SIMULATED, Text(N_("Simulated terminal (模拟终端)"))))
        options.append((OTHER, Text(N_("Another address"))))
        self.port.offer(options)
        self.protocol.offer((each.ID, each.NAME) for each in found.protocols)
        self.register.offer(
            [(None, Text(N_("by its serial number"))), *((each.name, each.name)
             for each in found.terminals)]
        )  # fmt: skip
        if self._fresh in {each.url for each in found.ports}:
            self.port.choose(self._fresh)
        self._fresh = ""
        self._choose_port()

    def _choose_port(self) -> None:
        self._address.setVisible(self.port.value is OTHER)

    def _tell(self, done: PulledJournal) -> None:
        pulled = done.pulled
        self._outcome.say(
            Text(
                N_("{count} records read from {terminal}, {new} of them new"),
                {
                    "count": len(pulled.entries),
                    "terminal": pulled.terminal_id,
                    "new": done.new,
                },
            )
        )
        self._detail.say(self._remark(done.error, complete=pulled.complete))
        self._result.show()

    def _remark(self, error: PosassistError | None, *, complete: bool) -> Text:
        if error is not None:
            what, following = sentences(error)
            return Text("{what} {next}", {"what": what, "next": following})
        if complete:
            return Text(N_("That is all it holds. What was there already is not doubled."))
        return Text(N_("What came is kept; the next pull adds only the rest."))
