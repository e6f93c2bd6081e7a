"""Check a pack, or the shop's own log, against themselves and an anchor."""

from pathlib import Path

from posassist.base.errors import StatementUnreadable
from posassist.base.i18n import N_
from posassist.documents.verify import Verified, digests_in, verify_pack
from posassist.store import events
from posassist.store.events import ChainVerdict
from posassist.usecases.shop import Shop


def verify_file(path: Path, anchor: Path | None = None) -> Verified:
    """Check a pack; an anchor is another pack that knows it.

    Raises StatementUnreadable for a file that cannot be opened, EvidenceBroken for a bad anchor.
    """
    known = None if anchor is None else digests_in(_bytes(anchor))
    return verify_pack(_bytes(path), path.name, known)


def verify_log(shop: Shop) -> ChainVerdict:
    """Compute the shop's event log again."""
    with shop.books.reading() as connection:
        return events.verify_chain(connection, shop.id)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise StatementUnreadable(
            N_("The file {file} cannot be opened"),
            N_("Check the name and that you may read it, then try again."),
            file=path.name,
        ) from wrong
