"""Checking a pack by itself: every byte of the zip, and an anchor where there is one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from posassist.base.errors import EvidenceBroken
from posassist.base.i18n import N_, Text
from posassist.documents.bundle import MANIFEST, PDF, SCHEMA, SUMS, digest, stamp_of, sums, written
from posassist.documents.container import LARGEST, first_difference, packed, unpack
from posassist.documents.signature import signature_of
from posassist.domain.anchor import Anchor, ChainHead


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `name` is stable English, `detail` says what was found."""

    name: str
    ok: bool
    detail: Text


@dataclass(frozen=True, slots=True)
class Verified:
    """The verdict; `anchored`: something kept elsewhere knows this very file."""

    ok: bool
    anchored: bool
    checks: tuple[Check, ...]


def verify_pack(
    data: bytes, name: str, anchor: Anchor | None = None, *, books: frozenset[str] | None = None
) -> Verified:
    """Check a pack, or a lone PDF; `books` are the digests of what the owner's books printed.

    Never raises: hostile or damaged bytes are an answer too.
    """
    if data.startswith(b"%PDF"):
        return _lone_pdf(data, name, anchor, books)
    checks: list[Check] = []
    try:
        if len(data) > LARGEST:
            raise EvidenceBroken(N_("The file is larger than any pack"))  # noqa: TRY301
        members = unpack(data)
    except EvidenceBroken as wrong:
        checks.append(Check("archive", ok=False, detail=Text(wrong.message, wrong.fields)))
        return Verified(ok=False, anchored=False, checks=tuple(checks))
    checks.append(
        Check("archive", ok=True, detail=Text(N_("{count} files"), {"count": len(members)}))
    )
    manifest = _manifest(members)
    checks += [
        _sums(members, manifest),
        _manifest_check(members, manifest),
        _pdf(members, manifest),
        *_signed(members.get(PDF, b"")),
        _every_byte(data, members, manifest),
    ]
    known = _anchor(digest(data), anchor)
    anchored = known.ok and anchor is not None
    checks.append(known)
    return Verified(all(check.ok for check in checks), anchored, tuple(checks))


def anchor_of(data: bytes, name: str) -> Anchor:
    """Return what a pack knows as an anchor: itself, packs printed before it, the log's head.

    Raises EvidenceBroken when the bytes are no sound pack: a broken anchor holds nothing.
    """
    verdict = verify_pack(data, name)
    bad = next((check.detail for check in verdict.checks if not check.ok), None)
    members = {} if bad else unpack(data)
    manifest = _manifest(members) or {}
    try:
        earlier, head = manifest["printed_before"], manifest["chain_head"]
        shop, length = manifest["shop_id"], manifest["chain_length"]
        if not (isinstance(earlier, list) and isinstance(shop, int) and isinstance(length, int)):
            raise TypeError  # noqa: TRY301
    except (KeyError, TypeError) as wrong:
        raise EvidenceBroken(
            N_("The anchor does not hold: {detail}"),
            N_("Use another pack or backup as the anchor."),
            detail=bad or Text(N_("{file} is missing or cannot be read"), {"file": MANIFEST}),
        ) from wrong
    digests = {digest(data), digest(members[PDF]), *map(str, earlier)}
    return Anchor(frozenset(digests), {shop: ChainHead(str(head), length)})


def _lone_pdf(
    data: bytes, name: str, anchor: Anchor | None, books: frozenset[str] | None
) -> Verified:
    own, told = digest(data), _signed(data)
    if anchor is not None:
        check = _anchor(own, anchor)
        ok = all(each.ok for each in (*told, check))
        return Verified(ok, check.ok, (*told, check))
    if told and own not in (books or ()):
        return Verified(told[0].ok, anchored=False, checks=told)
    if not books:
        detail = Text(
            N_("{file} stands alone: there is nothing to compare it with"), {"file": name}
        )
    elif own in books:
        detail = Text(N_("the books that printed it know this very file"))
    else:
        detail = Text(N_("the books know no such file: it was changed, or other books printed it"))
    check = Check("books", ok=own in (books or ()), detail=detail)
    ok = all(each.ok for each in (*told, check))
    return Verified(ok, anchored=False, checks=(*told, check))


def _signed(pdf: bytes) -> tuple[Check, ...]:
    """Check the signature of a page, if it has one."""
    found = signature_of(pdf)
    if found is None:
        return ()
    fields = {"name": found.name, "at": found.at or "?"}
    if not found.intact:
        words = N_("the page was altered after it was signed, or the signature is none")
    elif not found.whole:
        words = N_("something was added to the page behind the signature of {name}")
    elif found.self_made:
        words = N_(
            "not altered since it was signed by {name} (by their own clock {at}); the certificate "
            "is self-made, so it proves neither who signed nor when, nor that it is true"
        )
    else:
        words = N_(
            "not altered since it was signed by {name} (by their own clock {at}); whether that "
            "certificate is to be trusted was not asked, and it does not prove that it is true"
        )
    ok = found.intact and found.whole
    return (Check("signature", ok=ok, detail=Text(words, fields)),)


