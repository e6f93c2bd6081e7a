"""What a person decided about matches; rows are named by content, so decisions outlive an undo."""

from collections import defaultdict

from sqlalchemy import Connection, select

from posassist.domain.match import MatchState
from posassist.reconcile.matching import Decisions, ManualMatch
from posassist.store import payer_rules, tables
from posassist.store.books import Change
from posassist.store.rows import ids_of

_TABLES = {
    "journal": tables.journal_entry,
    "settlement": tables.settlement_line,
    "bank": tables.bank_line,
}
Name = tuple[str, int]


def read(connection: Connection, shop_id: int) -> Decisions:
    """Return the decisions whose rows are in the books."""
    member, verdict = tables.manual_member, tables.verdict_on_match
    members_named = connection.execute(select(member).where(member.c.shop_id == shop_id)).all()
    judged = connection.execute(select(verdict).where(verdict.c.shop_id == shop_id)).all()
    named: dict[str, set[str]] = {kind: set() for kind in _TABLES}
    for row in members_named:
        named[row.kind].add(row.fingerprint)
    for row in judged:
        left_kind, right_kind = row.kind.split("-")
        named[left_kind].add(row.left_fingerprint)
        named[right_kind].add(row.right_fingerprint)
    ids = {kind: ids_of(connection, shop_id, table, named[kind]) for kind, table in _TABLES.items()}
    members: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    broken: set[str] = set()
    for row in members_named:
        found = ids[row.kind].get((row.fingerprint, row.occurrence))
        if found is None:
            broken.add(row.match_id)
        else:
            members[row.match_id, row.kind].append(found)
    manual = tables.manual_match
    verdicts: defaultdict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for row in judged:
        left_kind, right_kind = row.kind.split("-")
        left = ids[left_kind].get((row.left_fingerprint, row.left_occurrence))
        right = ids[right_kind].get((row.right_fingerprint, row.right_occurrence))
        if left is not None and right is not None:
            verdicts[row.kind, row.state].add((left, right))
    return Decisions(
        confirmed=frozenset(verdicts["settlement-journal", "confirmed"]),
        manual=tuple(
            ManualMatch(
                row.id,
                tuple(sorted(members[row.id, "journal"])),
                tuple(sorted(members[row.id, "settlement"])),
                tuple(sorted(members[row.id, "bank"])),
                row.difference,
            )
            for row in connection.execute(
                select(manual).where(manual.c.shop_id == shop_id).order_by(manual.c.id)
            )
            if row.id not in broken
        ),
        rejected=frozenset(verdicts["settlement-journal", "rejected"]),
        rejected_deposits=frozenset(verdicts["bank-settlement", "rejected"]),
        rejected_direct=frozenset(verdicts["bank-journal", "rejected"]),
        payers=frozenset(
            (each.acquirer, each.text)
            for each in payer_rules.all_rules(connection, shop_id)
            if each.active
        ),
    )


def add_manual(change: Change, match: ManualMatch) -> None:
    """Store a match made by hand."""
    change.insert(tables.manual_match, id=match.match_id, difference=match.difference)
    for kind, rows in (
        ("journal", match.journal),
        ("settlement", match.settlement),
        ("bank", match.bank),
    ):
        for row in rows:
            print_, occurrence = _name(change, kind, row)
            change.insert(
                tables.manual_member,
                match_id=match.match_id,
                kind=kind,
                fingerprint=print_,
                occurrence=occurrence,
            )


def remove_manual(change: Change, match_id: str) -> None:
    """Take a match made by hand apart."""
    member = tables.manual_member
    for row in change.connection.execute(
        select(member).where(member.c.shop_id == change.shop_id, member.c.match_id == match_id)
    ).all():
        key = {name: getattr(row, name) for name in ("match_id", "kind", "fingerprint")}
        change.delete(member, key | {"occurrence": row.occurrence})
    change.delete(tables.manual_match, {"id": match_id})


def add_verdict(change: Change, *, settlement: int, journal: int, state: MatchState) -> None:
    """Confirm or reject a pair."""
    key = _key(change, "settlement", settlement, "journal", journal)
    if _known(change, key):
        change.update(tables.verdict_on_match, key, state=state.value)
    else:
        change.insert(tables.verdict_on_match, **key, state=state.value)


def remove_verdict(change: Change, *, settlement: int, journal: int) -> None:
    """Forget what was decided about a pair."""
    change.delete(
        tables.verdict_on_match, _key(change, "settlement", settlement, "journal", journal)
    )


def add_deposit_rejection(change: Change, *, bank: int, kind: str, row: int) -> None:
    """Refuse that a bank line pays a row (kind: settlement or journal)."""
    key = _key(change, "bank", bank, kind, row)
    if not _known(change, key):
        change.insert(tables.verdict_on_match, **key, state=MatchState.REJECTED.value)


def _key(change: Change, left: str, left_id: int, right: str, right_id: int) -> dict[str, object]:
    left_print, left_occurrence = _name(change, left, left_id)
    right_print, right_occurrence = _name(change, right, right_id)
    return {
        "kind": f"{left}-{right}",
        "left_fingerprint": left_print,
        "left_occurrence": left_occurrence,
        "right_fingerprint": right_print,
        "right_occurrence": right_occurrence,
    }


def _known(change: Change, key: dict[str, object]) -> bool:
    table = tables.verdict_on_match
    where = [table.c.shop_id == change.shop_id]
    where += [table.c[name] == value for name, value in key.items()]
    return change.connection.execute(select(table.c.state).where(*where)).first() is not None


def _name(change: Change, kind: str, row_id: int) -> Name:
    table = _TABLES[kind]
    row = change.connection.execute(
        select(table.c.fingerprint, table.c.occurrence).where(
            table.c.shop_id == change.shop_id, table.c.id == row_id
        )
    ).one()
    return row[0], row[1]
