"""Kept originals: each stored once by its SHA-256, read-only, never rewritten."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from posassist.base.errors import BooksDamaged
from posassist.base.i18n import N_
from posassist.base.paths import private_folder, remove_stray, written_whole
from posassist.store.trouble import told


@dataclass(frozen=True, slots=True)
class Vault:
    """A folder of files named by their digest."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Return where a file of that digest lies."""
        return self.folder / sha256[:2] / sha256

    def keep(self, data: bytes) -> str:
        """Store bytes, once, and return their digest; they are on the disk when this returns.

        Raises BooksFull when the disk takes nothing more.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        with told():
            if path.is_file() and path.read_bytes() == data:
                return sha256
            with written_whole(private_folder(path.parent) / path.name) as handle:
                handle.write(data)
                if os.name == "posix":
                    Path(handle.name).chmod(0o400)
        return sha256

    def tidy(self) -> None:
        """Remove what a killed program left half written."""
        for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
            remove_stray(folder)

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a digest. Raises BooksDamaged when they are gone or altered."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError as wrong:
            raise BooksDamaged(
                N_("A kept original is gone: {digest}"),
                N_("Restore it from a backup of the data folder."),
                digest=sha256[:16],
            ) from wrong
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BooksDamaged(
                N_("A kept original was altered: {digest}"),
                N_("Restore it from a backup of the data folder."),
                digest=sha256[:16],
            )
        return data

    def known(self) -> Iterator[str]:
        """Yield the digest of every kept file, in order."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from (each.name for each in sorted(folder.glob("[0-9a-f]" * 64)))
