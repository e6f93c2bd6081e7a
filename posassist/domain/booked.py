"""A row as the books hold it: the record, its id, and where it came from."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Booked(Generic[Record]):
    """A record with its id in the books, the file it came from, and its content identity.

    `fingerprint` is a digest of the content, `occurrence` counts equal rows from 1: together they
    name the row whatever the order of imports. `account` is set for bank lines.
    """

    id: int
    record: Record
    file: str
    import_id: str
    fingerprint: str
    occurrence: int
    account: str = ""
