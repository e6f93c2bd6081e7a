"""What every command is handed: where the books lie, how to answer, what time it is."""

import datetime as dt
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.log import start_log, stop_log
from posassist.base.paths import Profile, private_folder
from posassist.cli.output import Output
from posassist.usecases.shop import Progress, Shop, open_shop, wall_clock


@dataclass(slots=True)
class Session:
    """One run of the command line."""

    profile: Profile
    output: Output
    books_url: str | None = None
    shop_name: str | None = None

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

    def asking(self, passphrase_file: Path | None) -> Callable[[str], str]:
        """Return who gives a password: the file, else the owner at the keyboard, else nobody."""

        def ask(file: str) -> str:
            if passphrase_file is not None:
                return _first_line(passphrase_file)
            if not sys.stdin.isatty():
                return ""
            return getpass.getpass(self.output.words.say(N_("Password for {file}: "), file=file))

        return ask

    def progress(self) -> Progress:
        """Return a progress line on a terminal, silence elsewhere."""
        if self.output.quiet or not sys.stderr.isatty():
            return _silent
        words = self.output.words

        def show(done: int, total: int, doing: Text) -> None:
            sys.stderr.write(f"\r{words.render(doing)} {done}/{total or '?'} ")
            sys.stderr.flush()

        return show


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as wrong:
        raise WrongUsage(
            N_("The passphrase file {path} cannot be read"),
            N_("Check the name given with --passphrase-file."),
            path=str(path),
        ) from wrong


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
