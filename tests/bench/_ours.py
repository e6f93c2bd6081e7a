"""Our own engine, as the bench runs it: FOLDER OUT, like a peer; and what it is measured by."""

import csv
import datetime as dt
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from posassist.domain.agreement import Agreement, FeeTerms
from posassist.domain.booked import Booked
from posassist.domain.cycle import Calendar, Cycle
from posassist.domain.deposit import BankLine
from posassist.domain.journal import Channel, EntryType
from posassist.domain.match import MatchState
from posassist.domain.money import Money
from posassist.reconcile.board import RULES
from posassist.reconcile.cancelled import taken_back
from posassist.reconcile.columns import Columns, columns
from posassist.reconcile.kernel import match
from posassist.reconcile.matching import Decisions, match_books
from posassist.reconcile.rows import (
    JournalRows,
    LineRows,
    ints,
    prints_of,
    ranks,
    second_of,
)
from posassist.reconcile.rules import SUGGESTED
from posassist.reconcile.terms import Terms
from posassist.store import tables
from posassist.store.engine_part import Part
from posassist.store.engine_rows import NAMES, journal_of, texts_of
from posassist.store.engine_rows import lines_of as part_lines
from posassist.store.rows import fingerprint
from tests.bench._made import HOLIDAYS, Made
from tests.bench._peers import peak_megabytes

Ints = NDArray[np.int64]
_AT_ONCE: Final = 20_000
_ZERO: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - times here are a wall clock's
_NEVER: Final = dt.date(2100, 1, 1)
CALENDAR: Final = Calendar("CN", HOLIDAYS, frozenset(), _NEVER)
AGREED: Final = Agreement(
    id=1,
    acquirer="ACQUIRER",
    cycle=Cycle.parse("T+1"),
    cut_off=23 * 60,
    account="ICBC",
    fees={
        Channel.DEBIT: FeeTerms(Decimal("0.005"), cap=Decimal(20)),
        Channel.CREDIT: FeeTerms(Decimal("0.006")),
        Channel.QR: FeeTerms(Decimal("0.0038")),
    },
)
TERMS: Final = Terms((AGREED,), {"CN": CALENDAR}, "CN", {})


def rows_of(table: dict[str, list[str]]) -> JournalRows:
    """Return a journal's rows by column, as the books hand them out."""
    count = len(table["rrn"])
    moment = ints(
        int((dt.datetime.fromisoformat(each) - _ZERO).total_seconds())
        for each in table["occurred_at"]
    )
    plain = {name: kind.of(table[name]) for name, kind in texts_of(JournalRows).items()}
    return JournalRows(
        ids=np.arange(count),
        rank=_ranks(table),
        amount=_cents(table["amount"]),
        moment=moment,
        second=moment,
        **plain,
    )


def lines_of(table: dict[str, list[str]]) -> LineRows:
    """Return a settlement's lines by column."""
    count = len(table["rrn"])
    days = {each: dt.date.fromisoformat(each).toordinal()
            for each in {*table["settled_on"], *table["occurred_on"]}}  # fmt: skip
    nothing = {"net_currency": table["currency"], "order_id": [""] * count}
    plain = {name: kind.of((table | nothing)[name]) for name, kind in texts_of(LineRows).items()}
    return LineRows(
        ids=np.arange(count),
        rank=_ranks(table),
        gross=_cents(table["gross"]),
        net=_cents(table["net"]),
        exponent=2,
        settled_on=ints(days[each] for each in table["settled_on"]),
        occurred_on=ints(days[each] for each in table["occurred_on"]),
        occurred_second=ints(
            second_of(dt.time.fromisoformat(each)) if each else -1
            for each in table["occurred_time"]
        ),
        **plain,
    )


def credits_of(table: dict[str, list[str]]) -> list[Booked[BankLine]]:
    """Return a bank's lines as the books hold them."""
    prints, occurrence = _named(table)
    every = zip(*(table[name] for name in ("booked_on", "amount", "counterparty", "memo")),
                strict=True)  # fmt: skip
    return [
        Booked(
            place,
            BankLine(place, dt.date.fromisoformat(on), Money.parse(amount, "CNY"),
                     counterparty=who, memo=memo),
            "b", "b", prints[place], int(occurrence[place]), "ICBC",
        )
        for place, (on, amount, who, memo) in enumerate(every)
    ]  # fmt: skip


