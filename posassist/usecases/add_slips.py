"""Add slips and totals, typed in or pasted as text: kept as they came, read by the patterns."""

import codecs
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from posassist.base.errors import StatementUnreadable, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.catalog.patterns import INTO, OUT_OF, Patterns, patterns
from posassist.domain.booked import Booked
from posassist.domain.case import Attachment
from posassist.domain.journal import EntryType, JournalEntry
from posassist.domain.labels import label
from posassist.domain.money import Money
from posassist.domain.party import Terminal
from posassist.domain.settlement import StatementKind
from posassist.store import imports, journal
from posassist.store.imports import ImportRecord
from posassist.terminals.slips import Given, PrintedTotal, Slips, read_slips, struck
from posassist.usecases.captures import sums_of
from posassist.usecases.keep_file import PHOTOS, with_photos
from posassist.usecases.registers import all_terminals
from posassist.usecases.rows import Rehearsed, Rows, bring_in
from posassist.usecases.shop import Shop

SOURCE: Final = "slip"
IN_PART: Final = "in_part"
_WAYS: Final = {INTO: Text(N_("money in")), OUT_OF: Text(N_("money out"))}
MAX_BYTES: Final = 4 * 1024 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDECLARED: Final = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True)
class Held:
    """A batch's total beside what the books hold of the batch."""

    total: PrintedTotal
    count: int
    amount: Money

    @property
    def agrees(self) -> bool:
        """Say whether every record of the batch is in the books."""
        return (self.total.count, self.total.amount) == (self.count, self.amount)

    @property
    def lacking(self) -> Text:
        """What is said where it does not agree."""
        return Text(
            N_(
                "The total of batch {batch} says {kind} {count}, {amount}; the books hold "
                "{counted}, {sum}"
            ),
            {
                "batch": self.total.batch_no or "?",
                "kind": _WAYS.get(self.total.kind) or label(EntryType(self.total.kind)),
                "count": self.total.count,
                "amount": str(self.total.amount),
                "counted": self.count,
                "sum": str(self.amount),
            },
        )


@dataclass(frozen=True, slots=True)
class AddedSlips:
    """What slips brought; `totals` are checked against the books, they are no rows."""

    file: str
    sha256: str
    import_id: str
    slips: Slips
    totals: tuple[Held, ...]
    new: int
    already_known: int

    @property
    def sums(self) -> dict[str, str]:
        """What moved money, by currency."""
        return sums_of(self.slips.entries)

    @property
    def warnings(self) -> tuple[Text, ...]:
        """What is to be said of the prints, and of totals that do not agree."""
        return (*self.slips.warnings, *(each.lacking for each in self.totals if not each.agrees))


def given(shop: Shop, *, terminal: str | None = None, **said: str) -> Given:
    """Return what the owner said beside slips, filled up from the register of terminals.

    `said` are fields of Given. Raises WrongUsage for a name that is not registered.
    """
    every = all_terminals(shop)
    named = [each for each in every if each.name == terminal]
    if terminal is not None and not named:
        raise WrongUsage(
            N_("There is no terminal named {name}"),
            N_("Register it first: posassist terminal set NAME --terminal-id TID"),
            name=terminal,
        )
    numbered = [each for each in every if each.terminal_id == said.get("terminal_id")]
    alone = every if len(every) == 1 and not said.get("terminal_id") else []
    known = next(iter([*named, *numbered, *alone]), Terminal(0, ""))
    defaults = {
        "terminal_id": known.terminal_id,
        "merchant_id": known.merchant_id,
        "currency": known.currency or shop.details.currency,
    }
    return Given(shop.zone, **(defaults | {name: value for name, value in said.items() if value}))


