"""Invented files, and the reader with the shipped formats."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pytest

from posassist.catalog.formats import Format, formats
from posassist.statements.reader import Statement, read_statement

SHANGHAI = ZoneInfo("Asia/Shanghai")
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


class Read(Protocol):
    """Reads bytes, or text as UTF-8, as a statement."""

    def __call__(
        self,
        data: bytes | str,
        *,
        name: str = "file.csv",
        format_id: str | None = None,
        references: Sequence[str] = (),
        zone: ZoneInfo = SHANGHAI,
        own: Path | None = None,
    ) -> Statement: ...


class Book(Protocol):
    """Makes a workbook of raw `<row>` elements, a string a sheet, with any other parts."""

    def __call__(
        self, *sheets: str, shared: str = "", styles: str = "", **parts: bytes
    ) -> bytes: ...


@pytest.fixture(scope="session")
def shipped() -> tuple[Format, ...]:
    return formats()


@pytest.fixture(scope="session")
def read(shipped: tuple[Format, ...]) -> Read:
    def reading(
        data: bytes | str,
        *,
        name: str = "file.csv",
        format_id: str | None = None,
        references: Sequence[str] = (),
        zone: ZoneInfo = SHANGHAI,
        own: Path | None = None,
    ) -> Statement:
        return read_statement(
            name,
            data.encode() if isinstance(data, str) else data,
            formats(own) if own else shipped,
            format_id=format_id,
            zone=zone,
            currency="CNY",
            references=frozenset(references),
        )

    return reading


@pytest.fixture(scope="session")
def book() -> Book:
    def making(*sheets: str, shared: str = "", styles: str = "", **parts: bytes) -> bytes:
        names = [f"Sheet{n}" for n in range(1, len(sheets) + 1)]
        listed = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1)
        )
        related = "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        members = {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
            "_rels/.rels": f'<Relationships><Relationship Id="r0" Type="{_OFFICE}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": (
                f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
        }
        for n, rows in enumerate(sheets, 1):
            members[f"xl/worksheets/sheet{n}.xml"] = (
                f"<worksheet {_MAIN}><sheetData>{rows}</sheetData></worksheet>"
            )
        if shared:
            members["xl/sharedStrings.xml"] = f"<sst {_MAIN}>{shared}</sst>"
        if styles:
            members["xl/styles.xml"] = f"<styleSheet {_MAIN}>{styles}</styleSheet>"
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in members.items():
                packed.writestr(name, text)
            for name, raw in parts.items():
                packed.writestr(name, raw)
        return out.getvalue()

    return making


@pytest.fixture(scope="session")
def sheet() -> Callable[[Sequence[Sequence[str]]], str]:
    """Turns rows of text into `<row>` elements with inline strings."""

    def rows(table: Sequence[Sequence[str]]) -> str:
        return "".join(
            "<row>"
            + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row)
            + "</row>"
            for row in table
        )

    return rows


@pytest.fixture
def own_format(profile_folder: Path) -> Callable[[str], Path]:
    """Lays a format into the owner's own folder; gives the folder."""

    def laid(text: str) -> Path:
        (profile_folder / "formats").mkdir(exist_ok=True)
        (profile_folder / "formats" / "mine.toml").write_text(text, encoding="utf-8")
        return profile_folder

    return laid
