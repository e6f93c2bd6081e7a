"""Cells read strictly: what is not plainly an amount, a date or a currency is a bad cell."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from posassist.base.i18n import N_, Text
from posassist.domain.money import Money

YEARS: Final = range(1990, 2100)
_REMEMBERED: Final = 1 << 14  # a table's days, amounts and codes come again and again
_TOKENS: Final = {
    "%Y": r"(?P<Y>\d{4})",
    "%y": r"(?P<y>\d{2})",
    "%b": r"(?P<b>[A-Za-z]{3})",
    "%m": r"(?P<m>\d{2})",
    "%d": r"(?P<d>\d{2})",
    "%H": r"(?P<H>\d{2})",
    "%-m": r"(?P<m>\d{1,2})",
    "%-d": r"(?P<d>\d{1,2})",
    "%-H": r"(?P<H>\d{1,2})",
    "%I": r"(?P<I>\d{2})",
    "%-I": r"(?P<I>\d{1,2})",
    "%p": r"(?P<p>[AaPp][Mm])",
    "%M": r"(?P<M>\d{2})",
    "%S": r"(?P<S>\d{2})",
    "%z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
}
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MINUSES: Final = str.maketrans({"\u2212": "-", "\u2013": "-"})
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


class BadCell(Exception):
    """A cell that cannot be read; the row it stands in is a bad row for this reason."""

    def __init__(self, reason: Text) -> None:
        super().__init__()
        self.reason = reason


@dataclass(frozen=True, slots=True)
class When:
    """A date, its time where the cell has one, and its offset where the cell states one."""

    date: dt.date
    time: dt.time | None
    offset: dt.tzinfo | None

    def aware(self, written_in: ZoneInfo, shown_in: ZoneInfo) -> dt.datetime:
        """Return the moment in a zone; a cell without time is midnight."""
        zone = self.offset or written_in
        moment = dt.datetime.combine(self.date, self.time or dt.time(), tzinfo=zone)
        return moment if zone is shown_in else moment.astimezone(shown_in)


def quoted(text: str) -> str:
    """Return a cell as a message shows it: short, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"


@lru_cache(_REMEMBERED)
def when(text: str, forms: tuple[str, ...], column: str) -> When:
    """Read a date, with or without time, in one of the forms. Raises BadCell."""
    plain = _narrow(text)
    for form in forms:
        found = _compiled(form).fullmatch(plain)
        if not found:
            continue
        part = found.groupdict()
        try:
            date = dt.date(_year(part), _month(part), int(part["d"]))
            timed = "H" in part or "I" in part
            read = When(date, _time(part) if timed else None, _offset(part.get("z")))
        except ValueError:
            break
        if date.year in YEARS:
            return read
        break
    raise BadCell(
        Text(
            N_("{column}: {text} is no date written as this format writes it"),
            {"column": column, "text": quoted(text)},
        )
    )


def readable(text: str, forms: tuple[str, ...]) -> bool:
    """Say whether a cell is a date in one of the forms."""
    try:
        when(text, forms, "")
    except BadCell:
        return False
    return True


@lru_cache(_REMEMBERED)
def clock(text: str, forms: tuple[str, ...], column: str) -> dt.time:
    """Read a time of day in one of the forms. Raises BadCell."""
    for form in forms:
        found = _compiled(form).fullmatch(_narrow(text))
        if found:
            try:
                return _time(found.groupdict())
            except ValueError:
                break
    raise BadCell(
        Text(N_("{column}: {text} is no time of day"), {"column": column, "text": quoted(text)})
    )


@lru_cache(_REMEMBERED)
def figures(text: str, thousands: str, symbols: str, decimal: str = ".") -> str:
    """Return the figures of an amount as plain digits: `- $1,234.50`, `（12.5）`, `12-`, `１２`."""
    plain = _narrow(text).strip()
    sign = ""
    if plain.startswith("(") and plain.endswith(")"):
        plain, sign = plain[1:-1].strip(), "-"
    elif plain.endswith("-") and len(plain) > 1:
        plain, sign = plain[:-1].strip(), "-"
    for _ in symbols:  # a sign may stand before, between and after the symbols
        plain = plain.strip(symbols + " ")
        if plain[:1] in ("+", "-") and not sign:
            plain, sign = plain[1:].strip(), plain[0]
    for mark in thousands:
        if mark in plain and _grouped(mark, decimal).fullmatch(plain):
            plain = plain.replace(mark, "")
    if decimal != ".":
        plain = plain.replace(".", "?").replace(decimal, ".")
    return sign + plain


@lru_cache(_REMEMBERED)
def money(text: str, currency: str, column: str, *, scale: int = 8, fine: bool = False) -> Money:
    """Read an amount; `fine` keeps digits finer than the currency's. Raises BadCell."""
    try:
        read = Money.parse_fine(text, currency) if fine else Money.parse(text, currency)
    except ValueError:
        template = N_("{column}: {text} is no amount of {currency}")
    else:
        if len(text.partition(".")[2].rstrip("0")) <= scale:
            return read
        template = N_("{column}: {text} has more decimals than this format has")
    raise BadCell(Text(template, {"column": column, "text": quoted(text), "currency": currency}))


@lru_cache(_REMEMBERED)
def currency_code(text: str, column: str) -> str:
    """Read an ISO currency code. Raises BadCell."""
    if _CURRENCY.fullmatch(text.upper()):
        return text.upper()
    raise BadCell(
        Text(
            N_("{column}: {text} is no currency code such as CNY"),
            {"column": column, "text": quoted(text)},
        )
    )


def _narrow(text: str) -> str:
    """Return text with full-width figures and signs as plain ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_MINUSES)


def _time(part: dict[str, str]) -> dt.time:
    if "I" in part:
        half = int(part["I"])
        if half not in range(1, 13):
            raise ValueError(half)
        hour = half % 12 + (12 if part["p"].lower() == "pm" else 0)
    else:
        hour = int(part["H"])
    return dt.time(hour, int(part["M"]), int(part.get("S", "0")))


def _year(part: dict[str, str]) -> int:
    return int(part["Y"]) if "Y" in part else 2000 + int(part["y"])


def _month(part: dict[str, str]) -> int:
    return _MONTHS.index(part["b"].lower()) + 1 if "b" in part else int(part["m"])


def _offset(text: str | None) -> dt.tzinfo | None:
    if text is None:
        return None
    if text == "Z":
        return dt.UTC
    offset = dt.timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return dt.timezone(-offset if text[0] == "-" else offset)


@cache
def _compiled(form: str) -> re.Pattern[str]:
    parts = re.split(r"(%-?[YymbdHIMSpz])", form)
    return re.compile("".join(_TOKENS.get(each, re.escape(each)) for each in parts), re.ASCII)


@cache
def _grouped(mark: str, decimal: str) -> re.Pattern[str]:
    third, point = re.escape(mark), re.escape(decimal)
    return re.compile(rf"[+-]?\d{{1,3}}(?:{third}\d{{3}})+(?:{point}\d+)?", re.ASCII)
