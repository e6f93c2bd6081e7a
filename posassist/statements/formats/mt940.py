"""MT940, the customer statement of SWIFT, in the dialects of the banks.

    :20: reference  :25: account  :60F: opening balance
    :61: a transaction  :86: its text
    :62F: closing balance   -

The fields are told apart here, so that one that cannot be read is one bad row; what a field 61 or a
balance says is the library's to read. Reversals (RC, RD) have the sign of the money.
"""

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from mt940 import Options
from mt940.models import Date, Transactions
from mt940.tags import FinalOpeningBalance, Statement, StatementASNB, StatementGLS

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money
from posassist.domain.words import Words
from posassist.statements.cells import BadCell, currency_code, quoted
from posassist.statements.code_format import (
    CodeFormat,
    Found,
    amount,
    balance,
    flat,
    lines_of,
    raw,
    tells,
)
from posassist.statements.statement import Check

_BEGINS: Final = tuple(
    re.compile(rf"^[^\w:\n]*({tag})", re.MULTILINE)
    for tag in (":20:", ":25[A-Z]?:", ":(?:28C?|60[FM]?|61):")
)
_FIELD: Final = re.compile(r":(\d{2,3}[A-Z]?|NS):(.*)", re.ASCII)
_ENDS: Final = re.compile(r"-(?:\}.*)?|\{\d:.*")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TOTAL: Final = re.compile(r"(\d{1,5})([A-Z]{3})([\d,]{1,15})", re.ASCII)
_OPENING: Final = frozenset({"60", "60F", "60M"})
_CLOSING: Final = frozenset({"62", "62F", "62M"})
_TOTALS: Final = {"90C": ("credit", 1), "90D": ("debit", -1)}
_INTERIM: Final = frozenset({"13", "13D", "34F"})  # of MT942, which has no closing balance
_PASSED: Final = frozenset({"940", "942", "21", "28", "28C", "64", "65", "NS"})
_MARKS: Final = frozenset({"C", "D", "RC", "RD"})
_LIBRARY: Final = Transactions(options=Options(reversal_sign=True, case_insensitive_marks=True))
_LINES: Final = (Statement(), StatementASNB(), StatementGLS())
_BALANCE: Final = FinalOpeningBalance()
_FULL: Final = 60
_PARTY: Final = re.compile(r"\?3[23]([^?]+)|/NAME/([^/]+)")
_NO_LINE: Final = N_("{column}: {text} is no transaction as MT940 writes it")


