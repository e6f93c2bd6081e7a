"""File names inside a pack: what someone else called a file never decides where it lands."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

FOLDER: Final = "originals"
_LONGEST: Final = 150  # bytes, so that it fits every file system with room for a number
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_RESERVED: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:[ .].*)?", re.IGNORECASE
)


def cleaned(name: str) -> str:
    """Return a name safe on every system: no folder, no invisible signs, nothing reserved."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(
        sign for sign in name if unicodedata.category(sign)[0] not in "CZ" or sign == " "
    )
    name = _FORBIDDEN.sub("_", name).strip(" ").rstrip(". ")
    if _RESERVED.fullmatch(name) or name.startswith((".", "-", "~")):
        name = f"_{name}"
    return _cut(name or "file")


def paths(names: Sequence[str]) -> tuple[str, ...]:
    """Give every file its path in the pack, in the same order; equal names are numbered."""
    taken: set[str] = set()
    given: list[str] = []
    for name in map(cleaned, names):
        stem, dot, ending = name.rpartition(".")
        if not stem:
            stem, dot, ending = name, "", ""
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{stem} ({number}){dot}{ending}"
        taken.add(free.casefold())
        given.append(f"{FOLDER}/{free}")
    return tuple(given)


def _cut(name: str) -> str:
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 10:
        stem, dot, ending = name, "", ""
    room = _LONGEST - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + dot + ending
