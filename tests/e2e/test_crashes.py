"""Full, read-only, damaged, newer, locked: told plainly, and nothing is lost. By the command."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from posassist.base.paths import Profile
from posassist.usecases.import_statement import import_statement
from posassist.usecases.listing import journal_entries
from posassist.usecases.registers import add_account, all_accounts
from posassist.usecases.shop import open_shop
from posassist.usecases.verify import verify_log

PROGRAM = Path(sys.executable).with_name("posassist")
JOURNAL = "terminal_id,type,amount,currency,occurred_at,rrn\n" + "".join(
    f"T1,sale,{n}.00,CNY,2026-09-14T10:00:00,6260{n:08}\n" for n in range(1, 400)
)
HELD = 399
NOBODY = 65534
posix = pytest.mark.skipif(os.name != "posix", reason="limits and permission bits are POSIX")


def command(profile: Path, *arguments: object) -> list[str]:
    return [str(PROGRAM), "--profile", str(profile), "--language", "en", "--json",
            *map(str, arguments)]  # fmt: skip


def run(profile: Path, *arguments: object, **extra: Any) -> tuple[int, Any]:
    done = subprocess.run(
        command(profile, *arguments), capture_output=True, text=True, timeout=120, check=False,
        encoding="utf-8", **extra,
    )  # fmt: skip
    assert done.stdout, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books with an account and a journal, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "journal.csv").write_text(JOURNAL, encoding="utf-8")
    with open_shop(Profile(folder / "profile")) as shop:
        add_account(shop, "ICBC", last4="8801")
        import_statement(shop, folder / "journal.csv")
    return folder


@pytest.fixture
def profile(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template / "profile", tmp_path / "profile")
    return tmp_path / "profile"


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A journal the books do not hold yet."""
    path = tmp_path / "more.csv"
    path.write_text(JOURNAL.replace("T1", "T2"), encoding="utf-8")
    return path


def rows(profile: Path) -> int:
    with open_shop(Profile(profile)) as shop:
        assert verify_log(shop).ok
        return len(journal_entries(shop))


def accounts(profile: Path) -> list[str]:
    with open_shop(Profile(profile)) as shop:
        return [each.name for each in all_accounts(shop)]


