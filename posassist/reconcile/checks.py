"""What a careful owner would notice by looking: doubles, odd sales, gaps, windows that close.

Few false alarms matter more than finding everything: an amount or an hour is odd only where the
shop's own habit is known well, and every finding says what it was held against.
"""

import bisect
import datetime as dt
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.journal import EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.provider import ExportWindow
from posassist.domain.settlement import StatementKind
from posassist.domain.words import Words
from posassist.reconcile.gaps import Gap, gaps
from posassist.reconcile.picture import Entry, Line, Picture

_ENOUGH_SALES: Final = 60
_ENOUGH_DAYS: Final = 14
_ODD: Final = 5.0
_NORMAL: Final = 1.4826  # a spread about the median as a standard deviation
_LEAST_SPREAD: Final = 0.1
_LARGE: Final = 2
_APART: Final = 60
_DAY_BEGINS: Final = dt.timedelta(hours=5)
_MINUTES: Final = 24 * 60
_SOON: Final = dt.timedelta(days=14)
_GAPS: Final = {
    StatementKind.JOURNAL: N_(
        "No journal of terminal {of} covers {first} to {last}. Pull the terminal's journal."
    ),
    StatementKind.SETTLEMENT: N_(
        "No settlement of {of} covers {first} to {last}. Fetch it from the provider and import it."
    ),
    StatementKind.WALLET: N_(
        "No wallet ledger of {of} covers {first} to {last}. Fetch it from the provider and "
        "import it."
    ),
    StatementKind.BANK: N_(
        "No statement of the account {of} covers {first} to {last}. Fetch it from the bank and "
        "import it."
    ),
}
_DOUBLES: Final = frozenset(
    {Kind.DUPLICATE_CHARGE, Kind.DUPLICATE_SETTLEMENT, Kind.DUPLICATE_DEPOSIT}
)


class CheckKind(StrEnum):
    """What was noticed."""

    DUPLICATE = "duplicate"
    ODD_AMOUNT = "odd_amount"
    ODD_HOUR = "odd_hour"
    NO_ANSWERS = "no_answers"
    REFUNDS = "refunds"
    CURRENCY = "currency"
    DEVICE = "device"
    CATEGORY = "category"
    ACCOUNT = "account"
    GAP = "gap"
    WINDOW = "window"
    CHECKLIST = "checklist"


@dataclass(frozen=True, slots=True)
class Noticed:
    """One thing noticed, the day it is about, and why, in words; rows by their ids.

    `about` names what a catalogue file has the words for.
    """

    kind: CheckKind
    on: dt.date
    title: Text
    amount: Money | None = None
    about: Words | None = None
    journal: tuple[int, ...] = ()
    settlement: tuple[int, ...] = ()
    bank: tuple[int, ...] = ()


def checks(
    picture: Picture,
    discrepancies: Sequence[Discrepancy],
    windows: Mapping[str, ExportWindow],
    as_of: dt.date,
) -> list[Noticed]:
    """Return what there is to notice on a day; `windows` are the export windows by merchant id,
    the one of every merchant without its own under no name.
    """
    seen = picture.until(as_of)
    sales = [
        each
        for each in seen.journal
        if each.record.type is EntryType.SALE and each.record.status is EntryStatus.APPROVED
    ]
    missed = list(gaps(seen, as_of))
    found = [
        *_doubles(discrepancies),
        *_odd_amounts(sales),
        *_odd_hours(sales),
        *_strange_currencies(seen),
        *map(_gap, missed),
        *_windows(seen, missed, discrepancies, windows, as_of),
    ]
    return sorted(found, key=lambda each: (each.on, each.kind, each.journal, str(each.title)))


def _doubles(discrepancies: Sequence[Discrepancy]) -> Iterator[Noticed]:
    for each in discrepancies:
        if each.kind in _DOUBLES:
            yield Noticed(
                CheckKind.DUPLICATE,
                each.due_on or dt.date.min,
                each.reason,
                amount=each.at_stake,
                journal=each.journal,
                settlement=each.settlement,
                bank=each.bank,
            )


def _odd_amounts(sales: Sequence[Entry]) -> Iterator[Noticed]:
    """Find the sale far above the shop's habit: by ratios, and above twice its top 1 %."""
    by_currency: defaultdict[str, list[Entry]] = defaultdict(list)
    for each in sales:
        if each.record.amount.minor > 0:
            by_currency[each.record.amount.currency].append(each)
    for currency, rows in by_currency.items():
        if len(rows) < _ENOUGH_SALES:
            continue
        minors = sorted(each.record.amount.minor for each in rows)
        middle = statistics.median(minors)
        spread = statistics.median(abs(math.log(each / middle)) for each in minors) * _NORMAL
        by_habit = middle * math.exp(_ODD * max(spread, _LEAST_SPREAD))
        top = minors[len(minors) - 1 - math.ceil(len(minors) / 100)]
        limit = max(by_habit, _LARGE * top)
        for each in rows:
            if each.record.amount.minor > limit:
                yield Noticed(
                    CheckKind.ODD_AMOUNT,
                    each.record.occurred_at.date(),
                    Text(
                        N_(
                            "{amount} at {at} ({terminal}) is far above what this shop takes: "
                            "half of its {count} sales are below {middle}, 99 in 100 up to {top}."
                        ),
                        {
                            "amount": str(each.record.amount),
                            "at": each.record.occurred_at,
                            "terminal": each.record.terminal_id,
                            "count": len(rows),
                            "middle": str(Money.of(round(middle), currency)),
                            "top": str(Money.of(top, currency)),
                        },
                    ),
                    amount=each.record.amount,
                    journal=(each.id,),
                )


