"""Back the books up, look at the backups there are, and put one in their place."""

import datetime as dt
import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posassist.base.errors import BooksDamaged, EvidenceBroken, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.paths import Profile, private_folder, written_whole
from posassist.store.backup import (
    ENDING,
    Backup,
    Step,
    read_manifest,
    restore_backup,
    verify_backup,
    write_backup,
)
from posassist.store.books import Books, file_of
from posassist.store.events import heads
from posassist.store.trouble import told
from posassist.usecases.shop import Clock, Progress, Shop, address, prepared, silent, wall_clock

SUFFIX: Final = ENDING
AUTOMATIC: Final = "auto"
KEPT_AUTOMATIC: Final = 10
_BY_HAND: Final = "posassist"
_VERIFIED: Final = "verified.json"
_OFTEN_ENOUGH: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup file: what it says of itself, and when it was last read whole and held."""

    path: Path
    size: int
    backup: Backup
    verified_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup put in the place of the books, and the backup of what was there before, if any."""

    backup: Kept
    before: Path | None


def own_folder(profile: Profile) -> Path:
    """Return the folder of the backups nobody named a place for."""
    return profile.root / "backups"


def create_backup(
    profile: Profile,
    *,
    books_url: str | None = None,
    to: Path | None = None,
    name: str = _BY_HAND,
    clock: Clock = wall_clock,
    progress: Progress = silent,
) -> Kept:
    """Back up the books and what is kept beside them, and read the file back whole.

    Raises WrongUsage for books on a server, BooksError, EvidenceBroken where it does not hold.
    """
    books = _file(profile, books_url)
    with Books.open(books):
        pass  # made where there were none, brought to the newest shape, refused when damaged
    at = clock()
    own = private_folder(own_folder(profile))
    target = _free(to or own, f"{name}-{at.astimezone():%Y%m%d-%H%M%S}")
    step = _step(progress, Text(N_("Backing up")))
    backup = write_backup(books, profile.root, target, own, at=at, step=step)
    _remember(profile, target, at)
    return Kept(target, target.stat().st_size, backup, at)


def create_if_due(
    shop: Shop, *, books_url: str | None = None, progress: Progress = silent
) -> Kept | None:
    """Make the daily backup, when anything was written since the last; old ones of its kind go."""
    profile = shop.profile
    if file_of(address(profile, books_url)) is None:
        return None  # a server has backups of its own
    last = next((each.backup for each in all_backups(profile)), None)
    if last is not None and shop.now() - last.at < _OFTEN_ENOUGH:
        return None
    with shop.books.reading() as connection:
        present = heads(connection)
    fresh = sum(each.length for each in present.values()) <= len(present)
    if fresh if last is None else last.anchor.heads == present:
        return None  # nothing was done that is not kept
    made = create_backup(
        profile, books_url=books_url, name=AUTOMATIC, clock=shop.clock, progress=progress
    )
    for each in sorted(own_folder(profile).glob(f"{AUTOMATIC}-*{ENDING}"))[:-KEPT_AUTOMATIC]:
        each.unlink(missing_ok=True)
    return made


def all_backups(profile: Profile) -> list[Kept]:
    """Return the backups in the data folder, newest first; what cannot be read is none."""
    seen = _remembered(profile)
    found = []
    for path in own_folder(profile).glob(f"*{ENDING}"):
        with suppress(EvidenceBroken):
            backup = read_manifest(path)
            found.append(Kept(path, path.stat().st_size, backup, seen.get(path.name)))
    return sorted(found, key=lambda each: (each.backup.at, each.path.name), reverse=True)


def check_backup(
    profile: Profile, path: Path, *, clock: Clock = wall_clock, progress: Progress = silent
) -> Kept:
    """Read all of a backup.

    Raises EvidenceBroken naming the first thing wrong, BooksNewer for a newer program's.
    """
    step = _step(progress, Text(N_("Reading the backup")))
    backup = verify_backup(path, private_folder(own_folder(prepared(profile))), step=step)
    at = clock()
    _remember(profile, path, at)
    return Kept(path, path.stat().st_size, backup, at)


def restore(
    profile: Profile,
    path: Path,
    *,
    books_url: str | None = None,
    clock: Clock = wall_clock,
    progress: Progress = silent,
) -> Restored:
    """Put a backup in the place of the books; what is there now is backed up first.

    Books too damaged for that are kept beside, under another name.
    Raises EvidenceBroken, BooksNewer, BooksLocked, WrongUsage; nothing is changed then.
    """
    books = _file(profile, books_url)
    found = check_backup(profile, path, clock=clock, progress=progress)
    before = None
    if books.exists():
        with suppress(BooksDamaged):
            before = create_backup(
                profile, books_url=books_url, name="before-restore", clock=clock, progress=progress
            ).path
    step = _step(progress, Text(N_("Putting the backup in place")))
    restore_backup(path, books, profile.root, private_folder(own_folder(profile)), step=step)
    return Restored(found, before)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a backup file."""
    with told(), path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _file(profile: Profile, books_url: str | None) -> Path:
    found = file_of(address(prepared(profile), books_url))
    if found is None:
        raise WrongUsage(
            N_("Books on a server are backed up on the server"),
            N_("Ask whoever keeps the server, or use its own program (for PostgreSQL: pg_dump)."),
        )
    return found


def _free(folder: Path, stem: str) -> Path:
    number = 1
    while True:
        path = folder / f"{stem}{'' if number == 1 else f'-{number}'}{ENDING}"
        if not path.exists():
            return path
        number += 1


def _step(progress: Progress, doing: Text) -> Step:
    def step(done: int, total: int) -> None:
        progress(done, total, doing)

    return step


def _remember(profile: Profile, path: Path, at: dt.datetime) -> None:
    seen = _remembered(profile)
    here = {each.name for each in own_folder(profile).glob(f"*{ENDING}")}
    kept = {name: each.isoformat() for name, each in seen.items() if name in here}
    if path.parent == own_folder(profile):
        kept[path.name] = at.isoformat()
    with told(), written_whole(private_folder(own_folder(profile)) / _VERIFIED) as handle:
        handle.write(json.dumps(kept).encode())


def _remembered(profile: Profile) -> dict[str, dt.datetime]:
    try:
        said = json.loads((own_folder(profile) / _VERIFIED).read_text(encoding="utf-8"))
        return {str(name): dt.datetime.fromisoformat(each) for name, each in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # only a note of when a file was last read: it is read again
