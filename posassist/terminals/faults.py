"""What a bad cable does to the bytes it carries, the same for the same seed."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_

_NAMES: Final = ("flip", "drop", "double", "insert", "silence")


@dataclass(frozen=True, slots=True)
class Faults:
    """How often a frame is damaged (shares of 1), and before which record the plug comes out."""

    shares: tuple[tuple[str, float], ...] = ()
    unplug_at: int | None = None

    @classmethod
    def parse(cls, spec: str) -> "Faults":
        """Read `flip=0.1,drop=0.02,unplug@40`. Raises WrongUsage."""
        shares: dict[str, float] = {}
        unplug: int | None = None
        for part in filter(None, (each.strip() for each in spec.split(","))):
            share = re.fullmatch(rf"({'|'.join(_NAMES)})=([01]|[01]?\.[0-9]+|1\.0*)", part)
            pulled = re.fullmatch(r"unplug@([0-9]{1,6})", part)
            if share and float(share[2]) <= 1:
                shares[share[1]] = float(share[2])
            elif pulled:
                unplug = int(pulled[1])
            else:
                raise WrongUsage(
                    N_("The fault {value} cannot be read"),
                    N_("Write them like flip=0.1,drop=0.02,unplug@40"),
                    value=part,
                )
        return cls(tuple(shares.items()), unplug)


class Cable:
    """Damages what goes through it: a bit flipped, a byte dropped or inserted, doubled, lost."""

    def __init__(self, faults: Faults, seed: int) -> None:
        self._shares = faults.shares
        self._random = random.Random(seed)  # noqa: S311 - repeatable damage, no secret

    def carry(self, data: bytes) -> Iterator[bytes]:
        """Yield the copies that arrive, each as the cable leaves it."""
        struck = {name for name, share in self._shares if self._random.random() < share}
        if "silence" in struck:
            return
        for _ in range(2 if "double" in struck else 1):
            out = bytearray(data)
            place = self._random.randrange(len(out))
            if "flip" in struck:
                out[place] ^= 1 << self._random.randrange(8)
            if "insert" in struck:
                out.insert(place, self._random.randrange(256))
            if "drop" in struck:
                del out[self._random.randrange(len(out))]
            yield bytes(out)
