"""What the program can speak, and the ports of this computer."""

from posassist.terminals.driver import Driver, all_drivers
from posassist.terminals.ports import PortInfo, all_ports


def protocols() -> list[Driver]:
    """Return every driver."""
    return list(all_drivers().values())


def ports() -> list[PortInfo]:
    """Return the ports with hardware behind them."""
    return all_ports()
