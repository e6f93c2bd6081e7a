"""OFX 1 and 2, and QFX: a list of tagged values whose leaves may stand open.

    OFXHEADER:100 …            or <?OFX OFXHEADER="200" …?>, or no header at all
    <OFX> … <STMTRS> <CURDEF> <BANKACCTFROM> … <BANKTRANLIST> <DTSTART> <DTEND>
              <STMTTRN> <TRNTYPE> <DTPOSTED> <TRNAMT> <FITID> <NAME> <MEMO> </STMTTRN>

A tag followed by a value is a leaf, whether it is closed or not; only the end of a transaction and
of the file must be there.
"""

import datetime as dt
import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.words import Words
from posassist.statements.cells import BadCell, currency_code, when
from posassist.statements.code_format import (
    CodeFormat,
    Found,
    Section,
    amount,
    codec,
    flat,
    raw,
    tells,
    xml_codec,
)
from posassist.statements.table import hostile

_BEGINS: Final = re.compile(
    r"\A\s*+(?:<\?[^>]*+>\s*+|<!--[^>]*+>\s*+|[A-Z]++:[^<\r\n]*+\s*+)*+(<OFX>)", re.IGNORECASE
)
_TAG: Final = re.compile(r"<(/?)([A-Za-z][\w.]*)\s*(/?)>", re.ASCII)
_ASIDE: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL
)
_DECLARES: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{8})(?:\d{4}(?:\d{2}(?:[.:]\d*)?)?)?(?:\[[^\]]*\])?", re.ASCII)
_CODECS: Final = (
    re.compile(r"CHARSET:\s*([\w.-]+)", re.IGNORECASE),
    re.compile(r"ENCODING:\s*([\w.-]+)", re.IGNORECASE),
)
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_LISTS: Final = frozenset({"BANKTRANLIST", "INVTRANLIST", "STMTTRNRS", "OFX", *_STATEMENTS})
_TRANSACTION: Final = "STMTTRN"
_INSIDE: Final = frozenset({
    "PAYEE", "CURRENCY", "ORIGCURRENCY", "BANKACCTTO", "CCACCTTO", "BANKACCTFROM", "CCACCTFROM",
    "LEDGERBAL", "AVAILBAL",
})  # fmt: skip
_TYPES: Final = frozenset({
    "CREDIT", "DEBIT", "INT", "DIV", "FEE", "SRVCHG", "DEP", "ATM", "POS", "XFER", "CHECK",
    "PAYMENT", "CASH", "DIRECTDEP", "DIRECTDEBIT", "REPEATPMT", "HOLD", "OTHER",
})  # fmt: skip
_UNKNOWN_TYPE: Final = N_(
    "{rows} rows have the unknown type {word} (first: row {row}): kept as other"
)
_CONTRARY: Final = N_(
    "{rows} rows of type {word} have the other sign (first: row {row}): taken as printed"
)
_AGAIN: Final = N_("{rows} rows repeat the id of another one (first: row {row}): both are kept")


