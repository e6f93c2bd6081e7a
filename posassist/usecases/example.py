"""The invented shops of resources/demo, for trying the program out on books of its own."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from posassist.base.i18n import N_, Text
from posassist.base.paths import resources
from posassist.usecases import registers
from posassist.usecases.import_statement import import_statement
from posassist.usecases.pull_journal import PulledJournal, pull_journal
from posassist.usecases.shop import Clock, Progress, Shop, silent
from posassist.usecases.simulate import simulated

HANDHELD = "handheld"  # the folder, and at first the name, of the shop without a cable
MORNING = dt.time(9, 30)


@dataclass(frozen=True, slots=True)
class Story:
    """What demo.toml tells, and the folder its files lie in."""

    folder: Path
    told: dict[str, Any]

    @property
    def as_of(self) -> dt.date:
        """The day the story is judged by."""
        day: dt.date = self.told["as_of"]
        return day

    @property
    def statements(self) -> list[str]:
        """The settlement and bank files, in the order they come."""
        files = self.told["files"]
        return [*files["settlement"], files["bank"]]

    @property
    def clock(self) -> Clock:
        """A clock that stands at the morning of that day."""
        zone = ZoneInfo(self.told["shop"]["timezone"])
        moment = dt.datetime.combine(self.as_of, MORNING, zone)
        return lambda: moment


@contextmanager
def story(of: str = "") -> Iterator[Story]:
    """Open the story of the shop with a cable, or of `HANDHELD`; its files are there inside."""
    files = resources() / "demo"
    with as_file(files / of if of else files) as folder:
        text = (folder / "demo.toml").read_text(encoding="utf-8")
        yield Story(folder, tomllib.loads(text))


def set_up_registers(shop: Shop, told: dict[str, Any]) -> Shop:
    """Enter the shop's details, account and agreement; return the shop as it is now."""
    registers.set_shop(shop, **told["shop"])
    shop = shop.renewed()
    account = told["account"]
    registers.add_account(
        shop,
        account["name"],
        last4=account["number_last4"],
        bank=account["bank"],
        holder=account["holder"],
    )
    agreement = told["agreement"]
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
    return shop


def load_example(shop: Shop, tale: Story, *, progress: Progress = silent) -> Shop:
    """Fill empty books with the example: its journals as files, its statements; return the shop."""
    shop = set_up_registers(shop, tale.told)
    files = [*(each["journal"] for each in tale.told["terminals"]), *tale.statements]
    for place, name in enumerate(files):
        progress(place, len(files), Text(N_("Opening the example shop")))
        import_statement(shop, tale.folder / name)
    for each in tale.told["terminals"]:
        registers.set_terminal(
            shop,
            each["name"],
            protocol=each["protocol"],
            serial=each["serial"],
            terminal_id=each["terminal_id"],
            merchant_id=each["merchant_id"],
            currency=each["currency"],
        )
    return shop


def pull_example(shop: Shop, *, progress: Progress = silent) -> PulledJournal:
    """Pull the journal of the example's first terminal from the built-in simulated terminal."""
    with story() as tale:
        terminal = tale.told["terminals"][0]
        with simulated(
            shop,
            tale.folder / terminal["journal"],
            protocol=terminal["protocol"],
            listen="127.0.0.1:0",
            serial_number=terminal["serial"],
        ) as serving:
            return pull_journal(
                shop, protocol=terminal["protocol"], port=serving.url, progress=progress
            )
