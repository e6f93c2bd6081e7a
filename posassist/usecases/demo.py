"""The main job, end to end, for the invented shop of resources/demo, on throw-away books."""

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from posassist.base.i18n import LANGUAGES, N_, Text
from posassist.base.paths import Profile, private_folder
from posassist.domain.case import Contact
from posassist.usecases import cases, print_evidence, registers, write_letter
from posassist.usecases.example import Story, set_up_registers, story
from posassist.usecases.import_statement import Imported, import_statement
from posassist.usecases.print_evidence import Pack
from posassist.usecases.pull_journal import PulledJournal, pull_journal
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.shop import Clock, Progress, Shop, open_shop, silent
from posassist.usecases.simulate import simulated
from posassist.usecases.write_letter import Written

WORTH_A_CASE = ("missing", "not_arrived", "short", "held")


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo did and found."""

    shop: str
    as_of: dt.date
    pulls: tuple[PulledJournal, ...]
    imports: tuple[Imported, ...]
    found: Reconciled
    case_number: int
    packs: tuple[Pack, ...]
    letters: tuple[Written, ...]


class Then(Protocol):
    """What is done with the demo's books before they are thrown away."""

    def __call__(self, profile: Profile, *, clock: Clock) -> object:
        """Use the books; `clock` stands at the morning of the story's day."""


def demo(out: Path, *, clock: Clock, progress: Progress = silent, then: Then | None = None) -> Demo:
    """Pull, import, reconcile, open a case, print packs and letters to a folder."""
    folder = Path(tempfile.mkdtemp(prefix="posassist-demo-"))
    try:
        profile = Profile(private_folder(folder / "profile"))
        with story() as tale:
            with open_shop(profile, clock=clock) as shop:
                done = _walk(shop, tale, out, progress)
            if then is not None:
                then(profile, clock=tale.clock)
            return done
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _walk(shop: Shop, tale: Story, out: Path, progress: Progress) -> Demo:
    as_of = tale.as_of
    shop = set_up_registers(shop, tale.told)
    pulls = tuple(_pull(shop, tale.folder, each, progress) for each in tale.told["terminals"])
    files = tale.statements
    imported = []
    for place, name in enumerate(files):
        progress(place, len(files), Text(N_("Reading the statements")))
        imported.append(import_statement(shop, tale.folder / name))
    found = reconcile_period(shop, as_of=as_of)
    chosen = tuple(each.id for each in found.found if each.kind in WORTH_A_CASE)
    case = cases.open_case(shop, chosen, on=as_of)
    cases.log_contact(
        shop,
        case.number,
        Contact(
            as_of,
            "已致电客服逐笔查询 / Asked the hotline about every item",
            tale.told["agreement"]["acquirer"],
            "DEMO-0001",
            as_of + dt.timedelta(days=3),
        ),
    )
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
    return Demo(
        shop.details.name,
        as_of,
        pulls,
        tuple(imported),
        found,
        case.number,
        tuple(packs),
        tuple(letters),
    )


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
