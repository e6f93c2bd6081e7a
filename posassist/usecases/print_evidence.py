"""Print the evidence pack of a case: a PDF and a zip a language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from posassist import __version__
from posassist.base.i18n import N_, Text
from posassist.documents.bundle import bundle, digest
from posassist.documents.evidence import evidence_pdf
from posassist.documents.pack import (
    Acquisition,
    ClaimItem,
    Compared,
    EvidencePack,
    Exhibit,
    Happening,
    Sourced,
)
from posassist.domain.agreement import Agreement
from posassist.domain.booked import Booked
from posassist.domain.case import Case, CaseItem
from posassist.domain.cycle import cut_off_text
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.labels import label
from posassist.domain.money import Money
from posassist.domain.words import Words
from posassist.store import events, imports
from posassist.store.imports import ImportRecord
from posassist.usecases.cases import show_case
from posassist.usecases.printing import print_file
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.registers import fee_texts
from posassist.usecases.shop import Shop

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Pack:
    """One printed pack."""

    language: str
    pdf: Path
    zip: Path
    sha256: str
    manifest: Mapping[str, object]
    pages: int
    pdfa: bool
    signed: bool
    replaced_glyphs: tuple[str, ...]


def print_evidence(
    shop: Shop,
    number: int,
    out: Path,
    *,
    languages: Sequence[str],
    as_of: dt.date | None = None,
) -> list[Pack]:
    """Print a case's pack in each language to a folder; the same case and clock, the same bytes."""
    case = show_case(shop, number)
    pack, files = assembled(shop, case, as_of or shop.today())
    packs = []
    printed = []
    for code in languages:
        rendered = evidence_pdf(pack, code)
        made = bundle(pack, rendered, files, code)
        name = f"case-{number}-{code}"
        for suffix, data in (("pdf", rendered.pdf), ("zip", made.data)):
            print_file(out / f"{name}.{suffix}", data)
        printed.append({"language": code, "zip": made.sha256, "pdf": digest(rendered.pdf)})
        packs.append(
            Pack(
                language=code,
                pdf=out / f"{name}.pdf",
                zip=out / f"{name}.zip",
                sha256=made.sha256,
                manifest=made.manifest,
                pages=rendered.pages,
                pdfa=False,
                signed=False,
                replaced_glyphs=tuple(rendered.replaced_glyphs),
            )
        )
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="print",
        title=Text(N_("Evidence pack of case {number} printed"), {"number": number}),
        undoable=False,
    ) as change:
        change.note(case=number, packs=printed)
    return packs


def assembled(shop: Shop, case: Case, as_of: dt.date) -> tuple[EvidencePack, dict[str, bytes]]:
    """Gather what a pack is made of, and the exhibits' bytes by digest."""
    found = reconcile_period(shop, as_of=as_of)
    printed_on = shop.now().replace(microsecond=0)
    with shop.books.reading() as connection:
        records = {each.id: each for each in imports.all_imports(connection, shop.id)}
        head = events.head(connection, shop.id)
        earlier = events.printed(connection, shop.id, before=printed_on)
    now = {each.id: each for each in found.verdict.discrepancies}
    gather = _Gather(found, records)
    items = tuple(gather.item(each, now.get(each.discrepancy_id)) for each in case.items)
    used = gather.used
    exhibits = tuple(_exhibit(each) for each in used) + tuple(
        Exhibit(
            name=each.name,
            source=Text(N_("added by the shop")),
            purpose=Text(N_("papers of the case")),
            sha256=each.sha256,
            size=each.size,
            original=each.sha256 == each.sha256_given,
        )
        for each in case.attachments
    )
    merchants = {each.record.merchant_id for item in items for each in item.settlement}
    merchants |= {each.record.merchant_id for item in items for each in item.journal}
    terms = found.books.terms
    agreed = next(
        (
            one
            for name in sorted(merchants)
            if (one := terms.agreement(name, shop.details.currency, as_of))
        ),
        next(iter(terms.agreements), None),
    )
    pack = EvidencePack(
        case_number=case.number,
        shop=shop.details,
        acquirer=agreed.acquirer if agreed else "",
        items=items,
        exhibits=exhibits,
        as_of=as_of,
        printed_on=printed_on,
        printed_before=tuple(sorted(earlier)),
        chain_head=head,
        software=__version__,
        opened_on=case.opened_on,
        merchants=tuple(sorted(filter(None, merchants))),
        terminals=tuple(
            sorted({each.record.terminal_id for item in items for each in item.journal})
        ),
        account=agreed.account if agreed else "",
        agreement=_terms(agreed),
        comparison=tuple(each for item in items for each in _compared(item)),
        chronology=tuple(_chronology(case, items, used)),
        contacts=case.contacts,
        acquisitions=tuple(_acquired(each) for each in used if each.source == "pull"),
    )
    return pack, {each.sha256: shop.vault.read(each.sha256) for each in exhibits}


