"""Every case with what stands around it: ladder, dates, evidence, and what to say."""

from dataclasses import dataclass

from posassist.base.i18n import Text
from posassist.catalog.jurisdictions import Step
from posassist.domain.case import Case
from posassist.usecases.cases import Deadline, Dossier, all_cases, dossier
from posassist.usecases.limitation import Limitation, limitation
from posassist.usecases.phone_script import phone_script
from posassist.usecases.shop import Shop


@dataclass(frozen=True, slots=True)
class CaseLook:
    """A case as its screen shows it."""

    case: Case
    dossier: Dossier
    script: tuple[Text, ...]
    limitation: Limitation | None

    @property
    def place(self) -> int:
        """The place of the step the case stands on, in its ladder."""
        return [each.id for each in self.dossier.ladder.steps].index(self.case.step)

    @property
    def step(self) -> Step:
        """The step the case stands on."""
        return self.dossier.ladder.steps[self.place]

    @property
    def next_deadline(self) -> Deadline | None:
        """What falls due first."""
        return next(iter(self.dossier.deadlines), None)


def look_at_cases(shop: Shop) -> tuple[CaseLook, ...]:
    """Return the cases, open ones first, newest first."""
    every = sorted(all_cases(shop), key=lambda each: (each.closed_on is not None, -each.number))
    return tuple(_look(shop, each) for each in every)


def _look(shop: Shop, case: Case) -> CaseLook:
    around = dossier(shop, case)
    return CaseLook(case, around, phone_script(shop, case), limitation(shop, case, around.ladder))
