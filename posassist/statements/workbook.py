"""The container of an xlsx file: checked for bombs before anything is unpacked, walked by expat.

Read here and not by a library for three reasons: figures stay the digits they were written with
(no float), a hostile sheet ends in a refusal instead of a crash of the process, and the place of
every cell is known, so that a card number can be struck in the kept original.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

from posassist.base.errors import StatementLocked
from posassist.base.i18n import N_, Text
from posassist.statements.table import hostile, unreadable

MAX_FILE: Final = 50_000_000
MAX_UNPACKED: Final = 300_000_000
MAX_RATIO: Final = 100
SMALL_MEMBER: Final = 1_000_000
MAX_MEMBERS: Final = 2_000
MAX_DEPTH: Final = 64
Attributes = dict[str, str]
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Element:
    """An open XML element: name without prefix, attributes, text of its own, place in the file."""

    tag: str
    written: str
    attributes: Attributes
    start: int
    text: list[str] = field(default_factory=list)


class Archive:
    """The members of a workbook, each unpacked only when asked for. Raises StatementError."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        if len(data) > MAX_FILE:
            hostile(name, Text(N_("a workbook of more than 50 MB")))
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
            self._broken()
        self._check(self.zip.infolist())

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        names = {each.filename for each in members}
        if len(members) > MAX_MEMBERS or len(names) < len(members):
            hostile(self.name, Text(N_("an absurd number of parts")))
        if any(each.flag_bits & 1 for each in members):
            raise StatementLocked(
                N_("The file {file} asks for a password"),
                N_("Open it with its password, save it without one, and import that file."),
                file=self.name,
            )
        if sum(each.file_size for each in members) > MAX_UNPACKED:
            hostile(self.name, Text(N_("it would unpack to more than 300 MB")))
        for each in members:
            if each.file_size > max(SMALL_MEMBER, each.compress_size * MAX_RATIO):
                hostile(self.name, Text(N_("a part that swells more than a hundredfold")))
        if any(each.lower().endswith("vbaproject.bin") for each in names):
            hostile(self.name, Text(N_("a workbook with macros")))
        if "xl/workbook.xml" not in names:
            unreadable(
                N_("The file {file} is an archive, not a workbook"),
                N_("Unpack it and import the files inside one by one."),
                file=self.name,
            )

    def members(self) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
        """Yield every member with its bytes."""
        for each in self.zip.infolist():
            yield each, self.read(each.filename)

    def read(self, member: str) -> bytes:
        """Return the bytes of a member; those of one that is not there are none."""
        try:
            return self.zip.read(member)
        except KeyError:
            return b""
        except (
            zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, zlib.error,
            RuntimeError,
        ):  # fmt: skip
            self._broken()

    def walk(self, xml: bytes, ended: Callable[[list[Element], int], None]) -> None:
        """Call `ended` at the end of every element with the open ones and where its end tag is."""
        if xml.startswith(_UTF16):
            self._broken()
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        open_: list[Element] = []

        def start(tag: str, attributes: Attributes) -> None:
            if len(open_) >= MAX_DEPTH:
                hostile(self.name, Text(N_("a part nested absurdly deep")))
            place = parser.CurrentByteIndex
            open_.append(Element(tag.rpartition(":")[2], tag, attributes, place))

        def end(_tag: str) -> None:
            ended(open_, parser.CurrentByteIndex)
            open_.pop()

        def characters(text: str) -> None:
            open_[-1].text.append(text)

        def document_type(*_parts: object) -> None:
            hostile(self.name, Text(N_("a part that declares its own XML entities")))

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters
        parser.StartDoctypeDeclHandler = document_type
        try:
            parser.Parse(xml, True)  # noqa: FBT003 - expat's own signature: this is all of it
        except expat.ExpatError:
            self._broken()

    def sheets(self) -> tuple[list[tuple[str, str]], bool]:
        """Return the (name, member) of every sheet, and whether days count from 1904."""
        targets: dict[str, str] = {}
        found: list[tuple[str, str]] = []
        epoch: list[bool] = []

        def relation(open_: list[Element], _end: int) -> None:
            given = open_[-1].attributes
            if open_[-1].tag == "Relationship":
                target = given.get("Target", "")
                path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                targets[given.get("Id", "")] = path

        def part(open_: list[Element], _end: int) -> None:
            given = open_[-1].attributes
            if open_[-1].tag == "sheet":
                key = next((v for k, v in given.items() if k.rpartition(":")[2] == "id"), "")
                found.append((given.get("name", ""), targets.get(key, "")))
            if open_[-1].tag == "workbookPr":
                epoch.append(given.get("date1904", "0") in ("1", "true"))

        self.walk(self.read("xl/_rels/workbook.xml.rels"), relation)
        self.walk(self.read("xl/workbook.xml"), part)
        names = set(self.zip.namelist())
        parts = [(name, member) for name, member in found if member in names]
        if not parts:
            self._broken()
        return parts, any(epoch)

    def shared(self) -> list[tuple[str, int, int]]:
        """Return the shared strings, each with its place in the member."""
        xml = self.read("xl/sharedStrings.xml")
        found: list[tuple[str, int, int]] = []
        texts: list[str] = []

        def ended(open_: list[Element], end: int) -> None:
            element = open_[-1]
            if element.tag == "t" and not any(each.tag == "rPh" for each in open_):
                texts.append("".join(element.text))
            if element.tag == "si":
                found.append(("".join(texts), element.start, xml.index(b">", end) + 1))
                texts.clear()

        if xml:
            self.walk(xml, ended)
        return found

    def date_styles(self) -> frozenset[int]:
        """Return which cell styles show a date or time."""
        custom: dict[int, str] = {}
        used: list[int] = []

        def ended(open_: list[Element], _end: int) -> None:
            element = open_[-1]
            given = element.attributes
            code = given.get("numFmtId", "0")
            number = int(code) if code.isdecimal() and len(code) < 8 else 0
            if element.tag == "numFmt":
                custom[number] = given.get("formatCode", "")
            if element.tag == "xf" and len(open_) > 1 and open_[-2].tag == "cellXfs":
                used.append(number)

        xml = self.read("xl/styles.xml")
        if xml:
            self.walk(xml, ended)
        return frozenset(n for n, number in enumerate(used) if _is_date(number, custom.get(number)))

    def _broken(self) -> NoReturn:
        unreadable(
            N_("The workbook {file} is damaged or cut off"),
            file=self.name,
        )


def _is_date(number: int, code: str | None) -> bool:
    if code is None:
        return 14 <= number <= 22 or 27 <= number <= 36 or 45 <= number <= 47 or 50 <= number <= 58
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code)
    return bool(re.search(r"[ymdhs]", bare, re.IGNORECASE)) and "general" not in bare.lower()
