"""BAI2: records of numbered kinds, one a line or several, each continued by records 88.

    01 file · 02 group (day, currency) · 03 account (balances, totals) · 16 transaction · 88 goes on
    49, 98, 99 end an account, a group, the file, each with a total and a count of records

Amounts have no decimal point; the type code says whether money came (100-399) or went (400-699).
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money
from posassist.domain.words import Words
from posassist.statements.cells import BadCell, currency_code, quoted, when
from posassist.statements.code_format import CodeFormat, Found, Section, flat, lines_of, raw, tells
from posassist.statements.statement import Check
from posassist.statements.table import unreadable

_BEGINS: Final = re.compile(r"\A\s*+(01,[^,\r\n]*+,[^,\r\n]*+,\d{6},)", re.ASCII)
_RECORD: Final = re.compile(r"(01|02|03|16|49|88|98|99),")
_GLUED: Final = re.compile(r"(?<=/)[ \t]+(?=(?:01|02|03|16|49|88|98|99),)")
_FIGURE: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_SUMMARY: Final = 4
_OPENING, _CLOSING, _CREDITS, _DEBITS = "010", "015", "100", "400"
_NO_MONEY: Final = "890"
_STATUS: Final = {"2": N_("deleted"), "4": N_("for a test only")}
_UNKNOWN: Final = N_("{column}: {text} does not say whether money came or went")
_NO_FIGURE: Final = N_("{column}: {text} is no amount of {currency}")


@dataclass(slots=True)
class _Record:
    """A record of one kind with what its continuations add; `size` counts them."""

    kind: str
    fields: list[str]
    texts: list[str] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True)
class _Open:
    """What is open, and what it counts: records, control total, what is inside."""

    records: int = 0
    total: int = 0
    inside: int = 0


def _records(text: str) -> Iterator[_Record]:
    record: _Record | None = None
    for line in lines_of(text):
        for part in _GLUED.split(line):
            plain = part.strip()
            hit = _RECORD.match(plain)
            if hit is None or hit[1] == "88":
                if record is not None and plain:
                    record.size += hit is not None
                    record.texts.append(plain[3:] if hit else plain)
                continue
            if record is not None:
                yield record
            record = _Record(hit[1], plain[3:].removesuffix("/").split(","))
    if record is not None:
        yield record


class _Reader:
    def __init__(self, found: Found) -> None:
        self.found = found
        self.section = Section()
        self.day: dt.date | None = None
        self.group_currency = self.currency = ""
        self.declared: dict[str, tuple[str, str]] = {}
        self.open: dict[str, _Open] = {}

    def take(self, record: _Record) -> None:
        for each in self.open.values():
            each.records += record.size
        if record.kind in ("01", "02", "03"):
            self._begin(record)
        elif record.kind == "16":
            if "03" not in self.open:
                self.found.damaged()
            self.found.add(self.section, partial(self._line, record))
        else:
            self._end(record)

    def _begin(self, record: _Record) -> None:
        if record.kind in self.open or (record.kind != "01" and "01" not in self.open):
            self.found.damaged()
        if record.kind == "03" and "02" not in self.open:
            self.found.damaged()
        self.open[record.kind] = _Open(record.size)
        if record.kind == "02":
            self._group(record)
        elif record.kind == "03":
            self._account(record)

    def _group(self, record: _Record) -> None:
        fields = [*record.fields, *[""] * 7]
        status, day, self.group_currency = fields[2], fields[3], fields[5].strip()
        if status in _STATUS:
            unreadable(
                N_("The file {file} holds a group that is {status}"),
                file=self.found.file,
                status=Text(_STATUS[status]),
            )
        try:
            self.day = when(f"20{day}", ("%Y%m%d",), "02").date
        except BadCell:
            self.day = None

    def _account(self, record: _Record) -> None:
        fields = [*record.fields, *(each for text in record.texts for each in _listed(text))]
        self.currency = (fields[1:2] or [""])[0].strip() or self.group_currency
        self.section = self.found.section(fields[0].strip())
        self.section.first = self.section.last = self.day
        self.declared = {}
        rest = fields[2:]
        while rest:
            code, figure, count, funds = (each.strip() for each in [*rest, "", "", ""][:_SUMMARY])
            rest = rest[_SUMMARY + _extras(funds, rest) :]
            if _FIGURE.fullmatch(figure):
                self.open["03"].total += int(figure)
                self.declared.setdefault(code, (figure, count))
            elif figure or (code and not code.isdigit()):
                self.found.note(
                    N_("A total of the account record is not read: {text}"),
                    text=quoted(f"{code},{figure}"),
                )
        if _FIGURE.fullmatch(self.declared.get(_OPENING, ("",))[0]):
            self.section.opening = self._money(_OPENING)
        if _FIGURE.fullmatch(self.declared.get(_CLOSING, ("",))[0]):
            self.section.closing = self._money(_CLOSING)

    def _money(self, code: str) -> Money:
        return Money.of(int(self.declared[code][0]), self.currency or self.found.currency)

    def _line(self, record: _Record, row: int) -> BankLine:
        code, figure, funds = (each.strip() for each in [*record.fields, "", "", ""][:3])
        extras = _extras(funds, ["", *record.fields])
        bank, customer, *text = [*record.fields[3 + extras :], "", ""]
        currency = currency_code(self.found.currency_or(self.currency), "03")
        if not _FIGURE.fullmatch(figure) or len(figure.lstrip("+-0")) > 14:
            if code != _NO_MONEY or figure:
                raise BadCell(
                    Text(_NO_FIGURE, {"column": "16", "text": quoted(figure), "currency": currency})
                )
            figure = "0"
        self.open["03"].total += int(figure)
        if self.day is None:
            raise BadCell(Text(N_("{column} is empty"), {"column": "02"}))
        sign = _sign(code, figure)
        return BankLine(
            row=row,
            booked_on=self.day,
            amount=Money.of(sign * int(figure), currency),
            memo=flat(
                ",".join(text).strip(", "), *(each.removesuffix("/") for each in record.texts)
            ),
            reference=flat(customer or bank),
            raw=raw([("16", ",".join(record.fields)), *(("88", each) for each in record.texts)]),
        )

    def _end(self, record: _Record) -> None:
        begun = {"49": "03", "98": "02", "99": "01"}[record.kind]
        closed = self.open.pop(begun, None)
        if closed is None or any(each in self.open for each in ("03", "02", "01") if each > begun):
            self.found.damaged()
        total, *counts = (each.strip() for each in record.fields)
        name = {"49": "account", "98": "group", "99": "file"}[record.kind]
        declared = {"control_total": total, f"records_{name}": (counts or [""])[-1]}
        counted = {"control_total": closed.total, f"records_{name}": closed.records}
        if record.kind != "49":
            declared[f"parts_{name}"] = (counts or [""])[0]
            counted[f"parts_{name}"] = closed.inside
        outer = {"03": "02", "02": "01"}.get(begun, "")
        if outer in self.open:
            self.open[outer].total += closed.total
            self.open[outer].inside += 1
        if begun == "03":
            self._totals()
        for key, figure in declared.items():
            if _FIGURE.fullmatch(figure):
                label = key if key != "control_total" else f"control_total_{name}"
                checks = self.section.checks if begun == "03" else self.found.checks
                checks.append(
                    Check(label, str(int(figure)), str(counted[key]), int(figure) == counted[key])
                )

    def _totals(self) -> None:
        for code, name, sign in ((_CREDITS, "credit", 1), (_DEBITS, "debit", -1)):
            if code not in self.declared:
                continue
            declared = self._money(code)
            lines = [each.amount for each in self.section.lines if each.amount.minor * sign > 0]
            summed = sum(abs(each.minor) for each in lines)
            counted = Money.of(summed, declared.currency)
            self.section.checks.append(
                Check(f"sum_{name}", declared.plain, counted.plain, declared == counted)
            )
            count = self.declared[code][1]
            if count.isdecimal():
                self.section.checks.append(
                    Check(
                        f"count_{name}", str(int(count)), str(len(lines)), int(count) == len(lines)
                    )
                )


def _listed(text: str) -> list[str]:
    return text.removesuffix("/").split(",")


def _extras(funds: str, fields: list[str]) -> int:
    """Return how many fields a funds type brings: days and times, or amounts by day."""
    if funds == "V":
        return 2
    if funds == "S":
        return 3
    if funds == "D" and len(fields) > _SUMMARY and fields[_SUMMARY].strip().isdecimal():
        return 1 + 2 * min(int(fields[_SUMMARY]), len(fields))
    return 0


def _sign(code: str, figure: str) -> int:
    number = int(code) if re.fullmatch(r"\d{3}", code, re.ASCII) else 0
    if 100 <= number <= 399:
        return 1
    if 400 <= number <= 699:
        return -1
    if int(figure) == 0:
        return 1
    raise BadCell(Text(_UNKNOWN, {"column": "16", "text": quoted(code)}))


def _read(text: str, found: Found) -> None:
    reader = _Reader(found)
    seen = False
    for record in _records(text):
        seen = True
        reader.take(record)
    if reader.open or not seen:
        found.damaged()


def _field(text: str, place: int) -> str:
    begin = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    hit = _RECORD.match(text[begin:place].lstrip())
    return hit[1] if hit else "88"


FORMATS: Final = (
    CodeFormat(
        id="bai2",
        version="1",
        title=Words(zh_CN="BAI2 银行对账单", en="BAI2 bank statement"),
        why=lambda text: tells(text, _BEGINS),
        read=_read,
        field=_field,
        wrap=re.compile(r"/?[ \t]*\r?\n88,"),
    ),
)
