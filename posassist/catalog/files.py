"""The files of a catalogue: shipped ones, overridden or added to by the owner's own, by id.

Every entry is asked for by its type, and what nobody asked for is refused: a typing error in a
file is a CatalogError that names file and entry, never a setting silently ignored.
"""

import datetime as dt
import functools
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.abc import Traversable
from pathlib import Path
from typing import Final, NoReturn

from posassist.base.errors import CatalogError
from posassist.base.i18n import N_, Text
from posassist.base.paths import resources
from posassist.domain.words import Words

SHIPPED: Final = "shipped"
OWN: Final = "own"
Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """One file: its name, whether it is shipped or the owner's own, and its text.

    Files of the same content are equal, so what is made of one can be kept for the next time.
    """

    name: str
    origin: str
    text: str

    @property
    def table(self) -> Table:
        """What the file says. Raises CatalogError when it is no TOML."""
        return _parsed(self.name, self.text)

    @property
    def id(self) -> str:
        """What the file is known by: its `id`, else its name without the ending."""
        return str(self.table.get("id", self.name.removesuffix(".toml")))

    @property
    def version(self) -> str:
        """A short digest of the content, stored with what was read by it."""
        content = json.dumps(self.table, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    @property
    def fields(self) -> "Fields":
        """The table, to be asked for its entries by type."""
        return Fields(self.name, self.table)


def entries(kind: str, own: Path | None) -> Iterator[CatalogFile]:
    """Yield the files of a kind, in the order of their ids; an own file replaces a shipped one.

    `own` is the profile folder; its files of the kind lie in `own/kind`. Raises CatalogError.
    """
    found: dict[str, CatalogFile] = {}
    folders: list[tuple[str, Traversable]] = [(SHIPPED, resources() / kind)]
    if own is not None:
        folders.append((OWN, own / kind))
    for origin, folder in folders:
        seen: dict[str, str] = {}
        for path in _toml_files(folder):
            file = CatalogFile(path.name, origin, _text(path))
            if file.id in seen:
                wrong(
                    path.name, "id", Text(N_("{other} has the same id"), {"other": seen[file.id]})
                )
            seen[file.id] = path.name
            found[file.id] = file
    for key in sorted(found):
        yield found[key]


def wrong(file: str, entry: str, detail: Text) -> NoReturn:
    """Refuse a catalogue file, naming the entry and what is wrong with it."""
    raise CatalogError(
        N_("The catalogue file {file} is wrong at {entry}: {detail}"),
        N_("Correct the named entry, or remove the file from your data folder."),
        file=file,
        entry=entry,
        detail=detail,
    )


class Fields:
    """One table of a catalogue file, asked for its entries by type; `done` refuses the rest."""

    def __init__(self, file: str, table: Table, path: str = "") -> None:
        self.file = file
        self.table = table
        self._path = path
        self._asked: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default the entry must be there and not be empty."""
        value = self._take(key, default)
        if not isinstance(value, str) or (not value and default is None):
            self.wrong(key, Text(N_("a text is needed")))
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return one of the allowed words."""
        value = self.text(key, default)
        if value not in allowed:
            self.wrong(key, Text(N_("one of these is needed: {allowed}"), {"allowed": allowed}))
        return value

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a whole number, not negative."""
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.wrong(key, Text(N_("a whole number is needed")))
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.wrong(key, Text(N_("true or false is needed")))
        return value

    def day(self, key: str) -> dt.date:
        """Return a date."""
        value = self._take(key, None)
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            self.wrong(key, Text(N_("a date is needed")))
        return value

    def days(self, key: str) -> tuple[dt.date, ...]:
        """Return a list of dates; an absent one is empty."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(
            isinstance(each, dt.date) and not isinstance(each, dt.datetime) for each in value
        ):
            self.wrong(key, Text(N_("a list of dates is needed")))
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; an absent one is empty."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.wrong(key, Text(N_("a list of texts is needed")))
        return tuple(value)

    def words(self, key: str) -> Words:
        """Return words in both languages."""
        inner = self.inner(key)
        words = Words(inner.text("zh_CN"), inner.text("en"))
        inner.done()
        return words

    def mapping(self, key: str) -> dict[str, str]:
        """Return a table of texts; an absent one is empty."""
        value = self._take(key, {})
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            self.wrong(key, Text(N_("a table of texts is needed")))
        return dict(value)

    def inner(self, key: str, *, optional: bool = False) -> "Fields":
        """Return a table inside; an absent optional one is empty."""
        value = self._take(key, {} if optional else None)
        if not isinstance(value, dict):
            self.wrong(key, Text(N_("a table is needed")))
        return Fields(self.file, value, self._name(key))

    def inners(self, key: str) -> tuple["Fields", ...]:
        """Return a list of tables; an absent one is empty."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.wrong(key, Text(N_("a list of tables is needed")))
        return tuple(
            Fields(self.file, each, f"{self._name(key)}[{n}]") for n, each in enumerate(value, 1)
        )

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def done(self) -> None:
        """Refuse whatever nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                self.wrong(key, Text(N_("the program does not know this entry")))

    def wrong(self, key: str, detail: Text) -> NoReturn:
        """Refuse the file at an entry of this table."""
        wrong(self.file, self._name(key), detail)

    def _take(self, key: str, default: object) -> object:
        self._asked.add(key)
        value = self.table.get(key, default)
        if value is None:
            self.wrong(key, Text(N_("this entry is missing")))
        return value

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def _toml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    found = [each for each in folder.iterdir() if each.name.endswith(".toml")]
    return sorted(found, key=lambda each: each.name)


def _text(path: Traversable) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as broken:
        _unreadable(path.name, broken)


@functools.cache
def _parsed(name: str, text: str) -> Table:
    try:
        return tomllib.loads(text)
    except ValueError as broken:
        _unreadable(name, broken)


def _unreadable(name: str, broken: Exception) -> NoReturn:
    wrong(name, "TOML", Text(N_("it cannot be read: {detail}"), {"detail": str(broken)}))
