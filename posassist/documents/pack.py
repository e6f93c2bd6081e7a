"""What an evidence pack is made of: records handed in by the use-case, nothing looked up."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from posassist.base.i18n import Language, Text
from posassist.domain.anchor import ChainHead
from posassist.domain.case import Contact
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.money import Money, sums
from posassist.domain.party import ShopDetails
from posassist.domain.settlement import SettlementLine
from posassist.domain.words import Words

Sentence = Text | Words | str
Record = TypeVar("Record")


def said(words: Language, sentence: Sentence) -> str:
    """Return a sentence in a language; a bare text is data and stays as it is."""
    if isinstance(sentence, Text):
        return words.render(sentence)
    return sentence.in_language(words.code) if isinstance(sentence, Words) else sentence


@dataclass(frozen=True, slots=True)
class Sourced(Generic[Record]):
    """A row as it was read, the file or capture it stands in, and that file's SHA-256."""

    record: Record
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """One discrepancy of the case with every row behind it; `of_equal` is (n, m): n of m equal."""

    discrepancy: str
    kind: Sentence
    at_stake: Money
    due_on: dt.date | None
    days_late: int
    reason: Sentence
    journal: tuple[Sourced[JournalEntry], ...] = ()
    settlement: tuple[Sourced[SettlementLine], ...] = ()
    bank: tuple[Sourced[BankLine], ...] = ()
    of_equal: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the three-way comparison; None: nothing there. `what` names the sale.

    `settled` is the provider's gross, of which `fee` leaves `net`.
    """

    on: dt.date
    what: Sentence
    journal: Money | None
    settled: Money | None
    arrived: Money | None
    difference: Money | None
    note: Sentence = ""
    fee: Money | None = None
    net: Money | None = None


@dataclass(frozen=True, slots=True)
class DayFlow:
    """A day's card sales and the provider's deposits; None: no bank statement covers the day."""

    on: dt.date
    sold: Money
    arrived: Money | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One dated fact of the chronology; `proof` names the exhibit and row, or the ticket."""

    on: dt.date
    event: Sentence
    at: dt.time | None = None
    proof: Sentence = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file in the pack. `original` false: a print-out, photo or other copy."""

    name: str
    source: Sentence
    purpose: Sentence
    sha256: str
    size: int
    original: bool = True


@dataclass(frozen=True, slots=True)
class Acquisition:
    """How a journal was read out of a device; None: not known, or the device tells no totals."""

    method: Sentence
    file: str = ""
    capture_sha256: str = ""
    device_serial: str = ""
    model: str = ""
    read_on: dt.datetime | None = None
    complete: bool | None = None
    totals_agree: bool | None = None
    clock_offset: dt.timedelta | None = None
    terminal_id: str = ""
    merchant_id: str = ""


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing a complete pack has: whether it is there, and how the rest can be had."""

    what: Sentence
    there: bool
    how: Sentence = ""


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """A whole pack, ready to be printed in any language.

    `agreement` and `fees` are names and values as sentences; `printed_on` is aware, in the shop's
    zone, and the only clock. `printed_before` are the digests of packs printed earlier. `version`
    counts the final packs of the case; 0 is a draft.
    """

    case_number: int
    shop: ShopDetails
    acquirer: str
    items: tuple[ClaimItem, ...]
    exhibits: tuple[Exhibit, ...]
    as_of: dt.date
    printed_on: dt.datetime
    chain_head: ChainHead
    software: str
    opened_on: dt.date | None = None
    merchants: tuple[str, ...] = ()
    terminals: tuple[str, ...] = ()
    account: str = ""
    agreement: tuple[tuple[Sentence, Sentence], ...] = ()
    fees: tuple[tuple[Sentence, Sentence], ...] = ()
    comparison: tuple[Compared, ...] = ()
    flow: tuple[DayFlow, ...] = ()
    chronology: tuple[Happening, ...] = ()
    contacts: tuple[Contact, ...] = ()
    acquisitions: tuple[Acquisition, ...] = ()
    completeness: tuple[Needed, ...] = ()
    version: int = 0
    printed_before: tuple[str, ...] = field(default=())

    @property
    def at_stake(self) -> tuple[Money, ...]:
        """What the case is about, one sum a currency."""
        return tuple(sums(item.at_stake for item in self.items).values())

    def exhibit_number(self, sha256: str) -> int | None:
        """Return the number of the exhibit with these bytes, as the index counts."""
        digests = [each.sha256 for each in self.exhibits]
        return digests.index(sha256) + 1 if sha256 in digests else None
