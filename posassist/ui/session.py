"""One run of the window: the shop that is open, the lanes, and who is told what."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from posassist.base.errors import Stopped
from posassist.base.paths import Profile, private_folder
from posassist.domain.party import ShopDetails
from posassist.ui.tasks import Lane, Task, Tasks
from posassist.usecases import example, registers
from posassist.usecases.shop import Clock, Progress, Shop, open_shop, wall_clock

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Start:
    """Where the owner's own books are, as the command line gave it."""

    profile: Profile
    books_url: str | None = None
    shop_name: str | None = None
    clock: Clock | None = None
    files: tuple[Path, ...] = ()  # what to show at the import


@dataclass(frozen=True, slots=True)
class _Opened:
    shop: Shop
    every: tuple[ShopDetails, ...]
    closing: ExitStack
    is_example: bool


class Session(QObject):
    """What every view is handed. Views ask for work; answers come back in the window's thread."""

    opened = Signal()
    closed = Signal()
    changed = Signal()
    failed = Signal(object)
    working = Signal(object)
    wanted = Signal(str, object)

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.tasks = Tasks()
        self._start = start
        self._opened: _Opened | None = None

    @property
    def is_open(self) -> bool:
        """Say whether books are open."""
        return self._opened is not None

    @property
    def shop(self) -> Shop:
        """The open shop."""
        assert self._opened is not None
        return self._opened.shop

    @property
    def shops(self) -> tuple[ShopDetails, ...]:
        """Every shop of the open books."""
        return self._opened.every if self._opened else ()

    @property
    def is_example(self) -> bool:
        """Say whether the invented shop is shown."""
        return self._opened is not None and self._opened.is_example

    @property
    def books_url(self) -> str | None:
        """Where the open books are, if not in the data folder."""
        return None if self.is_example else self._start.books_url

    def go(self, view: str, about: object = None) -> None:
        """Show a view, about something."""
        self.wanted.emit(view, about)

    def open_own(self, name: str | None = None) -> None:
        """Open the owner's books; the first shop where none is named."""
        start = self._start
        chosen = name or start.shop_name

        def work(_progress: Progress) -> _Opened:
            return _entered(start, chosen)

        self._open(work)

    def open_example(self) -> None:
        """Open the invented shop on books that are thrown away."""

        def work(progress: Progress) -> _Opened:
            folder = Path(tempfile.mkdtemp(prefix="posassist-example-"))
            closing = ExitStack()
            closing.callback(shutil.rmtree, folder, ignore_errors=True)
            with ExitStack() as undone:
                undone.push(closing)
                profile = Profile(private_folder(folder / "profile"))
                with example.story() as tale:
                    shop = closing.enter_context(open_shop(profile, clock=tale.clock))
                    shop = example.load_example(shop, tale, progress=progress)
                undone.pop_all()
            return _Opened(shop, (shop.details,), closing, is_example=True)

        self._open(work, visible=True)

    def read(self, work: Callable[[Shop], Result], then: Callable[[Result], object]) -> Task:
        """Read the books and hand the answer to the window."""
        shop = self.shop
        task = self.tasks.start(Lane.READER, lambda _progress: work(shop))
        task.succeeded.connect(self._current(shop, then))
        task.failed.connect(self._failed)
        return task

    def write(
        self,
        work: Callable[[Shop, Progress], Result],
        then: Callable[[Result], object] | None = None,
        *,
        lane: Lane = Lane.WRITER,
        visible: bool = False,
        renews: bool = False,
    ) -> Task:
        """Change the books; every view learns of it. `visible` shows progress and a Stop."""
        shop = self.shop
        task = self.tasks.start(lane, lambda progress: work(shop, progress))
        if renews:
            task.succeeded.connect(lambda _value: self._renew())
        if then is not None:
            task.succeeded.connect(self._current(shop, then))
        task.succeeded.connect(lambda _value: self.changed.emit())
        task.failed.connect(self._failed)
        if visible:
            self.working.emit(task)
        return task

    def close(self) -> None:
        """Stop what runs, then close the books."""
        self.tasks.close()
        if self._opened is not None:
            self._opened.closing.close()
            self._opened = None
        self.closed.emit()

    def _open(self, work: Callable[[Progress], _Opened], *, visible: bool = False) -> None:
        task = self.tasks.start(Lane.WRITER, work)
        task.succeeded.connect(self._show)
        task.failed.connect(self._failed)
        if visible:
            self.working.emit(task)

    def _show(self, opened: _Opened) -> None:
        before, self._opened = self._opened, opened
        self.opened.emit()
        if before is not None:
            # After everything queued on the reader, so that nobody reads closed books.
            self.tasks.start(Lane.READER, lambda _progress: before.closing.close())

    def _renew(self) -> None:
        opened = self._opened
        assert opened is not None
        shop = opened.shop.renewed()
        every = tuple(registers.all_shops(shop))
        self._opened = _Opened(shop, every, opened.closing, opened.is_example)
        self.opened.emit()

    def _current(self, shop: Shop, then: Callable[[Result], object]) -> Callable[[Result], None]:
        """Drop an answer about books that are no longer shown."""

        def answer(value: Result) -> None:
            if self._opened is not None and self._opened.shop.books is shop.books:
                then(value)

        return answer

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Stopped):
            self.failed.emit(error)
        self.changed.emit()


def _entered(start: Start, name: str | None) -> _Opened:
    with ExitStack() as closing:
        shop = closing.enter_context(
            open_shop(
                start.profile,
                name=name,
                books_url=start.books_url,
                clock=start.clock or wall_clock,
                any_will_do=True,
            )
        )
        return _Opened(shop, tuple(registers.all_shops(shop)), closing.pop_all(), is_example=False)
