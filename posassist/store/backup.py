"""Backups: the books as they stood at one moment, and all that is kept beside them, in one zip.

The manifest lists every file with its SHA-256, the rows of every table, and the head of every
shop's log, so that a backup kept elsewhere is an anchor for the log and for what was printed.
"""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from sqlalchemy import URL, create_engine

from posassist import __version__
from posassist.base.cards import mask
from posassist.base.errors import BooksDamaged, EvidenceBroken
from posassist.base.i18n import N_, Text
from posassist.base.paths import private_folder, written_whole
from posassist.domain.anchor import Anchor, ChainHead
from posassist.store import events
from posassist.store.migrating import alone, counts, refuse_newer, revision
from posassist.store.trouble import damaged, locked, told

ENDING: Final = ".posbak"
_MANIFEST: Final = "backup.json"
_BOOKS: Final = "books.sqlite"
_KIND: Final = "posassist-backup-1"
_LARGEST_MANIFEST: Final = 64 * 1024 * 1024
_PORTION: Final = 1024 * 1024
_WAIT_SECONDS: Final = 10.0
_WORK: Final = ".unpacked-"
_A_DAY: Final = 24 * 60 * 60
_VAULT: Final = "vault/"
_NO_ZIP: Final = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
# What may stand in a backup beside the books: kept originals, captures, settings, own catalogue.
_BESIDE: Final = re.compile(
    r"vault/([0-9a-f]{2})/\1[0-9a-f]{62}|captures/[^/\\:.][^/\\:]{0,120}"
    r"|settings\.toml|[a-z]+(?:/[A-Za-z_]+)?/[^/\\:.][^/\\:]{0,120}\.toml"
)
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself."""

    at: dt.datetime
    program: str
    rows: Mapping[str, int]
    anchor: Anchor
    files: Mapping[str, str]


def unheeded(_done: int, _total: int) -> None:
    """Take note of no step."""


def write_backup(
    books: Path, root: Path, target: Path, folder: Path, *, at: dt.datetime, step: Step = unheeded
) -> Backup:
    """Write books, and what the data folder keeps beside them, to a file; then read it and compare.

    `root` is the data folder; `folder` takes what is unpacked.

    Raises BooksError, EvidenceBroken when what was written does not hold.
    """
    with told(), _work(folder) as work:
        copy = work / _BOOKS
        with closing(sqlite3.connect(books)) as present:
            present.execute("VACUUM INTO ?", (str(copy),))
        rows, anchor = _looked_at(copy)
        # The originals after the books: those are kept before the row that names them.
        paths = {_BOOKS: copy} | {each.relative_to(root).as_posix(): each for each in _kept(root)}
        with written_whole(target) as handle, ZipFile(handle, "w", ZIP_DEFLATED) as bag:
            files = {}
            for place, (name, path) in enumerate(paths.items()):
                step(place, 2 * len(paths))
                with path.open("rb") as source, bag.open(_entry(name, at), "w") as stored:
                    files[name] = _copied(source, stored)
            said = Backup(at, __version__, rows, anchor, files)
            bag.writestr(_entry(_MANIFEST, at), _written(said))

        def checked(done: int, total: int) -> None:
            step(total + done, 2 * total)

        return _verified(target, work, checked)


def read_manifest(path: Path) -> Backup:
    """Return what a backup says of itself; nothing else of it is read.

    Raises EvidenceBroken for a file that is no backup.
    """
    with _opened(path) as bag:
        return _manifest(bag, path.name)


def is_backup(path: Path) -> bool:
    """Say whether a file seems to be a backup."""
    try:
        with ZipFile(path) as bag:
            return _MANIFEST in bag.namelist()
    except (OSError, BadZipFile):
        return False


def verify_backup(path: Path, folder: Path, *, step: Step = unheeded) -> Backup:
    """Read all of a backup: every file, the books, their logs; `folder` takes what is unpacked.

    Raises EvidenceBroken naming the first thing that is wrong.
    """
    with told(), _work(folder) as work:
        return _verified(path, work, step)


def restore_backup(
    path: Path, books: Path, root: Path, folder: Path, *, step: Step = unheeded
) -> Backup:
    """Put a backup in the place of books, at once and whole; what lies beside them is added to.

    `root` is the data folder; `folder` takes what is unpacked.

    Raises EvidenceBroken before anything is changed, BooksNewer, BooksLocked while others write.
    """
    with told(), _work(folder) as work:
        found = _verified(path, work, step)
        beside = [name for name in found.files if name != _BOOKS]
        with _opened(path) as bag:
            for name in (each for each in beside if each.startswith(_VAULT)):
                _put_back(bag, name, root)
            with alone(books, wait_seconds=_WAIT_SECONDS):
                _replace(work / _BOOKS, books)
            for name in (each for each in beside if not each.startswith(_VAULT)):
                _put_back(bag, name, root)
    return found


def _replace(copy: Path, books: Path) -> None:
    """Copy page by page in one transaction of the books there are, so that a kill undoes it."""

    def waited(status: int, _left: int, _pages: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise locked()  # or it would try again for ever

    if _is_sound(books):
        with (
            closing(sqlite3.connect(copy)) as source,
            closing(sqlite3.connect(books, timeout=_WAIT_SECONDS)) as target,
        ):
            source.backup(target, progress=waited)
        return
    for suffix in ("", "-wal", "-shm"):
        beside = books.with_name(books.name + suffix)
        if beside.exists():
            beside.replace(books.with_name(f"{books.name}.damaged{suffix}"))
    with written_whole(books) as handle, copy.open("rb") as new:
        shutil.copyfileobj(new, handle)


def _is_sound(books: Path) -> bool:
    try:
        return revision(books) is not None
    except BooksDamaged:
        return False
    except sqlite3.DatabaseError as wrong:
        if wrong.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return False
        raise


def _kept(root: Path) -> Iterator[Path]:
    """Yield what the data folder keeps beside the books."""
    for path in sorted(root.rglob("*")):
        if _BESIDE.fullmatch(path.relative_to(root).as_posix()) and path.is_file():
            yield path


def _put_back(bag: ZipFile, name: str, root: Path) -> None:
    path = root / name
    if name.startswith(_VAULT) and path.exists():
        return
    with written_whole(private_folder(path.parent) / path.name) as handle, bag.open(name) as source:
        shutil.copyfileobj(source, handle)
        if name.startswith(_VAULT) and os.name == "posix":
            Path(handle.name).chmod(0o400)


def _verified(path: Path, work: Path, step: Step) -> Backup:
    with _opened(path) as bag:
        found = _manifest(bag, path.name)
        if sorted(bag.namelist()) != sorted([*found.files, _MANIFEST]):
            raise _broken(path.name, Text(N_("a file is lacking, or there is one too many")))
        for place, (name, digest) in enumerate(found.files.items()):
            step(place, len(found.files))
            with (work / (_BOOKS if name == _BOOKS else "other")).open("wb") as target:
                if _unpacked(bag, name, target) != digest:
                    raise _broken(path.name, Text(N_("{name} was altered"), {"name": name}))
    books = work / _BOOKS
    refuse_newer(revision(books))
    if _looked_at(books) != (found.rows, found.anchor):
        raise _broken(path.name, Text(N_("the books are not those it was made of")))
    return found


def _entry(name: str, at: dt.datetime) -> ZipInfo:
    """Return a place in the zip that depends on nothing but what is given; of any size."""
    info = ZipInfo(name, at.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.file_size = 1 << 32  # not known yet: leave room in the header
    return info


def _unpacked(bag: ZipFile, name: str, target: IO[bytes]) -> str:
    """Unpack a file and return its digest; nothing, where it cannot be unpacked."""
    try:
        with bag.open(name) as source:
            return _copied(source, target)
    except _NO_ZIP:
        return ""


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while portion := source.read(_PORTION):
        digest.update(portion)
        target.write(portion)
    return digest.hexdigest()


def _looked_at(books: Path) -> tuple[dict[str, int], Anchor]:
    """Return the rows of every table, and what the logs say. Raises BooksDamaged."""
    with closing(sqlite3.connect(books)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise damaged()
        rows = counts(copy)
    engine = create_engine(URL.create("sqlite", database=str(books)))
    try:
        with engine.connect() as connection:
            heads = events.heads(connection)
            if not all(events.verify_chain(connection, each).ok for each in heads):
                raise damaged()
            return rows, Anchor(events.printed(connection), heads)
    finally:
        engine.dispose()


def _written(backup: Backup) -> str:
    content = {
        "kind": _KIND,
        "at": backup.at.isoformat(),
        "program": backup.program,
        "rows": dict(backup.rows),
        "printed": sorted(backup.anchor.digests),
        "heads": {
            str(shop): [each.hash, each.length] for shop, each in backup.anchor.heads.items()
        },
        "files": dict(backup.files),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _manifest(bag: ZipFile, file: str) -> Backup:
    try:
        if bag.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError(_MANIFEST)  # noqa: TRY301
        said = json.loads(bag.read(_MANIFEST))
        if said["kind"] != _KIND:
            raise ValueError(_KIND)  # noqa: TRY301
        heads = {
            int(shop): ChainHead(str(hash_), int(length))
            for shop, (hash_, length) in said["heads"].items()
        }
        found = Backup(
            at=dt.datetime.fromisoformat(said["at"]),
            program=str(said["program"]),
            rows={str(name): int(count) for name, count in said["rows"].items()},
            anchor=Anchor(frozenset(map(str, said["printed"])), heads),
            files={str(name): str(digest) for name, digest in said["files"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, *_NO_ZIP) as wrong:
        raise _broken(file, Text(N_("it does not say what it holds"))) from wrong
    beside = [name for name in found.files if name != _BOOKS]
    if _BOOKS not in found.files or not all(map(_BESIDE.fullmatch, beside)):
        raise _broken(file, Text(N_("it holds what no backup does")))
    return found


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    try:
        bag = ZipFile(path)
    except (BadZipFile, OSError) as wrong:
        raise _broken(path.name, Text(N_("it cannot be opened as one"))) from wrong
    with bag:
        yield bag


@contextmanager
def _work(folder: Path) -> Iterator[Path]:
    """Yield a private folder for what is unpacked; one a killed program left goes after a day."""
    for left in folder.glob(f"{_WORK}*"):
        if time.time() - left.stat().st_mtime > _A_DAY:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_WORK, dir=private_folder(folder)) as work:
        yield Path(work)


def _broken(file: str, detail: Text) -> EvidenceBroken:
    return EvidenceBroken(
        N_("The backup {file} does not hold: {detail}"),
        N_("Use another backup; nothing was changed."),
        file=mask(file),
        detail=detail,
    )
