"""What stands beside slips: photos of them, and the totals of their batches."""

from pathlib import Path

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.domain.case import Attachment
from posassist.store import imports, journal
from posassist.usecases.add_slips import SOURCE, Held, read_again
from posassist.usecases.keep_file import kept_file, photos_of, with_photos
from posassist.usecases.shop import Shop


def attach_photo(shop: Shop, import_id: str, path: Path) -> Text | None:
    """Keep a photo with slips that are stored; say what the program could not look into.

    Raises WrongUsage for no such slips, StatementError for a file that cannot be kept.
    """
    with shop.books.reading() as connection:
        record = imports.by_id(connection, shop.id, import_id)
    if record is None or record.source != SOURCE:
        raise WrongUsage(
            N_("There are no slips {number}"),
            N_("Choose a slip of the list, then add its photo."),
            number=import_id,
        )
    photo, unread = kept_file(shop, path)
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="photo",
        title=Text(N_("{file} kept with a slip"), {"file": photo.name}),
    ) as change:
        photos = (*photos_of(record), photo)
        imports.set_options(change, import_id, with_photos(record.options, photos))
    return unread


def photos_so_far(shop: Shop) -> dict[str, tuple[Attachment, ...]]:
    """Return the photos kept with slips, by their import."""
    with shop.books.reading() as connection:
        every = imports.all_imports(connection, shop.id)
    return {each.id: photos_of(each) for each in every if each.source == SOURCE}


def totals_so_far(shop: Shop) -> list[Held]:
    """Return the totals of batches, those added last first, held against the books of now."""
    with shop.books.reading() as connection:
        every = imports.all_imports(connection, shop.id)
        entries = [each.record for each in journal.entries(connection, shop.id)]
    found = []
    for record in reversed(every):
        if record.source == SOURCE and record.checks:
            slips = read_again(shop, shop.vault.read(record.sha256), record.options)
            found += [Held(each, *each.counted(entries)) for each in slips.totals]
    return found
