"""Which format a file is in: told by its content, and asked where more than one claims it."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final, NoReturn

from posassist.base.cards import mask
from posassist.base.errors import (
    StatementAmbiguous,
    StatementNotRecognized,
    WrongUsage,
)
from posassist.base.i18n import N_, Text
from posassist.catalog.format import DATED, Column, Format, plain_header
from posassist.statements.cells import readable
from posassist.statements.code_format import CodeFormat, code_formats
from posassist.statements.csv_source import CsvSource
from posassist.statements.table import (
    ENCRYPTED,
    OLE,
    ZIP,
    Source,
    Table,
    hostile,
    locked,
    nobody,
    unreadable,
)
from posassist.statements.text_file import TextFile

_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_PAGES: Final = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")
_ENTITIES: Final = (b"<!DOCTYPE", b"<!ENTITY")


@dataclass(frozen=True, slots=True)
class Claim:
    """A format that could have written the file, and by what it is told."""

    format_id: str
    score: int
    why: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The table of a format in an opened file: its header row and where each column stands."""

    format: Format
    table: Table
    header_at: int
    header: tuple[str, ...]
    columns: dict[str, int]
    missing: tuple[str, ...]
    why: tuple[Text, ...]
    others: tuple[str, ...] = ()

    @property
    def claims(self) -> bool:
        """Say whether the file shows all that the format asks of one of its own."""
        return bool(self.why)


def claims(name: str, data: bytes, formats: tuple[Format, ...]) -> tuple[Claim, ...]:
    """Return the formats that claim a file, the likeliest first. Raises StatementError."""
    source = open_source(name, data)
    made = [Claim(each.id, len(why), why) for each, why in _by_code(source, data)]
    if not made:
        found = _claimants(source, formats)
        made = [Claim(each.format.id, len(each.why), each.why) for each in found]
    return tuple(sorted(made, key=lambda each: (-each.score, each.format_id)))


def recognized(
    source: Source,
    data: bytes,
    formats: tuple[Format, ...],
    format_id: str | None,
    waiting: Callable[[], None] = nobody,
) -> Found | CodeFormat:
    """Return the table of the one format that claims the file, or of the one asked for.

    A format that needs code is returned as it is; `waiting` is called before each is tried.
    Raises StatementNotRecognized, StatementAmbiguous, StatementUnreadable; WrongUsage for a
    format that does not exist.
    """
    if format_id is not None:
        by_code = next((each for each in code_formats() if each.id == format_id), None)
        return by_code or _asked_for(source, formats, format_id)
    coded = [each for each, _ in _by_code(source, data)]
    found = [] if coded else _claimants(source, formats, waiting)
    if not found and not coded:
        _unclaimed(source, formats)
    if len(found) + len(coded) > 1:
        raise StatementAmbiguous(
            N_("Several formats claim the file {file}: {claimants}"),
            N_("Say which one it is with --format ID."),
            claimants=(*(each.format.id for each in found), *(each.id for each in coded)),
            file=source.name,
        )
    return _complete(source, found[0]) if found else coded[0]


def open_source(name: str, data: bytes, waiting: Callable[[], None] = nobody) -> Source:
    """Open a file by what its first bytes say it is. Raises StatementError."""
    safe = mask(name)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(OLE) and ENCRYPTED in data:
        locked(safe)
    if data.startswith((ZIP, OLE)):
        from posassist.statements.workbook import open_workbook  # noqa: PLC0415 - seldom needed

        return open_workbook(safe, data, waiting)
    if head.startswith(b"%PDF"):
        unreadable(
            N_("The file {file} is a PDF, whatever its name says"),
            N_(
                "A PDF holds no table to read. Where it came from, download the same period as CSV,"
                " Excel, OFX, CAMT or MT940."
            ),
            file=safe,
        )
    if head.startswith(_PICTURES):
        unreadable(
            N_("The file {file} is a picture, whatever its name says"),
            N_("Ask for the same statement as CSV or .xlsx."),
            file=safe,
        )
    if head[:512].lower().startswith(_PAGES):
        from posassist.statements.html_page import open_page  # noqa: PLC0415 - seldom needed

        page = open_page(safe, data, waiting)
        if page is not None:
            return page
        unreadable(
            N_("The file {file} is a web page without a table, whatever its name says"),
            N_("Fetch the file again from where it came, and import it unopened."),
            file=safe,
        )
    if head.startswith(b"<") and any(each in data[:65_536].upper() for each in _ENTITIES):
        hostile(safe, Text(N_("a part that declares its own XML entities")))
    if not data.strip():
        unreadable(N_("The file {file} is empty"), file=safe)
    return CsvSource(safe, data)


def _claimants(
    source: Source, formats: tuple[Format, ...], waiting: Callable[[], None] = nobody
) -> list[Found]:
    claims = []
    for each in formats:
        waiting()
        found = _found(source, each, source.tables(each.layout))
        if found and found.claims:
            claims.append(found)
    return claims


def _by_code(source: Source, data: bytes) -> list[tuple[CodeFormat, tuple[Text, ...]]]:
    """Return the formats whose beginning the text has; such a text is no table of any other."""
    if not isinstance(source, CsvSource):
        return []
    file = TextFile(source.name, data)
    made = ((each, each.why(file.sketch)) for each in code_formats())
    return [(each, why) for each, why in made if why]


