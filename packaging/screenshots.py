"""Takes a picture of every screen, in both languages, light and dark, of the example shop.

    python packaging/dev.py screenshots [FOLDER]

Nothing appears on the screen; the pictures lie in FOLDER (default: screenshots/).
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea

from posassist.base.i18n import LANGUAGES
from posassist.base.paths import Profile
from posassist.domain.case import Contact
from posassist.ui import theme
from posassist.ui.app import make_window
from posassist.ui.session import Start
from posassist.ui.views.cases import CasesView
from posassist.ui.views.evidence import EvidenceView
from posassist.ui.views.settings import SettingsView
from posassist.ui.views.slips import SlipsView
from posassist.ui.widgets.said import current_language, speak
from posassist.ui.window import Window
from posassist.usecases import backups, cases, example
from posassist.usecases.look_at_findings import look_at_findings
from posassist.usecases.look_at_today import Group
from posassist.usecases.shop import Progress, Shop

SECONDS = 300
DRAWN_MILLISECONDS = 400
SIZE = (1280, 820)
MESSAGES = """\
您尾号8801卡10月9日09:26网上银行收入(银联入账)1,281.11元，余额5,104.77元。【工商银行】
您尾号8801卡10月10日09:31网上银行收入(银联入账)402.40元，余额5,507.17元。【工商银行】
您尾号8801卡10月10日12:02工商银行支出(消费)36.00元，余额5,471.17元。【工商银行】
您的验证码是 482913，请勿告诉他人。【工商银行】
您尾号1234卡10月10日收入7.00元，余额11.00元。【工商银行】
"""
UNKNOWN = """\
示例支付 交易导出
到账,交易,应收,扣费,实收,门店
05/10/2026,03/10/2026,88.00,0.33,87.67,晨光便利店
06/10/2026,04/10/2026,120.50,0.46,120.04,晨光便利店
07/10/2026,05/10/2026,36.90,0.14,36.76,晨光便利店
08/10/2026,06/10/2026,1286.00,4.89,1281.11,晨光便利店
09/10/2026,07/10/2026,15.00,0.06,14.94,晨光便利店
合计,,1546.40,5.88,1540.52,
"""


@dataclass(frozen=True)
class Camera:
    """The window, and where its pictures go."""

    application: QApplication
    window: Window
    folder: Path

    def settle(self) -> None:
        """Let everything that was asked for arrive."""
        deadline = QDeadlineTimer(SECONDS * 1000)
        calm = 0
        while calm < 5 and not deadline.hasExpired():
            self.application.processEvents()
            calm = calm + 1 if self.window.session.tasks.idle and self.window.session.is_open else 0

    def wait(self) -> None:
        """Give pages that draw themselves beside us their time."""
        deadline = QDeadlineTimer(DRAWN_MILLISECONDS)
        while not deadline.hasExpired():
            self.application.processEvents()

    def show(self, view: str, about: object = None) -> None:
        """Turn to a screen."""
        self.window.session.go(view, about)
        self.settle()

    def press(self, words: str) -> None:
        """Press the visible button with these English words."""
        said = current_language().gettext(words)
        for each in self.window.view.findChildren(QAbstractButton):
            if each.isVisible() and each.accessibleName() == said:
                each.click()
                break
        self.settle()

    def take(self, name: str) -> None:
        """Take the screen four times."""
        for scheme in (theme.Scheme.LIGHT, theme.Scheme.DARK):
            theme.apply(self.application, scheme)
            for code in LANGUAGES:
                speak(code)
                self.window.dress()
                self.settle()
                self.wait()
                picture = self.folder / f"{name}-{code}-{scheme.value}.png"
                self.window.grab().save(str(picture))
                print(picture, flush=True)


def main(arguments: list[str]) -> int:
    """Take them all; return 0."""
    folder = Path(arguments[0] if arguments else "screenshots").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    with tempfile.TemporaryDirectory() as profile:
        window = make_window(application, Start(Profile(Path(profile))), language="zh_CN")
        window.resize(*SIZE)
        window.show()
        camera = Camera(application, window, folder)
        camera.settle()
        camera.take("start")
        window.open_example()
        camera.settle()
        window.session.write(a_case)
        camera.settle()
        window.undo_bar.hide()
        walk(camera)
        window.close()
        # Pages that are shown must be gone before the application is.
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return 0


def walk(camera: Camera) -> None:
    """Go through the screens as an owner does."""
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("today", lambda: camera.show("today")),
        ("reconcile", lambda: camera.show("reconcile", Group.ABSENT)),
        ("decide", lambda: camera.show("reconcile", "decide")),
        ("deposits", lambda: camera.show("reconcile", "deposits")),
        ("cases", lambda: camera.show("cases", 1)),
        ("arrears", lambda: camera.show("cases", "arrears")),
        ("desk", lambda: desk(camera)),
        ("daily", lambda: camera.show("daily", "opening")),
        ("shop", lambda: camera.show("shop", "fault")),
        ("evidence", lambda: make_pack(camera)),
        ("terminal", lambda: camera.show("terminal")),
        ("slips", lambda: camera.show("slips", "typed")),
        ("totals", lambda: totals(camera)),
        ("paste", lambda: paste(camera)),
        ("help", lambda: camera.show("help", "playbook/money-missing")),
        ("settings", lambda: camera.show("settings")),
        ("backups", lambda: backed_up(camera)),
        ("import", lambda: camera.show("import")),
        ("preview", lambda: preview(camera)),
        ("wizard", lambda: wizard(camera)),
    )
    for name, step in steps:
        step()
        camera.take(name)


def a_case(shop: Shop, _progress: Progress) -> None:
    """Open a case over what is missing, and call once."""
    found = [each for each in look_at_findings(shop) if each.group is Group.ABSENT]
    case = cases.open_case(shop, tuple(each.discrepancy.id for each in found[1:3]))
    contact = Contact(
        shop.today(), "客服答复三个工作日内核查", "示例收单客服 0086", "GD-20261011-07"
    )
    cases.log_contact(shop, case.number, contact)


def desk(camera: Camera) -> None:
    """Show what to say to a customer."""
    camera.show("cases", "customer")
    view = camera.window.view
    assert isinstance(view, CasesView)  # noqa: S101 - which screen this is
    view.desk.choose("conversation")
    camera.settle()


def make_pack(camera: Camera) -> None:
    """Make the case's pack and show its pages."""
    camera.show("evidence", 1)
    view = camera.window.view
    assert isinstance(view, EvidenceView)  # noqa: S101 - which screen this is
    view.make_pack()
    camera.settle()
    camera.window.undo_bar.hide()


