"""Keep a file the owner adds - a photo, a paper - and know it again beside an import."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import StatementUnreadable
from posassist.base.i18n import N_, Text
from posassist.domain.case import Attachment
from posassist.statements.originals import struck_file
from posassist.store.imports import ImportRecord
from posassist.usecases.given import read_given
from posassist.usecases.shop import Shop

PHOTOS: Final = "photos"
_ENDINGS: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".gif", ".bmp", ".tif", ".tiff"}
)
MAX_SIZE: Final = 50 * 1024 * 1024


def is_photo(path: Path) -> bool:
    """Say whether a file is called what photos are called."""
    return path.suffix.lower() in _ENDINGS


def kept_file(shop: Shop, path: Path) -> tuple[Attachment, Text | None]:
    """Keep a file, card numbers struck; say what the program could not look into.

    Raises StatementError when it cannot be opened, is too large, locked or hostile.
    """
    name = mask(path.name)
    data = read_given(path)
    if len(data) > MAX_SIZE:
        raise StatementUnreadable(
            N_("The file {file} is larger than 50 MB"),
            N_("Attach a smaller copy, or the pages that matter."),
            file=name,
        )
    original = struck_file(name, data)
    attachment = Attachment(
        name=name,
        sha256=shop.vault.keep(original.data),
        sha256_given=hashlib.sha256(data).hexdigest(),
        size=len(original.data),
        added_on=shop.today(),
    )
    if not original.unread:
        return attachment, None
    return attachment, Text(
        N_("{file} holds pictures: look that no whole card number can be read on them"),
        {"file": name},
    )


def photos_of(record: ImportRecord) -> tuple[Attachment, ...]:
    """Return the photos kept with an import."""
    stored = record.options.get(PHOTOS)
    every = stored if isinstance(stored, list) else []
    return tuple(
        Attachment(**(each | {"added_on": dt.date.fromisoformat(each["added_on"])}))
        for each in every
    )


def with_photos(options: dict[str, object], photos: Sequence[Attachment]) -> dict[str, object]:
    """Return the options of an import with these photos beside it."""
    if not photos:
        return options
    return options | {
        PHOTOS: [asdict(each) | {"added_on": each.added_on.isoformat()} for each in photos]
    }