def _ranks(table: dict[str, list[str]]) -> Ints:
    prints, occurrences = _named(table)
    return ranks(prints_of(prints), occurrences)


def _named(table: dict[str, list[str]]) -> tuple[list[str], Ints]:
    seen: Counter[str] = Counter()
    prints = [fingerprint(*row) for row in zip(*table.values(), strict=True)]
    occurrence = []
    for each in prints:
        seen[each] += 1
        occurrence.append(seen[each])
    return prints, ints(occurrence)


def _cents(texts: list[str]) -> Ints:
    return ints(int(each.replace(".", "")) for each in texts)


def sides(made: Made) -> tuple[Columns, Columns]:
    """Return what the kernel takes."""
    journal = rows_of(made.journal)
    voided = {each for each, kind in zip(made.journal["original_rrn"], made.journal["type"],
                                         strict=True) if kind == "void"}  # fmt: skip
    cancelled = {n for n, each in enumerate(made.journal["rrn"]) if each in voided}
    cancelled |= {n for n, kind in enumerate(made.journal["type"]) if kind == "void"}
    return columns(journal, lines_of(made.settlement), TERMS, cancelled)


def answered(left: Columns, right: Columns, count: int) -> tuple[Ints, list[str], float]:
    """Run the kernel; return each line's journal place, each pair's rule, and the seconds."""
    began = time.perf_counter()
    pairs = match(left, right, frozenset())
    seconds = time.perf_counter() - began
    found = np.full(count, -1, dtype=np.int64)
    found[right.ids[pairs.settlement]] = left.ids[pairs.journal]
    rules = np.zeros(count, dtype=np.int64)
    rules[right.ids[pairs.settlement]] = pairs.rule
    return found, [RULES[each] for each in rules.tolist()], seconds


@dataclass(frozen=True, slots=True)
class Score:
    """How well an answer agrees with the truth; classes are rows that nobody can tell apart."""

    precision: float
    recall: float
    class_f1: float
    missing_f1: float


def score(made: Made, found: Ints) -> Score:
    """Score which journal place every settlement line got (-1: none)."""
    paired = np.flatnonzero(found >= 0)
    right = int((found[paired] == made.truth[paired]).sum())
    settled = np.unique(made.truth)
    classes = _classes(made)
    theirs, ours = classes[made.truth[paired]], classes[found[paired]]
    hits = np.minimum(
        np.bincount(ours[ours == theirs], minlength=len(classes)),
        np.bincount(classes[settled], minlength=len(classes)),
    ).sum()
    lacking = _open_sales(made, found)
    both = np.minimum(
        np.bincount(classes[lacking], minlength=len(classes)),
        np.bincount(classes[made.missing], minlength=len(classes)),
    ).sum()
    return Score(
        precision=right / max(1, len(paired)),
        recall=right / len(settled),
        class_f1=2 * hits / (len(paired) + len(settled)),
        missing_f1=2 * both / max(1, len(lacking) + len(made.missing)),
    )


def _classes(made: Made) -> Ints:
    names = zip(made.journal["terminal_id"], made.traded.tolist(),
                made.journal["amount"], made.journal["channel"], strict=True)  # fmt: skip
    numbers: dict[tuple[object, ...], int] = {}
    return ints(numbers.setdefault(each, len(numbers)) for each in names)


