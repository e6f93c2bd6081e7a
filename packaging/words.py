"""Brings the Chinese catalogue up to date with the sentences in the code.

    python packaging/words.py [TRANSLATIONS.json ...]

Run with the environment's Python. Every `N_("…")` is written to
resources/locale/zh_CN/LC_MESSAGES/posassist.po; translations that are there stay, those of the
JSON files ({English: 中文}) are added, and what nobody uses is dropped.
"""

import datetime as dt
import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES" / "posassist.po"


def sentences() -> dict[str, list[tuple[str, int]]]:
    """Return every sentence of the code with the files it stands in."""
    found: dict[str, list[tuple[str, int]]] = {}
    every = extract_from_dir(str(ROOT / "posassist"), method_map=[("**.py", "python")],
                             keywords={"N_": None})  # fmt: skip
    for file, _line, message, _comments, _context in every:
        if isinstance(message, str) and message:
            found.setdefault(message, []).append((f"posassist/{Path(file).as_posix()}", 0))
    return found


def main(files: list[str]) -> int:
    """Write the catalogue; return 1 when a sentence lacks its translation."""
    known: dict[str, str] = {}
    if PO.is_file():
        with PO.open("rb") as handle:
            known = {
                str(each.id): str(each.string)
                for each in read_po(handle)
                if each.id and each.string
            }
    for file in files:
        known |= json.loads(Path(file).read_text(encoding="utf-8"))
    stamp = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    catalog = Catalog(
        locale="zh_CN",
        project="posassist",
        version="0.1.0",
        creation_date=stamp,
        revision_date=stamp,
        fuzzy=False,
        header_comment="# The words of posassist in simplified Chinese.",
    )
    lacking = []
    for message, places in sorted(sentences().items()):
        translation = known.get(message, "")
        if not translation:
            lacking.append(message)
        files_only = sorted({file for file, _line in places})
        catalog.add(message, translation, locations=[(file, 0) for file in files_only])
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as handle:
        write_po(handle, catalog, width=100, sort_output=True, no_location=False)
    for message in lacking:
        sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
