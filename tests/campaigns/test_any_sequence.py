"""Whatever is imported, undone, done again or taken out ends where a simple model ends."""

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from posassist.base.errors import NothingToUndo
from posassist.base.paths import Profile
from posassist.store import engine_rows, links
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.listing import all_imports, bank_lines, journal_entries, settlement_lines
from posassist.usecases.match_by_hand import all_matches
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.registers import Terms, add_shop, set_agreement
from posassist.usecases.shop import Shop, open_shop
from posassist.usecases.undo import redo, undo, undo_import

Record = Callable[[str, int, int], None]
SHARE = 20  # sequences a round of the suite
SEQUENCES_A_POOL = 250
STEPS = 8
NOW = dt.datetime(2026, 9, 30, 4, tzinfo=dt.UTC)
AS_OF = dt.date(2026, 9, 30)
HEADS = {
    "journal": "terminal_id,merchant_id,rrn,type,amount,currency,occurred_at,channel",
    "settlement": "merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn",
    "bank": "booked_on,amount,currency,counterparty",
}


@dataclass
class Pool:
    """Files that share rows with one another and repeat rows within themselves."""

    number: int
    files: dict[str, bytes]
    rows: dict[str, Counter[str]]
    fresh: dict[frozenset[str], object] = field(default_factory=dict)


def pool(chance: random.Random, number: int) -> Pool:
    """Invent seven files: what they hold is few, so that much of it is equal."""
    days = range(14, 18)
    lines: dict[str, list[str]] = {"journal": [], "settlement": [], "bank": []}
    for sale in range(7):
        day, amount = chance.choice(days), chance.choice((1000, 1000, 2500))
        rrn = chance.choice((f"62600000{number:02}{sale:02}", ""))
        net = amount - amount * 6 // 1000
        gross, fee, less = (f"{each / 100:.2f}" for each in (amount, amount - net, net))
        lines["journal"].append(f"T1,M1,{rrn},sale,{gross},CNY,2026-09-{day}T10:00:00,credit")
        lines["settlement"].append(
            f"M1,T1,2026-09-{day},2026-09-{day + 1},sale,{gross},{fee},{less},CNY,{rrn}"
        )
        lines["bank"].append(f"2026-09-{day + 1},{less},CNY,Acquirer")
    drawn = {
        f"{kind}-{number}-{n}.csv": Counter(chance.choices(lines[kind], k=chance.randint(1, 7)))
        for kind, many in (("journal", 3), ("settlement", 2), ("bank", 2))
        for n in range(many)
    }
    files = {
        name: "\n".join((HEADS[name.split("-")[0]], *rows.elements(), "")).encode()
        for name, rows in drawn.items()
    }
    return Pool(number, files, drawn)


@dataclass
class Model:
    """What the books should hold: which files, by a list of steps and a place in it."""

    steps: list[tuple[str, bool]] = field(default_factory=list)
    at: int = 0

    @property
    def held(self) -> frozenset[str]:
        """The files that are in."""
        inside: set[str] = set()
        for name, comes in self.steps[: self.at]:
            (inside.add if comes else inside.discard)(name)
        return frozenset(inside)

    def do(self, name: str, *, comes: bool) -> None:
        """Take a new step, which ends what could be done again."""
        self.steps[self.at :] = [(name, comes)]
        self.at += 1


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Shop]:
    """Books whose first shop is only there to be stood beside."""
    with open_shop(Profile(tmp_path / "profile"), clock=lambda: NOW) as shop:
        yield shop


def new_shop(books: Shop, name: str) -> Shop:
    """Add a shop with an agreement."""
    shop = replace(books, details=add_shop(books, name))
    set_agreement(shop, Terms("Acquirer", "T+1", "22:00", "CN", ("credit:0.60%",)))
    return shop


def found(shop: Shop) -> object:
    """Return what is matched and what is not in order, told by content."""
    matches = all_matches(shop)
    pairs = {(each.id, each.match.rule, each.match.state, each.match.alternatives)
             for each in matches.pairs}  # fmt: skip
    deposits = {
        (each.id, each.deposit.rule, each.deposit.state, each.deposit.difference_minor,
         len(each.deposit.settlement))
        for each in matches.deposits
    }  # fmt: skip
    judged = reconcile_period(shop, as_of=AS_OF)
    discrepancies = {(each.id, each.kind, str(each.at_stake)) for each in judged.found}
    return pairs, deposits, discrepancies, judged.uncovered.count


def holds(shop: Shop) -> Counter[str]:
    """Count the rows of the books by their text."""
    raw = [each.record.raw for each in journal_entries(shop)]
    raw += [each.record.raw for each in settlement_lines(shop)]
    raw += [each.record.raw for each in bank_lines(shop)]
    return Counter(",".join(json.loads(each).values()) for each in raw)


def should_hold(pool: Pool, held: frozenset[str]) -> Counter[str]:
    """Equal rows of one file are different rows; equal rows of two files are the same."""
    union: Counter[str] = Counter()
    for name in held:
        union |= pool.rows[name]
    return union


def one_step(shop: Shop, pool: Pool, model: Model, chance: random.Random) -> None:
    """Take a step in the books and in the model."""
    what = chance.choice(("in", "in", "in", "out", "undo", "undo", "redo"))
    ids = {each.file_name: each.id for each in all_imports(shop)}
    if what == "in":
        name = chance.choice(sorted(pool.files))
        import_bytes(shop, name, pool.files[name])
        if name not in model.held:
            model.do(name, comes=True)
    elif what == "out" and ids:
        name = chance.choice(sorted(ids))
        undo_import(shop, ids[name])
        model.do(name, comes=False)
    elif what == "undo" and model.at:
        undo(shop)
        model.at -= 1
    elif what == "redo":
        if model.at < len(model.steps):
            redo(shop)
            model.at += 1
        else:
            with pytest.raises(NothingToUndo):
                redo(shop)
    assert {each.file_name for each in all_imports(shop)} == model.held


def fresh(books: Shop, pool: Pool, held: frozenset[str]) -> object:
    """Return what books find that were only ever given these files."""
    if held not in pool.fresh:
        shop = new_shop(books, f"fresh {pool.number} {len(pool.fresh)}")
        for name in sorted(held):
            import_bytes(shop, name, pool.files[name])
        pool.fresh[held] = found(shop)
    return pool.fresh[held]


@pytest.mark.timeout(0)
def test_any_sequence_of_imports_and_undo_ends_where_the_model_does(
    books: Shop,
    request: pytest.FixtureRequest,
    seed: int,
    record: Record,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(seed)
    count = int(request.config.getoption("--count") or SHARE)
    wrong: list[str] = []
    for number in range(count):
        if number % SEQUENCES_A_POOL == 0:
            files = pool(chance, number // SEQUENCES_A_POOL)
        shop, model = new_shop(books, f"sequence {number}"), Model()
        for _ in range(chance.randint(2, STEPS)):
            with monkeypatch.context() as packed:  # what large books are read and written by
                packed.setattr(engine_rows, "MANY", 3)
                packed.setattr(links, "AT_ONCE", 4)
                one_step(shop, files, model, chance)
        if holds(shop) != should_hold(files, model.held):
            wrong.append(f"sequence {number}: rows of {sorted(model.held)}")
        elif found(shop) != fresh(books, files, model.held):
            wrong.append(f"sequence {number}: matches of {sorted(model.held)}")
    record("a sequence of imports and undo", count, len(wrong))
    assert wrong == []
