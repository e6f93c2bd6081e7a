"""A one-sheet workbook whose bytes are always the same: nothing in it is compressed or dated."""

import io
import zipfile
from xml.sax.saxutils import escape

Cell = str | int | None  # an int is an amount in hundredths
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def workbook(sheet: str, rows: list[list[Cell]]) -> bytes:
    """Return the bytes of an xlsx file with one sheet; empty and None cells are left out."""
    words: dict[str, int] = {}
    body = "".join(_row(number, row, words) for number, row in enumerate(rows, start=1))
    texts = "".join(f"<si><t>{escape(each)}</t></si>" for each in words)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + _part("xl/workbook.xml", "sheet.main")
        + _part("xl/worksheets/sheet1.xml", "worksheet")
        + _part("xl/styles.xml", "styles")
        + _part("xl/sharedStrings.xml", "sharedStrings")
        + "</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            [
                ("worksheet", "worksheets/sheet1.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ]
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="1"><xf/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="{len(words)}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>'
        "</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)  # of 1980-01-01
            entry.create_system = 3
            archive.writestr(entry, _HEAD + text)
    return out.getvalue()


def _row(number: int, cells: list[Cell], words: dict[str, int]) -> str:
    parts = []
    for place, cell in enumerate(cells):
        at = f"{chr(65 + place)}{number}"
        if isinstance(cell, int):
            parts.append(f'<c r="{at}"><v>{cell // 100}.{cell % 100:02d}</v></c>')
        elif cell:
            index = words.setdefault(cell, len(words))
            parts.append(f'<c r="{at}" t="s"><v>{index}</v></c>')
    return f'<row r="{number}">{"".join(parts)}</row>'


def _part(name: str, kind: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{_TYPE}.{kind}+xml"/>'


def _relations(targets: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
