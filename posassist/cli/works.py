"""demo, verify, audit, self-check."""

from pathlib import Path
from typing import Annotated

import typer

from posassist.base.errors import ExitCode
from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.session import Session, clock, folder
from posassist.domain.labels import label
from posassist.usecases import demo as showing
from posassist.usecases import self_check as checking
from posassist.usecases import verify as verifying


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help=N_("The folder to print to."))] = Path("posassist-demo"),
    window: Annotated[bool, typer.Option(help=N_("Open the same books in the window."))] = False,
) -> Answer:
    """Show the main job end to end, for an invented shop."""
    session: Session = context.obj
    done = showing.demo(
        folder(out).absolute(),
        clock=clock,
        progress=session.progress(),
        then=session.window if window else None,
    )
    tallies = done.found.by_kind
    document = {
        "shop": done.shop,
        "as_of": done.as_of,
        "pulled": [len(each.pulled.entries) for each in done.pulls],
        "imported": [each.file for each in done.imports],
        "discrepancies": {
            kind.value: {
                "count": tally.count,
                "at_stake": {name: money.plain for name, money in tally.at_stake.items()},
            }
            for kind, tally in tallies.items()
        },
        "case": done.case_number,
        "packs": done.packs,
        "letters": done.letters,
        "out": str(out),
    }
    lines: list[Line] = [
        Text(N_("The invented shop {shop}, as of {day}:"), {"shop": done.shop, "day": done.as_of}),
        Text(
            N_("  {count} records pulled from two simulated terminals (模拟终端)"),
            {"count": sum(len(each.pulled.entries) for each in done.pulls)},
        ),
        Text(
            N_("  settlement and bank files read: {files}"),
            {"files": tuple(each.file for each in done.imports)},
        ),
        Text(N_("This does not add up:")),
        *(
            Text(
                N_("  {kind}: {count}, {sums}"),
                {
                    "kind": label(kind),
                    "count": tally.count,
                    "sums": tuple(map(str, tally.at_stake.values())),
                },
            )
            for kind, tally in tallies.items()
        ),
        Text(
            N_("Not yet due: {count}, {sums}"),
            {
                "count": done.found.expected.count,
                "sums": tuple(map(str, done.found.expected.at_stake.values())),
            },
        ),
        Text(
            N_("On days no file covers: {count}, {sums}"),
            {
                "count": done.found.uncovered.count,
                "sums": tuple(map(str, done.found.uncovered.at_stake.values())),
            },
        ),
        Text(
            N_("Case {number} was opened; evidence packs and letters lie in {folder}"),
            {"number": done.case_number, "folder": str(out)},
        ),
    ]
    return Answer(document, lines)


def verify(
    context: typer.Context,
    pack: Annotated[Path, typer.Argument()],
    anchor: Annotated[Path | None, typer.Option(help=N_("Another pack that knows it."))] = None,
) -> Answer:
    """Say whether an evidence pack is as it was printed."""
    session: Session = context.obj
    words = session.output.words
    found = verifying.verify_file(pack, anchor)
    checks = [
        {"name": each.name, "ok": each.ok, "detail": words.render(each.detail)}
        for each in found.checks
    ]
    lines: list[Line] = [
        Text(N_("The pack is as it was printed.") if found.ok else N_("The pack does not hold."))
    ]
    lines += [f"{'✓' if each['ok'] else '✗'} {each['name']}: {each['detail']}" for each in checks]
    return Answer(
        {"ok": found.ok, "anchored": found.anchored, "checks": checks},
        lines,
        ExitCode.DONE if found.ok else ExitCode.INPUT,
    )


def audit_verify(context: typer.Context) -> Answer:
    """Compute the log of everything that was done again."""
    session: Session = context.obj
    with session.shop() as shop:
        found = verifying.verify_log(shop)
    document = {
        "ok": found.ok,
        "anchored": False,
        "head": found.head,
        "length": found.length,
        "first_bad": found.first_bad,
    }
    line = (
        Text(N_("The log of {count} events holds."), {"count": found.length})
        if found.ok
        else Text(N_("The log breaks at event {place}."), {"place": found.first_bad or 0})
    )
    return Answer(document, [line], ExitCode.DONE if found.ok else ExitCode.INPUT)


def self_check(context: typer.Context) -> Answer:
    """Check that what the program ships is whole."""
    session: Session = context.obj
    checks = checking.self_check(session.profile)
    ok = all(each.ok for each in checks)
    lines = [f"{'✓' if each.ok else '✗'} {each.name}: {each.detail}" for each in checks]
    return Answer({"ok": ok, "checks": checks}, lines, ExitCode.DONE if ok else ExitCode.CATALOG)
