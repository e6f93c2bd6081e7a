"""Counter terminals by brand: whether a cable helps, and the best other way to the same records."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posassist.catalog.files import Fields, entries
from posassist.domain.words import Words

KIND: Final = "brands"


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand or provider; `protocol` is the driver's id, empty where no cable helps."""

    name: Words
    protocol: str
    way: Words


def brands(own: Path | None = None) -> tuple[Brand, ...]:
    """Return every brand, in the order of the files. Raises CatalogError."""
    found = []
    for file in entries(KIND, own):
        fields = file.fields
        fields.integer("schema")
        fields.text("id")
        found += [_brand(each) for each in fields.inners("brand")]
        fields.done()
    return tuple(found)


def _brand(fields: Fields) -> Brand:
    brand = Brand(fields.words("name"), fields.text("protocol", ""), fields.words("way"))
    fields.text("source")
    fields.text("confidence")
    fields.day("checked")
    fields.done()
    return brand
