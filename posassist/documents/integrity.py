"""The last sections of an evidence pack: certificate, digests, and what a draft still lacks."""

from posassist.base.i18n import N_
from posassist.documents import certificate
from posassist.documents.grid import Column, Row
from posassist.documents.inventory import entries, inventory_digest
from posassist.documents.pack import EvidencePack
from posassist.documents.page import Sheet


def certificate_page(sheet: Sheet, pack: EvidencePack) -> None:
    """Add the certificate of acquisition, to be signed; both languages lie in the zip."""
    sheet.section(sheet.say(N_("Certificate of acquisition")), room=110)
    sheet.paragraph("\n".join(certificate.statement(sheet.words, pack)))
    sheet.space(4)
    for line in certificate.blanks(sheet.words):
        sheet.paragraph(line)


def integrity(sheet: Sheet, pack: EvidencePack) -> None:
    """Add the digest of every file, and how to check them."""
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
    listed = entries(pack)
    sheet.heading(say(N_("Files in this pack (this document not counted)")))
    sheet.table(
        [
            Column(say(N_("File")), 153),
            Column(say(N_("Bytes")), 17, right=True),
        ],
        (Row((path, f"{size:,}"), note=f"SHA-256 {digest}") for path, digest, size in listed),
        size=8.2,
    )
    sheet.heading(say(N_("Digest of this list")))
    sheet.square(f"posassist {pack.case_number} sha256:{inventory_digest(pack)}")
    sheet.paragraph(f"SHA-256 {inventory_digest(pack)}", "small")
    sheet.paragraph(
        say(
            N_(
                "The digest over a line for each file above, in the order of their paths, as "
                "sha256sum writes it: digest, two spaces, path. The square holds the same."
            )
        ),
        "small",
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


def completeness(sheet: Sheet, pack: EvidencePack) -> None:
    """Add what is there and what is lacking, for the owner of a draft."""
    say = sheet.say
    there = sum(each.there for each in pack.completeness)
    whole = len(pack.completeness)
    sheet.section(say(N_("Completeness (in drafts only)")))
    meter = "■" * there + "□" * (whole - there)
    sheet.paragraph(
        say(N_("{meter}  {there} of {whole}"), meter=meter, there=there, whole=whole), "h2"
    )
    yes, no = say(N_("there")), say(N_("lacking"))
    sheet.table(
        [
            Column(say(N_("What")), 52),
            Column(say(N_("State")), 18, bold=True),
            Column(say(N_("How it can be had")), 100),
        ],
        (
            Row(
                (
                    sheet.text(each.what),
                    yes if each.there else no,
                    "" if each.there else sheet.text(each.how),
                )
            )
            for each in pack.completeness
        ),
        size=8.4,
    )
