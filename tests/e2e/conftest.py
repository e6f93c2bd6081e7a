"""The installed command, driven as a script would."""

import io
import json
import os
import shutil
import subprocess
import sysconfig
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from posassist.cli.app import run

# The script that an installation puts beside its Python.
SUFFIX = ".exe" if os.name == "nt" else ""
INSTALLED = Path(sysconfig.get_path("scripts")) / f"posassist{SUFFIX}"

JOURNAL = """terminal_id,merchant_id,batch_no,trace_no,rrn,auth_code,type,amount,currency,\
occurred_at,card_masked,channel,response_code,status,original_rrn
T1,M1,1,1,626000000001,A1,sale,100.00,CNY,2026-09-14T10:00:00,622202******1111,credit,00,approved,
T1,M1,1,2,626000000002,A2,sale,1286.00,CNY,2026-09-15T11:00:00,622202******2222,credit,00,approved,
T1,M1,1,3,626000000003,A3,sale,50.00,CNY,2026-09-16T12:00:00,622202******3333,credit,00,approved,
"""
SETTLEMENT = """\
merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn,status
M1,T1,2026-09-14,2026-09-15,sale,100.00,0.60,99.40,CNY,626000000001,settled
M1,T1,2026-09-16,2026-09-17,sale,50.00,0.30,49.70,CNY,626000000003,settled
"""
BANK = """booked_on,amount,currency,counterparty,memo
2026-09-15,99.40,CNY,Acquirer Ltd,payout
2026-09-16,12.00,CNY,Somebody,present
2026-09-17,49.70,CNY,Acquirer Ltd,payout
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a run left: exit code, what stood on stdout and what on stderr."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Posassist:
    """The installed command over one profile."""

    profile: Path

    def run(
        self, *arguments: object, stdin: bytes | None = None, **environment: str | None
    ) -> Said:
        """Run it with exactly these arguments; a variable of None is taken away."""
        changed = {**os.environ, **environment}
        done = subprocess.run(
            [str(INSTALLED), *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=110,
            env={name: value for name, value in changed.items() if value is not None},
            cwd=self.profile.parent,
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def says(self, *arguments: object, code: int = 0, language: str = "en") -> str:
        """Run a command for a person and return what it said, errors after the answer."""
        said = self.run("--profile", self.profile, "--language", language, *arguments)
        assert said.code == code, said
        return said.out + said.err

    def within(self, *arguments: object, code: int = 0, language: str = "en") -> Any:
        """Do as a call does, but within this process: the same code, without a new interpreter."""
        options = ["--profile", str(self.profile), "--language", language, "--json"]
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            ended = run([*options, *map(str, arguments)])
        assert (ended, err.getvalue()) == (code, ""), out.getvalue() + err.getvalue()
        return json.loads(out.getvalue())

    def __call__(
        self,
        *arguments: object,
        code: int = 0,
        language: str = "en",
        stdin: bytes | None = None,
        **environment: str,
    ) -> Any:
        """Run a command for a script, demand the exit code, return its one JSON document."""
        options = ("--profile", self.profile, "--language", language, "--json")
        said = self.run(*options, *arguments, stdin=stdin, **environment)
        assert said.code == code, said
        return json.loads(said.out)


@pytest.fixture(scope="session")
def installed() -> str:
    """The path of the installed command."""
    return str(INSTALLED)


@pytest.fixture
def posassist(tmp_path: Path) -> Posassist:
    """The command over an empty profile."""
    return Posassist(tmp_path / "profile")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A journal, a settlement and a bank statement; the sale of 1286.00 was never settled."""
    return _files(tmp_path)


@pytest.fixture
def registered(tmp_path: Path, _registered: Path) -> Posassist:
    """A shop with an account and an agreement."""
    return _copied(_registered, tmp_path)


@pytest.fixture
def filled(tmp_path: Path, _filled: Path) -> Posassist:
    """The registered shop with the three files imported."""
    return _copied(_filled, tmp_path)


@pytest.fixture(scope="session")
def _registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    command = Posassist(tmp_path_factory.mktemp("registered") / "profile")
    command.within("shop", "set", "--name", "晨光", "--timezone", "Asia/Shanghai")
    command.within("account", "add", "ICBC", "--number-last4", "8801")
    command.within(
        "agreement", "set", "--acquirer", "Acquirer", "--cycle", "T+1", "--cut-off", "22:00",
        "--calendar", "CN", "--account", "ICBC", "--fee", "credit:0.60%",
        "--fee", "debit:0.50%:cap=20",
    )  # fmt: skip
    return command.profile


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory, _registered: Path) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    command = _copied(_registered, folder)
    command.within("import", *_files(folder).values())
    return command.profile


def _copied(profile: Path, folder: Path) -> Posassist:
    return Posassist(Path(shutil.copytree(profile, folder / "profile")))


def _files(folder: Path) -> dict[str, Path]:
    found = {}
    for name, text in (("journal", JOURNAL), ("settlement", SETTLEMENT), ("bank", BANK)):
        found[name] = folder / f"{name}.csv"
        found[name].write_text(text, encoding="utf-8")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a scenario of many commands the time they need on a busy computer."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))
