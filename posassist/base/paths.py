"""Where things lie: the shipped resources, and the user's private data folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.abc import Traversable
from importlib.resources import files
from pathlib import Path
from typing import IO

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


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
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(PRIVATE_FOLDER)
    return path


@contextmanager
def written_whole(path: Path, *, private: bool = True) -> Iterator[IO[bytes]]:
    """Write a file so that it is there whole or not at all: temporary file, fsync, rename."""
    handle = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below, before the rename
        dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part", delete=False
    )
    part = Path(handle.name)
    try:
        with handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        if not private:
            part.chmod(0o666 & ~_umask())
        part.replace(path)
        sync_folder(path.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise


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
