"""Which days a file covers: those it declares, else from its first to its last."""

from collections.abc import Iterable

from posassist.domain.coverage import Coverage
from posassist.domain.settlement import StatementKind
from posassist.statements.statement import Statement


def coverage_of(statement: Statement, account: str) -> tuple[Coverage, ...]:
    """Return what a file covers, for the merchants, terminals or account in it.

    A journal speaks for its terminals alone, a settlement for its merchants and terminals by the
    day of settlement (and the trades its lines name), a bank file for the account.
    """
    if statement.kind is StatementKind.JOURNAL:
        days = [each.occurred_at.date() for each in statement.journal]
    elif statement.kind is StatementKind.BANK:
        days = [each.booked_on for each in statement.bank]
    else:
        days = [each.settled_on for each in statement.settlement]
    first, last = statement.period or (min(days, default=None), max(days, default=None))
    if first is None or last is None:
        return ()
    traded = [each.occurred_on for each in statement.settlement if each.occurred_on]
    terminals = {each.terminal_id for each in statement.settlement}
    terminals |= {each.terminal_id for each in statement.journal}
    return (
        Coverage(
            kind=statement.kind,
            first=first,
            last=last,
            traded_from=min(traded, default=None),
            traded_to=max(traded, default=None),
            merchants=_named({each.merchant_id for each in statement.settlement}),
            terminals=_named(terminals),
            account=account if statement.kind is StatementKind.BANK else "",
        ),
    )


def _named(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(each for each in ids if each)
