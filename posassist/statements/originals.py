"""A file of any kind without its card numbers: text, containers and what lies in them, PDF."""

import codecs
import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from posassist.base.cards import mask, mask_bytes
from posassist.base.errors import StatementLocked
from posassist.base.i18n import N_, Text
from posassist.statements.pdf_original import struck_pdf
from posassist.statements.table import hostile, unreadable

MAX_UNPACKED: Final = 300_000_000
MAX_DEPTH: Final = 4
_MARKS: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_HEIC: Final = b"ftyp"  # how a telephone's photos and films begin, behind a length
_PLAIN: Final = zipfile.ZipInfo().date_time


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it may be kept; `unread`: it holds pictures, which the program cannot look into."""

    data: bytes
    unread: bool = False


def struck_file(name: str, data: bytes, *, depth: int = 0) -> Original:
    """Strike every card number of a file; one without any stays as it is, byte by byte.

    Raises StatementHostile or StatementLocked for what cannot be looked into.
    """
    if data.startswith(b"PK\x03\x04"):
        return _container(name, data, depth)
    if b"%PDF-" in data[:1024]:
        return _pdf(name, data, depth)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Original(mark + _text(data[len(mark) :], codec))
    pictured = data.startswith(_PICTURES) or data[4:8] == _HEIC
    if pictured or b"\0" in data:
        return Original(mask_bytes(data)[0], unread=pictured)
    return Original(_text(data, "utf-8", "gb18030"))


def _text(data: bytes, *codecs_: str) -> bytes:
    for codec in codecs_:
        try:
            return mask(data.decode(codec)).encode(codec)
        except UnicodeDecodeError:
            continue
    return mask_bytes(data)[0]


def _container(name: str, data: bytes, depth: int) -> Original:
    if depth >= MAX_DEPTH:
        hostile(name, Text(N_("archives packed in archives")))
    out = io.BytesIO()
    changed = unread = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as kept:
            members = given.infolist()
            if any(each.flag_bits & 1 for each in members):
                raise _locked(name)
            if sum(each.file_size for each in members) > MAX_UNPACKED:
                hostile(name, Text(N_("it would unpack to more than 300 MB")))
            for each in members:
                was = given.read(each)
                now = struck_file(name, was, depth=depth + 1)
                path = mask(each.filename)
                changed = changed or now.data != was or path != each.filename
                unread = unread or now.unread
                kept.writestr(zipfile.ZipInfo(path, _PLAIN), now.data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        unreadable(N_("The archive {file} is damaged or cut off"), file=name)
    beside = mask_bytes(data)[0] != data  # in a comment, or between the members
    return Original(out.getvalue() if changed or beside else data, unread)


def _pdf(name: str, data: bytes, depth: int) -> Original:
    found = struck_pdf(data, lambda inner: struck_file(name, inner, depth=depth + 1).data)
    if found is None:
        raise _locked(name)
    return Original(*found)


def _locked(name: str) -> StatementLocked:
    return StatementLocked(
        N_("The file {file} asks for a password"),
        N_("Open it with its password, save it without one, and attach that file."),
        file=name,
    )
