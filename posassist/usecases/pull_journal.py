"""Pull a terminal's journal: one commit, at the end or at the interruption."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from posassist.base.errors import PosassistError, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.paths import private_folder
from posassist.domain.coverage import Coverage
from posassist.domain.party import Terminal
from posassist.domain.settlement import StatementKind
from posassist.store.imports import ImportRecord
from posassist.terminals.capture import Capture, digest, read_capture
from posassist.terminals.driver import driver
from posassist.terminals.port import Replay, Wire, open_link
from posassist.terminals.records import Pulled, Register, Registered, Timing
from posassist.usecases.registers import all_terminals
from posassist.usecases.rows import Rows, bring_in
from posassist.usecases.shop import Progress, Shop, silent

FASTEST_ANSWER, SLOWEST_ANSWER = 0.05, 2.0


@dataclass(frozen=True, slots=True)
class PulledJournal:
    """What a pull brought; `error` says why it ended early, with what came kept all the same."""

    pulled: Pulled
    new: int
    already_known: int
    capture: str
    capture_sha256: str
    import_id: str

    @property
    def error(self) -> PosassistError | None:
        """Why it ended early, if it did."""
        return self.pulled.error


def pull_journal(
    shop: Shop,
    *,
    protocol: str,
    port: str,
    terminal: str | None = None,
    timeout: float = 5.0,
    progress: Progress = silent,
) -> PulledJournal:
    """Read the terminal at a port and add what the books do not hold yet.

    Raises TerminalError when nothing at all could be read, WrongUsage for an unknown name.
    """
    speaks = driver(protocol)
    register = _register(shop, terminal)
    link = open_link(port)
    started = shop.now()
    name = f"{protocol}-{started:%Y%m%d-%H%M%S-%f}.capture"
    path = private_folder(shop.profile.captures) / name
    capture = Capture(path, protocol=protocol, started_at=started)
    allowed = frozenset(each.encode() for each in speaks.READ_ONLY_COMMANDS)
    answer = min(max(timeout / 10, FASTEST_ANSWER), SLOWEST_ANSWER)
    try:
        pulled = speaks.pull(
            Wire(link, capture, allowed),
            register=register,
            timing=Timing(answer=answer, silence=timeout),
            progress=progress,
        )
    except PosassistError:
        capture.close()
        path.unlink()
        raise
    finally:
        link.close()
    data = capture.close()
    kept = shop.vault.keep(data)
    rows = _rows(pulled, data, name=name, protocol=protocol, imported_at=started)
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="pull",
        title=Text(N_("Journal of {terminal} pulled"), {"terminal": _named(pulled)}),
    ) as change:
        new, known = bring_in(shop, change, rows)
    path.unlink()
    return PulledJournal(pulled, new, known, name, kept, rows.record.id)


def replayed_rows(
    kept: bytes, *, name: str, options: dict[str, object], imported_at: dt.datetime
) -> Rows:
    """Read a pull's rows again from its kept capture, with the register as it was then."""
    recorded = read_capture(name, kept)
    known = Registered(
        str(options["terminal_id"]),
        str(options["merchant_id"]),
        str(options["currency"]),
        ZoneInfo(str(options["zone"])),
    )
    pulled = driver(recorded.protocol).pull(
        Replay(recorded), register=lambda _serial: known, timing=Timing(), progress=silent
    )
    return _rows(pulled, kept, name=name, protocol=recorded.protocol, imported_at=imported_at)


def _rows(
    pulled: Pulled, data: bytes, *, name: str, protocol: str, imported_at: dt.datetime
) -> Rows:
    sha256 = digest(data)
    days = pulled.days
    known = pulled.registered
    content = json.dumps(["pull", sha256, known.terminal_id])
    record = ImportRecord(
        id=hashlib.sha256(content.encode()).hexdigest()[:12],
        source="pull",
        kind=StatementKind.JOURNAL,
        format=protocol,
        format_version="1",
        file_name=name,
        sha256=sha256,
        sha256_given=sha256,
        size=len(data),
        encoding="ascii",
        account="",
        options={
            "terminal_id": known.terminal_id,
            "merchant_id": known.merchant_id,
            "currency": known.currency,
            "zone": str(known.zone),
            "serial_number": pulled.identity.serial_number,
            "model": pulled.identity.model,
        },
        period_from=days[0] if days else None,
        period_to=days[1] if days else None,
        checks=[],
        warnings=[str(each) for each in pulled.warnings],
        bad_rows=[],
        struck=[],
        lines=len(pulled.entries),
        new=0,
        complete=pulled.complete,
        imported_at=imported_at,
        plan_sha256="",
    )
    terminal = frozenset({each.terminal_id for each in pulled.entries})
    covered = (
        (Coverage(StatementKind.JOURNAL, days[0], days[1], terminals=terminal),)
        if days and pulled.complete
        else ()
    )
    return Rows(record, covered, journal=pulled.entries)


def _register(shop: Shop, name: str | None) -> Register:
    every = all_terminals(shop)
    named = next((each for each in every if each.name == name), None)
    if name is not None and named is None:
        raise WrongUsage(
            N_("There is no terminal named {name}"),
            N_("Register it first: posassist terminal set NAME --terminal-id TID"),
            name=name,
        )

    def find(serial: str) -> Registered:
        fitting = [each for each in every if serial and each.serial == serial]
        chosen = named or (fitting[0] if fitting else None) or Terminal(0, "")
        return Registered(
            chosen.terminal_id,
            chosen.merchant_id,
            chosen.currency or shop.details.currency,
            shop.zone,
        )

    return find


def _named(pulled: Pulled) -> str:
    return pulled.registered.terminal_id or pulled.identity.serial_number or "?"


def offered_captures(shop: Shop) -> list[Path]:
    """Return captures that a crash left behind, oldest first."""
    return sorted(shop.profile.captures.glob("*.capture"))
