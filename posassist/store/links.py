"""The links of matched rows, on the many side; only what changed is written."""

import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from sqlalchemy import Connection, Table, or_, select

from posassist.domain.match import DepositMatch, Match, MatchState
from posassist.reconcile.matching import PAIRED_BY, STATES, Links
from posassist.reconcile.rows import ints
from posassist.reconcile.texts import NONE, Codes, Ints
from posassist.store import tables
from posassist.store.books import Change
from posassist.store.engine_part import SHAPE
from posassist.store.rows import tuples

Link = tuple[object, ...]
_PAIR = ("journal_id", "match_rule", "match_state", "match_alternatives")
_PAID = (
    "bank_line_id", "deposit_rule", "deposit_state", "deposit_solutions", "deposit_difference",
)  # fmt: skip
_STATES = {each.value: each for each in MatchState}
AT_ONCE: Final = 4096
_TEXTS = frozenset({"match_rule", "match_state", "deposit_rule", "deposit_state"})


def write_links(change: Change, found: Links) -> int:
    """Make the links of the books those found; return how many rows changed."""
    codes = Codes()
    codes.numbers((*PAIRED_BY, *STATES, *sorted({each.rule for each in found.deposits})))
    pairs = np.stack(
        (
            found.journal,
            codes.numbers(PAIRED_BY)[found.rule],
            codes.numbers(STATES)[found.rule],
            found.alternatives,
        ),
        axis=1,
    )
    lines = _Wanted.of(
        (*_PAIR, *_PAID),
        (found.settlement, pairs),
        _deposits(found.deposits, codes, "settlement"),
    )
    rows = _Wanted.of(_PAID, _deposits(found.deposits, codes, "journal"))
    return _write(change, tables.settlement_line, lines, codes) + _write(
        change, tables.journal_entry, rows, codes
    )


def links(
    connection: Connection, shop_id: int
) -> tuple[tuple[Match, ...], tuple[DepositMatch, ...]]:
    """Return the links of the books."""
    table = tables.settlement_line
    pairs = tuple(
        Match(line, entry, rule, _STATES[state], count)
        for line, entry, rule, state, count in tuples(
            connection,
            select(table.c.id, *(table.c[name] for name in _PAIR))
            .where(table.c.shop_id == shop_id, table.c.journal_id.is_not(None))
            .order_by(table.c.id),
        )
    )
    settled = _paid(connection, shop_id, tables.settlement_line)
    direct = _paid(connection, shop_id, tables.journal_entry)
    deposits = tuple(
        DepositMatch(
            bank=int(str(link[0])),
            settlement=tuple(settled.get(link, ())),
            rule=str(link[1]),
            state=MatchState(str(link[2])),
            solutions=int(str(link[3])),
            difference_minor=int(str(link[4])),
            journal=tuple(direct.get(link, ())),
        )
        for link in sorted(settled.keys() | direct.keys(), key=lambda each: int(str(each[0])))
    )
    return pairs, deposits


