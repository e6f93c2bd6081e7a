"""Receipts a ZVT terminal prints, as journal rows and totals: what the German text carries.

No two manufacturers print alike; a receipt is a row where it says its day, amount and terminal.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from posassist.base.cards import mask
from posassist.domain.journal import EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals.records import Registered, Total
from posassist.terminals.zvt_records import Line

TURNOVER: Final = "turnover"
_CURRENCY: Final = "EUR"  # where the register knows none
_AMOUNT: Final = r"(?P<amount>-?\d{1,3}(?:[.']?\d{3})*[,.]\d{2})"
_MONEY: Final = re.compile(
    rf"\b(?:BETRAG|SUMME|TOTAL|ZAHLUNG)\b\s*:?\s*(?:(?P<before>[A-Z]{{3}})\b\s*:?\s*)?{_AMOUNT}"
    r"(?!\d)(?:\s*(?P<after>EUR|CHF)\b)?",
    re.IGNORECASE,
)
_ALL: Final = re.compile(
    rf"^\s*GESAMT\s*:?\s+(?P<count>\d+)\s+{_AMOUNT}\s*$", re.IGNORECASE | re.MULTILINE
)
_LIST: Final = re.compile(r"KASSENSCHNITT|\bABSCHLUSS|\bCLOSURE\b|UMSATZ", re.IGNORECASE)
_CURRENCIES: Final = re.compile(r"\b(?:EUR|CHF)\b")
_DAY: Final = re.compile(r"\b(\d{2})\.(\d{2})\.(\d{4}|\d{2})\b")
_TIME: Final = re.compile(r"\b(\d{2}):(\d{2})(?::(\d{2}))?\b")
_TERMINAL: Final = re.compile(
    r"\b(?:TERMINAL(?:-?ID)?|TID)\s*[:#]+\s*([A-Z]*\d[A-Z0-9]*)\b", re.IGNORECASE
)
_MERCHANT: Final = re.compile(
    r"\b(?:VU(?:-?NR\.?|-?NUMMER)?|H.NDLER-?ID)\s*[.:]*\s*(\d{6,15})\b", re.IGNORECASE
)
_TRACE: Final = re.compile(
    r"\b(?:TRACE(?:-?NR\.?)?|TA-?NR\.?|VORGANGS-?NR\.?)\s*[#.:]*\s*(\d{1,12})\b", re.IGNORECASE
)
_AUTH: Final = re.compile(
    r"\b(?:AUTORISIERUNGSCODE|GEN\.?-?NR\.?|GENEHMIGUNGS-?(?:NR|NUMMER)\.?|AUTOR-?NR\.?|AID-?NR\.?)"
    r"\s*[.:]*\s*(\w{4,8})\b",
    re.IGNORECASE,
)
_CARD: Final = re.compile(r"[*x](?:[*x ]{3,18})(\d{4})\b", re.IGNORECASE)
_DECLINED: Final = re.compile(r"ABGELEHNT|ABBRUCH|FEHLGESCHLAGEN|DECLINED", re.IGNORECASE)
_KINDS: Final = (
    (EntryType.VOID, re.compile(r"STORNO|REVERSAL", re.IGNORECASE)),
    (EntryType.REFUND, re.compile(r"GUTSCHRIFT|ERSTATTUNG|REFUND", re.IGNORECASE)),
)


def receipts(lines: Iterable[Line]) -> list[str]:
    """Return the prints that have ended, each as one text.

    Equal lines behind each other are one: a line may come again whose answer was lost.
    """
    found: list[str] = []
    held: list[str] = []
    for each in lines:
        if held[-1:] != [each.text]:
            held.append(each.text)
        if each.last:
            found.append("\n".join(held))
            held = []
    return [each for each in found if each.strip()]


def terminal_of(text: str) -> str:
    """Return the terminal id a print says, '' for none."""
    return _first(_TERMINAL, text)


def is_list(text: str) -> bool:
    """Say whether a print lists or adds up, and is no payment's receipt."""
    return _LIST.search(text) is not None


