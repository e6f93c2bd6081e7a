"""window, demo, verify, audit, self-check."""

from functools import partial
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
from posassist.usecases.example import HANDHELD

Anchor = Annotated[
    Path | None, typer.Option(help=N_("A pack or a backup, kept elsewhere, that was made later."))
]


def window(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help=N_("Files to look at before they are imported.")),
    ] = None,
) -> int:
    session: Session = context.obj
    return session.show(tuple(each.absolute() for each in files or ()))


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help=N_("The folder to print to."))] = Path("posassist-demo"),
    window: Annotated[bool, typer.Option(help=N_("Open the same books in the window."))] = False,
) -> Answer:
    session: Session = context.obj
    done = showing.demo(
        folder(out).absolute(),
        clock=clock,
        progress=session.progress(),
        then=partial(session.opener(), language=session.language) if window else None,
    )
    document = _shown(done.cable) | {"handheld": _shown(done.handheld), "out": str(out)}
    cable, handheld = done.cable.filled, done.handheld.filled
    lines: list[Line] = [
        Text(
            N_("The invented shop {shop}, as of {day}:"),
            {"shop": cable.shop.details.name, "day": cable.as_of},
        ),
        Text(
            N_("  {count} records pulled from two simulated terminals (模拟终端)"),
            {"count": sum(len(each.pulled.entries) for each in cable.pulls)},
        ),
        *_findings(done.cable, out),
        "",
        Text(
            N_("The invented shop {shop}, without a cable, as of {day}:"),
            {"shop": handheld.shop.details.name, "day": handheld.as_of},
        ),
        Text(
            N_("  {count} slips pasted or typed in"),
            {"count": sum(each.new for each in handheld.slips)},
        ),
        *(
            Text(
                N_("  the total of batch {batch} agrees with its slips: {count}, {amount}"),
                {
                    "batch": held.total.batch_no,
                    "count": held.total.count,
                    "amount": str(held.total.amount),
                },
            )
            for each in handheld.slips
            for held in each.totals
            if held.agrees
        ),
        *_findings(done.handheld, out / HANDHELD),
    ]
    return Answer(document, lines)


def _shown(done: showing.Shown) -> dict[str, object]:
    filled = done.filled
    return {
        "shop": filled.shop.details.name,
        "as_of": filled.as_of,
        "pulled": [len(each.pulled.entries) for each in filled.pulls],
        "slips": sum(each.new for each in filled.slips),
        "imported": [each.file for each in filled.imports],
        "discrepancies": {
            kind.value: {
                "count": tally.count,
                "at_stake": {name: money.plain for name, money in tally.at_stake.items()},
            }
            for kind, tally in done.found.by_kind.items()
        },
        "case": done.case_number,
        "packs": done.packs,
        "letters": done.letters,
    }


def _findings(done: showing.Shown, out: Path) -> list[Line]:
    return [
        Text(
            N_("  settlement and bank files read: {files}"),
            {"files": tuple(each.file for each in done.filled.imports)},
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
            for kind, tally in done.found.by_kind.items()
        ),
        *(
            Text(words, {"count": tally.count, "sums": tuple(map(str, tally.at_stake.values()))})
            for words, tally in (
                (N_("Not yet due: {count}, {sums}"), done.found.expected),
                (N_("On days no file covers: {count}, {sums}"), done.found.uncovered),
            )
            if tally.count
        ),
        Text(
            N_("Case {number} was opened; evidence packs and letters lie in {folder}"),
            {"number": done.case_number, "folder": str(out)},
        ),
    ]


def verify(
    context: typer.Context,
    pack: Annotated[
        Path, typer.Argument(metavar="PACK", help=N_("The zip, or the PDF, of an evidence pack."))
    ],
    anchor: Anchor = None,
) -> Answer:
    session: Session = context.obj
    words = session.output.words
    found = verifying.verify_file(session.profile, pack, anchor=anchor, books_url=session.books_url)
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


def audit_verify(context: typer.Context, anchor: Anchor = None) -> Answer:
    session: Session = context.obj
    with session.shop() as shop:
        found = verifying.verify_log(shop, anchor)
    document = {
        "ok": found.ok,
        "anchored": found.anchored,
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
    session: Session = context.obj
    output = session.output
    every = checking.self_check(session.profile)
    wrong = [each.error for each in every if each.error is not None]
    checks = [
        {
            "name": each.name,
            "ok": each.error is None,
            "detail": output.error(each.error)["message"] if each.error else each.detail,
        }
        for each in every
    ]
    lines = [f"{'✓' if each['ok'] else '✗'} {each['name']}: {each['detail']}" for each in checks]
    return Answer({"ok": not wrong, "checks": checks}, lines, errors=wrong)
