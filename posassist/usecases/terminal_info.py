"""What the program can speak, the ports of this computer, and which terminals have a cable."""

from dataclasses import dataclass

from posassist.catalog.brands import Brand, brands
from posassist.domain.party import Terminal
from posassist.terminals.driver import Driver, all_drivers
from posassist.terminals.ports import PortInfo, all_ports
from posassist.usecases.registers import all_terminals
from posassist.usecases.shop import Shop

__all__ = ["Connections", "PortInfo", "WayIn", "connections", "ports", "protocols"]


def protocols() -> list[Driver]:
    """Return every driver."""
    return list(all_drivers().values())


def ports() -> list[PortInfo]:
    """Return the ports with hardware behind them."""
    return all_ports()


@dataclass(frozen=True, slots=True)
class WayIn:
    """A brand of terminals, and whether a driver of ours reads its journal over a cable."""

    brand: Brand
    has_cable: bool


@dataclass(frozen=True, slots=True)
class Connections:
    """What there is to connect: brands, ports, drivers in their order, registered terminals."""

    ways: tuple[WayIn, ...]
    ports: tuple[PortInfo, ...]
    protocols: tuple[Driver, ...]
    terminals: tuple[Terminal, ...]


def connections(shop: Shop) -> Connections:
    """Look at what there is; nothing is opened or sent."""
    every = brands(own=shop.profile.root)
    order = {each.protocol: place for place, each in enumerate(every)}
    drivers = tuple(sorted(protocols(), key=lambda each: order.get(each.ID, len(order))))
    reads = {each.ID for each in drivers if "journal" in each.CAN}
    return Connections(
        tuple(WayIn(each, each.protocol in reads) for each in every),
        tuple(ports()),
        drivers,
        tuple(all_terminals(shop)),
    )
