"""Check a pack, or the shop's own log, against themselves and an anchor."""

from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.base.paths import Profile
from posassist.documents.verify import Verified, anchor_of, verify_pack
from posassist.domain.anchor import Anchor
from posassist.store import events
from posassist.store.backup import is_backup
from posassist.store.books import Books
from posassist.store.events import ChainVerdict
from posassist.usecases.backups import check_backup
from posassist.usecases.given import read_given
from posassist.usecases.shop import Shop, address


def verify_file(
    profile: Profile, path: Path, *, anchor: Path | None = None, books_url: str | None = None
) -> Verified:
    """Check a pack; an anchor is another pack that knows it, for a lone PDF also the books.

    Raises StatementUnreadable for a file that cannot be opened, EvidenceBroken for a bad anchor.
    """
    data = read_given(path)
    known = None if anchor is None else _anchor(profile, anchor)
    printed = None
    if known is None and data.startswith(b"%PDF") and (books_url or profile.books.exists()):
        with Books.open(address(profile, books_url)) as books, books.reading() as connection:
            printed = events.printed(connection)
    return verify_pack(data, mask(path.name), known, books=printed)


def verify_log(shop: Shop, anchor: Path | None = None) -> ChainVerdict:
    """Compute the shop's event log again.

    Raises WrongUsage for an anchor of another shop, EvidenceBroken for a bad one.
    """
    held = None
    if anchor is not None:
        held = _anchor(shop.profile, anchor).heads.get(shop.id)
        if held is None:
            raise WrongUsage(
                N_("{file} knows nothing of the shop {name}"),
                N_("Choose a pack of this shop, or a backup of these books."),
                file=mask(anchor.name),
                name=shop.details.name,
            )
    with shop.books.reading() as connection:
        return events.verify_chain(connection, shop.id, held)


def _anchor(profile: Profile, path: Path) -> Anchor:
    if is_backup(path):
        return check_backup(profile, path).backup.anchor
    return anchor_of(read_given(path), mask(path.name))