def _unclaimed(source: Source, formats: tuple[Format, ...]) -> NoReturn:
    """Refuse a file no format claims; where its encoding may be the reason, say so."""
    decoded = [bool(source.tables(each.layout)) for each in formats]
    if not any(decoded):
        unreadable(
            N_("The file {file} is written in an encoding that cannot be told"),
            N_("Save it as CSV in UTF-8, or fetch it again from where it came."),
            file=source.name,
        )
    next_step = (
        N_("See which columns each format needs, or bring the rows into our own CSV format.")
        if all(decoded)
        else N_("It is not in UTF-8. If its columns are those of our own CSV, save it as UTF-8.")
    )
    raise StatementNotRecognized(
        N_("No format claims the file {file}"), next_step, file=source.name
    )


def _asked_for(source: Source, formats: tuple[Format, ...], format_id: str) -> Found:
    chosen = next((each for each in formats if each.id == format_id), None)
    if chosen is None:
        raise WrongUsage(
            N_("There is no format named {format}"),
            N_("The formats are: {names}"),
            format=format_id,
            names=tuple(
                sorted({each.id for each in formats} | {each.id for each in code_formats()})
            ),
        )
    found = _found(source, chosen, source.tables(chosen.layout))
    if found is None:
        unreadable(
            N_("The file {file} has no header row of {format}: the column {column} is needed"),
            N_("Choose another format, or fetch the file again."),
            file=source.name,
            format=chosen.id,
            column=str(chosen.layout.header[0]),
        )
    return _complete(source, found)


def _complete(source: Source, found: Found) -> Found:
    if found.missing:
        unreadable(
            N_("The file {file} lacks the column {column}, which {format} needs"),
            N_("Add the column, or fetch the file again with all its columns."),
            file=source.name,
            column=found.missing[0],
            format=found.format.id,
        )
    plain = [plain_header(each) for each in found.header]
    for column in found.columns.values():
        if plain.count(plain[column]) > 1:
            unreadable(
                N_("The file {file} has the column {column} more than once"),
                N_("Remove the one that is not meant, or fetch the file again."),
                file=source.name,
                column=plain[column],
            )
    return found


def _found(source: Source, chosen: Format, tables: list[Table]) -> Found | None:
    located = [(each, _header(each, chosen)) for each in tables]
    hits = [(each, at) for each, at in located if at is not None]
    if not hits:
        return None
    table, at = hits[0]
    header = tuple(table.rows[at])
    plain = [plain_header(each) for each in header]
    places = {key: _place(column, plain) for key, column in chosen.columns.items()}
    missing = [
        str(column)
        for key, column in chosen.columns.items()
        if places[key] is None and not column.optional
    ]
    return Found(
        format=chosen,
        table=table,
        header_at=at,
        header=header,
        columns={key: place for key, place in places.items() if place is not None},
        missing=tuple(missing),
        why=_why(source, chosen, table, plain, at),
        others=tuple(each.sheet for each, _ in hits[1:] if each.sheet),
    )


def _header(table: Table, chosen: Format) -> int | None:
    for at, row in enumerate(table.rows[: chosen.layout.max_line]):
        plain = [plain_header(each) for each in row]
        if all(_place(column, plain) is not None for column in chosen.layout.header):
            return at
    return None


def _place(column: Column, plain: list[str]) -> int | None:
    return next((plain.index(each) for each in column.names if each in plain), None)


def _dates_fit(chosen: Format, table: Table, plain: list[str], header_at: int) -> bool:
    """Say whether every date of the table is written as the format writes dates."""
    found = (_place(column, plain) for key, column in chosen.columns.items() if key in DATED)
    places = [each for each in found if each is not None]
    cells = (row[n] for row in table.rows[header_at + 1 :] for n in places if n < len(row))
    dates = (each.strip(chosen.cells.strip) for each in cells)
    return all(readable(each, chosen.dates.formats) for each in dates if each)


def _why(
    source: Source, chosen: Format, table: Table, plain: list[str], at: int
) -> tuple[Text, ...]:
    detect = chosen.detect
    lines = "\n".join(" ".join(row) for row in table.rows[: chosen.layout.max_line])
    name = source.name.lower()
    named = [each for each in detect.filename if fnmatchcase(name, each.lower())]
    if (
        any(_place(each, plain) is not None for each in detect.columns_absent)
        or any(_place(each, plain) is None for each in detect.columns_required)
        or any(each not in lines for each in detect.first_lines_contain)
        or any(fnmatchcase(name, each.lower()) for each in detect.filename_absent)
        or (detect.filename_required and not named)
        or (detect.dates_fit and not _dates_fit(chosen, table, plain, at))
    ):
        return ()
    return (
        *(Text(N_("It has the column {column}"), {"column": str(each)})
          for each in detect.columns_required),
        *(Text(N_("Its first lines say {text}"), {"text": each})
          for each in detect.first_lines_contain),
        *(Text(N_("Its name is of the form {pattern}"), {"pattern": each})
          for each in named),
    )  # fmt: skip
