"""ports, protocols, pull-journal, simulate-terminal, journal."""

import json
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, period
from posassist.cli.statements import First, Last, write_csv
from posassist.cli.stopping import stoppable
from posassist.usecases import captured_prints as prints
from posassist.usecases import listing, simulate, terminal_info
from posassist.usecases.captures import left_behind
from posassist.usecases.pull_journal import PulledJournal
from posassist.usecases.pull_journal import pull_journal as pull

Protocol = Annotated[str, typer.Option(help=N_("See posassist protocols."))]


def ports(context: typer.Context) -> Answer:
    del context
    every = terminal_info.ports()
    lines = [f"{each.url}  {each.description}" for each in every]
    return Answer({"ports": every}, lines or [Text(N_("No port with a device was found."))])


def protocols(context: typer.Context) -> Answer:
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
    port: Annotated[str, typer.Option(help=N_("Where it hangs: COM3, /dev/…, socket://host:port"))],
    terminal: Annotated[str | None, typer.Option(help=N_("The registered terminal."))] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=600, help=N_("Seconds until silence is an error."))
    ] = 5.0,
    save_capture: Annotated[
        Path | None, typer.Option(help=N_("Save what went over the wire to this file too."))
    ] = None,
) -> Answer:
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
    errors = () if done.error is None else (done.error,)
    document = pulled_document(done) | {"offered_captures": offered}
    return Answer(document, _sentences(done), errors=errors)


def capture_print(
    context: typer.Context,
    port: Annotated[str, typer.Option(help=N_("Where it hangs: COM3, /dev/…, socket://host:port"))],
    baud: Annotated[int, typer.Option(min=50, help=N_("How fast it prints."))] = prints.BAUD,
    quiet: Annotated[
        float, typer.Option(min=0, help=N_("End after so many seconds without a line (0: never)."))
    ] = 0.0,
) -> Answer:
    session: Session = context.obj
    with session.shop() as shop, stoppable(session.progress()) as progress:
        done = prints.capture_print(shop, port=port, baud=baud, quiet=quiet, progress=progress)
    said = Text(
        N_("{count} lines were caught. Import them: posassist import {file}"),
        {"count": done.lines, "file": str(done.path)},
    )
    document = {"capture": done.path, "capture_sha256": done.sha256, "lines": done.lines}
    return Answer(document, [said])


def simulate_terminal(
    context: typer.Context,
    protocol: Protocol,
    listen: Annotated[str, typer.Option(help=N_("HOST:PORT, or pty."))],
    journal: Annotated[Path, typer.Option(help=N_("A posassist.journal file of one terminal."))],
    faults: Annotated[str, typer.Option(help=N_("Like flip=0.1,drop=0.02,unplug@40."))] = "",
    seed: Annotated[int, typer.Option(help=N_("The seed of the faults."))] = 0,
    baud: Annotated[int, typer.Option(min=0, help=N_("Pace the line like a serial one."))] = 0,
) -> Answer:
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
    return Answer({})


def journal_list(
    context: typer.Context,
    first: First = None,
    last: Last = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help=N_("Write them to this file."))
    ] = None,
) -> Answer:
    session: Session = context.obj
    start, end = period(first, last)
    with session.shop() as shop:
        every = listing.journal_entries(shop, first=start, last=end)
        zone = shop.zone
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
            "occurred_at": each.record.occurred_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S"),
            "card_masked": each.record.card_masked,
            "channel": each.record.channel.value,
            "response_code": each.record.response_code,
            "status": each.record.status.value,
            "original_rrn": each.record.original_rrn,
        }
        for each in every
    ]
    write_csv(csv_file, [*listing.JOURNAL_COLUMNS, "entry_id", "source"], rows)
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
            "terminal_id": pulled.terminal_id,
            "merchant_id": pulled.registered.merchant_id or pulled.identity.merchant_id or None,
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
        "text": list(pulled.text),
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
                "terminal": done.pulled.terminal_id,
                "new": done.new,
            },
        ),
        *done.pulled.warnings,
    ]
