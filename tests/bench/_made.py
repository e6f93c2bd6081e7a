"""Books with truth, made from a seed: a journal, its settlement and the bank, as CSV and columns.

Proportions are chosen levels of stress, not market rates. Equal amounts are common (40 prices),
some terminals' clocks are wrong, references are blank or cut, money is missing, late, doubled or
short.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
FIRST_DAY: Final = dt.date(2026, 1, 5)
HOLIDAYS: Final = frozenset(dt.date(2026, 2, 15) + dt.timedelta(days=n) for n in range(9))
DAILY: Final = 500
TERMINALS: Final = 3
RATES: Final = {"debit": 0.005, "credit": 0.006, "qr": 0.0038}
CAP: Final = 2_000
CHANNELS: Final = ("debit", "credit", "qr")
_DAY: Final = 86_400
_CUT_OFF: Final = 23 * 3600
_FIRST: Final = dt.datetime.combine(FIRST_DAY, dt.time())


@dataclass(frozen=True, slots=True)
class Stress:
    """Shares of what is wrong in the settlement."""

    no_rrn: float
    no_trace: float  # of those without a reference number
    no_time: float
    cut_rrn: float = 0.05
    missing: float = 0.005
    late: float = 0.01
    doubled: float = 0.002
    swapped: float = 0.003
    refunds: float = 0.015
    voids: float = 0.005
    held: float = 0.003
    overcharged: float = 0.005


STANDARD: Final = Stress(no_rrn=0.2, no_trace=0.5, no_time=0.2)
HARD: Final = Stress(no_rrn=0.6, no_trace=0.9, no_time=0.6)


@dataclass(frozen=True)
class Made:
    """Rows as lists of texts by column, and the truth.

    `traded` is the provider's day of every journal row.
    `truth` is the journal place of every settlement line, `missing` the journal places that were
    never settled, `paid` the settlement places each bank line pays (empty: another's money),
    `exact` whether a bank line's amount is what its lines come to.
    """

    journal: dict[str, list[str]]
    settlement: dict[str, list[str]]
    bank: dict[str, list[str]]
    traded: Ints
    truth: Ints
    missing: Ints
    paid: list[tuple[int, ...]]
    exact: list[bool]

    def write(self, folder: Path) -> tuple[Path, Path, Path]:
        """Write the three files in our own formats; return their paths."""
        paths = tuple(folder / f"{name}.csv" for name in ("journal", "settlement", "bank"))
        for path, table in zip(paths, (self.journal, self.settlement, self.bank), strict=True):
            write(path, table)
        return paths  # type: ignore[return-value]


def write(path: Path, table: dict[str, list[str]]) -> None:
    """Write a table as CSV."""
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))


@dataclass(frozen=True)
class Sales:
    """What the terminals really did, by column; `kind` is 0 sale, 1 refund, 2 void of `original`.

    `true` counts the seconds since the first day, `skew` what each row's terminal is off.
    """

    merchant: Ints
    terminal: Ints
    true: Ints
    amount: Ints
    channel: Ints
    card: Ints
    kind: Ints
    original: Ints
    trace: Ints
    rrn: Ints
    auth: Ints
    skew: Ints

    @property
    def day(self) -> Ints:
        return self.true // _DAY

    @property
    def traded(self) -> Ints:
        return self.day + (self.true % _DAY >= _CUT_OFF)

    @property
    def signed(self) -> Ints:
        return np.where(self.kind > 0, -self.amount, self.amount)


def made(count: int, stress: Stress, seed: int) -> Made:
    """Make the books of `count` sales."""
    rng = np.random.default_rng(seed)
    sales = _sales(rng, count, stress)
    journal = _journal(sales)
    line_of, gone = _settled(rng, sales, stress)
    settlement, net, settled, held = _lines(rng, sales, journal, line_of, stress)
    bank, paid, exact = _bank(rng, settlement["payout_ref"], net, settled, held)
    return Made(journal, settlement, bank, sales.traded, line_of, gone, paid, exact)


def _sales(rng: np.random.Generator, count: int, stress: Stress) -> Sales:
    merchants = max(1, count // 50_000)
    days = max(2, -(-count // (DAILY * merchants)))
    merchant = rng.integers(0, merchants, count)
    day = np.sort(rng.integers(0, days, count))
    terminal = merchant * TERMINALS + rng.integers(0, TERMINALS, count)
    second = rng.integers(9 * 3600, _CUT_OFF + 1800, count)
    order = np.lexsort((second, terminal, day))
    merchant, day, terminal, second = (each[order] for each in (merchant, day, terminal, second))
    prices = np.unique(rng.integers(5, 400, 60) * 100 + rng.choice((0, 50, 80, 90), 60))[:40]
    channel = rng.choice(3, count, p=(0.25, 0.35, 0.4))
    off = rng.choice((3600, -8 * 3600, 47), merchants * TERMINALS)
    skew = np.where(rng.random(merchants * TERMINALS) < 0.15, off, 0)
    made_ = Sales(
        merchant=merchant,
        terminal=terminal,
        true=day * _DAY + second,
        amount=rng.choice(prices, count),
        channel=channel,
        card=np.where(channel == 2, 0, rng.integers(1, 10_000, count)),
        kind=np.zeros(count, dtype=np.int64),
        original=np.full(count, -1, dtype=np.int64),
        trace=np.zeros(count, dtype=np.int64),
        rrn=rng.permutation(9 * count)[:count] + 10**11,
        auth=rng.integers(0, 10**6, count),
        skew=skew[terminal],
    )
    chance = rng.random(count)
    for each in range(merchants * TERMINALS):
        mine = np.flatnonzero(terminal == each)
        made_.trace[mine] = np.arange(1, len(mine) + 1) % 999_999 + 1
        _take_back(made_, mine, chance[mine], stress)
    return made_


def _take_back(sales: Sales, mine: Ints, chance: NDArray[np.float64], stress: Stress) -> None:
    """Make some rows of a terminal refunds or voids of the sale before them."""
    low = 0.0
    for what, share in ((1, stress.refunds), (2, stress.voids)):
        places = np.flatnonzero((chance >= low) & (chance < low + share))
        low += share
        rows, before = mine[places[places > 0]], mine[places[places > 0] - 1]
        fresh = (sales.kind[before] == 0) & (sales.day[before] == sales.day[rows])
        rows, before = rows[fresh], before[fresh]
        sales.kind[rows], sales.original[rows] = what, before
        for column in (sales.amount, sales.channel, sales.card):
            column[rows] = column[before]


def _journal(sales: Sales) -> dict[str, list[str]]:
    count = len(sales.true)
    return {
        "terminal_id": [f"T{each:05}" for each in sales.terminal],
        "merchant_id": [f"M{each:05}" for each in sales.merchant],
        "batch_no": [f"{each + 1:06}" for each in sales.day],
        "trace_no": [f"{each:06}" for each in sales.trace],
        "rrn": [str(each) for each in sales.rrn],
        "auth_code": [f"{each:06}" for each in sales.auth],
        "type": [("sale", "refund", "void")[each] for each in sales.kind],
        "amount": _money(sales.signed),
        "currency": ["CNY"] * count,
        "occurred_at": [
            (_FIRST + dt.timedelta(seconds=int(each))).isoformat()
            for each in sales.true + sales.skew
        ],
        "card_masked": [f"622202******{each:04}" if each else "" for each in sales.card],
        "channel": [CHANNELS[each] for each in sales.channel],
        "response_code": ["00"] * count,
        "status": ["approved"] * count,
        "original_rrn": [str(sales.rrn[each]) if each >= 0 else "" for each in sales.original],
    }


def _settled(rng: np.random.Generator, sales: Sales, stress: Stress) -> tuple[Ints, Ints]:
    """Return the journal place of every line, doubled ones twice, and the places never settled."""
    count = len(sales.true)
    voided = np.zeros(count, dtype=np.bool_)
    voided[sales.original[sales.kind == 2]] = True
    settles = (sales.kind != 2) & ~voided
    gone = settles & (sales.kind == 0) & (rng.random(count) < stress.missing)
    line_of = np.flatnonzero(settles & ~gone)
    doubled = (rng.random(len(line_of)) < stress.doubled) & (sales.kind[line_of] == 0)
    return np.sort(np.concatenate((line_of, line_of[doubled]))), np.flatnonzero(gone)


def _lines(
    rng: np.random.Generator,
    sales: Sales,
    journal: dict[str, list[str]],
    line_of: Ints,
    stress: Stress,
) -> tuple[dict[str, list[str]], Ints, Ints, NDArray[np.bool_]]:
    """Return the settlement's lines; nets, days of payment and which are held."""
    total = len(line_of)
    # A second line of a sale is the first one's very copy.
    first = np.arange(total) - np.concatenate(([0], (line_of[1:] == line_of[:-1]).astype(int)))

    def drawn(share: float) -> NDArray[np.bool_]:
        hit: NDArray[np.bool_] = (rng.random(total) < share)[first]
        return hit

    late, bare, timeless = drawn(stress.late), drawn(stress.no_rrn), drawn(stress.no_time)
    traceless, cut = bare & drawn(stress.no_trace), ~bare & drawn(stress.cut_rrn)
    settled = _due(int(sales.day[-1]) + 1)[sales.traded[line_of]]
    settled = settled + np.where(late, rng.integers(2, 6, total)[first], 0)
    gross = sales.signed[line_of]
    for place in np.flatnonzero(drawn(stress.swapped)):
        gross[place] = _swap(int(gross[place]))
    channel = sales.channel[line_of]
    fee = np.floor(np.abs(gross) * np.array([RATES[each] for each in CHANNELS])[channel] + 0.5)
    fee = np.where(channel == 0, np.minimum(fee, CAP), fee).astype(np.int64)
    fee = np.where(gross < 0, 0, fee + np.where(drawn(stress.overcharged), 100, 0))
    once = np.bincount(first, minlength=total)[first] == 1
    held = (rng.random(total) < stress.held) & (gross > 0) & once
    moment = [_FIRST + dt.timedelta(seconds=int(each)) for each in sales.true[line_of]]
    rows = line_of.tolist()

    def told(column: str, untold: NDArray[np.bool_]) -> list[str]:
        return ["" if no else journal[column][row] for row, no in zip(rows, untold, strict=True)]

    rrn = told("rrn", bare)
    return (
        {
            "merchant_id": [journal["merchant_id"][row] for row in rows],
            "terminal_id": [journal["terminal_id"][row] for row in rows],
            # A line that tells the time tells its day; else the day is the provider's.
            "occurred_on": [
                str((_FIRST + dt.timedelta(days=int(traded)) if no else at).date())
                for traded, at, no in zip(sales.traded[line_of], moment, timeless, strict=True)
            ],
            "occurred_time": [
                "" if no else at.time().isoformat() for at, no in zip(moment, timeless, strict=True)
            ],
            "settled_on": [str(FIRST_DAY + dt.timedelta(days=int(each))) for each in settled],
            "type": [journal["type"][row] for row in rows],
            "gross": _money(gross),
            "fee": _money(fee),
            "net": _money(gross - fee),
            "currency": ["CNY"] * total,
            "rrn": [each[-6:] if short else each for each, short in zip(rrn, cut, strict=True)],
            "trace_no": told("trace_no", traceless),
            "auth_code": told("auth_code", bare),
            "batch_no": [""] * total,
            "card_masked": told("card_masked", traceless),
            "channel": [journal["channel"][row] for row in rows],
            "status": ["held" if each else "settled" for each in held],
            "payout_ref": [
                f"PO{merchant:05}{day:06}"
                for merchant, day in zip(sales.merchant[line_of], settled, strict=True)
            ],
        },
        gross - fee,
        settled,
        held,
    )


def _money(minor: Ints) -> list[str]:
    return [f"{'-' if each < 0 else ''}{abs(each) // 100}.{abs(each) % 100:02}"
            for each in minor.tolist()]  # fmt: skip


def _swap(minor: int) -> int:
    """Swap the first two digits that differ, as a person does who types."""
    figures = list(str(abs(minor)))
    for place in range(len(figures) - 1):
        if figures[place] != figures[place + 1] and figures[place + 1] != "0":
            figures[place], figures[place + 1] = figures[place + 1], figures[place]
            break
    changed = int("".join(figures))
    return changed if minor > 0 else -changed


def _due(days: int) -> Ints:
    """Return the day number on which each day's sales are due, T+1 on working days."""
    working = [
        FIRST_DAY + dt.timedelta(days=n)
        for n in range(days + 30)
        if (FIRST_DAY + dt.timedelta(days=n)).weekday() < 5
        and FIRST_DAY + dt.timedelta(days=n) not in HOLIDAYS
    ]
    places = np.array([(each - FIRST_DAY).days for each in working])
    return places[np.searchsorted(places, np.arange(days + 2), side="right")]


@dataclass
class Bank:
    """The account as it fills up: bank lines, which settlement lines each pays, whether wholly."""

    rows: list[tuple[int, int, str, str]] = field(default_factory=list)
    paid: list[tuple[int, ...]] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)

    def add(
        self, day: int, cents: int, words: str, lines: Iterable[int] = (), *, exact: bool = True
    ) -> None:
        """Book a deposit of the acquirer's."""
        self.rows.append((day, cents, "ACQUIRER", words))
        self.paid.append(tuple(lines))
        self.exact.append(exact)

    def rent(self, day: int, cents: int) -> None:
        """Book somebody else's payment."""
        self.rows.append((day, cents, "Tenant", "rent"))
        self.paid.append(())
        self.exact.append(True)