class _Gather:
    """Collects the rows behind items, and the files they stand in."""

    def __init__(self, found: Reconciled, records: Mapping[str, ImportRecord]) -> None:
        self._journal = {each.id: each for each in found.books.journal}
        self._settlement = {each.id: each for each in found.books.settlement}
        self._bank = {each.id: each for each in found.books.bank}
        self._records = records
        self._used: set[str] = set()

    @property
    def used(self) -> list[ImportRecord]:
        """The imports whose rows were taken, oldest first."""
        return [each for each in self._records.values() if each.id in self._used]

    def item(self, item: CaseItem, now: Discrepancy | None) -> ClaimItem:
        """Return an item of the pack: as it stands, or as it stood when the case was opened."""
        rows = now or item
        return ClaimItem(
            discrepancy=item.discrepancy_id,
            kind=label(Kind(item.kind)),
            at_stake=item.at_stake,
            due_on=item.due_on,
            days_late=now.days_late if now else 0,
            reason=now.reason if now else Words(item.reason_zh, item.reason_en),
            journal=self._sourced(self._journal, rows.journal),
            settlement=self._sourced(self._settlement, rows.settlement),
            bank=self._sourced(self._bank, rows.bank),
            of_equal=now.of_equal if now else None,
        )

    def _sourced(
        self, rows: Mapping[int, Booked[Record]], ids: Sequence[int]
    ) -> tuple[Sourced[Record], ...]:
        found = [rows[each] for each in ids if each in rows]
        self._used |= {each.import_id for each in found}
        return tuple(
            Sourced(each.record, each.file, self._records[each.import_id].sha256) for each in found
        )


def _exhibit(record: ImportRecord) -> Exhibit:
    source = {
        "journal": N_("the terminal's own record"),
        "settlement": N_("the provider's own record"),
        "wallet": N_("the provider's own record"),
        "bank": N_("the bank's own record"),
    }[record.kind.value]
    return Exhibit(
        name=record.file_name,
        source=Text(source),
        purpose=Text(N_("shows what was rung up, settled or deposited")),
        sha256=record.sha256,
        size=record.size,
        original=record.sha256 == record.sha256_given,
    )


def _acquired(record: ImportRecord) -> Acquisition:
    return Acquisition(
        method=Text(
            N_("read over the cable, record by record, every record twice ({protocol})"),
            {"protocol": record.format},
        ),
        file=record.file_name,
        capture_sha256=record.sha256,
        device_serial=str(record.options.get("serial_number", "")),
        model=str(record.options.get("model", "")),
        read_on=record.imported_at,
        complete=record.complete,
    )


def _terms(agreed: Agreement | None) -> tuple[tuple[Text | str, Text | str], ...]:
    if agreed is None:
        return ()
    fees = tuple(
        f"{name} {each['rate']}" + (f" ≤ {each['cap']}" if each["cap"] else "")
        for name, each in fee_texts(agreed.fees).items()
    )
    return (
        (Text(N_("Provider")), agreed.acquirer),
        (Text(N_("Settlement cycle")), str(agreed.cycle)),
        (Text(N_("Cut-off")), cut_off_text(agreed.cut_off)),
        (Text(N_("Working days of")), agreed.calendar),
        (Text(N_("Fees")), Text("{fees}", {"fees": fees})),
    )


def _compared(item: ClaimItem) -> list[Compared]:
    rows = []
    for each in item.journal:
        entry = each.record
        settled = sum(
            (line.record.gross for line in item.settlement), Money.zero(entry.amount.currency)
        )
        rows.append(
            Compared(
                on=entry.occurred_at.date(),
                what=f"{entry.terminal_id} {entry.trace_no} {entry.rrn}".strip(),
                journal=entry.amount,
                settled=settled if item.settlement else None,
                arrived=None,
                difference=item.at_stake,
            )
        )
    if not item.journal:
        currency = item.at_stake.currency
        net = sum((line.record.net for line in item.settlement), Money.zero(currency))
        came = sum((line.record.amount for line in item.bank), Money.zero(currency))
        days = [line.record.settled_on for line in item.settlement]
        days += [line.record.booked_on for line in item.bank]
        if days:
            rows.append(
                Compared(
                    on=min(days),
                    what=item.kind,
                    journal=None,
                    settled=net if item.settlement else None,
                    arrived=came if item.bank else None,
                    difference=item.at_stake,
                )
            )
    return rows


def _chronology(
    case: Case, items: Sequence[ClaimItem], used: Sequence[ImportRecord]
) -> list[Happening]:
    happened: list[Happening] = []
    for item in items:
        for each in item.journal:
            entry = each.record
            happened.append(
                Happening(
                    on=entry.occurred_at.date(),
                    event=Text(
                        N_("{amount} rung up at terminal {terminal}"),
                        {"amount": str(entry.amount), "terminal": entry.terminal_id},
                    ),
                    proof=f"{each.file} #{entry.row}",
                )
            )
        if item.due_on is not None:
            happened.append(
                Happening(
                    on=item.due_on,
                    event=Text(N_("{amount} due: {kind}"),
                              {"amount": str(item.at_stake), "kind": item.kind}),
                )
            )  # fmt: skip
    happened += [
        Happening(
            on=each.imported_at.date(),
            event=Text(N_("{file} taken into the books"), {"file": each.file_name}),
        )
        for each in used
    ]
    happened.append(Happening(on=case.opened_on, event=Text(N_("Case opened"))))
    return sorted(happened, key=lambda each: each.on)