def _paid(connection: Connection, shop_id: int, table: Table) -> dict[Link, list[int]]:
    found: defaultdict[Link, list[int]] = defaultdict(list)
    for row in tuples(
        connection,
        select(table.c.id, *(table.c[name] for name in _PAID))
        .where(table.c.shop_id == shop_id, table.c.bank_line_id.is_not(None))
        .order_by(table.c.id),
    ):
        found[row[1:]].append(row[0])
    return dict(found)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What rows should say in columns of these names, texts by number; other rows say nothing."""

    names: tuple[str, ...]
    ids: Ints
    values: Ints

    @classmethod
    def of(cls, names: tuple[str, ...], *parts: tuple[Ints, Ints]) -> Self:
        """Put ids with their values beside each other, in the order of ids."""
        ids = functools.reduce(np.union1d, (each for each, _values in parts), NONE)
        values = np.zeros((len(ids), len(names)), dtype=np.int64)
        first = 0
        for some, told in parts:
            values[np.searchsorted(ids, some), first : first + told.shape[1]] = told
            first += told.shape[1]
        return cls(names, ids, values)

    def between(self, first: int, end: int) -> Self:
        """Return what is wanted of the rows from one id up to another."""
        low, high = np.searchsorted(self.ids, (first, end)).tolist()
        return type(self)(self.names, self.ids[low:high], self.values[low:high])

    def at(self, ids: Ints) -> Ints:
        """Return a row of values for each of the ids, which hold all of these."""
        values = np.zeros((len(ids), len(self.names)), dtype=np.int64)
        values[np.searchsorted(ids, self.ids)] = self.values
        return values

    def print(self, codes: Codes) -> bytes:
        """Return a digest of what is wanted."""
        digest = hashlib.blake2b(json.dumps([self.names, list(codes)]).encode(), digest_size=32)
        digest.update(self.ids.tobytes())
        digest.update(np.ascontiguousarray(self.values).tobytes())
        return digest.digest()


def _deposits(deposits: Iterable[DepositMatch], codes: Codes, kind: str) -> tuple[Ints, Ints]:
    ids: list[int] = []
    links: list[tuple[int, ...]] = []
    lengths: list[int] = []
    for each in deposits:
        rows = getattr(each, kind)
        ids += rows
        lengths.append(len(rows))
        rule, state = codes[each.rule], codes[each.state]
        links.append((each.bank, rule, state, each.solutions, each.difference_minor))
    values = np.array(links, dtype=np.int64).reshape(-1, len(_PAID))
    return ints(ids), np.repeat(values, lengths, axis=0)


def _write(change: Change, table: Table, wanted: _Wanted, codes: Codes) -> int:
    """Write where rows say something else than wanted.

    Of rows between two ids it is kept, as a digest, what was written: the same again is not read.
    """
    block = tables.engine_block
    mine = (block.c.shop_id == change.shop_id) & (block.c.kind == f"links/{table.name}")
    kept = dict(
        tuples(
            change.connection,
            select(block.c.last, block.c.data).where(mine, block.c.shape == SHAPE),
        )
    )
    changed = 0
    for first in range(0, change.next_id(table), AT_ONCE):
        end = first + AT_ONCE
        here = wanted.between(first, end)
        digest = here.print(codes)
        if kept.get(end) != digest:
            changed += _write_some(change, table, here, codes, (first, end))
            change.connection.execute(block.delete().where(mine, block.c.last == end))
            change.connection.execute(
                block.insert().values(
                    shop_id=change.shop_id,
                    kind=f"links/{table.name}",
                    last=end,
                    shape=SHAPE,
                    data=digest,
                )
            )
    return changed


def _write_some(
    change: Change, table: Table, wanted: _Wanted, codes: Codes, ids: tuple[int, int]
) -> int:
    present = _present(change, table, wanted.names, codes, ids)
    every = np.union1d(present[:, 0], wanted.ids)
    says = np.zeros((len(every), len(wanted.names)), dtype=np.int64)
    says[np.searchsorted(every, present[:, 0])] = present[:, 1:]
    should = wanted.at(every)
    differs = (says != should).any(axis=1)
    texts = list(codes)
    rows = [
        (*_told(wanted.names, values, texts), row)
        for row, values in zip(every[differs].tolist(), should[differs].tolist(), strict=True)
    ]
    change.bulk_update(table, wanted.names, rows)
    return len(rows)


def _present(
    change: Change, table: Table, names: tuple[str, ...], codes: Codes, ids: tuple[int, int]
) -> Ints:
    """Return the id and what it says of every row between two ids that says something."""
    linked = [table.c[name].is_not(None) for name in names if name.endswith("_id")]
    rows = tuples(
        change.connection,
        select(table.c.id, *(table.c[name] for name in names))
        .where(
            table.c.shop_id == change.shop_id,
            table.c.id >= ids[0],
            table.c.id < ids[1],
            or_(*linked),
        )
        .order_by(table.c.id),
    )
    columns = zip(*rows, strict=True) if rows else ((),) * (1 + len(names))
    return np.stack(
        [
            codes.numbers(values) if name in _TEXTS else ints(each or 0 for each in values)
            for name, values in zip(("id", *names), columns, strict=True)
        ],
        axis=1,
    )


def _told(names: tuple[str, ...], values: list[int], texts: list[str]) -> Link:
    """Return values as the table has them; no row is called 0."""
    return tuple(
        texts[value] if name in _TEXTS else (value or None) if name.endswith("_id") else value
        for name, value in zip(names, values, strict=True)
    )
