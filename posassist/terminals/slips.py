"""Printed journals as text - slips, lists, totals - read by the words of the pattern files."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final
from zoneinfo import ZoneInfo

from posassist.base.cards import STRUCK, mask, masked
from posassist.base.i18n import N_, Text
from posassist.catalog.patterns import (
    INTO,
    LIST,
    OUT_OF,
    REPRINT,
    TOTALS,
    UNBALANCED,
    UNSURE,
    Patterns,
    plain,
)
from posassist.domain.journal import (
    NEGATIVE_ENTRIES,
    Channel,
    EntryStatus,
    EntryType,
    JournalEntry,
)
from posassist.domain.money import Money
from posassist.terminals.prints import Cutter, Print, completed

NOON: Final = dt.time(12)
_AMOUNT: Final = re.compile(r"-?\s*\d[\d,]*(?:\.\d{1,3})?")
_DAY: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_TIME: Final = re.compile(r"(?<!\d)(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?!\d)")
_FIGURE: Final = re.compile(r"\d\.\d{2}(?!\d)")
_CARD: Final = re.compile(r"\d(?:[\d*Xx ]*[\d*Xx])?")
_TOTAL: Final = re.compile(
    r"^\s*(?P<word>[^\d\s:][^\d\n:]*?)\s*:?[ \t]+"
    r"(?:(?P<count>\d+)笔?[ \t]+(?P<amount>-?[\d,]+(?:\.\d+)?)元?"
    r"|(?P<sum>-?[\d,]+\.\d+)元?[ \t]+(?P<number>\d+)笔?)\s*$",
    re.MULTILINE,
)
_COUNTS: Final = {
    INTO: {EntryType.SALE: 1, EntryType.COMPLETION: 1, EntryType.VOID: -1},
    OUT_OF: {EntryType.REFUND: 1},
    EntryType.SALE: {EntryType.SALE: 1, EntryType.VOID: -1},
}


@dataclass(frozen=True, slots=True)
class Given:
    """What the owner says beside the text: it fills what the prints leave out."""

    zone: ZoneInfo
    currency: str
    terminal_id: str = ""
    merchant_id: str = ""
    batch_no: str = ""
    type: str = ""
    channel: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A print that cannot be read, and why."""

    print: int
    reason: Text
    text: str


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A total of a batch as printed: of a type of record, or of all that came in or went out."""

    kind: str
    terminal_id: str
    batch_no: str
    count: int
    amount: Money

    def counted(self, entries: Iterable[JournalEntry]) -> tuple[int, Money]:
        """Return what the records of the batch give; a voided sale counts neither way."""
        signs = _COUNTS.get(self.kind) or {EntryType(self.kind): 1}
        count, total = 0, Money.zero(self.amount.currency)
        for each in entries:
            if (
                each.type in signs
                and each.status is EntryStatus.APPROVED
                and each.terminal_id == self.terminal_id
                and each.batch_no.lstrip("0") == self.batch_no.lstrip("0")
                and each.amount.currency == total.currency
            ):
                count += signs[each.type]
                total += each.amount
        return count, abs(total)


@dataclass(frozen=True, slots=True)
class Slips:
    """What a text of prints holds: records, totals, and what is to be said of it.

    `copies` were in the text already (other stubs, reprints); `balanced` is False where a print
    says 对账不平.
    """

    entries: tuple[JournalEntry, ...]
    totals: tuple[PrintedTotal, ...]
    unread: tuple[Unread, ...]
    warnings: tuple[Text, ...]
    copies: int
    balanced: bool | None


@dataclass(slots=True)
class _Reading:
    entries: list[JournalEntry] = field(default_factory=list)
    totals: dict[tuple[str, str, str], PrintedTotal] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    warnings: dict[str, Text] = field(default_factory=dict)
    seen: dict[tuple[object, ...], tuple[int, str]] = field(default_factory=dict)
    copies: int = 0


def read_slips(text: str, patterns: Patterns, given: Given) -> Slips:
    """Read the prints of a text. A copy or a reprint of what it holds already is left out."""
    prints = completed(Cutter(patterns).prints(text))
    reading = _Reading()
    for number, each in enumerate(prints, start=1):
        reader = _Reader(each, patterns, given, reading)
        try:
            if each.kind == TOTALS:
                reader.totals()
            elif each.kind == LIST:
                reader.list()
            else:
                reader.slip()
        except _Lacking as lacking:
            reading.unread.append(Unread(number, lacking.reason, each.text))
    marks = {mark for each in prints for mark in each.marks}
    if UNBALANCED in marks:
        _warn(
            reading,
            Text(N_("The terminal and the provider did not agree at settlement (对账不平)")),
        )
    return Slips(
        tuple(replace(each, row=row) for row, each in enumerate(reading.entries, start=1)),
        tuple(reading.totals.values()),
        tuple(reading.unread),
        tuple(reading.warnings.values()),
        reading.copies,
        (UNBALANCED not in marks) if any(each.kind == TOTALS for each in prints) else None,
    )


def struck(text: str, patterns: Patterns) -> str:
    """Strike every card number: by its check digit, and whatever a print calls a card."""
    safe = mask(text)
    prints = Cutter(patterns).prints(safe)
    shown = [each.fields.get("card", "") for each in prints]
    shown += [
        match["card"] or ""
        for each in prints
        for row in patterns.rows
        if "card" in row.groupindex
        for match in row.finditer(each.text)
    ]
    for each in shown:
        found = _CARD.search(each)
        if found and found[0] != kept_card(found[0]) and len(_digits(found[0])) > 10:
            safe = safe.replace(found[0], kept_card(found[0]))
    return safe


def merchant_name(text: str, patterns: Patterns) -> str:
    """Return the merchant's name as the first print of a text has it, or nothing."""
    for each in Cutter(patterns).prints(text):
        return " ".join(each.fields.get("merchant_name", "").split())
    return ""


