"""QIF: one letter a line, `^` after every transaction, and no word on the order of day and month.

!Type:Bank
D8/15/13        the day; as D/M/Y and M/D/Y look alike, each order is a format, and the file is
T-75.46         claimed by those into which most of its days fit
PWalts Drugs
^
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money
from posassist.domain.words import Words
from posassist.statements.cells import YEARS, BadCell, quoted
from posassist.statements.code_format import CodeFormat, Found, amount, flat, lines_of, raw, tells

_BEGINS: Final = re.compile(r"\A(?:#[^\n]*+\n|\s)*+(!(?:Type|Account|Option|Clear)\b[^\r\n]*+)",
                            re.IGNORECASE)  # fmt: skip
_BANKS: Final = frozenset({"bank", "cash", "ccard", "oth a", "oth l"})
_LISTS: Final = frozenset({"cat", "class", "tag", "memorized", "security", "prices", "budget"})
_INVESTMENTS: Final = "invst"
_DATE: Final = re.compile(r"(\d{1,4})[/.-](\d{1,2})([/.'-])(\d{1,4})", re.ASCII)
_ORDERS: Final = ("mdy", "dmy", "ymd")
_OPENING: Final = "opening balance"
_SPLITS: Final = N_("{rows} rows have parts that do not add up to their amount (first: row {row})")


@dataclass(frozen=True, slots=True)
class _Record:
    """The lines between two `^`; `account` and `kind` say what list they stand in."""

    kind: str
    account: str
    lines: tuple[tuple[str, str], ...]
    whole: bool

    def first(self, letter: str) -> str:
        """Return the first such line before any split; later ones belong to the splits."""
        for each, value in self.lines:
            if each == letter:
                return value
            if each == "S":
                break
        return ""


def _records(text: str) -> Iterator[_Record]:
    kind = account = ""
    lines: list[tuple[str, str]] = []
    for line in (each.strip() for each in lines_of(text)):
        if line.startswith("!"):
            if lines:
                yield _Record(kind, account, tuple(lines), whole=False)
            lines, kind = [], line[1:].lower().removeprefix("type:").strip()
        elif line == "^":
            if kind == "account":
                account = next((value for letter, value in lines if letter == "N"), "")
            elif lines:
                yield _Record(kind, account, tuple(lines), whole=True)
            lines = []
        elif line and not line.startswith("#"):
            lines.append((line[0], line[1:].strip()))
    if lines:
        yield _Record(kind, account, tuple(lines), whole=False)


def _read(text: str, found: Found, *, order: str) -> None:
    section = found.section()
    for record in _records(text):
        if record.kind == _INVESTMENTS:
            found.note(N_("The file holds investments: only cash movements are read"))
        elif record.kind not in _BANKS | _LISTS:
            found.note(N_("The list {about} is not known and left out"), about=quoted(record.kind))
        if record.kind not in _BANKS:
            continue
        if record.account != section.account:
            section = found.section(record.account) if section.lines else section
            section.account = record.account
        found.add(section, partial(_line, record, found, order))


def _line(record: _Record, found: Found, order: str, row: int) -> BankLine:
    if not record.whole:
        raise BadCell(Text(N_("the file ends in the middle of this row")))
    currency = found.currency_or("")
    day = _day(record.first("D"), order)
    figure = record.first("T") or record.first("U")
    if day is None or not figure:
        template = N_("{column}: {text} is no date written as this format writes it")
        name, text = ("D", record.first("D")) if day is None else ("T", "")
        raise BadCell(
            Text(
                template if text else N_("{column} is empty"),
                {"column": name, "text": quoted(text)},
            )
        )
    moved = amount(figure, currency, "T")
    opening = record.first("P").lower() == _OPENING
    parts = [amount(value, currency, "$") for letter, value in record.lines if letter == "$"]
    if parts and sum(each.minor for each in parts) != moved.minor:
        found.remarks.add(_SPLITS, row)
    if opening and moved.minor:
        found.note(N_("An opening balance is kept as a row of nothing"))
    return BankLine(
        row=row,
        booked_on=day,
        amount=Money.zero(currency) if opening else moved,
        balance=moved if opening else None,
        counterparty=flat(record.first("P")),
        memo=flat(record.first("M")),
        reference=flat(record.first("N")),
        raw=raw(record.lines),
    )


def _day(text: str, order: str) -> dt.date | None:
    hit = _DATE.fullmatch(text.replace(" ", ""))
    if not hit:
        return None
    part = dict(zip(order, (hit[1], hit[2], hit[4]), strict=True))
    year = int(part["y"])
    if max(len(part["d"]), len(part["m"])) > 2 or (order == "ymd" and year < 1000):
        return None
    if year < 100:
        year += 2000 if year < 90 or hit[3] == "'" else 1900
    try:
        day = dt.date(year, int(part["m"]), int(part["d"]))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _why(text: str, *, order: str) -> tuple[Text, ...]:
    told = tells(text, _BEGINS)
    if not told:
        return ()
    days = [each.first("D") for each in _records(text) if each.kind in _BANKS]
    fits = {each: sum(_day(day, each) is not None for day in days) for each in _ORDERS}
    if not days:
        return told if order == _ORDERS[0] else ()
    if fits[order] < max(fits.values()):
        return ()
    fit = Text(
        N_("{count} of its {days} days are written so"), {"count": fits[order], "days": len(days)}
    )
    return (*told, fit)


def _field(text: str, place: int) -> str:
    begin = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    return text[begin : begin + 1]


_TITLES: Final = {
    "mdy": Words(zh_CN="QIF（月/日/年）", en="QIF (month/day/year)"),
    "dmy": Words(zh_CN="QIF（日/月/年）", en="QIF (day/month/year)"),
    "ymd": Words(zh_CN="QIF（年-月-日）", en="QIF (year-month-day)"),
}
FORMATS: Final = tuple(
    CodeFormat(
        id=f"qif_{order}",
        version="1",
        title=_TITLES[order],
        why=partial(_why, order=order),
        read=partial(_read, order=order),
        field=_field,
    )
    for order in _ORDERS
)
