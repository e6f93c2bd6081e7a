"""The main job, end to end, for the two invented shops of resources/demo."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from posassist.base.i18n import LANGUAGES, N_, Text
from posassist.base.paths import Profile, private_folder
from posassist.domain.case import Contact
from posassist.usecases import cases, print_evidence, registers, write_letter
from posassist.usecases.add_slips import AddedSlips, add_slips, given
from posassist.usecases.example import HANDHELD, Story, set_up_registers, story
from posassist.usecases.import_statement import Imported, import_statement
from posassist.usecases.print_evidence import Pack
from posassist.usecases.pull_journal import PulledJournal, pull_journal
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.shop import Clock, Progress, Shop, open_shop, silent
from posassist.usecases.simulate import simulated
from posassist.usecases.typed_slip import typed_text
from posassist.usecases.write_letter import Written

WORTH_A_CASE = ("missing", "not_arrived", "short", "held")


@dataclass(frozen=True, slots=True)
class Filled:
    """A demo shop with everything of its folder in the books."""

    shop: Shop
    as_of: dt.date
    acquirer: str
    pulls: tuple[PulledJournal, ...]
    slips: tuple[AddedSlips, ...]
    imports: tuple[Imported, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo did and found for one shop."""

    filled: Filled
    found: Reconciled
    case_number: int
    packs: tuple[Pack, ...]
    letters: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """The shop whose terminals hang on a cable, and the one that has only an app and slips."""

    cable: Shown
    handheld: Shown


class Then(Protocol):
    """What is done with the demo's books before they are thrown away."""

    def __call__(self, profile: Profile, *, clock: Clock) -> object:
        """Use the books; `clock` stands at the morning of the story's day."""


def demo(out: Path, *, clock: Clock, progress: Progress = silent, then: Then | None = None) -> Demo:
    """Do the main job for both shops: packs and letters to a folder, the second's to one inside."""
    folder = Path(tempfile.mkdtemp(prefix="posassist-demo-"))
    try:
        profile = Profile(private_folder(folder / "profile"))
        with story() as tale, story(HANDHELD) as other:
            with open_shop(profile, clock=clock) as shop:
                cable = _pursued(fill(shop, tale, progress), out)
                registers.add_shop(shop, HANDHELD)
            with open_shop(profile, clock=clock, name=HANDHELD) as shop:
                handheld = _pursued(fill(shop, other, progress), out / HANDHELD)
            if then is not None:
                then(profile, clock=tale.clock)
        return Demo(cable, handheld)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(shop: Shop, tale: Story, progress: Progress = silent) -> Filled:
    """Register a shop as its story tells, pull or type in its journal, import its files."""
    shop = set_up_registers(shop, tale.told)
    pulls = tuple(
        _pull(shop, tale.folder, each, progress) for each in tale.told.get("terminals", ())
    )
    slips = tuple(_slips(shop, tale)) if "terminal" in tale.told else ()
    imported = []
    for place, name in enumerate(tale.statements):
        progress(place, len(tale.statements), Text(N_("Reading the statements")))
        imported.append(import_statement(shop, tale.folder / name))
    acquirer = tale.told["agreement"]["acquirer"]
    return Filled(shop, tale.as_of, acquirer, pulls, slips, tuple(imported))


def _pursued(filled: Filled, out: Path) -> Shown:
    """Reconcile, open a case over the money that is missing, print its packs and letters."""
    shop, as_of = filled.shop, filled.as_of
    found = reconcile_period(shop, as_of=as_of)
    chosen = tuple(each.id for each in found.found if each.kind in WORTH_A_CASE)
    case = cases.open_case(shop, chosen, on=as_of)
    cases.log_contact(
        shop,
        case.number,
        Contact(
            as_of,
            "已致电客服逐笔查询 / Asked the hotline about every item",
            filled.acquirer,
            "DEMO-0001",
            as_of + dt.timedelta(days=3),
        ),
    )
    out.mkdir(exist_ok=True)
    packs = print_evidence.print_evidence(
        shop, case.number, out, languages=LANGUAGES, as_of=as_of, final=True
    )
    letters = [
        write_letter.write_letter(
            shop,
            case.number,
            letter_id="complaint-provider",
            code=code,
            form=form,
            out=out / f"complaint-provider-{code}.{form}",
            as_of=as_of,
        )
        for code in LANGUAGES
        for form in ("pdf", "txt")
    ]
    return Shown(filled, found, case.number, tuple(packs), tuple(letters))


def _pull(shop: Shop, data: Path, terminal: dict[str, str], progress: Progress) -> PulledJournal:
    with simulated(
        shop,
        data / terminal["journal"],
        protocol=terminal["protocol"],
        listen="127.0.0.1:0",
        serial_number=terminal["serial"],
    ) as serving:
        registers.set_terminal(
            shop,
            terminal["name"],
            protocol=terminal["protocol"],
            port=serving.url,
            serial=terminal["serial"],
            terminal_id=terminal["terminal_id"],
            merchant_id=terminal["merchant_id"],
            currency=terminal["currency"],
        )
        return pull_journal(
            shop, protocol=terminal["protocol"], port=serving.url, progress=progress
        )


def _slips(shop: Shop, tale: Story) -> Iterator[AddedSlips]:
    """Paste what a phone recognised of slips, type in the others, then the total of a batch."""
    told = tale.told
    registers.set_terminal(shop, **told["terminal"])
    beside = given(shop, terminal=told["terminal"]["name"])
    yield add_slips(shop, (tale.folder / told["files"]["slips"]).read_bytes(), beside)
    for slip in told["typed"]:
        typed = replace(beside, batch_no=slip["batch_no"])
        yield add_slips(shop, typed_text(typed, slip=slip, totals=()), typed)
    batch = replace(beside, batch_no=told["total"]["batch_no"])
    yield add_slips(shop, typed_text(batch, slip={}, totals=(told["total"]["total"],)), batch)