def _bank(
    rng: np.random.Generator,
    payout: Sequence[str],
    net: Ints,
    settled: Ints,
    held: NDArray[np.bool_],
) -> tuple[dict[str, list[str]], list[tuple[int, ...]], list[bool]]:
    """Pay the payouts into one account: some merged, short, late, twice or not at all."""
    groups: dict[str, list[int]] = {}
    for place, name in enumerate(payout):
        if not held[place]:
            groups.setdefault(name, []).append(place)
    bank = Bank()
    names = sorted(groups)
    skip = ""
    for name, following in zip(names, [*names[1:], ""], strict=True):
        lines = groups[name]
        total, day = int(net[lines].sum()), int(settled[lines[0]])
        chance, told = rng.random(), rng.random()
        if total <= 0 or name == skip or 0.03 <= chance < 0.04:
            continue
        if chance < 0.03:
            if following[:7] == name[:7] and total + int(net[groups[following]].sum()) > 0:
                skip, lines = following, [*lines, *groups[following]]
                bank.add(int(settled[lines[-1]]), int(net[lines].sum()), "", lines)
            continue
        words = "" if told < 0.15 else name[:8] if told < 0.35 else f"settlement {name}"
        late = int(rng.integers(3, 6)) if chance < 0.05 else 0
        short = int(rng.integers(1, 200)) * 10 if 0.05 <= chance < 0.06 and total > 20_000 else 0
        bank.add(day + late, total - short, words, lines, exact=not short)
        if 0.06 <= chance < 0.065:
            bank.add(day + 1, total, words)
    for _ in range(len(bank.rows) * 3 // 10):
        bank.rent(int(rng.integers(0, int(settled.max()) + 1)), int(rng.integers(100, 500_000)))
    order = sorted(range(len(bank.rows)), key=lambda place: bank.rows[place][0])
    rows = [bank.rows[place] for place in order]
    table = {
        "booked_on": [str(FIRST_DAY + dt.timedelta(days=row[0])) for row in rows],
        "amount": _money(np.array([row[1] for row in rows], dtype=np.int64)),
        "currency": ["CNY"] * len(rows),
        "balance": [""] * len(rows),
        "counterparty": [row[2] for row in rows],
        "memo": [row[3] for row in rows],
        "reference": [""] * len(rows),
    }
    return table, [bank.paid[place] for place in order], [bank.exact[place] for place in order]
