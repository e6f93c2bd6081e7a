"""Killed at a random moment, the program leaves whole things only, and works when started again.

A small share runs with the suite; `packaging/dev.py campaign -k kill --count 200 --seed 1` is the
whole campaign. A round's kill is drawn from its seed: half fall anywhere in the command's life,
half shortly after it first touched the disk.
"""

import contextlib
import csv
import datetime as dt
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from posassist.base.paths import Profile
from posassist.domain.case import Contact
from posassist.usecases import backups, cases, registers
from posassist.usecases.import_statement import import_statement
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop, open_shop

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal"),
    pytest.mark.timeout(0),
]
PROGRAM = Path(sys.executable).with_name("posassist")
CLOCK = {"SOURCE_DATE_EPOCH": "1790000000"}
AS_OF = dt.date(2026, 9, 25)
ROWS = 300
VOLATILE = {"at", "hash", "prev", "payload", "title", "imported_at", "import_id"}
VOLATILE |= {"sha256", "sha256_given", "size", "file_name"}  # of captures, which hold times
KEPT = {"vault", "captures", "log", "books.sqlite.lock", "backups"}
KEPT |= {f"books.sqlite{suffix}" for suffix in ("", "-wal", "-shm")}
State = dict[str, str]


@dataclass(frozen=True)
class Job:
    """A command to be killed: from which books, what it prints, what it may end with."""

    name: str
    arguments: tuple[str, ...]
    template: str = "full"
    code: int = 0
    again: tuple[int, ...] = (0,)
    prints: bool = False


@dataclass
class World:
    """The folders of a campaign, and what each command leads to when nothing kills it."""

    root: Path
    port: str = ""
    after: dict[str, tuple[State, dict[str, bytes], float]] = field(default_factory=dict)

    def command(self, profile: Path, arguments: tuple[str, ...]) -> list[str]:
        """Return the installed command over a data folder, its places filled in."""
        places = {"root": str(self.root), "out": str(profile / "out"), "port": self.port}
        filled = [each.format(**places) for each in arguments]
        return [str(PROGRAM), "--profile", str(profile / "books"), "--json", *filled]

    def fresh(self, job: Job, name: str) -> Path:
        """Return a new copy of the books a job starts from."""
        folder = self.root / name
        (folder / "out").mkdir(parents=True)
        if job.template:
            shutil.copytree(self.root / job.template, folder / "books")
        return folder


JOBS = (
    Job("first start", ("shop", "list"), template=""),
    Job("pull", ("pull-journal", "--protocol", "pax", "--port", "{port}"), template="bare"),
    Job("import journal", ("import", "{root}/journal.csv"), template="bare"),
    Job("import all", ("import", "{root}/journal.csv", "{root}/settlement.csv", "{root}/bank.csv"),
        template="bare"),
    Job("import the rest", ("import", "{root}/bank.csv"), template="half"),
    Job("reconcile", ("reconcile", "--full", "--as-of", AS_OF.isoformat()), template="loose",
        code=3, again=(3,)),
    Job("evidence", ("evidence", "1", "--out", "{out}", "--language", "zh_CN", "--language", "en",
                     "--as-of", AS_OF.isoformat()), prints=True),
    Job("letter", ("letter", "1", "--letter", "complaint-provider", "--out", "{out}/letter.pdf"),
        prints=True),
    Job("matches", ("matches", "--csv", "{out}/matches.csv"), prints=True),
    Job("undo an edit", ("undo",)),
    Job("undo an import", ("undo",), template="imported", again=(0, 7)),
    Job("redo an import", ("redo",), template="undone", again=(7,)),
    Job("open a case", ("cases", "open", "{root}/missing", "--on", AS_OF.isoformat())),
    Job("log a contact", ("cases", "log", "1", "--text", "called", "--promise", "2026-10-01")),
    Job("attach", ("cases", "attach", "1", "{root}/slip.txt")),
    Job("advance", ("cases", "advance", "1")),
    Job("close", ("cases", "close", "1", "--outcome", "recovered"), again=(2,)),
    Job("back up", ("backup", "create", "--to", "{out}")),
    Job("restore", ("backup", "restore", "{root}/half.posbak", "--yes"), template="imported"),
    Job("add an account", ("account", "add", "second", "--number-last4", "1234"), again=(2,)),
)  # fmt: skip


