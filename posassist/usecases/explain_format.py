"""Say which formats there are and which of them claim a file."""

from pathlib import Path

from posassist.base.cards import mask
from posassist.base.paths import Profile
from posassist.catalog.formats import Format, formats
from posassist.statements.code_format import CodeFormat, code_formats
from posassist.statements.recognize import Claim, claims
from posassist.usecases.given import read_given


def all_formats(profile: Profile) -> tuple[Format | CodeFormat, ...]:
    """Return every format, shipped and the owner's own, in the order of their ids."""
    every: tuple[Format | CodeFormat, ...] = (*formats(own=profile.root), *code_formats())
    return tuple(sorted(every, key=lambda each: each.id))


def explain(profile: Profile, path: Path) -> tuple[Claim, ...]:
    """Return the formats that claim a file. Raises StatementUnreadable when it cannot be opened."""
    return claims(mask(path.name), read_given(path), formats(own=profile.root))
