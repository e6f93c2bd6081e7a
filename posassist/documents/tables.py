"""Tables that both the evidence pack and the letters show."""

import datetime as dt
from collections.abc import Iterator

from posassist.base.i18n import N_
from posassist.documents.grid import Column, Row
from posassist.documents.pack import EvidencePack
from posassist.documents.page import Sheet


def items(sheet: Sheet, pack: EvidencePack) -> None:
    """Add what is claimed, a row an item, with all that finds the sale again."""
    say = sheet.say
    columns = [
        Column(say(N_("No.")), 9, muted=True),
        Column(say(N_("Date and time")), 28),
        Column(say(N_("Amount")), 22, right=True, bold=True),
        Column(say(N_("Terminal number")), 19),
        Column(say(N_("Batch")), 13),
        Column(say(N_("Trace")), 14),
        Column(say(N_("Reference (RRN)")), 25),
        Column(say(N_("Auth. code")), 14),
        Column(say(N_("Due on")), 17),
        Column(say(N_("Days late")), 9, right=True),
    ]
    sheet.table(columns, _item_rows(pack), size=7)


def chronology(sheet: Sheet, pack: EvidencePack) -> bool:
    """Add what happened, the contact log included; return False when nothing is known."""
    say = sheet.say
    dated = [
        (each.on, time_text(each.at), sheet.text(each.event), each.proof)
        for each in pack.chronology
    ]
    for contact in pack.contacts:
        told = [contact.text]
        if contact.with_whom:
            told.insert(0, say(N_("With {who}:"), who=contact.with_whom))
        if contact.promise:
            told.append(say(N_("Promised by {day}."), day=contact.promise.isoformat()))
        ticket = say(N_("Ticket {number}"), number=contact.ticket) if contact.ticket else ""
        dated.append((contact.on, "", " ".join(told), ticket))
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


def exhibits(sheet: Sheet, pack: EvidencePack, *, digests: bool = True) -> None:
    """Add the numbered index of exhibits."""
    say = sheet.say
    copies = (say(N_("copy")), say(N_("original data")))
    rows = (
        Row(
            (
                str(number),
                exhibit.name,
                sheet.text(exhibit.source),
                sheet.text(exhibit.purpose),
                copies[exhibit.original],
                f"{exhibit.size:,}",
            ),
            note=f"SHA-256 {exhibit.sha256}" if digests else "",
        )
        for number, exhibit in enumerate(pack.exhibits, 1)
    )
    sheet.table(
        [
            Column(say(N_("No.")), 11, muted=True),
            Column(say(N_("Name")), 46, bold=True),
            Column(say(N_("Source")), 34),
            Column(say(N_("What it proves")), 38),
            Column(say(N_("Form")), 24),
            Column(say(N_("Bytes")), 17, right=True),
        ],
        rows,
        size=8,
    )


def day_text(day: dt.date | None) -> str:
    """Write a day, or nothing."""
    return day.isoformat() if day else ""


def time_text(time: dt.time | None) -> str:
    """Write a time of day, or nothing."""
    return time.strftime("%H:%M:%S") if time else ""


def _item_rows(pack: EvidencePack) -> Iterator[Row]:
    for number, item in enumerate(pack.items, 1):
        when = terminal = batch = trace = rrn = auth = ""
        if item.journal:
            entry = item.journal[0].record
            when = entry.occurred_at.strftime("%Y-%m-%d %H:%M:%S")
            terminal, batch, trace = entry.terminal_id, entry.batch_no, entry.trace_no
            rrn, auth = entry.rrn, entry.auth_code
        elif item.settlement:
            line = item.settlement[0].record
            when = f"{day_text(line.occurred_on)} {time_text(line.occurred_time)}".strip()
            terminal, batch, trace = line.terminal_id, line.batch_no, line.trace_no
            rrn, auth = line.rrn, line.auth_code
        elif item.bank:
            when = item.bank[0].record.booked_on.isoformat()
        late = str(item.days_late) if item.days_late > 0 else ""
        yield Row(
            (
                str(number), when, str(item.at_stake), terminal, batch, trace, rrn, auth,
                day_text(item.due_on), late,
            )
        )  # fmt: skip