def add_slips(
    shop: Shop,
    data: bytes,
    beside: Given,
    *,
    photos: Sequence[Attachment] = (),
    in_part: bool = False,
    dry_run: bool = False,
) -> AddedSlips:
    """Add the records of printed text that the books do not hold yet; `dry_run` stores nothing.

    Raises StatementUnreadable when a print cannot be read; nothing of the text is stored then,
    unless it is taken `in_part`.
    """
    vocabulary = patterns(own=shop.profile.root)
    kept, encoding = _kept(data, vocabulary)
    slips = _read(kept, encoding, vocabulary, beside, in_part=in_part)
    given_sha = hashlib.sha256(data).hexdigest()
    record = _record(kept, encoding, vocabulary, beside, slips, given_sha, shop.now())
    record = replace(record, options=with_photos(record.options, photos))
    if not dry_run:
        shop.vault.keep(kept)
    with (
        suppress(Rehearsed),
        shop.books.writing(
            shop.id,
            at=shop.now(),
            kind="slips",
            title=Text(N_("Slips added: {count}"), {"count": len(slips.entries)})
            if slips.entries
            else Text(N_("Totals of a batch added")),
        ) as change,
    ):
        rows, totals = _rows(slips, record, journal.entries(change.connection, shop.id))
        new, known = bring_in(shop, change, rows)
        if dry_run:
            raise Rehearsed
    return AddedSlips(record.file_name, record.sha256, record.id, slips, totals, new, known)


def slips_so_far(shop: Shop) -> list[Booked[JournalEntry]]:
    """Return the slips in the books, those added last first."""
    with shop.books.reading() as connection:
        ours = {
            each.id for each in imports.all_imports(connection, shop.id) if each.source == SOURCE
        }
        every = journal.entries(connection, shop.id)
    return [each for each in reversed(every) if each.import_id in ours]


def read_again(shop: Shop, kept: bytes, options: dict[str, object]) -> Slips:
    """Read the kept text of slips again, with what was said beside it."""
    vocabulary, beside, encoding = _said(shop, options)
    return _read(kept, encoding, vocabulary, beside, in_part=IN_PART in options)


def slips_again(
    shop: Shop,
    kept: bytes,
    *,
    name: str,
    sha256_given: str,
    options: dict[str, object],
    imported_at: dt.datetime,
    booked: Sequence[Booked[JournalEntry]],
) -> Rows:
    """Read what slips brought again from the kept text, beside what the books hold now."""
    slips = read_again(shop, kept, options)
    vocabulary, beside, encoding = _said(shop, options)
    record = _record(kept, encoding, vocabulary, beside, slips, sha256_given, imported_at)
    return _rows(slips, replace(record, file_name=name, options=options), booked)[0]


def slips_of(
    shop: Shop, text: str, *, name: str, sha256_given: str, in_part: bool
) -> tuple[bytes, Slips, Rows]:
    """Read the text of a file of prints: what is kept of it, what it says, what it brings.

    Raises StatementUnreadable as `add_slips` does.
    """
    vocabulary, beside = patterns(own=shop.profile.root), given(shop)
    kept = struck(text, vocabulary).encode()
    slips = _read(kept, "utf-8", vocabulary, beside, in_part=in_part)
    record = _record(kept, "utf-8", vocabulary, beside, slips, sha256_given, shop.now())
    with shop.books.reading() as connection:
        booked = journal.entries(connection, shop.id)
    return kept, slips, _rows(slips, replace(record, file_name=name), booked)[0]


def _said(shop: Shop, options: dict[str, object]) -> tuple[Patterns, Given, str]:
    ours = {"encoding", IN_PART, PHOTOS}
    said = {name: str(value) for name, value in options.items() if name not in ours}
    beside = Given(ZoneInfo(said.pop("zone")), **said)
    return patterns(own=shop.profile.root), beside, str(options["encoding"])


def written(data: bytes) -> tuple[str, str]:
    """Return pasted or printed bytes as text, and the encoding it was in.

    Raises StatementUnreadable where it is too long or its encoding cannot be told.
    """
    if len(data) > MAX_BYTES:
        raise StatementUnreadable(
            N_("The text is longer than a day's slips can be"), N_("Paste it in parts.")
        )
    marked = [codec for mark, codec in _MARKS if data.startswith(mark)]
    for codec in marked or _UNDECLARED:
        with suppress(UnicodeDecodeError):
            return data.decode(codec), codec
    raise StatementUnreadable(
        N_("The text is written in an encoding that cannot be told"),
        N_("Save it in UTF-8, then give it again."),
    )


