"""What every command is handed: where the books lie, how to answer, what time it is."""

import datetime as dt
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.log import start_log, stop_log
from posassist.base.paths import Profile, private_folder
from posassist.cli.output import Output
from posassist.usecases.shop import Clock, Progress, Shop, open_shop, wall_clock


class OpenWindow(Protocol):
    """How the window is opened; the start hands it in, because Qt is none of the command line's."""

    def __call__(
        self,
        profile: Profile,
        *,
        books_url: str | None = None,
        shop_name: str | None = None,
        language: str | None = None,
        clock: Clock | None = None,
    ) -> int:
        """Show the window until it is closed; return the exit code."""


@dataclass(slots=True)
class Session:
    """One run of the command line."""

    profile: Profile
    output: Output
    books_url: str | None = None
    shop_name: str | None = None
    window: OpenWindow | None = None

    @contextmanager
    def shop(self) -> Iterator[Shop]:
        """Open the shop, with the log running."""
        private_folder(self.profile.root)
        log = start_log(self.profile)
        try:
            with open_shop(
                self.profile, name=self.shop_name, books_url=self.books_url, clock=clock
            ) as shop:
                yield shop
        finally:
            stop_log(log)

    def progress(self) -> Progress:
        """Return a progress line on a terminal, silence elsewhere."""
        if self.output.quiet or not sys.stderr.isatty():
            return _silent
        words = self.output.words

        def show(done: int, total: int, doing: Text) -> None:
            sys.stderr.write(f"\r{words.render(doing)} {done}/{total or '?'} ")
            sys.stderr.flush()

        return show


def clock() -> dt.datetime:
    """Return the time; SOURCE_DATE_EPOCH, where it is set, stands for it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    return wall_clock()


def day(text: str | None) -> dt.date | None:
    """Read a date as given on the command line. Raises WrongUsage."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise WrongUsage(
            N_("{value} is not a date"), N_("Write it like 2026-09-30."), value=text
        ) from wrong


def folder(path: Path) -> Path:
    """Make a folder for what is printed. Raises WrongUsage when that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise WrongUsage(
            N_("The folder {path} cannot be made"), N_("Choose another with --out."), path=str(path)
        ) from wrong
    return path


def _silent(_done: int, _total: int, _doing: Text) -> None:
    pass
