"""Watch a folder of this computer: statements saved there are offered for import, once.

Kept beside the books, not in them: which folder, and which of its files were imported or left.
"""

import hashlib
import json
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.base.paths import Profile, written_whole
from posassist.store import imports, shops
from posassist.usecases.import_statement import MAX_BYTES
from posassist.usecases.shop import Shop

# What statements are saved as; a folder of downloads holds much else.
ENDINGS: Final = (
    ".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".zip", ".ofx", ".qfx", ".qif", ".sta",
    ".mt940", ".940", ".xml", ".bai", ".bai2", ".cod", ".coda", ".htm", ".html", ".capture",
)  # fmt: skip
MOST: Final = 2_000  # files of a folder that are looked at, the newest first
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Watched:
    """The folder, and the files in it that are new; no folder where none is watched."""

    folder: Path | None
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Memory:
    folder: Path | None
    seen: dict[str, Mark]


def watch(shop: Shop, folder: Path | None) -> Watched:
    """Watch a folder from now on, or none; what lies in it is offered, too.

    Raises WrongUsage for what is no folder that can be read.
    """
    if folder is not None:
        folder = folder.absolute()
        try:
            next(folder.iterdir(), None)
        except OSError as wrong:
            raise WrongUsage(
                N_("{path} is no folder that can be watched"),
                N_("Choose the folder that statements are saved to."),
                path=str(folder),
            ) from wrong
    _write(shop.profile, _Memory(folder, {}))
    return watched(shop)


def watched(shop: Shop) -> Watched:
    """Look at the folder: what was neither imported nor left out yet, and rests."""
    memory = _read(shop.profile)
    if memory.folder is None:
        return Watched(None)
    fresh = {
        path: mark
        for path in _statements(memory.folder)
        if (mark := _mark(path)) is not None and memory.seen.get(str(path)) != mark
    }
    known = _imported(shop) if fresh else frozenset()
    there = [path for path, mark in fresh.items() if _sha(path, mark) in known]
    if there:
        _write(
            shop.profile, _Memory(memory.folder, memory.seen | {str(p): fresh[p] for p in there})
        )
    return Watched(memory.folder, tuple(path for path in fresh if path not in there))


def leave(shop: Shop, files: Iterable[Path]) -> Watched:
    """Offer these no more, until they change; return what is left."""
    memory = _read(shop.profile)
    marks = {str(path): mark for path in files if (mark := _mark(path)) is not None}
    _write(shop.profile, _Memory(memory.folder, memory.seen | marks))
    return watched(shop)


def _statements(folder: Path) -> list[Path]:
    try:
        found = [
            each
            for each in folder.iterdir()
            if each.suffix.lower() in ENDINGS and not each.name.startswith(".")
        ]
    except OSError:  # unplugged, or gone: it may come back
        return []
    return sorted(found, key=lambda each: _mark(each) or (0, 0))[-MOST:]


def _mark(path: Path) -> Mark | None:
    """Return how large a file is and when it was written; None while it is empty or gone."""
    try:
        told = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(told.st_mode):
        return None
    return (told.st_mtime_ns, told.st_size) if 0 < told.st_size <= MAX_BYTES else None


@lru_cache(MOST)
def _sha(path: Path, _mark: Mark) -> str:
    """Return the digest of a file; one that did not change is read once."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _imported(shop: Shop) -> frozenset[str]:
    with shop.books.reading() as connection:
        return frozenset(
            each.sha256_given
            for one in shops.all_shops(connection)
            for each in imports.all_imports(connection, one.id)
        )


def _file(profile: Profile) -> Path:
    return profile.root / "watched.json"


def _read(profile: Profile) -> _Memory:
    """Read what is remembered; nothing is where the file is none of ours."""
    try:
        table = json.loads(_file(profile).read_text(encoding="utf-8"))
        seen = {str(name): (int(at), int(size)) for name, (at, size) in table["seen"].items()}
        return _Memory(Path(table["folder"]) if table["folder"] else None, seen)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return _Memory(None, {})


def _write(profile: Profile, memory: _Memory) -> None:
    table = {"folder": str(memory.folder) if memory.folder else "", "seen": memory.seen}
    with written_whole(_file(profile)) as handle:
        handle.write(json.dumps(table, ensure_ascii=False).encode())
