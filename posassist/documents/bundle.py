"""The pack as one zip: the PDF, the originals, SHA256SUMS, manifest.json, the certificate."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from posassist.base.errors import DocumentError
from posassist.base.i18n import N_, language
from posassist.documents.certificate import NAME as CERTIFICATE
from posassist.documents.certificate import certificate
from posassist.documents.container import packed
from posassist.documents.inventory import inventory_digest
from posassist.documents.names import paths
from posassist.documents.pack import EvidencePack, said
from posassist.documents.page import Rendered

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
PDF: Final = "evidence.pdf"
SCHEMA: Final = "posassist.evidence/1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished zip, its SHA-256 and its manifest."""

    data: bytes
    sha256: str
    manifest: Mapping[str, object]


def bundle(
    pack: EvidencePack, rendered: Rendered, files: Mapping[str, bytes], language_code: str
) -> Bundle:
    """Pack PDF and originals; `files` holds the exhibits' bytes by SHA-256.

    Raises DocumentError when an exhibit's bytes are not there or are not what its digest says.
    """
    members = {PDF: rendered.pdf, CERTIFICATE: certificate(pack)}
    sources = {PDF: "posassist", CERTIFICATE: "posassist"}
    words = language(language_code)
    for path, exhibit in zip(
        paths([each.name for each in pack.exhibits]), pack.exhibits, strict=True
    ):
        data = files.get(exhibit.sha256)
        if data is None or digest(data) != exhibit.sha256:
            raise DocumentError(
                N_("The exhibit {file} is not in the vault as it was kept"),
                N_("Attach the file again, or restore the vault from a backup."),
                file=exhibit.name,
            )
        members[path] = data
        sources[path] = said(words, exhibit.source)
    manifest = {
        "schema": SCHEMA,
        "case": pack.case_number,
        "shop": pack.shop.name,
        "shop_id": pack.shop.id,
        "language": language_code,
        "as_of": pack.as_of.isoformat(),
        "printed_on": pack.printed_on.isoformat(),
        "software": f"posassist {pack.software}",
        "chain_head": pack.chain_head.hash,
        "chain_length": pack.chain_head.length,
        "printed_before": sorted(pack.printed_before),
        "version": pack.version,
        "inventory_sha256": inventory_digest(pack),
        "pdf": {"path": PDF, "sha256": digest(rendered.pdf), "pages": rendered.pages},
        "files": [
            {
                "path": path,
                "sha256": digest(members[path]),
                "size": len(members[path]),
                "source": sources[path],
            }
            for path in sorted(members)
        ],
    }
    members[MANIFEST] = written(manifest)
    members[SUMS] = sums(members)
    data = packed(members, pack.printed_on)
    return Bundle(data, digest(data), manifest)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def written(manifest: Mapping[str, object]) -> bytes:
    """Write a manifest in its one form."""
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def sums(members: Mapping[str, bytes]) -> bytes:
    """Write the lines that `sha256sum -c` reads, for every member but the sums themselves."""
    lines = (f"{digest(members[name])}  {name}\n" for name in sorted(members) if name != SUMS)
    return "".join(lines).encode()


def stamp_of(manifest: Mapping[str, object]) -> dt.datetime:
    """Return when the pack says it was printed. Raises ValueError."""
    text = manifest.get("printed_on")
    if not isinstance(text, str):
        raise ValueError(text)  # noqa: TRY004 - one kind of failure for the caller
    return dt.datetime.fromisoformat(text)
