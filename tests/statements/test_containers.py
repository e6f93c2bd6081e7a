"""Archives and locked files are opened into their statements, and the password is not kept."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile

from posassist.base.errors import StatementError, StatementHostile, StatementLocked
from posassist.base.errors import StatementUnreadable as Unreadable
from posassist.statements import unpacking
from posassist.statements.containers import Given, statements_in
from posassist.statements.unpacking import unpacked

pytestmark = pytest.mark.usefixtures("here")
Book = Callable[..., bytes]
Sheet = Callable[[list[list[str]]], str]
BANK = "booked_on,amount,currency\n2026-09-01,{},CNY\n"
SECRET = "开门 1"  # noqa: S105 - of files made here


def archive(names: dict[str, bytes], *, secret: str | None = None, aes: bool = False) -> bytes:
    """Make a zip; with a secret it is locked, the old way or with AES-256."""
    out = io.BytesIO()
    if secret and not aes:
        return old_lock(names, secret)
    kind = pyzipper.WZ_AES if secret else None
    with pyzipper.AESZipFile(
        out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=kind
    ) as zipped:
        if secret:
            zipped.setpassword(secret.encode())
        for name, data in names.items():
            zipped.writestr(name, data)
    return out.getvalue()


def old_lock(names: dict[str, bytes], secret: str) -> bytes:
    """Make a zip with the old cipher, which no library here writes (APPNOTE 6.1)."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as zipped:
        for name, data in names.items():
            zipped.writestr(name, data)
    out = bytearray(plain.getvalue())
    table = [_crc_of(n) for n in range(256)]
    with zipfile.ZipFile(plain) as zipped:
        (member,) = zipped.infolist()
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 0xFF]

    for each in secret.encode():
        update(each)
    locked = bytearray()
    for each in bytes(11) + bytes([member.CRC >> 24]) + next(iter(names.values())):
        part = keys[2] | 2
        locked.append(each ^ (part * (part ^ 1) >> 8 & 0xFF))
        update(each)
    start = 30 + len(member.filename.encode())
    size = len(locked).to_bytes(4, "little")
    body = out[:start] + locked + out[start + member.file_size :]
    central = body.index(b"PK\x01\x02")
    body[6] |= 1
    body[18:22] = size
    body[central + 8] |= 1
    body[central + 20 : central + 24] = size
    end = body.index(b"PK\x05\x06")
    body[end + 16 : end + 20] = central.to_bytes(4, "little")
    return bytes(body)


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0xEDB88320 if byte & 1 else byte >> 1
    return byte


