"""Days that no file covers, between those that some do and up to a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from posassist.domain.coverage import Coverage
from posassist.domain.settlement import StatementKind
from posassist.reconcile.picture import Credit, Picture

_DAY: Final = dt.timedelta(days=1)
_STALE: Final = dt.timedelta(days=7)
_PROVIDERS: Final = frozenset({StatementKind.SETTLEMENT, StatementKind.WALLET})


@dataclass(frozen=True, slots=True)
class Gap:
    """Days no file of a kind covers, for one merchant, terminal or account (`of`).

    `ended` is false where no later file follows: nothing was brought in since.
    """

    kind: StatementKind
    of: str
    first: dt.date
    last: dt.date
    ended: bool


def gaps(picture: Picture, as_of: dt.date) -> Iterator[Gap]:
    """Yield every gap in which something is missed.

    It has a working day; the other side shows rows in it, as far as there is another side; and
    the bank's balance does not simply go on. What came in within a week is not stale yet.
    """
    spans: defaultdict[tuple[StatementKind, str], list[Coverage]] = defaultdict(list)
    for each in picture.coverage:
        if each.first <= as_of:
            for of in _sources(each):
                spans[each.kind, of].append(each)
    calendar = picture.terms.calendar(None)
    for (kind, of), files in sorted(spans.items()):
        for gap in _between(kind, of, files, as_of):
            days = range((gap.last - gap.first).days + 1)
            if any(calendar.is_working_day(gap.first + n * _DAY) for n in days) and _missed(
                picture, gap
            ):
                yield gap


def _sources(file: Coverage) -> Iterable[str]:
    if file.kind is StatementKind.BANK:
        return (file.account,)
    if file.kind is StatementKind.JOURNAL:
        return file.terminals or ("",)
    return file.merchants or file.terminals or ("",)


def _between(
    kind: StatementKind, of: str, files: Iterable[Coverage], as_of: dt.date
) -> Iterator[Gap]:
    ordered = sorted(files, key=lambda each: (each.first, each.last))
    reached = ordered[0].last
    for each in ordered[1:]:
        if each.first > reached + _DAY:
            yield Gap(kind, of, reached + _DAY, each.first - _DAY, ended=True)
        reached = max(reached, each.last)
    if as_of - reached > _STALE:
        yield Gap(kind, of, reached + _DAY, as_of - _DAY, ended=False)


def _missed(picture: Picture, gap: Gap) -> bool:
    if gap.kind is StatementKind.BANK:
        return not (gap.ended and _balance_goes_on(picture, gap))
    shown = _journal_days(picture, gap) if gap.kind in _PROVIDERS else _lines_days(picture, gap)
    return not shown or any(gap.first <= day <= gap.last for day in shown)


def _journal_days(picture: Picture, gap: Gap) -> list[dt.date]:
    """Return the days on which the terminals show sales of the merchant."""
    return [
        entry.occurred_at.date()
        for each in picture.journal
        for entry in [each.record]
        if not gap.of or gap.of in {picture.terms.merchant(entry), entry.terminal_id}
    ]


def _lines_days(picture: Picture, gap: Gap) -> list[dt.date]:
    """Return the days of which the provider shows sales of the terminal."""
    return [
        line.occurred_on or line.settled_on
        for each in picture.settlement
        for line in [each.record]
        if not (gap.of and line.terminal_id) or gap.of == line.terminal_id
    ]


def _balance_goes_on(picture: Picture, gap: Gap) -> bool:
    """Say whether a line after the gap starts from the balance a line before it left.

    Statements run either way within a day, so every line of the days beside the gap is tried.
    """
    before: list[Credit] = []
    after: list[Credit] = []
    for each in picture.bank:
        if each.account == gap.of and each.record.balance is not None:
            (before if each.record.booked_on < gap.first else after).append(each)
    last = max((each.record.booked_on for each in before), default=None)
    first = min((each.record.booked_on for each in after), default=None)
    left = {each.record.balance for each in before if each.record.booked_on == last}
    return any(
        each.record.balance is not None and each.record.balance - each.record.amount in left
        for each in after
        if each.record.booked_on == first
    )
