"""fleet reconcile: every shop of the books in one go."""

from collections.abc import Iterator
from typing import Annotated

import typer

from posassist.base.errors import ExitCode
from posassist.base.i18n import N_, Text
from posassist.cli.output import Answer, Line
from posassist.cli.reconciling import tally_document
from posassist.cli.session import Session, clock, day
from posassist.cli.statements import AsOf
from posassist.domain.labels import label
from posassist.usecases.fleet import Fleet, ShopReconciled, reconcile_fleet
from posassist.usecases.shop import logged


def reconcile(
    context: typer.Context,
    as_of: AsOf = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help=N_("How many shops at a time."))
    ] = None,
    spark: Annotated[
        str | None,
        typer.Option(
            "--spark",
            metavar="URL",
            help=N_("Run on Spark: the address of a cluster, or local[2] for this computer."),
        ),
    ] = None,
) -> Answer:
    session: Session = context.obj
    fleet = Fleet(session.profile, session.books_url, clock, day(as_of))
    progress = session.progress()
    found: list[ShopReconciled] = []
    with logged(session.profile):
        for each in reconcile_fleet(fleet, workers=workers, spark=spark):
            found.append(each)
            progress(len(found), 0, Text(N_("Reconciled {shop}"), {"shop": each.shop}))
    errors = [each.error for each in found if each.error is not None]
    code = max((each.exit_code for each in errors), default=ExitCode.DONE)
    lines = [line for each in found for line in _lines(each)]
    return Answer({"shops": [_document(each) for each in found]}, lines, code, errors)


def _document(each: ShopReconciled) -> dict[str, object]:
    return {
        "shop": each.shop,
        "matches": each.matches,
        "deposits": each.deposits,
        "expected": tally_document(each.expected),
        "discrepancies": {
            kind.value: tally_document(tally) for kind, tally in each.discrepancies.items()
        },
        "links_sha256": each.links,
        "seconds": round(each.seconds, 4),
    }


def _lines(each: ShopReconciled) -> Iterator[Line]:
    if each.error is not None:
        yield Text(N_("{shop}: not reconciled"), {"shop": each.shop})
    elif not each.discrepancies:
        yield Text(N_("{shop}: everything due has arrived"), {"shop": each.shop})
    for kind, tally in each.discrepancies.items():
        yield Text(
            N_("{shop}: {kind}: {count}, {sums}"),
            {
                "shop": each.shop,
                "kind": label(kind),
                "count": tally.count,
                "sums": tuple(map(str, tally.at_stake.values())),
            },
        )
