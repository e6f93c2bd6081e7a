"""The slips, photos and totals that the books hold, as a screen shows them."""

import datetime as dt
from dataclasses import dataclass

from posassist.domain.booked import Booked
from posassist.domain.case import Attachment
from posassist.domain.journal import JournalEntry
from posassist.usecases.add_slips import Held, slips_so_far
from posassist.usecases.shop import Shop
from posassist.usecases.slip_papers import photos_so_far, totals_so_far


@dataclass(frozen=True, slots=True)
class SlipSoFar:
    """A slip in the books, with the photos kept beside it."""

    booked: Booked[JournalEntry]
    photos: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class SlipsPicture:
    """All slips and totals, those added last first, and today."""

    slips: tuple[SlipSoFar, ...]
    totals: tuple[Held, ...]
    today: dt.date


def look_at_slips(shop: Shop) -> SlipsPicture:
    """Return what was typed and pasted so far."""
    photos = photos_so_far(shop)
    return SlipsPicture(
        tuple(SlipSoFar(each, photos.get(each.import_id, ())) for each in slips_so_far(shop)),
        tuple(totals_so_far(shop)),
        shop.today(),
    )
