"""The links of matched rows, on the many side; only what changed is written."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Table, select

from posassist.domain.match import DepositMatch, Match, MatchState
from posassist.store import tables
from posassist.store.books import Change
from posassist.store.rows import tuples

Link = tuple[object, ...]
_PAIR = ("journal_id", "match_rule", "match_state", "match_alternatives")
_PAID = (
    "bank_line_id", "deposit_rule", "deposit_state", "deposit_solutions", "deposit_difference",
)  # fmt: skip
_STATES = {each.value: each for each in MatchState}
_NO_PAIR: Link = (None, "", "", 0)
_NOT_PAID: Link = (None, "", "", 0, 0)


def write_links(change: Change, matches: Iterable[Match], deposits: Iterable[DepositMatch]) -> int:
    """Make the links of the books those given; return how many rows changed."""
    pairs: dict[int, Link] = {
        each.settlement: (each.journal, each.rule, each.state.value, each.alternatives)
        for each in matches
    }
    paid: dict[int, Link] = {}
    direct: dict[int, Link] = {}
    for each in deposits:
        link = (each.bank, each.rule, each.state.value, each.solutions, each.difference_minor)
        paid |= dict.fromkeys(each.settlement, link)
        direct |= dict.fromkeys(each.journal, link)
    return (
        _write(change, tables.settlement_line, _PAIR, pairs, _NO_PAIR)
        + _write(change, tables.settlement_line, _PAID, paid, _NOT_PAID)
        + _write(change, tables.journal_entry, _PAID, direct, _NOT_PAID)
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


def _write(
    change: Change, table: Table, columns: tuple[str, ...], wanted: dict[int, Link], none: Link
) -> int:
    present = {
        row[0]: row[1:]
        for row in tuples(
            change.connection,
            select(table.c.id, *(table.c[name] for name in columns)).where(
                table.c.shop_id == change.shop_id, table.c[columns[0]].is_not(None)
            ),
        )
    }
    changed = [
        (*wanted.get(row_id, none), row_id)
        for row_id in sorted(present.keys() | wanted.keys())
        if present.get(row_id, none) != wanted.get(row_id, none)
    ]
    change.bulk_update(table, columns, changed)
    return len(changed)
