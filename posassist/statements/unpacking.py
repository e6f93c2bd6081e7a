"""The statements inside a zip or a locked workbook: what runs in the child process."""

import io
import json
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, NoReturn

import msoffcrypto
import msoffcrypto.exceptions
import pyzipper

from posassist.base.i18n import N_, Text
from posassist.statements.spreadsheet import MAX_RATIO, MAX_UNPACKED, SMALL_MEMBER
from posassist.statements.table import ZIP, hostile, locked, unreadable

MAX_STATEMENTS: Final = 200
_UTF8_NAME: Final = 0x800
_INSIDE: Final = (".zip", ".rar", ".7z", ".gz", ".tar")
_BROKEN: Final = (
    zipfile.BadZipFile, pyzipper.BadZipFile, OSError, ValueError, EOFError, NotImplementedError,
    zlib.error,
)  # fmt: skip


def unpacked(file: str, data: bytes, passphrase: bytes) -> Iterator[bytes]:
    """Yield name and bytes, in turn, of every statement inside. Raises StatementError."""
    if not data.startswith(ZIP):
        opened = _unlocked(file, data, passphrase.decode())
        yield from (json.dumps(file).encode(), opened)
        return
    try:
        archive = pyzipper.AESZipFile(io.BytesIO(data))
    except _BROKEN:
        _damaged(file)
    members = [each for each in archive.infolist() if not _hidden(each.filename)]
    _check(file, members)
    for each in members:
        name = f"{file}!{_name(each)}"
        yield json.dumps(name).encode()
        yield _member(file, archive, each, passphrase)


def _check(file: str, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_STATEMENTS:
        hostile(file, Text(N_("an absurd number of parts")))
    if sum(each.file_size for each in members) > MAX_UNPACKED:
        hostile(file, Text(N_("it would unpack to more than 300 MB")))
    for each in members:
        if each.file_size > max(SMALL_MEMBER, each.compress_size * MAX_RATIO):
            hostile(file, Text(N_("a part that swells more than a hundredfold")))
        if each.filename.lower().endswith(_INSIDE):
            hostile(file, Text(N_("an archive inside an archive")))
    if not members:
        unreadable(N_("The archive {file} holds no files"), file=file)


def _member(
    file: str, archive: pyzipper.AESZipFile, member: zipfile.ZipInfo, passphrase: bytes
) -> bytes:
    if member.flag_bits & 1 and not passphrase:
        locked(file)
    try:
        return bytes(archive.read(member, pwd=passphrase or None))
    except (RuntimeError, *_BROKEN):
        if member.flag_bits & 1:
            locked(file, wrong=True)
        _damaged(file)


def _unlocked(file: str, data: bytes, passphrase: str) -> bytes:
    if not passphrase:
        locked(file)
    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        office.load_key(password=passphrase, verify_password=True)
        office.decrypt(out)
    except msoffcrypto.exceptions.InvalidKeyError:
        locked(file, wrong=True)
    except Exception:  # noqa: BLE001 - the library promises no narrower one for a damaged file
        _damaged(file)
    return out.getvalue()


def _damaged(file: str) -> NoReturn:
    unreadable(N_("The archive {file} is damaged or cut off"), file=file)


def _hidden(name: str) -> bool:
    base = posixpath.basename(name.replace("\\", "/"))
    return not base or base.startswith(".") or name.startswith("__MACOSX/")


def _name(member: zipfile.ZipInfo) -> str:
    """Return the base name of a member; old Chinese archives write it in GBK and do not say so."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gbk")
        except UnicodeError:
            name = member.filename
    return posixpath.basename(name.replace("\\", "/"))
