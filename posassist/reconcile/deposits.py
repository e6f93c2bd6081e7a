"""Which bank credit pays which takings: by reference, by day, by merged days, by unique subset.

Subsets are sought over units (merchant, terminal, channel, batch), never over single lines. Apart
from a carried reference, a credit is taken only when one combination fits and its text names no
other payer.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np

from posassist.domain.match import DepositMatch, MatchState
from posassist.domain.money import exponent_of
from posassist.reconcile.payouts import (
    Credit,
    Payer,
    Payers,
    Payout,
    Stream,
    Takings,
    carriers,
    names,
    payer_of,
    payouts,
    words,
)
from posassist.reconcile.rules import OTHER_AMOUNT, SPLIT, UNSTATED_FEE
from posassist.reconcile.subset import only_parts, only_subset
from posassist.reconcile.texts import Ints

WINDOW: Final = dt.timedelta(days=10)
_MOST_DAYS: Final = 9  # the longest holidays, paid in one sum
_MOST_PARTS: Final = 3
_MOST_CANDIDATES: Final = 12
_SAME_DAY: Final = dt.timedelta(0)
_SOON: Final = dt.timedelta(days=3)
_SHARE: Final = 50  # a fiftieth: 2 %
_MAJOR_UNITS: Final = 200
_HIGHEST_FEE: Final = 33  # a thirty-third: 3 %
# What a payout may be split by, the coarsest first: merchant, terminal, channel, all and batch.
_UNITS: Final = ((0,), (1,), (2,), (1, 2), (0, 1, 2, 3))


class Desk:
    """The payouts not yet found and the credits not yet used, of one shop."""

    def __init__(
        self,
        takings: Iterable[Takings],
        bank: Iterable[Credit],
        acquirers: AbstractSet[str],
        refused: AbstractSet[tuple[int, int, bool]],
        told: AbstractSet[tuple[str, str]] = frozenset(),
    ) -> None:
        grouped = payouts(*takings)
        self._open = {id(each): each for each in grouped}
        # The days of each stream, and of each of its merchants where there are several.
        self.days = _days(grouped)
        self._credits = sorted(
            (each for each in bank if each.record.amount.minor > 0),
            key=lambda each: (each.record.booked_on, each.fingerprint, each.occurrence),
        )
        self._free = {each.id for each in self._credits}
        self._by_amount: defaultdict[tuple[str, int], list[Credit]] = defaultdict(list)
        for credit in self._credits:
            amount = credit.record.amount
            self._by_amount[amount.currency, amount.minor].append(credit)
        self._carriers = carriers({each.reference for each in grouped}, self._credits)
        self._refused = refused
        self._fussy = {credit for credit, _row, _journal in refused}
        sources = acquirers | {each.stream.source for each in grouped}
        self.payers = Payers(sources, self._credits, told)
        self.found: list[DepositMatch] = []
        self._window = WINDOW

    @property
    def payouts(self) -> list[Payout]:
        """The payouts not yet found, by day."""
        return sorted(self._open.values(), key=lambda each: each.day)

    def settle(self) -> tuple[DepositMatch, ...]:
        """Run every rule, strongest first."""
        self._by_reference()
        self._learn()
        for self._window in (_SAME_DAY, _SOON, WINDOW):
            before = -1
            while before < len(self.found):
                before = len(self.found)
                for span in range(1, _MOST_DAYS + 1):
                    self._whole_days(span)
                self._subsets()
        for self._window in (_SAME_DAY, _SOON):
            self._split()
        self._window = WINDOW
        self._by_reference_alone()
        self._all_but_one()
        self._of_another_amount()
        return tuple(sorted(self.found, key=lambda each: each.bank))

    def _by_reference(self) -> None:
        """Take what carries a payout's reference and has its amount, whole or in several parts."""
        carried: defaultdict[tuple[Stream, str], list[Payout]] = defaultdict(list)
        for payout in self.payouts:
            if payout.reference in self._carriers:
                carried[payout.stream, payout.reference].append(payout)
        for same in carried.values():
            named = self._named(same)
            for group in (same, *([each] for each in same)):
                total = sum(each.net for each in group)
                exact = [
                    each
                    for each in named
                    if each.record.amount.minor == total and each.record.booked_on >= group[0].day
                ]
                if exact and self._still(group):
                    self._take(exact[0], group, "D1")
                    named.remove(exact[0])
            if len(named) > 1 and self._still(same):
                total = sum(each.net for each in same)
                if sum(each.record.amount.minor for each in named) == total:
                    self._share(named, same)

    def _by_reference_alone(self) -> None:
        """Take what carries a payout's reference, whatever its amount."""
        for payout in self.payouts:
            named = self._named([payout]) if payout.reference in self._carriers else []
            if len(named) == 1 and payout.net > 0:
                self._take(named[0], [payout], "D1")

    def _named(self, group: Sequence[Payout]) -> list[Credit]:
        return [
            credit
            for credit in self._carriers[group[0].reference]
            if credit.id in self._free
            and group[0].day <= credit.record.booked_on <= group[-1].day + WINDOW
            and self._acceptable(credit, group, any_payer=True)
        ]

    def _learn(self) -> None:
        """Learn who pays from two or more whole days that came to the very amount."""
        hits: defaultdict[tuple[str, Payer], list[Credit]] = defaultdict(list)
        for stream, group in self._runs(1):
            if not self.payers.knows(stream.source):
                for credit in self._exact(group):
                    hits[stream.source, payer_of(credit.record)].append(credit)
        for (source, _payer), credits_ in hits.items():
            if len({each.id for each in credits_}) > 1:
                self.payers.learn(source, credits_[0])

    def _whole_days(self, span: int) -> None:
        rule = "D2" if span == 1 else "D3"
        for stream, group in list(self._runs(span)):
            fitting = self._exact(group) if self._still(group) else []
            sure = [each for each in fitting if self.payers.certainly(stream.source, each)]
            if fitting:
                payers = {payer_of(each.record) for each in fitting}
                self._take(
                    (sure or fitting)[0],
                    group,
                    "D6" if stream.journal else rule,
                    solutions=1 if sure else len(payers),
                )

    def _exact(self, group: Sequence[Payout]) -> list[Credit]:
        """Return the credits of the very amount of payouts, the earliest first."""
        amount = (group[0].stream.currency, sum(each.net for each in group))
        last = group[-1].day
        return [
            credit
            for credit in self._by_amount.get(amount, ())
            if credit.id in self._free
            and last <= credit.record.booked_on <= last + self._window
            and self._acceptable(credit, group)
        ]

    def _runs(self, span: int) -> Iterator[tuple[Stream, list[Payout]]]:
        """Give the open payouts of `span` payout days in a row: all, and those of each merchant.

        Of one day, each payout by itself too.
        """
        open_: defaultdict[tuple[Stream, str, dt.date], list[Payout]] = defaultdict(list)
        for each in self.payouts:
            open_[each.stream, "", each.day].append(each)
            open_[each.stream, each.merchant or "?", each.day].append(each)
        for (stream, merchant), days in self.days.items():
            if (span > 1 and stream.alone) or (span == 1 and merchant):
                continue
            for start in range(len(days) - span + 1):
                row = [open_.get((stream, merchant, day), []) for day in days[start : start + span]]
                if not all(row):
                    continue
                if not stream.alone:
                    yield stream, [each for day in row for each in day]
                if span == 1 and (len(row[0]) > 1 or stream.alone):
                    yield from ((stream, [each]) for each in row[0])

    def _subsets(self) -> None:
        for payout in [each for each in self.payouts if not each.stream.alone]:
            credits_ = self._open_to(payout)
            for parts in _UNITS if credits_ else ():
                units = list(payout.units(parts).values())
                sums = [payout.sum(places) for places in units]
                fits = [
                    (credit, chosen)
                    for credit in credits_
                    if (chosen := only_subset(sums, credit.record.amount.minor)) is not None
                ]
                if fits:
                    credit, chosen = fits[0]
                    part = np.concatenate([units[place] for place in chosen])
                    self._take_part(credit, payout, part, "D4")
                    break

    def _split(self) -> None:
        """Several deposits of one payer that only together give a payout."""
        for payout in [each for each in self.payouts if not each.stream.alone]:
            parts: defaultdict[Payer, list[Credit]] = defaultdict(list)
            for each in self._open_to(payout):
                if each.record.amount.minor < payout.net:
                    parts[payer_of(each.record)].append(each)
            found = [
                [near[place] for place in chosen]
                for near in parts.values()
                if len(near) <= _MOST_CANDIDATES
                and (
                    chosen := only_parts(
                        [each.record.amount.minor for each in near], payout.net, _MOST_PARTS
                    )
                )
            ]
            if len(found) == 1:
                self._share(found[0], [payout])

    def _all_but_one(self) -> None:
        """Sales met by the bank directly: one sale, and only one, explains what is lacking."""
        for payout in [
            each for each in self.payouts if len(each.places) > 1 and each.stream.journal
        ]:
            for credit in self._open_to(payout):
                lacking = payout.net - credit.record.amount.minor
                nets = [payout.sum(payout.places[[n]]) for n in range(len(payout.places))]
                if lacking > 0 and nets.count(lacking) == 1:
                    rest = np.delete(payout.places, nets.index(lacking))
                    self._take_part(credit, payout, rest, "D7")
                    break

    def _of_another_amount(self) -> None:
        """The only deposit near a payout, and the only payout near that deposit."""
        group = [each for each in self.payouts if each.net > 0 and not each.stream.alone]
        near = {
            place: [each for each in self._open_to(payout) if _nearly(each, payout)]
            for place, payout in enumerate(group)
        }
        chosen: dict[int, Credit] = {}
        for place, credits_ in near.items():
            day = group[place].day
            same_day = [each for each in credits_ if each.record.booked_on == day]
            if len(same_day or credits_) == 1:
                chosen[place] = (same_day or credits_)[0]
        takers: defaultdict[int, list[int]] = defaultdict(list)
        for place, credit in chosen.items():
            takers[credit.id].append(place)
        for places in takers.values():
            payout, credit = group[places[0]], chosen[places[0]]
            if len(places) == 1:
                self._take(credit, [payout], OTHER_AMOUNT if payout.is_sure else UNSTATED_FEE)

    def _within(self, first: dt.date, last: dt.date) -> Iterator[Credit]:
        start = bisect_left(self._credits, first, key=lambda each: each.record.booked_on)
        for place in range(start, len(self._credits)):
            credit = self._credits[place]
            if credit.record.booked_on > last:
                return
            if credit.id in self._free:
                yield credit

    def _open_to(self, payout: Payout) -> list[Credit]:
        return [
            credit
            for credit in self._within(payout.day, payout.day + self._window)
            if self._acceptable(credit, [payout])
        ]

    def _acceptable(
        self, credit: Credit, group: Sequence[Payout], *, any_payer: bool = False
    ) -> bool:
        """Say whether a credit could pay: account, currency, no other payer, not refused."""
        stream = group[0].stream
        return (
            credit.record.amount.currency == stream.currency
            and (credit.account == stream.account or not (credit.account and stream.account))
            and (any_payer or self.payers.may_pay(stream.source, credit))
            and not (credit.id in self._fussy and self._was_refused(credit, group))
        )

    def _was_refused(self, credit: Credit, group: Sequence[Payout]) -> bool:
        return any(
            (credit.id, row, each.stream.journal) in self._refused
            for each in group
            for row in each.ids
        )

    def _still(self, group: Sequence[Payout]) -> bool:
        return all(id(each) in self._open for each in group)

    def _take(
        self, credit: Credit, group: Sequence[Payout], rule: str, *, solutions: int = 1
    ) -> None:
        source = group[0].stream.source
        sure = solutions == 1
        if rule in {OTHER_AMOUNT, UNSTATED_FEE}:
            sure = rule == OTHER_AMOUNT and self.payers.certainly(source, credit)
        self._note(credit, group[0], _places(group), rule, sure=sure, solutions=solutions)
        for each in group:
            del self._open[id(each)]

    def _take_part(self, credit: Credit, payout: Payout, places: Ints, rule: str) -> None:
        self._note(credit, payout, places, rule)
        del self._open[id(payout)]
        left = payout.without(places)
        self._open[id(left)] = left

    def _share(self, credits_: Sequence[Credit], group: Sequence[Payout]) -> None:
        """Give each of several deposits its share of the lines, in turn; together they fit."""
        places = _places(group)
        named = all(self.payers.certainly(group[0].stream.source, each) for each in credits_)
        referred = all(names(words(each.record), group[0].reference) for each in credits_)
        count = len(credits_)
        size = len(places)
        for n, credit in enumerate(credits_):
            part = places[n * size // count : (n + 1) * size // count]
            self._note(credit, group[0], part, SPLIT, sure=named or referred)
        for each in group:
            del self._open[id(each)]

    def _note(
        self,
        credit: Credit,
        payout: Payout,
        places: Ints,
        rule: str,
        *,
        sure: bool = True,
        solutions: int = 1,
    ) -> None:
        total = payout.sum(places)
        rows = tuple(sorted(payout.takings.ids[places].tolist()))
        journal = payout.stream.journal
        self.found.append(
            DepositMatch(
                bank=credit.id,
                settlement=() if journal else rows,
                rule=rule,
                state=MatchState.AUTO if sure else MatchState.SUGGESTED,
                solutions=solutions,
                difference_minor=0 if rule == SPLIT else credit.record.amount.minor - total,
                journal=rows if journal else (),
            )
        )
        self._free.discard(credit.id)


def _days(grouped: Iterable[Payout]) -> dict[tuple[Stream, str], list[dt.date]]:
    found: defaultdict[tuple[Stream, str], set[dt.date]] = defaultdict(set)
    merchants: defaultdict[Stream, set[str]] = defaultdict(set)
    for each in grouped:
        found[each.stream, ""].add(each.day)
        if each.merchant:
            found[each.stream, each.merchant].add(each.day)
            merchants[each.stream].add(each.merchant)
    return {
        (stream, merchant): sorted(days)
        for (stream, merchant), days in found.items()
        if not merchant or len(merchants[stream]) > 1
    }


def _places(group: Sequence[Payout]) -> Ints:
    """Return the places of payouts of one stream."""
    return np.concatenate([each.places for each in group])


def _nearly(credit: Credit, payout: Payout) -> bool:
    if credit.record.booked_on > payout.day + _SOON:
        return False
    difference = credit.record.amount.minor - payout.net
    if not payout.is_sure:
        return -payout.net // _HIGHEST_FEE <= difference <= 0
    most = _MAJOR_UNITS * 10 ** exponent_of(payout.stream.currency)
    # Twice as much, or half, is another payment, however small the sums.
    return bool(abs(difference) <= max(payout.net // _SHARE, min(most, (payout.net - 1) // 2)))