def _open_sales(made: Made, found: Ints) -> Ints:
    """Return the sales that neither a line nor a void answers for."""
    voided = {each for each in made.journal["original_rrn"] if each}
    kinds, rrns = made.journal["type"], made.journal["rrn"]
    voids = {made.journal["original_rrn"][n] for n, kind in enumerate(kinds) if kind == "void"}
    matched = np.zeros(len(kinds), dtype=np.bool_)
    matched[found[found >= 0]] = True
    assert voids <= voided
    return np.array(
        [n for n, kind in enumerate(kinds) if kind == "sale" and not matched[n]
         and rrns[n] not in voids], dtype=np.int64,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sure:
    """What stands without a person: how many pairs, how many wrong, how many on amount and day."""

    pairs: int
    wrong: int
    on_amount_and_day: int


def sure(made: Made, found: Ints, rules: list[str]) -> Sure:
    """Count what the kernel confirms by itself; equal rows are not told apart."""
    classes = _classes(made)
    stands = np.array([bool(rule) and rule not in SUGGESTED for rule in rules])
    paired = np.flatnonzero(stands & (found >= 0))
    wrong = int((classes[found[paired]] != classes[made.truth[paired]]).sum())
    weak = sum(rule in {"K17", "K18", "K19"} for rule in np.array(rules)[paired])
    return Sure(len(paired), wrong, weak)


@dataclass(frozen=True, slots=True)
class Deposits:
    """Deposits taken without a person: right, wrong, and of how many the amount determines."""

    right: int
    wrong: int
    determined: int


def deposits(made: Made) -> Deposits:
    """Match everything up to the bank, and count."""
    found = match_books(
        rows_of(made.journal), lines_of(made.settlement), credits_of(made.bank), TERMS, Decisions()
    )
    taken = {each.bank: frozenset(each.settlement) for each in found.deposits
             if each.state is MatchState.AUTO}  # fmt: skip
    true = {n: frozenset(lines) for n, lines in enumerate(made.paid) if lines}
    right = sum(true.get(bank) == lines for bank, lines in taken.items())
    determined = [n for n, whole in enumerate(made.exact) if whole and n in true]
    hit = sum(taken.get(n) == true[n] for n in determined)
    return Deposits(hit, len(taken) - right, len(determined))


def streamed(path: Path, names: Sequence[str]) -> Part:
    """Read a table some rows at a time, as the books' reader does, and keep columns only."""
    parts: list[Part] = []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = next(reader)
        first = 0
        while cells := list(itertools.islice(reader, _AT_ONCE)):
            table: dict[str, Sequence[object]] = dict(
                zip(header, zip(*cells, strict=True), strict=True)
            )
            table |= {name: [int(str(each).replace(".", "")) for each in table[name]]
                      for name in ("amount", "gross", "net") if name in table}  # fmt: skip
            table["id"] = range(first, first + len(cells))
            table["fingerprint"] = [fingerprint(*row) for row in cells]
            table["occurrence"], table["net_exponent"] = [1] * len(cells), [2] * len(cells)
            table["net_currency"] = table["currency"]
            blank = [""] * len(cells)
            rows = list(zip(*(table.get(name, blank) for name in names), strict=True))
            parts.append(Part.of(names, rows))
            first += len(cells)
    whole = Part.joined(parts)
    whole.numbers["occurrence"] = _occurrences(whole.prints)
    return whole


def _occurrences(prints: NDArray[np.uint64]) -> Ints:
    """Number equal rows in their order, from 1."""
    order = np.lexsort((prints[:, 1], prints[:, 0]))
    ordered = prints[order]
    starts = np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1))
    begun = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.arange(len(order)) - begun + 1
    return found


def main(folder: Path, out: Path) -> None:
    """Read, match, write the answer and say what it took."""
    began = time.perf_counter()
    journal = journal_of(
        streamed(folder / "journal.csv", NAMES[tables.journal_entry]), ZoneInfo("UTC")
    )
    lines = part_lines(streamed(folder / "settlement.csv", NAMES[tables.settlement_line]))
    voids = journal.ids[journal.type.among({EntryType.VOID})].tolist()
    left, right = columns(journal, lines, TERMS, [*taken_back(journal).cancelled, *voids])
    count = len(lines.ids)
    del journal, lines
    ready = time.perf_counter()
    found, _rules, seconds = answered(left, right, count)
    np.save(out, found)
    peak = peak_megabytes()
    sys.stdout.write(json.dumps({"read": ready - began, "match": seconds, "peak": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
