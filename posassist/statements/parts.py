"""The rows of a table told apart, masked before anyone else sees them."""

import datetime as dt
import re
from collections import Counter
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.catalog.format import CARD, REFERENCES, Check, Column, plain_header
from posassist.statements.cells import BadCell, when
from posassist.statements.masking import Masker, looks_like_cards, strike
from posassist.statements.recognize import Found
from posassist.statements.statement import Struck
from posassist.statements.table import unreadable

OUTSIDE: Final = "outside the table"
ELSEWHERE: Final = "elsewhere in the workbook"
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d\d", re.ASCII)
_SEARCHED: Final = 1_000


class Masking:
    """Strikes card numbers from every row of a table, and remembers which rows changed."""

    def __init__(self, found: Found, references: frozenset[str]) -> None:
        plain = [plain_header(each) for each in found.header]
        asked = {plain_header(each) for each in references}
        confirmed = {n for n, each in enumerate(plain) if each in asked}
        confirmed |= {at for key, at in found.columns.items() if key in asked}
        self._masker = Masker(found.columns.get(CARD), frozenset(confirmed))
        self._header = [strike(each) for each in found.header]
        self._card = found.columns.get(CARD)
        self._counts: Counter[int | None] = Counter()
        self.safe: dict[int, list[str]] = {}

    def data(self, at: int, cells: list[str]) -> list[str]:
        """Return a data row without card numbers."""
        return self._noted(at, cells, self._masker.row(cells), inside=True)

    def outside(self, at: int, cells: list[str]) -> list[str]:
        """Return a row of the preamble, the header or the closing lines without card numbers."""
        return self._noted(at, cells, [strike(each) for each in cells], inside=False)

    def _noted(self, at: int, cells: list[str], safe: list[str], *, inside: bool) -> list[str]:
        if safe != cells:
            self.safe[at] = safe
            changed = [n for n, (a, b) in enumerate(zip(cells, safe, strict=True)) if a != b]
            self._counts.update(n if inside and n < len(self._header) else None for n in changed)
        return safe

    def struck(self, elsewhere: int) -> tuple[Struck, ...]:
        """Return how many numbers were struck, column by column."""
        made = [
            Struck(OUTSIDE if n is None else self._header[n].strip(), count)
            for n, count in sorted(
                self._counts.items(), key=lambda each: (each[0] is None, each[0] or 0)
            )
        ]
        return (*made, Struck(ELSEWHERE, elsewhere)) if elsewhere else tuple(made)

    def warnings(self) -> list[Text]:
        """Say what looked like card numbers, and how a column is confirmed to be none."""
        return [
            looks_like_cards(self._header[n].strip(), count)
            for n, count in sorted((n, c) for n, c in self._counts.items() if n is not None)
            if n != self._card
        ]


class Parts:
    """The rows of a table told apart: data, and what stands before, between and after it."""

    def __init__(self, found: Found, masking: Masking, file: str) -> None:
        layout = found.format.layout
        strip = found.format.cells.strip
        rows = found.table.rows
        self.data: list[list[str]] = []
        self.outside = [masking.outside(n, rows[n]) for n in range(found.header_at + 1)]
        self.closing: list[list[str]] = []
        self._found = found
        self._late = 0
        for at in range(found.header_at + 1, len(rows)):
            cells = rows[at]
            first = next((each.strip(strip) for each in cells), "")
            if not any(each.strip(strip) for each in cells):
                masking.outside(at, cells)
            elif self.closing:
                self._late += not first.startswith(layout.skip_prefix)
                self.closing.append(masking.outside(at, cells))
            elif first.startswith(layout.stop_prefix) or (
                layout.footer_header and plain_header(first) == layout.footer_header
            ):
                self.closing.append(masking.outside(at, cells))
            elif first.startswith(layout.skip_prefix):
                self.outside.append(masking.outside(at, cells))
            else:
                self.data.append(masking.data(at, cells))
        if layout.footer_required and not self.closing:
            unreadable(
                N_("The file {file} ends without its closing row: it was cut off"),
                file=file,
            )

    def warnings(self, count: int) -> list[Text]:
        """Say what is odd about the file as a whole."""
        said = []
        table = self._found.table
        late = self._late - bool(self._found.format.layout.footer_header)
        if not count:
            said.append(Text(N_("The file holds no rows that could be read")))
        if late > 0:
            said.append(Text(N_("{rows} rows after the closing row were left out"), {"rows": late}))
        if table.open_line and not self.closing and not table.open_quote and self.data:
            said.append(
                Text(N_("The file ends without a line break: look whether its last row is whole"))
            )
        said += [
            Text(
                N_(
                    "{column} holds long numbers that a spreadsheet has damaged: they match"
                    " nothing; fetch the file again and import it unopened"
                ),
                {"column": self._found.header[at].strip()},
            )
            for key, at in self._found.columns.items()
            if key in REFERENCES and self._damaged(at)
        ]
        if self._found.others:
            said.append(
                Text(
                    N_("Only the sheet {sheet} was read; these hold such a table too: {others}"),
                    {"sheet": table.sheet, "others": self._found.others},
                )
            )
        return said

    def _damaged(self, at: int) -> bool:
        """Say whether a column lost digits: 4.2E+27, or nothing but zeros after the fifteenth."""
        strip = self._found.format.cells.strip
        cells = [row[at].strip(strip) for row in self.data if at < len(row)]
        long = [each for each in cells if len(each) > 15 and each.isdecimal()]
        return any(map(_SCIENTIFIC.fullmatch, cells)) or (
            bool(long) and all(not each[15:].strip("0") for each in long)
        )

    def declared(self) -> dict[int, str]:
        """Return what the file says of itself, by the number of the format's check."""
        found: dict[int, str] = {}
        for n, check in enumerate(self._found.format.checks):
            value = self._said(check) if check.regex else self._footer(check.column)
            if value:
                found[n] = value
        return found

    def currency(self) -> str:
        """Return the currency the file names outside of its rows."""
        pattern = self._found.format.amounts.currency_in
        for row in self.outside if pattern else ():
            hit = pattern.search(" ".join(row)[:_SEARCHED]) if pattern else None
            if hit:
                return self._found.format.amounts.currency_map.get(hit["n"], hit["n"])
        return ""

    def period(self) -> tuple[dt.date, dt.date] | None:
        """Return the days the file says it covers."""
        rules = self._found.format.dates
        for row in self.outside if rules.period else ():
            hit = rules.period.search(" ".join(row)[:_SEARCHED]) if rules.period else None
            if hit:
                try:
                    days = [when(hit[key], rules.formats, key).date for key in ("first", "last")]
                except BadCell:
                    return None
                return (days[0], days[1]) if days[0] <= days[1] else None
        return None

    def _said(self, check: Check) -> str:
        for row in (*self.outside, *self.closing):
            hit = check.regex.search(" ".join(row)[:_SEARCHED]) if check.regex else None
            if hit:
                return str(hit["n"])
        return ""

    def _footer(self, column: Column | None) -> str:
        below = bool(self._found.format.layout.footer_header)
        rows = [list(self._found.header), *self.closing] if not below else self.closing
        if len(rows) < 2 or column is None:
            return ""
        names = [plain_header(each) for each in rows[0]]
        at = next((names.index(each) for each in column.names if each in names), len(names))
        return rows[1][at].strip() if at < len(rows[1]) else ""
