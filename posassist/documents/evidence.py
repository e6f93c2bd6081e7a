"""The evidence pack as one PDF: what stands on it, in which order."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from posassist.base.errors import DocumentError
from posassist.base.i18n import N_, Language, language
from posassist.documents import certificate, claims, cover, integrity, records, tables
from posassist.documents.names import paths
from posassist.documents.pack import EvidencePack, said
from posassist.documents.page import Rendered, Sheet
from posassist.documents.pdfa import Attached, archived

LARGEST: Final = 500 * 2**20  # bytes of originals that one PDF carries; the zip holds them anyway


def evidence_pdf(
    pack: EvidencePack,
    language_code: str,
    files: Mapping[str, bytes] | None = None,
    *,
    paper: str = "a4",
) -> Rendered:
    """Print the pack in a language; the same pack gives the same bytes.

    `files` are the exhibits' bytes by SHA-256, carried inside the PDF. Raises DocumentError.
    """
    words = language(language_code)
    case = words.say(N_("Case {number}"), number=pack.case_number)
    name = words.say(N_("Evidence pack · {case}"), case=case)
    running = name if pack.version else words.say(N_("{name} · DRAFT"), name=name)
    sheet = Sheet(words, title=name, head=(running, pack.shop.name), paper=paper)
    cover.cover(sheet, pack, case)
    claims.why(sheet, pack)
    claims.items(sheet, pack)
    claims.comparison(sheet, pack)
    claims.flow(sheet, pack)
    _chronology(sheet, pack)
    _communications(sheet, pack)
    _agreement(sheet, pack)
    records.journal(sheet, pack)
    records.settlement(sheet, pack)
    records.bank(sheet, pack)
    _devices(sheet, pack)
    _exhibits(sheet, pack)
    integrity.certificate_page(sheet, pack)
    integrity.integrity(sheet, pack)
    if not pack.version:
        integrity.completeness(sheet, pack)
    printed = sheet.rendered(pack.printed_on)
    made, passed = archived(printed.pdf, pack.printed_on, _attached(words, pack, files or {}))
    return replace(printed, pdf=made, pdfa=passed)


def _attached(words: Language, pack: EvidencePack, files: Mapping[str, bytes]) -> list[Attached]:
    names = paths([each.name for each in pack.exhibits])
    found = [
        Attached(path.rpartition("/")[2], files[each.sha256], said(words, each.source))
        for path, each in zip(names, pack.exhibits, strict=True)
        if each.sha256 in files
    ]
    if sum(len(each.data) for each in found) > LARGEST:
        raise DocumentError(
            N_("The originals of this case are larger than 500 MB together"),
            N_("Detach the largest files from the case, or split the case in two."),
        )
    return found


def _chronology(sheet: Sheet, pack: EvidencePack) -> None:
    sheet.section(sheet.say(N_("Chronology")))
    if not tables.chronology(sheet, pack):
        sheet.paragraph(sheet.say(N_("Nothing was logged in this case yet.")))


def _communications(sheet: Sheet, pack: EvidencePack) -> None:
    sheet.section(sheet.say(N_("Communications")))
    if not tables.contacts(sheet, pack):
        sheet.paragraph(sheet.say(N_("No call, ticket or letter was logged yet.")))


def _agreement(sheet: Sheet, pack: EvidencePack) -> None:
    say = sheet.say
    sheet.section(say(N_("Agreement and fee terms")))
    if not pack.agreement:
        sheet.paragraph(say(N_("The terms agreed with the provider are not in the books.")))
        return
    sheet.facts([(sheet.text(name), sheet.text(value)) for name, value in pack.agreement])
    if pack.fees:
        sheet.heading(say(N_("Fee schedule")))
        sheet.facts([(sheet.text(name), sheet.text(value)) for name, value in pack.fees])


def _devices(sheet: Sheet, pack: EvidencePack) -> None:
    say = sheet.say
    sheet.section(say(N_("Terminals, and how their journal was read")))
    if not pack.acquisitions:
        sheet.paragraph(say(N_("No journal of this case was read out of a terminal.")))
    for number, each in enumerate(pack.acquisitions, 1):
        sheet.heading(say(N_("Terminal {number}"), number=each.terminal_id or str(number)))
        sheet.facts(certificate.obtained(sheet.words, each))


def _exhibits(sheet: Sheet, pack: EvidencePack) -> None:
    sheet.section(sheet.say(N_("Index of exhibits")))
    tables.exhibits(sheet, pack, printed=True)
    sheet.space(8)
    sheet.paragraph(
        sheet.say(
            N_("Submitted by (signature, seal): {blank}    Date: {date_blank}"),
            blank="_" * 24,
            date_blank="_" * 14,
        )
    )
