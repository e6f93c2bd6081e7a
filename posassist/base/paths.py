"""Where things lie: the shipped resources, and the user's private data folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import escape
from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import IO

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
_PART = ".part"
_NAMED = 40  # characters of a file's name that its temporary file keeps


def resources() -> Traversable:
    """The read-only files shipped with the program: in a wheel, a frozen app, or a checkout."""
    packaged = files("posassist") / "resources"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "resources"


@dataclass(frozen=True, slots=True)
class Profile:
    """The user's data folder: books, kept originals, captures, log, own catalogue files."""

    root: Path

    @property
    def books(self) -> Path:
        """The SQLite file."""
        return self.root / "books.sqlite"

    @property
    def vault(self) -> Path:
        """Kept originals, by SHA-256."""
        return self.root / "vault"

    @property
    def captures(self) -> Path:
        """Captures of pulls still under way; finished ones lie in the vault."""
        return self.root / "captures"

    @property
    def log(self) -> Path:
        """The rotating log file."""
        return self.root / "log" / "posassist.log"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "settings.toml"

    def catalogue(self, kind: str) -> Path:
        """The folder of the owner's own files of a kind (formats, letters …)."""
        return self.root / kind


def default_profile() -> Profile:
    """Return the platform's own place for the data folder."""
    from platformdirs import user_data_path  # noqa: PLC0415 - the version must answer at once

    return Profile(user_data_path("posassist", appauthor=False))


def private_folder(path: Path) -> Path:
    """Make a folder only its owner may enter, with its parents; return it."""
    fresh = not path.is_dir()
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if os.name == "posix":
        mode = path.stat().st_mode
        if fresh:
            path.chmod(PRIVATE_FOLDER)  # whatever the umask took away
            sync_folder(path.parent)
        elif mode & 0o077:
            path.chmod(mode & PRIVATE_FOLDER)
    return path


@contextmanager
def written_whole(path: Path, *, private: bool = True) -> Iterator[IO[bytes]]:
    """Write a file so that it is there whole or not at all: temporary file, fsync, rename."""
    remove_stray(path.parent, path.name)
    handle = _held_part(path)
    part = Path(handle.name)
    try:
        with handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
            if os.name == "posix":
                if not private:
                    part.chmod(0o666 & ~_umask())
                part.replace(path)
        if os.name != "posix":
            part.replace(path)  # Windows moves no open file
        sync_folder(path.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise


def remove_stray(folder: Path, name: str = "") -> None:
    """Remove temporary files that a killed program left in a folder; those in use stay."""
    for part in folder.glob(f".{escape(name[:_NAMED])}*{_PART}"):
        with suppress(OSError):
            if fcntl is None:
                part.unlink()  # Windows removes no open file
            else:
                with part.open("rb") as handle:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    part.unlink()


def _held_part(path: Path) -> IO[bytes]:
    """Make the temporary file of a file, marked as in use for as long as it is open."""
    while True:
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115 - the caller closes it
            dir=path.parent, prefix=f".{path.name[:_NAMED]}.", suffix=_PART, delete=False
        )
        if fcntl is None:
            return handle
        os.fchmod(handle.fileno(), PRIVATE_FILE)  # whatever the umask took away
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle.fileno()).st_nlink:
            return handle
        handle.close()  # taken for a stray one in the moment before it was marked


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power cut, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
