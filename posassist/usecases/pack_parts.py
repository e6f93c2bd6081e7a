"""The parts of an evidence pack that follow from a case, its rows and the agreement."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from babel import Locale

from posassist.base.i18n import N_, Text
from posassist.documents.pack import (
    Acquisition,
    ClaimItem,
    Compared,
    Exhibit,
    Happening,
    Needed,
    Sentence,
)
from posassist.domain.agreement import Agreement
from posassist.domain.case import Attachment, Case
from posassist.domain.cycle import NO_CUT_OFF, cut_off_text
from posassist.domain.labels import label
from posassist.domain.money import Money, total
from posassist.domain.party import ShopDetails
from posassist.domain.settlement import StatementKind
from posassist.domain.words import Words
from posassist.store.imports import ImportRecord
from posassist.usecases.add_slips import SOURCE as SLIP
from posassist.usecases.keep_file import photos_of
from posassist.usecases.registers import fee_texts
from posassist.usecases.rematch import MESSAGE

Pairs = tuple[tuple[Sentence, Sentence], ...]
_SOURCES: Mapping[StatementKind, tuple[str, str]] = {
    StatementKind.JOURNAL: (
        N_("the terminal's own record"),
        N_("which sales the terminal approved"),
    ),
    StatementKind.SETTLEMENT: (
        N_("the provider's own record"),
        N_("what the provider settled, held or returned"),
    ),
    StatementKind.WALLET: (
        N_("the provider's own record"),
        N_("what the provider settled, held or returned"),
    ),
    StatementKind.BANK: (
        N_("the bank's own record"),
        N_("what reached the account, and what did not"),
    ),
}
_SLIPS = (N_("slips, typed in or pasted by the shop"), N_("which sales the slips show"))

_MESSAGES = (
    N_("the bank's messages to the shop, pasted by the shop; no statement"),
    N_("what the bank's messages say arrived"),
)


def exhibit(record: ImportRecord) -> Exhibit:
    """Return an import as an exhibit."""
    by_source = {SLIP: _SLIPS, MESSAGE: _MESSAGES}
    source, purpose = by_source.get(record.source) or _SOURCES[record.kind]
    return Exhibit(
        name=record.file_name,
        source=Text(source),
        purpose=Text(purpose),
        sha256=record.sha256,
        size=record.size,
        original=record.sha256 == record.sha256_given,
    )


def photos(records: Sequence[ImportRecord]) -> tuple[Exhibit, ...]:
    """Return the photos kept with imports as exhibits."""
    every = (one for each in records for one in photos_of(each))
    return _added(every, Text(N_("photo of a slip")))


def attachments(case: Case) -> tuple[Exhibit, ...]:
    """Return the files the owner added as exhibits."""
    return _added(case.attachments, Text(N_("papers of the case")))


def _added(files: Iterable[Attachment], purpose: Text) -> tuple[Exhibit, ...]:
    return tuple(
        Exhibit(
            name=each.name,
            source=Text(N_("added by the shop")),
            purpose=purpose,
            sha256=each.sha256,
            size=each.size,
            original=each.sha256 == each.sha256_given,
        )
        for each in files
    )


def acquired(record: ImportRecord, zone: ZoneInfo) -> Acquisition:
    """Return how a pulled journal was read, in the shop's time."""

    def option(name: str) -> str:
        return str(record.options.get(name, ""))

    return Acquisition(
        method=Text(
            N_("read over the cable, record by record, every record twice ({protocol})"),
            {"protocol": record.format},
        ),
        file=record.file_name,
        capture_sha256=record.sha256,
        device_serial=option("serial_number"),
        model=option("model"),
        terminal_id=option("terminal_id"),
        merchant_id=option("merchant_id"),
        read_on=record.imported_at.astimezone(zone),
        complete=record.complete,
    )


def terms(agreed: Agreement | None) -> Pairs:
    """Return what was agreed on when and how money comes, as names and values."""
    if agreed is None:
        return ()
    pairs: list[tuple[Sentence, Sentence]] = [
        (Text(N_("Provider")), agreed.acquirer),
        (Text(N_("Settlement cycle")), _cycle(agreed)),
    ]
    if agreed.cut_off < NO_CUT_OFF:
        pairs.append((Text(N_("Cut-off")), cut_off_text(agreed.cut_off)))
    pairs.append((Text(N_("Working days of")), _territory(agreed.calendar)))
    if agreed.valid_from > dt.date.min:
        pairs.append((Text(N_("In force since")), agreed.valid_from.isoformat()))
    return tuple(pairs)


def fees(agreed: Agreement | None) -> Pairs:
    """Return the fee schedule, a channel a line."""
    if agreed is None:
        return ()
    found: list[tuple[Sentence, Sentence]] = []
    for channel, each in zip(agreed.fees, fee_texts(agreed.fees).values(), strict=True):
        parts: list[str | Text] = [str(each["rate"])]
        for name, template in (
            ("fixed", N_("plus {amount}")),
            ("cap", N_("at most {amount}")),
            ("floor", N_("at least {amount}")),
        ):
            value = each[name]
            if value:
                parts.append(
                    Text(template, {"amount": str(Money.parse_fine(value, agreed.currency))})
                )
        if more := each.get("d0"):
            parts.append(Text(N_("plus {more} if paid the same day"), {"more": more}))
        found.append((label(channel), Text("{parts}", {"parts": tuple(parts)})))
    return tuple(found)