def _anchor(own: str, anchor: Anchor | None) -> Check:
    if anchor is None:
        detail = Text(
            N_("no anchor given: a pack made anew as a whole could not be told from this one")
        )
        return Check("anchor", ok=True, detail=detail)
    if own in anchor.digests:
        return Check("anchor", ok=True, detail=Text(N_("the anchor knows this very file")))
    return Check("anchor", ok=False, detail=Text(N_("the anchor does not know this file")))


def _manifest(members: Mapping[str, bytes]) -> Mapping[str, object] | None:
    try:
        found = json.loads(members.get(MANIFEST, b"").decode())
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            return None
        written(found)  # a lone surrogate can be read, but never have been written
    except (ValueError, RecursionError):
        return None
    return found


def _sums(members: Mapping[str, bytes], manifest: Mapping[str, object] | None) -> Check:
    """Hold every file against the list of sums; where they differ the manifest decides which."""
    described = _described(manifest)
    listed: dict[str, str] = {}
    for line in members.get(SUMS, b"").decode(errors="replace").splitlines():
        value, _, path = line.partition("  ")
        listed[path] = value
    for path in sorted(members):
        if path == SUMS:
            continue
        if path not in listed:
            return _bad("sums", N_("{file} is not listed in SHA256SUMS"), path)
        if digest(members[path]) == listed[path]:
            continue
        agrees = described.get(path) == digest(members[path])
        return _changed(path, is_as_described=agrees)
    missing = sorted(set(listed) - set(members))
    if missing:
        return _bad("sums", N_("{file} is listed in SHA256SUMS but not in the pack"), missing[0])
    if members.get(SUMS) != sums(members):
        return _bad("sums", N_("{file} is not written as posassist writes it"), SUMS)
    return Check("sums", ok=True, detail=Text(N_("every file has the SHA-256 listed")))


def _changed(path: str, *, is_as_described: bool) -> Check:
    """Say which of a file and the list of sums was changed."""
    if is_as_described:
        return _bad("sums", N_("{file} was changed: the manifest lists other sums"), SUMS)
    if path == MANIFEST:
        both = N_("{file} is not as SHA256SUMS lists it: one of the two was changed")
        return _bad("sums", both, path)
    return _bad("sums", N_("{file} was changed: its SHA-256 differs"), path)


def _described(manifest: Mapping[str, object] | None) -> dict[str, object]:
    """Return the digests a manifest lists, that of the page too."""
    page = (manifest or {}).get("pdf")
    files = (manifest or {}).get("files")
    every = [
        *(files if isinstance(files, list) else []),
        {"path": PDF, **page} if isinstance(page, dict) else {},
    ]
    return {str(each.get("path")): each.get("sha256") for each in every if isinstance(each, dict)}


def _manifest_check(members: Mapping[str, bytes], manifest: Mapping[str, object] | None) -> Check:
    if manifest is None:
        return _bad("manifest", N_("{file} is missing or cannot be read"), MANIFEST)
    if written(manifest) != members[MANIFEST]:
        return _bad("manifest", N_("{file} is not written as posassist writes it"), MANIFEST)
    files = manifest.get("files")
    listed = {
        str(each.get("path")): (each.get("sha256"), each.get("size"))
        for each in (files if isinstance(files, list) else [])
        if isinstance(each, dict)
    }
    for path in sorted(set(members) - {MANIFEST, SUMS}):
        if listed.get(path) != (digest(members[path]), len(members[path])):
            return _bad("manifest", N_("{file} is not the file the manifest describes"), path)
    missing = sorted(set(listed) - set(members))
    if missing:
        return _bad("manifest", N_("{file} is in the manifest but not in the pack"), missing[0])
    return Check("manifest", ok=True, detail=Text(N_("the manifest describes every file")))


def _pdf(members: Mapping[str, bytes], manifest: Mapping[str, object] | None) -> Check:
    described = (manifest or {}).get("pdf")
    wanted = described.get("sha256") if isinstance(described, dict) else None
    if PDF not in members or digest(members[PDF]) != wanted:
        return _bad("pdf", N_("{file} is not the document that was printed"), PDF)
    return Check("pdf", ok=True, detail=Text(N_("the document is the one that was printed")))


def _every_byte(
    data: bytes, members: Mapping[str, bytes], manifest: Mapping[str, object] | None
) -> Check:
    try:
        again = packed(members, stamp_of(manifest or {}))
    except ValueError:
        return _bad("bytes", N_("{file} does not say when the pack was printed"), MANIFEST)
    if again != data:
        place = first_difference(again, data)
        detail = Text(N_("the zip file itself was changed at byte {offset}"), {"offset": place})
        return Check("bytes", ok=False, detail=detail)
    detail = Text(N_("all {count} bytes of the zip file are accounted for"), {"count": len(data)})
    return Check("bytes", ok=True, detail=detail)


def _bad(name: str, template: str, file: str) -> Check:
    return Check(name, ok=False, detail=Text(template, {"file": file}))