def _fields(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield every field with its lines; text before the first or after an end is no field."""
    tag, lines = "", list[str]()
    for line in (_CONTROL.sub("", each) for each in lines_of(text)):
        hit = _FIELD.match(line)
        if hit or _ENDS.fullmatch(line.strip()):
            if tag:
                yield tag, lines
            tag, lines = (hit[1], [hit[2]]) if hit else ("", [])
        elif tag:
            lines.append(line)
    if tag:
        yield tag, lines


class _Reader:
    def __init__(self, found: Found) -> None:
        self.found = found
        self.section = found.section()
        self.begun = self.open = False
        self.currency = ""
        self.opened: dt.date | None = None
        self.line: list[str] = []
        self.texts: list[str] = []

    def take(self, tag: str, lines: list[str]) -> None:
        if tag == "86":
            self.texts.append("\n".join(lines))
            return
        self.finish()
        if tag == "61":
            self.line = lines
        elif tag == "20":
            self._begin()
        elif tag.startswith("25"):
            self.section.account = "".join(lines).strip()
        elif tag in _OPENING:
            self.opened, self.section.opening = self._balance(tag, lines)
        elif tag in _CLOSING:
            closed, self.section.closing = self._balance(tag, lines)
            self.section.balances(self.opened, closed)
            self.open = False
        elif tag in _TOTALS:
            self._total(*_TOTALS[tag], lines)
        elif tag in _INTERIM:
            self.open = False
            self.currency = self.currency or _named_currency(lines[0])
        elif tag not in _PASSED:
            self.found.note(
                N_("The field {about} is not known and left out: {text}"),
                about=tag,
                text=quoted(" ".join(lines)),
            )

    def finish(self) -> None:
        """Add the transaction that its texts have now ended."""
        if self.line:
            self.found.add(self.section, partial(self._line, self.line, self.texts))
        self.line, self.texts = [], []

    def _begin(self) -> None:
        if self.open:
            self.found.damaged()
        if self.begun:
            self.section = self.found.section()
        self.begun = self.open = True
        self.opened, self.currency = None, ""

    def _balance(self, tag: str, lines: list[str]) -> tuple[dt.date, Money]:
        hit = _BALANCE.re.fullmatch("".join(lines).strip())
        if hit is None:
            self.found.damaged()
        try:
            currency = currency_code(hit["currency"].upper(), tag)
            figure = amount(hit["amount"], currency, tag)
            day = Date(**hit.groupdict())
        except (BadCell, ValueError):
            self.found.damaged()
        self.currency = self.currency or currency
        figure = figure if hit["status"] in "Cc" else -figure
        return dt.date(day.year, day.month, day.day), figure

    def _total(self, name: str, sign: int, lines: list[str]) -> None:
        hit = _TOTAL.fullmatch("".join(lines).strip())
        declared = balance(hit[3], self.found, hit[2], f"90{name}") if hit else None
        if not hit or declared is None:
            return
        moved = [each.amount for each in self.section.lines if each.amount.minor * sign > 0]
        counted = Money.of(sum(abs(each.minor) for each in moved), hit[2])
        self.section.checks += [
            Check(f"count_{name}", hit[1], str(len(moved)), int(hit[1]) == len(moved)),
            Check(f"sum_{name}", declared.plain, counted.plain, declared == counted),
        ]

    def _line(self, lines: list[str], texts: list[str], row: int) -> BankLine:
        said = [each for each in lines if each.strip()]
        value = "\n".join(filter(None, [lines[0].rstrip(), " ".join(map(str.strip, said[1:]))]))
        read = _parsed(value)
        if read is None:
            raise BadCell(Text(_NO_LINE, {"column": "61", "text": quoted(value)}))
        currency = currency_code(self.found.currency_or(self.currency), "60")
        booked = read.get("entry_date") or read["date"]
        details = [_joined(each) for each in texts if each.strip()]
        reference = (read.get("customer_reference") or "").strip()
        return BankLine(
            row=row,
            booked_on=dt.date(booked.year, booked.month, booked.day),
            amount=amount(str(read["amount"].amount), currency, "61"),
            counterparty=flat(*(_named(each) for each in details)),
            memo=flat(*details, read.get("extra_details") or ""),
            reference=flat(
                reference if reference != "NONREF" else "", read.get("bank_reference") or ""
            ),
            raw=raw([("61", value), *(("86", each) for each in details)]),
        )


def _parsed(value: str) -> dict[str, Any] | None:
    """Return what the library makes of a field 61, if the whole of its amount is read."""
    for tag in _LINES:
        hit = tag.re.match(value)
        if hit is None:
            continue
        beyond = value[hit.end("amount") : hit.end("amount") + 1]
        if hit["amount"].count(",") != 1 or beyond.isdigit() or beyond in (",", "."):
            return None
        if hit["status"].upper() not in _MARKS:
            return None
        try:
            read: dict[str, Any] = tag(_LIBRARY, hit.groupdict())
        except (ValueError, ArithmeticError):
            return None
        return read
    return None


def _joined(text: str) -> str:
    """Return a text as one line; a full line of it goes on in mid-word."""
    lines = text.split("\n")
    ends = ["" if len(each) >= _FULL else " " for each in lines]
    return "".join(f"{line}{end}" for line, end in zip(lines, ends, strict=True)).strip()


def _named_currency(text: str) -> str:
    """Return the currency a floor limit begins with, or nothing."""
    return text[:3] if text[:3].isalpha() and text[:3].isupper() else ""


def _named(text: str) -> str:
    """Return the other party a structured text names."""
    return " ".join(filter(None, (hit[1] or hit[2] for hit in _PARTY.finditer(text))))


def _read(text: str, found: Found) -> None:
    reader = _Reader(found)
    for tag, lines in _fields(text):
        reader.take(tag, lines)
    reader.finish()
    if reader.open or not reader.begun:
        found.damaged()


def _field(text: str, place: int) -> str:
    begin = max(text.rfind("\n:", 0, place), text.rfind("\r:", 0, place)) + 1
    hit = _FIELD.match(text[begin:place].lstrip())
    return hit[1] if hit else "86"


FORMATS: Final = (
    CodeFormat(
        id="mt940",
        version="1",
        title=Words(zh_CN="MT940 银行对账单（SWIFT）", en="MT940 bank statement (SWIFT)"),
        why=lambda text: tells(text, *_BEGINS),
        read=_read,
        field=_field,
        wrap=re.compile(r"\r?\n(?![:{-])"),
    ),
)
