"""A file as given told apart into its statements: an archive holds several, a lock is opened."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from posassist.base.cards import mask
from posassist.base.errors import StatementLocked
from posassist.statements.table import ENCRYPTED, OLE, ZIP, nobody

Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Given:
    """A statement: the file itself, or a file inside it as `bill.zip!june.csv`."""

    name: str
    data: bytes


def statements_in(
    name: str,
    data: bytes,
    *,
    ask: Ask | None = None,
    waiting: Callable[[], None] = nobody,
) -> tuple[Given, ...]:
    """Return the statements a file holds: itself, unless it is an archive or locked.

    `ask` gives the password of a file by its name, once; it is never stored. Raises StatementError.
    """
    safe = mask(name)
    if not (_is_archive(data) or (data.startswith(OLE) and ENCRYPTED in data)):
        return (Given(safe, data),)
    from posassist.statements import sandbox  # noqa: PLC0415 - only for such files
    from posassist.statements.unpacking import unpacked  # noqa: PLC0415 - loads the ciphers

    try:
        found = sandbox.run(unpacked, safe, data, b"", waiting=waiting)
    except StatementLocked:
        phrase = ask(safe) if ask else ""
        if not phrase:
            raise
        found = sandbox.run(unpacked, safe, data, phrase.encode(), waiting=waiting)
    pairs = zip(found[::2], found[1::2], strict=True)
    return tuple(Given(mask(json.loads(each)), content) for each, content in pairs)


def _is_archive(data: bytes) -> bool:
    """Say whether a file is a zip of files; a workbook is a zip too, and is not."""
    if not data.startswith(ZIP):
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # cut off: the reader of workbooks says so
    return "xl/workbook.xml" not in names
