"""The evidence pack as one PDF: cover, why, items, comparison, chronology, records, integrity."""

import hashlib

from posassist.base.i18n import N_, language
from posassist.documents import records, tables
from posassist.documents.amounts import figures
from posassist.documents.certificate import NAME as CERTIFICATE
from posassist.documents.certificate import certificate, obtained
from posassist.documents.grid import Column, Row
from posassist.documents.names import paths
from posassist.documents.pack import ClaimItem, EvidencePack
from posassist.documents.page import Rendered, Sheet
from posassist.documents.tables import day_text
from posassist.domain.money import Money


def evidence_pdf(pack: EvidencePack, language_code: str) -> Rendered:
    """Print the pack in a language; the same pack gives the same bytes. Raises DocumentError."""
    words = language(language_code)
    case = words.say(N_("Case {number}"), number=pack.case_number)
    name = words.gettext(N_("Evidence pack"))
    sheet = Sheet(words, title=f"{name} · {case}", head=(f"{name} · {case}", pack.shop.name))
    _cover(sheet, pack, case)
    _why(sheet, pack)
    _items(sheet, pack)
    _comparison(sheet, pack)
    _chronology(sheet, pack)
    records.journal(sheet, pack)
    records.settlement(sheet, pack)
    records.bank(sheet, pack)
    _agreement(sheet, pack)
    _exhibits(sheet, pack)
    _integrity(sheet, pack)
    return sheet.rendered(pack.printed_on)


def _cover(sheet: Sheet, pack: EvidencePack, case: str) -> None:
    say = sheet.say
    sheet.space(8)
    sheet.paragraph(f"{case} · {pack.as_of.isoformat()}", "kicker")
    sheet.paragraph(say(N_("Evidence of card takings in dispute")), "title")
    sheet.paragraph(
        say(
            N_(
                "{shop} asks {acquirer} to settle {count} items set out in this pack. The records "
                "of the terminal, the provider and the bank were compared as of {day}; every line "
                "below names the file and the row it was read from."
            ),
            shop=pack.shop.name,
            acquirer=pack.acquirer or say(N_("its provider")),
            count=len(pack.items),
            day=pack.as_of.isoformat(),
        )
    )
    for money in pack.at_stake:
        sheet.paragraph(figures(money), "amount")
    sheet.space(4)
    due = [item.due_on for item in pack.items if item.due_on]
    printed = pack.printed_on.strftime("%Y-%m-%d %H:%M %z")
    sheet.facts(
        [
            (say(N_("Shop")), pack.shop.name),
            (say(N_("Registration number")), pack.shop.licence),
            (say(N_("Address")), pack.shop.address),
            (say(N_("Phone")), pack.shop.phone),
            (say(N_("Provider")), pack.acquirer),
            (say(N_("Merchant number")), _joined(sheet, pack.merchants)),
            (say(N_("Terminal number")), _joined(sheet, pack.terminals)),
            (say(N_("Receiving account")), pack.account),
            (say(N_("Case opened on")), day_text(pack.opened_on)),
            (say(N_("First money due on")), day_text(min(due, default=None))),
            (say(N_("Longest delay")), _delay(sheet, pack.items)),
            (say(N_("Judged as of")), pack.as_of.isoformat()),
            (say(N_("Printed on")), printed),
            (say(N_("Printed by")), f"posassist {pack.software}"),
        ]
    )
    sheet.space(4)
    sheet.heading(say(N_("Contents")))
    sheet.contents()


def _why(sheet: Sheet, pack: EvidencePack) -> None:
    say = sheet.say
    sheet.section(say(N_("What is missing, and why it is due")), new_page=True)
    if pack.agreement:
        sheet.paragraph(
            say(N_("The provider has to pay under these terms; all of them stand further below."))
        )
        sheet.facts([(sheet.text(name), sheet.text(value)) for name, value in pack.agreement[:6]])
    sums: dict[str, tuple[int, Money]] = {}
    for item in pack.items:
        kind = f"{sheet.text(item.kind)}|{item.at_stake.currency}"
        count, money = sums.get(kind, (0, Money.zero(item.at_stake.currency)))
        sums[kind] = (count + 1, money + item.at_stake)
    sheet.heading(say(N_("By kind")))
    sheet.table(
        [
            Column(say(N_("What is wrong")), 90),
            Column(say(N_("Items")), 30, right=True),
            Column(say(N_("Amount")), 50, right=True, bold=True),
        ],
        [
            Row((kind.rpartition("|")[0], str(count), str(money)))
            for kind, (count, money) in sums.items()
        ],
        size=8.6,
    )
    sheet.heading(say(N_("Reasons, item by item")))
    sheet.table(
        [
            Column(say(N_("No.")), 11, muted=True),
            Column(say(N_("What is wrong")), 30),
            Column(say(N_("Amount")), 25, right=True, bold=True),
            Column(say(N_("Reason")), 104),
        ],
        (
            Row(
                (
                    str(number),
                    sheet.text(item.kind),
                    str(item.at_stake),
                    _reason(sheet, item),
                )
            )
            for number, item in enumerate(pack.items, 1)
        ),
        size=8.2,
    )


