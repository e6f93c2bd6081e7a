"""What does not add up, with the rows behind each finding as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass

from posassist.base.i18n import Text
from posassist.domain.discrepancy import Discrepancy
from posassist.usecases.cases import all_cases
from posassist.usecases.look_at_today import GROUPS, Group
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.sentences import AnyRow, sentence
from posassist.usecases.shop import Shop


@dataclass(frozen=True, slots=True)
class Finding:
    """A discrepancy, its group, the rows behind it in words, and the case that pursues it."""

    discrepancy: Discrepancy
    group: Group
    rows: tuple[Text, ...]
    case: int | None


def look_at_findings(shop: Shop) -> tuple[Finding, ...]:
    """Return what does not add up as of today, what is at stake first; uncovered rows left out."""
    found = reconcile_period(shop)
    pursued = {item.discrepancy_id: case.number for case in all_cases(shop) for item in case.items}
    groups = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
    places = {group: place for place, group in enumerate(GROUPS)}
    rows = _Rows(found)
    every = [
        Finding(each, groups[each.kind], tuple(rows.of(each)), pursued.get(each.id))
        for each in found.found
    ]
    return tuple(
        sorted(
            every,
            key=lambda each: (
                places[each.group], -each.discrepancy.at_stake.decimal, each.discrepancy.id,
            ),
        )
    )  # fmt: skip


class _Rows:
    def __init__(self, found: Reconciled) -> None:
        self._journal = {each.id: each for each in found.books.journal}
        self._settlement = {each.id: each for each in found.books.settlement}
        self._bank = {each.id: each for each in found.books.bank}

    def of(self, each: Discrepancy, most: int = 6) -> Iterable[Text]:
        """Say the first rows behind a finding."""
        found: list[AnyRow] = [self._journal[row].record for row in each.journal]
        found += [self._settlement[row].record for row in each.settlement]
        found += [self._bank[row].record for row in each.bank]
        return [sentence(row) for row in found[:most]]