class _Lacking(Exception):
    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Reader:
    """Reads one print into what was read so far."""

    def __init__(self, print_: Print, patterns: Patterns, given: Given, reading: _Reading) -> None:
        self._print = print_
        self._fields = print_.fields
        self._patterns = patterns
        self._given = given
        self._reading = reading

    def slip(self) -> None:
        """Add the one record of a slip."""
        self._add(self._entry(self._fields, self._moment(), self._print.text))

    def list(self) -> None:
        """Add the records of a list; without a day of their own they take that of the print."""
        text = self._print.text
        rows = [match for pattern in self._patterns.rows for match in pattern.finditer(text)]
        rows.sort(key=re.Match.start)
        left = _without(text, rows)
        if not rows or _FIGURE.search(_TOTAL.sub("", left)):
            raise _Lacking(Text(N_("not every record of its list can be read")))
        day = self._moment().date()
        for match in rows:
            at = dt.datetime.combine(day, NOON, self._given.zone)
            found = {name: value for name, value in match.groupdict().items() if value}
            self._add(self._entry(self._fields | found, at, match[0].strip()))
        self._warn(
            Text(N_("A list prints no times: its records stand at noon of {day}"), {"day": day})
        )

    def totals(self) -> None:
        """Add the totals of a batch; those of inland and foreign cards are one."""
        terminal, batch = self._terminal(), self._text("batch_no", self._given.batch_no)
        if self._print.marks & {REPRINT} and any(
            key[:2] == (terminal, batch) for key in self._reading.totals
        ):
            self._reading.copies += 1
            return
        for match in _TOTAL.finditer(self._print.text):
            kind = self._total_kind(match["word"])
            amount = abs(self._money(match["amount"] or match["sum"]))
            count = int(match["count"] or match["number"])
            if kind:
                key = (terminal, batch, kind)
                before = self._reading.totals.get(key)
                if before:
                    count, amount = count + before.count, amount + before.amount
                self._reading.totals[key] = PrintedTotal(kind, terminal, batch, count, amount)

    def _add(self, entry: JournalEntry) -> None:
        """Add a record, unless it is a copy of one that is there: another stub, a reprint."""
        identity: tuple[object, ...] = (entry.terminal_id, entry.amount, entry.type)
        told = entry.trace_no or entry.rrn
        content = (*identity, entry.batch_no, told, *(() if told else (entry.occurred_at,)))
        place, kind = self._reading.seen.get(content, (len(self._reading.entries), ""))
        if place < len(self._reading.entries) and (told or REPRINT in self._print.marks):
            self._reading.copies += 1
            if kind == LIST != self._print.kind:  # a slip says more than the row of a list
                self._reading.entries[place] = entry
                self._reading.seen[content] = (place, self._print.kind)
            return
        self._reading.seen[content] = (len(self._reading.entries), self._print.kind)
        self._reading.entries.append(entry)

    def _entry(self, fields: dict[str, str], at: dt.datetime, raw: str) -> JournalEntry:
        type_ = self._type(fields.get("type", self._given.type))
        amount = self._money(fields.get("amount", ""))
        if type_ in NEGATIVE_ENTRIES:
            amount = -abs(amount)
        return JournalEntry(
            row=0,
            terminal_id=self._terminal(),
            type=type_,
            amount=amount,
            occurred_at=at,
            merchant_id=self._text("merchant_id", self._given.merchant_id),
            batch_no=self._text("batch_no", self._given.batch_no),
            trace_no=_first(fields.get("voucher_no") or fields.get("trace_no")),
            rrn=_first(fields.get("rrn")),
            auth_code=_first(fields.get("auth_code")),
            card_masked=kept_card(fields.get("card", "")),
            channel=self._channel(fields),
            response_code=_first(fields.get("response_code")),
            status=self._status(fields),
            original_rrn=_first(fields.get("original_rrn")),
            proven=False,
            raw=raw,
        )

    def _terminal(self) -> str:
        terminal = self._text("terminal_id", self._given.terminal_id)
        if not terminal:
            raise _Lacking(Text(N_("it does not say the terminal")))
        return terminal

    def _text(self, name: str, otherwise: str) -> str:
        return _first(self._fields.get(name)) or otherwise

    def _money(self, text: str) -> Money:
        found = _AMOUNT.search(text)
        currency = _first(self._fields.get("currency")).upper() or self._given.currency
        try:
            return Money.parse(re.sub(r"[\s,]", "", found[0] if found else ""), currency)
        except ValueError:
            raise _Lacking(Text(N_("it does not say the amount"))) from None

    def _moment(self) -> dt.datetime:
        """Return when it was; without a time it is noon, as where only the owner knows the day."""
        said = " ".join(
            self._fields.get(name, "") for name in ("at", "occurred_on", "occurred_time")
        )
        for written in (said, self._given.at):
            day = _DAY.search(written)
            if day:
                break
        else:
            raise _Lacking(Text(N_("it does not say the day")))
        time = _TIME.search(written[: day.start()] + " " + written[day.end() :])
        hour, minute, second = (int(part or 0) for part in time.groups()) if time else (12, 0, 0)
        try:
            on = dt.date(*map(int, day.groups()))
            at = dt.time(hour, minute, second)
        except ValueError:
            raise _Lacking(Text(N_("it does not say the day"))) from None
        if time is None and self._print.kind != LIST:
            self._warn(Text(N_("A slip says no time: noon of {day} stands for it"), {"day": on}))
        return dt.datetime.combine(on, at, self._given.zone)

    def _type(self, written: str) -> EntryType:
        bare = plain(written)
        if bare in self._patterns.letters:
            return self._patterns.letters[bare]
        word = _longest(bare, self._patterns.types)
        if word:
            return self._patterns.types[word]
        self._warn(
            Text(N_("The type {type} is not known: kept as other"), {"type": written or "?"})
        )
        return EntryType.OTHER

    def _total_kind(self, written: str) -> str:
        bare = plain(written)
        word = _longest(bare, self._patterns.types)
        if word:
            return self._patterns.types[word].value
        return next((way for name, way in self._patterns.totals.items() if name in bare), "")

    def _channel(self, fields: dict[str, str]) -> Channel:
        for said in (fields.get("channel", self._given.channel), fields.get("type", "")):
            bare = plain(said)
            if bare.lower() in tuple(Channel):
                return Channel(bare.lower())
            for word, channel in self._patterns.channels.items():
                if word in bare:
                    return channel
        return Channel.OTHER

    def _status(self, fields: dict[str, str]) -> EntryStatus:
        """Return what became of it: a slip is printed for what was approved, else it says so."""
        if UNSURE in self._print.marks:
            self._warn(
                Text(N_("A slip says that a reversal failed: ask the provider what became of it"))
            )
            return EntryStatus.UNKNOWN
        said = _first(fields.get("status"))
        if said:
            if said not in tuple(EntryStatus):
                raise _Lacking(Text(N_("its status {status} is not known"), {"status": said}))
            return EntryStatus(said)
        code = _first(fields.get("response_code"))
        return EntryStatus.APPROVED if code in ("", "00") else EntryStatus.DECLINED

    def _warn(self, text: Text) -> None:
        _warn(self._reading, text)


def _warn(reading: _Reading, text: Text) -> None:
    reading.warnings.setdefault(str(text), text)


def _without(text: str, rows: Iterable[re.Match[str]]) -> str:
    for row in rows:
        text = text.replace(row[0], "")
    return text


def _first(value: str | None) -> str:
    """Return the first word of a value."""
    return next(iter((value or "").split()), "")


def _longest(bare: str, words: Iterable[str]) -> str:
    return max((each for each in words if bare.startswith(each)), key=len, default="")


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def kept_card(text: str) -> str:
    """Return a card number as it may be kept: at most the first six and the last four digits."""
    found = _CARD.search(text)
    number = re.sub("[Xx]", STRUCK, "".join(found[0].split())) if found else ""
    return masked(number) if len(_digits(number)) > 10 else number