def _csv(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _files(root: Path) -> None:
    """Write a journal, its settlement without every fiftieth sale, and the deposits of it."""
    start = dt.datetime(2026, 9, 14, 9, tzinfo=dt.UTC).replace(tzinfo=None)
    sales = [
        (start + dt.timedelta(days=n % 5, minutes=n), 1000 + n * 7, f"6260{n:08}", f"{n:06}")
        for n in range(ROWS)
    ]
    _csv(
        root / "journal.csv",
        "terminal_id,merchant_id,batch_no,trace_no,rrn,type,amount,currency,occurred_at,"
        "channel,status",
        [
            ("T1", "M1", "1", trace, rrn, "sale", f"{cents / 100:.2f}", "CNY", at.isoformat(),
             "credit", "approved")
            for at, cents, rrn, trace in sales
        ],
    )  # fmt: skip
    paid: dict[dt.date, int] = {}
    lines: list[tuple[object, ...]] = []
    for n, (at, cents, rrn, _) in enumerate(sales):
        if n % 50:
            on, fee = at.date() + dt.timedelta(days=1), (cents * 6 + 500) // 1000
            paid[on] = paid.get(on, 0) + cents - fee
            net = f"{(cents - fee) / 100:.2f}"
            figures = (f"{cents / 100:.2f}", f"{fee / 100:.2f}", net)
            lines.append(("M1", "T1", at.date(), on, "sale", *figures, "CNY", rrn, "settled"))
    _csv(
        root / "settlement.csv",
        "merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn,status",
        lines,
    )
    _csv(
        root / "bank.csv",
        "booked_on,amount,currency,counterparty,memo",
        [(on, f"{cents / 100:.2f}", "CNY", "Acquirer", "payout") for on, cents in paid.items()],
    )
    (root / "slip.txt").write_text("a slip\n" * 2000, encoding="utf-8")


def _books(root: Path, name: str, act: Callable[[Shop], None], *, start: str = "") -> None:
    """Make template books by the use-cases; only what is killed goes by the command."""
    if start:
        shutil.copytree(root / start, root / name)
    with open_shop(
        Profile(root / name), clock=lambda: dt.datetime(2026, 9, 25, 4, tzinfo=dt.UTC)
    ) as shop:
        act(shop)


def _registered(shop: Shop) -> None:
    registers.set_shop(shop, name="S")
    registers.add_account(shop, "ICBC", last4="8801")
    terms = registers.Terms("Acquirer", "T+1", "22:00", "CN", ("credit:0.60%",), account="ICBC")
    registers.set_agreement(shop, terms)
    registers.set_terminal(shop, "front", serial="T1", terminal_id="T1", merchant_id="M1")


def _cased(shop: Shop) -> None:
    first, *_rest = (each.id for each in reconcile_period(shop, as_of=AS_OF).found)
    cases.open_case(shop, (first,), on=AS_OF)
    cases.log_contact(shop, 1, Contact(AS_OF, "called", "hotline", "T-1", None))


def _loosened(books: Path) -> None:
    """Take every link out, as if the engine had not run: `reconcile --full` finds them again."""
    with contextlib.closing(sqlite3.connect(books)) as connection:
        connection.execute("UPDATE settlement_line SET journal_id = NULL, match_rule = ''")
        connection.execute("UPDATE settlement_line SET bank_line_id = NULL, deposit_rule = ''")
        connection.commit()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    root = tmp_path_factory.mktemp("kills")
    _files(root)
    found = World(root)

    def bring(*names: str) -> Callable[[Shop], None]:
        def act(shop: Shop) -> None:
            for name in names:
                import_statement(shop, root / f"{name}.csv")

        return act

    _books(root, "bare", _registered)
    _books(root, "half", bring("journal", "settlement"), start="bare")
    _books(root, "imported", bring("bank"), start="half")
    made = backups.create_backup(Profile(root / "half"), to=root)
    made.path.rename(root / "half.posbak")
    _books(root, "full", _cased, start="imported")
    shutil.copytree(root / "imported", root / "loose")
    _loosened(root / "loose" / "books.sqlite")
    with open_shop(Profile(root / "imported")) as shop:
        missing = [each.id for each in reconcile_period(shop, as_of=AS_OF).found]
    (root / "missing").write_text(missing[1], encoding="utf-8")
    undone = root / "undone"
    shutil.copytree(root / "imported", undone)
    subprocess.run([str(PROGRAM), "--profile", str(undone), "undo"], check=True, timeout=120)
    serve = ["simulate-terminal", "--protocol", "pax", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(
        [str(PROGRAM), "--profile", str(root / "server"), *serve,
         "--journal", str(root / "journal.csv")],
        stdout=subprocess.PIPE, text=True,
    ) as serving:  # fmt: skip
        try:
            assert serving.stdout is not None
            found.port = json.loads(serving.stdout.readline())["listening"]
            yield found
        finally:
            serving.kill()


def _state(folder: Path) -> State:
    """Return a digest of every table's rows without what differs from run to run."""
    path = folder / "books" / "books.sqlite"
    if not path.exists():
        return {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]  # fmt: skip
        found = {}
        for name in names:
            rows = sorted(
                repr([(key, row[key]) for key in row.keys()  # noqa: SIM118 - a Row is no mapping
                      if key not in VOLATILE and (name, key) != ("import", "id")])
                for row in connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            )  # fmt: skip
            found[name] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()[:12]}"
        return found


def _printed(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in (folder / "out").iterdir()}


def _arguments(job: Job, world: World) -> tuple[str, ...]:
    missing = (world.root / "missing").read_text(encoding="utf-8")
    return tuple(missing if each == "{root}/missing" else each for each in job.arguments)


def _run(job: Job, world: World, folder: Path) -> int:
    environment = {**os.environ, **({} if job.name == "pull" else CLOCK)}
    command = world.command(folder, _arguments(job, world))
    done = subprocess.run(command, capture_output=True, env=environment, timeout=300, check=False)
    return done.returncode


def _reference(job: Job, world: World) -> tuple[State, dict[str, bytes], float]:
    """Return what a job leads to, what it prints and how long it takes when nothing kills it."""
    if job.name not in world.after:
        folder = world.fresh(job, f"reference {job.name}")
        started = time.monotonic()
        assert _run(job, world, folder) == job.code, job.name
        took = time.monotonic() - started
        world.after[job.name] = (_state(folder), _printed(folder), took)
    return world.after[job.name]


def _footprint(folder: Path) -> list[tuple[str, int, int]]:
    found = []
    for place in ("books", "books/captures", "books/vault", "out"):
        with contextlib.suppress(FileNotFoundError), os.scandir(folder / place) as entries:
            for each in entries:
                told = each.stat()
                found.append((each.path, told.st_size, told.st_mtime_ns))
    return [each for each in sorted(found) if not each[0].endswith(("log", "-shm"))]


def _kill(job: Job, world: World, folder: Path, rng: random.Random, took: float) -> bytes:
    """Run a job and kill it at a drawn moment; return what it had answered by then."""
    environment = {**os.environ, **({} if job.name == "pull" else CLOCK)}
    command = world.command(folder, _arguments(job, world))
    before = _footprint(folder)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as child:
        end = time.monotonic() + took * 1.2
        if rng.random() < 0.5:
            time.sleep(rng.uniform(0, took * 1.1))
        else:
            while child.poll() is None and time.monotonic() < end and _footprint(folder) == before:
                time.sleep(0.0005)
            time.sleep(rng.uniform(0, min(0.15, took)) * rng.random())
        child.send_signal(signal.SIGKILL)
        assert child.stdout is not None
        return child.stdout.read()


def _answered(said: bytes) -> bool:
    """Say whether a whole answer came out, without an error in it."""
    try:
        return "error" not in json.loads(said)
    except ValueError:
        return False


def _faults(job: Job, world: World, folder: Path, said: bytes) -> Iterator[str]:
    """Yield everything that is not as it must be after a kill."""
    after, whole, _took = _reference(job, world)
    before = _before(job, world)
    for name, data in _printed(folder).items():
        if not name.endswith(".part") and whole.get(name) != data:
            yield f"{name} was printed, but not whole"
    checked = subprocess.run(
        [str(PROGRAM), "--profile", str(folder / "books"), "--json", "audit", "verify"],
        capture_output=True, timeout=300, check=False, text=True,
    )  # fmt: skip
    if checked.returncode:
        yield f"audit verify: {checked.stdout}{checked.stderr}"
        return
    state = _state(folder)
    if state not in _between(job, world, before, after):
        half = {name for name in after if state.get(name) not in {before.get(name), after[name]}}
        yield f"half a transaction: {sorted(half) or state}"
    if _answered(said) and state != after:
        yield "what was answered is lost"
    yield from _unsound(folder / "books")
    code = _run(job, world, folder)
    if code not in ({job.code} if state == before else {job.code, *job.again}):
        yield f"the same command again ends with {code}"
    elif state == before and _state(folder) != after:
        yield "the same command again leads elsewhere"
    if job.prints and _printed(folder) != whole:
        yield f"printed again, but differently: {sorted(_printed(folder))}"


def _unsound(profile: Path) -> Iterator[str]:
    with contextlib.closing(sqlite3.connect(profile / "books.sqlite")) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            yield "the integrity check fails"
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            yield "a foreign key leads nowhere"
    for path in (profile / "vault").rglob("*"):
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"half a file in the vault: {path.name}"
    yield from (f"left behind: {path.name}" for path in profile.iterdir() if path.name not in KEPT)


def _before(job: Job, world: World) -> State:
    folder = world.root / f"before {job.template}"
    return _state(folder if folder.exists() else world.fresh(job, folder.name))


def _between(job: Job, world: World, before: State, after: State) -> list[State]:
    """Return the states a job goes through: every file of an import is its own transaction."""
    states = [before, after]
    if job.name == "import all":
        for n in (1, 2):
            part = Job(f"import {n}", job.arguments[: n + 1], template=job.template)
            states.append(_reference(part, world)[0])
    if job.name == "first start":
        states = [after]  # the check itself was a start
    return states


def test_killed_at_any_moment_everything_is_whole(
    world: World, count: int, seed: int, record: Callable[[str, int, int], None]
) -> None:
    rng = random.Random(seed)
    order = rng.sample(JOBS, len(JOBS))
    failures = []
    for n in range(count):
        job = order[n % len(order)]
        _state_after, _whole, took = _reference(job, world)
        folder = world.fresh(job, f"round {n}")
        said = _kill(job, world, folder, rng, took)
        faults = list(_faults(job, world, folder, said))
        failures += [f"round {n} of seed {seed}, {job.name}: {each}" for each in faults]
        if not faults:
            shutil.rmtree(folder)
    record("1 kill -9", count, len({each.split(",")[0] for each in failures}))
    assert failures == []
