"""Serve a journal file as a simulated terminal."""

from pathlib import Path

from posassist.base.errors import StatementUnreadable
from posassist.base.i18n import N_
from posassist.catalog.formats import formats
from posassist.domain.settlement import StatementKind
from posassist.statements.reader import read_statement
from posassist.terminals.driver import driver
from posassist.terminals.faults import Faults
from posassist.terminals.simulator import Serving, SimulatedTerminal, serve
from posassist.usecases.given import read_given
from posassist.usecases.shop import Shop


def simulated(
    shop: Shop,
    path: Path,
    *,
    protocol: str,
    listen: str,
    faults: str = "",
    seed: int = 0,
    baud: int = 0,
    serial_number: str | None = None,
) -> Serving:
    """Start serving a one-terminal journal file; its terminal id is the serial unless one is given.

    Raises StatementError for a file that is no such journal, WrongUsage for the rest.
    """
    driver(protocol)
    damage = Faults.parse(faults)
    data = read_given(path)
    statement = read_statement(
        path.name,
        data,
        formats(own=shop.profile.root),
        format_id=None,
        zone=shop.zone,
        currency=shop.details.currency,
        references=frozenset(),
    )
    terminals = {each.terminal_id for each in statement.journal}
    if statement.kind is not StatementKind.JOURNAL or len(terminals) > 1 or statement.bad_rows:
        raise StatementUnreadable(
            N_("{file} is not the journal of one terminal"),
            N_("Give a posassist.journal file with rows of one terminal id."),
            file=path.name,
        )
    terminal = SimulatedTerminal(
        statement.journal,
        protocol=protocol,
        serial_number=serial_number or next(iter(terminals), "SIMULATED"),
        faults=damage,
        seed=seed,
        baud=baud,
    )
    return serve(terminal, listen)
