"""A zip file with exactly one way to write it, so that any changed byte shows.

Members lie stored, in the order of their paths, one date for all, no extra fields, no comments.
Stored, not deflated: two builds of a compressor need not give the same bytes. Readable by any zip
program; `unpack` reads only what `packed` would have written, which leaves a bomb nothing to swell.
"""

import datetime as dt
import struct
import zlib
from collections.abc import Mapping
from typing import Final

from posassist.base.errors import DocumentError, EvidenceBroken
from posassist.base.i18n import N_

LARGEST: Final = 2**31 - 1  # bytes of a whole pack: no Zip64, and it fits in memory
MOST: Final = 20_000  # members

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION: Final = 20
_UNIX: Final = 3 << 8 | _VERSION
_UTF8: Final = 0x0800
_READABLE: Final = 0o100644 << 16


def packed(members: Mapping[str, bytes], at: dt.datetime) -> bytes:
    """Write the members as a zip file. Raises DocumentError when it would be too large."""
    total = _END.size + sum(
        len(data) + 2 * len(name.encode()) + _LOCAL.size + _CENTRAL.size
        for name, data in members.items()
    )
    if total > LARGEST or len(members) > MOST:
        raise DocumentError(
            N_("The evidence pack would be larger than 2 GB or hold more than 20,000 files"),
            N_("Detach the largest files from the case, or split the case in two."),
        )
    date, time = _dos(at)
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(members):
        data, path = members[name], name.encode()
        shared = (_UTF8, 0, time, date, zlib.crc32(data), len(data), len(data), len(path), 0)
        head = _LOCAL.pack(_LOCAL_MARK, _VERSION, *shared)
        body += [head, path, data]
        entry = _CENTRAL.pack(_CENTRAL_MARK, _UNIX, _VERSION, *shared, 0, 0, 0, _READABLE, offset)
        directory += [entry, path]
        offset += len(head) + len(path) + len(data)
    size, count = sum(map(len, directory)), len(members)
    end = _END.pack(_END_MARK, 0, 0, count, count, size, offset, 0)
    return b"".join([*body, *directory, end])


def unpack(data: bytes) -> dict[str, bytes]:
    """Read the members of a zip file of ours, in order. Raises EvidenceBroken, never anything else.

    Only the shape is checked; that nothing else hides in the file shows when it is packed again.
    """
    members: dict[str, bytes] = {}
    offset = 0
    while data[offset : offset + 4] == _LOCAL_MARK:
        start = offset + _LOCAL.size
        if start > len(data) or len(members) >= MOST:
            raise _broken(offset)
        head = _LOCAL.unpack_from(data, offset)
        method, size, name_size, extra = head[3], head[8], head[9], head[10]
        begin = start + name_size + extra
        if method != 0:
            raise EvidenceBroken(
                N_("This zip file was packed by another program"),
                N_("Check the pack as posassist printed it, not a copy unpacked and packed again."),
            )
        try:
            name = data[start : start + name_size].decode()
        except UnicodeDecodeError as wrong:
            raise _broken(offset) from wrong
        if begin + size > len(data) or name in members:
            raise _broken(offset)
        members[name] = data[begin : begin + size]
        offset = begin + size
    if not members:
        raise EvidenceBroken(
            N_("This is neither an evidence pack nor a PDF"),
            N_("Choose the zip file or the PDF that posassist printed."),
        )
    return members


def first_difference(left: bytes, right: bytes) -> int:
    """Return the place of the first byte that differs (the shorter length when none does)."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[:middle] == right[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _broken(offset: int) -> EvidenceBroken:
    return EvidenceBroken(
        N_("The zip file is damaged at byte {offset}"),
        N_("Use another copy of the pack; this one was changed or cut."),
        offset=offset,
    )


def _dos(at: dt.datetime) -> tuple[int, int]:
    year = min(max(at.year, 1980), 2107)
    date = (year - 1980) << 9 | at.month << 5 | at.day
    return date, at.hour << 11 | at.minute << 5 | at.second // 2
