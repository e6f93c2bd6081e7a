"""The command line within the test's own process: the same code without a new interpreter."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posassist.cli.app import run

Command = Callable[..., Any]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `posassist --profile … --json ARGS`, demand the exit code, return the JSON."""

    def answered(*arguments: object, code: int = 0, language: str = "en") -> Any:  # noqa: ANN401
        options = ["--profile", str(tmp_path / "profile"), "--language", language, "--json"]
        ended = run([*options, *map(str, arguments)])
        said = capsys.readouterr()
        assert (ended, said.err) == (code, ""), said.out
        return json.loads(said.out)

    return answered


@pytest.fixture
def shop(command: Command) -> Command:
    """A shop named 晨光 with the account ICBC."""
    command("shop", "set", "--name", "晨光")
    command("account", "add", "ICBC", "--number-last4", "8801")
    return command
