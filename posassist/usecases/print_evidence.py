"""Print the evidence pack of a case: a PDF and a zip a language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from posassist import __version__
from posassist.base.i18n import N_, Text
from posassist.base.stopping import beside
from posassist.documents.bundle import bundle, digest
from posassist.documents.evidence import evidence_pdf
from posassist.documents.pack import ClaimItem, EvidencePack, Sourced
from posassist.documents.signature import Certificate, signed
from posassist.domain.booked import Booked
from posassist.domain.case import Case, CaseItem
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.labels import label
from posassist.domain.words import Words
from posassist.store import events, imports
from posassist.store.imports import ImportRecord
from posassist.usecases import pack_parts
from posassist.usecases.cases import show_case
from posassist.usecases.daily_flow import daily_flow
from posassist.usecases.printing import print_file
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.shop import Shop

Record = TypeVar("Record")
PAPERS = ("a4", "letter")


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
    final: bool = False,
    paper: str | None = None,
    certificate: Certificate | None = None,
) -> list[Pack]:
    """Print a case's pack in each language to a folder; the same case and clock, the same bytes.

    A draft is marked on every page; `final` gives the pack the case's next version, or the one it
    had when nothing changed since. `paper` is a4 or letter; the default follows the jurisdiction.
    With a `certificate` every page is signed: each signing gives other bytes.
    """
    case = show_case(shop, number)
    pack, files = assembled(shop, case, as_of or shop.today())
    if final:
        pack = replace(pack, version=_version(shop, pack))
    paper = paper or paper_of(case.jurisdiction)
    packs = []
    printed = []
    for code in languages:
        rendered = beside(partial(evidence_pdf, pack, code, files, paper=paper))
        if certificate is not None:
            rendered = replace(rendered, pdf=beside(partial(signed, rendered.pdf, certificate)))
        made = beside(partial(bundle, pack, rendered, files, code))
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
                pdfa=rendered.pdfa,
                signed=certificate is not None,
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
        change.note(
            case=number,
            packs=printed,
            version=pack.version,
            head=pack.chain_head.hash,
            as_of=pack.as_of.isoformat(),
        )
    return packs


def paper_of(jurisdiction: str) -> str:
    """Return the paper letters are written on in a place."""
    return "letter" if jurisdiction in {"US", "CA"} else "a4"


def _version(shop: Shop, pack: EvidencePack) -> int:
    """Return the version of a final pack: the next, or that of the same case printed before."""
    with shop.books.reading() as connection:
        printed = [
            each.payload
            for each in events.history(connection, shop.id)
            if each.kind == "print" and each.payload.get("case") == pack.case_number
        ]
    for each in printed:
        if each.get("version") and (each["head"], each["as_of"]) == (
            pack.chain_head.hash,
            pack.as_of.isoformat(),
        ):
            return int(each["version"])
    return max((int(each.get("version", 0)) for each in printed), default=0) + 1


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
    photos = pack_parts.photos(used)
    exhibits = (*map(pack_parts.exhibit, used), *photos, *pack_parts.attachments(case))
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
        agreement=pack_parts.terms(agreed),
        fees=pack_parts.fees(agreed),
        comparison=tuple(each for item in items for each in pack_parts.compared(item)),
        flow=daily_flow(found, items, as_of),
        chronology=pack_parts.chronology(case, items, used, shop.zone),
        contacts=case.contacts,
        acquisitions=tuple(
            pack_parts.acquired(each, shop.zone) for each in used if each.source == "pull"
        ),
        completeness=pack_parts.completeness(
            shop.details, case, items, agreed, has_photos=bool(photos)
        ),
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
