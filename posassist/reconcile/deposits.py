"""Which bank credit pays which takings: by reference, by day, by merged days, by unique subset.

Subsets are sought over units (terminal x channel x batch of a day), never over single lines,
and are taken only when exactly one combination gives the deposit.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.match import DepositMatch, MatchState

WINDOW: Final = dt.timedelta(days=10)
MOST_DAYS: Final = 4
MOST_UNITS: Final = 40
TOLERANCE_SHARE: Final = 50  # a fiftieth: 2 %
TOLERANCE_MINOR: Final = 20_000
SHORT_WINDOW: Final = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Item:
    """Takings on their way to the bank: a settlement line, or one sale (`journal`) net of fees."""

    id: int
    net: int
    currency: str
    day: dt.date
    account: str
    reference: str
    unit: tuple[str, ...]
    journal: bool = False


@dataclass(slots=True)
class _Payout:
    day: dt.date
    account: str
    currency: str
    reference: str
    items: list[Item] = field(default_factory=list)

    @property
    def net(self) -> int:
        return sum(each.net for each in self.items)


class Desk:
    """The payouts not yet found and the credits not yet used, of one shop."""

    def __init__(
        self,
        items: Sequence[Item],
        bank: Sequence[Booked[BankLine]],
        acquirers: frozenset[str],
        rejected: frozenset[tuple[int, int]],
    ) -> None:
        grouped: dict[tuple[object, ...], _Payout] = {}
        for each in sorted(items, key=lambda one: (one.day, one.journal, one.id)):
            key = (each.day, each.account, each.currency, each.reference, each.journal)
            payout = grouped.setdefault(
                key, _Payout(each.day, each.account, each.currency, each.reference)
            )
            payout.items.append(each)
        self.payouts = [grouped[key] for key in sorted(grouped, key=str)]
        self.credits = sorted(
            (each for each in bank if each.record.amount.minor > 0),
            key=lambda each: (each.record.booked_on, each.fingerprint, each.occurrence),
        )
        self.rejected = rejected
        self.payers = {
            each.record.counterparty
            for each in self.credits
            if any(name and name in _words(each.record) for name in acquirers)
        }
        self.found: list[DepositMatch] = []
        self._window = WINDOW

    def settle(self) -> tuple[DepositMatch, ...]:
        """Run every rule, strongest first."""
        self._by_reference()
        for self._window in (SHORT_WINDOW, WINDOW):
            self._days(1, "D2")
            for span in range(2, MOST_DAYS + 1):
                self._days(span, "D3")
            self._subsets()
        self._all_but_one()
        self._of_another_amount()
        return tuple(sorted(self.found, key=lambda each: each.bank))

    def _by_reference(self) -> None:
        for payout in [each for each in self.payouts if len(each.reference) >= 4]:
            named = [
                credit
                for credit in self._fitting(payout, named=True)
                if payout.reference in _words(credit.record)
            ]
            if not named:
                continue
            exact = [each for each in named if each.record.amount.minor == payout.net]
            self._take((exact or named)[0], [payout], "D1")

    def _days(self, span: int, rule: str) -> None:
        for each in self._runs(span):
            total = sum(payout.net for payout in each)
            equal = [
                credit for credit in self._fitting(each[-1]) if credit.record.amount.minor == total
            ]
            if equal and total > 0:
                self._take(equal[0], each, rule)

    def _runs(self, span: int) -> list[list[_Payout]]:
        """Return the payouts of `span` following payout days, day by day while they stay open."""
        runs = []
        for payouts in self._by_account().values():
            days = sorted({each.day for each in payouts})
            for start in range(len(days) - span + 1):
                chosen = set(days[start : start + span])
                runs.append([each for each in payouts if each.day in chosen])
                if span == 1 and len(runs[-1]) > 1:
                    runs += [[each] for each in runs[-1]]
        return [run for run in runs if run]

    def _by_account(self) -> dict[tuple[str, str, bool], list[_Payout]]:
        grouped: defaultdict[tuple[str, str, bool], list[_Payout]] = defaultdict(list)
        for each in self.payouts:
            grouped[each.account, each.currency, each.items[0].journal].append(each)
        return grouped

    def _subsets(self) -> None:
        for payout in list(self.payouts):
            for credit in self._fitting(payout):
                units: defaultdict[tuple[str, ...], list[Item]] = defaultdict(list)
                for item in payout.items:
                    units[item.unit].append(item)
                names = sorted(units)
                sums = [sum(item.net for item in units[name]) for name in names]
                chosen = _only_subset(sums, credit.record.amount.minor)
                if chosen is not None:
                    part = [item for place in chosen for item in units[names[place]]]
                    self._take_items(credit, payout, part, "D4")
                    break

    def _all_but_one(self) -> None:
        """Sales met by the bank directly: one sale, and only one, explains what is lacking."""
        for payout in [each for each in self.payouts if each.items[0].journal]:
            for credit in self._fitting(payout):
                lacking = payout.net - credit.record.amount.minor
                suspects = [each for each in payout.items if each.net == lacking]
                if lacking > 0 and len(suspects) == 1 and len(payout.items) > 1:
                    rest = [each for each in payout.items if each is not suspects[0]]
                    self._take_items(credit, payout, rest, "D7")
                    break

    def _of_another_amount(self) -> None:
        for payout in list(self.payouts):
            near = [
                credit
                for credit in self._fitting(payout)
                if credit.record.booked_on <= payout.day + SHORT_WINDOW
                and abs(credit.record.amount.minor - payout.net)
                <= max(abs(payout.net) // TOLERANCE_SHARE, TOLERANCE_MINOR)
                and (not self.payers or credit.record.counterparty in self.payers)
            ]
            same_day = [each for each in near if each.record.booked_on == payout.day]
            chosen = same_day or near
            if len(chosen) == 1 and payout.net > 0:
                self._take(chosen[0], [payout], "D5")

    def _fitting(self, payout: _Payout, *, named: bool = False) -> list[Booked[BankLine]]:
        """Return the open credits that could pay: account, currency, time, and no other payer."""
        return [
            credit
            for credit in self.credits
            if credit.record.amount.currency == payout.currency
            and (credit.account == payout.account or not (credit.account and payout.account))
            and payout.day <= credit.record.booked_on <= payout.day + self._window
            and (
                named
                or not self.payers
                or not credit.record.counterparty
                or credit.record.counterparty in self.payers
            )
            and not any((credit.id, item.id) in self.rejected for item in payout.items)
        ]

    def _take(self, credit: Booked[BankLine], payouts: list[_Payout], rule: str) -> None:
        if any(each not in self.payouts for each in payouts):
            return
        items = [item for payout in payouts for item in payout.items]
        self._note(credit, items, rule)
        self.payouts = [each for each in self.payouts if each not in payouts]

    def _take_items(
        self, credit: Booked[BankLine], payout: _Payout, items: list[Item], rule: str
    ) -> None:
        self._note(credit, items, rule)
        payout.items = [each for each in payout.items if each not in items]
        if not payout.items:
            self.payouts.remove(payout)

    def _note(self, credit: Booked[BankLine], items: list[Item], rule: str) -> None:
        if rule in {"D2", "D3"} and items[0].journal:
            rule = "D6"
        difference = credit.record.amount.minor - sum(each.net for each in items)
        sure = rule != "D5" or credit.record.counterparty in self.payers
        self.found.append(
            DepositMatch(
                bank=credit.id,
                settlement=tuple(sorted(each.id for each in items if not each.journal)),
                rule=rule,
                state=MatchState.AUTO if sure else MatchState.SUGGESTED,
                difference_minor=difference,
                journal=tuple(sorted(each.id for each in items if each.journal)),
            )
        )
        self.credits.remove(credit)
        if credit.record.counterparty:
            self.payers.add(credit.record.counterparty)


def _only_subset(sums: list[int], target: int) -> list[int] | None:
    """Return the places of the one subset with this sum, or None when there is none or another."""
    if len(sums) > MOST_UNITS or len(sums) < 2 or min(sums) <= 0:
        return None
    reach = [1]
    for value in sums:
        reach.append(reach[-1] | reach[-1] << value)
    if not reach[-1] >> target & 1:
        return None
    found: list[list[int]] = []
    stack: list[tuple[int, int, list[int]]] = [(len(sums), target, [])]
    while stack and len(found) < 2:
        place, rest, chosen = stack.pop()
        if place == 0:
            found.append(chosen)
            continue
        value = sums[place - 1]
        if rest >= value and reach[place - 1] >> (rest - value) & 1:
            stack.append((place - 1, rest - value, [*chosen, place - 1]))
        if reach[place - 1] >> rest & 1:
            stack.append((place - 1, rest, chosen))
    return found[0] if len(found) == 1 and len(found[0]) < len(sums) else None


def _words(line: BankLine) -> str:
    return f"{line.counterparty} {line.memo} {line.reference}"