def _odd_hours(sales: Sequence[Entry]) -> Iterator[Noticed]:
    """Find the sale at an hour at which no sale was ever rung up on another day."""
    clock = sorted((_minute(each), _business_day(each)) for each in sales)
    days = {day for _minute_, day in clock}
    if len(sales) < _ENOUGH_SALES or len(days) < _ENOUGH_DAYS:
        return
    around = [(minute + turn, day) for turn in (-_MINUTES, 0, _MINUTES) for minute, day in clock]
    for each in sales:
        minute, day = _minute(each), _business_day(each)
        first = bisect.bisect_left(around, (minute - _APART, dt.date.min))
        last = bisect.bisect_right(around, (minute + _APART, dt.date.max))
        if all(other == day for _minute_, other in around[first:last]):
            yield Noticed(
                CheckKind.ODD_HOUR,
                each.record.occurred_at.date(),
                Text(
                    N_(
                        "{amount} was rung up at {at} ({terminal}): on none of the other {days} "
                        "days was there a sale within an hour of that time."
                    ),
                    {
                        "amount": str(each.record.amount),
                        "at": each.record.occurred_at,
                        "terminal": each.record.terminal_id,
                        "days": len(days - {day}),
                    },
                ),
                amount=each.record.amount,
                journal=(each.id,),
            )


def _strange_currencies(picture: Picture) -> Iterator[Noticed]:
    """Find what was paid in a currency of which the merchant's agreement does not speak."""
    found: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    for each in picture.settlement:
        line = each.record
        merchant, currency = picture.terms.merchant(line), line.net.currency
        if line.moved_money and picture.terms.speaks_otherwise(merchant, currency, line.settled_on):
            found[merchant, currency].append(each)
    for (merchant, currency), lines in sorted(found.items()):
        first = min(each.record.settled_on for each in lines)
        paid = sum((each.record.net.rounded() for each in lines), start=Money.zero(currency))
        yield Noticed(
            CheckKind.CURRENCY,
            first,
            Text(
                N_(
                    "No agreement of {merchant} speaks of {currency}: since {day} the provider "
                    "paid {paid} in {count} lines, whose fees and days due cannot be checked. "
                    "Enter what was agreed."
                ),
                {
                    "merchant": merchant or "?",
                    "currency": currency,
                    "day": first,
                    "paid": str(paid),
                    "count": len(lines),
                },
            ),
            amount=paid,
            settlement=tuple(each.id for each in lines),
        )


def _minute(each: Entry) -> int:
    at = each.record.occurred_at
    return at.hour * 60 + at.minute


def _business_day(each: Entry) -> dt.date:
    """Return the day a sale belongs to: the small hours are still the evening before."""
    return (each.record.occurred_at - _DAY_BEGINS).date()


def _gap(gap: Gap) -> Noticed:
    fields = {"of": gap.of or "?", "first": gap.first, "last": gap.last}
    return Noticed(CheckKind.GAP, gap.first, Text(_GAPS[gap.kind], fields))


def _windows(
    picture: Picture,
    missed: Sequence[Gap],
    discrepancies: Sequence[Discrepancy],
    windows: Mapping[str, ExportWindow],
    as_of: dt.date,
) -> Iterator[Noticed]:
    """Say for each merchant until when the oldest day without a settlement can be fetched."""
    wanting: defaultdict[str, set[dt.date]] = defaultdict(set)
    for gap in missed:
        if gap.kind is StatementKind.SETTLEMENT:
            days = (gap.last - gap.first).days + 1
            wanting[gap.of] |= {gap.first + dt.timedelta(days=n) for n in range(days)}
    for each in discrepancies:
        if each.kind is Kind.MISSING and not each.covered:
            entry = picture.entries[each.journal[0]].record
            wanting[picture.terms.merchant(entry)].add(entry.occurred_at.date())
    for merchant, days_ in sorted(wanting.items()):
        window = windows.get(merchant, windows.get(""))
        if window is None:
            continue
        keeps = dt.timedelta(days=window.keeps_days)
        closing = [day for day in sorted(days_) if as_of <= day + keeps <= as_of + _SOON]
        if closing:
            yield Noticed(
                CheckKind.WINDOW,
                closing[0] + keeps,
                Text(
                    N_(
                        "The provider shows {first} only until {until}, and no settlement of "
                        "{merchant} covers it: export it now, at most {days} days at a time."
                    ),
                    {
                        "first": closing[0],
                        "until": closing[0] + keeps,
                        "merchant": merchant or "?",
                        "days": window.query_days,
                    },
                ),
            )