def compared(item: ClaimItem) -> list[Compared]:
    """Return the lines of the three-way comparison that an item gives."""
    lines = [each.record for each in item.settlement]
    gross = total(each.gross for each in lines)
    fee = total(each.fee for each in lines)
    net = total(each.net for each in lines)
    came = total(each.record.amount for each in item.bank)
    if item.journal:
        return [
            Compared(
                on=entry.occurred_at.date(),
                what=_numbers(entry.terminal_id, entry.trace_no, entry.rrn),
                journal=entry.amount,
                settled=gross,
                arrived=came,
                difference=item.at_stake,
                fee=fee,
                net=net,
            )
            for entry in (each.record for each in item.journal)
        ]
    days = [each.settled_on for each in lines] + [each.record.booked_on for each in item.bank]
    if not days:
        return []
    what: Sentence = item.kind
    note: Sentence = ""
    if len(lines) == 1:
        what = _numbers(lines[0].terminal_id, lines[0].trace_no, lines[0].rrn) or item.kind
    elif lines:
        note = Text(
            N_("A payout of {count} lines, all of them further below."), {"count": len(lines)}
        )
    return [
        Compared(
            on=min(days),
            what=what,
            journal=None,
            settled=gross,
            arrived=came,
            difference=item.at_stake,
            note=note,
            fee=fee,
            net=net,
        )
    ]


def chronology(
    case: Case, items: Sequence[ClaimItem], used: Sequence[ImportRecord], zone: ZoneInfo
) -> tuple[Happening, ...]:
    """Return what happened, each with the exhibit and row that prove it."""
    numbers = {each.sha256: number for number, each in enumerate(used, 1)}
    happened: list[Happening] = []
    for item in items:
        for each in item.journal:
            entry = each.record
            happened.append(
                Happening(
                    on=entry.occurred_at.date(),
                    at=entry.occurred_at.time(),
                    event=Text(
                        N_("{amount} rung up at terminal {terminal}"),
                        {"amount": str(entry.amount), "terminal": entry.terminal_id},
                    ),
                    proof=_proof(numbers[each.sha256], entry.row),
                )
            )
        for each_line in item.bank:
            line = each_line.record
            happened.append(
                Happening(
                    on=line.booked_on,
                    event=Text(N_("{amount} reached the bank"), {"amount": str(line.amount)}),
                    proof=_proof(numbers[each_line.sha256], line.row),
                )
            )
        if item.due_on is not None:
            happened.append(
                Happening(
                    on=item.due_on,
                    event=Text(
                        N_("{amount} due: {kind}"),
                        {"amount": str(item.at_stake), "kind": item.kind},
                    ),
                )
            )
    for record in used:
        at = record.imported_at.astimezone(zone)
        happened.append(
            Happening(
                on=at.date(),
                at=at.time(),
                event=Text(N_("{file} taken into the books"), {"file": record.file_name}),
                proof=Text(N_("Exhibit {number}"), {"number": numbers[record.sha256]}),
            )
        )
    happened.append(Happening(on=case.opened_on, event=Text(N_("Case opened"))))
    return tuple(sorted(happened, key=lambda each: (each.on, each.at or dt.time.min)))


def completeness(
    shop: ShopDetails,
    case: Case,
    items: Sequence[ClaimItem],
    agreed: Agreement | None,
    *,
    has_photos: bool = False,
) -> tuple[Needed, ...]:
    """Return what a complete pack has, and how what is lacking can be had."""
    return (
        Needed(
            Text(N_("The terminal's journal, or its slips")),
            any(each.journal for each in items),
            Text(
                N_(
                    "Pull it over the cable (posassist pull-journal) before the terminal is "
                    "replaced or given back; or type the slips in."
                )
            ),
        ),
        Needed(
            Text(N_("The provider's settlement")),
            any(each.settlement for each in items),
            Text(
                N_(
                    "Export it in the provider's app or website and import it; fetch it now, "
                    "many keep it for some weeks or months only."
                )
            ),
        ),
        Needed(
            Text(N_("The bank statement")),
            any(each.bank for each in items),
            Text(N_("Export the days from the sale to today at the bank and import them.")),
        ),
        Needed(
            Text(N_("The agreement: cycle, cut-off, fees")),
            agreed is not None and bool(agreed.fees),
            Text(N_("Enter it from the contract: posassist agreement set.")),
        ),
        Needed(
            Text(N_("The shop's registration number, address and telephone")),
            all((shop.licence, shop.address, shop.phone)),
            Text(N_("Enter them: posassist shop set.")),
        ),
        Needed(
            Text(N_("A contact with the provider")),
            any(each.ticket for each in case.contacts),
            Text(
                N_("Call the provider, ask for a ticket number, and log it: posassist cases log.")
            ),
        ),
        Needed(
            Text(N_("Slips or other papers")),
            has_photos or bool(case.attachments),
            Text(
                N_(
                    "Photograph contract, slips and messages before they fade or are deleted: "
                    "posassist cases attach."
                )
            ),
        ),
    )


def _numbers(*numbers: str) -> str:
    return " / ".join(filter(None, numbers))


def _proof(number: int, row: int) -> Text:
    return Text(N_("Exhibit {number}, row {row}"), {"number": number, "row": row})


def _cycle(agreed: Agreement) -> Text:
    template = (
        N_("{cycle}: working days after the sale: {days}")
        if agreed.cycle.working_days
        else N_("{cycle}: calendar days after the sale: {days}")
    )
    return Text(template, {"cycle": str(agreed.cycle), "days": agreed.cycle.days})


def _territory(code: str) -> Sentence:
    chinese = Locale.parse("zh_CN").territories.get(code)
    english = Locale.parse("en").territories.get(code)
    return Words(chinese, english) if chinese and english else code