def _kept(data: bytes, vocabulary: Patterns) -> tuple[bytes, str]:
    """Return the text as it may be kept, without card numbers, and its encoding."""
    text, codec = written(data)
    safe = struck(text, vocabulary)
    return data if safe == text else safe.encode(codec), codec


def _read(
    kept: bytes, encoding: str, vocabulary: Patterns, beside: Given, *, in_part: bool = False
) -> Slips:
    slips = read_slips(kept.decode(encoding), vocabulary, beside)
    if slips.unread and not (in_part and (slips.entries or slips.totals)):
        first = slips.unread[0]
        raise StatementUnreadable(
            N_("{count} prints cannot be read; the first is number {number}: {reason}"),
            N_("Correct the text, or say beside it what the slips leave out."),
            count=len(slips.unread),
            number=first.print,
            reason=first.reason,
        )
    if not slips.entries and not slips.totals:
        raise StatementUnreadable(
            N_("There is no slip, list or total in the text"),
            N_("Paste the whole print, with its title and labels, or type the slip in."),
        )
    return slips


def _record(
    kept: bytes,
    encoding: str,
    vocabulary: Patterns,
    beside: Given,
    slips: Slips,
    sha256_given: str,
    imported_at: dt.datetime,
) -> ImportRecord:
    options: dict[str, object] = {**asdict(beside), "encoding": encoding}
    options["zone"] = str(beside.zone)
    if slips.unread:
        options[IN_PART] = True
    content = json.dumps([SOURCE, sha256_given, options], sort_keys=True)
    days = [each.occurred_at.date() for each in slips.entries]
    return ImportRecord(
        id=hashlib.sha256(content.encode()).hexdigest()[:12],
        source=SOURCE,
        kind=StatementKind.JOURNAL,
        format=SOURCE,
        format_version=vocabulary.version,
        file_name=f"slip-{sha256_given[:8]}.txt",
        sha256=hashlib.sha256(kept).hexdigest(),
        sha256_given=sha256_given,
        size=len(kept),
        encoding=encoding,
        account="",
        options=options,
        period_from=min(days, default=None),
        period_to=max(days, default=None),
        checks=[],
        warnings=[str(each) for each in slips.warnings],
        bad_rows=[],
        struck=[],
        lines=len(slips.entries),
        new=0,
        complete=True,
        imported_at=imported_at,
        plan_sha256="",
    )


def _rows(
    slips: Slips, record: ImportRecord, booked: Sequence[Booked[JournalEntry]]
) -> tuple[Rows, tuple[Held, ...]]:
    """Return what slips bring, and their totals held against the books; slips cover no days."""
    held = {key: each.record for each in reversed(booked) for key in _keys(each.record)}
    entries: list[JournalEntry] = []
    fresh: list[JournalEntry] = []
    for each in slips.entries:  # one whose numbers the books hold is that one, not a second
        known = next((held[key] for key in _keys(each) if key in held), None)
        entries.append(replace(known, row=each.row) if known else each)
        fresh += [] if known else [each]
    every = [*(each.record for each in booked), *fresh]
    totals = tuple(Held(each, *each.counted(every)) for each in slips.totals)
    checks: list[dict[str, object]] = [
        {
            "name": f"{each.total.kind} {each.total.batch_no}",
            "declared": f"{each.total.count} {each.total.amount.plain}",
            "counted": f"{each.count} {each.amount.plain}",
            "agrees": each.agrees,
        }
        for each in totals
    ]
    warnings = [*record.warnings, *(str(each.lacking) for each in totals if not each.agrees)]
    return Rows(
        replace(record, checks=checks, warnings=warnings), (), journal=tuple(entries)
    ), totals


def _keys(entry: JournalEntry) -> list[tuple[object, ...]]:
    """Return what tells a record apart at its terminal: batch and trace number, reference."""
    same = entry.terminal_id, entry.type, entry.amount
    batch, trace = entry.batch_no.lstrip("0"), entry.trace_no.lstrip("0")
    keys: list[tuple[object, ...]] = [(*same, batch, trace)] if batch and trace else []
    return keys + ([(*same, entry.rrn)] if entry.rrn else [])
