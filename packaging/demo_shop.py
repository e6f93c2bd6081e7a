"""The invented shop of the demo: who it is, and every tap of a card or code on its two terminals.

Nothing here is real. Money is whole fen (cents); no code of posassist is used, so that what the
program finds can be held against what was put in.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

SHOP = "晨光便利店"
ACQUIRER = "示例收单"
MERCHANT = "999290054110001"  # acquirer 999, area 2900, category 5411, shop 0001
TERMINALS = ("99000101", "99000102")
FIRST = dt.date(2026, 9, 11)
LAST = dt.date(2026, 10, 10)
DAYS = tuple(FIRST + dt.timedelta(n) for n in range((LAST - FIRST).days + 1))
CUT_OFF = dt.time(22, 0)
# The State Council's days for 2026 inside the demo: resources/calendars has the whole year.
HOLIDAYS = frozenset(dt.date(2026, 9, 25) + dt.timedelta(n) for n in range(3)) | frozenset(
    dt.date(2026, 10, 1) + dt.timedelta(n) for n in range(7)
)
MAKE_UP = frozenset({dt.date(2026, 9, 20), dt.date(2026, 10, 10)})
# Basis points of the sale; debit never costs more than 20.00.
RATES = {"debit": 50, "credit": 60, "qr": 38}
DEBIT_CAP = 2000
# What things cost in this shop: few prices, so that equal sales are the rule.
PRICES = (
    300, 350, 400, 450, 500, 550, 600, 650, 700, 780, 800, 850, 900, 990, 1000, 1080, 1200, 1280,
    1350, 1500, 1580, 1680, 1800, 1980, 2000, 2200, 2580, 2800, 2990, 3200, 3500, 3980, 4500, 4990,
    5800, 6800, 7500, 8800, 9900, 12800, 16800, 19900,
)  # fmt: skip
# How busy an hour is, from seven in the morning to after ten at night.
_HOURS = tuple(
    hour
    for hour, share in enumerate((2, 3, 1, 1, 1, 3, 1, 1, 1, 1, 2, 3, 2, 1, 2, 1), start=7)
    for _ in range(share)
)
_ISSUERS = (
    ("622202", "工商银行", "debit"),
    ("622848", "农业银行", "debit"),
    ("621660", "中国银行", "debit"),
    ("621700", "建设银行", "debit"),
    ("622230", "工商银行", "credit"),
    ("625907", "中国银行", "credit"),
    ("622575", "招商银行", "credit"),
)
_DECLINED = ("51", "55", "61", "54")
SAME_CARD = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Card:
    """A masked card: what a slip shows of it."""

    bin: str
    last4: str
    issuer: str
    channel: str

    @property
    def masked(self) -> str:
        """First six and last four digits."""
        return f"{self.bin}******{self.last4}"


@dataclass(slots=True)
class Entry:
    """One record of a terminal; `amount` is negative for void and refund."""

    terminal: str
    at: dt.datetime
    amount: int
    channel: str
    card: Card | None = None
    type: str = "sale"
    status: str = "approved"
    response: str = "00"
    original: "Entry | None" = None
    batch: str = ""
    trace: str = ""
    rrn: str = ""
    auth: str = ""

    @property
    def trade(self) -> dt.date:
        """The provider's day: the next one after the cut-off."""
        return self.at.date() + dt.timedelta(self.at.time() > CUT_OFF)

    @property
    def due(self) -> dt.date:
        """T+1: the first working day after the trade date."""
        return next_working_day(self.trade)

    @property
    def settles(self) -> bool:
        """Say whether the provider pays or charges for it."""
        return self.status == "approved" and self.type in {"sale", "completion", "void", "refund"}


class Dice:
    """Chance that falls the same way each time, on every Python: only random() is promised so."""

    def __init__(self, seed: int) -> None:
        self._roll = random.Random(seed).random  # noqa: S311 - invented data, no secret

    def below(self, n: int) -> int:
        """Return 0 … n-1."""
        return int(self._roll() * n)


