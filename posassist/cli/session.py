"""What every command is handed: where the books lie, how to answer, what time it is."""

import datetime as dt
import getpass
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from posassist.base.errors import DocumentError, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.paths import Profile
from posassist.cli.output import Output

if TYPE_CHECKING:
    from posassist.usecases.shop import Clock, Progress, Shop


class OpenWindow(Protocol):
    """How the window is opened; the start hands it in, because Qt is none of the command line's."""

    def __call__(
        self,
        profile: Profile,
        *,
        books_url: str | None = None,
        shop_name: str | None = None,
        language: str | None = None,
        clock: "Clock | None" = None,
        files: tuple[Path, ...] = (),
    ) -> int:
        """Show the window, at the import of the files, until it is closed; return the exit code."""


@dataclass(slots=True)
class Session:
    """One run of the command line."""

    profile: Profile
    output: Output
    books_url: str | None = None
    shop_name: str | None = None
    window: OpenWindow | None = None
    language: str | None = None  # the one asked for, if any

    @contextmanager
    def shop(self, *, any_will_do: bool = False) -> "Iterator[Shop]":
        """Open the shop, with the log running; `any_will_do` where none was named and many are."""
        from posassist.usecases.shop import logged, open_shop  # noqa: PLC0415 - help answers at once

        with (
            logged(self.profile),
            open_shop(
                self.profile,
                name=self.shop_name,
                books_url=self.books_url,
                clock=clock,
                any_will_do=any_will_do,
            ) as shop,
        ):
            yield shop

    def opener(self) -> OpenWindow:
        """Return what opens the window. Raises WrongUsage where there is none."""
        if self.window is None:
            raise WrongUsage(
                N_("The window cannot be opened from here"),
                N_("posassist --help lists the commands; posassist demo shows what it does."),
            )
        return self.window

    def show(self, files: tuple[Path, ...] = ()) -> int:
        """Open the window on these books; return the exit code. Raises WrongUsage."""
        return self.opener()(
            self.profile,
            books_url=self.books_url,
            shop_name=self.shop_name,
            language=self.language,
            files=files,
        )

    def asking(self, passphrase_file: Path | None) -> Callable[[str], str]:
        """Return who gives a password: the file, else the owner at the keyboard, else nobody."""

        def ask(file: str) -> str:
            if passphrase_file is not None:
                return _first_line(passphrase_file)
            if not sys.stdin.isatty():
                return ""
            return getpass.getpass(self.output.words.say(N_("Password for {file}: "), file=file))

        return ask

    def progress(self) -> "Progress":
        """Return a progress line on a terminal, silence elsewhere."""
        if self.output.quiet or not sys.stderr.isatty():
            return _silent
        return self.output.progress


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
    return dt.datetime.now(dt.UTC)


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


def period(first: str | None, last: str | None) -> tuple[dt.date | None, dt.date | None]:
    """Read the first and last day of a period. Raises WrongUsage when it ends before it begins."""
    start, end = day(first), day(last)
    if start is not None and end is not None and end < start:
        raise WrongUsage(
            N_("The period from {first} to {last} ends before it begins"),
            N_("Give --from the earlier day and --to the later one."),
            first=first,
            last=last,
        )
    return start, end


def named_texts(option: str, given: Sequence[str] | None, how: str) -> dict[str, str]:
    """Read NAME=TEXT as often as an option gives it. Raises WrongUsage, saying how."""
    found = {}
    for each in given or ():
        name, sign, value = each.partition("=")
        if not sign:
            raise WrongUsage(N_("{option} cannot be {value}"), how, option=option, value=each)
        found[name.strip()] = value
    return found


def folder(path: Path) -> Path:
    """Make a folder for what is printed. Raises DocumentError when that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise DocumentError(
            N_("The folder {path} cannot be made"), N_("Choose another with --out."), path=str(path)
        ) from wrong
    return path


def _silent(_done: int, _total: int, _doing: Text) -> None:
    pass
