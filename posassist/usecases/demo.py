"""The main job, end to end, for the invented shop of resources/demo, on throw-away books."""

import datetime as dt
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from importlib.abc import Traversable
from importlib.resources import as_file
from pathlib import Path

from posassist.base.i18n import LANGUAGES, N_, Text
from posassist.base.paths import Profile, private_folder, resources
from posassist.domain.case import Contact
from posassist.usecases import cases, print_evidence, registers, write_letter
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


def demo(out: Path, *, clock: Clock, progress: Progress = silent) -> Demo:
    """Pull, import, reconcile, open a case, print packs and letters to a folder."""
    folder = Path(tempfile.mkdtemp(prefix="posassist-demo-"))
    try:
        with (
            as_file(resources_of_demo()) as data,
            open_shop(Profile(private_folder(folder / "profile")), clock=clock) as shop,
        ):
            return _walk(shop, data, out, progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def resources_of_demo() -> Traversable:
    """Return the folder of the demo shop's files."""
    return resources() / "demo"


def _walk(shop: Shop, data: Path, out: Path, progress: Progress) -> Demo:
    story = tomllib.loads((data / "demo.toml").read_text(encoding="utf-8"))
    as_of: dt.date = story["as_of"]
    registers.set_shop(shop, **story["shop"])
    shop = shop.renewed()
    account = story["account"]
    registers.add_account(
        shop,
        account["name"],
        last4=account["number_last4"],
        bank=account["bank"],
        holder=account["holder"],
    )
    agreement = story["agreement"]
    registers.set_agreement(
        shop,
        registers.Terms(
            acquirer=agreement["acquirer"],
            cycle=agreement["cycle"],
            cut_off=agreement["cut_off"],
            calendar=agreement["calendar"],
            fees=tuple(agreement["fees"]),
            merchant=agreement["merchant_id"],
            payout=agreement["payout"],
            account=agreement["account"],
            currency=agreement["currency"],
            valid_from=agreement["from"],
        ),
    )
    pulls = tuple(_pull(shop, data, each, progress) for each in story["terminals"])
    files = [*story["files"]["settlement"], story["files"]["bank"]]
    imported = []
    for place, name in enumerate(files):
        progress(place, len(files), Text(N_("Reading the statements")))
        imported.append(import_statement(shop, data / name))
    found = reconcile_period(shop, as_of=as_of)
    chosen = tuple(each.id for each in found.found if each.kind in WORTH_A_CASE)
    case = cases.open_case(shop, chosen, on=as_of)
    cases.log_contact(
        shop,
        case.number,
        Contact(
            as_of,
            "已致电客服逐笔查询 / Asked the hotline about every item",
            agreement["acquirer"],
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
