"""The last step of every page: PDF/A-3b, originals attached, the same bytes for the same clock."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pikepdf import AttachedFileSpec, Dictionary, Name, Pdf, Stream
from pikepdf.pdfa import prepare, resolve_save_kwargs, validate_written

_FLAVOUR: Final = "3b"
# By ending, never by what this computer has registered: the bytes must be the same everywhere.
_TYPES: Final = {
    "csv": "text/csv", "txt": "text/plain", "json": "application/json", "pdf": "application/pdf",
    "xls": "application/vnd.ms-excel", "png": "image/png", "jpg": "image/jpeg",
    "jpeg": "image/jpeg", "heic": "image/heic",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_TARGET: Final = re.compile(rb"<([0-9A-Fa-f]{5,8})>(?=\s)")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file carried inside a page document."""

    name: str
    data: bytes
    about: str


def archived(pdf: bytes, at: dt.datetime, files: Sequence[Attached] = ()) -> tuple[bytes, bool]:
    """Make a page PDF/A-3b and attach files; the answer says whether the check approved it."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            if Name.Trans in page:
                del page.obj[Name.Trans]
        repair_texts(document)
        _attach(document, at, files)
        prepare(document, _FLAVOUR)
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["xmp:MetadataDate"] = at.isoformat()
        written = io.BytesIO()
        document.save(written, **resolve_save_kwargs(_FLAVOUR, deterministic_id=True))
    passed = validate_written(io.BytesIO(written.getvalue()), _FLAVOUR).passed
    return written.getvalue(), passed


def _attach(document: Pdf, at: dt.datetime, files: Sequence[Attached]) -> None:
    stamp = at.strftime("D:%Y%m%d%H%M%S%z")
    stamp = f"{stamp[:-2]}'{stamp[-2:]}'"
    for file in files:
        document.attachments[file.name] = AttachedFileSpec(
            document,
            file.data,
            filename=file.name,
            description=file.about,
            mime_type=_TYPES.get(file.name.rpartition(".")[2].lower(), "application/octet-stream"),
            creation_date=stamp,
            mod_date=stamp,
            relationship=Name.Source,
        )


def repair_texts(document: Pdf) -> None:
    """Give signs beyond the first plane the pair of units that a ToUnicode map asks for.

    reportlab writes <20BB7>, which readers take for another sign; <D842DFB7> is meant.
    """
    for thing in document.objects:
        if not isinstance(thing, Dictionary) or Name.ToUnicode not in thing:
            continue
        stream = thing[Name.ToUnicode]
        if isinstance(stream, Stream):
            before = stream.read_bytes()
            after = _TARGET.sub(_pair, before)
            if after != before:
                stream.write(after)


def _pair(found: re.Match[bytes]) -> bytes:
    number = int(found[1], 16)
    if len(found[1]) == 8 or number > 0x10FFFF:
        return found[0]
    return b"<" + chr(number).encode("utf-16-be").hex().upper().encode() + b">"
