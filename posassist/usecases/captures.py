"""Captures of pulls: what one brings, read out of it again, and those a crash left behind."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from posassist.base.errors import (
    BooksFull,
    PosassistError,
    StatementUnreadable,
    TerminalError,
    WrongUsage,
)
from posassist.base.i18n import N_, Text
from posassist.base.paths import private_folder
from posassist.domain.coverage import Coverage
from posassist.domain.journal import JournalEntry
from posassist.domain.party import Terminal
from posassist.domain.settlement import StatementKind
from posassist.statements.statement import Statement
from posassist.statements.sums import by_currency, moved
from posassist.store.imports import ImportRecord
from posassist.terminals.capture import Capture, Recorded, digest, in_use, read_capture, struck
from posassist.terminals.driver import all_drivers, driver
from posassist.terminals.operation_codes import read_codes
from posassist.terminals.port import Replay
from posassist.terminals.records import Pulled, Register, Registered, Timing
from posassist.usecases.registers import all_terminals
from posassist.usecases.rows import Rows
from posassist.usecases.shop import Shop, silent

ENCODING = "ascii"


def new_capture(shop: Shop, protocol: str, started_at: dt.datetime, port: str) -> Capture:
    """Begin a capture under a name none bears, those included that a crash left behind."""
    folder = private_folder(shop.profile.captures)
    stem = f"{protocol}-{started_at:%Y%m%d-%H%M%S-%f}"
    names = (f"{stem}{f'-{again}' if again else ''}.capture" for again in count())
    path = next(path for name in names if not (path := folder / name).exists())
    return Capture(path, protocol=protocol, started_at=started_at, port=port)


@contextmanager
def disk_room() -> Iterator[None]:
    """Say in plain words that a capture could not be written."""
    try:
        yield
    except PosassistError:
        raise
    except OSError as wrong:
        raise BooksFull(
            N_("The disk is full, or may not be written to"),
            N_("Make room or allow writing, then do it again; nothing was half stored."),
        ) from wrong


def left_behind(shop: Shop) -> list[Path]:
    """Return the captures of pulls that a crash cut off, oldest first."""
    return [each for each in sorted(shop.profile.captures.glob("*.capture")) if not in_use(each)]


def settle(shop: Shop, sha256: str) -> None:
    """Let go of captures left behind that the books now hold."""
    for each in left_behind(shop):
        if digest(each.read_bytes()) == sha256:
            each.unlink()


def register_of(shop: Shop, protocol: str, at: dt.datetime, *, name: str | None = None) -> Register:
    """Return what tells a device's terminal id; a named terminal goes before what it says.

    What says nothing of itself is the only terminal of the protocol. Raises WrongUsage for a name
    that is not registered.
    """
    every = all_terminals(shop)
    named = next((each for each in every if each.name == name), None)
    if name is not None and named is None:
        raise WrongUsage(
            N_("There is no terminal named {name}"),
            N_("Register it first: posassist terminal set NAME --terminal-id TID"),
            name=name,
        )

    def find(told: str) -> Registered:
        fitting = [each for each in every if told and told in {each.serial, each.terminal_id}]
        alike = [each for each in every if each.protocol == protocol]
        if not told and len(alike) == 1:
            fitting = alike
        chosen = named or (fitting[0] if fitting else None) or Terminal(0, "")
        return Registered(
            chosen.terminal_id,
            chosen.merchant_id,
            chosen.currency or shop.details.currency,
            shop.zone,
            at.astimezone(shop.zone).date(),
            read_codes(chosen.operation_codes),
        )

    return find


def captured(shop: Shop, name: str, data: bytes) -> tuple[Statement, Rows]:
    """Read a capture as a file that is imported, with the register as it is now.

    Raises StatementError when it is none, or when it ends before the terminal said which one it is.
    """
    kept = struck(data)
    recorded = read_capture(name, kept)
    register = register_of(shop, recorded.protocol, recorded.started_at)
    nothing = StatementUnreadable(
        N_("The capture {file} holds nothing that can be read"),
        N_("Pull the journal again."),
        file=name,
    )
    if recorded.protocol not in all_drivers():
        raise nothing
    try:
        pulled = _replayed(recorded, register)
    except TerminalError as wrong:  # it says nothing
        raise nothing from wrong
    rows = pulled_rows(pulled, kept, name=name, protocol=recorded.protocol, imported_at=shop.now())
    given = digest(data)
    plan = digest(repr((given, rows.journal)).encode())
    record = replace(rows.record, sha256_given=given, plan_sha256=plan)
    return _statement(pulled, recorded.protocol, kept), replace(rows, record=record)


def replayed_rows(
    kept: bytes, *, name: str, options: dict[str, object], imported_at: dt.datetime
) -> Rows:
    """Read a pull's rows again from its kept capture, with the register as it was then."""
    recorded = read_capture(name, kept)
    zone = ZoneInfo(str(options["zone"]))
    codes = options.get("operation_codes", {})  # since 1.3
    known = Registered(
        str(options["terminal_id"]),
        str(options["merchant_id"]),
        str(options["currency"]),
        zone,
        recorded.started_at.astimezone(zone).date(),
        codes if isinstance(codes, dict) else {},
    )
    pulled = _replayed(recorded, lambda _serial: known)
    return pulled_rows(pulled, kept, name=name, protocol=recorded.protocol, imported_at=imported_at)


def pulled_rows(
    pulled: Pulled, data: bytes, *, name: str, protocol: str, imported_at: dt.datetime
) -> Rows:
    """Return what a pull brings: its record, rows and, when it is complete, the days it covers."""
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
        encoding=ENCODING,
        account="",
        options={
            "terminal_id": known.terminal_id,
            "merchant_id": known.merchant_id,
            "currency": known.currency,
            "zone": str(known.zone),
            "operation_codes": dict(known.codes),
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


def sums_of(entries: tuple[JournalEntry, ...]) -> dict[str, str]:
    """Add up what moved money, by currency."""
    return by_currency(each.amount for each in moved(entries))


def _replayed(recorded: Recorded, register: Register) -> Pulled:
    return driver(recorded.protocol).pull(
        Replay(recorded), register=register, timing=Timing(), progress=silent
    )


def _statement(pulled: Pulled, protocol: str, data: bytes) -> Statement:
    days = pulled.days
    cut = () if pulled.complete else (Text(N_("The capture ends before the journal does.")),)
    return Statement(
        format_id=protocol,
        format_version="1",
        kind=StatementKind.JOURNAL,
        encoding=ENCODING,
        sheet="",
        journal=pulled.entries,
        settlement=(),
        bank=(),
        bad_rows=(),
        warnings=(*pulled.warnings, *cut),
        checks=(),
        first=days[0] if days else None,
        last=days[1] if days else None,
        sums=sums_of(pulled.entries),
        gross=None,
        fees=None,
        period=days,
        kept=data,
        struck=(),
    )
