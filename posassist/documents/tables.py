"""Tables that both the evidence pack and the letters show."""

import datetime as dt
from collections.abc import Iterator

from posassist.base.i18n import N_
from posassist.documents.grid import Column, Row
from posassist.documents.pack import ClaimItem, EvidencePack
from posassist.documents.writer import Writer
from posassist.domain.case import Contact
from posassist.domain.money import total


def items(sheet: Writer, pack: EvidencePack) -> None:
    """Add what is claimed, a row an item, with all that finds the sale again."""
    say = sheet.say
    columns = [
        Column(say(N_("No.")), 9, muted=True),
        Column(say(N_("Date and time")), 28),
        Column(say(N_("Amount")), 22, right=True, bold=True),
        Column(say(N_("Terminal number")), 20),
        Column(say(N_("Batch")), 12),
        Column(say(N_("Trace")), 13),
        Column(say(N_("Reference (RRN)")), 23),
        Column(say(N_("Auth. code")), 14),
        Column(say(N_("Due on")), 17),
        Column(say(N_("Days late")), 12, right=True),
    ]
    sheet.table(columns, _item_rows(sheet, pack), size=7)


def chronology(sheet: Writer, pack: EvidencePack) -> bool:
    """Add what happened, the contact log included; return False when nothing is known."""
    say = sheet.say
    dated = [
        (each.on, time_text(each.at), sheet.text(each.event), sheet.text(each.proof))
        for each in pack.chronology
    ]
    dated += [(each.on, "", _told(sheet, each), _ticket(sheet, each)) for each in pack.contacts]
    if not dated:
        return False
    dated.sort(key=lambda row: row[:2])
    sheet.table(
        [
            Column(say(N_("Day")), 20),
            Column(say(N_("Time")), 17),
            Column(say(N_("What happened")), 98),
            Column(say(N_("Proof")), 35, muted=True),
        ],
        (Row((on.isoformat(), at, event, proof)) for on, at, event, proof in dated),
        size=8.4,
    )
    return True


def contacts(sheet: Writer, pack: EvidencePack) -> bool:
    """Add who was told what, with ticket and promise; return False when nobody was."""
    say = sheet.say
    if not pack.contacts:
        return False
    sheet.table(
        [
            Column(say(N_("Day")), 20),
            Column(say(N_("With")), 32),
            Column(say(N_("What was said")), 70),
            Column(say(N_("Ticket")), 26, bold=True),
            Column(say(N_("Promised by")), 22),
        ],
        (
            Row(
                (
                    each.on.isoformat(),
                    each.with_whom,
                    each.text,
                    each.ticket,
                    day_text(each.promise),
                )
            )
            for each in sorted(pack.contacts, key=lambda each: each.on)
        ),
        size=8.4,
    )
    return True


def exhibits(sheet: Writer, pack: EvidencePack, *, printed: bool = False) -> None:
    """Add the numbered index of exhibits; `printed`: with digests, sizes and the pages here."""
    say = sheet.say
    copies = (say(N_("copy")), say(N_("original data")))
    columns = [
        Column(say(N_("No.")), 11, muted=True),
        Column(say(N_("Name")), 46, bold=True),
        Column(say(N_("Source")), 36),
        Column(say(N_("What it proves")), 50 if not printed else 40),
        Column(say(N_("Form")), 27 if not printed else 19),
    ]
    if printed:
        columns.append(Column(say(N_("Pages")), 18))
    shown = set(_digests(pack)) if printed else set()
    rows = (
        Row(
            (
                str(number),
                exhibit.name,
                sheet.text(exhibit.source),
                sheet.text(exhibit.purpose),
                copies[exhibit.original],
                *((("" if exhibit.sha256 in shown else say(N_("in the zip"))),) * printed),
            ),
            note=say(
                N_("SHA-256 {digest}, {size} bytes"),
                digest=exhibit.sha256,
                size=f"{exhibit.size:,}",
            )
            if printed
            else "",
            place=exhibit_place(exhibit.sha256) if exhibit.sha256 in shown else "",
        )
        for number, exhibit in enumerate(pack.exhibits, 1)
    )
    sheet.table(columns, rows, size=8)