def locked_book(data: bytes, secret: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(secret, out)
    return out.getvalue()


def test_an_archive_is_its_statements_each_with_its_name() -> None:
    names = {
        "2026/june.csv": b"a",
        "2026/july.csv": b"b",
        "__MACOSX/._june.csv": b"x",
        ".DS_Store": b"x",
        "..\\..\\evil.csv": b"c",
        "空/": b"",
    }
    assert statements_in("bills.zip", archive(names)) == (
        Given("bills.zip!june.csv", b"a"),
        Given("bills.zip!july.csv", b"b"),
        Given("bills.zip!evil.csv", b"c"),
    )


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_of_old_archives_are_readable(encoding: str) -> None:
    name = "20170831业务明细.csv"
    raw = name.encode(encoding)
    data = archive({"x" * len(raw): b"a"})
    data = data.replace(b"x" * len(raw), raw)
    if encoding == "utf-8":
        data = archive({name: b"a"})
    assert statements_in("bill.zip", data) == (Given(f"bill.zip!{name}", b"a"),)


def test_a_name_in_no_known_encoding_stays_as_it_is() -> None:
    data = archive({"xx.csv": b"a"}).replace(b"xx.csv", b"\xff\xff.csv")
    (found,) = statements_in("bill.zip", data)
    assert found.data == b"a"


@pytest.mark.parametrize("aes", [False, True])
def test_a_locked_archive_asks_once(aes: bool) -> None:
    data = archive({"june.csv": BANK.format("5").encode()}, secret=SECRET, aes=aes)
    asked: list[str] = []

    def ask(file: str) -> str:
        asked.append(file)
        return SECRET

    (found,) = statements_in("bill.zip", data, ask=ask)
    assert found == Given("bill.zip!june.csv", BANK.format("5").encode())
    assert asked == ["bill.zip"]
    with pytest.raises(StatementLocked, match=r"asks for a password"):
        statements_in("bill.zip", data)
    with pytest.raises(StatementLocked, match=r"asks for a password"):
        statements_in("bill.zip", data, ask=lambda _file: "")
    with pytest.raises(StatementLocked, match=r"password for bill\.zip is wrong"):
        statements_in("bill.zip", data, ask=lambda _file: "zu")


def test_a_locked_workbook_is_opened(book: Book, sheet: Sheet) -> None:
    # Large enough for a stream of its own: the library locks nothing below 4,096 bytes rightly.
    chance = random.Random(1)
    rows = [["2026-09-14", f"{chance.getrandbits(60)}"] for _ in range(1_000)]
    whole = book(sheet([["day", "reference"], *rows]))
    data = locked_book(whole, "geheim")
    assert statements_in("june.xlsx", data, ask=lambda _file: "geheim") == (
        Given("june.xlsx", whole),
    )
    with pytest.raises(StatementLocked, match="wrong"):
        statements_in("june.xlsx", data, ask=lambda _file: "other")
    with pytest.raises(Unreadable, match="damaged"):
        list(unpacked("june.xlsx", data[:1000], b"geheim"))
    with pytest.raises(StatementLocked, match="asks"):
        list(unpacked("june.xlsx", data, b""))


def test_other_files_are_themselves(book: Book, sheet: Sheet) -> None:
    for data in (
        b"a,b\n",
        b"PK\x03\x04",
        book(sheet([["a"]])),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ):
        assert statements_in("x", data) == (Given("x", data),)


def test_archives_built_to_harm_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StatementHostile, match="inside an archive"):
        statements_in("a.zip", archive({"b.zip": b"x"}))
    with pytest.raises(StatementHostile, match="hundredfold"):
        statements_in("a.zip", archive({"b.csv": bytes(2_000_000)}))
    with pytest.raises(Unreadable, match="no files"):
        statements_in("a.zip", archive({".hidden": b"x"}))
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 1)
    with pytest.raises(StatementHostile, match="300 MB"):
        statements_in("a.zip", archive({"b.csv": b"xx"}))
    monkeypatch.setattr(unpacking, "MAX_STATEMENTS", 1)
    with pytest.raises(StatementHostile, match="absurd"):
        statements_in("a.zip", archive({"b.csv": b"xx", "c.csv": b"x"}))


def test_a_damaged_archive_is_refused_or_whole() -> None:
    whole = archive({"june.csv": BANK.format("5").encode() * 20})
    right = list(unpacked("a.zip", whole, b""))
    for at in range(4, len(whole), 3):
        for odd in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :]):
            try:
                found = list(unpacked("a.zip", odd, b""))
            except StatementError:
                continue
            assert found[1::2] == right[1::2]


def test_an_archive_of_two_statements_is_imported_by_the_command(
    main: Callable[..., tuple[int, dict[str, object], str]], tmp_path: Path
) -> None:
    secret, path, phrase = "letmein9", tmp_path / "bills.zip", tmp_path / "phrase.txt"
    names = {"june.csv": BANK.format("5").encode(), "july.csv": BANK.format("7").encode()}
    path.write_bytes(archive(names, secret=secret, aes=True))
    code, answer, _ = main("import", str(path))
    assert code == 4
    phrase.write_text("wrong\n", encoding="utf-8")
    code, answer, _ = main("import", str(path), "--passphrase-file", str(phrase))
    assert (code, answer["error"]["name"]) == (4, "StatementLocked")  # type: ignore[index]  # JSON
    phrase.write_text(f"{secret}\n", encoding="utf-8")
    code, answer, _ = main("import", str(path), "--passphrase-file", str(phrase))
    files = answer["files"]
    assert isinstance(files, list)
    assert [(each["file"], each["sums"], each["new"]) for each in files] == [
        ("bills.zip!june.csv", {"CNY": "5.00"}, 1),
        ("bills.zip!july.csv", {"CNY": "7.00"}, 1),
    ]
    assert code == 0
    code, _, _ = main("import", str(path), "--passphrase-file", str(tmp_path / "none"))
    assert code == 2
    for each in (tmp_path / "profile").rglob("*"):
        assert not each.is_file() or secret.encode() not in each.read_bytes()


@pytest.fixture
def main(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, dict[str, object], str]]:
    """Runs the command line in this process."""
    from posassist.cli.app import run  # noqa: PLC0415 - only here

    def running(*arguments: str) -> tuple[int, dict[str, object], str]:
        code = run(["--profile", str(tmp_path / "profile"), "--json", *arguments])
        said = capfd.readouterr()
        return code, json.loads(said.out), said.err

    return running