def preview(camera: Camera) -> None:
    """Show what a file would add."""
    with example.story() as tale:
        camera.show("import", [tale.folder / "bank.csv"])


def backed_up(camera: Camera) -> None:
    """Show the backups at the end of the settings, one of them looked at."""
    camera.show("settings")
    view = camera.window.view
    assert isinstance(view, SettingsView)  # noqa: S101 - which screen this is
    view.backups.make()
    camera.settle()
    shop = camera.window.session.shop
    view.backups.look_at(backups.all_backups(shop.profile)[0].path)
    camera.settle()
    bar = view.findChildren(QScrollArea)[0].verticalScrollBar()
    bar.setValue(bar.maximum())
    camera.settle()


def totals(camera: Camera) -> None:
    """Show the totals of two batches, one of which lacks slips."""
    camera.show("slips", "totals")
    view = camera.window.view
    assert isinstance(view, SlipsView)  # noqa: S101 - which screen this is
    for count, amount in (("12", "3305.10"), ("9", "1286.00")):
        view.totals.batch.setText(view.totals.batch.text() or "000122")
        view.totals.sales.setText(count)
        view.totals.sold.setText(amount)
        view.totals.store()
        camera.settle()
    camera.window.undo_bar.hide()


def paste(camera: Camera) -> None:
    """Show what is understood of the bank's messages."""
    camera.show("slips", "pasted")
    view = camera.window.view
    assert isinstance(view, SlipsView)  # noqa: S101 - which screen this is
    view.pasted.text.setPlainText(MESSAGES)
    while not view.pasted.button.isEnabled():
        camera.application.processEvents()
    camera.settle()


def wizard(camera: Camera) -> None:
    """Show what an unknown sheet seems to be."""
    camera.press("Leave this file out")
    sheet = camera.folder / "商户交易导出.csv"
    sheet.write_text(UNKNOWN, encoding="gb18030")
    camera.show("import", [sheet])
    sheet.unlink()
