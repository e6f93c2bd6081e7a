"""A real PostgreSQL server of its own, installed from the distribution and started by hand."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_NOT_ROOT = "postgres"


def is_there() -> bool:
    """Say whether this machine has the server's programs."""
    return bool(_PROGRAMS) or shutil.which("initdb") is not None


@contextmanager
def server() -> Iterator[Path]:
    """Start a server; hand out the folder of its socket."""
    import pwd  # noqa: PLC0415 - where there is none, no server is started by hand

    home = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    user = _NOT_ROOT if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    shutil.chown(home, user)

    def program(name: str, *arguments: str) -> None:
        found = shutil.which(name) or str(_PROGRAMS[-1] / name)
        with (home / "said").open("ab") as said:
            subprocess.run(
                [found, *arguments], check=True, stdout=said, stderr=said, cwd=home,
                user=user if os.geteuid() == 0 else None, timeout=60,
            )  # fmt: skip

    data = str(home / "data")
    try:
        program("initdb", "-D", data, "-A", "trust", "-U", "office", "-E", "UTF8", "--no-sync")
        program(
            "pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "start",
            "-o", f"-k {home} -h '' -F",
        )  # fmt: skip
        yield home
    finally:
        program("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home)


def database(home: Path, name: str) -> str:
    """Make an empty database on the server; return its address."""
    everything = create_engine(
        f"postgresql+psycopg://office@/postgres?host={home}", isolation_level="AUTOCOMMIT"
    )
    with everything.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    everything.dispose()
    return f"postgresql+psycopg://office@/{name}?host={home}"