def exhibit_place(sha256: str) -> str:
    """Return the name of the spot where an exhibit's rows are printed."""
    return f"exhibit-{sha256}"


def day_text(day: dt.date | None) -> str:
    """Write a day, or nothing."""
    return day.isoformat() if day else ""


def time_text(time: dt.time | None) -> str:
    """Write a time of day, or nothing."""
    return time.strftime("%H:%M:%S") if time else ""


def joined(sheet: Writer, names: tuple[str, ...]) -> str:
    """Write names in a row, as the language does."""
    return ("、" if sheet.words.code.startswith("zh") else ", ").join(names)


def _told(sheet: Writer, contact: Contact) -> str:
    told = [contact.text]
    if contact.with_whom:
        told.insert(0, sheet.say(N_("With {who}:"), who=contact.with_whom))
    if contact.promise:
        told.append(sheet.say(N_("Promised by {day}."), day=contact.promise.isoformat()))
    return " ".join(told)


def _ticket(sheet: Writer, contact: Contact) -> str:
    return sheet.say(N_("Ticket {number}"), number=contact.ticket) if contact.ticket else ""


def _digests(pack: EvidencePack) -> Iterator[str]:
    for item in pack.items:
        yield from (each.sha256 for each in item.journal)
        yield from (each.sha256 for each in item.settlement)
        yield from (each.sha256 for each in item.bank)


def _item_rows(sheet: Writer, pack: EvidencePack) -> Iterator[Row]:
    for number, item in enumerate(pack.items, 1):
        when = merchant = terminal = batch = trace = rrn = auth = card = ""
        lines = item.settlement
        if item.journal or len(lines) == 1:
            record = item.journal[0].record if item.journal else lines[0].record
            merchant, terminal, batch = record.merchant_id, record.terminal_id, record.batch_no
            trace, rrn, auth = record.trace_no, record.rrn, record.auth_code
            card = record.card_masked
        if item.journal:
            when = item.journal[0].record.occurred_at.strftime("%Y-%m-%d %H:%M:%S")
        elif len(lines) == 1:
            line = lines[0].record
            when = f"{day_text(line.occurred_on)} {time_text(line.occurred_time)}".strip()
        elif lines:
            when = day_text(min(each.record.settled_on for each in lines))
            merchant = joined(sheet, tuple(sorted({each.record.merchant_id for each in lines})))
        elif item.bank:
            when = item.bank[0].record.booked_on.isoformat()
        late = str(item.days_late) if item.days_late > 0 else ""
        yield Row(
            (
                str(number), when, str(item.at_stake), terminal, batch, trace, rrn, auth,
                day_text(item.due_on), late,
            ),
            note=" · ".join(_about(sheet, item, merchant, card)),
        )  # fmt: skip


def _about(sheet: Writer, item: ClaimItem, merchant: str, card: str) -> Iterator[str]:
    """Say what does not fit into the columns: kind, merchant, card, the payout meant."""
    say = sheet.say
    yield sheet.text(item.kind)
    if merchant:
        yield say(N_("Merchant number {merchant}"), merchant=merchant)
    if card:
        yield say(N_("Card: {card}"), card=card)
    if not item.journal and len(item.settlement) > 1:
        net = total(each.record.net for each in item.settlement) or item.at_stake
        yield say(
            N_("a payout of {count} lines, {net} net; each line stands in the evidence pack"),
            count=len(item.settlement),
            net=net,
        )
    if item.of_equal:
        count, equal = item.of_equal
        yield say(
            N_("{count} of {equal} records that cannot be told apart"), count=count, equal=equal
        )
