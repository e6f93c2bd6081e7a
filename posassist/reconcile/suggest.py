"""What seems to be agreed, told from sales that were settled: cycle, cut-off and fees."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from posassist.domain.agreement import FeeTerms
from posassist.domain.cycle import NO_CUT_OFF, Calendar, Cycle, due_on
from posassist.domain.fees import expected_fee
from posassist.domain.journal import Channel
from posassist.domain.money import Money

_LONGEST: Final = 5
_HALF_HOUR: Final = 30
_EARLIEST: Final = 12 * 60
_DAY: Final = dt.timedelta(days=1)
_FEWEST: Final = 3
_SHARE: Final = Decimal("0.8")
_STEP: Final = Decimal("0.0001")
_MOST_RATES: Final = 8


@dataclass(frozen=True, slots=True)
class SettledSale:
    """A sale with what became of it; `minute` of its day is None where nobody states a time."""

    merchant_id: str
    day: dt.date
    minute: int | None
    settled_on: dt.date
    gross: Money
    fee: Money
    channel: Channel


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What seems to hold for a merchant, borne out by `sales` of its settled sales."""

    merchant_id: str
    currency: str
    cycle: Cycle
    cut_off: int
    calendar: str
    fees: Mapping[Channel, FeeTerms]
    sales: int


def suggestions(sales: Iterable[SettledSale], calendar: Calendar) -> list[Suggestion]:
    """Return what seems to be agreed for every merchant and currency with enough sales."""
    grouped: defaultdict[tuple[str, str], list[SettledSale]] = defaultdict(list)
    for each in sales:
        grouped[each.merchant_id, each.gross.currency].append(each)
    found = []
    for (merchant, currency), same in sorted(grouped.items()):
        cycle, cut_off, count = _cycle(same, calendar)
        if not _enough(count, len(same)):
            continue
        channels: defaultdict[Channel, list[SettledSale]] = defaultdict(list)
        for each in same:
            channels[each.channel].append(each)
        fees = {
            channel: terms
            for channel in sorted(channels)
            if (terms := fee_terms(channels[channel])) is not None
        }
        found.append(Suggestion(merchant, currency, cycle, cut_off, calendar.code, fees, count))
    return found


def _cycle(sales: Sequence[SettledSale], calendar: Calendar) -> tuple[Cycle, int, int]:
    """Return the cycle and cut-off most sales kept to, the plainest of equals, and how many."""
    seen = Counter((each.day, each.minute or 0, each.settled_on) for each in sales)
    best = (Cycle(working_days=True, days=1), NO_CUT_OFF, 0)
    for cycle in _cycles():
        due = {
            day: due_on(day, cycle, calendar)
            for day in {each.day for each in sales} | {each.day + _DAY for each in sales}
        }
        for cut_off in range(NO_CUT_OFF, _EARLIEST - 1, -_HALF_HOUR):
            kept = sum(
                count
                for (day, minute, settled_on), count in seen.items()
                if due[day + _DAY if minute > cut_off else day] == settled_on
            )
            if kept > best[2]:
                best = (cycle, cut_off, kept)
    return best


def _cycles() -> Iterator[Cycle]:
    for days in (1, 0, *range(2, _LONGEST + 1)):
        yield Cycle(working_days=True, days=days)
        yield Cycle(working_days=False, days=days)


def fee_terms(sales: Sequence[SettledSale]) -> FeeTerms | None:
    """Return the plainest schedule that gives the fees of most sales to the digit, if one does."""
    fees = Counter((each.gross, each.fee) for each in sales)
    best: tuple[int, int, FeeTerms] | None = None
    for terms in _schedules(fees):
        kept = sum(
            count
            for (gross, fee), count in fees.items()
            if expected_fee(gross, terms, fee.exponent) == fee
        )
        parts = sum(part is not None for part in (terms.cap, terms.floor, terms.fixed))
        if best is None or (kept, -parts) > best[:2]:
            best = (kept, -parts, terms)
    return best[2] if best is not None and _enough(best[0], len(sales)) else None


def _enough(kept: int, every: int) -> bool:
    return kept >= _FEWEST and kept >= _SHARE * every


def _schedules(fees: Mapping[tuple[Money, Money], int]) -> Iterator[FeeTerms]:
    """Give the schedules worth trying, the plainest first."""
    points = sorted((gross.decimal, fee.decimal) for gross, fee in fees if gross.minor > 0)
    slopes: Counter[Decimal] = Counter()
    for place, (gross, fee) in enumerate(points):
        slopes[(fee / gross).quantize(_STEP)] += 1
        low, low_fee = points[place // 2]
        if gross > low:
            slopes[((fee - low_fee) / (gross - low)).quantize(_STEP)] += 1
    for rate, _count in slopes.most_common(_MOST_RATES):
        if rate < 0:
            continue
        left = Counter((fee - gross * rate).quantize(Decimal("0.01")) for gross, fee in points)
        fixed = left.most_common(1)[0][0]
        for plain in (FeeTerms(rate), FeeTerms(rate, fixed=fixed))[: 1 + (fixed > 0)]:
            yield plain
            below, above = _odd(points, plain)
            for cap in below:
                yield replace(plain, cap=cap)
            for floor in above:
                yield replace(plain, floor=floor)
                yield from (replace(plain, cap=cap, floor=floor) for cap in below)


def _odd(
    points: Iterable[tuple[Decimal, Decimal]], plain: FeeTerms
) -> tuple[list[Decimal], list[Decimal]]:
    """Return the commonest fee below and above the plain one: the likely cap and floor."""
    below: Counter[Decimal] = Counter()
    above: Counter[Decimal] = Counter()
    for gross, fee in points:
        exact = gross * plain.rate + (plain.fixed or 0)
        if abs(fee - exact) >= Decimal("0.01"):
            (below if fee < exact else above)[fee] += 1
    return [fee for fee, _ in below.most_common(1)], [fee for fee, _ in above.most_common(1)]
