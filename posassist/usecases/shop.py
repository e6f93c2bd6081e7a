"""The shop handed to every use-case: its details, books, vault, folder and clock."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from posassist.base.errors import BooksError, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.log import start_log, stop_log
from posassist.base.paths import Profile, private_folder
from posassist.base.settings import Settings, read_settings
from posassist.catalog.calendars import calendar
from posassist.domain.cycle import Calendar
from posassist.domain.party import ShopDetails
from posassist.store import shops
from posassist.store.books import Books
from posassist.store.trouble import told
from posassist.store.vault import Vault

FIRST_SHOP = "My shop"
Clock = Callable[[], dt.datetime]
Progress = Callable[[int, int, Text], None]


def wall_clock() -> dt.datetime:
    """The computer's clock, aware."""
    return dt.datetime.now(dt.UTC)


def silent(_done: int, _total: int, _doing: Text) -> None:
    """Report progress to nobody."""


@dataclass(slots=True)
class Judged:
    """On what ground the books were judged last, and what was found; see reconcile_period.

    One pair, so that no thread sees the ground of one and the findings of another.
    """

    last: tuple[object, object] = (None, None)


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop of the books, opened."""

    details: ShopDetails
    books: Books
    vault: Vault
    profile: Profile
    settings: Settings
    clock: Clock
    judged: Judged = field(default_factory=Judged, compare=False)

    @property
    def id(self) -> int:
        """The shop's number in the books."""
        return self.details.id

    @property
    def zone(self) -> ZoneInfo:
        """The zone of every time on its pages."""
        return ZoneInfo(self.details.timezone)

    def now(self) -> dt.datetime:
        """Return the time, in the shop's zone."""
        return self.clock().astimezone(self.zone)

    def today(self) -> dt.date:
        """Return the shop's date."""
        return self.now().date()

    def calendar(self, code: str) -> Calendar:
        """Return the working days of a place, with the owner's own overlay."""
        return calendar(code, own=self.profile.root)

    def renewed(self) -> "Shop":
        """Return the same shop with its details read again."""
        with self.books.reading() as connection:
            every = shops.all_shops(connection)
        return replace(self, details=next(each for each in every if each.id == self.id))


@contextmanager
def open_shop(
    profile: Profile,
    *,
    name: str | None = None,
    books_url: str | None = None,
    clock: Clock = wall_clock,
    any_will_do: bool = False,
) -> Iterator[Shop]:
    """Open the books and the named shop, or the only one; a fresh profile gets one.

    `books_url` may be a database URL or the path of a file. Raises WrongUsage when the shop does
    not exist or several wait to be chosen from (unless the first `any_will_do`).
    """
    vault = Vault(prepared(profile).vault)
    settings = read_settings(profile)
    with Books.open(address(profile, books_url)) as books:
        with books.reading() as connection:
            every = shops.all_shops(connection)
        if not every:
            every = _first_shop(books, clock())
        yield Shop(
            details=every[0] if any_will_do and name is None else _chosen(every, name),
            books=books,
            vault=vault,
            profile=profile,
            settings=settings,
            clock=clock,
        )


def address(profile: Profile, books_url: str | None) -> str | Path:
    """Return where the books are: in the data folder, or in the file or database that is named."""
    if books_url and "://" not in books_url:
        return Path(books_url).absolute()
    return books_url or profile.books


def prepared(profile: Profile) -> Profile:
    """Make the data folder, private, and clear what a killed program left half written in it.

    Raises BooksError where it is no folder, BooksFull when it may not be written to.
    """
    with told():
        _folder(profile)
        Vault(private_folder(profile.vault)).tidy()
    return profile


@contextmanager
def logged(profile: Profile) -> Iterator[None]:
    """Write the log to the data folder meanwhile. Raises BooksFull when it cannot be written to."""
    with told():
        _folder(profile)
        log = start_log(profile)
    try:
        yield
    finally:
        stop_log(log)


def _folder(profile: Profile) -> None:
    try:
        private_folder(profile.root)
    except (FileExistsError, NotADirectoryError) as wrong:
        raise BooksError(
            N_("The data folder {path} cannot be used"),
            N_("Make it a folder you may write to, or name another with --profile DIR."),
            path=str(profile.root),
        ) from wrong


def _first_shop(books: Books, at: dt.datetime) -> list[ShopDetails]:
    with books.writing(
        1, at=at, kind="shop", title=Text(N_("Shop opened")), undoable=False
    ) as change:
        every = shops.all_shops(change.connection)
        if every:  # another program was quicker
            change.silent()
            return every
        return [shops.add_shop(change, ShopDetails(1, FIRST_SHOP))]


def _chosen(every: list[ShopDetails], name: str | None) -> ShopDetails:
    if name is None and len(every) == 1:
        return every[0]
    for each in every:
        if each.name == name:
            return each
    names = tuple(each.name for each in every)
    if name is None:
        raise WrongUsage(
            N_("These books hold several shops: {names}"),
            N_("Say which one with --shop NAME before the command."),
            names=names,
        )
    raise WrongUsage(
        N_("There is no shop named {name}"),
        N_("The shops are: {names}"),
        name=name,
        names=names,
    )