def _items(sheet: Sheet, pack: EvidencePack) -> None:
    say = sheet.say
    sheet.section(say(N_("Items claimed")))
    sheet.paragraph(
        say(N_("Total: {amount}"), amount="；".join(map(figures, pack.at_stake)) or "0"), "h2"
    )
    tables.items(sheet, pack)


def _comparison(sheet: Sheet, pack: EvidencePack) -> None:
    say = sheet.say
    sheet.section(say(N_("Three-way comparison")))
    if not pack.comparison:
        sheet.paragraph(say(N_("No comparison belongs to this case.")))
        return
    sheet.paragraph(
        say(N_("The same money in three records: the terminal, the provider and the bank.")),
        "small",
    )
    columns = [
        Column(say(N_("Day")), 18),
        Column(say(N_("Transaction")), 44),
        Column(say(N_("Terminal")), 21, right=True),
        Column(say(N_("Provider")), 21, right=True),
        Column(say(N_("Bank")), 21, right=True),
        Column(say(N_("Difference")), 21, right=True, bold=True),
        Column(say(N_("Note")), 24),
    ]
    rows = (
        Row(
            (
                each.on.isoformat(),
                sheet.text(each.what),
                _money(each.journal),
                _money(each.settled),
                _money(each.arrived),
                _money(each.difference),
                sheet.text(each.note),
            )
        )
        for each in pack.comparison
    )
    sheet.table(columns, rows)


def _chronology(sheet: Sheet, pack: EvidencePack) -> None:
    sheet.section(sheet.say(N_("Chronology")))
    if not tables.chronology(sheet, pack):
        sheet.paragraph(sheet.say(N_("Nothing was logged in this case yet.")))


def _agreement(sheet: Sheet, pack: EvidencePack) -> None:
    say = sheet.say
    sheet.section(say(N_("Agreement and fee terms")))
    if not pack.agreement:
        sheet.paragraph(say(N_("The terms agreed with the provider are not in the books.")))
        return
    sheet.facts([(sheet.text(name), sheet.text(value)) for name, value in pack.agreement])


def _exhibits(sheet: Sheet, pack: EvidencePack) -> None:
    say = sheet.say
    sheet.section(say(N_("Index of exhibits")))
    tables.exhibits(sheet, pack)
    sheet.space(8)
    sheet.paragraph(
        say(
            N_("Submitted by (signature, seal): {blank}    Date: {date_blank}"),
            blank="_" * 24,
            date_blank="_" * 14,
        )
    )


def _integrity(sheet: Sheet, pack: EvidencePack) -> None:
    say = sheet.say
    sheet.section(say(N_("Integrity")), new_page=True)
    sheet.paragraph(
        say(
            N_(
                "With the digests below it can be shown that the files were not changed after this "
                "pack was printed. They say nothing about whether their content is true."
            )
        )
    )
    for each in pack.acquisitions:
        sheet.heading(say(N_("How the journal was read")))
        sheet.facts(obtained(sheet.words, each))
    text = certificate(pack)
    files = list(zip(paths([each.name for each in pack.exhibits]), pack.exhibits, strict=True))
    listed = [(path, each.sha256, each.size) for path, each in files]
    listed.append((CERTIFICATE, hashlib.sha256(text).hexdigest(), len(text)))
    sheet.heading(say(N_("Files in this pack (this document not counted)")))
    sheet.table(
        [
            Column(say(N_("File")), 153),
            Column(say(N_("Bytes")), 17, right=True),
        ],
        (Row((path, f"{size:,}"), note=f"SHA-256 {digest}") for path, digest, size in listed),
        size=8.2,
    )
    sheet.heading(say(N_("How to check")))
    sheet.numbered(
        [
            say(N_("Unpack the zip file and run in its folder: sha256sum -c SHA256SUMS")),
            say(
                N_(
                    "Or, without unpacking: posassist verify PACK.zip. It checks every byte of "
                    "the zip file and names the first thing that is wrong."
                )
            ),
            say(
                N_(
                    "The digest of this document itself stands in SHA256SUMS and manifest.json, "
                    "because no file can hold its own."
                )
            ),
        ]
    )
    sheet.heading(say(N_("Head of the event log")))
    sheet.paragraph(pack.chain_head.hash, "small")
    sheet.paragraph(
        say(
            N_(
                "Every change to the shop's books is chained by its digest to the one before. "
                "Whoever keeps this page can later tell whether the log was shortened or rewritten."
            )
        ),
        "small",
    )


def _reason(sheet: Sheet, item: ClaimItem) -> str:
    reason = sheet.text(item.reason)
    if item.of_equal is None:
        return reason
    count, equal = item.of_equal
    return reason + sheet.say(
        N_(" ({count} of {equal} records that cannot be told apart.)"), count=count, equal=equal
    )


def _delay(sheet: Sheet, items: tuple[ClaimItem, ...]) -> str:
    days = max((item.days_late for item in items), default=0)
    return sheet.say(N_("{days} days"), days=days) if days > 0 else ""


def _joined(sheet: Sheet, names: tuple[str, ...]) -> str:
    return ("、" if sheet.words.code.startswith("zh") else ", ").join(names)


def _money(money: Money | None) -> str:
    return str(money) if money is not None else "—"