def totals(text: str, currency: str) -> list[Total]:
    """Return what a list adds up to, if it says so; `currency` stands where it names none."""
    named = _CURRENCIES.search(text)
    said = named[0] if named else currency or _CURRENCY
    return [
        Total(TURNOVER, int(found["count"]), abs(_money(found["amount"], said)))
        for found in _ALL.finditer(text)
    ]


def entry(text: str, row: int, known: Registered) -> JournalEntry:
    """Turn a payment's receipt into a journal row. Raises ValueError for what is lacking."""
    amount, terminal = _MONEY.search(text), terminal_of(text)
    if amount is None:
        raise ValueError(text)
    kind = next((kind for kind, words in _KINDS if words.search(text)), EntryType.SALE)
    said = (amount["before"] or amount["after"] or "").upper()
    money = abs(_money(amount["amount"], said or known.currency or _CURRENCY))
    if not (known.terminal_id or terminal):
        raise ValueError(text)
    last4 = _first(_CARD, text)
    return JournalEntry(
        row=row,
        terminal_id=known.terminal_id or terminal,
        type=kind,
        amount=money if kind is EntryType.SALE else -money,
        occurred_at=_moment(text).replace(tzinfo=known.zone),
        merchant_id=known.merchant_id or _first(_MERCHANT, text),
        trace_no=_first(_TRACE, text),
        auth_code=_first(_AUTH, text),
        card_masked=f"************{last4}" if last4 else "",
        status=EntryStatus.DECLINED if _DECLINED.search(text) else EntryStatus.APPROVED,
        raw=mask(text.strip()),
    )


def receipt(each: JournalEntry, terminal_id: str) -> list[str]:
    """Write a journal row as the receipt a terminal would print."""
    words = {EntryType.VOID: "STORNO", EntryType.REFUND: "GUTSCHRIFT"}
    return [
        "** HÄNDLERBELEG **",
        f"{each.occurred_at:%d.%m.%Y      %H:%M:%S}",
        f"Terminal-ID: {terminal_id}",
        f"VU-Nr.: {each.merchant_id}",
        f"Trace-Nr.: {each.trace_no}",
        f"Nr: **** **** **** {each.card_masked[-4:]}",
        words.get(each.type, "BEZAHLT"),
        f"GEN.NR.:{each.auth_code}",
        f"BETRAG: {each.amount.currency} {_written(each.amount)}",
        *([] if each.status is EntryStatus.APPROVED else ["ABGELEHNT"]),
    ]


def turnover(entries: Iterable[JournalEntry], terminal_id: str) -> list[str]:
    """Write what a terminal prints of all its rows together."""
    counted = [each.amount for each in entries if each.status is EntryStatus.APPROVED]
    sum_ = sum(counted, start=Money.zero(counted[0].currency if counted else _CURRENCY))
    return [
        "** UMSATZ **",
        f"Terminal-ID: {terminal_id}",
        f"       Anzahl {sum_.currency:>12}",
        f"Gesamt {len(counted):7} {_written(sum_):>12}",
    ]


def _written(amount: Money) -> str:
    return f"{abs(amount).plain.replace('.', ',')}"


def _moment(text: str) -> dt.datetime:
    day, time = _DAY.search(text), _TIME.search(text)
    if day is None or time is None:
        raise ValueError(text)
    year = int(day[3]) if len(day[3]) == len("2026") else 2000 + int(day[3])
    on = dt.date(year, int(day[2]), int(day[1]))
    return dt.datetime.combine(on, dt.time(int(time[1]), int(time[2]), int(time[3] or 0)))


def _money(written: str, currency: str) -> Money:
    whole, cents = written[:-3], written[-2:]
    return Money.parse(f"{whole.replace('.', '').replace(chr(39), '')}.{cents}", currency)


def _first(words: re.Pattern[str], text: str) -> str:
    found = words.search(text)
    return found[1] if found else ""
