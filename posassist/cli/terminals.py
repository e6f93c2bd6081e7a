"""ports, protocols, pull-journal, simulate-terminal, journal."""

import json
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import ExitCode
from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, day
from posassist.cli.statements import First, Last, write_csv
from posassist.cli.stopping import stoppable
from posassist.usecases import listing, simulate, terminal_info
from posassist.usecases.captures import left_behind
from posassist.usecases.pull_journal import PulledJournal
from posassist.usecases.pull_journal import pull_journal as pull

Protocol = Annotated[str, typer.Option(help=N_("See posassist protocols."))]
JOURNAL_COLUMNS = (
    "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "type", "amount",
    "currency", "occurred_at", "card_masked", "channel", "response_code", "status", "original_rrn",
)  # fmt: skip


def ports(context: typer.Context) -> Answer:
    """List the ports a terminal may hang on; nothing is sent."""
    del context
    every = terminal_info.ports()
    lines = [f"{each.url}  {each.description}" for each in every]
    return Answer({"ports": every}, lines or [Text(N_("No port with a device was found."))])


def protocols(context: typer.Context) -> Answer:
    """List the terminal protocols the program speaks, and what it may send."""
    del context
    document = [
        {
            "id": each.ID,
            "name": each.NAME,
            "regions": list(each.REGIONS),
            "can": list(each.CAN),
            "read_only_commands": list(each.READ_ONLY_COMMANDS),
        }
        for each in terminal_info.protocols()
    ]
    return Answer({"protocols": document}, [f"{each['id']}  {each['name']}" for each in document])


def pull_journal(
    context: typer.Context,
    protocol: Protocol,
    port: Annotated[str, typer.Option(help=N_("COM3, /dev/…, socket://host:port"))],
    terminal: Annotated[str | None, typer.Option(help=N_("The registered terminal."))] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=600, help=N_("Seconds until silence is an error."))
    ] = 5.0,
    save_capture: Annotated[
        Path | None, typer.Option(help=N_("Save what went over the wire to this file too."))
    ] = None,
) -> Answer:
    """Pull a terminal's journal; the terminal is only read."""
    session: Session = context.obj
    with session.shop() as shop:
        offered = left_behind(shop)
        for each in offered:
            said = N_("A pull that was cut off left its records: posassist import {file}")
            session.output.say(Text(said, {"file": str(each)}))
        with stoppable(session.progress()) as progress:
            done = pull(
                shop,
                protocol=protocol,
                port=port,
                terminal=terminal,
                timeout=timeout,
                save_capture=save_capture,
                progress=progress,
            )
    code = ExitCode.DONE if done.error is None else done.error.exit_code
    document = pulled_document(done) | {"offered_captures": offered}
    return Answer(document, _sentences(done), code, error=done.error)


def simulate_terminal(
    context: typer.Context,
    protocol: Protocol,
    listen: Annotated[str, typer.Option(help=N_("HOST:PORT, or pty."))],
    journal: Annotated[Path, typer.Option(help=N_("A posassist.journal file of one terminal."))],
    faults: Annotated[str, typer.Option(help=N_("Like flip=0.1,drop=0.02,unplug@40."))] = "",
    seed: Annotated[int, typer.Option(help=N_("The seed of the faults."))] = 0,
    baud: Annotated[int, typer.Option(min=0, help=N_("Pace the line like a serial one."))] = 0,
) -> Answer:
    """Serve a journal file as a terminal, until stopped."""
    session: Session = context.obj
    with session.shop() as shop:
        serving = simulate.simulated(
            shop, journal, protocol=protocol, listen=listen, faults=faults, seed=seed, baud=baud
        )
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with serving:
        sys.stdout.write(json.dumps({"listening": serving.url}) + "\n")
        sys.stdout.flush()
        while not ended.wait(0.1):  # Windows hears Ctrl-C only between waits
            pass
    raise typer.Exit


def journal_list(
    context: typer.Context,
    first: First = None,
    last: Last = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help=N_("Write them to this file."))
    ] = None,
) -> Answer:
    """List the journal."""
    session: Session = context.obj
    with session.shop() as shop:
        every = listing.journal_entries(shop, first=day(first), last=day(last))
    rows: list[dict[str, object]] = [
        {
            "entry_id": each.id,
            "source": each.file,
            "terminal_id": each.record.terminal_id,
            "merchant_id": each.record.merchant_id,
            "batch_no": each.record.batch_no,
            "trace_no": each.record.trace_no,
            "rrn": each.record.rrn,
            "auth_code": each.record.auth_code,
            "type": each.record.type.value,
            "amount": each.record.amount.plain,
            "currency": each.record.amount.currency,
            "occurred_at": each.record.occurred_at.replace(tzinfo=None).isoformat(),
            "card_masked": each.record.card_masked,
            "channel": each.record.channel.value,
            "response_code": each.record.response_code,
            "status": each.record.status.value,
            "original_rrn": each.record.original_rrn,
        }
        for each in every
    ]
    write_csv(csv_file, [*JOURNAL_COLUMNS, "entry_id", "source"], rows)
    lines = [
        f"{each['entry_id']}  {each['occurred_at']}  {each['type']}  {each['amount']}"
        for each in rows
    ]
    return Answer({"journal": rows}, lines)


def pulled_document(done: PulledJournal) -> dict[str, object]:
    """Return a pull as scripts see it."""
    pulled = done.pulled
    days = pulled.days
    return {
        "terminal": {
            "terminal_id": pulled.registered.terminal_id or pulled.identity.serial_number,
            "merchant_id": pulled.registered.merchant_id or None,
            "serial_number": pulled.identity.serial_number,
            "model": pulled.identity.model,
        },
        "entries": len(pulled.entries),
        "totals": [
            {
                "kind": each.kind,
                "count": each.count,
                "currency": each.amount.currency,
                "amount": each.amount.plain,
            }
            for each in pulled.totals
        ],
        "text": [],
        "new": done.new,
        "already_known": done.already_known,
        "totals_agree": pulled.totals_agree,
        "complete": pulled.complete,
        "capture": done.capture,
        "capture_sha256": done.capture_sha256,
        "import_id": done.import_id,
        "warnings": list(pulled.warnings),
        "first": days[0] if days else None,
        "last": days[1] if days else None,
        "sums": done.sums,
    }


def _sentences(done: PulledJournal) -> list[Line]:
    return [
        Text(
            N_("{count} records read from {terminal}, {new} of them new"),
            {
                "count": len(done.pulled.entries),
                "terminal": done.pulled.registered.terminal_id
                or done.pulled.identity.serial_number,
                "new": done.new,
            },
        ),
        *done.pulled.warnings,
    ]
