"""CODA, the coded statement of Belgian banks: lines of 128 characters told by their first ones.

    0 header · 1 old balance · 21 22 23 movement · 31 32 33 information · 8 new balance · 9 trailer

Record 21: 2-5 number, 6-9 detail, 10-30 the bank's reference, 31 sign, 32-46 amount with three
decimals, 47-52 value date, 53-60 code, 61-114 text, 115-120 booking date. Details other than 0000
repeat parts of their movement and are no rows.
"""

import datetime as dt
import re
from functools import partial
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money
from posassist.domain.words import Words
from posassist.statements.cells import BadCell, currency_code, quoted, when
from posassist.statements.code_format import (
    CodeFormat,
    Found,
    Section,
    amount,
    balance,
    flat,
    lines_of,
    raw,
    tells,
)
from posassist.statements.statement import Check

_BEGINS: Final = re.compile(r"\A(00000\d{6})[^\r\n]{117}\r?\n1", re.ASCII)
_WIDTH: Final = 128
_FIGURE: Final = re.compile(r"\d{15}", re.ASCII)
_COUNT: Final = re.compile(r"\d{6}", re.ASCII)
_AFTER: Final = {"0": "", "1": "0", "2": "1", "8": "1", "9": "8"}
_WHOLE: Final = "0000"
_SIGNS: Final = {"0": 1, "1": -1}


class _Reader:
    """Where the reading stands: `stage` is the last of the lines 0, 1 and 8."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.section = Section()
        self.stage = self.currency = ""
        self.opened: dt.date | None = None
        self.movement: list[str] = []
        self.count = 0

    def take(self, line: str) -> None:
        kind = line[0]
        if self.stage != _AFTER.get(kind, self.stage) or (not self.stage and kind != "0"):
            self.found.damaged()
        self.count += kind not in "09"
        if kind == "2" and line[1] != "1":
            if not self.movement:
                self.found.damaged()
            self.movement.append(line)
            return
        self._finish()
        if kind == "0":
            self.stage, self.count = kind, 0
        elif kind == "1":
            self._old_balance(line)
        elif kind == "2":
            self.movement = [line]
        elif kind == "8":
            self._new_balance(line)
        elif kind == "9":
            self._trailer(line)
        elif kind not in "34":
            self.found.note(
                N_("A line of the unknown kind {about} is left out: {text}"),
                about=kind,
                text=quoted(line),
            )

    def _finish(self) -> None:
        movement, self.movement = self.movement, []
        if movement and movement[0][6:10] == _WHOLE:
            self.found.add(self.section, partial(self._line, movement))

    def _old_balance(self, line: str) -> None:
        belgian = line[1] == "0"
        account, self.currency = (line[5:17], line[18:21]) if belgian else (line[5:39], line[39:42])
        self.stage = "1"
        self.section = self.found.section(account.strip())
        self.section.opening = self._balance(line[42], line[43:58])
        self.opened = self._balance_day(line[58:64])

    def _new_balance(self, line: str) -> None:
        self.stage = "8"
        self.section.closing = self._balance(line[41], line[42:57])
        self.section.balances(self.opened, self._balance_day(line[57:63]))

    def _trailer(self, line: str) -> None:
        self.stage = ""
        count = line[16:22]
        if _COUNT.fullmatch(count):
            self.found.checks.append(
                Check("records", str(int(count)), str(self.count), int(count) == self.count)
            )
        for name, sign, figure in (("debit", -1, line[22:37]), ("credit", 1, line[37:52])):
            self._sum(name, sign, figure)

    def _sum(self, name: str, sign: int, figure: str) -> None:
        declared = self._balance("0", figure)
        if declared is None:
            return
        moved = [each.amount.minor for each in self.section.lines if each.amount.minor * sign > 0]
        counted = Money.of(abs(sum(moved)), declared.currency)
        self.section.checks.append(
            Check(f"sum_{name}", declared.plain, counted.plain, declared == counted)
        )

    def _balance(self, sign: str, figure: str) -> Money | None:
        if not _FIGURE.fullmatch(figure):
            return None
        read = balance(f"{figure[:12]}.{figure[12:]}", self.found, self.currency, "balance")
        return -read if read and sign == "1" else read

    def _balance_day(self, text: str) -> dt.date | None:
        try:
            return _day(text, "8")
        except BadCell:
            return None

    def _line(self, movement: list[str], row: int) -> BankLine:
        first = movement[0]
        more = {each[:2]: each for each in movement[1:]}
        second, third = more.get("22", ""), more.get("23", "")
        sign = _SIGNS.get(first[31])
        if sign is None or not _FIGURE.fullmatch(first[32:47]):
            raise BadCell(
                Text(
                    N_("{column}: {text} is no amount of {currency}"),
                    {"column": "21", "text": quoted(first[31:47]), "currency": self.currency},
                )
            )
        currency = currency_code(self.currency, "1")
        moved = amount(f"{first[32:44]}.{first[44:47]}", currency, "21")
        return BankLine(
            row=row,
            booked_on=_day(first[115:121], "21"),
            amount=moved if sign > 0 else -moved,
            counterparty=flat(third[47:82]),
            memo=flat(first[62:115] + second[10:63] + third[82:125]),
            reference=flat(first[10:31]),
            raw=raw([(each[:2], each.rstrip()) for each in movement]),
        )


def _read(text: str, found: Found) -> None:
    reader = _Reader(found)
    for line in lines_of(text):
        if line.strip():
            reader.take(line.ljust(_WIDTH))
    if reader.stage or not found.sections:
        found.damaged()


def _day(text: str, name: str) -> dt.date:
    return when(f"{text[:4]}20{text[4:]}", ("%d%m%Y",), name).date


def _field(text: str, place: int) -> str:
    begin = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    return text[begin : begin + 2]


FORMATS: Final = (
    CodeFormat(
        id="coda",
        version="1",
        title=Words(zh_CN="CODA 比利时银行对账单", en="CODA statement of a Belgian bank"),
        why=lambda text: tells(text, _BEGINS),
        read=_read,
        field=_field,
        wrap=re.compile(r"[^\r\n]{13}\r?\n2[23][^\r\n]{8}"),
        cards=re.compile(r"^21[^\r\n]{59}1113(\d{16})", re.MULTILINE | re.ASCII),
    ),
)
