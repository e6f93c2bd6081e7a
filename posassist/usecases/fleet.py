"""A chain: every shop of the books matched and judged, one worker a shop, here or on Spark.

A worker opens the books by itself and takes one shop, which is one shard; so the same function runs
in this process, in several, or on the machines of a Spark cluster that reach the books' server.
"""

import datetime as dt
import hashlib
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from posassist.base.errors import PosassistError, WrongUsage
from posassist.base.i18n import N_
from posassist.base.paths import Profile
from posassist.domain.discrepancy import Kind
from posassist.store import shops
from posassist.store.books import Books, file_of
from posassist.usecases.reconcile_period import Reconciled, Tally, reconcile_period
from posassist.usecases.shop import Clock, address, open_shop

_TASKS = 1_000  # of one Spark job; a task takes its shops one after the other


@dataclass(frozen=True, slots=True)
class Fleet:
    """Where the books lie and as of when they are judged; handed to every worker."""

    profile: Profile
    books_url: str | None
    clock: Clock
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ShopReconciled:
    """What a worker found in one shop, or why it could not look.

    `links` is a digest of every match and deposit, named by content: equal wherever it ran.
    """

    shop: str
    matches: int = 0
    deposits: int = 0
    expected: Tally = field(default_factory=lambda: Tally(0, {}))
    discrepancies: dict[Kind, Tally] = field(default_factory=dict)
    links: str = ""
    seconds: float = 0.0
    error: PosassistError | None = None


def reconcile_fleet(
    fleet: Fleet, *, workers: int | None = None, spark: str | None = None
) -> Iterator[ShopReconciled]:
    """Match and judge every shop; `workers` are processes (1 on a file, which takes one writer).

    `spark` is the address of a Spark cluster, or local[N]. A shop that fails says so in its own
    result. Raises WrongUsage where Spark is not installed or does not start.
    """
    target = address(fleet.profile, fleet.books_url)
    with Books.open(target) as books, books.reading() as connection:
        names = [each.name for each in shops.all_shops(connection)]
    task = partial(reconcile_shop, fleet)
    if spark is not None:
        yield from _on_spark(task, names, spark)
        return
    many = workers or (1 if file_of(target) else os.cpu_count() or 1)
    if many == 1:
        yield from map(task, names)
        return
    with ProcessPoolExecutor(many, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(task, names)


def reconcile_shop(fleet: Fleet, name: str) -> ShopReconciled:
    """Do one shop's work, in whichever process."""
    try:
        with open_shop(
            fleet.profile, name=name, books_url=fleet.books_url, clock=fleet.clock
        ) as shop:
            found = reconcile_period(shop, as_of=fleet.as_of, full=True)
    except PosassistError as wrong:
        return ShopReconciled(name, error=wrong)
    return ShopReconciled(
        shop=name,
        matches=len(found.matching.matches),
        deposits=len(found.matching.deposits),
        expected=found.expected,
        discrepancies=found.by_kind,
        links=_digest(found),
        seconds=found.seconds,
    )


def _on_spark(
    task: partial[ShopReconciled], names: Sequence[str], master: str
) -> list[ShopReconciled]:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra of its own
    except ImportError as wrong:
        raise WrongUsage(
            N_("This installation has no Spark"),
            N_("Install it with: pip install posassist[spark] - or leave --spark out."),
        ) from wrong
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        session = SparkSession.builder.master(master).appName("posassist").getOrCreate()
    except Exception as wrong:
        raise WrongUsage(
            N_("Spark did not start: {detail}"),
            N_("It needs Java 17 and the address of a cluster, or local[2] for this computer."),
            detail=str(wrong).strip().partition("\n")[0],
        ) from wrong
    try:
        shards = session.sparkContext.parallelize(names, max(1, min(len(names), _TASKS)))
        found: list[ShopReconciled] = shards.map(task).collect()
    finally:
        session.stop()
    return found


def _digest(found: Reconciled) -> str:
    names = {
        (kind, each.id): f"{each.fingerprint}#{each.occurrence}"
        for kind, rows in (
            ("j", found.books.journal), ("s", found.books.settlement), ("b", found.books.bank),
        )
        for each in rows
    }  # fmt: skip
    said = [
        (names["s", each.settlement], names["j", each.journal], each.rule, each.state.value,
         each.alternatives)
        for each in found.matching.matches
    ]  # fmt: skip
    paid = [
        (names["b", each.bank], each.rule, each.state.value, each.difference_minor,
         sorted(names["s", line] for line in each.settlement),
         sorted(names["j", row] for row in each.journal))
        for each in found.matching.deposits
    ]  # fmt: skip
    return hashlib.sha256(repr((sorted(said), sorted(paid))).encode()).hexdigest()
