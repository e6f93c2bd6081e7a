"""What several rows show together: a network that is down, a card refunded again and again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.journal import EntryStatus, EntryType
from posassist.reconcile.checks import CheckKind, Noticed
from posassist.reconcile.picture import Entry

_TOGETHER: Final = dt.timedelta(hours=1)
_NO_ANSWERS: Final = 3
_MONTH: Final = dt.timedelta(days=30)
_REFUNDS: Final = 3


def patterns(entries: Sequence[Entry]) -> Iterator[Noticed]:
    """Yield every cluster of sales without an answer, and every card refunded often in a month."""
    rows = sorted(entries, key=lambda each: (each.record.occurred_at, each.id))
    yield from _no_answers(rows)
    yield from _refunds(rows)


def _no_answers(rows: Sequence[Entry]) -> Iterator[Noticed]:
    silent: defaultdict[str, list[Entry]] = defaultdict(list)
    for each in rows:
        if each.record.type is EntryType.SALE and each.record.status is EntryStatus.UNKNOWN:
            silent[each.record.terminal_id].append(each)
    for terminal, every in sorted(silent.items()):
        for run in _runs(every, _TOGETHER):
            if len(run) >= _NO_ANSWERS:
                said = N_(
                    "{count} sales of terminal {terminal} got no answer between {first} and "
                    "{last}: that is the network or the provider, not the cards. Query each sale "
                    "before it is taken again."
                )
                yield _noticed(CheckKind.NO_ANSWERS, run, said, terminal=terminal)


def _refunds(rows: Sequence[Entry]) -> Iterator[Noticed]:
    back: defaultdict[str, list[Entry]] = defaultdict(list)
    for each in rows:
        is_refund = each.record.type is EntryType.REFUND
        if is_refund and each.record.card_masked and each.record.status is EntryStatus.APPROVED:
            back[each.record.card_masked].append(each)
    for card, every in sorted(back.items()):
        first = 0
        for last, each in enumerate(every):
            while each.record.occurred_at - every[first].record.occurred_at > _MONTH:
                first += 1
            if last - first + 1 == _REFUNDS:
                said = N_(
                    "{count} refunds went to card {card} between {first} and {last}. See who "
                    "gave them, and whether each has its sale."
                )
                yield _noticed(CheckKind.REFUNDS, every[first : last + 1], said, card=card)


def _runs(rows: Sequence[Entry], within: dt.timedelta) -> Iterator[list[Entry]]:
    """Yield rows, of which there are some, parted where the next does not follow in time."""
    run: list[Entry] = []
    for each in rows:
        if run and each.record.occurred_at - run[-1].record.occurred_at > within:
            yield run
            run = []
        run.append(each)
    yield run


def _noticed(kind: CheckKind, rows: Sequence[Entry], said: str, **more: object) -> Noticed:
    fields = {
        "count": len(rows),
        "first": rows[0].record.occurred_at,
        "last": rows[-1].record.occurred_at,
    }
    on = rows[0].record.occurred_at.date()
    return Noticed(kind, on, Text(said, fields | more), journal=tuple(each.id for each in rows))
