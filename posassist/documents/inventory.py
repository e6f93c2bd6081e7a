"""The list of a pack's files but the document it stands on, and the digest of that list."""

import hashlib

from posassist.documents.certificate import NAME as CERTIFICATE
from posassist.documents.certificate import certificate
from posassist.documents.names import paths
from posassist.documents.pack import EvidencePack


def entries(pack: EvidencePack) -> list[tuple[str, str, int]]:
    """Return path, SHA-256 and size of every file, in the order of the exhibits."""
    named = zip(paths([each.name for each in pack.exhibits]), pack.exhibits, strict=True)
    text = certificate(pack)
    listed = [(path, each.sha256, each.size) for path, each in named]
    return [*listed, (CERTIFICATE, hashlib.sha256(text).hexdigest(), len(text))]


def inventory_digest(pack: EvidencePack) -> str:
    """Return the SHA-256 over the list, written as sha256sum writes it."""
    lines = (f"{digest}  {path}\n" for path, digest, _size in sorted(entries(pack)))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
