"""The ports of this computer, in human words, with a guess which one is a terminal."""

from dataclasses import dataclass
from typing import Final

from serial.tools import list_ports

# USB vendor ids of counter terminals and of the serial chips in their cables.
_TERMINAL_VENDORS: Final = {
    0x2FB8: "PAX",
    0x11CA: "Verifone",
    0x0B00: "Ingenico",
    0x0F14: "Ingenico",
    0x079B: "Sagem",
    0x0CA6: "Castles",
    0x1EAB: "Newland",
    0x067B: "Prolific",
    0x0403: "FTDI",
    0x10C4: "CP210x",
    0x1A86: "CH340",
}


@dataclass(frozen=True, slots=True)
class PortInfo:
    """A port as the system lists it."""

    url: str
    description: str
    vid: int | None
    pid: int | None
    likely_terminal: bool


def all_ports() -> list[PortInfo]:
    """Return the ports with hardware behind them; nothing is opened or sent."""
    return [
        PortInfo(
            url=each.device,
            description=each.description or each.device,
            vid=each.vid,
            pid=each.pid,
            likely_terminal=each.vid in _TERMINAL_VENDORS,
        )
        for each in sorted(list_ports.comports())
        if each.hwid != "n/a"
    ]
