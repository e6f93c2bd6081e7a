"""Terminal drivers: one file each in drivers/, discovered by being there."""

import importlib
import pkgutil
import re
from functools import cache
from typing import Protocol

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.terminals import drivers
from posassist.terminals.framing import Framing
from posassist.terminals.port import Talk
from posassist.terminals.records import Progress, Pulled, Register, Timing


class Driver(Protocol):
    """What a module in drivers/ offers."""

    ID: str
    NAME: str
    REGIONS: tuple[str, ...]
    CAN: tuple[str, ...]
    READ_ONLY_COMMANDS: tuple[str, ...]
    ALLOWED: re.Pattern[bytes]  # how a body that may be sent begins
    BAUD: int  # of its serial line
    STOP_BITS: int
    SERIAL: Framing
    NETWORK: Framing

    def pull(self, talk: Talk, *, register: Register, timing: Timing, progress: Progress) -> Pulled:
        """Read the journal, as far as it goes."""


@cache
def all_drivers() -> dict[str, Driver]:
    """Return every driver by its id."""
    found: dict[str, Driver] = {}
    for each in pkgutil.iter_modules(drivers.__path__):
        driver: Driver = importlib.import_module(f"{drivers.__name__}.{each.name}")
        found[driver.ID] = driver
    return found


def driver(protocol: str) -> Driver:
    """Return a driver. Raises WrongUsage for a protocol nobody speaks."""
    found = all_drivers().get(protocol)
    if found is None:
        raise WrongUsage(
            N_("There is no terminal protocol {name}"),
            N_("The protocols are: {names}"),
            name=protocol,
            names=tuple(all_drivers()),
        )
    return found