@posix
def test_a_full_disk_is_told_and_nothing_is_half_stored(profile: Path, more: Path) -> None:
    refused = 0
    for kilobytes in (1, 40, 100, 200, 900):
        copy = profile.with_name(f"full-{kilobytes}")
        shutil.copytree(profile, copy)
        limited = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash"]
        done = subprocess.run(
            [*limited, *command(copy, "import", more)],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode in {0, 6}, done.stdout + done.stderr
        if done.returncode:
            refused += 1
            error = json.loads(done.stdout)["error"]
            assert error["name"] == "BooksFull"
            assert "nothing was half stored" in error["next_step"]
        assert rows(copy) == (HELD if done.returncode else 2 * HELD)
        with open_shop(Profile(copy)) as shop:
            import_statement(shop, more)
        assert rows(copy) == 2 * HELD
        assert list(copy.rglob("*.part")) == []
    assert 2 <= refused < 5


@posix
def test_a_folder_that_may_not_be_written_to_is_told(template: Path) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        shutil.copytree(template / "profile", folder / "profile")
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder / "profile"], check=True)
        for path in (*(folder / "profile").rglob("*"), folder / "profile"):
            path.chmod(0o500 if path.is_dir() else 0o400)
        # The superuser may write anywhere: become somebody who may not, once all is loaded.
        script = (
            "import os, sys; from posassist.cli.app import run; first, *rest = sys.argv[1:]\n"
            "run(['--quiet', '--profile', first, 'account', 'list'])\n"
            f"if os.geteuid() == 0: os.setgid({NOBODY}); os.setuid({NOBODY})\n"
            "sys.exit(run(rest))\n"
        )
        for name in ("profile", "new"):
            asked = ["--profile", folder / name, "--language", "en", "--json", "account", "list"]
            done = subprocess.run(
                [sys.executable, "-c", script, str(folder / "other"), *map(str, asked)],
                capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            if name == "new" and os.geteuid() != 0:
                continue
            assert done.returncode == 6, done.stderr
            assert json.loads(done.stdout)["error"]["name"] == "BooksFull"
    finally:
        subprocess.run(["chmod", "-R", "u+rwX", folder], check=True)
        shutil.rmtree(folder)


@pytest.mark.parametrize("damage", ["empty", "cut", "other", "header", "page"])
def test_damaged_books_are_refused_and_left_as_they_are(profile: Path, damage: str) -> None:
    books = profile / "books.sqlite"
    data = books.read_bytes()
    root = data.index(b"CREATE TABLE") // 4096 * 4096
    harmed = {
        "empty": b"",
        "cut": data[: len(data) // 3],
        "other": b"PK\x03\x04 not a book file" * 50,
        "header": b"SQLite farmat 3\0" + data[16:],
        "page": data[:root] + b"\0" * 100 + data[root + 100 :],
    }[damage]
    books.write_bytes(harmed)
    code, answer = run(profile, "journal", "list")
    assert (code, answer["error"]["name"]) == (6, "BooksDamaged")
    assert "backup" in answer["error"]["next_step"]
    assert books.read_bytes() == harmed


def test_books_that_lack_a_column_are_refused_and_strange_ones_left_alone(profile: Path) -> None:
    with sqlite3.connect(profile / "books.sqlite") as connection:
        connection.execute("CREATE TABLE somebody_elses (x)")
        connection.execute("ALTER TABLE account ADD COLUMN more TEXT")
    connection.close()
    assert accounts(profile) == ["ICBC"]
    with sqlite3.connect(profile / "books.sqlite") as connection:
        connection.execute("ALTER TABLE account DROP COLUMN holder")
    connection.close()
    code, answer = run(profile, "account", "list")
    assert (code, answer["error"]["name"]) == (6, "BooksDamaged")
    assert "holder" in answer["error"]["message"]


def test_books_of_a_newer_program_are_refused(profile: Path) -> None:
    with sqlite3.connect(profile / "books.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    code, answer = run(profile, "account", "list")
    assert (code, answer["error"]["name"]) == (6, "BooksNewer")


def test_a_writer_waits_ten_seconds_and_is_then_told(profile: Path) -> None:
    other = sqlite3.connect(profile / "books.sqlite")
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    code, answer = run(profile, "account", "add", "second", "--number-last4", "1234")
    assert (code, answer["error"]["name"]) == (6, "BooksLocked")
    assert time.monotonic() - started >= 10
    assert accounts(profile) == ["ICBC"]
    other.rollback()
    other.close()


def test_commands_at_the_same_time_all_succeed_even_the_first(tmp_path: Path) -> None:
    profile = tmp_path / "new"
    names = [f"a{n}" for n in range(5)]
    started = [
        subprocess.Popen(
            command(profile, "account", "add", name, "--number-last4", "1234"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in names
    ]  # fmt: skip
    for each in started:
        said = each.communicate(timeout=120)
        assert each.returncode == 0, said
    assert sorted(accounts(profile)) == names
    assert run(profile, "audit", "verify")[1]["ok"] is True


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o177])
def test_folders_and_files_are_private_whatever_the_umask(
    tmp_path: Path, more: Path, umask: int
) -> None:
    profile = tmp_path / "new"
    code, _ = run(profile, "import", more, umask=umask)
    assert code == 0
    for path in (profile, *profile.rglob("*")):
        mode = path.stat().st_mode & 0o777
        assert mode == (0o700 if path.is_dir() else mode & 0o600), path
        assert mode & 0o400


@posix
def test_the_books_stay_open_to_readers_while_one_writes(profile: Path) -> None:
    other = sqlite3.connect(profile / "books.sqlite")
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert accounts(profile) == ["ICBC"]
    assert time.monotonic() - started < 9
    other.rollback()
    other.close()


@pytest.fixture
def cut_print(profile: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder where a print-out was cut off, and a vault where a file was."""
    out = tmp_path / "out"
    out.mkdir()
    (out / ".matches.csv.abcd.part").write_bytes(b"half")
    inside = profile / "vault" / "ab"
    inside.mkdir(mode=0o700)
    (inside / f".{'ab' * 20}.x.part").write_bytes(b"half")
    yield out
    assert list(inside.iterdir()) == []


def test_what_a_killed_program_left_is_gone_after_the_next_start(
    profile: Path, cut_print: Path
) -> None:
    assert run(profile, "matches", "--csv", cut_print / "matches.csv")[0] == 0
    assert [each.name for each in cut_print.iterdir()] == ["matches.csv"]


@posix
def test_a_temporary_file_still_in_use_is_left_to_its_program(profile: Path) -> None:
    inside = profile / "vault" / "cd"
    inside.mkdir(mode=0o700)
    script = (
        "import sys; from pathlib import Path; from posassist.base.paths import written_whole\n"
        "with written_whole(Path(sys.argv[1])) as handle:\n"
        "    handle.write(b'x'); print(handle.name, flush=True); sys.stdin.read()\n"
    )
    target = inside / ("cd" * 32)
    with subprocess.Popen(
        [sys.executable, "-c", script, target],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as writer:  # fmt: skip
        assert writer.stdout is not None
        part = Path(writer.stdout.readline().strip())
        accounts(profile)
        assert part.exists()
        writer.send_signal(signal.SIGKILL)
    accounts(profile)
    assert not part.exists()
    assert not target.exists()
