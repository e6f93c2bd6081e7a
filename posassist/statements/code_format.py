"""Statement formats that need code: one file each in formats/, discovered by being there.

A format says which text it claims and reads it into sections: the statements of one account. All
else (encoding, card numbers, sums, checks, period) is the same for each of them.
"""

import datetime as dt
import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Final, NoReturn

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money
from posassist.domain.settlement import StatementKind
from posassist.domain.words import Words
from posassist.statements import formats
from posassist.statements.cells import BadCell, money
from posassist.statements.row import Remarks
from posassist.statements.statement import BadRow, Check
from posassist.statements.table import unreadable

_HEAD: Final = 65_536
_BOTH_MARKS: Final = (
    (re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})", re.ASCII), ","),
    (re.compile(r"[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})", re.ASCII), "."),
)
_XML: Final = re.compile(r"<\?xml[^>]*encoding=[\"']([\w.-]+)", re.IGNORECASE)
_CODECS: Final = {
    "1252": "cp1252", "windows-1252": "cp1252", "iso-8859-1": "cp1252", "8859-1": "cp1252",
    "usascii": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "none": "cp1252",
    "iso-8859-15": "iso8859-15", "1250": "cp1250", "windows-1250": "cp1250",
    "iso-8859-2": "iso8859-2", "1251": "cp1251", "windows-1251": "cp1251", "936": "gb18030",
    "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "950": "big5", "big5": "big5",
    "932": "cp932", "shift_jis": "cp932", "949": "cp949", "euc-kr": "cp949",
}  # fmt: skip
_COMMA: Final = re.compile(r"[+-]?\d*,(?!\d{3}$)\d*", re.ASCII)
_BARE: Final = re.compile(r"([+-]?)0*(\d*)\.?(\d*)", re.ASCII)


@dataclass(slots=True)
class Section:
    """What a file says of one account over one period.

    `first` and `last` are the days it declares itself; `checks` are its figures beside balances.
    """

    account: str = ""
    lines: list[BankLine] = field(default_factory=list)
    opening: Money | None = None
    closing: Money | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    checks: list[Check] = field(default_factory=list)

    def balances(self, opened: dt.date | None, closed: dt.date | None) -> None:
        """Take the period from the days of the balances, of which the first may be a day early."""
        days = [each.booked_on for each in self.lines]
        if opened is None or closed is None:
            return
        before = opened < min([closed, *days])
        self.first = min([opened + dt.timedelta(days=before), *days])
        self.last = max([closed, *days])


class Found:
    """What a format found in a file, row by row; `checks` are figures of the file as a whole."""

    def __init__(self, file: str, currency: str) -> None:
        self.file = file
        self.currency = currency
        self.sections: list[Section] = []
        self.bad: list[BadRow] = []
        self.checks: list[Check] = []
        self._notes: dict[tuple[str, str], Text] = {}
        self.remarks = Remarks()
        self._rows = 0

    def section(self, account: str = "") -> Section:
        """Begin the next section."""
        made = Section(account)
        self.sections.append(made)
        return made

    def add(self, section: Section, line: Callable[[int], BankLine]) -> None:
        """Add the next transaction, made of its number; one that cannot be read is a bad row."""
        self._rows += 1
        try:
            section.lines.append(line(self._rows))
        except BadCell as wrong:
            self.bad.append(BadRow(self._rows, wrong.reason))

    def skip(self, template: str) -> None:
        """Leave out the next transaction, with a warning that may name {rows} and {row}."""
        self._rows += 1
        self.remarks.add(template, self._rows)

    def currency_or(self, stated: str) -> str:
        """Return the currency the file states, else the shop's, with a warning."""
        if not stated:
            self.note(
                N_("The file does not name its currency: taken as {currency}"),
                currency=self.currency,
            )
        return stated or self.currency

    def note(self, template: str, about: str = "", **fields: object) -> None:
        """Warn about the file as a whole: of equal warnings about the same, the first is kept."""
        self._notes.setdefault((template, about), Text(template, {"about": about, **fields}))

    def warnings(self) -> tuple[Text, ...]:
        """Return what is odd about the file and its rows."""
        return (*self._notes.values(), *self.remarks.texts())

    def damaged(self) -> NoReturn:
        """Refuse the file for an end that is not there."""
        unreadable(N_("The file {file} is damaged or cut off"), file=self.file)


@dataclass(frozen=True, slots=True)
class CodeFormat:
    """A format that needs code.

    `why` says by what a text is claimed. `field` names the field a place of the text is in, for the
    masking, and `wrap` is what stands between two halves of one field; `cards` finds numbers that
    are card numbers by their place. `declared` is the encoding the text names, or nothing.
    """

    id: str
    version: str
    title: Words
    why: Callable[[str], tuple[Text, ...]]
    read: Callable[[str, Found], None]
    field: Callable[[str, int], str]
    wrap: re.Pattern[str] | None = None
    cards: re.Pattern[str] | None = None
    declared: Callable[[str], str] = lambda _head: ""
    kind: StatementKind = StatementKind.BANK


@cache
def code_formats() -> tuple[CodeFormat, ...]:
    """Return every format that needs code, in the order of their ids."""
    found = [
        importlib.import_module(f"{formats.__name__}.{each.name}").FORMATS
        for each in pkgutil.iter_modules(formats.__path__)
    ]
    return tuple(sorted(chain.from_iterable(found), key=lambda each: each.id))


def tells(text: str, *patterns: re.Pattern[str]) -> tuple[Text, ...]:
    """Claim a text whose beginning shows all of these; group 1 is what is quoted."""
    hits = [each.search(text, 0, _HEAD) for each in patterns]
    return tuple(
        Text(N_("Its first lines say {text}"), {"text": each[1]}) for each in hits if each
    ) * all(hits)


def codec(name: str) -> str:
    """Return the codec of an encoding by the name files use for it, or nothing."""
    return _CODECS.get(name.lower(), "")


def xml_codec(head: str) -> str:
    """Return the codec an XML declaration names, or nothing."""
    hit = _XML.search(head)
    return codec(hit[1]) if hit else ""


def lines_of(text: str) -> list[str]:
    """Return the lines of a text; only CR and LF end one."""
    return re.split(r"\r\n|\r|\n", text)


def amount(text: str, currency: str, name: str) -> Money:
    """Read an amount with a decimal point or comma, padded with zeros or not. Raises BadCell."""
    plain = next(
        (text.replace(mark, "") for form, mark in _BOTH_MARKS if form.fullmatch(text)), text
    )
    if _COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    hit = _BARE.fullmatch(plain)
    if hit and (hit[2] or hit[3] or "0" in plain):
        plain = f"{hit[1]}{hit[2] or '0'}" + (f".{hit[3]}" if hit[3] else "")
    return money(plain, currency, name)


def balance(text: str, found: Found, currency: str, name: str) -> Money | None:
    """Read a balance; one that cannot be read is left out with a warning."""
    try:
        return amount(text, currency, name)
    except BadCell as wrong:
        found.note(N_("A balance is left out: {reason}"), reason=wrong.reason)
        return None


def raw(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the fields of a transaction as they came, equal names numbered."""
    said: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for name, value in pairs:
        seen[name] += 1
        said[name if seen[name] == 1 else f"{name} ({seen[name]})"] = value
    return json.dumps(said, ensure_ascii=False)


def flat(*parts: str) -> str:
    """Return texts as one line, empty and repeated ones left out."""
    return " ".join(dict.fromkeys(filter(None, (" ".join(each.split()) for each in parts))))