def next_working_day(day: dt.date) -> dt.date:
    """Return the first day after `day` on which money moves."""
    day += dt.timedelta(1)
    while day not in MAKE_UP and (day.weekday() > 4 or day in HOLIDAYS):
        day += dt.timedelta(1)
    return day


def fee(amount: int, channel: str, rate: int | None = None) -> int:
    """Return what a sale costs, half up to the fen."""
    cost = (amount * (rate or RATES[channel]) + 5000) // 10000
    return min(cost, DEBIT_CAP) if channel == "debit" else cost


def everyday(dice: Dice) -> list[Entry]:
    """Return the ordinary sales of thirty days, and some that were declined."""
    cards = [
        Card(bin_, f"{dice.below(10000):04d}", issuer, channel)
        for bin_, issuer, channel in _ISSUERS
        for _ in range(110)
    ]
    by_channel = {
        kind: [each for each in cards if each.channel == kind] for kind in ("debit", "credit")
    }
    found: list[Entry] = []
    for day in DAYS:
        busy = 54 if day.weekday() > 4 or day in HOLIDAYS else 45
        for terminal in TERMINALS:
            for at in _times(dice, day, busy + dice.below(8) - 6 * TERMINALS.index(terminal)):
                channel = ("qr", "qr", "qr", "qr", "qr", "debit", "debit", "credit", "credit")[
                    dice.below(9)
                ]
                # Cards pay for the larger baskets.
                size = max if channel in by_channel else min
                amount = PRICES[size(dice.below(len(PRICES)), dice.below(len(PRICES)))]
                pool = by_channel.get(channel)
                card = pool[dice.below(len(pool))] if pool else None
                entry = Entry(terminal, at, amount, channel, card)
                if card and dice.below(60) == 0:
                    entry.status = "declined"
                    entry.response = _DECLINED[dice.below(len(_DECLINED))]
                found.append(entry)
    return found


def numbered(entries: list[Entry], dice: Dice) -> list[Entry]:
    """Give every record its batch, trace number, RRN and authorization code, in order of time."""
    entries = sorted(entries, key=lambda each: (each.at, each.terminal))
    trace = dict.fromkeys(TERMINALS, 0) | {TERMINALS[0]: 4100, TERMINALS[1]: 2750}
    host = 310000
    for entry in entries:
        trace[entry.terminal] += 1
        host += 1 + dice.below(90)
        entry.trace = f"{trace[entry.terminal]:06d}"
        entry.batch = f"{(entry.at.date() - FIRST).days + 101:06d}"
        if entry.original:
            # The provider's files name a void and a refund by the sale's own reference.
            entry.rrn = entry.original.rrn
        elif entry.status != "unknown":
            entry.rrn = f"{entry.at:%y}"[-1] + f"{entry.at:%j%H}" + f"{host:06d}"
        if entry.status == "approved" and entry.channel != "qr":
            entry.auth = f"{dice.below(1000000):06d}"
    return entries


def charged_twice(entries: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Find sales on the same terminal and card, of the same amount, within ten minutes."""
    last: dict[tuple[str, Card, int], Entry] = {}
    for entry in sorted(entries, key=lambda each: each.at):
        if entry.type != "sale" or entry.status != "approved" or entry.card is None:
            continue
        key = (entry.terminal, entry.card, entry.amount)
        if key in last and entry.at - last[key].at <= SAME_CARD:
            yield last[key], entry
        last[key] = entry


def _times(dice: Dice, day: dt.date, count: int) -> list[dt.datetime]:
    taken: set[dt.datetime] = set()
    while len(taken) < count:
        hour = _HOURS[dice.below(len(_HOURS))]
        at = dt.datetime.combine(day, dt.time(hour, dice.below(60), dice.below(59) + 1))
        taken.add(at)
    return sorted(taken)