@dataclass(slots=True)
class _Reader:
    """Where the reading stands: the section, the transaction, the group inside it."""

    found: Found
    section: Section = field(default_factory=Section)
    currency: str = ""
    fields: list[tuple[str, str]] | None = None
    group: str = ""
    open: bool = True  # until the end of the file is seen
    ids: Counter[str] = field(default_factory=Counter)

    def take(self, tag: re.Match[str], after: str) -> None:
        """Take a tag and what stands between it and the next one."""
        name, value = tag[2].upper(), html.unescape(after).strip()
        if tag[1]:
            self._closed(name)
        elif value:
            self._leaf(name, value)
        elif not tag[3]:
            self._opened(name)

    def _opened(self, tag: str) -> None:
        if tag in _STATEMENTS:
            self.section, self.currency = self.found.section(), ""
            self.ids.clear()
            if tag == "INVSTMTRS":
                self.found.note(N_("The file holds investments: only cash movements are read"))
        elif tag == _TRANSACTION:
            if self.fields is not None:
                self.found.damaged()
            if not self.found.sections:
                self.section = self.found.section()
            self.fields, self.group = [], ""
        elif tag in _INSIDE:
            self.group = f"{tag}."
        elif tag == "OFX":
            self.open = True

    def _closed(self, tag: str) -> None:
        fields = self.fields
        if tag == _TRANSACTION:
            if fields is None:
                self.found.damaged()
            self.found.add(self.section, lambda row: self._line(row, fields))
            self.fields = None
        elif tag in _INSIDE:
            self.group = ""
        elif tag in _LISTS and fields is not None:
            self.found.damaged()
        elif tag == "OFX":
            self.open = False

    def _leaf(self, tag: str, value: str) -> None:
        if self.fields is not None:
            self.fields.append((f"{self.group}{tag}", value))
        elif tag == "CURDEF":
            self.currency = value
        elif tag == "ACCTID" and self.group in ("BANKACCTFROM.", "CCACCTFROM."):
            self.section.account = value
        elif tag in ("DTSTART", "DTEND"):
            self._period(tag, value)

    def _period(self, tag: str, value: str) -> None:
        try:
            day = _day(value, tag)
        except BadCell as wrong:
            self.found.note(N_("The period is not read: {reason}"), reason=wrong.reason)
            return
        if tag == "DTSTART":
            self.section.first = min(day, self.section.first or day)
        else:
            self.section.last = max(day, self.section.last or day)

    def _line(self, row: int, fields: list[tuple[str, str]]) -> BankLine:
        said: dict[str, str] = {}
        for name, value in fields:
            if name in said and said[name] != value and name in ("TRNAMT", "DTPOSTED"):
                raise BadCell(Text(N_("{column} stands there twice"), {"column": name}))
            said.setdefault(name, value)
        for needed in ("DTPOSTED", "TRNAMT"):
            if not said.get(needed):
                raise BadCell(Text(N_("{column} is empty"), {"column": needed}))
        currency = said.get("CURRENCY.CURSYM") or self.currency
        currency = currency_code(self.found.currency_or(currency), "CURDEF")
        made = BankLine(
            row=row,
            booked_on=_day(said["DTPOSTED"], "DTPOSTED"),
            amount=amount(said["TRNAMT"], currency, "TRNAMT"),
            counterparty=flat(said.get("NAME", "") or said.get("PAYEE.NAME", "")),
            memo=flat(said.get("MEMO", "")),
            reference=flat(said.get("REFNUM", "") or said.get("FITID", "")),
            raw=raw(fields),
        )
        self._remarks(row, said, made)
        return made

    def _remarks(self, row: int, said: dict[str, str], made: BankLine) -> None:
        remarks = self.found.remarks
        kind = said.get("TRNTYPE", "").upper()
        if kind not in _TYPES:
            remarks.add(_UNKNOWN_TYPE, row, said.get("TRNTYPE", ""))
        if (kind == "CREDIT" and made.amount.minor < 0) or (
            kind == "DEBIT" and made.amount.minor > 0
        ):
            remarks.add(_CONTRARY, row, kind)
        number = said.get("FITID", "")
        self.ids[number] += bool(number)
        if self.ids[number] > 1:
            remarks.add(_AGAIN, row)


def _read(text: str, found: Found) -> None:
    if _DECLARES.search(text):
        hostile(found.file, Text(N_("a part that declares its own XML entities")))
    plain = _ASIDE.sub(lambda hit: html.escape(hit[1] or ""), text)
    reader = _Reader(found)
    before: re.Match[str] | None = None
    for tag in _TAG.finditer(plain):
        if before:
            reader.take(before, plain[before.end() : tag.start()])
        before = tag
    if before:
        reader.take(before, "")
    if reader.open:
        found.damaged()


def _day(value: str, name: str) -> dt.date:
    hit = _DATE.fullmatch(value)
    return when(hit[1] if hit else value, ("%Y%m%d",), name).date


def _declared(head: str) -> str:
    hits = (each.search(head) for each in _CODECS)
    return next((codec(each[1]) for each in hits if each), xml_codec(head))


def _field(text: str, place: int) -> str:
    begin = text.rfind("<", 0, place)
    hit = _TAG.match(text, begin) if begin >= 0 else None
    return hit[2].upper() if hit else "OFX"


FORMATS: Final = (
    CodeFormat(
        id="ofx",
        version="1",
        title=Words(zh_CN="OFX / QFX 银行对账单", en="OFX / QFX bank statement"),
        why=lambda text: tells(text, _BEGINS),
        read=_read,
        field=_field,
        cards=re.compile(r"<CCACCTFROM>\s*<ACCTID>\s*(\d(?:[ -]?\d){12,18})", re.IGNORECASE),
        declared=_declared,
    ),
)
